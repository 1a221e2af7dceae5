// SPDX-License-Identifier: MIT

#include "reports/text/word.h"

#include <boost/describe/enum.hpp>
#include <boost/test/unit_test.hpp>

using reports::text::Word;

namespace {

enum class Verdict { pass, fail };
BOOST_DESCRIBE_ENUM(Verdict, pass, fail)

}  // namespace

template <>
inline constexpr std::array reports::text::kSynonyms<Verdict> = {
    reports::text::Synonym<Verdict>{"hardfail", Verdict::fail},
};

BOOST_AUTO_TEST_SUITE(Words)

BOOST_AUTO_TEST_CASE(KnowsTheRegisteredWord) {
  const auto word = Word<Verdict>::read("pass");
  BOOST_TEST((word == Verdict::pass));
  BOOST_TEST((word == Word<Verdict>(Verdict::pass)));
  BOOST_TEST(word.is_registered());
  BOOST_TEST(word.text() == "pass");
  BOOST_TEST(word.written() == "pass");
}

BOOST_AUTO_TEST_CASE(KeepsTheSynonymBesideItsMeaning) {
  const auto word = Word<Verdict>::read("hardfail");
  BOOST_TEST((word == Verdict::fail));
  BOOST_TEST(word.text() == "fail");
  BOOST_TEST(word.written() == "hardfail");
  BOOST_TEST(!word.is_registered());
  BOOST_TEST((word != Word<Verdict>(Verdict::fail)));
}

BOOST_AUTO_TEST_CASE(KeepsAWordWithoutMeaning) {
  const auto word = Word<Verdict>::read("greylisted");
  BOOST_TEST(!word.value());
  BOOST_TEST(word.text() == "greylisted");
  BOOST_TEST(word.written() == "greylisted");
}

BOOST_AUTO_TEST_CASE(NothingIsAWordWithoutMeaningToo) {
  BOOST_TEST(!Word<Verdict>::read("").value());
  BOOST_TEST((Word<Verdict>::read("") == Word<Verdict>()));
}

BOOST_AUTO_TEST_SUITE_END()
