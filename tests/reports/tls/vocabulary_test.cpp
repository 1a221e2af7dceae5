// SPDX-License-Identifier: MIT

#include "reports/tls/vocabulary.h"

#include <algorithm>
#include <string>

#include <boost/mp11/list.hpp>
#include <boost/test/unit_test.hpp>

using namespace reports::tls;
using reports::text::Word;

BOOST_AUTO_TEST_SUITE(TlsVocabulary)

using Vocabularies = boost::mp11::mp_list<PolicyType, ResultType>;

BOOST_AUTO_TEST_CASE_TEMPLATE(EveryWordIsItsEnumeratorWithHyphens, E, Vocabularies) {
  std::size_t count = 0;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&count](auto row) {
    std::string want = row.name;
    std::replace(want.begin(), want.end(), '_', '-');
    const auto word = Word<E>::read(want);
    BOOST_TEST((word == row.value), want);
    BOOST_TEST(word.text() == want);
    BOOST_TEST(word.written() == want);
    ++count;
  });
  BOOST_TEST(count == kWords<E>.size());
}

// RFC 8460 section 4.3: the words as the RFC has them.
BOOST_AUTO_TEST_CASE(KnowsTheResultTypesOfTheRegistry) {
  for (const char* word :
       {"starttls-not-supported", "certificate-host-mismatch", "certificate-expired",
        "certificate-not-trusted", "validation-failure", "tlsa-invalid", "dnssec-invalid",
        "dane-required", "sts-policy-fetch-error", "sts-policy-invalid", "sts-webpki-invalid"}) {
    BOOST_TEST(Word<ResultType>::read(word).is_registered(), word);
  }
}

BOOST_AUTO_TEST_CASE(KeepsOtherWordsAsTheyAre) {
  const auto word = Word<ResultType>::read("X-Vendor-Error");
  BOOST_TEST(!word.value());
  BOOST_TEST(word.text() == "X-Vendor-Error");
}

BOOST_AUTO_TEST_SUITE_END()
