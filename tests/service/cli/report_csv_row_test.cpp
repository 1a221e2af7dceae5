// SPDX-License-Identifier: MIT
//
// Cells of CSV that no spreadsheet runs.

#include "service/cli/report_csv_row.h"

#include <string>

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(ReportCsvRow)

BOOST_AUTO_TEST_CASE(CellsAreQuotedWhereTheyMust) {
  struct Case {
    std::string cell;
    std::string written;
  };
  const Case cases[] = {
      {"", ""},
      {"plain text", "plain text"},
      {"a,b", "\"a,b\""},
      {"a\"b", "\"a\"\"b\""},
      {"a\nb", "\"a\nb\""},
      {"a\rb", "\"a\rb\""},
      // Formulas.
      {"=1+1", "'=1+1"},
      {"+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"},
      {"-1+1", "'-1+1"},
      {"-", "'-"},
      {"@SUM(A1)", "'@SUM(A1)"},
      {"\t=1", "'\t=1"},
      {"\r=1", "\"'\r=1\""},
      {"=HYPERLINK(\"x\",\"y\")", "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\""},
      // No formulas.
      {"-12", "-12"},
      {"+1.5", "+1.5"},
      {"-1.2.3", "'-1.2.3"},
      {"a=1", "a=1"},
      {"'=1", "'=1"},
      {"2001:db8::1", "2001:db8::1"},
      {"a\xff", "a\xEF\xBF\xBD"},
  };
  for (const auto& [cell, written] : cases) {
    service::cli::CsvRow row;
    row.add(cell);
    row.add("");
    BOOST_TEST(row.line() == written + ",\r\n");
  }
}

BOOST_AUTO_TEST_SUITE_END()
