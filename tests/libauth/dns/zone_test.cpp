// SPDX-License-Identifier: MIT

#include "libauth/dns/zone.h"

#include <string>
#include <string_view>

#include <boost/test/unit_test.hpp>

#include "tests/support/temp_dir.h"
#include "tests/support/zones.h"

using namespace libauth::dns;
using Kind = Zone::Found::Kind;

namespace {

constexpr std::string_view kSoa =
    "$ORIGIN example.\n"
    "$TTL 3600\n"
    "@ 3600 IN SOA ns hostmaster 1 7200 600 86400 300\n"
    "@ IN NS ns\n";

/// What the zone has for the question, in one line.
std::string found(const Zone& zone, std::string_view owner, RrType type) {
  const Zone::Found got = zone.find(tests::question(owner, type));
  switch (got.kind) {
    case Kind::records: {
      Answer answer;
      answer.records = got.set->records;
      return tests::joined(record_texts(answer));
    }
    case Kind::alias:
      return "alias " + got.target.text();
    case Kind::no_data:
      return "no data";
    case Kind::no_such_name:
      return "no such name";
    case Kind::delegated:
      return "delegated " + got.target.text();
    case Kind::too_long:
      return "too long";
  }
  return "?";
}

struct Row {
  const char* owner;
  RrType type;
  const char* want;
};

template <std::size_t N>
void check(const Zone& zone, const Row (&rows)[N]) {
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(row.owner << " " << to_string(row.type)) {
      BOOST_TEST(found(zone, row.owner, row.type) == row.want);
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(dns_zone)

BOOST_AUTO_TEST_CASE(answers_as_rfc_1034_section_4_3_2_has_it) {
  const Zone zone = tests::zone(std::string(kSoa) +
                                "ns A 192.0.2.53\n"
                                "www A 192.0.2.1\n"
                                "www A 192.0.2.2\n"
                                "www A 192.0.2.1\n"
                                "MixedCase TXT \"kept Case\"\n"
                                "alias CNAME www\n"
                                "outside CNAME www.example.com.\n"
                                "deep.empty.between A 192.0.2.3\n"
                                "sub NS ns.sub\n"
                                "sub DS 1 8 2 "
                                "0000000000000000000000000000000000000000000000000000000000000000\n"
                                "ns.sub A 192.0.2.54\n");
  BOOST_TEST(zone.origin().text() == "example");
  const Row kRows[] = {
      {"www.example", RrType::a, "192.0.2.1 | 192.0.2.2"},
      {"WWW.EXAMPLE", RrType::a, "192.0.2.1 | 192.0.2.2"},
      {"mixedcase.example", RrType::txt, "\"kept Case\""},
      {"www.example", RrType::aaaa, "no data"},
      {"example", RrType::ns, "ns.example"},
      {"example", RrType::a, "no data"},
      {"alias.example", RrType::a, "alias www.example"},
      {"alias.example", RrType::txt, "alias www.example"},
      {"alias.example", RrType::cname, "www.example"},
      {"outside.example", RrType::a, "alias www.example.com"},
      {"below.alias.example", RrType::a, "no such name"},
      {"missing.example", RrType::a, "no such name"},
      {"below.www.example", RrType::a, "no such name"},
      // Empty non-terminals exist: RFC 4592 section 2.2.2, RFC 8020 section 2.
      {"between.example", RrType::a, "no data"},
      {"empty.between.example", RrType::txt, "no data"},
      {"other.between.example", RrType::a, "no such name"},
      // At and below a zone cut the zone does not answer, but for DS (RFC 4035 section 3.1.4.1).
      {"sub.example", RrType::a, "delegated sub.example"},
      {"sub.example", RrType::ns, "delegated sub.example"},
      {"ns.sub.example", RrType::a, "delegated sub.example"},
      {"a.b.sub.example", RrType::a, "delegated sub.example"},
      {"below.sub.example", RrType::ds, "delegated sub.example"},
  };
  check(zone, kRows);
  BOOST_TEST((zone.find(tests::question("sub.example", RrType::ds)).kind == Kind::records));
}

BOOST_AUTO_TEST_CASE(wildcards_are_those_of_rfc_4592) {
  // The zone of RFC 4592 section 2.2.1, with what its text says about it.
  const Zone zone = tests::zone(std::string(kSoa) +
                                "* TXT \"this is a wildcard\"\n"
                                "* MX 10 host1\n"
                                "sub.* TXT \"this is not a wildcard\"\n"
                                "host1 A 192.0.2.1\n"
                                "_ssh._tcp.host1 TXT \"a service\"\n"
                                "_ssh._tcp.host2 TXT \"a service\"\n"
                                "subdel NS ns.example.com.\n");
  const Row kRows[] = {
      {"host3.example", RrType::mx, "10 host1.example"},
      {"host3.example", RrType::a, "no data"},
      {"foo.bar.example", RrType::txt, "\"this is a wildcard\""},
      // The name exists, or one above it below the wildcard does.
      {"host1.example", RrType::mx, "no data"},
      {"sub.*.example", RrType::mx, "no data"},
      {"_telnet._tcp.host1.example", RrType::txt, "no such name"},
      {"host.subdel.example", RrType::a, "delegated subdel.example"},
      {"ghost.*.example", RrType::mx, "no such name"},
      {"host2.example", RrType::mx, "no data"},
      {"_tcp.host2.example", RrType::mx, "no data"},
      {"below.host1.example", RrType::mx, "no such name"},
      // The wildcard itself can be asked for, section 2.3.
      {"*.example", RrType::mx, "10 host1.example"},
      {"*.example", RrType::a, "no data"},
  };
  check(zone, kRows);
}

BOOST_AUTO_TEST_CASE(a_wildcard_without_records_says_no_data) {
  // RFC 4592 section 3.3.1: the source of synthesis exists, if only as an empty non-terminal.
  const Zone zone = tests::zone(std::string(kSoa) + "sub.* TXT \"below an asterisk\"\n");
  const Row kRows[] = {{"other.example", RrType::a, "no data"},
                       {"*.example", RrType::a, "no data"},
                       {"sub.*.example", RrType::txt, "\"below an asterisk\""},
                       {"other.*.example", RrType::txt, "no such name"}};
  check(zone, kRows);
}

BOOST_AUTO_TEST_CASE(a_wildcard_can_be_an_alias) {
  const Zone zone = tests::zone(std::string(kSoa) + "* CNAME www\nwww A 192.0.2.1\n");
  const Row kRows[] = {{"any.example", RrType::a, "alias www.example"},
                       {"www.example", RrType::a, "192.0.2.1"},
                       {"any.example", RrType::cname, "www.example"}};
  check(zone, kRows);
}

BOOST_AUTO_TEST_CASE(dname_renames_what_is_below_it) {
  // RFC 6672 section 2.3: the owner itself is not renamed, and what is below it is covered up.
  const Zone zone = tests::zone(std::string(kSoa) +
                                "old DNAME new.example.com.\n"
                                "old TXT \"its own\"\n"
                                "covered.old A 192.0.2.1\n");
  const Row kRows[] = {{"a.old.example", RrType::a, "alias a.new.example.com"},
                       {"x.y.old.example", RrType::txt, "alias x.y.new.example.com"},
                       {"a\\.b.old.example", RrType::a, "alias a\\.b.new.example.com"},
                       {"covered.old.example", RrType::a, "alias covered.new.example.com"},
                       {"old.example", RrType::txt, "\"its own\""},
                       {"old.example", RrType::a, "no data"},
                       {"old.example", RrType::dname, "new.example.com"},
                       {"bold.example", RrType::a, "no such name"}};
  check(zone, kRows);
}

BOOST_AUTO_TEST_CASE(dname_at_the_root_renames_every_name) {
  const Zone zone = tests::zone(". 300 IN DNAME new.example.\n");
  const Row kRows[] = {{"a.b", RrType::a, "alias a.b.new.example"},
                       {"com", RrType::a, "alias com.new.example"}};
  check(zone, kRows);
}

BOOST_AUTO_TEST_CASE(a_renamed_name_that_gets_too_long_is_an_error) {
  // RFC 6672 section 2.2: YXDOMAIN. It must not be taken for a name that does not exist.
  const std::string l60(60, 'a');
  const std::string target = l60 + "." + l60 + "." + l60 + ".example.com.";
  const Zone zone = tests::zone(std::string(kSoa) + "old DNAME " + target + "\n");
  BOOST_TEST(found(zone, "ok.old.example", RrType::a) ==
             "alias ok." + target.substr(0, target.size() - 1));
  BOOST_TEST(found(zone, l60 + ".old.example", RrType::a) == "too long");
}

BOOST_AUTO_TEST_CASE(takes_negative_ttls_from_the_soa) {
  // RFC 2308 section 5: the lesser of the SOA's TTL and its minimum.
  const struct {
    const char* soa;
    std::uint32_t want;
  } kRows[] = {
      {"@ 3600 IN SOA ns h 1 7200 600 86400 300\n", 300},
      {"@ 60 IN SOA ns h 1 7200 600 86400 300\n", 60},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.soa) {
      const Zone zone = tests::zone("$ORIGIN example.\n" + std::string(row.soa) +
                                    "www 7200 A 192.0.2.1\nalias 30 CNAME www\n");
      BOOST_TEST(zone.find(tests::question("nope.example", RrType::a)).ttl == row.want);
      BOOST_TEST(zone.find(tests::question("www.example", RrType::txt)).ttl == row.want);
      BOOST_TEST(zone.find(tests::question("www.example", RrType::a)).ttl == 7200U);
      BOOST_TEST(zone.find(tests::question("alias.example", RrType::a)).ttl == 30U);
    }
  }
  const Zone without = tests::zone("www.example. 7200 A 192.0.2.1\n", "example");
  BOOST_TEST(without.find(tests::question("nope.example", RrType::a)).ttl == 0U);
}

BOOST_AUTO_TEST_CASE(a_set_has_its_least_ttl) {
  // RFC 2181 section 5.2: TTLs of a set that differ are an error; the lowest is taken.
  const Zone zone = tests::zone(std::string(kSoa) + "www 900 A 192.0.2.1\nwww 60 A 192.0.2.2\n");
  BOOST_TEST(zone.find(tests::question("www.example", RrType::a)).ttl == 60U);
}

BOOST_AUTO_TEST_CASE(reads_a_file_or_says_that_it_is_not_there) {
  const tests::TempDir folder;
  const std::string path = folder.write("zone", std::string(kSoa) + "www A 192.0.2.1\n");
  const auto zone = Zone::read_file(path);
  BOOST_TEST_REQUIRE(bool(zone));
  BOOST_TEST(found(*zone, "www.example", RrType::a) == "192.0.2.1");
  const auto missing = Zone::read_file(folder.file("missing"));
  BOOST_TEST_REQUIRE(!missing);
  BOOST_TEST(missing.error().message.find("missing") != std::string::npos);
  BOOST_TEST(!Zone::read_file(folder.path().string()));
}

BOOST_AUTO_TEST_SUITE_END()
