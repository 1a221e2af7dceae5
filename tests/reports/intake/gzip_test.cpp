// SPDX-License-Identifier: MIT

#include "reports/intake/gzip.h"

#include <ostream>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "tests/reports/intake/packed.h"

using namespace reports::intake;
using namespace std::string_literals;
using tests::gzip;

namespace {

struct Out {
  std::string octets;
  std::string rule;  // empty: no error
};

Out read(std::string_view octets) {
  Out out;
  const auto failure = gunzip(octets, [&](std::string_view piece) {
    out.octets.append(piece);
    return std::nullopt;
  });
  if (failure) out.rule = failure->rule;
  return out;
}

/// With another octet at a place; a place below 0 counts from the end.
std::string damaged(std::string octets, int place) {
  const std::size_t at = place < 0 ? octets.size() - static_cast<std::size_t>(-place)
                                   : static_cast<std::size_t>(place);
  octets.at(at) = static_cast<char>(octets.at(at) ^ 0x55);
  return octets;
}

/// A member with the flags and what stands behind the fixed header, RFC 1952 section 2.3.
std::string with_header(unsigned char flags, const std::string& fields) {
  std::string member = gzip("text");
  member.at(3) = static_cast<char>(flags);
  return member.substr(0, 10) + fields + member.substr(10);
}

struct Row {
  const char* name;
  std::string octets;
  Out want;
};
std::ostream& operator<<(std::ostream& out, const Row& row) {
  return out << row.name;
}

const std::string kText = gzip("text");

const Row kRows[] = {
    {"one member", kText, {"text", ""}},
    {"no octets in it", gzip(""), {"", ""}},
    {"many octets", gzip(std::string(100'000, 'x')), {std::string(100'000, 'x'), ""}},
    {"three members, RFC 1952 section 2.2", kText + kText + kText, {"texttexttext", ""}},
    {"octets behind it", kText + "\r\n-- \n", {"text", ""}},
    {"zeros behind it", kText + std::string(512, '\0'), {"text", ""}},
    {"half a magic behind it", kText + "\x1F", {"text", ""}},
    {"all fields of a header",
     with_header(0x1E, "\x03\0abcname\0comment\0\x12\x34"s),
     {"text", ""}},
    {"text flag", with_header(1, ""), {"text", ""}},
    // RFC 1952 section 2.3.1.2
    {"reserved flags", with_header(0x20, ""), {"", "archive"}},
    {"another method", damaged(kText, 2), {"", "archive"}},
    {"header cut off", kText.substr(0, 9), {"", "archive"}},
    {"name without end", with_header(8, "").substr(0, 12), {"", "archive"}},
    {"extra field that is longer than all", with_header(4, "\xFF\xFF"s), {"", "archive"}},
    {"magic alone", kText.substr(0, 2), {"", "archive"}},
    {"nothing", "", {"", "archive"}},
    {"wrong CRC", damaged(kText, -8), {"text", "checksum"}},
    {"wrong length", damaged(kText, -1), {"text", "checksum"}},
    {"trailer cut off", kText.substr(0, kText.size() - 3), {"text", "checksum"}},
    {"no trailer", kText.substr(0, kText.size() - 8), {"text", "checksum"}},
    {"wrong CRC of the first member", damaged(kText, -8) + kText, {"texttext", "checksum"}},
    {"data cut off", kText.substr(0, 11), {"", "archive"}},
    {"second member cut off", kText + kText.substr(0, 10), {"text", "archive"}},
    {"damaged data", damaged(kText, 10), {"", "archive"}},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(Gzip)

BOOST_DATA_TEST_CASE(Reads, boost::unit_test::data::make(kRows), row) {
  const Out out = read(row.octets);
  BOOST_TEST(out.rule == row.want.rule);
  BOOST_TEST(out.octets == row.want.octets);
}

BOOST_AUTO_TEST_CASE(EndsWhereTheSinkSaysSo) {
  const std::string large = gzip(std::string(1'000'000, 'x'));
  std::size_t given = 0;
  const auto failure = gunzip(large, [&](std::string_view piece) {
    given += piece.size();
    return libauth::base::ParseError{0, "enough", "Enough"};
  });
  BOOST_REQUIRE(failure.has_value());
  BOOST_TEST(failure->rule == "enough");
  BOOST_TEST(given < 100'000U);
}

BOOST_AUTO_TEST_SUITE_END()
