// SPDX-License-Identifier: MIT

#include "reports/sources/sender_map.h"

#include <string>

#include <boost/test/unit_test.hpp>

#include "libauth/base/enum.h"
#include "reports/sources/csv.h"
#include "tests/reports/fixture.h"

using namespace reports::sources;

namespace {

/// "dkim example.net=Name(type)", one a row; an error as "rule: message".
std::string summary(std::string_view csv, const MapLimits& limits = {}) {
  const auto rows = parse_sender_map(csv, limits);
  if (!rows) return rows.error().rule + ": " + rows.error().message;
  std::string text;
  for (const MapRow& row : *rows) {
    text += (text.empty() ? "" : "; ") + std::string(libauth::base::name_of(row.kind)) + " " +
            row.value + "=" + row.name + (row.type ? "(" + *row.type + ")" : "");
  }
  return text;
}

constexpr std::string_view kHead = "evidence-kind,value,name,type\n";

std::string own(std::string_view rows) {
  return std::string(kHead) + std::string(rows);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(SourcesSenderMap)

BOOST_AUTO_TEST_CASE(ReadsOurColumns) {
  BOOST_TEST(summary(tests::report_file("sources-own.csv")) ==
             "dkim news.example.net=Example News, Inc.(marketing); "
             "selector exnews##=Example News, Inc.(marketing); "
             "spf bounces.example.net=Example News, Inc.(marketing); "
             "ptr out.example.net=Example Hosting(hosting); asn 64500=Example Network; "
             "domain sendgrid.net=Our SendGrid(transactional)");
}

BOOST_AUTO_TEST_CASE(ReadsTheCommonForm) {
  BOOST_TEST(summary(tests::report_file("sources-base-reverse-dns.csv")) ==
             "domain example.net=Example Provider(Email Provider); "
             "domain lists.example.org=The \"Lists\"(Technology); "
             "domain xn--bcher-kva.example=B\xc3\xbc"
             "cher");
}

// RFC 4180 section 2.
BOOST_AUTO_TEST_CASE(ReadsEveryFormOfCsv) {
  const struct {
    const char* what;
    std::string csv;
    const char* want;
  } kRows[] = {
      {"CRLF", "evidence-kind,value,name,type\r\nptr,example.net,A,b\r\n", "ptr example.net=A(b)"},
      {"no end of line", own("ptr,example.net,A,b"), "ptr example.net=A(b)"},
      {"a byte order mark", "\xEF\xBB\xBF" + own("ptr,example.net,A,b"), "ptr example.net=A(b)"},
      {"empty lines", "\r\n \n" + own("\n\nptr,example.net,A,b\n\n"), "ptr example.net=A(b)"},
      {"quoted", own("\"ptr\",\"example.net\",\"A \"\"x\"\", B\",\"\""),
       "ptr example.net=A \"x\", B"},
      {"white space", own(" ptr , example.net ,\t\" A \" , b "), "ptr example.net=A(b)"},
      {"a quote inside", own("ptr,example.net,5\" floppy,b"), "ptr example.net=5\" floppy(b)"},
      {"columns in another order", "Type,NAME,Value,Evidence-Kind,note\nb,A,example.net,ptr,x\n",
       "ptr example.net=A(b)"},
      {"without type", "evidence-kind,value,name\nptr,example.net,A\n", "ptr example.net=A"},
      {"common form without type", "name,base_reverse_dns\nA,example.net\n",
       "domain example.net=A"},
      {"common form among others", "value,base_reverse_dns,name\nx,example.net,A\n",
       "domain example.net=A"},
      {"no rows", std::string(kHead), ""},
      {"no rows, no end of line", "base_reverse_dns,name", ""},
  };
  for (const auto& row : kRows) BOOST_TEST(summary(row.csv) == row.want, row.what);
}

BOOST_AUTO_TEST_CASE(PutsValuesInOneForm) {
  const struct {
    const char* row;
    const char* want;
  } kRows[] = {
      {"DKIM,Example.NET.,A,", "dkim example.net=A"},
      {"asn,as64500,A,", "asn 64500=A"},
      {"asn,4294967295,A,", "asn 4294967295=A"},
      {"selector,S1-Example*,A,", "selector s1-example*=A"},
      {"ptr,b\xc3\xbc"
       "cher.example,A,",
       "ptr xn--bcher-kva.example=A"},
      {"ptr,_x.example,A,", "ptr _x.example=A"},
  };
  for (const auto& row : kRows) BOOST_TEST(summary(own(row.row)) == row.want, row.row);
}

BOOST_AUTO_TEST_CASE(SaysInWhichLineWhatIsWrong) {
  const std::string first = "ptr,example.net,A,b\n";
  const struct {
    const char* what;
    std::string csv;
    const char* want;
  } kRows[] = {
      {"nothing", "", "csv-header: line 1"},
      {"another header", "ip,name\n", "csv-header: line 1"},
      {"a column twice", "evidence-kind,value,name,name\n", "csv-header: line 1"},
      {"both forms", "evidence-kind,value,base_reverse_dns,name\n", "csv-header: line 1"},
      {"no name column", "evidence-kind,value,type\n", "csv-header: line 1"},
      {"rows without header", first, "csv-header: line 1"},
      {"too few cells", own(first + "ptr,example.net\n"), "csv-cells: line 3: 2 cells"},
      {"an unquoted comma", own(first + "ptr,example.net,A, Inc.,b\n"),
       "csv-cells: line 3: 5 cells"},
      {"another kind", own(first + "\nhelo,example.net,A,b\n"), "evidence-kind: line 4"},
      {"no domain", own(first + "dkim,a..b,A,b\n"), "value: line 3: the value is no dkim"},
      {"no domain at all", own(first + "spf,,A,b\n"), "value: line 3: the value is no spf"},
      {"the root", own(first + "ptr,.,A,b\n"), "value: line 3"},
      {"AS 0", own(first + "asn,0,A,b\n"), "value: line 3"},
      {"no AS", own(first + "asn,AS,A,b\n"), "value: line 3"},
      {"too large an AS", own(first + "asn,4294967296,A,b\n"), "value: line 3"},
      {"every selector", own(first + "selector,*#-,A,b\n"), "value: line 3"},
      {"no selector", own(first + "selector,a b,A,b\n"), "value: line 3"},
      {"no name", own(first + "ptr,example.org,,b\n"), "name: line 3"},
      {"a terminal sequence", own(first + "ptr,example.org,\x1b[2J,b\n"), "name: line 3"},
      {"a name in two lines", own(first + "ptr,example.org,\"A\nB\",b\n"), "name: line 3"},
      {"no UTF-8", own(first + "ptr,example.org,\xff,b\n"), "name: line 3"},
      {"too long a name", own(first + "ptr,example.org," + std::string(201, 'a') + ",b\n"),
       "name: line 3"},
      {"too long a type", own(first + "ptr,example.org,A," + std::string(201, 'a') + "\n"),
       "type: line 3"},
      {"a quote without end", own(first + "ptr,example.org,\"A,b\n\n\n"), "csv-quote: line 3"},
      {"text after a quote", own(first + "ptr,example.org,\"A\"B,b\n"), "csv-quote: line 3"},
      {"after a cell of two lines", own("ptr,example.net,A,\"\n\"\nptr,,A,b\n"), "value: line 4"},
  };
  for (const auto& row : kRows) {
    const std::string text = summary(row.csv);
    BOOST_TEST(text.starts_with(row.want), row.what << ": " << text);
  }
}

BOOST_AUTO_TEST_CASE(TellsWhereTheRowIs) {
  const std::string csv = own("ptr,example.net,A,b\n\nptr,,A,b\n");
  const auto rows = parse_sender_map(csv);
  BOOST_REQUIRE(!rows.has_value());
  BOOST_TEST(csv.substr(rows.error().offset) == "ptr,,A,b\n");
}

BOOST_AUTO_TEST_CASE(KeepsToItsLimits) {
  const std::string row = "ptr,example.net,A,b\n";
  const std::string two = own(row + row);
  BOOST_TEST(!summary(two, {.octets = two.size(), .rows = 2}).starts_with("limit"));
  BOOST_TEST(summary(two, {.octets = two.size() - 1}).starts_with("limit-octets: line 1"));
  BOOST_TEST(summary(two, {.rows = 1}).starts_with("limit-rows: line 3"));
  const std::string patterns = own("selector,a*,A,\nselector,ab,A,\nselector,b#,A,\n");
  BOOST_TEST(!summary(patterns, {.patterns = 2}).starts_with("limit"));
  BOOST_TEST(summary(patterns, {.patterns = 1}).starts_with("limit-patterns: line 4"));
  BOOST_TEST(summary(own("ptr,example.net,AB,c\n"), {.name = 1}).starts_with("name: line 2"));
}

BOOST_AUTO_TEST_CASE(MatchesSelectors) {
  const struct {
    const char* pattern;
    const char* selector;
    bool want;
  } kRows[] = {
      {"abc", "abc", true},
      {"abc", "abcd", false},
      {"abc", "ab", false},
      {"scph####", "scph0316", true},
      {"scph####", "scph031", false},
      {"scph####", "scph03160", false},
      {"scph####", "scph03x6", false},
      {"hs1-*", "hs1-1234567", true},
      {"hs1-*", "hs1-", true},
      {"hs1-*", "hs2-1", false},
      {"ovh*-selector#", "ovhmo123456-selector1", true},
      {"ovh*-selector#", "ovh-selector-selector2", true},
      {"ovh*-selector#", "ovhmo123456-selector", false},
      {"*a*", "xxaxx", true},
      {"*a*", "xx", false},
      {"a**", "a", true},
      {"a", "", false},
      {"#", "", false},
      // Would take for ever in an engine that tries every way.
      {"*a*a*a*a*a*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
       false},
  };
  for (const auto& row : kRows) {
    BOOST_TEST(matches_selector(row.pattern, row.selector) == row.want,
               row.pattern << " " << row.selector);
  }
}

BOOST_AUTO_TEST_SUITE_END()
