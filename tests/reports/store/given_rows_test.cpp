// SPDX-License-Identifier: MIT

#include "reports/store/given_rows.h"

#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include <Poco/Data/DataException.h>
#include <Poco/Data/SQLite/Connector.h>
#include <Poco/Data/Statement.h>
#include <boost/test/unit_test.hpp>

using namespace reports::store;
using namespace Poco::Data::Keywords;

namespace {

using Text = Poco::Nullable<std::string>;
using Number = Poco::Nullable<Poco::Int64>;

/// Two columns.
class Rows : public GivenRows {
 public:
  Rows(std::vector<Text> texts, std::vector<Number> numbers)
      : texts_(std::move(texts)), numbers_(std::move(numbers)) {}
  std::size_t count() const override { return texts_.size(); }
  void put_cell(std::size_t row, std::size_t column, CellPlace& place) const override {
    if (column == 0) put(place, texts_[row]);
    if (column == 1) put(place, numbers_[row]);
  }

 private:
  std::vector<Text> texts_;
  std::vector<Number> numbers_;
};

/// A database of two columns, in which rows are added.
struct Database {
  Database() { session << "CREATE TABLE kept (a TEXT, b BIGINT)", now; }

  void add(const Rows& rows) {
    given.with(rows, [&] { session << "INSERT INTO kept " + GivenTable::select(2), now; });
  }

  std::size_t count_given() {
    std::size_t count = 0;
    session << "SELECT COUNT(*) FROM given_rows", into(count), now;
    return count;
  }

  Poco::Data::Session session = [] {
    Poco::Data::SQLite::Connector::registerConnector();
    return Poco::Data::Session("SQLite", ":memory:");
  }();
  GivenTable given{session};
};

}  // namespace

BOOST_AUTO_TEST_SUITE(GivenRowsOfSqlite)

BOOST_AUTO_TEST_CASE(ArriveAsTheyAreInTheirOrder) {
  const std::string with_nul("a\0b", 3);
  const std::string of_utf8 = "\xc3\xa4";
  constexpr auto kLeast = std::numeric_limits<Poco::Int64>::min();
  constexpr auto kMost = std::numeric_limits<Poco::Int64>::max();
  Database database;
  database.add({{Text("x"), Text(""), Text(), Text(with_nul), Text(of_utf8)},
                {Number(kMost), Number(kLeast), Number(), Number(0), Number(-1)}});
  std::vector<Text> texts;
  std::vector<Number> numbers;
  database.session << "SELECT a, b FROM kept ORDER BY rowid", into(texts), into(numbers), now;
  BOOST_TEST_REQUIRE(texts.size() == 5);
  BOOST_TEST(texts[0].value() == "x");
  BOOST_TEST(texts[1].value() == "");
  BOOST_TEST(texts[2].isNull());
  BOOST_TEST(texts[4].value() == of_utf8);
  BOOST_TEST(numbers[0].value() == kMost);
  BOOST_TEST(numbers[1].value() == kLeast);
  BOOST_TEST(numbers[2].isNull());
  BOOST_TEST(numbers[3].value() == 0);
  BOOST_TEST(numbers[4].value() == -1);
  std::string types;
  std::string hexadecimal;  // as Poco reads a text no further than to a NUL
  database.session << "SELECT group_concat(typeof(a)), group_concat(hex(a)) FROM kept", into(types),
      into(hexadecimal), now;
  BOOST_TEST(types == "text,text,null,text,text");
  BOOST_TEST(hexadecimal == "78,,,610062,C3A4");
}

BOOST_AUTO_TEST_CASE(AreAddedByOneStatementHoweverMany) {
  for (const std::size_t count : {0U, 1U, 100'000U}) {
    Database database;
    database.add({std::vector<Text>(count, Text("x")), std::vector<Number>(count, Number(1))});
    std::size_t kept = 0;
    database.session << "SELECT COUNT(*) FROM kept", into(kept), now;
    BOOST_TEST(kept == count);
  }
}

BOOST_AUTO_TEST_CASE(AreGoneAfterwards) {
  Database database;
  BOOST_TEST(database.count_given() == 0);
  const Rows rows({Text("x")}, {Number(1)});
  std::size_t meanwhile = 0;
  database.given.with(rows, [&] { meanwhile = database.count_given(); });
  BOOST_TEST(meanwhile == 1);
  BOOST_TEST(database.count_given() == 0);
  const auto fail = [] { throw std::runtime_error("in between"); };
  BOOST_CHECK_THROW(database.given.with(rows, fail), std::runtime_error);
  BOOST_TEST(database.count_given() == 0);
}

BOOST_AUTO_TEST_CASE(MayBeOutlivedByTheSession) {
  Poco::Data::SQLite::Connector::registerConnector();
  Poco::Data::Session session("SQLite", ":memory:");
  { const GivenTable given(session); }
  std::size_t count = 1;
  session << "SELECT COUNT(*) FROM given_rows", into(count), now;
  BOOST_TEST(count == 0);
}

BOOST_AUTO_TEST_CASE(AreNotForStatementsThatStandInAFile) {
  Database database;
  database.session << "CREATE VIEW seen AS SELECT c0 FROM given_rows", now;
  std::vector<std::string> texts;
  BOOST_CHECK_THROW((database.session << "SELECT c0 FROM seen", into(texts), now),
                    Poco::Data::DataException);
  database.session << "CREATE TABLE bait (a TEXT)", now;
  database.session << "CREATE TRIGGER taken AFTER INSERT ON bait BEGIN"
                      " INSERT INTO kept SELECT c0, c1 FROM given_rows; END",
      now;
  BOOST_CHECK_THROW((database.session << "INSERT INTO bait VALUES ('x')", now),
                    Poco::Data::DataException);
}

// An error in the midst of the rows, as of a key that is there twice.
BOOST_AUTO_TEST_CASE(FailAsAWholeAndCanBeGivenAgain) {
  Database database;
  database.session << "CREATE UNIQUE INDEX once ON kept (b)", now;
  const auto add = [&](std::vector<Number> numbers) {
    database.add({std::vector<Text>(numbers.size(), Text("x")), std::move(numbers)});
  };
  BOOST_CHECK_THROW(add({Number(1), Number(2), Number(1)}), Poco::Data::DataException);
  BOOST_TEST(database.count_given() == 0);
  add({Number(1), Number(3)});
  std::vector<Poco::Int64> kept;
  database.session << "SELECT b FROM kept ORDER BY b", into(kept), now;
  BOOST_TEST((kept == std::vector<Poco::Int64>{1, 3}));
}

BOOST_AUTO_TEST_SUITE_END()
