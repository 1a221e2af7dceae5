// SPDX-License-Identifier: MIT
//
// A DNS failure is unknown: never missing, never clean, never listed.

#include <algorithm>
#include <set>
#include <string>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "libauth/audit/audit.h"
#include "libauth/base/enum.h"
#include "tests/support/fixture_zones.h"

using namespace libauth;
using namespace libauth::audit;
using dns::RrType;
using dns::Status;
using tests::has_finding;
using tests::name;

namespace {

constexpr Status kFailures[] = {Status::servfail, Status::refused,   Status::timeout,
                                Status::bogus,    Status::malformed, Status::not_asked};

Options options() {
  Options chosen;
  chosen.blocklists = {name("bl.example")};
  return chosen;
}

struct Row {
  const char* domain;
  const char* failing;
  RrType type;
  const char* finding;
};
std::ostream& operator<<(std::ostream& out, const Row& row) {
  return out << row.failing << " " << row.finding;
}

/// One question that fails, and what has to be said.
const Row kRows[] = {
    {"good.example", "good.example", RrType::soa, "domain-unknown"},
    {"good.example", "good.example", RrType::mx, "mx-unknown"},
    {"good.example", "mx2.good.example", RrType::a, "mx-target-unknown"},
    {"good.example", "10.2.0.192.in-addr.arpa", RrType::ptr, "ptr-unknown"},
    {"good.example", "good.example", RrType::txt, "spf-unknown"},
    {"good.example", "_spf.good.example", RrType::txt, "spf-include-unknown"},
    {"good.example", "_spf.good.example", RrType::txt, "spf-networks-unknown"},
    {"nomail.example", "_domainkey.nomail.example", RrType::txt, "dkim-unknown"},
    {"good.example", "google._domainkey.good.example", RrType::txt, "dkim-some-unknown"},
    {"broken.example", "mx.broken.example", RrType::a, "spf-term-unknown"},
    {"spf-free.broken.example", "free-to-take.example", RrType::soa, "spf-name-unknown"},
    {"spf-free.broken.example", "example", RrType::soa, "spf-name-unknown"},
    {"spf-macro.broken.example", "free-to-take.example", RrType::soa, "spf-name-unknown"},
    {"good.example", "_dmarc.good.example", RrType::txt, "dmarc-unknown"},
    {"broken.example", "broken.example._report._dmarc.collector.example", RrType::txt,
     "dmarc-reports-unknown"},
    {"good.example", "10.2.0.192.bl.example", RrType::a, "blocklist-unknown"},
    {"good.example", "2.0.0.127.bl.example", RrType::a, "blocklist-unusable"},
};

/// Questions that a check asks along and can do without.
bool may_pass_without(const std::string& check, const dns::Question& question) {
  // The domain's own DMARC record counts whatever stands above it.
  const bool above = question.name == name("_dmarc.example");
  // A popular selector answers, so that nobody asks whether there are any.
  const bool base = question.name == name("_domainkey.good.example");
  // A selector that nobody has: its key would be a wildcard's.
  const bool wildcard = question.name.text().starts_with("mailvet-wildcard");
  // The list has no IPv6 addresses.
  const bool v6 = question.name.text().ends_with("8.b.d.0.1.0.0.2.bl.example");
  // It is about the records; addresses are asked for along with them.
  if (check == "spf-all" && question.type != RrType::txt) return true;
  if (check == "blocklists" && v6) return true;
  // It is about the records, and mx-targets about the addresses.
  if (check == "mx-records" && question.type != RrType::mx) return true;
  return (check.starts_with("dmarc-") && above) || (check == "dkim-keys" && (base || wildcard));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(UnknownIsNotMissing)

BOOST_DATA_TEST_CASE(SaysUnknownForTheQuestionThatFails, boost::unit_test::data::make(kRows), row) {
  for (const Status failure : kFailures) {
    BOOST_TEST_CONTEXT(base::name_of(failure)) {
      dns::ZoneResolver resolver(tests::fixture_zones());
      resolver.fail(dns::Question{name(row.failing), row.type}, failure);
      const Audit audit = audit::run(name(row.domain), options(), resolver);
      BOOST_TEST(has_finding(audit, row.finding));
      for (const Finding& finding : audit.findings) {
        if (finding.id == row.finding) BOOST_TEST((finding.verdict == Verdict::unknown));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(SaysNothingIsWrongWhereNothingIsKnown) {
  dns::ZoneResolver nobody({});
  const Audit audit = audit::run(name("good.example"), options(), nobody);
  BOOST_TEST(nothing_known(audit));
  BOOST_TEST(base::name_of(audit.verdict) == "unknown");
  BOOST_TEST(!audit.findings.empty());
  for (const Finding& finding : audit.findings) {
    BOOST_TEST(base::name_of(finding.verdict) == "unknown", finding.id);
  }
  for (const CheckResult& check : audit.checks) {
    BOOST_TEST(base::name_of(check.verdict) == "unknown", check.id);
  }
}

BOOST_AUTO_TEST_CASE(KnowsSomethingOfAWorkingDomain) {
  dns::ZoneResolver resolver(tests::fixture_zones());
  BOOST_TEST(!nothing_known(audit::run(name("good.example"), options(), resolver)));
}

// What a zone in memory says of itself, be it that aliases go in a circle, is no silence.
BOOST_AUTO_TEST_CASE(KnowsSomethingOfALoopInAZone) {
  auto zone = dns::Zone::read_text(
      "loop.example. 60 SOA ns.example. h.example. 1 2 3 4 5\n"
      "a CNAME b\nb CNAME a\n*.a CNAME b\n");
  BOOST_TEST_REQUIRE(bool(zone));
  dns::ZoneResolver nobody({});
  dns::ZoneResolver resolver({std::move(*zone)}, &nobody);
  const Audit audit = audit::run(name("a.loop.example"), options(), resolver);
  BOOST_TEST(!nothing_known(audit));
  BOOST_TEST(has_finding(audit, "spf-unknown"));
  BOOST_TEST(has_finding(audit, "dmarc-unknown"));
  BOOST_TEST(nothing_known(audit::run(name("a.example"), options(), resolver)));
}

// Whatever single question fails, no record is called missing that is there, and nothing new fails.
BOOST_AUTO_TEST_CASE(NeverFailsAWellRunDomainForAFailureOfOneQuestion) {
  std::set<dns::Question> asked;
  {
    dns::ZoneResolver resolver(tests::fixture_zones());
    dns::Facts facts;
    std::vector<dns::Question> log;
    const Options chosen = options();
    dns::settle(resolver, facts, [&](dns::Facts& known) {
      const Audit audit = audit::judge(name("good.example"), chosen, known);
      asked.insert(known.missing().begin(), known.missing().end());
      return audit;
    });
  }
  BOOST_REQUIRE(asked.size() > 50U);
  for (const dns::Question& question : asked) {
    dns::ZoneResolver resolver(tests::fixture_zones());
    resolver.fail(question, Status::timeout);
    const Audit audit = audit::run(name("good.example"), options(), resolver);
    for (const Finding& finding : audit.findings) {
      BOOST_TEST((finding.verdict != Verdict::fail), question.text() << ": " << finding.id);
    }
    for (const CheckResult& check : audit.checks) {
      const bool rests_on_it =
          std::any_of(check.evidence.begin(), check.evidence.end(),
                      [](const Evidence& evidence) { return evidence.status == Status::timeout; });
      if (rests_on_it && !may_pass_without(check.id, question)) {
        BOOST_TEST(base::name_of(check.verdict) == "unknown", question.text() << ": " << check.id);
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
