// SPDX-License-Identifier: MIT
//
// The owners' words on sources.

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "tests/reports/store/databases.h"
#include "tests/reports/store/made_reports.h"

using namespace reports::store;
using namespace tests;
using reports::sources::Verdict;
namespace data = boost::unit_test::data;

BOOST_AUTO_TEST_SUITE(Verdicts)

BOOST_DATA_TEST_CASE(AreOfADomainAndSorted, data::make(kBackends), backend) {
  Database database(backend);
  Store& store = database.store;
  BOOST_TEST(store.verdicts("example.com").empty());
  store.set_verdict("example.com", "b", Verdict::block, kDay0);
  store.set_verdict("example.com", "B", Verdict::ignore, kDay0 + days(1));
  store.set_verdict("example.com", "O'Neil & Co", Verdict::approve, kDay0);
  store.set_verdict("example.org", "b", Verdict::approve, kDay0);
  const std::vector<SourceVerdict> expected = {{"B", Verdict::ignore, kDay0 + days(1)},
                                               {"O'Neil & Co", Verdict::approve, kDay0},
                                               {"b", Verdict::block, kDay0}};
  BOOST_TEST((store.verdicts("example.com") == expected));
  BOOST_TEST(store.verdicts("example.org").size() == 1U);
  BOOST_TEST(store.verdicts("EXAMPLE.com").empty());
}

BOOST_DATA_TEST_CASE(AreReplacedAndTakenBack, data::make(kBackends), backend) {
  Database database(backend);
  Store& store = database.store;
  store.set_verdict("example.com", "a", Verdict::approve, kDay0);
  store.set_verdict("example.com", "a", Verdict::block, kDay0 + days(1));
  BOOST_TEST((store.verdicts("example.com") ==
              std::vector{SourceVerdict{"a", Verdict::block, kDay0 + days(1)}}));
  store.set_verdict("example.com", "other", std::nullopt);
  BOOST_TEST(store.verdicts("example.com").size() == 1U);
  store.set_verdict("example.com", "a", std::nullopt);
  BOOST_TEST(store.verdicts("example.com").empty());
}

// Names may be those of a map that anybody wrote.
BOOST_DATA_TEST_CASE(TakeAnyOctetsForASource, data::make(kBackends), backend) {
  Database database(backend);
  Store& store = database.store;
  store.set_verdict("example.com", "\xFF", Verdict::approve, kDay0);
  store.set_verdict("example.com", std::string("a\0b", 3), Verdict::approve, kDay0);
  const std::vector<SourceVerdict> expected = {{"ab", Verdict::approve, kDay0},
                                               {"\xEF\xBF\xBD", Verdict::approve, kDay0}};
  BOOST_TEST((store.verdicts("example.com") == expected));
  store.set_verdict("example.com", "\xFF", std::nullopt);
  BOOST_TEST(store.verdicts("example.com").size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
