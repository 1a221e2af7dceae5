// SPDX-License-Identifier: MIT

#include "reports/intake/pasted.h"

#include <ostream>
#include <string>
#include <vector>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

using namespace reports::intake;

namespace {

struct Row {
  const char* name;
  std::string text;
  std::vector<std::string> want;
};
std::ostream& operator<<(std::ostream& out, const Row& row) {
  return out << row.name;
}

const std::string kJson = R"({"policies":[{"policy":{"policy-domain":"example.com}"}}]})";

const Row kRows[] = {
    {"nothing", "", {}},
    {"the word alone", "your feedback is welcome; feedback>", {}},
    {"an element", "a <feedback>1</feedback> b", {"<feedback>1</feedback>"}},
    {"with a declaration",
     "a <?xml version=\"1.0\"?>\n<feedback></feedback>b",
     {"<?xml version=\"1.0\"?>\n<feedback></feedback>"}},
    {"with a prefix", "a <ns1:feedback>1</ns1:feedback > b", {"<ns1:feedback>1</ns1:feedback >"}},
    {"with attributes", "<feedback xmlns=\"a\"></feedback>", {"<feedback xmlns=\"a\"></feedback>"}},
    {"two",
     "<feedback>1</feedback> and <?xml?><feedback>2</feedback>",
     {"<feedback>1</feedback>", "<?xml?><feedback>2</feedback>"}},
    {"without end", "a <feedback>1", {"<feedback>1"}},
    {"another element", "<feedbacks></feedbacks>", {}},
    {"escaped",
     "<p>&lt;feedback&gt;&amp;amp;&lt;/feedback&gt;</p>",
     {"<feedback>&amp;</feedback>"}},
    {"escaped, with tags and other references",
     "&#60;feedback&#62;<br/>&eacute;&nbsp;<b>1</b>&lt;/feedback&gt;",
     {"<feedback>&eacute; 1</feedback>"}},
    {"JSON", "a {b} " + kJson + " c", {"{b}", kJson}},
    {"JSON escaped", "{&quot;policies&quot;:[]}", {"{\"policies\":[]}"}},
    {"JSON without end", "a {\"policies\":[", {"{\"policies\":["}},
    {"JSON of other things", "a {\"b\":1} c", {}},
    {"base64", "Hello\n\nPGZlZWRiYWNr\nLz4=\n\nBye\n", {"<feedback/>"}},
    {"base64 in a quoted mail", "> PGZlZWRiYWNr\n> Lz4=\nBye, all\n", {"<feedback/>"}},
    {"a word that begins like base64", "H4sItting\n", {std::string("\x1F\x8B\x08\xB6\xD8\xA7", 6)}},
    {"uuencode", "Hi\nbegin 644 a\n+/&9E961B86-K+SX \n`\nend\nBye", {"<feedback/>"}},
    {"begin of a sentence", "begin with this\n", {}},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(Pasted)

BOOST_DATA_TEST_CASE(IsFound, boost::unit_test::data::make(kRows), row) {
  BOOST_TEST(pasted_in(row.text, 10) == row.want, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(IsLimited) {
  std::string text;
  for (int i = 0; i < 20; ++i) text += "<feedback></feedback>\n";
  BOOST_TEST(pasted_in(text, 10).size() == 10U);
}

// Words that look like beginnings, over and over, take no more time than their octets.
BOOST_AUTO_TEST_CASE(TakesTimeThatGrowsWithTheText) {
  for (const std::string word : {"<feedback>", "<?xml ", "{\"policies\"", "a:feedback",
                                 "feedbackfeedback", "H4sI\n", "begin 644 a\n", "&lt;feedback",
                                 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa:feedback "}) {
    std::string text;
    while (text.size() < 1'000'000) text += word;
    BOOST_TEST(pasted_in(text, 10).size() <= 10U);
  }
}

BOOST_AUTO_TEST_CASE(MendsAMultipartWithoutHeader) {
  BOOST_TEST(mended_multipart("Hi\n--=_b 1\nContent-Type: text/plain\n\na\n--=_b 1--\n") ==
             "Content-Type: multipart/mixed; boundary=\"=_b 1\"\n\n"
             "Hi\n--=_b 1\nContent-Type: text/plain\n\na\n--=_b 1--\n");
  BOOST_TEST(mended_multipart("-- \nA signature\n").empty());
  BOOST_TEST(mended_multipart("--b\nno field\n").empty());
  BOOST_TEST(mended_multipart("--b\"\nContent-Type: text/plain\n").empty());
  BOOST_TEST(mended_multipart("").empty());
}

BOOST_AUTO_TEST_SUITE_END()
