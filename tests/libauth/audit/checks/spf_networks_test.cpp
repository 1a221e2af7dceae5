// SPDX-License-Identifier: MIT
//
// What an audit says about the networks that a record names, and the record to publish instead.

#include <algorithm>
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
    "provider.example. 60 TXT \"v=spf1 ip4:198.51.100.0/24 ip6:2001:db8:5::/48 -all\"\n"
    "wide.example. 60 TXT \"v=spf1 ip4:203.0.113.0/7 ip4:10.0.0.0/16 ip4:10.0.0.0/16 -all\"\n"
    "_spf.d.example. 60 TXT \"v=spf1 ip4:10.0.0.1 ip4:10.0.0.1 -all\"\n"
    "empty.example. 60 TXT \"v=spf1 -all\"\n"
    "host.example. 60 A 192.0.2.10\n"
    "slow.example. 60 A 192.0.2.11\n";

/// The audit of d.example with that record; what slow.example has is not known.
Audit audit_of(const std::string& record) {
  dns::ZoneResolver resolver(
      {tests::world(kWorld + std::string("d.example. 60 TXT \"") + record + "\"\n")});
  resolver.fail(tests::name("slow.example"), dns::Status::timeout);
  return audit::run(tests::name("d.example"), {}, resolver);
}

/// All networks here are for examples, so that only the case about it looks at it.
constexpr const char* kDocumentation = "spf-network-documentation";

bool is_of_check(const Finding& finding) {
  return finding.check == "spf-networks" && finding.severity != Severity::info &&
         finding.id != kDocumentation;
}

/// "spf-term-duplicate ip4:192.0.2.1", one after another, without what is only told.
std::string findings_text(const Audit& audit) {
  std::vector<std::string> texts;
  for (const Finding& finding : audit.findings) {
    if (!is_of_check(finding)) continue;
    const auto term = finding.arguments.find("term");
    texts.push_back(finding.id + (term == finding.arguments.end() ? "" : " " + term->second));
  }
  std::sort(texts.begin(), texts.end());
  return tests::joined(texts);
}

/// The records proposed, each once.
std::string fixes_text(const Audit& audit) {
  std::vector<std::string> texts;
  for (const Finding& finding : audit.findings) {
    if (is_of_check(finding) && finding.fix) texts.push_back(finding.fix->record);
  }
  std::sort(texts.begin(), texts.end());
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
  return tests::joined(texts);
}

std::string message_of(const Audit& audit, const std::string& id) {
  for (const Finding& finding : audit.findings) {
    if (finding.id == id) return finding.message;
  }
  return {};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(SpfNetworks)

BOOST_AUTO_TEST_CASE(ReportsTermsAndProposesARecordWithoutThem) {
  const struct {
    const char* record;
    const char* findings;
    const char* fixes;
  } kRows[] = {
      {"v=spf1 ip4:192.0.2.1 include:provider.example -all", "", ""},
      {"v=spf1 ip4:192.0.2.1 ip4:192.0.2.1 -all", "spf-term-duplicate ip4:192.0.2.1",
       "v=spf1 ip4:192.0.2.1 -all"},
      {"v=spf1 ip4:192.0.2.5 ip4:192.0.2.0/24 ip4:192.0.2.7 -all",
       "spf-term-never-matches ip4:192.0.2.7 | spf-term-unneeded ip4:192.0.2.5",
       "v=spf1 ip4:192.0.2.0/24 -all"},
      {"v=spf1 ip4:198.51.100.25 include:provider.example ip4:198.51.100.26 ~all",
       "spf-term-never-matches ip4:198.51.100.26 | spf-term-unneeded ip4:198.51.100.25",
       "v=spf1 include:provider.example ~all"},
      {"v=spf1 ip4:192.0.2.10 a:host.example -all", "spf-term-duplicate a:host.example",
       "v=spf1 ip4:192.0.2.10 -all"},
      {"v=spf1 ip4:192.0.2.1 ip6:::ffff:192.0.2.2 -all", "spf-network-mapped ip6:::ffff:192.0.2.2",
       "v=spf1 ip4:192.0.2.1 -all"},
      // What was meant nobody but the owner knows.
      {"v=spf1 ip4:192.0.2.0/24 -ip4:192.0.2.5 -all", "spf-term-contradicted -ip4:192.0.2.5", ""},
      {"v=spf1 ip4:203.0.113.0/12 -all", "spf-network-wide ip4:203.0.113.0/12", ""},
      {"v=spf1 ip6:3fff::/15 -all", "spf-network-huge ip6:3fff::/15", ""},
      {"v=spf1 ip4:192.0.2.1 ip4:10.0.0.0/7 -all",
       "spf-network-huge ip4:10.0.0.0/7 | spf-network-private ip4:10.0.0.0/7", ""},
      {"v=spf1 a:host.example/15 -all",
       "spf-network-reserved a:host.example/15 | spf-network-wide a:host.example/15", ""},
      // Networks that are not on the Internet can go.
      {"v=spf1 ip4:10.1.2.3 ip4:192.0.2.1 ip4:240.0.0.1 -all",
       "spf-network-private ip4:10.1.2.3 | spf-network-reserved ip4:240.0.0.1",
       "v=spf1 ip4:192.0.2.1 -all"},
      {"v=spf1 ip4:192.0.2.1 -ip4:10.1.2.3 -all", "", ""},
      // A record that lets nobody pass is no help.
      {"v=spf1 ip4:10.1.2.3 -all", "spf-network-private ip4:10.1.2.3", ""},
      // Others' records are theirs, but those of the domain's own names are not.
      {"v=spf1 include:wide.example -all", "", ""},
      {"v=spf1 redirect=wide.example", "", ""},
      {"v=spf1 include:_spf.d.example -all",
       "spf-network-private ip4:10.0.0.1 | spf-network-private ip4:10.0.0.1 | "
       "spf-term-duplicate ip4:10.0.0.1",
       ""},
      // What other checks tell.
      {"v=spf1 ip4:192.0.2.1 ip4:0.0.0.0/0 ip4:192.0.2.2 -all", "", ""},
      {"v=spf1 ip4:192.0.2.1 a:host.example/0 -all", "", ""},
      {"v=spf1 ip4:192.0.2.1 exists:host.example -all", "", ""},
      {"v=spf1 ip4:192.0.2.1 +all", "", ""},
      {"v=spf1 ip4:192.0.2.1 include:empty.example -all", "", ""},
      {"v=spf1 include:provider.example include:provider.example -all", "", ""},
      // All together let everyone pass, and no single one does.
      {"v=spf1 ip4:0.0.0.0/1 ip4:128.0.0.0/1 ip4:192.0.2.1 -all",
       "spf-network-everyone | spf-network-huge ip4:0.0.0.0/1 | spf-network-huge ip4:128.0.0.0/1 | "
       "spf-network-private ip4:0.0.0.0/1 | spf-network-private ip4:128.0.0.0/1 | "
       "spf-network-reserved ip4:0.0.0.0/1 | spf-network-reserved ip4:128.0.0.0/1",
       ""},
      {"v=spf1 ip6:::/1 ip6:8000::/1 -all",
       "spf-network-everyone | spf-network-huge ip6:8000::/1 | spf-network-huge ip6:::/1 | "
       "spf-network-private ip6:8000::/1 | spf-network-private ip6:::/1 | "
       "spf-network-reserved ip6:8000::/1 | spf-network-reserved ip6:::/1",
       ""},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.record) {
      const Audit audit = audit_of(row.record);
      BOOST_TEST(findings_text(audit) == row.findings);
      BOOST_TEST(fixes_text(audit) == row.fixes);
    }
  }
}

// RFC 6890 section 2. What was copied from a manual is not on the Internet.
BOOST_AUTO_TEST_CASE(ReportsNetworksThatAreForExamples) {
  const struct {
    const char* record;
    const char* networks;
  } kRows[] = {
      {"v=spf1 ip4:192.0.2.0/24 -all", "192.0.2.0/24"},
      {"v=spf1 ip4:203.0.113.7 ip6:2001:db8:5::/48 -all", "203.0.113.7/32 | 2001:db8:5::/48"},
      {"v=spf1 a:host.example -all", "192.0.2.10/32"},
      {"v=spf1 ip4:192.0.3.0/24 ip6:2a00::1 -all", ""},
      // Not copied from a manual: it only has examples among much else.
      {"v=spf1 ip4:192.0.0.0/16 -all", ""},
      {"v=spf1 -ip4:192.0.2.1 -all", ""},
      {"v=spf1 include:provider.example -all", ""},
  };
  for (const auto& row : kRows) {
    std::vector<std::string> networks;
    for (const Finding& finding : audit_of(row.record).findings) {
      if (finding.id != kDocumentation) continue;
      networks.push_back(finding.arguments.at("network"));
      BOOST_TEST(base::name_of(finding.verdict) == "pass");
    }
    BOOST_TEST(tests::joined(networks) == row.networks, row.record);
  }
}

BOOST_AUTO_TEST_CASE(TellsHowManyAddressesMaySend) {
  const Audit audit =
      audit_of("v=spf1 ip4:192.0.2.0/28 ip4:192.0.2.16/28 include:provider.example -all");
  BOOST_TEST(message_of(audit, "spf-networks-authorised") ==
             "The SPF record of d.example lets 288 IPv4 and 1208925819614629174706176 IPv6 "
             "addresses send in its name: 192.0.2.0/27, 198.51.100.0/24, 2001:db8:5::/48.");
  BOOST_TEST(message_of(audit, "spf-networks-included") ==
             "Of the addresses that the SPF record of d.example lets send, "
             "\"include:provider.example\" adds 256 of IPv4 and 1208925819614629174706176 of "
             "IPv6.");
  std::string many = "v=spf1";
  for (int i = 0; i < 12; ++i) many += " ip4:192.0.2." + std::to_string(2 * i);
  BOOST_TEST(message_of(audit_of(many + " -all"), "spf-networks-authorised")
                 .ends_with("192.0.2.18/32 and 2 more networks."));
  BOOST_TEST(message_of(audit_of("v=spf1 -all"), "spf-networks-authorised") ==
             "The SPF record of d.example lets 0 IPv4 and 0 IPv6 addresses send in its name: "
             "nobody.");
  BOOST_TEST(message_of(audit_of("v=spf1 ip4:192.0.2.1 exists:%{i}.example -all"),
                        "spf-networks-authorised")
                 .ends_with("192.0.2.1/32, and those that its macros or \"ptr\" let pass, which "
                            "nobody can count."));
}

BOOST_AUTO_TEST_CASE(SaysWhereTheSumIsNotKnown) {
  const Audit audit = audit_of("v=spf1 ip4:192.0.2.1 a:slow.example ip4:192.0.2.1 -all");
  BOOST_TEST(message_of(audit, "spf-networks-authorised").empty());
  BOOST_TEST(message_of(audit, "spf-networks-unknown")
                 .starts_with(
                     "The SPF record of d.example lets at least 1 IPv4 and 0 IPv6 addresses send"));
  for (const CheckResult& check : audit.checks) {
    if (check.id == "spf-networks") BOOST_TEST(base::name_of(check.verdict) == "unknown");
  }
  // What is known all the same.
  BOOST_TEST(findings_text(audit) == "spf-networks-unknown | spf-term-duplicate ip4:192.0.2.1");
}

BOOST_AUTO_TEST_SUITE_END()
