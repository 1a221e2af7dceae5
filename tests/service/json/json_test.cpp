// SPDX-License-Identifier: MIT
//
// Structs become JSON documents.

#include "service/json.h"

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <vector>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include "libauth/audit/audit.h"
#include "reports/aggregate/vocabulary.h"
#include "reports/text/word.h"

namespace {

namespace json = service::json;

enum class Shade { light, dark };
BOOST_DESCRIBE_ENUM(Shade, light, dark)

struct Inner {
  std::optional<std::string> left_out;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(Inner, (), (left_out, text))

struct Outer {
  std::string name;
  std::optional<int> absent{};
  std::optional<int> present = 7;
  Shade shade = Shade::dark;
  std::uint64_t large = std::numeric_limits<std::uint64_t>::max();
  std::int64_t small = std::numeric_limits<std::int64_t>::min();
  bool flag = true;
  std::vector<Inner> list{Inner{}, Inner{"x", "y"}};
  std::vector<int> empty_list{};
  std::map<std::string, std::string> map{{"k", "v"}};
};
BOOST_DESCRIBE_STRUCT(Outer, (),
                      (name, absent, present, shade, large, small, flag, list, empty_list, map))

}  // namespace

BOOST_AUTO_TEST_SUITE(Json)

BOOST_AUTO_TEST_CASE(WritesMembersUnderTheirNamesInTheirOrder) {
  BOOST_TEST(
      json::compact(json::from(Outer{.name = "n"})) ==
      R"({"name":"n","present":7,"shade":"dark","large":18446744073709551615,)"
      R"("small":-9223372036854775808,"flag":true,)"
      R"("list":[{"text":""},{"left_out":"x","text":"y"}],"empty_list":[],"map":{"k":"v"}})");
}

BOOST_AUTO_TEST_CASE(PutsTheSchemaFirst) {
  BOOST_TEST(json::compact(json::document("mailvet.inner/1", Inner{"a", "b"})) ==
             R"({"schema":"mailvet.inner/1","left_out":"a","text":"b"})");
}

BOOST_AUTO_TEST_CASE(WritesNamesAddressesTimesAndWordsAsText) {
  using libauth::base::IpAddress;
  using reports::aggregate::SpfResult;
  using reports::text::Word;
  BOOST_TEST(json::compact(json::from(*libauth::dns::Name::parse("Example.COM."))) ==
             R"("example.com")");
  BOOST_TEST(json::compact(json::from(*IpAddress::parse("2001:db8:0::1"))) == R"("2001:db8::1")");
  BOOST_TEST(json::compact(json::from(*libauth::base::parse_time("1700000000"))) ==
             R"("2023-11-14T22:13:20Z")");
  BOOST_TEST(json::compact(json::from(std::chrono::seconds(3600))) == "3600");
  BOOST_TEST(json::compact(json::from(Word<SpfResult>(SpfResult::softfail))) == R"("softfail")");
  BOOST_TEST(json::compact(json::from(Word<SpfResult>::read("novel"))) == R"("novel")");
}

BOOST_AUTO_TEST_CASE(ReplacesOctetsThatAreNoUtf8InTextAndInNames) {
  const Outer outer{.name =
                        "a\xFF"
                        "b",
                    .map = {{"\xC3", "\x80"}}};
  const json::value made = json::from(outer);
  BOOST_TEST(made.at("name").as_string() ==
             "a\xEF\xBF\xBD"
             "b");
  BOOST_TEST(made.at("map").as_object().at("\xEF\xBF\xBD").as_string() == "\xEF\xBF\xBD");
}

BOOST_AUTO_TEST_CASE(EscapesControlCharacters) {
  BOOST_TEST(json::compact(json::from(std::string("\"\\\n\x1b"))) == R"("\"\\\n\u001b")");
}

BOOST_AUTO_TEST_CASE(PrintsForPeopleWithTwoSpacesALevel) {
  const json::value value = boost::json::parse(R"({"a":[1,{"b":null}],"c":{},"d":[],"e":"x"})");
  BOOST_TEST(json::pretty(value) ==
             "{\n"
             "  \"a\": [\n"
             "    1,\n"
             "    {\n"
             "      \"b\": null\n"
             "    }\n"
             "  ],\n"
             "  \"c\": {},\n"
             "  \"d\": [],\n"
             "  \"e\": \"x\"\n"
             "}\n");
}

BOOST_AUTO_TEST_CASE(WritesNumbersAsDecimals) {
  const json::value value = {93.75, 100.0, -0.5, 1e300, 7, {{"rate", 0.1}}};
  BOOST_TEST(json::compact(value) == R"([93.75,100,-0.5,1E300,7,{"rate":0.1}])");
  BOOST_TEST(boost::json::parse(json::pretty(value)) == boost::json::parse(json::compact(value)));
}

BOOST_AUTO_TEST_CASE(SaysTheSameCompactAndPretty) {
  const json::value value = json::from(Outer{.name = "n"});
  BOOST_TEST(boost::json::parse(json::pretty(value)) == boost::json::parse(json::compact(value)));
}

BOOST_AUTO_TEST_CASE(EscapesTheControlsThatTerminalsObey) {
  // U+0080, U+009B (CSI), U+009F; U+00A0 and U+00E9 stay.
  const std::string text = "a\xc2\x80\xc2\x9b[31m\xc2\x9f\xc2\xa0\xc3\xa9\x1b";
  const json::value value = json::from(Outer{.name = text});
  const std::string want = "\"a\\u0080\\u009b[31m\\u009f\xc2\xa0\xc3\xa9\\u001b\"";
  BOOST_TEST(json::compact(value).find(want) != std::string::npos, json::compact(value));
  BOOST_TEST(json::pretty(value).find(want) != std::string::npos);
  BOOST_TEST(boost::json::parse(json::compact(value)).at("name").as_string() == text);
}

BOOST_AUTO_TEST_CASE(WritesAnAuditWithoutTheFixThatThereIsNot) {
  libauth::audit::Audit audit;
  audit.domain = "example.com";
  audit.findings.emplace_back().verdict = libauth::audit::Verdict::not_applicable;
  const json::object document = json::document("mailvet.audit/1", audit);
  BOOST_TEST(document.begin()->key() == "schema");
  const auto& finding = document.at("findings").at(0).as_object();
  BOOST_TEST(finding.at("verdict").as_string() == "not_applicable");
  BOOST_TEST(!finding.contains("fix"));
  BOOST_TEST(finding.contains("evidence"));
}

BOOST_AUTO_TEST_SUITE_END()
