// SPDX-License-Identifier: MIT

#include "reports/tls/document.h"

#include <string>

#include <boost/test/unit_test.hpp>

#include "reports/tls/parse.h"

using namespace reports::tls;

namespace {

/// Every value with the octets from its beginning to its end, in the order in which they begin.
void list(std::string_view json, const Node& node, std::string& out) {
  out.append(node.key).append("|").append(json.substr(node.begin, node.end - node.begin));
  out.append("\n");
  for (const Node& child : node.children) list(json, child, out);
}

std::string rule_of(std::string_view json, const Limits& limits = {}) {
  const auto document = read_document(json, 0, limits);
  return document ? "" : document.error().rule;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(TlsDocument)

BOOST_AUTO_TEST_CASE(KnowsWhereEveryValueStood) {
  const std::string json =
      " { \"a\\\"}\" : [ 1 , -2.5e3,true ,null,\"x\\\\\\\"]\" ] ,\n\"b\":{} , \"b\":\"\\u00fc\"} ";
  const auto document = read_document(json, 0, {});
  BOOST_TEST_REQUIRE(document.has_value());
  std::string places;
  list(json, document->root, places);
  BOOST_TEST(places ==
             "|{ \"a\\\"}\" : [ 1 , -2.5e3,true ,null,\"x\\\\\\\"]\" ] ,\n\"b\":{} , "
             "\"b\":\"\\u00fc\"}\n"
             "a\"}|[ 1 , -2.5e3,true ,null,\"x\\\\\\\"]\" ]\n"
             "|1\n|-2.5e3\n|true\n|null\n|\"x\\\\\\\"]\"\n"
             "b|{}\n"
             "b|\"\\u00fc\"\n");
  BOOST_TEST(document->root.children.back().text == "\xC3\xBC");
  BOOST_TEST(document->root.children.front().children[1].text == "-2.5e3");
}

BOOST_AUTO_TEST_CASE(ReadsTheFirstValueOnly) {
  const std::string json = "  {\"a\":1}{\"b\":2}";
  const auto document = read_document(json, 0, {});
  BOOST_TEST_REQUIRE(document.has_value());
  BOOST_TEST(document->end == 9U);
  const auto second = read_document(json, document->end, {});
  BOOST_TEST_REQUIRE(second.has_value());
  BOOST_TEST(second->root.children.front().key == "b");
  BOOST_TEST(second->root.begin == 9U);
}

BOOST_AUTO_TEST_CASE(CountsCommasThatAreTooMany) {
  const auto document = read_document("{\"a\":[1,],\"b\":2,}", 0, {});
  BOOST_TEST_REQUIRE(document.has_value());
  BOOST_TEST(document->commas == 2U);
  BOOST_TEST(document->comma.value_or(0) == 7U);
}

BOOST_AUTO_TEST_CASE(RefusesWhatIsNoJson) {
  for (const char* json : {"", " ", "{", "[1", "{\"a\"}", "nul", "{'a':1}", "<feedback/>", "[,]",
                           "{\"a\":1,,}", "\"\x01\"", "\"\\ud800\"", "[1}"}) {
    BOOST_TEST(rule_of(json) == kJsonRule, json);
  }
}

BOOST_AUTO_TEST_CASE(RefusesTooManyValues) {
  BOOST_TEST(rule_of("[1,{\"a\":2}]", {.nodes = 4}).empty());
  BOOST_TEST(rule_of("[1,{\"a\":2}]", {.nodes = 3}) == kNodesRule);
}

BOOST_AUTO_TEST_CASE(RefusesWhatIsTooDeep) {
  BOOST_TEST(rule_of("[[[]]]", {.depth = 3}).empty());
  BOOST_TEST(rule_of("[[[]]]", {.depth = 2}) == kDepthRule);
  BOOST_TEST(rule_of(std::string(1'000'000, '[')) == kDepthRule);
}

BOOST_AUTO_TEST_SUITE_END()
