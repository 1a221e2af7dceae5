// SPDX-License-Identifier: MIT

#include "reports/sources/mmdb.h"

#include <string>

#include <boost/test/unit_test.hpp>

#include "tests/reports/sources/mmdb_writer.h"
#include "tests/support/temp_dir.h"
#include "tests/support/zones.h"

using namespace reports::sources;
using tests::MmdbMap;
using tests::MmdbWriter;

namespace {

/// What a file with one network says of an address in it: "64500 Example example.net NL".
std::string said(const MmdbMap& entry, std::string_view address = "192.0.2.1") {
  const tests::TempDir dir;
  MmdbWriter writer(6);
  writer.add("192.0.2.0/24", entry);
  writer.add("2001:db8::/32", entry);
  const auto file = Mmdb::open(dir.write("a.mmdb", writer.text()));
  BOOST_REQUIRE(file.has_value());
  const NetworkFacts facts = file->find(tests::ip(address));
  return (facts.asn ? std::to_string(*facts.asn) : "-") + " " + facts.as_name.value_or("-") + " " +
         facts.as_domain.value_or("-") + " " + facts.country.value_or("-");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(SourcesMmdb)

BOOST_AUTO_TEST_CASE(ReadsTheKeysOfSeveralMakers) {
  const struct {
    const char* what;
    MmdbMap entry;
    const char* want;
  } kRows[] = {
      {"AS number and holder",
       {{"autonomous_system_number", 64500U}, {"autonomous_system_organization", "Example"}},
       "64500 Example - -"},
      {"country with names",
       {{"country", MmdbMap{{"geoname_id", 1U}, {"iso_code", "NL"}}}},
       "- - - NL"},
      {"all in one, as text",
       {{"asn", "AS64500"},
        {"as_name", "Example"},
        {"as_domain", "example.net"},
        {"country", "Netherlands"},
        {"country_code", "NL"}},
       "64500 Example example.net NL"},
      {"a country as text", {{"country", "NL"}}, "- - - NL"},
      {"the largest AS number", {{"asn", 4294967295U}}, "4294967295 - - -"},
      {"a long name",
       {{"as_name", "A name of more than twenty-nine octets"}},
       "- A name of more than twenty-nine octets - -"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST(said(row.entry) == row.want, row.what);
    BOOST_TEST(said(row.entry, "2001:db8::1") == row.want, row.what);
    BOOST_TEST(said(row.entry, "::ffff:192.0.2.1") == row.want, row.what);
    BOOST_TEST(said(row.entry, "198.51.100.1") == "- - - -", row.what);
  }
}

BOOST_AUTO_TEST_CASE(WhatIsNoValueIsAbsent) {
  const struct {
    const char* what;
    MmdbMap entry;
  } kRows[] = {
      {"nothing", {}},
      {"other keys", {{"city", "Example"}, {"asn_count", 1U}}},
      {"AS 0 (RFC 7607)", {{"asn", 0U}}},
      {"no AS number", {{"asn", "ASX"}}},
      {"more than 32 bits", {{"asn", "AS4294967296"}}},
      {"a map for a number", {{"asn", MmdbMap{}}}},
      {"no text", {{"as_name", 1U}, {"as_domain", ""}, {"country_code", 1U}}},
      {"no code", {{"country_code", "nl"}, {"country", "Netherlands"}}},
  };
  for (const auto& row : kRows) BOOST_TEST(said(row.entry) == "- - - -", row.what);
}

BOOST_AUTO_TEST_CASE(AFileOfIpv4OnlyHasNoIpv6) {
  const tests::TempDir dir;
  MmdbWriter writer(4);
  writer.add("192.0.2.0/25", {{"asn", 64500U}});
  writer.add("192.0.2.128/32", {{"asn", 64501U}});
  const auto file = Mmdb::open(dir.write("a.mmdb", writer.text()));
  BOOST_REQUIRE(file.has_value());
  BOOST_TEST((file->find(tests::ip("192.0.2.127")).asn == 64500U));
  BOOST_TEST((file->find(tests::ip("192.0.2.128")).asn == 64501U));
  BOOST_TEST((file->find(tests::ip("192.0.2.129")) == NetworkFacts{}));
  BOOST_TEST((file->find(tests::ip("2001:db8::1")) == NetworkFacts{}));
}

BOOST_AUTO_TEST_CASE(SaysWhyAFileIsNone) {
  const tests::TempDir dir;
  MmdbWriter writer(4);
  writer.add("192.0.2.0/24", {{"asn", 64500U}});
  const std::string good = writer.text();
  const struct {
    const char* what;
    std::string path;
    std::string_view rule;
  } kRows[] = {
      {"no file", dir.file("none.mmdb"), kMmdbOpenRule},
      {"a folder", dir.path().string(), kMmdbOpenRule},
      {"an empty file", dir.write("empty", ""), kMmdbOpenRule},
      {"text", dir.write("text", "evidence-kind,value,name,type\n"), kMmdbFormatRule},
      {"without metadata", dir.write("cut", good.substr(0, 64)), kMmdbFormatRule},
      {"metadata that break off", dir.write("cut2", good.substr(0, good.size() - 20)),
       kMmdbFormatRule},
  };
  for (const auto& row : kRows) {
    const auto file = Mmdb::open(row.path);
    BOOST_REQUIRE_MESSAGE(!file.has_value(), row.what);
    BOOST_TEST(file.error().rule == row.rule, row.what);
    BOOST_TEST(file.error().message.starts_with(row.path + ": "), file.error().message);
  }
}

// A tree that leads outside the data is the file's fault, and no crash.
BOOST_AUTO_TEST_CASE(ADamagedTreeSaysNothing) {
  const tests::TempDir dir;
  MmdbWriter writer(4);
  writer.add("128.0.0.0/1", {{"asn", 64500U}});
  std::string octets = writer.text();
  octets.replace(4, 4, "\x7f\xff\xff\xff");
  const auto file = Mmdb::open(dir.write("a.mmdb", octets));
  BOOST_REQUIRE(file.has_value());
  BOOST_TEST((file->find(tests::ip("192.0.2.1")) == NetworkFacts{}));
}

BOOST_AUTO_TEST_SUITE_END()
