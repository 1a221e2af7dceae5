// SPDX-License-Identifier: MIT
//
// Addresses of reports, and what was found out about them.

#include "reports/store/addresses.h"

#include <algorithm>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "tests/reports/store/databases.h"
#include "tests/reports/store/made_reports.h"

using namespace reports;
using namespace reports::store;
using namespace tests;
using libauth::base::IpAddress;
using sources::AddressFacts;
namespace data = boost::unit_test::data;

namespace {

IpAddress address(std::string_view text) {
  return IpAddress::parse(text).value();
}

/// An address with the number in it.
IpAddress numbered(std::size_t number) {
  return address("2001:db8::" + std::to_string(number / 10'000) + ":" +
                 std::to_string(number % 10'000));
}

aggregate::Report report_of(const std::vector<IpAddress>& addresses,
                            const std::string& domain = "example.com") {
  auto report = aggregate_report(domain, new_payload());
  for (const IpAddress& each : addresses) report.records.push_back(passing(each.text(), 1));
  return report;
}

void add_with_trust(Store& store, const aggregate::Report& report,
                    std::optional<intake::Trust> trust) {
  const std::string payload = new_payload();
  const Upload upload{.report = &report, .payload = payload, .trust = trust};
  store.add({&upload, 1}, kReceived);
}

AddressFacts facts(const IpAddress& of, Time looked_up, bool is_complete = true) {
  AddressFacts facts;
  facts.address = of;
  facts.looked_up = looked_up;
  facts.is_complete = is_complete;
  return facts;
}

AddressFacts full_facts(const IpAddress& of) {
  AddressFacts full = facts(of, kReceived);
  full.ptr = "mail.example.com";
  full.is_confirmed = true;
  full.asn = 4'294'967'295;
  full.as_name = "Example Network";
  full.as_domain = "example.net";
  full.country = "DE";
  return full;
}

std::vector<std::string> texts(const std::vector<IpAddress>& addresses) {
  std::vector<std::string> all;
  for (const IpAddress& each : addresses) all.push_back(each.text());
  return all;
}

/// When facts are asked for again.
struct Age {
  seconds age;
  bool is_complete;
  bool is_old;
};
const Age kAges[] = {
    {seconds(0), true, false},    {days(30) - seconds(1), true, false},
    {days(30), true, true},       {days(400), true, true},
    {seconds(0), false, false},   {seconds(3599), false, false},
    {seconds(3600), false, true}, {days(30), false, true},
    {-days(1), true, false},      {-days(1), false, false},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(Addresses)

BOOST_DATA_TEST_CASE(OfReportsAreToBeLookedUpOnce, data::make(kBackends), backend) {
  Database database(backend);
  Store& store = database.store;
  BOOST_TEST(store.addresses_to_enrich(10, kReceived).empty());
  const IpAddress a = address("192.0.2.1");
  const IpAddress b = address("2001:db8::1");
  auto report = report_of({a, b, a});
  report.records.push_back(passing("no address", 1));
  add(store, report);
  add(store, report_of({a}, "example.org"));
  const std::vector<std::string> expected = {"192.0.2.1", "2001:db8::1"};
  for (int i = 0; i < 2; ++i) {
    BOOST_TEST(texts(store.addresses_to_enrich(10, kReceived)) == expected,
               boost::test_tools::per_element());
  }
  const AddressFacts known[] = {facts(a, kReceived), facts(b, kReceived)};
  store.keep(known);
  BOOST_TEST(store.addresses_to_enrich(10, kReceived).empty());
}

BOOST_DATA_TEST_CASE(OfLaterReportsAreAdded, data::make(kBackends), backend) {
  Database database(backend);
  Store& store = database.store;
  add(store, report_of({address("192.0.2.1")}));
  BOOST_TEST(store.addresses_to_enrich(10, kReceived).size() == 1U);
  // What was read is not read again.
  database.session() << "DELETE FROM address", Poco::Data::Keywords::now;
  BOOST_TEST(store.addresses_to_enrich(10, kReceived).empty());
  add(store, tls_report("a", {policy("example.com", tls::PolicyType::sts, 1, 0)}));
  add(store, report_of({address("192.0.2.1"), address("192.0.2.2")}));
  BOOST_TEST(store.addresses_to_enrich(10, kReceived).size() == 2U);
}

BOOST_DATA_TEST_CASE(AreGivenUpToTheLimit, data::make(kBackends), backend) {
  Database database(backend);
  Store& store = database.store;
  add(store, report_of({address("192.0.2.3"), address("192.0.2.1"), address("192.0.2.2")}));
  for (const std::size_t limit : {0U, 1U, 2U, 3U, 4U}) {
    BOOST_TEST(store.addresses_to_enrich(limit, kReceived).size() ==
               std::min<std::size_t>(limit, 3));
  }
}

// More reports than one transaction reads.
BOOST_DATA_TEST_CASE(OfManyReportsAreAllThere, data::make(kBackends), backend) {
  Database database(backend);
  constexpr std::size_t kReports = 2500;
  std::vector<aggregate::Report> reports;
  std::vector<std::string> payloads;
  for (std::size_t i = 0; i < kReports; ++i) {
    reports.push_back(report_of({numbered(i)}));
    payloads.push_back(new_payload());
  }
  std::vector<Upload> uploads;
  for (std::size_t i = 0; i < kReports; ++i) uploads.push_back({&reports[i], payloads[i]});
  database.store.add(uploads, kReceived);
  BOOST_TEST(database.store.addresses_to_enrich(10'000, kReceived).size() == kReports);
}

BOOST_DATA_TEST_CASE(AreLookedUpAgainWhenTheirFactsAreOld, data::make(kBackends), backend) {
  Database database(backend);
  std::vector<AddressFacts> known;
  std::vector<std::string> expected;
  for (const Age& age : kAges) {
    known.push_back(facts(numbered(known.size()), kReceived - age.age, age.is_complete));
    if (age.is_old) expected.push_back(known.back().address.text());
  }
  database.store.keep(known);
  auto found = texts(database.store.addresses_to_enrich(100, kReceived));
  std::ranges::sort(found);
  std::ranges::sort(expected);
  BOOST_TEST(found == expected, boost::test_tools::per_element());
}

BOOST_DATA_TEST_CASE(AreInTheOrderOfTheirNeed, data::make(kBackends), backend) {
  Database database(backend);
  Store& store = database.store;
  const AddressFacts known[] = {
      facts(address("192.0.2.1"), kReceived - days(40)),
      facts(address("192.0.2.2"), kReceived - days(50)),
      facts(address("192.0.2.3"), kReceived - hours(2), false),
  };
  store.keep(known);
  add(store, report_of({address("192.0.2.9")}));
  const std::vector<std::string> expected = {"192.0.2.9", "192.0.2.3", "192.0.2.2", "192.0.2.1"};
  BOOST_TEST(texts(store.addresses_to_enrich(10, kReceived)) == expected,
             boost::test_tools::per_element());
}

BOOST_DATA_TEST_CASE(GiveBackTheirFacts, data::make(kBackends), backend) {
  Database database(backend);
  Store& store = database.store;
  const AddressFacts known[] = {full_facts(address("192.0.2.1")),
                                facts(address("2001:db8::1"), kReceived, false)};
  store.keep(known);
  store.keep({});
  add(store, report_of({address("192.0.2.2")}));
  store.addresses_to_enrich(10, kReceived);
  const IpAddress asked[] = {address("2001:db8::1"), address("192.0.2.2"), address("192.0.2.3"),
                             address("192.0.2.1")};
  auto found = store.address_facts(asked);
  std::ranges::sort(found, {}, &AddressFacts::address);
  BOOST_TEST_REQUIRE(found.size() == 2U);
  std::vector<AddressFacts> expected(std::begin(known), std::end(known));
  std::ranges::sort(expected, {}, &AddressFacts::address);
  BOOST_TEST((found == expected));
  BOOST_TEST(store.address_facts({}).empty());
}

BOOST_DATA_TEST_CASE(TakeTheLaterFacts, data::make(kBackends), backend) {
  Database database(backend);
  const IpAddress known = address("192.0.2.1");
  const AddressFacts first[] = {full_facts(known)};
  const AddressFacts second[] = {facts(known, kReceived + days(30))};
  database.store.keep(first);
  database.store.keep(second);
  const IpAddress asked[] = {known};
  BOOST_TEST((database.store.address_facts(asked) == std::vector{second[0]}));
}

// Not to know a name is not to know that there is none.
BOOST_DATA_TEST_CASE(KeepTheirNameWhereTheDnsDoesNotTell, data::make(kBackends), backend) {
  Database database(backend);
  const IpAddress known = address("192.0.2.1");
  const AddressFacts first[] = {full_facts(known)};
  const AddressFacts second[] = {facts(known, kReceived + days(30), false)};
  database.store.keep(first);
  database.store.keep(second);
  AddressFacts expected = second[0];
  expected.ptr = first[0].ptr;
  expected.is_confirmed = true;
  const IpAddress asked[] = {known};
  BOOST_TEST((database.store.address_facts(asked) == std::vector{expected}));
}

BOOST_DATA_TEST_CASE(TakeAnyOctetsForANetwork, data::make(kBackends), backend) {
  Database database(backend);
  AddressFacts odd[] = {facts(address("192.0.2.1"), kReceived)};
  odd[0].as_name = "a\xE4";
  database.store.keep(odd);
  const IpAddress asked[] = {odd[0].address};
  BOOST_TEST(database.store.address_facts(asked).at(0).as_name.value() == "a\xEF\xBF\xBD");
}

// More addresses than one statement asks for.
BOOST_DATA_TEST_CASE(GiveBackManyFacts, data::make(kBackends), backend) {
  Database database(backend);
  std::vector<AddressFacts> known;
  std::vector<IpAddress> asked;
  for (std::size_t i = 0; i < 1201; ++i) {
    known.push_back(facts(numbered(i), kReceived));
    asked.push_back(numbered(i));
  }
  database.store.keep(known);
  auto found = database.store.address_facts(asked);
  std::ranges::sort(found, {}, &AddressFacts::address);
  std::ranges::sort(known, {}, &AddressFacts::address);
  BOOST_TEST((found == known));
}

// Whoever forges a report could have us ask for any address.
BOOST_DATA_TEST_CASE(OfReportsThatAreNotTrustedAreNotAskedFor, data::make(kBackends), backend) {
  Database database(backend);
  const std::vector<std::string> expected = {"192.0.2.100", "192.0.2.101"};
  add_with_trust(database.store, report_of({address("192.0.2.100")}), std::nullopt);
  add_with_trust(database.store, report_of({address("192.0.2.101")}), intake::Trust::pass);
  add_with_trust(database.store, report_of({address("192.0.2.102")}), intake::Trust::fail);
  add_with_trust(database.store, report_of({address("192.0.2.103")}), intake::Trust::mismatch);
  BOOST_TEST(texts(database.store.addresses_to_enrich(10, kReceived)) == expected,
             boost::test_tools::per_element());
}

BOOST_DATA_TEST_CASE(OfSupersededReportsAreNotAskedFor, data::make(kBackends), backend) {
  Database database(backend);
  auto report = with_records(aggregate_report("example.com", "a"), {passing("192.0.2.1", 1)});
  add(database.store, report);
  report.records = {passing("192.0.2.2", 1)};
  add(database.store, report);
  const std::vector<std::string> expected = {"192.0.2.2"};
  BOOST_TEST(texts(database.store.addresses_to_enrich(10, kReceived)) == expected,
             boost::test_tools::per_element());
}

// As if the reports had that many records.
BOOST_DATA_TEST_CASE(OfManyRecordsTakeSeveralTransactions, data::make(kBackends), backend) {
  Database database(backend);
  for (std::size_t i = 1; i <= 4; ++i) add(database.store, report_of({numbered(i)}));
  auto session = database.session();
  session << "UPDATE report SET records = CASE WHEN number = 1 THEN 1000000 ELSE 25000 END",
      Poco::Data::Keywords::now;
  const std::string count = "SELECT COUNT(*) FROM address";
  BOOST_TEST(gather_addresses(session));
  BOOST_TEST(database.number(count) == 1);
  BOOST_TEST(gather_addresses(session));
  BOOST_TEST(database.number(count) == 3);
  BOOST_TEST(!gather_addresses(session));
  BOOST_TEST(database.number(count) == 4);
}

BOOST_DATA_TEST_CASE(GoWithTheLastReportThatHasThem, data::make(kBackends), backend) {
  Database database(backend);
  Store& store = database.store;
  const AddressFacts known[] = {full_facts(address("192.0.2.1")), full_facts(address("192.0.2.2")),
                                full_facts(address("192.0.2.9"))};
  store.keep(known);
  auto later = report_of({address("192.0.2.2"), address("192.0.2.3")});
  later.report_metadata.begin = kDay0 + days(9);
  later.report_metadata.end = kDay0 + days(10);
  // The later one is gathered first.
  add(store, later);
  add(store, report_of({address("192.0.2.1"), address("192.0.2.2")}));
  const std::vector<std::string> expected = {"192.0.2.3"};
  BOOST_TEST(texts(store.addresses_to_enrich(10, kReceived)) == expected,
             boost::test_tools::per_element());
  store.remove({.tls = kDay0 + days(50), .failure = kDay0 + days(50)});
  BOOST_TEST(database.number("SELECT COUNT(*) FROM address") == 4);
  store.remove({.aggregate = kDay0 + days(5)});
  const IpAddress asked[] = {known[0].address, known[1].address, known[2].address};
  BOOST_TEST((store.address_facts(asked) == std::vector{known[1]}));
  BOOST_TEST(database.number("SELECT COUNT(*) FROM address") == 2);
  store.remove({.aggregate = kDay0 + days(50)});
  BOOST_TEST(database.number("SELECT COUNT(*) FROM address") == 0);
}

// More than one transaction removes.
BOOST_DATA_TEST_CASE(GoWhereTheyAreMany, data::make(kBackends), backend) {
  Database database(backend);
  database.session() << "INSERT INTO address (address) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL"
                        " SELECT i + 1 FROM n WHERE i < 25000) SELECT '2001:db8::' || i FROM n",
      Poco::Data::Keywords::now;
  database.store.remove({.aggregate = kDay0});
  BOOST_TEST(database.number("SELECT COUNT(*) FROM address") == 0);
}

// The second one has a number that the index refuses: a statement that was executed before fails.
BOOST_DATA_TEST_CASE(AreKeptAllOrNone, data::make(kBackends), backend) {
  Database database(backend);
  const AddressFacts known[] = {full_facts(address("192.0.2.1")), full_facts(address("192.0.2.2"))};
  database.session() << "CREATE UNIQUE INDEX one ON address (asn)", Poco::Data::Keywords::now;
  const IpAddress asked[] = {known[0].address, known[1].address};
  for (int i = 0; i < 3; ++i) {
    BOOST_CHECK_THROW(database.store.keep(known), Error);
    BOOST_TEST(database.store.address_facts(asked).empty());
  }
  database.session() << "DROP INDEX one", Poco::Data::Keywords::now;
  database.store.keep(known);
  BOOST_TEST(database.store.address_facts(asked).size() == 2U);
}

BOOST_DATA_TEST_CASE(TakeTheLastFactsOfOneCall, data::make(kBackends), backend) {
  Database database(backend);
  const IpAddress known = address("192.0.2.1");
  const AddressFacts both[] = {full_facts(known), facts(known, kReceived + days(1))};
  database.store.keep(both);
  const IpAddress asked[] = {known};
  BOOST_TEST((database.store.address_facts(asked) == std::vector{both[1]}));
}

BOOST_AUTO_TEST_SUITE_END()
