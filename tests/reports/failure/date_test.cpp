// SPDX-License-Identifier: MIT

#include "reports/failure/date.h"

#include <ostream>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

using namespace reports::failure;
using libauth::base::rfc3339;

namespace {

struct Row {
  const char* text;
  const char* time;  ///< empty: there is none
  bool repaired = false;
};
std::ostream& operator<<(std::ostream& out, const Row& row) {
  return out << '"' << row.text << '"';
}

/// RFC 5322 section 3.3.
const Row kProper[] = {
    {"Mon, 01 Oct 2018 11:20:27 +0200", "2018-10-01T09:20:27Z"},
    {"Mon, 1 Oct 2018 11:20:27 +0200", "2018-10-01T09:20:27Z"},
    {"1 Oct 2018 11:20 -0330", "2018-10-01T14:50:00Z"},
    {"Fri, 28 Sep 2018 16:48:42 +0800 (CST)", "2018-09-28T08:48:42Z"},
    {"Sat, 31 Dec 2016 23:59:60 +0000", "2017-01-01T00:00:00Z"},
    {"Tue,\t30 Apr 2019\r\n 02:09:00 -0000", "2019-04-30T02:09:00Z"},
};

const Row kRepaired[] = {
    {"Mon, 01 Oct 2018 11:20:27 GMT", "2018-10-01T11:20:27Z", true},
    {"Mon, 01 Oct 2018 11:20:27 EDT", "2018-10-01T15:20:27Z", true},
    {"Mon, 01 Oct 2018 11:20:27 cest", "2018-10-01T09:20:27Z", true},
    {"Mon, 01 Oct 2018 11:20:27 XYZ", "2018-10-01T11:20:27Z", true},
    {"Mon, 01 Oct 2018 11:20:27", "2018-10-01T11:20:27Z", true},
    {"01 Oct 18 11:20:27 +0200", "2018-10-01T09:20:27Z", true},
    {"01 Oct 99 11:20:27 +0200", "1999-10-01T09:20:27Z", true},
    {"Tue Apr 30 02:09:16 2019", "2019-04-30T02:09:16Z", true},
    {"Fri May  1 12:00:00 CEST 2026", "2026-05-01T10:00:00Z", true},
    {"2018-10-01T11:20:27+02:00", "2018-10-01T09:20:27Z", true},
    {"2018-10-01T11:20:27.250Z", "2018-10-01T11:20:27Z", true},
    {"2018-10-01 11:20:27 +0200", "2018-10-01T09:20:27Z", true},
    {"2018/10/01 11:20:27 +0200", "2018-10-01T09:20:27Z", true},
    {"01.10.2018 11:20:27 +0200", "2018-10-01T09:20:27Z", true},
    {"01-Oct-2018 11:20:27 +0200", "2018-10-01T09:20:27Z", true},
    {"Monday, October 1, 2018 1:20:27 PM +0000", "2018-10-01T13:20:27Z", true},
    {"October 1, 2018 12:20:27 AM +0000", "2018-10-01T00:20:27Z", true},
};

const Row kUnreadable[] = {
    {"", ""},
    {"soon", ""},
    {"Mon, 01 Oct 2018", ""},
    {"11:20:27 +0200", ""},
    {"10/01/2018 11:20:27 +0200", ""},  // the first of October or the tenth of January
    {"Mon, 31 Feb 2018 11:20:27 +0200", ""},
    {"Mon, 01 Oct 2018 25:20:27 +0200", ""},
    {"Mon, 01 Oct 2018 11:20:27 +0260", ""},
    {"Mon, 01 Oct 2018 11:20:27 +02000", ""},
    {"Mon, 01 Oct 12018 11:20:27 +0200", ""},
    {"Mon, 01 Oct 1969 11:20:27 +0200", ""},
    {"Thu, 01 Jan 1970 01:00:00 +0200", ""},
    {"Fri, 31 Dec 9999 23:00:00 -0200", ""},
    {"Mon, 01 Oct 2018 11:20:27 +0200 and a sentence", ""},
    {"1 2 3 4 5 6 7 8 9 10 11 12 13 14", ""},
    {"Mon, 01 Oct 2018 99999999999999999999:20 +0200", ""},
    {"(Mon, 01 Oct 2018 11:20:27 +0200", ""},
};

void check(const Row& row) {
  const auto date = read_date(row.text);
  BOOST_TEST((date.value ? rfc3339(*date.value) : "") == row.time);
  BOOST_TEST(date.repaired == row.repaired);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(Date)

BOOST_DATA_TEST_CASE(ReadsTheFormOfRfc5322, boost::unit_test::data::make(kProper), row) {
  check(row);
}

BOOST_DATA_TEST_CASE(ReadsOtherFormsAsRepaired, boost::unit_test::data::make(kRepaired), row) {
  check(row);
}

BOOST_DATA_TEST_CASE(DoesNotGuess, boost::unit_test::data::make(kUnreadable), row) {
  check(row);
}

BOOST_DATA_TEST_CASE(IsWrittenAsItIsRead, boost::unit_test::data::make(kRepaired), row) {
  const auto time = *read_date(row.text).value;
  const auto again = read_date(written_date(time));
  BOOST_TEST((again.value == time));
  BOOST_TEST(!again.repaired);
}

BOOST_AUTO_TEST_CASE(WritesTheFormOfRfc5322) {
  const auto time = *libauth::base::parse_time("2025-04-07T21:16:09Z");
  BOOST_TEST(written_date(time) == "Mon, 7 Apr 2025 21:16:09 +0000");
}

BOOST_AUTO_TEST_SUITE_END()
