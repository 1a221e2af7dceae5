// SPDX-License-Identifier: MIT
//
// Payloads that could not be read.

#include <cstdint>
#include <limits>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "tests/reports/store/databases.h"
#include "tests/reports/store/made_reports.h"

using namespace reports;
using namespace reports::store;
using namespace tests;
using libauth::base::ParseError;
namespace data = boost::unit_test::data;

namespace {

const ParseError kError{5, "xml", "There is no report in it"};

/// Keeps one payload and gives its id.
std::string keep(Store& store, std::string_view payload, std::string_view name = "a.xml",
                 Time received = kReceived, const ParseError& error = kError) {
  const UnreadUpload upload{name, payload, error};
  const Added added = store.add({}, {&upload, 1}, received);
  BOOST_TEST(added.reports.empty());
  return added.unread.at(0);
}

std::vector<std::string> ids(const UnreadPage& page) {
  std::vector<std::string> found;
  for (const Unread& unread : page.payloads) found.push_back(unread.id);
  return found;
}

const std::string kPayloads[] = {
    "<feedback", std::string("\0\xFF\x1F\x8B\\'\"", 7), std::string(100'000, 'x'), "\\x4142", " ",
};

}  // namespace

BOOST_AUTO_TEST_SUITE(UnreadPayloads)

BOOST_DATA_TEST_CASE(AreKeptWithTheirReason, data::make(kBackends), backend) {
  Database database(backend);
  BOOST_TEST(database.store.unread().payloads.empty());
  BOOST_TEST(database.store.unread_count() == 0U);
  const std::string id = keep(database.store, "<feedback");
  BOOST_TEST(id.size() == 26U);
  const Unread expected{id, "a.xml", "xml", "There is no report in it", 9, kReceived, kReceived};
  BOOST_TEST((database.store.unread().payloads == std::vector{expected}));
  BOOST_TEST(database.store.unread_count() == 1U);
  const auto second = std::chrono::seconds(1);
  BOOST_TEST(database.store.unread_count({kReceived, kReceived + second}) == 1U);
  BOOST_TEST(database.store.unread_count({kReceived - second, kReceived}) == 0U);
  BOOST_TEST(database.store.unread_count({kReceived + second, kReceived + 2 * second}) == 0U);
  BOOST_TEST(database.store.totals().reports == 0U);
  BOOST_TEST(database.store.domains().empty());
}

BOOST_DATA_TEST_CASE(AreGivenBackOctetForOctet, data::make(kBackends) * data::make(kPayloads),
                     backend, payload) {
  Database database(backend);
  const std::string id = keep(database.store, payload);
  BOOST_TEST((database.store.unread_payload(id).value() == payload));
  for (const char* other : {"", "0", "\xFF", "zzzzzzzzzzzzzzzzzzzzzzzzzz"}) {
    BOOST_TEST(!database.store.unread_payload(other));
  }
}

// Names and reasons may be those of files that anybody named.
BOOST_DATA_TEST_CASE(TakeAnyOctetsForAName, data::make(kBackends), backend) {
  Database database(backend);
  keep(database.store, "x", std::string("a\0b\xE4.xml", 8), kReceived, {0, "", "\xFF"});
  const Unread found = database.store.unread().payloads.at(0);
  BOOST_TEST(found.name == "ab\xEF\xBF\xBD.xml");
  BOOST_TEST(found.reason == "\xEF\xBF\xBD");
  BOOST_TEST(found.rule.empty());
}

BOOST_DATA_TEST_CASE(ArePagedFromTheOldestOn, data::make(kBackends), backend) {
  Database database(backend);
  std::vector<std::string> expected;
  for (int i = 0; i < 5; ++i) {
    // The order is that of arrival, whatever the clock said.
    expected.push_back(
        keep(database.store, "payload " + std::to_string(i), "", kReceived - days(i)));
  }
  BOOST_TEST(ids(database.store.unread()) == expected, boost::test_tools::per_element());
  const auto first = database.store.unread(2);
  BOOST_TEST_REQUIRE(first.next.has_value());
  const auto second = database.store.unread(2, first.next);
  BOOST_TEST_REQUIRE(second.next.has_value());
  const auto third = database.store.unread(2, second.next);
  BOOST_TEST((ids(first) == std::vector{expected[0], expected[1]}));
  BOOST_TEST((ids(second) == std::vector{expected[2], expected[3]}));
  BOOST_TEST((ids(third) == std::vector{expected[4]}));
  BOOST_TEST(!third.next);
  BOOST_TEST(database.store.unread(0).payloads.size() == 1U);
  BOOST_TEST(!database.store.unread(5).next);
  constexpr std::int64_t kLast = std::numeric_limits<std::int64_t>::max();
  BOOST_TEST(database.store.unread(2, kLast).payloads.empty());
  BOOST_TEST((ids(database.store.unread(2, 0)) == ids(first)));
}

// Another process reads the last one of the page, and the one after it.
BOOST_DATA_TEST_CASE(ArePagedOnWhereOneIsGone, data::make(kBackends), backend) {
  Database database(backend);
  std::vector<std::string> expected;
  for (int i = 0; i < 5; ++i) expected.push_back(keep(database.store, std::to_string(i)));
  const auto first = database.store.unread(2);
  for (const int gone : {1, 2}) {
    database.store.reread(expected.at(static_cast<std::size_t>(gone)), {}, std::nullopt, kReceived);
  }
  const auto second = database.store.unread(2, first.next);
  BOOST_TEST((ids(second) == std::vector{expected[3], expected[4]}));
  BOOST_TEST(!second.next);
}

BOOST_DATA_TEST_CASE(AreKeptOnce, data::make(kBackends), backend) {
  Database database(backend);
  const std::string first = keep(database.store, "same", "first.xml");
  keep(database.store, "other");
  BOOST_TEST(keep(database.store, "same", "second.xml", kReceived + days(1)) == first);
  const auto all = database.store.unread().payloads;
  BOOST_TEST_REQUIRE(all.size() == 2U);
  BOOST_TEST(all[0].id == first);
  BOOST_TEST(all[0].name == "first.xml");
  BOOST_TEST((all[0].received == kReceived));
}

BOOST_DATA_TEST_CASE(AreStoredTogetherWithReports, data::make(kBackends), backend) {
  Database database(backend);
  const auto report = aggregate_report("example.com", "a");
  const Upload upload{&report, "payload"};
  const UnreadUpload unread[] = {{"a", "1", kError}, {"b", "2", kError}, {"c", "1", kError}};
  const Added added = database.store.add({&upload, 1}, unread, kReceived);
  BOOST_TEST(added.reports.size() == 1U);
  BOOST_TEST_REQUIRE(added.unread.size() == 3U);
  BOOST_TEST(added.unread[0] == added.unread[2]);
  BOOST_TEST(database.store.unread_count() == 2U);
  BOOST_TEST(database.store.totals().reports == 1U);
}

BOOST_DATA_TEST_CASE(GoWhenTheyAreRead, data::make(kBackends), backend) {
  Database database(backend);
  const std::string id = keep(database.store, "payload");
  const std::string other = keep(database.store, "other");
  const auto report = aggregate_report("example.com", "a");
  const Upload uploads[] = {{&report, "payload"}};
  const auto outcomes = database.store.reread(id, uploads, std::nullopt, kReceived + days(1));
  BOOST_TEST_REQUIRE(outcomes.size() == 1U);
  BOOST_TEST((outcomes[0].stored == Stored::stored));
  BOOST_TEST((database.store.find(outcomes[0].id)->summary.received == kReceived + days(1)));
  BOOST_TEST((ids(database.store.unread()) == std::vector{other}));
  BOOST_TEST(!database.store.unread_payload(id));
}

// Another process has read it meanwhile.
BOOST_DATA_TEST_CASE(MayBeGoneAlready, data::make(kBackends), backend) {
  Database database(backend);
  const auto report = aggregate_report("example.com", "a");
  const Upload uploads[] = {{&report, "payload"}};
  for (const char* id : {"", "zzzzzzzzzzzzzzzzzzzzzzzzzz", "\xFF"}) {
    BOOST_TEST(database.store.reread(id, uploads, std::nullopt, kReceived).size() == 1U);
    BOOST_TEST(database.store.reread(id, {}, kError, kReceived).empty());
  }
  BOOST_TEST(database.store.totals().reports == 1U);
  BOOST_TEST(database.store.unread_count() == 0U);
}

BOOST_DATA_TEST_CASE(HaveTheReasonOfTheLastTry, data::make(kBackends), backend) {
  Database database(backend);
  const std::string id = keep(database.store, "payload");
  const auto report = aggregate_report("example.com", "a");
  const Upload uploads[] = {{&report, "a part of it"}};
  database.store.reread(id, uploads, ParseError{0, "archive", "It is cut off"},
                        kReceived + days(1));
  const Unread expected{id, "a.xml", "archive", "It is cut off", 7, kReceived, kReceived + days(1)};
  BOOST_TEST((database.store.unread().payloads == std::vector{expected}));
  BOOST_TEST((database.store.unread_payload(id).value() == "payload"));
  BOOST_TEST(database.store.totals().reports == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
