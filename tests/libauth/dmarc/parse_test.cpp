// SPDX-License-Identifier: MIT

#include "libauth/dmarc/parse.h"

#include <algorithm>
#include <string>

#include <boost/test/unit_test.hpp>

#include "libauth/base/enum.h"
#include "tests/support/zones.h"

using namespace libauth::dmarc;
using Kind = TagProblem::Kind;

namespace {

/// The record's tags that differ from an empty one's, in one line.
std::string summary(const Record& record) {
  std::string text;
  const auto add = [&text](const std::string& part) { text += (text.empty() ? "" : " ") + part; };
  const auto policy = [&add](const char* tag, const std::optional<Policy>& value) {
    if (value) add(std::string(tag) + "=" + std::string(libauth::base::name_of(*value)));
  };
  policy("p", record.p);
  policy("sp", record.sp);
  policy("np", record.np);
  if (record.adkim == Alignment::strict) add("adkim=s");
  if (record.aspf == Alignment::strict) add("aspf=s");
  const std::string fo(record.fo.begin(), record.fo.end());
  if (fo != "0") add("fo=" + fo);
  if (record.psd != Psd::u) add("psd=" + std::string(libauth::base::name_of(record.psd)));
  if (record.testing) add("t=y");
  for (const ReportUri& uri : record.rua) add("rua=" + uri.uri + "@" + uri.host);
  for (const ReportUri& uri : record.ruf) add("ruf=" + uri.uri + "@" + uri.host);
  return text;
}

const char* name_of(Kind kind) {
  switch (kind) {
    case Kind::invalid_value:
      return "invalid value";
    case Kind::invalid_uri:
      return "invalid uri";
    case Kind::unknown_tag:
      return "unknown";
    case Kind::obsolete_tag:
      return "obsolete";
    case Kind::duplicate_tag:
      return "duplicate";
    case Kind::malformed:
      return "malformed";
  }
  return "?";
}

std::string problems(const Record& record) {
  std::string text;
  for (const TagProblem& problem : record.problems) {
    text += (text.empty() ? "" : ", ") + std::string(name_of(problem.kind)) + " " + problem.tag;
  }
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(dmarc_parse)

BOOST_AUTO_TEST_CASE(a_record_begins_with_its_version) {
  // RFC 9989 section 4.8: dmarc-version = "v" equals %s"DMARC1"
  const struct {
    const char* text;
    bool want;
  } kRows[] = {
      {"v=DMARC1", true},
      {"v=DMARC1;", true},
      {"v=DMARC1; p=none", true},
      {"v = DMARC1 ; p = none ;", true},
      {"V=DMARC1;p=none", true},
      {"v\t=\tDMARC1\t;p=none", true},
      {"v=DMARC1 ", true},
      // White space is WSP, and none goes before the version.
      {" v=DMARC1", false},
      {"\tv=DMARC1; p=none", false},
      {"\r\nv=DMARC1; p=none", false},
      {"v=DMARC1\r\n; p=none", false},
      {"v=DMARC1\n", false},
      {"v\r\n =DMARC1; p=none", false},
      {"v=\r\n DMARC1; p=none", false},
      {"v=DMARC1\v; p=none", false},
      {" ", false},
      {"=", false},
      {"=DMARC1", false},
      {"v=dmarc1; p=none", false},
      {"p=none; v=DMARC1", false},
      {"v=DMARC1.0; p=none", false},
      {"v=DMARC1 p=none", false},
      {"v=DMARC", false},
      {"v=", false},
      {"", false},
      {";v=DMARC1", false},
      {"v=spf1 -all", false},
      {"DMARC1", false},
      {"v==DMARC1", false},
      {"\xef\xbb\xbfv=DMARC1", false},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.text) {
      BOOST_TEST(is_dmarc_record(row.text) == row.want);
    }
  }
}

BOOST_AUTO_TEST_CASE(reads_tags_and_keeps_what_is_wrong) {
  const struct {
    const char* text;
    const char* want;
    const char* problems;
  } kRows[] = {
      {"v=DMARC1", "", ""},
      {"v=DMARC1; p=none", "p=none", ""},
      {"v = DMARC1 ; p = none ;", "p=none", ""},
      {"v=DMARC1;P=Reject;SP=NONE;Np=Quarantine", "p=reject sp=none np=quarantine", ""},
      {"v=DMARC1; adkim=s; aspf=S; psd=Y; t=Y; p=none", "p=none adkim=s aspf=s psd=y t=y", ""},
      {"v=DMARC1; p=none; adkim=r; aspf=r; psd=u; t=n", "p=none", ""},
      // Section 4.8: what is invalid is dropped and the default counts.
      {"v=DMARC1; p=none; adkim=x; aspf=; psd=maybe; t=1", "p=none",
       "invalid value adkim, invalid value aspf, invalid value psd, invalid value t"},
      {"v=DMARC1; p=rejct", "", "invalid value p"},
      {"v=DMARC1; p=", "", "invalid value p"},
      {"v=DMARC1; p=reject none", "", "invalid value p"},
      {"v=DMARC1; p=reject; sp=bogus; np=", "p=reject", "invalid value sp, invalid value np"},
      {"v=DMARC1; p=none; x=1; pct=50; rf=afrf; ri=86400; PCT=1", "p=none",
       "unknown x, obsolete pct, obsolete rf, obsolete ri, duplicate PCT"},
      // fo: 0 and 1 exclude each other, each at most once.
      {"v=DMARC1; p=none; fo=1", "p=none fo=1", ""},
      {"v=DMARC1; p=none; fo=1 : D : s", "p=none fo=1ds", ""},
      {"v=DMARC1; p=none; fo=0:1", "p=none", "invalid value fo"},
      {"v=DMARC1; p=none; fo=1:0", "p=none", "invalid value fo"},
      {"v=DMARC1; p=none; fo=d:d", "p=none", "invalid value fo"},
      {"v=DMARC1; p=none; fo=", "p=none", "invalid value fo"},
      {"v=DMARC1; p=none; fo=1:", "p=none", "invalid value fo"},
      {"v=DMARC1; p=none; fo=1:x", "p=none", "invalid value fo"},
      // Of duplicates the first counts, whatever the case of the name.
      {"v=DMARC1; p=reject; p=none", "p=reject", "duplicate p"},
      {"v=DMARC1; p=reject; P=none", "p=reject", "duplicate P"},
      {"v=DMARC1; V=DMARC1; p=none", "p=none", "duplicate V"},
      {"v=DMARC1; p=none; broken; ;; 1=2; =3", "p=none",
       "malformed broken, malformed 1, malformed "},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.text) {
      const Record record = parse_record(row.text);
      BOOST_TEST(summary(record) == row.want);
      BOOST_TEST(problems(record) == row.problems);
    }
  }
}

BOOST_AUTO_TEST_CASE(reads_report_destinations) {
  // RFC 9989 section 4.6 and its URIs of RFC 3986; the obsolete size is ignored.
  const struct {
    const char* value;
    const char* want;
    int bad;
  } kRows[] = {
      {"mailto:a@example.com", "rua=mailto:a@example.com@example.com", 0},
      {"MAILTO:a@Example.COM", "rua=MAILTO:a@Example.COM@example.com", 0},
      {"mailto:a@example.com!10m", "rua=mailto:a@example.com@example.com", 0},
      {"mailto:a@example.com!10", "rua=mailto:a@example.com@example.com", 0},
      {"mailto:a@example.com , mailto:b@example.net",
       "rua=mailto:a@example.com@example.com rua=mailto:b@example.net@example.net", 0},
      {"mailto:a@example.com?subject=x@y", "rua=mailto:a@example.com?subject=x@y@example.com", 0},
      {"https://example.com/report", "rua=https://example.com/report@", 0},
      {"mailto:a@example.com,", "rua=mailto:a@example.com@example.com", 1},
      {"a@example.com", "", 1},
      {"mailto:", "", 1},
      {"mailto:a", "", 1},
      {"mailto:@example.com", "", 1},
      {"mailto:a@", "", 1},
      {"mailto:a@192.0.2.1", "", 1},
      {"mailto:a@exa mple.com", "", 1},
      {"mailto:a\tb@example.com", "", 1},
      {"mailto:\xc3\xa4@example.com", "", 1},
      {"mailto:a@\xc3\xa4.example", "", 1},
      {"https://\xc3\xa4.example/", "", 1},
      {"mailto:<a@example.com>", "", 1},
      {"mailto:a@example.com!m", "", 1},
      {"1:x", "", 1},
      {":", "", 1},
      {"", "", 1},
      {"mailto:a@example.com!5m!10m", "", 1},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT('"' << row.value << '"') {
      const std::string text = "v=DMARC1; p=none; rua=" + std::string(row.value);
      const Record record = parse_record(text);
      BOOST_TEST(summary(record) == std::string("p=none") + (*row.want ? " " : "") + row.want);
      const auto bad =
          std::count_if(record.problems.begin(), record.problems.end(),
                        [](const TagProblem& p) { return p.kind == Kind::invalid_uri; });
      BOOST_TEST(bad == row.bad);
    }
  }
  BOOST_TEST(parse_record("v=DMARC1; rua=mailto:a@example.com!1g").rua.at(0).obsolete_size);
  BOOST_TEST(!parse_record("v=DMARC1; rua=mailto:a@example.com").rua.at(0).obsolete_size);
}

BOOST_AUTO_TEST_CASE(says_where_a_problem_is) {
  const std::string text = "v=DMARC1; p=oops; rua=mailto:a@example.com, nonsense; P=none; x=1";
  for (const TagProblem& problem : parse_record(text).problems) {
    BOOST_TEST_CONTEXT(name_of(problem.kind) << " " << problem.tag) {
      const std::string& want =
          problem.kind == Kind::invalid_value || problem.kind == Kind::invalid_uri ? problem.value
                                                                                   : problem.tag;
      BOOST_TEST(text.substr(problem.offset, want.size()) == want);
    }
  }
  BOOST_TEST(problems(parse_record(text)) ==
             "invalid value p, invalid uri rua, duplicate P, unknown x");
}

BOOST_AUTO_TEST_CASE(policies_follow_one_another) {
  // RFC 9989 sections 4.7 and 4.10.1: np falls back to sp, sp to p, p to none; with an invalid one
  // the record counts only if it asks for aggregate reports, and then as p=none.
  const struct {
    const char* tags;
    bool usable;
    Policy p;
    Policy sp;
    Policy np;
  } kRows[] = {
      {"", true, Policy::none, Policy::none, Policy::none},
      {"p=reject", true, Policy::reject, Policy::reject, Policy::reject},
      {"p=reject; sp=none", true, Policy::reject, Policy::none, Policy::none},
      {"p=none; np=reject", true, Policy::none, Policy::none, Policy::reject},
      {"p=none; sp=quarantine; np=reject", true, Policy::none, Policy::quarantine, Policy::reject},
      {"sp=reject", true, Policy::none, Policy::reject, Policy::reject},
      {"p=oops", false, Policy::none, Policy::none, Policy::none},
      {"p=reject; sp=bogus", false, Policy::none, Policy::none, Policy::none},
      {"p=reject; np=bogus", false, Policy::none, Policy::none, Policy::none},
      {"p=rejct; rua=mailto:a@example.com", true, Policy::none, Policy::none, Policy::none},
      {"p=reject; sp=bogus; rua=nonsense", false, Policy::none, Policy::none, Policy::none},
      {"p=reject; sp=bogus; ruf=mailto:a@example.com", false, Policy::none, Policy::none,
       Policy::none},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.tags) {
      const Record record = parse_record("v=DMARC1; " + std::string(row.tags));
      BOOST_TEST(record.is_usable() == row.usable);
      BOOST_TEST((record.effective_p() == row.p));
      BOOST_TEST((record.effective_sp() == row.sp));
      BOOST_TEST((record.effective_np() == row.np));
    }
  }
}

BOOST_AUTO_TEST_CASE(testing_asks_for_the_next_weaker_policy) {
  // RFC 9989 section 4.7, "t".
  BOOST_TEST((weaker(Policy::reject) == Policy::quarantine));
  BOOST_TEST((weaker(Policy::quarantine) == Policy::none));
  BOOST_TEST((weaker(Policy::none) == Policy::none));
}

BOOST_AUTO_TEST_CASE(reads_huge_records_to_an_end) {
  std::string many = "v=DMARC1; p=reject";
  for (int i = 0; i < 20'000; ++i) many += "; x" + std::string(1, static_cast<char>('a' + i % 26));
  BOOST_TEST(summary(parse_record(many)) == "p=reject");
  std::string uris = "v=DMARC1; p=none; rua=mailto:a@example.com";
  for (int i = 0; i < 5'000; ++i) uris += ",x";
  BOOST_TEST(parse_record(uris).rua.size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
