// SPDX-License-Identifier: MIT
//
// How far files were imported.

#include <limits>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "tests/reports/store/databases.h"

using namespace reports::store;
using namespace tests;
namespace data = boost::unit_test::data;

namespace {

// A path is any octets but NUL; no two of these are one file.
const std::string kPaths[] = {
    "/var/mail/dmarc",
    "/var/mail/dmarc ",
    "/VAR/mail/dmarc",
    "",
    "/a'; DROP TABLE report",
    "/\xC3\xA4.mbox",
    "/\xE4.mbox",
    "/%E4.mbox",
    "/\xE5",
    "/%25E4.mbox",
    std::string("/\0", 2),
    "/\n",
    "/%",
    "/%00",
    std::string(5000, 'x'),
};

}  // namespace

BOOST_AUTO_TEST_SUITE(ImportMarks)

BOOST_DATA_TEST_CASE(AreOfOnePathEach, data::make(kBackends), backend) {
  Database database(backend);
  std::vector<ImportMark> marks;
  for (const std::string& path : kPaths) {
    BOOST_TEST(!database.store.import_mark(path));
    marks.push_back({path, 1000 + marks.size(), -5, marks.size()});
    database.store.set_import_marks({&marks.back(), 1});
  }
  for (const ImportMark& mark : marks) {
    BOOST_TEST((database.store.import_mark(mark.path) == mark));
  }
}

BOOST_DATA_TEST_CASE(TakeThePlaceOfTheLastOne, data::make(kBackends), backend) {
  Database database(backend);
  constexpr std::int64_t kLast = std::numeric_limits<std::int64_t>::max();
  const ImportMark marks[] = {{"/a", 10, 1, 5},
                              {"/a", 10, 1, 10, std::string(64, 'f')},
                              {"/a", 3, 2, 0},
                              {"/a", 1ULL << 62U, kLast, 1ULL << 61U}};
  for (const ImportMark& mark : marks) {
    database.store.set_import_marks({&mark, 1});
    BOOST_TEST((database.store.import_mark("/a") == mark));
  }
  BOOST_TEST(database.number("SELECT COUNT(*) FROM imported") == 1);
}

// The two have one size, which the index refuses.
BOOST_DATA_TEST_CASE(AreNotedAllOrNone, data::make(kBackends), backend) {
  Database database(backend);
  database.store.set_import_marks({});
  const ImportMark marks[] = {{"/a", 10, 1, 5}, {"/b", 10, 1, 5}};
  database.session() << "CREATE UNIQUE INDEX one ON imported (size)", Poco::Data::Keywords::now;
  BOOST_CHECK_THROW(database.store.set_import_marks(marks), Error);
  BOOST_TEST(!database.store.import_mark("/a"));
  database.session() << "DROP INDEX one", Poco::Data::Keywords::now;
  database.store.set_import_marks(marks);
  for (const ImportMark& mark : marks) {
    BOOST_TEST((database.store.import_mark(mark.path) == mark));
  }
}

BOOST_AUTO_TEST_SUITE_END()
