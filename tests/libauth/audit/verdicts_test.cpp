// SPDX-License-Identifier: MIT
//
// Small zones in which a hasty check would say pass, or missing.

#include <chrono>
#include <string>
#include <vector>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "libauth/audit/audit.h"
#include "libauth/base/enum.h"
#include "tests/support/fixture_zones.h"

using namespace libauth;
using namespace libauth::audit;
using tests::has_finding;
using tests::name;

namespace {

/// A root zone: every name is answered here.
dns::Zone world(const std::string& records) {
  return dns::Zone::read_text(". 60 SOA ns. hostmaster. 1 1 1 1 60\n" + records).value();
}

struct Failing {
  const char* name;
  dns::RrType type;
};

struct Row {
  const char* about;
  std::string records;
  std::vector<Failing> failing;
  const char* check;
  const char* verdict;
  const char* finding;  ///< that has to be there; empty: none is wanted
};
std::ostream& operator<<(std::ostream& out, const Row& row) {
  return out << row.about;
}

constexpr const char* kList =
    "2.0.0.127.bl.test. 60 A 127.0.0.2\nd.test. 60 MX 10 m.d.test.\nm.d.test. 60 A 192.0.2.1\n";

std::vector<Row> rows() {
  using dns::RrType;
  const std::string list = kList;
  std::string exchanges = "d.test. 60 TXT \"v=spf1 mx -all\"\n";
  for (int i = 0; i < 11; ++i) {
    exchanges += "d.test. 60 MX 10 m" + std::to_string(i) + ".test.\n";
  }
  return {
      {"a list is not clean of hosts without known addresses",
       list + "d.test. 60 MX 20 n.d.test.\n",
       {{"n.d.test", RrType::a}, {"n.d.test", RrType::aaaa}},
       "blocklists",
       "unknown",
       ""},
      {"a list without IPv6 is not clean of IPv6 addresses",
       list + "m.d.test. 60 AAAA 2001:db8::1\n",
       {},
       "blocklists",
       "pass",
       "blocklist-no-ipv6"},
      {"a policy listing is no failure",
       "2.0.0.127.zen.spamhaus.org. 60 A 127.0.0.2\nd.test. 60 MX 1 m.test.\n"
       "m.test. 60 A 192.0.2.1\n1.2.0.192.zen.spamhaus.org. 60 A 127.0.0.10\n",
       {},
       "blocklists",
       "pass",
       "blocklist-policy"},
      {"names of unknown addresses are unknown",
       "d.test. 60 MX 10 m.d.test.\n",
       {{"m.d.test", RrType::a}, {"m.d.test", RrType::aaaa}},
       "ptr-names",
       "unknown",
       ""},
      {"an unknown address beside a known one",
       list,
       {{"m.d.test", RrType::aaaa}},
       "mx-targets",
       "unknown",
       "mx-target-unknown"},
      {"void look-ups that nobody answered",
       "d.test. 60 TXT \"v=spf1 a:x.test a:y.test a:z.test -all\"\n",
       {{"x.test", RrType::a}, {"x.test", RrType::aaaa}},
       "spf-limits",
       "unknown",
       "spf-term-unknown"},
      {"void look-ups that are known for one address family",
       "d.test. 60 TXT \"v=spf1 a:x.test a:y.test a:z.test -all\"\n",
       {{"x.test", RrType::a}},
       "spf-limits",
       "fail",
       "spf-void-over-ipv6"},
      {"more than ten exchanges in an mx term", exchanges, {}, "spf-limits", "fail", "spf-mx-over"},
      {"a redirect to +all",
       "d.test. 60 TXT \"v=spf1 redirect=o.test\"\no.test. 60 TXT \"v=spf1 +all\"\n",
       {},
       "spf-all",
       "fail",
       "spf-all-pass"},
      {"an include of +all",
       "d.test. 60 TXT \"v=spf1 include:o.test -all\"\no.test. 60 TXT \"v=spf1 +all\"\n",
       {},
       "spf-all",
       "fail",
       "spf-all-pass"},
      {"a network of everything",
       "d.test. 60 TXT \"v=spf1 ip4:0.0.0.0/0 -all\"\n",
       {},
       "spf-all",
       "fail",
       "spf-all-pass"},
      {"a redirect that is not known",
       "d.test. 60 TXT \"v=spf1 redirect=o.test\"\n",
       {{"o.test", RrType::txt}},
       "spf-all",
       "unknown",
       ""},
      {"a redirect to ?all",
       "d.test. 60 TXT \"v=spf1 redirect=o.test\"\no.test. 60 TXT \"v=spf1 ?all\"\n",
       {},
       "spf-all",
       "fail",
       "spf-all-neutral"},
      {"an include loop ends",
       "d.test. 60 TXT \"v=spf1 include:d.test -all\"\n",
       {},
       "spf-all",
       "pass",
       ""},
      {"an include loop is no endless cost",
       "d.test. 60 TXT \"v=spf1 include:o.test -all\"\no.test. 60 TXT \"v=spf1 a "
       "include:d.test -all\"\n",
       {},
       "spf-limits",
       "fail",
       "spf-include-loop"},
      {"an exists of a fixed name lets everyone through",
       "d.test. 60 TXT \"v=spf1 exists:o.test -all\"\no.test. 60 A 192.0.2.1\n",
       {},
       "spf-all",
       "fail",
       "spf-all-pass"},
      {"below a top-level domain that does not exist nobody can register",
       "d.test. 60 TXT \"v=spf1 a:mail.local -all\"\n",
       {},
       "spf-names",
       "fail",
       "spf-name-missing"},
      {"a host of an mx term whose domain anybody can register",
       "d.test. 60 TXT \"v=spf1 mx -all\"\nd.test. 60 MX 10 mx.free.test.\n",
       {},
       "spf-names",
       "fail",
       "spf-name-registrable"},
      {"a free name that lets nobody pass",
       "d.test. 60 TXT \"v=spf1 ?a:mx.free.test -all\"\n",
       {},
       "spf-names",
       "fail",
       "spf-name-missing"},
      {"a name that is not known is not missing",
       "d.test. 60 TXT \"v=spf1 a:mx.free.test -all\"\n",
       {{"mx.free.test", RrType::a}, {"mx.free.test", RrType::aaaa}},
       "spf-names",
       "unknown",
       ""},
      {"type 99 that is not answered",
       "d.test. 60 TXT \"v=spf1 -all\"\n",
       {{"d.test", RrType::spf}},
       "spf-answer",
       "unknown",
       ""},
      {"_domainkey as an alias to nowhere",
       "d.test. 60 TXT \"x\"\n_domainkey.d.test. 60 CNAME gone.test.\n",
       {},
       "dkim-keys",
       "not_applicable",
       "dkim-none-found"},
      {"a key at one selector and no answer for another",
       "selector1._domainkey.d.test. 60 TXT \"v=DKIM1; p=\"\n",
       {{"google._domainkey.d.test", RrType::txt}},
       "dkim-keys",
       "unknown",
       "dkim-some-unknown"},
      {"a key that is not for mail",
       "s1._domainkey.d.test. 60 TXT "
       "\"v=DKIM1; k=ed25519; s=tlsrpt; p=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"\n",
       {},
       "dkim-keys",
       "pass",
       "dkim-key-not-for-mail"},
      // RFC 6376 section 3.2: an empty value is not an omitted tag.
      {"a key for no service",
       "s1._domainkey.d.test. 60 TXT "
       "\"v=DKIM1; k=ed25519; s=; p=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"\n",
       {},
       "dkim-keys",
       "pass",
       "dkim-key-not-for-mail"},
      {"a key for no hash",
       "s1._domainkey.d.test. 60 TXT "
       "\"v=DKIM1; k=ed25519; h=; p=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"\n",
       {},
       "dkim-keys",
       "fail",
       "dkim-key-no-sha256"},
      {"a domain that is an alias to nowhere exists",
       "d.test. 60 CNAME gone.test.\n",
       {},
       "spf-record",
       "fail",
       "spf-missing"},
      {"several records at the domain are what is wrong",
       "_dmarc.d.test. 60 TXT \"v=DMARC1; p=none\"\n_dmarc.d.test. 60 TXT \"v=DMARC1; p=reject\"\n",
       {},
       "dmarc-record",
       "fail",
       "dmarc-many"},
      {"a text in small letters is no record, and the reason is told in place of \"missing\"",
       "_dmarc.d.test. 60 TXT \"v=dmarc1; p=reject\"\n",
       {},
       "dmarc-record",
       "fail",
       "dmarc-near-miss"},
      {"a text above the domain may have been meant for it, and it is missing all the same",
       "_dmarc.d.test. 60 TXT \"v=DMARC1 p=reject\"\na.d.test. 60 A 192.0.2.1\n",
       {},
       "dmarc-record",
       "fail",
       "dmarc-near-miss-above"},
      {"a text at the domain leaves it to the record above",
       "_dmarc.a.d.test. 60 TXT \"p=reject\"\n_dmarc.d.test. 60 TXT \"v=DMARC1; p=reject\"\n",
       {},
       "dmarc-record",
       "fail",
       "dmarc-near-miss"},
      {"a text beside the record is ignored",
       "_dmarc.d.test. 60 TXT \"v=DMARC1; p=reject\"\n_dmarc.d.test. 60 TXT \"dmarc1\"\n",
       {},
       "dmarc-record",
       "pass",
       "dmarc-near-miss-beside"},
      {"the existence of the author decides between sp and np",
       "_dmarc.d.test. 60 TXT \"v=DMARC1; p=reject; sp=none; np=reject\"\nw.a.d.test. 60 A "
       "192.0.2.1\n",
       {{"a.d.test", RrType::mx}},
       "dmarc-record",
       "unknown",
       "dmarc-unknown"},
      {"reports by http",
       "_dmarc.d.test. 60 TXT \"v=DMARC1; p=reject; rua=http://x.test/r\"\n",
       {},
       "dmarc-reports",
       "fail",
       "dmarc-reports-scheme"},
  };
}

Audit audit_of(const Row& row) {
  std::vector<dns::Zone> zones;
  zones.push_back(world(row.records));
  dns::ZoneResolver resolver(std::move(zones));
  for (const Failing& failing : row.failing) {
    resolver.fail(dns::Question{name(failing.name), failing.type}, dns::Status::servfail);
  }
  Options options;
  options.blocklists = {
      name(row.records.find("spamhaus") == std::string::npos ? "bl.test" : "zen.spamhaus.org")};
  const bool below = row.records.find("a.d.test") != std::string::npos;
  return audit::run(name(below ? "a.d.test" : "d.test"), options, resolver);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(Verdicts)

BOOST_DATA_TEST_CASE(SaysNoMoreThanIsKnown, boost::unit_test::data::make(rows()), row) {
  const Audit audit = audit_of(row);
  for (const CheckResult& check : audit.checks) {
    if (check.id == row.check) BOOST_TEST(base::name_of(check.verdict) == row.verdict);
  }
  const std::string finding = row.finding;
  if (!finding.empty()) BOOST_TEST(has_finding(audit, finding));
  if (finding == "dmarc-many" || finding == "dmarc-near-miss")
    BOOST_TEST(!has_finding(audit, "dmarc-missing"));
  if (finding.empty()) BOOST_TEST(!has_finding(audit, "blocklist-clean"));
}

// A broken server says that the domain does not exist, although there are names below it.
BOOST_AUTO_TEST_CASE(LooksOnWhereTheDomainIsSaidNotToExist) {
  std::vector<dns::Zone> zones;
  zones.push_back(world("_dmarc.d.test. 60 TXT \"v=DMARC1; p=reject\"\n"));
  dns::ZoneResolver resolver(std::move(zones));
  resolver.fail(name("d.test"), dns::Status::no_such_name);
  const Audit audit = audit::run(name("d.test"), {}, resolver);
  BOOST_TEST(has_finding(audit, "dmarc-found"));
  BOOST_TEST(!has_finding(audit, "spf-missing"));
}

// One record of 64 KiB must not become a hundred thousand findings.
BOOST_AUTO_TEST_CASE(BoundsWhatOneRecordCanCost) {
  std::string terms = "\"v=spf1 -all\"";
  std::string uris = "\"v=DMARC1; p=none; rua=x\"";
  std::string addresses;
  for (int i = 0; i < 150; ++i) {
    std::string part = " \"";
    for (int j = 0; j < 100; ++j) part += " a";
    terms += part + "\"";
    const std::string host = std::to_string(i) + ".test";
    uris += " \",x,mailto:a@r" + host + ",mailto:b@s" + host + "\"";
    addresses += "m.test. 60 A 192.0.2." + std::to_string(i) + "\n";
  }
  std::vector<dns::Zone> zones;
  zones.push_back(world("d.test. 60 TXT " + terms + "\n_dmarc.d.test. 60 TXT " + uris +
                        "\nd.test. 60 MX 10 m.test.\n" + addresses));
  dns::ZoneResolver resolver(std::move(zones));
  const Audit audit = audit::run(name("d.test"), {}, resolver);
  BOOST_TEST(audit.findings.size() < 150U);
  BOOST_TEST(audit.cost.questions < 400);
  for (const char* id : {"dmarc-reports-many", "mx-many"}) BOOST_TEST(has_finding(audit, id), id);
  std::int64_t left_out = 0;
  for (const Finding& finding : audit.findings) {
    if (finding.id == "spf-all-early") left_out += finding.more.value_or(0);
    for (const Evidence& evidence : finding.evidence) {
      for (const std::string& record : evidence.records) {
        BOOST_TEST(record.size() <= kMaxEvidenceOctets);
      }
    }
  }
  BOOST_TEST(left_out == 150 * 100 - static_cast<std::int64_t>(kMaxOfOneId));
}

BOOST_AUTO_TEST_CASE(CallsNamesThatWereNotLookedAtUnknown) {
  std::string records = "d.test. 60 MX 10 m.test.\nm.test. 60 A 192.0.2.1\n";
  for (int i = 10; i < 23; ++i) {
    records += "1.2.0.192.in-addr.arpa. 60 PTR n" + std::to_string(i) + ".test.\n";
  }
  std::vector<dns::Zone> zones;
  zones.push_back(world(records + "n22.test. 60 A 192.0.2.1\n"));
  dns::ZoneResolver resolver(std::move(zones));
  const Audit audit = audit::run(name("d.test"), {}, resolver);
  BOOST_TEST(has_finding(audit, "ptr-many"));
  BOOST_TEST(!has_finding(audit, "ptr-not-confirmed"));
}

// When the time is over, nothing more is sent: the rest was not asked.
BOOST_AUTO_TEST_CASE(AsksNothingAfterTheTimeIsOver) {
  dns::ZoneResolver resolver(tests::fixture_zones());
  dns::SettleLimits limits;
  limits.time = std::chrono::milliseconds(0);
  const Audit audit = audit::run(name("good.example"), {}, resolver, limits);
  BOOST_TEST(audit.cost.questions == 0);
  for (const CheckResult& check : audit.checks) {
    for (const Evidence& evidence : check.evidence) {
      BOOST_TEST(base::name_of(evidence.status) == "timeout");
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
