// SPDX-License-Identifier: MIT

#include "libauth/spf/survey.h"

#include <string>

#include <boost/test/unit_test.hpp>

#include "libauth/dns/settle.h"
#include "tests/support/zones.h"

using namespace libauth::spf;
namespace dns = libauth::dns;
using Kind = SurveyProblem::Kind;

namespace {

Survey survey_of(const std::string& text, const std::string& records,
                 const char* failing = nullptr) {
  dns::ZoneResolver resolver({tests::world(records)});
  if (failing != nullptr) resolver.fail(tests::name(failing), dns::Status::timeout);
  dns::Facts facts;
  return dns::settle(resolver, facts, [&](dns::Facts& known) {
    return survey(tests::name("example.com"), text, known);
  });
}

std::string problems(const Survey& survey) {
  const char* const kNames[] = {"no record", "many records", "syntax", "unknown"};
  std::string text;
  for (const SurveyProblem& problem : survey.problems) {
    text += (text.empty() ? "" : ", ") + std::string(kNames[static_cast<int>(problem.kind)]) + " " +
            problem.term;
  }
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(spf_survey)

BOOST_AUTO_TEST_CASE(counts_the_dearest_way) {
  // RFC 7208 section 4.6.4.
  const std::string kRecords =
      "a.example. 60 AAAA 2001:db8::1\n"
      "m.example. 60 MX 10 a.example.\n"
      "two.example. 60 TXT \"v=spf1 a:a.example mx:m.example -all\"\n"
      "outer.example. 60 TXT \"v=spf1 include:two.example -all\"\n"
      "bad.example. 60 TXT \"v=spf1 moo\"\n"
      "many.example. 60 TXT \"v=spf1 a\"\n"
      "many.example. 60 TXT \"v=spf1 mx\"\n";
  const struct {
    const char* text;
    std::size_t lookups;
    const char* void_names;
    const char* problems;
  } kRows[] = {
      {"v=spf1 -all", 0, "", ""},
      {"v=spf1 ip4:192.0.2.1 exp=x.example -all", 0, "", ""},
      {"v=spf1 a:a.example mx:m.example ptr -all", 3, "", ""},
      {"v=spf1 a:a.example -all mx:m.example", 1, "", ""},
      {"v=spf1 include:two.example -all", 3, "", ""},
      {"v=spf1 include:outer.example include:two.example", 7, "", ""},
      {"v=spf1 redirect=two.example", 3, "", ""},
      {"v=spf1 -all redirect=two.example", 0, "", ""},
      {"v=spf1 exists:%{i}.x.example include:%{d}.x.example -all", 2, "", ""},
      {"v=spf1 a:gone.example mx:a.example exists:a.example -all", 3,
       "gone.example | a.example | a.example", ""},
      {"v=spf1 include:gone.example include:bad.example include:many.example -all", 3, "",
       "no record include:gone.example, syntax include:bad.example, many records "
       "include:many.example"},
      {"v=spf1 redirect=gone.example", 1, "", "no record redirect=gone.example"},
      {"v=spf1 moo", 0, "", ""},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.text) {
      const Survey got = survey_of(row.text, kRecords);
      BOOST_TEST(!got.pending);
      BOOST_TEST(!got.is_cut);
      BOOST_TEST(got.lookups == row.lookups);
      BOOST_TEST(tests::joined(got.void_names) == row.void_names);
      BOOST_TEST(got.void_lookups == got.void_names.size());
      BOOST_TEST(problems(got) == row.problems);
    }
  }
}

BOOST_AUTO_TEST_CASE(what_the_dns_does_not_tell_is_neither_void_nor_missing) {
  const Survey terms = survey_of("v=spf1 a:x.example mx:x.example -all", "", "x.example");
  BOOST_TEST(terms.lookups == 2U);
  BOOST_TEST(terms.void_lookups == 0U);
  const Survey records = survey_of("v=spf1 include:x.example -all", "", "x.example");
  BOOST_TEST(problems(records) == "unknown include:x.example");
}

BOOST_AUTO_TEST_CASE(ends_where_records_include_each_other) {
  const std::string text = "v=spf1 include:l.example include:l.example -all";
  const Survey got = survey_of(text, "l.example. 60 TXT \"" + text + "\"\n");
  BOOST_TEST(got.is_cut);
  BOOST_TEST(got.lookups == kMaxSurveyed);
}

BOOST_AUTO_TEST_SUITE_END()
