// SPDX-License-Identifier: MIT
//
// Cells of CSV that no spreadsheet runs.

#include "service/cli/report_csv_row.h"

#include <string>
#include <vector>

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
      // Formulas.
      {"=1+1", "'=1+1"},
      {"+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"},
      {"-1+1", "'-1+1"},
      {"-", "'-"},
      {"@SUM(A1)", "'@SUM(A1)"},
      {"\t=1", "'\t=1"},
      {"=HYPERLINK(\"x\",\"y\")", "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\""},
      // No formulas.
      {"-12", "-12"},
      {"+1.5", "+1.5"},
      {"-1.2.3", "'-1.2.3"},
      {"a=1", "a=1"},
      {"'=1", "'=1"},
      {"2001:db8::1", "2001:db8::1"},
      {"a\xff", "a\xEF\xBF\xBD"},
      // What a terminal obeys: ESC, BEL, CR, DEL, C1 and the direction of lines. Not tabs.
      {"a\x1b[2Jb\x07", "a\\027[2Jb\\007"},
      {"a\rb", "a\\013b"},
      {"\r=1", "\\013=1"},
      {"\x7f", "\\127"},
      {"\xC2\x9B"
       "2J",
       "\\194\\1552J"},
      {"\xE2\x80\xAE", "\\226\\128\\174"},
      {"a\tb", "a\tb"},
  };
  for (const auto& [cell, written] : cases) {
    service::cli::CsvRow row;
    row.add(cell);
    row.add("");
    BOOST_TEST(row.line() == written + ",\r\n");
  }
}

BOOST_AUTO_TEST_CASE(ElementsOfAListHaveNoSeparator) {
  struct Case {
    char separator;
    std::vector<std::string> elements;
    std::string cell;
  };
  const Case cases[] = {
      {',', {}, ""},
      {',', {"a"}, "a"},
      {',', {"a", "", "b"}, "a,,b"},
      {',', {"", ""}, ","},
      {',', {"good.example", "a,b"}, "good.example,a\\044b"},
      {',', {",", "a|b"}, "\\044,a|b"},
      {'|', {"a|b", "c,d"}, "a\\124b|c,d"},
      {',', {"a\\044b", "a,b"}, "a\\092044b,a\\044b"},
  };
  for (const auto& [separator, elements, cell] : cases) {
    service::cli::CsvList list(separator);
    for (const std::string& element : elements) list.add(element);
    BOOST_TEST(list.cell() == cell);
  }
}

BOOST_AUTO_TEST_SUITE_END()
