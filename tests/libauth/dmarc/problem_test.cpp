// SPDX-License-Identifier: MIT
//
// What is told of the records that a discovery came by.

#include "libauth/dmarc/problem.h"

#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "libauth/base/enum.h"
#include "libauth/dmarc/evaluate.h"
#include "libauth/dns/settle.h"
#include "tests/support/zones.h"

using namespace libauth::dmarc;
namespace dns = libauth::dns;
using tests::name;

namespace {

Evaluation evaluated(const std::string& zone, std::string_view author, const Settings& settings) {
  dns::ZoneResolver resolver({tests::world(zone)});
  dns::Facts facts;
  const dns::Name domain = name(author);
  return dns::settle(resolver, facts,
                     [&](dns::Facts& known) { return evaluate(domain, {}, known, settings); });
}

Problems problems_in(const std::string& zone, std::string_view author = "example.com",
                     Mode mode = Mode::rfc9989) {
  return evaluated(zone, author, {.mode = mode, .explain = true}).problems;
}

std::string txt(const std::string& owner, const std::string& text) {
  return "_dmarc." + owner + ". 60 TXT \"" + text + "\"\n";
}

/// "invalid_value sp xx 24"
std::string summary(const Problem& problem) {
  return std::string(libauth::base::name_of(problem.kind)) + " " + problem.tag + " " +
         problem.value + " " + std::to_string(problem.offset);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(dmarc_problem)

BOOST_AUTO_TEST_CASE(tells_each_problem_of_the_record) {
  const std::string rua = "; rua=mailto:a@example.com";
  const struct {
    std::string record;
    std::vector<std::string> problems;
    const char* says;  ///< in the first sentence
  } kRows[] = {
      {"v=DMARC1; p=reject" + rua, {}, ""},
      // RFC 9989 section 4.10.1: with an address for reports it counts as p=none.
      {"v=DMARC1; p=reject; sp=xx" + rua,
       {"invalid_value sp xx 23"},
       "The tag \"sp\" of the DMARC record at _dmarc.example.com has the value \"xx\", which is "
       "none of those allowed: receivers take the whole record for p=none"},
      {"v=DMARC1; p=rejct",
       {"invalid_value p rejct 12"},
       "receivers do not use the record, as it names no address for aggregate reports (RFC 9989 "
       "section 4.10.1)."},
      {"v=DMARC1; P=reject; NP=" + rua, {"invalid_value NP  23"}, "for p=none"},
      // Section 4.8.
      {"v=DMARC1; p=none; adkim=x", {"invalid_value adkim x 24"}, "receivers go by the default."},
      {"v=DMARC1; p=none; p=reject",
       {"duplicate_tag p  18"},
       "has the tag \"p\" more than once: the first one counts here"},
      {"v=DMARC1; p=none; pct=50; rf=afrf; RI=1",
       {"obsolete_tag pct 50 18", "obsolete_tag rf afrf 26", "obsolete_tag RI 1 35"},
       "has the tag \"pct\", which RFC 9989 has removed."},
      {"v=DMARC1; x=1; p=none", {"unknown_tag x 1 10"}, "which no receiver knows."},
      {"v=DMARC1; p=none; rua=a@example.com",
       {"invalid_uri rua a@example.com 22"},
       "\"a@example.com\" in the tag \"rua\""},
      {"v=DMARC1; p=none; foo ;",
       {"malformed foo foo 18"},
       "has \"foo\" at octet 18, which does not belong there."},
      // In their order in the record, whatever is wrong.
      {"v=DMARC1; x=1; foo; p=none; =y; t=2",
       {"unknown_tag x 1 10", "malformed foo foo 15", "malformed  =y 28", "invalid_value t 2 34"},
       "unknown"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.record) {
      const Problems problems = problems_in(txt("example.com", row.record));
      std::vector<std::string> got;
      for (const Problem& problem : problems.list) {
        got.push_back(summary(problem));
        BOOST_TEST((problem.name == name("_dmarc.example.com")));
        BOOST_TEST(problem.sentence.ends_with("."));
      }
      BOOST_TEST(got == row.problems, boost::test_tools::per_element());
      BOOST_TEST(problems.left_out == 0U);
      if (problems.list.size() != 1) continue;
      BOOST_TEST(problems.list[0].sentence.find(row.says) != std::string::npos,
                 problems.list[0].sentence);
    }
  }
}

BOOST_AUTO_TEST_CASE(tells_what_counts_as_no_record) {
  const Problems several =
      problems_in(txt("example.com", "v=DMARC1; p=none") + txt("example.com", "v=DMARC1; x=1") +
                      txt("com", "v=dmarc1; p=none"),
                  "a.example.com");
  BOOST_TEST_REQUIRE(several.list.size() == 2U);
  BOOST_TEST((several.list[0].kind == ProblemKind::several_records));
  BOOST_TEST(several.list[0].sentence ==
             "_dmarc.example.com has 2 DMARC records: receivers discard all of them.");
  BOOST_TEST(summary(several.list[1]) == "no_record  v=dmarc1; p=none 0");
  BOOST_TEST(several.list[1].sentence ==
             "The text \"v=dmarc1; p=none\" at _dmarc.com is no DMARC record: its version is "
             "\"dmarc1\", and only \"DMARC1\" in capitals is one.");
}

BOOST_AUTO_TEST_CASE(tells_of_tags_only_where_the_record_counts) {
  const std::string zone =
      txt("example.com", "v=DMARC1; p=none; x=1") + txt("a.example.com", "v=DMARC1; p=none; y=1");
  const Problems own = problems_in(zone, "a.example.com");
  BOOST_TEST_REQUIRE(own.list.size() == 1U);
  BOOST_TEST(own.list[0].tag == "y");
  const Problems inherited = problems_in(zone, "b.example.com");
  BOOST_TEST_REQUIRE(inherited.list.size() == 1U);
  BOOST_TEST((inherited.list[0].name == name("_dmarc.example.com")));
  // By the public suffix list the same.
  BOOST_TEST(problems_in(zone, "b.example.com", Mode::rfc7489).list.size() == 1U);
}

BOOST_AUTO_TEST_CASE(is_told_only_to_people) {
  const std::string zone = txt("example.com", "v=DMARC1; p=none; x=1");
  BOOST_TEST(evaluated(zone, "example.com", {}).problems.list.empty());
}

BOOST_AUTO_TEST_CASE(keeps_to_what_somebody_reads) {
  std::string uris;
  for (int i = 0; i < 100; ++i) uris += ",";
  const Problems many = problems_in(txt("example.com", "v=DMARC1; p=none; rua=" + uris));
  BOOST_TEST(many.list.size() == kMaxProblems);
  BOOST_TEST(many.left_out == 101U - kMaxProblems);

  const Problems odd =
      problems_in(txt("example.com", "v=DMARC1; p=none; rua=\\027[2J" + std::string(220, 'x')));
  BOOST_TEST_REQUIRE(!odd.list.empty());
  for (const Problem& problem : odd.list) {
    BOOST_TEST(problem.sentence.size() < 400U);
    BOOST_TEST(problem.sentence.find('\x1b') == std::string::npos);
  }
}

BOOST_AUTO_TEST_SUITE_END()
