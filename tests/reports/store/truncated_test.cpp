// SPDX-License-Identifier: MIT
//
// Which of a report that was cut off, and of one that is whole, counts.

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "tests/reports/store/databases.h"
#include "tests/reports/store/made_reports.h"

using namespace reports;
using namespace reports::store;
using namespace tests;
namespace data = boost::unit_test::data;

namespace {

/// A copy of one report, and the octets that it was read from.
struct Copy {
  explicit Copy(std::uint64_t messages, bool is_truncated = false,
                std::optional<intake::Trust> of = {})
      : trust(of) {
    report = aggregate_report("example.com", "a");
    report.records.push_back(passing("192.0.2.1", messages));
    if (is_truncated) report.warnings.emplace_back().code = aggregate::WarningCode::truncated;
  }
  Upload upload() const { return {.report = &report, .payload = payload, .trust = trust}; }

  aggregate::Report report;
  std::string payload = new_payload();
  std::optional<intake::Trust> trust;
};

Outcome add(Store& store, const Copy& copy) {
  const Upload upload = copy.upload();
  return store.add({&upload, 1}, kReceived).front();
}

std::uint64_t counted(const Store& store) {
  std::uint64_t messages = 0;
  for (const Summary& report : store.list().reports) {
    messages += report.is_latest ? report.messages : 0;
  }
  BOOST_TEST(store.totals().messages == messages);
  return messages;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(TruncatedReport)

BOOST_DATA_TEST_CASE(NeverTakesThePlaceOfAWholeOne,
                     data::make(kBackends) * data::make({false, true}), backend, is_one_call) {
  Database database(backend);
  const Copy whole(5);
  const Copy cut(3, true);
  if (is_one_call) {
    const Upload uploads[] = {whole.upload(), cut.upload()};
    database.store.add(uploads, kReceived);
  } else {
    add(database.store, whole);
    BOOST_TEST((add(database.store, cut).stored == Stored::revised));
  }
  BOOST_TEST(counted(database.store) == 5U);
  const auto list = database.store.list().reports;
  BOOST_REQUIRE(list.size() == 2U);
  BOOST_TEST(list[0].is_truncated);
  BOOST_TEST(!list[0].is_latest);
  BOOST_TEST(!list[1].is_truncated);
}

BOOST_DATA_TEST_CASE(GivesItsPlaceToAWholeOne, data::make(kBackends) * data::make({false, true}),
                     backend, is_one_call) {
  Database database(backend);
  const Copy cut(3, true);
  const Copy whole(5);
  if (is_one_call) {
    const Upload uploads[] = {cut.upload(), whole.upload()};
    database.store.add(uploads, kReceived);
  } else {
    add(database.store, cut);
    BOOST_TEST(counted(database.store) == 3U);
    add(database.store, whole);
  }
  BOOST_TEST(counted(database.store) == 5U);
}

BOOST_DATA_TEST_CASE(TakesThePlaceOfAnotherThatIsCutOff, data::make(kBackends), backend) {
  Database database(backend);
  add(database.store, Copy(3, true));
  add(database.store, Copy(4, true));
  BOOST_TEST(counted(database.store) == 4U);
}

// As a database has it that was written when the last revision always counted.
BOOST_DATA_TEST_CASE(GivesItsPlaceBackToTheSameOctets, data::make(kBackends), backend) {
  Database database(backend);
  const Copy whole(5);
  add(database.store, whole);
  add(database.store, Copy(3, true));
  {
    auto session = database.session();
    session << "UPDATE report SET is_latest = is_truncated", Poco::Data::Keywords::now;
  }
  BOOST_TEST(counted(database.store) == 3U);
  const Outcome again = add(database.store, whole);
  BOOST_TEST((again.stored == Stored::duplicate));
  BOOST_TEST(again.revision == 1);
  BOOST_TEST(counted(database.store) == 5U);
  // Octets that are not the best do not gain the place by coming again.
  add(database.store, Copy(7));
  add(database.store, whole);
  BOOST_TEST(counted(database.store) == 7U);
}

// Anybody can send a whole report.
BOOST_DATA_TEST_CASE(KeepsItsPlaceWhereItAloneIsTrusted, data::make(kBackends), backend) {
  Database database(backend);
  add(database.store, Copy(3, true, intake::Trust::pass));
  add(database.store, Copy(5, false, intake::Trust::fail));
  BOOST_TEST(counted(database.store) == 3U);
}

BOOST_AUTO_TEST_SUITE_END()
