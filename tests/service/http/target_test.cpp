// SPDX-License-Identifier: MIT
//
// Request targets are taken apart and decoded.

#include "service/http/target.h"

#include <ostream>
#include <string>
#include <vector>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

namespace {

using service::api::Parameter;

struct Good {
  const char* target;
  std::vector<std::string> segments;
  std::vector<Parameter> query;
};
std::ostream& operator<<(std::ostream& out, const Good& test) {
  return out << test.target;
}

const Good kGood[] = {
    {"/", {""}, {}},
    {"/healthz", {"healthz"}, {}},
    {"/v1/reports/", {"v1", "reports", ""}, {}},
    {"//a", {"", "a"}, {}},
    {"/a?", {"a"}, {}},
    {"/a?b=c&b=d", {"a"}, {{"b", "c"}, {"b", "d"}}},
    {"/a?b&c=&=d&&", {"a"}, {{"b", ""}, {"c", ""}, {"", "d"}}},
    {"/a?b=c=d", {"a"}, {{"b", "c=d"}}},
    {"/a%2Fb/c", {"a/b", "c"}, {}},
    // RFC 3986 section 3.4: "+" is no space in a query.
    {"/a+b?c+d=e+f", {"a+b"}, {{"c+d", "e+f"}}},
    {"/a?mail_from=a+b@example.com", {"a"}, {{"mail_from", "a+b@example.com"}}},
    {"/a?b=c%20d%2Be", {"a"}, {{"b", "c d+e"}}},
    {"/a%20b%00", {std::string("a b\0", 4)}, {}},
    {"/b%C3%BCcher.example",
     {"b\xC3\xBC"
      "cher.example"},
     {}},
    {"/b\xC3\xBC"
     "cher.example",
     {"b\xC3\xBC"
      "cher.example"},
     {}},
    {"http://127.0.0.1:8460/a?b=c", {"a"}, {{"b", "c"}}},
    {"HTTPS://example.com", {""}, {}},
    {"/a/../b", {"a", "..", "b"}, {}},
};

constexpr const char* kBad[] = {
    "",
    "*",
    "a",
    "?a",
    "/%",
    "/%4",
    "/%zz",
    "/a?b=%",
    "/a?%f=b",
    "/%ff",
    "/a?b=%C3",
    "/\xFF",
    "/a#b",
    "ftp://example.com/",
    "example.com:443",
};

}  // namespace

BOOST_AUTO_TEST_SUITE(Target)

BOOST_DATA_TEST_CASE(TakesApartWhatIsWellFormed, boost::unit_test::data::make(kGood), test) {
  const auto target = service::http::read_target(test.target);
  BOOST_REQUIRE(target);
  BOOST_TEST(target->segments == test.segments, boost::test_tools::per_element());
  BOOST_TEST((target->query == test.query));
}

BOOST_DATA_TEST_CASE(RefusesWhatIsNot, boost::unit_test::data::make(kBad), text) {
  const auto target = service::http::read_target(text);
  BOOST_REQUIRE(!target);
  BOOST_TEST(!target.error().message.empty());
}

BOOST_AUTO_TEST_CASE(KeepsThePathAsAUriReference) {
  BOOST_TEST(service::http::read_target("/a%2fb?c=d")->path == "/a%2fb");
  BOOST_TEST(service::http::read_target("/\xC3\xBC\x01")->path == "/%C3%BC%01");
}

BOOST_AUTO_TEST_SUITE_END()
