// SPDX-License-Identifier: MIT
//
// What an audit says about look-ups that find nothing, which are counted for the senders of each
// address family.

#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "libauth/audit/audit.h"
#include "libauth/base/enum.h"
#include "tests/support/zones.h"

using namespace libauth;
using namespace libauth::audit;

namespace {

constexpr const char* kWorld =
    "w1.example. 60 A 192.0.2.1\nw2.example. 60 A 192.0.2.2\nw3.example. 60 A 192.0.2.3\n"
    "w3.example. 60 A 192.0.2.33\n"
    "s1.example. 60 AAAA 2001:db8::1\ns2.example. 60 AAAA 2001:db8::2\n"
    "s3.example. 60 AAAA 2001:db8::3\n"
    "both.example. 60 A 192.0.2.4\nboth.example. 60 AAAA 2001:db8::4\n"
    "four.example. 60 TXT \"v=spf1 a:w1.example a:w2.example -all\"\n";

Audit audit_of(const std::string& record) {
  dns::ZoneResolver resolver(
      {tests::world(kWorld + std::string("d.example. 60 TXT \"") + record + "\"\n")});
  return audit::run(tests::name("d.example"), {}, resolver);
}

/// "spf-void-over IPv6 w1.example, w2.example", one after another.
std::string voids_text(const Audit& audit) {
  std::vector<std::string> texts;
  for (const Finding& finding : audit.findings) {
    if (!finding.id.starts_with("spf-void-")) continue;
    const auto senders = finding.arguments.find("senders");
    const std::string who = senders == finding.arguments.end() ? "" : senders->second;
    texts.push_back(finding.id + (who.empty() ? "" : " for " + who) + ": " +
                    finding.arguments.at("count") + " " + finding.arguments.at("names"));
  }
  return tests::joined(texts);
}

std::string fix_text(const Audit& audit) {
  for (const Finding& finding : audit.findings) {
    if (finding.id.starts_with("spf-void-over") && finding.fix) return finding.fix->record;
  }
  return {};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(SpfVoids)

// RFC 7208 section 4.6.4.
BOOST_AUTO_TEST_CASE(TellsForWhomTooManyNamesHaveNoRecords) {
  const struct {
    const char* terms;
    const char* findings;
    const char* fix;
  } kRows[] = {
      {"a:both.example a:both.example a:both.example", "", ""},
      // A host without IPv6 is nothing to tell of, until no room is left.
      {"a:w1.example", "", ""},
      {"a:w1.example a:w2.example",
       "spf-void-within for senders with IPv6 addresses: 2 w1.example, w2.example", ""},
      {"a:w1.example a:s1.example", "", ""},
      {"a:g1.example", "spf-void-within for all senders: 1 g1.example", ""},
      {"a:g1.example a:w1.example",
       "spf-void-within for senders with IPv6 addresses: 2 g1.example, w1.example", ""},
      {"a:g1.example a:s1.example",
       "spf-void-within for senders with IPv4 addresses: 2 g1.example, s1.example", ""},
      {"a:w1.example a:w2.example a:w3.example",
       "spf-void-over-ipv6: 3 w1.example, w2.example, w3.example",
       "v=spf1 ip4:192.0.2.1 a:w2.example a:w3.example -all"},
      {"a:w3.example a:w2.example ?a:w1.example a:w1.example/24",
       "spf-void-over-ipv6: 4 w3.example, w2.example, w1.example, w1.example",
       "v=spf1 ip4:192.0.2.3 ip4:192.0.2.33 ip4:192.0.2.2 ?a:w1.example a:w1.example/24 -all"},
      {"a:s1.example a:s2.example a:s3.example",
       "spf-void-over for senders with IPv4 addresses: 3 s1.example, s2.example, s3.example",
       "v=spf1 ip6:2001:db8::1 a:s2.example a:s3.example -all"},
      {"a:w1.example a:w2.example a:w3.example a:s1.example a:s2.example a:s3.example",
       "spf-void-over for senders with IPv4 addresses: 3 s1.example, s2.example, s3.example | "
       "spf-void-over for senders with IPv6 addresses: 3 w1.example, w2.example, w3.example",
       "v=spf1 ip4:192.0.2.1 ip4:192.0.2.2 ip4:192.0.2.3 ip4:192.0.2.33 ip6:2001:db8::1 "
       "a:s2.example a:s3.example -all"},
      {"a:g1.example exists:g2.example a:w1.example a:g3.example a:w2.example",
       "spf-void-over for all senders: 3 g1.example, g2.example, g3.example",
       "v=spf1 a:w1.example a:w2.example -all"},
      {"a:g1.example a:w1.example a:w2.example a:w3.example",
       "spf-void-over-ipv6: 4 g1.example, w1.example, w2.example, w3.example",
       "v=spf1 ip4:192.0.2.1 a:w2.example a:w3.example -all"},
      // No address stands twice.
      {"a:w1.example ip4:192.0.2.1 a:w2.example a:w3.example",
       "spf-void-over-ipv6: 3 w1.example, w2.example, w3.example",
       "v=spf1 ip4:192.0.2.1 a:w2.example a:w3.example -all"},
      // In the record of another domain: what is one's own is written out.
      {"include:four.example a:w3.example",
       "spf-void-over-ipv6: 3 w3.example, w1.example, w2.example",
       "v=spf1 include:four.example ip4:192.0.2.3 ip4:192.0.2.33 -all"},
      {"include:four.example include:four.example",
       "spf-void-over-ipv6: 4 w1.example, w2.example, w1.example, w2.example", ""},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.terms) {
      const Audit audit = audit_of(std::string("v=spf1 ") + row.terms + " -all");
      BOOST_TEST(voids_text(audit) == row.findings);
      BOOST_TEST(fix_text(audit) == row.fix);
    }
  }
}

BOOST_AUTO_TEST_CASE(SaysWhatAnAddressInPlaceOfANameTakes) {
  const Audit audit = audit_of("v=spf1 a:w1.example a:w2.example a:w3.example -all");
  std::size_t count = 0;
  for (const Finding& finding : audit.findings) {
    if (finding.id != "spf-void-over-ipv6") continue;
    ++count;
    BOOST_TEST(base::name_of(finding.severity) == "warning");
    BOOST_TEST(base::name_of(finding.verdict) == "fail");
    BOOST_TEST(finding.message ==
               "For senders with IPv6 addresses the SPF record of d.example asks for 3 names that "
               "have no records for them (w1.example, w2.example, w3.example) where 2 are allowed: "
               "receivers that get so far return permerror, to forgers in place of what the record "
               "says.");
    BOOST_TEST(finding.fix.value().note ==
               "The addresses in place of \"a:w1.example\" must be kept up to date from now on.");
  }
  BOOST_TEST(count == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
