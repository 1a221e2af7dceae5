// SPDX-License-Identifier: MIT

#include "reports/aggregate/vocabulary.h"

#include <boost/mp11/list.hpp>
#include <boost/test/unit_test.hpp>

using namespace reports::aggregate;
using reports::text::kSynonyms;
using reports::text::Synonym;
using reports::text::Word;

namespace {

using Vocabularies =
    boost::mp11::mp_list<Policy, Disposition, Alignment, DiscoveryMethod, Testing, AlignedResult,
                         DkimResult, SpfResult, SpfScope, ReasonType>;

}  // namespace

BOOST_AUTO_TEST_SUITE(Vocabulary)

BOOST_AUTO_TEST_CASE_TEMPLATE(EveryNameRoundTrips, E, Vocabularies) {
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([](auto row) {
    const auto word = Word<E>::read(row.name);
    BOOST_TEST((word == row.value));
    BOOST_TEST((word == Word<E>(row.value)));
    BOOST_TEST(word.is_registered());
    BOOST_TEST(word.text() == row.name);
    BOOST_TEST(word.written() == row.name);
  });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(NoSynonymIsARegisteredWord, E, Vocabularies) {
  for (const Synonym<E>& synonym : kSynonyms<E>) {
    BOOST_TEST(!libauth::base::parse_enum<E>(synonym.word));
  }
}

// A raw result in place of "pass" or "fail" never counts as a pass.
BOOST_AUTO_TEST_CASE(NoSynonymMeansPass) {
  for (const auto& synonym : kSynonyms<AlignedResult>) {
    BOOST_TEST((synonym.meaning == AlignedResult::fail));
  }
  for (const auto& synonym : kSynonyms<DkimResult>) {
    BOOST_TEST((synonym.meaning != DkimResult::pass));
  }
  for (const auto& synonym : kSynonyms<SpfResult>) {
    BOOST_TEST((synonym.meaning != SpfResult::pass));
  }
}

BOOST_AUTO_TEST_SUITE_END()
