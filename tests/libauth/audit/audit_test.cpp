// SPDX-License-Identifier: MIT
//
// Audits of the fixture zones.

#include "libauth/audit/audit.h"

#include <algorithm>
#include <set>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "libauth/base/enum.h"
#include "tests/support/fixture_zones.h"

using namespace libauth;
using namespace libauth::audit;
using tests::has_finding;
using tests::name;

namespace {

Options options_with(std::vector<std::string> selectors = {},
                     std::vector<std::string> blocklists = {"bl.example"}) {
  Options options;
  options.selectors = std::move(selectors);
  for (const std::string& zone : blocklists) options.blocklists.push_back(name(zone));
  return options;
}

Audit audit_of(const std::string& domain, const Options& options = options_with()) {
  dns::ZoneResolver resolver(tests::fixture_zones());
  return audit::run(name(domain), options, resolver);
}

std::vector<std::string> ids(const Audit& audit, Verdict verdict) {
  std::vector<std::string> found;
  for (const Finding& finding : audit.findings) {
    if (finding.verdict == verdict) found.push_back(finding.id);
  }
  return found;
}

struct Row {
  const char* domain;
  const char* finding;
};
std::ostream& operator<<(std::ostream& out, const Row& row) {
  return out << row.domain << " " << row.finding;
}

/// Every finding that the fixture zones bring about without a DNS failure.
const Row kRows[] = {
    {"nope.good.example", "domain-missing"},
    {"good.example", "mx-hosts"},
    {"nomail.example", "mx-none"},
    {"www.nomail.example", "mx-implicit"},
    {"parked.example", "mx-null"},
    {"broken.example", "mx-null-with-others"},
    {"broken.example", "mx-target-missing"},
    {"broken.example", "mx-target-no-address"},
    {"broken.example", "mx-target-is-address"},
    {"broken.example", "mx-target-alias"},
    {"broken.example", "mx-target-not-public"},
    {"no-ptr.broken.example", "ptr-missing"},
    {"broken.example", "ptr-not-confirmed"},
    {"good.example", "ptr-confirmed"},
    {"nomail.example", "spf-missing"},
    {"spf-many.broken.example", "spf-many"},
    {"spf-syntax.broken.example", "spf-syntax"},
    {"good.example", "spf-found"},
    {"broken.example", "spf-all-pass"},
    {"spf-neutral.broken.example", "spf-all-neutral"},
    {"spf-open.broken.example", "spf-all-missing"},
    {"broken.example", "spf-ptr"},
    {"broken.example", "spf-terms-after-all"},
    {"broken.example", "spf-lookups-over"},
    {"spf-near.broken.example", "spf-lookups-near"},
    {"broken.example", "spf-void-over"},
    {"broken.example", "spf-include-missing"},
    {"broken.example", "spf-include-broken"},
    {"spf-miss.broken.example", "spf-near-miss"},
    {"spf-beside.broken.example", "spf-near-miss-beside"},
    {"spf-old.broken.example", "spf-type-99"},
    {"spf-older.broken.example", "spf-type-99-differs"},
    {"spf-joined.broken.example", "spf-strings-joined"},
    {"spf-glued.broken.example", "spf-strings-joined"},
    {"spf-large.broken.example", "spf-answer-large"},
    {"spf-huge.broken.example", "spf-answer-over-udp"},
    {"spf-loop.broken.example", "spf-include-loop"},
    {"spf-self.broken.example", "spf-include-loop"},
    {"spf-void.broken.example", "spf-void-within"},
    {"spf-voids.broken.example", "spf-void-over"},
    {"spf-void-six.broken.example", "spf-void-over-ipv6"},
    {"spf-stale.broken.example", "spf-include-missing"},
    {"spf-ptr-below.broken.example", "spf-ptr-included"},
    {"spf-ptr.broken.example", "spf-ptr"},
    {"spf-after.broken.example", "spf-all-early"},
    {"spf-after.broken.example", "spf-redirect-ignored"},
    {"spf-modifier.broken.example", "spf-modifier-unknown"},
    {"spf-modifier.broken.example", "spf-modifier-misspelled"},
    {"spf-repeated.broken.example", "spf-term-repeated"},
    {"spf-repeated.broken.example", "spf-include-idle"},
    {"spf-voids.broken.example", "spf-name-missing"},
    {"spf-free.broken.example", "spf-name-registrable"},
    {"spf-dangling.broken.example", "spf-name-registrable"},
    {"spf-macro.broken.example", "spf-name-registrable"},
    {"spf-invalid.broken.example", "spf-name-invalid"},
    {"spf-over-idle.broken.example", "spf-lookups-over"},
    {"spf-over-ptr.broken.example", "spf-lookups-over"},
    {"spf-over-names.broken.example", "spf-lookups-over"},
    {"spf-cut.broken.example", "spf-tree-cut"},
    {"spf-mx-over.broken.example", "spf-mx-over"},
    {"spf-meant-all.broken.example", "spf-modifier-misspelled"},
    {"spf-pass.broken.example", "spf-all-pass"},
    {"spf-nets.broken.example", "spf-term-duplicate"},
    {"spf-nets.broken.example", "spf-term-never-matches"},
    {"spf-nets.broken.example", "spf-term-contradicted"},
    {"spf-nets.broken.example", "spf-network-mapped"},
    {"spf-nets.broken.example", "spf-term-unneeded"},
    {"spf-nets.broken.example", "spf-term-overlap"},
    {"spf-wide.broken.example", "spf-network-wide"},
    {"spf-wide.broken.example", "spf-network-huge"},
    {"spf-wide.broken.example", "spf-network-private"},
    {"spf-wide.broken.example", "spf-network-reserved"},
    {"good.example", "spf-network-documentation"},
    {"spf-halves.broken.example", "spf-network-everyone"},
    {"good.example", "spf-networks-authorised"},
    {"good.example", "spf-networks-included"},
    {"spf-syntax.broken.example", "dkim-no-selectors"},
    {"hidden.broken.example", "dkim-none-found"},
    {"wild.broken.example", "dkim-wildcard"},
    {"broken.example", "dkim-keys-many"},
    {"broken.example", "dkim-key-syntax"},
    {"broken.example", "dkim-key-revoked"},
    {"broken.example", "dkim-key-too-short"},
    {"broken.example", "dkim-key-short"},
    {"broken.example", "dkim-key-testing"},
    {"broken.example", "dkim-key-no-sha256"},
    {"good.example", "dkim-key-found"},
    {"nomail.example", "dmarc-missing"},
    {"miss-dmarc.broken.example", "dmarc-near-miss"},
    {"beside-dmarc.broken.example", "dmarc-near-miss-beside"},
    {"a.miss-dmarc.nomail.example", "dmarc-near-miss-above"},
    {"two-dmarc.broken.example", "dmarc-many"},
    {"bad-dmarc.broken.example", "dmarc-unusable"},
    {"good.example", "dmarc-found"},
    {"www.good.example", "dmarc-inherited"},
    {"broken.example", "dmarc-tag-invalid"},
    {"malformed-dmarc.broken.example", "dmarc-tag-malformed"},
    {"broken.example", "dmarc-tag-duplicate"},
    {"broken.example", "dmarc-tag-unknown"},
    {"broken.example", "dmarc-tag-obsolete"},
    {"broken.example", "dmarc-policy-none"},
    {"weak.broken.example", "dmarc-policy-testing"},
    {"weak.broken.example", "dmarc-subdomains-weaker"},
    {"weak.broken.example", "dmarc-nonexistent-weaker"},
    {"good.example", "dmarc-policy-enforced"},
    {"parked.example", "dmarc-reports-none"},
    {"broken.example", "dmarc-reports-invalid"},
    {"broken.example", "dmarc-reports-unauthorized"},
    {"broken.example", "dmarc-reports-size"},
    {"broken.example", "blocklist-listed"},
    {"good.example", "blocklist-clean"},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(AuditOfFixtures)

BOOST_DATA_TEST_CASE(ReportsWhatTheZoneHas, boost::unit_test::data::make(kRows), row) {
  const Audit audit = audit_of(row.domain);
  BOOST_TEST(has_finding(audit, row.finding));
}

BOOST_AUTO_TEST_CASE(FaultsNothingInAWellRunDomain) {
  const Audit audit = audit_of("good.example");
  BOOST_TEST(ids(audit, Verdict::fail) == std::vector<std::string>{},
             boost::test_tools::per_element());
  BOOST_TEST(ids(audit, Verdict::unknown) == std::vector<std::string>{},
             boost::test_tools::per_element());
  BOOST_TEST(base::name_of(audit.verdict) == "pass");
  for (const CheckResult& check : audit.checks) {
    BOOST_TEST(base::name_of(check.verdict) == "pass", check.id);
    BOOST_TEST(!check.evidence.empty(), check.id);
  }
}

BOOST_AUTO_TEST_CASE(FaultsNothingInAParkedDomain) {
  const Audit audit = audit_of("parked.example");
  BOOST_TEST(ids(audit, Verdict::fail) == std::vector<std::string>{},
             boost::test_tools::per_element());
  BOOST_TEST(base::name_of(audit.verdict) == "pass");
}

BOOST_AUTO_TEST_CASE(GivesEveryFindingOfTheWellRunDomainEvidence) {
  for (const char* domain : {"good.example", "broken.example", "nomail.example"}) {
    for (const Finding& finding : audit_of(domain).findings) {
      BOOST_TEST(!finding.evidence.empty(), domain << " " << finding.id);
      BOOST_TEST(finding.message.find('{') == std::string::npos, finding.message);
    }
  }
}

BOOST_AUTO_TEST_CASE(ShowsFailuresFirstWorstFirst) {
  const Audit audit = audit_of("broken.example");
  BOOST_TEST(base::name_of(audit.findings.front().severity) == "critical");
  bool seen_other = false;
  for (const Finding& finding : audit.findings) {
    seen_other = seen_other || finding.verdict != Verdict::fail;
    BOOST_TEST((!seen_other || finding.verdict != Verdict::fail), finding.id);
  }
}

BOOST_AUTO_TEST_CASE(CountsFindingsBySeverity) {
  const Audit audit = audit_of("broken.example");
  const Summary& summary = audit.summary;
  const std::int64_t all = summary.critical + summary.error + summary.warning + summary.notice +
                           summary.info + summary.unknown;
  BOOST_TEST(all == static_cast<std::int64_t>(audit.findings.size()));
  BOOST_TEST(summary.critical == 1);
}

BOOST_AUTO_TEST_CASE(OffersARecordWhereOneIsMissing) {
  const Audit audit = audit_of("nomail.example");
  for (const Finding& finding : audit.findings) {
    if (finding.id == "spf-missing") BOOST_TEST(finding.fix.value().record == "v=spf1 -all");
    if (finding.id == "dmarc-missing") {
      BOOST_TEST(finding.fix.value().name == "_dmarc.nomail.example");
      BOOST_TEST(finding.fix.value().record == "v=DMARC1; p=reject");
    }
  }
}

BOOST_AUTO_TEST_CASE(PutsATextRightThatWasMeantAsARecord) {
  const Audit audit = audit_of("miss-dmarc.broken.example");
  const auto found = std::ranges::find(audit.findings, "dmarc-near-miss", &Finding::id);
  BOOST_REQUIRE((found != audit.findings.end()));
  BOOST_TEST(found->fix.value().name == "_dmarc.miss-dmarc.broken.example");
  BOOST_TEST(found->fix.value().record == "v=DMARC1; p=reject");
}

BOOST_AUTO_TEST_CASE(TakesSelectorsFromTheCaller) {
  const Audit found = audit_of("hidden.broken.example", options_with({"zq7"}));
  BOOST_TEST(has_finding(found, "dkim-key-found"));
  BOOST_TEST(!has_finding(found, "dkim-none-found"));
  const Audit missing = audit_of("good.example", options_with({"nosuch"}));
  BOOST_TEST(has_finding(missing, "dkim-key-missing"));
}

BOOST_AUTO_TEST_CASE(LooksAtNoOtherSelectorWhereProbingIsOff) {
  Options options = options_with({"s1"});
  options.probe_selectors = false;
  const Audit audit = audit_of("good.example", options);
  BOOST_TEST(audit.cost.questions < 40);
  BOOST_TEST(has_finding(audit, "dkim-key-found"));
}

BOOST_AUTO_TEST_CASE(DoesNotBelieveAListThatListsTheWorld) {
  const Audit audit = audit_of("good.example", options_with({}, {"dead-bl.example"}));
  BOOST_TEST(has_finding(audit, "blocklist-unusable"));
  BOOST_TEST(!has_finding(audit, "blocklist-listed"));
}

BOOST_AUTO_TEST_CASE(AsksNoListAboutAddressesThatAreNotPublic) {
  for (const CheckResult& check : audit_of("broken.example").checks) {
    for (const Evidence& evidence : check.evidence) {
      BOOST_TEST(evidence.name.find("3.2.1.10.") == std::string::npos, evidence.name);
    }
  }
}

// design.md, budgets: a DNS-only audit of a domain takes at most 8 rounds.
BOOST_AUTO_TEST_CASE(TakesFewRounds) {
  for (const char* domain : {"good.example", "broken.example", "parked.example"}) {
    BOOST_TEST(audit_of(domain).cost.rounds <= 8, domain);
  }
}

BOOST_AUTO_TEST_CASE(SaysTheSameForTheSameFacts) {
  dns::ZoneResolver resolver(tests::fixture_zones());
  const Options options = options_with();
  dns::Facts facts;
  const auto judge = [&](dns::Facts& known) {
    return audit::judge(name("broken.example"), options, known);
  };
  const Audit settled = dns::settle(resolver, facts, judge);
  facts.forget_missing();
  BOOST_TEST((audit::judge(name("broken.example"), options, facts) == settled));
  BOOST_TEST(facts.missing().empty());
}

BOOST_AUTO_TEST_CASE(PrintsNoOctetOfARecordThatIsNotText) {
  auto zone = dns::Zone::read_text(
      "$ORIGIN evil.example.\n@ 300 SOA ns hostmaster 1 1 1 1 1\n"
      "@ 300 TXT \"v=spf1 exists:\\027[31m\\013\\010 -all\"\n");
  dns::ZoneResolver resolver({zone.value()});
  for (const Finding& finding : audit::run(name("evil.example"), {}, resolver).findings) {
    for (const char c : finding.message) BOOST_TEST((c >= ' ' && c <= '~'), finding.message);
  }
}

BOOST_AUTO_TEST_SUITE_END()
