// SPDX-License-Identifier: MIT

#include "reports/analysis/name_use.h"

#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "libauth/base/enum.h"
#include "tests/support/zones.h"

using namespace reports::analysis;
namespace base = libauth::base;
namespace dns = libauth::dns;
using dns::RrType;

namespace {

const std::string kTarget = "s1.domainkey.ACCOUNT.sendgrid.net";

NameUse used(dns::Resolver& resolver, RrType type, const std::string& value,
             const char* name = "s1.example.com") {
  dns::Facts facts;
  const dns::Name owner = tests::name(name);
  return dns::settle(resolver, facts,
                     [&](dns::Facts& known) { return use_of(owner, type, value, known); });
}

NameUse used(const std::string& zone, RrType type, const std::string& value) {
  dns::ZoneResolver resolver({tests::world(zone)});
  return used(resolver, type, value);
}

std::string word(NameState state) {
  return std::string(base::name_of(state));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(AnalysisNameUse)

// RFC 1034 section 3.6.2: a CNAME stands beside nothing. RFC 6376 section 3.6.2.2: a key is the
// only text of its name. An SPF record may stand beside a mail exchange.
BOOST_AUTO_TEST_CASE(ANameIsTakenByWhatTheRecordCannotStandBeside) {
  const std::string at = "s1.example.com. 300 ";
  const std::string alias = at + "CNAME x.example.net.\n";
  const struct {
    const char* what;
    std::string zone;
    const char* as_cname;
    const char* as_txt;
    const char* as_mx;
  } kRows[] = {
      {"nothing", "", "free", "free", "free"},
      {"a name below", "a.s1.example.com. 300 A 192.0.2.1", "free", "free", "free"},
      {"text", at + "TXT \"v=DKIM1; p=AAAA\"", "taken", "taken", "free"},
      {"exchange", at + "MX 10 mx.example.com.", "taken", "free", "taken"},
      {"address", at + "A 192.0.2.1", "taken", "free", "taken"},
      {"IPv6 address", at + "AAAA 2001:db8::1", "taken", "free", "taken"},
      {"alias of nothing", alias, "taken", "taken", "taken"},
      {"alias of a text", alias + "x.example.net. 300 TXT \"v=DKIM1; p=AAAA\"", "taken", "taken",
       "taken"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST(word(used(row.zone, RrType::cname, kTarget).state) == row.as_cname, row.what);
    BOOST_TEST(word(used(row.zone, RrType::txt, "v=DKIM1; p=KEY").state) == row.as_txt, row.what);
    BOOST_TEST(word(used(row.zone, RrType::mx, "10 mail.example.net").state) == row.as_mx,
               row.what);
  }
}

// RFC 2181 section 10.1: least of all beside the SOA and NS records of a zone.
BOOST_AUTO_TEST_CASE(AZoneOfItsOwnTakesTheName) {
  dns::ZoneResolver resolver(
      {tests::world(""),
       tests::zone("s1.example.com. 300 SOA ns.example.net. h.example. 1 2 3 4 5\n"
                   "s1.example.com. 300 NS ns.example.net.")});
  BOOST_TEST(word(used(resolver, RrType::cname, kTarget).state) == "taken");
  BOOST_TEST(word(used(resolver, RrType::txt, "v=DKIM1; p=KEY").state) == "free");
}

BOOST_AUTO_TEST_CASE(WhatIsThereIsNamed) {
  const NameUse use = used(
      "s1.example.com. 300 TXT \"hello\"\n"
      "s1.example.com. 300 MX 10 mx.example.com.\n",
      RrType::cname, kTarget);
  BOOST_TEST(use.name == "s1.example.com");
  BOOST_TEST(tests::joined(use.records) == "TXT \"hello\" | MX 10 mx.example.com");
  BOOST_TEST(use.detail.empty());
}

BOOST_AUTO_TEST_CASE(TheRecordItselfMayBeThereAlready) {
  const auto cname = [](const std::string& target, const std::string& value) {
    return word(used("s1.example.com. 300 CNAME " + target + ".", RrType::cname, value).state);
  };
  BOOST_TEST(cname("s1.domainkey.u1.wl.sendgrid.net", kTarget) == "published");
  BOOST_TEST(cname("S1.DomainKey.u1.SendGrid.net", kTarget) == "published");
  BOOST_TEST(cname("s2.domainkey.u1.wl.sendgrid.net", kTarget) == "taken");
  BOOST_TEST(cname("s1.domainkey.sendgrid.net", kTarget) == "taken");
  BOOST_TEST(cname("dkim2.mcsv.net", "dkim2.mcsv.net") == "published");
  BOOST_TEST(cname("dkim3.mcsv.net", "dkim2.mcsv.net") == "taken");
  const std::string value = "10 feedback-smtp.REGION.amazonses.com";
  const auto mx = [&](const std::string& records) {
    return word(used(records, RrType::mx, value).state);
  };
  const std::string own = "s1.example.com. 300 MX 5 feedback-smtp.eu.amazonses.com.\n";
  BOOST_TEST(mx(own) == "published");
  BOOST_TEST(mx(own + "s1.example.com. 300 MX 5 mx.example.com.\n") == "taken");
}

// A DNS failure is unknown, never "free".
BOOST_AUTO_TEST_CASE(WhatTheDnsDoesNotTellIsUnknown) {
  for (const auto status : {dns::Status::servfail, dns::Status::refused, dns::Status::timeout,
                            dns::Status::bogus, dns::Status::malformed}) {
    dns::ZoneResolver resolver({tests::world("example.com. 300 A 192.0.2.1")});
    resolver.fail(tests::name("s1.example.com"), status);
    for (const RrType type : {RrType::cname, RrType::txt, RrType::mx}) {
      const NameUse use = used(resolver, type, "x");
      BOOST_TEST(word(use.state) == "unknown");
      BOOST_TEST(use.detail.starts_with("The DNS did not tell s1.example.com "), use.detail);
    }
  }
}

// RFC 4592 section 2.1: what a wildcard gives is no data of the name, and may hide that there is
// some.
BOOST_AUTO_TEST_CASE(AnswersOfAWildcardLeaveItUnknown) {
  for (const char* wildcard :
       {"*.example.com. 300 TXT \"x\"", "*.example.com. 300 CNAME x.example.net.",
        "*.example.com. 300 MX 10 mx.example.com."}) {
    const NameUse use = used(wildcard, RrType::cname, kTarget);
    BOOST_TEST(word(use.state) == "unknown", wildcard);
    BOOST_TEST(use.detail.find("wildcard") != std::string::npos);
  }
  const NameUse own =
      used("*.example.com. 300 TXT \"x\"\ns1.example.com. 300 TXT \"y\"", RrType::cname, kTarget);
  BOOST_TEST(word(own.state) == "taken");
}

BOOST_AUTO_TEST_CASE(ManyRecordsAreCut) {
  std::string zone;
  for (int i = 0; i < 30; ++i) {
    zone += "s1.example.com. 300 A 192.0.2." + std::to_string(i) + "\n";
  }
  BOOST_TEST(used(zone, RrType::cname, kTarget).records.size() == kMaxNameRecords);
}

BOOST_AUTO_TEST_SUITE_END()
