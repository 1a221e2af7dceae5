// SPDX-License-Identifier: MIT

#include "reports/analysis/records.h"

#include <chrono>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "libauth/base/enum.h"
#include "tests/support/stalling_resolver.h"
#include "tests/support/zones.h"

using namespace reports::analysis;
namespace base = libauth::base;
namespace dns = libauth::dns;
namespace spf = libauth::spf;
namespace store = reports::store;

namespace {

constexpr base::Time kNow{std::chrono::seconds(1'777'593'600)};

constexpr dns::Status kFailures[] = {dns::Status::servfail, dns::Status::refused,
                                     dns::Status::timeout, dns::Status::bogus,
                                     dns::Status::malformed};

/// The key of RFC 8463 appendix A.2.
constexpr const char* kKey = "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";

/// A record of strings of at most 200 octets.
std::string txt(const std::string& name, const std::string& text) {
  std::string record = name + ". 300 TXT";
  for (std::size_t at = 0; at < text.size(); at += 200)
    record += " \"" + text.substr(at, 200) + "\"";
  return record + "\n";
}

template <class Judge>
auto settled(dns::Resolver& resolver, const Judge& judge) {
  dns::Facts facts;
  return dns::settle(resolver, facts, judge);
}

template <class Judge>
auto in_zone(const std::string& zone, const Judge& judge) {
  dns::ZoneResolver resolver({tests::world(zone)});
  return settled(resolver, judge);
}

DmarcNow dmarc(dns::Facts& facts) {
  return dmarc_now(tests::name("example.com"), facts);
}

SpfNow spf_record(dns::Facts& facts) {
  return spf_now(tests::name("example.com"), facts);
}

std::string word(RecordState state) {
  return std::string(base::name_of(state));
}

/// "own agrees"
std::string destinations(const DmarcNow& now) {
  std::string words;
  for (const ReportAddress& address : now.rua) {
    words += (words.empty() ? "" : " ") + std::string(base::name_of(address.destination));
  }
  return words;
}

store::Receiver receiver(const std::string& name, const std::optional<std::string>& p,
                         const std::optional<std::string>& sp = std::nullopt,
                         const std::optional<std::string>& testing = std::nullopt) {
  store::Receiver row;
  row.reporter = name;
  row.last = kNow;
  row.p = p;
  row.sp = sp;
  row.testing = testing;
  return row;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(AnalysisRecords)

BOOST_AUTO_TEST_CASE(DmarcRecordIsToldWithItsEffectivePolicies) {
  const DmarcNow now =
      in_zone(txt("_dmarc.example.com", "v=DMARC1; p=reject; np=none; adkim=s; t=y"), dmarc);
  BOOST_TEST(word(now.state) == "fine");
  BOOST_TEST(now.name == "_dmarc.example.com");
  BOOST_TEST(now.p.value_or("-") == "reject");
  BOOST_TEST(now.sp.value_or("-") == "reject");
  BOOST_TEST(now.np.value_or("-") == "none");
  BOOST_TEST(now.adkim.value_or("-") == "strict");
  BOOST_TEST(now.aspf.value_or("-") == "relaxed");
  BOOST_TEST(now.testing);
  BOOST_TEST(now.rua.empty());
}

BOOST_AUTO_TEST_CASE(DmarcRecordsThatDoNotCountAreToldApart) {
  const struct {
    const char* what;
    std::string zone;
    const char* state;
  } kRows[] = {
      {"none", txt("example.com", "v=spf1 -all"), "missing"},
      {"other text", txt("_dmarc.example.com", "v=spf1 -all"), "missing"},
      {"two",
       txt("_dmarc.example.com", "v=DMARC1; p=none") +
           txt("_dmarc.example.com", "v=DMARC1; p=reject"),
       "several"},
      {"bad policy", txt("_dmarc.example.com", "v=DMARC1; p=block"), "broken"},
  };
  for (const auto& row : kRows) {
    const DmarcNow now = in_zone(row.zone, dmarc);
    BOOST_TEST(word(now.state) == row.state, row.what);
    BOOST_TEST(!now.p.has_value(), row.what);
  }
}

BOOST_AUTO_TEST_CASE(TheRecordMayBeThatOfADomainAbove) {
  const DmarcNow now =
      in_zone(txt("_dmarc.example.com", "v=DMARC1; p=none"),
              [](dns::Facts& facts) { return dmarc_now(tests::name("news.example.com"), facts); });
  BOOST_TEST(now.name == "_dmarc.example.com");
  BOOST_TEST(now.domain == "example.com");
}

// RFC 9990 section 4: a destination of another organization has to agree.
BOOST_AUTO_TEST_CASE(DestinationsOfOthersHaveToAgree) {
  const std::string record =
      txt("_dmarc.example.com",
          "v=DMARC1; p=none; "
          "rua=mailto:a@example.com,mailto:a@mail.example.com,mailto:a@agrees.example,"
          "mailto:a@silent.example,https://example.net/a");
  const std::string agreement = txt("example.com._report._dmarc.agrees.example", "v=DMARC1");
  BOOST_TEST(destinations(in_zone(record + agreement, dmarc)) == "own own agrees refuses unusable");
  for (const auto status : kFailures) {
    dns::ZoneResolver resolver({tests::world(record + agreement)});
    resolver.fail(tests::name("example.com._report._dmarc.silent.example"), status);
    BOOST_TEST(destinations(settled(resolver, dmarc)) == "own own agrees unknown unusable");
  }
}

BOOST_AUTO_TEST_CASE(ManyDestinationsAreNotAllLookedAt) {
  std::string uris;
  for (int i = 0; i < 30; ++i) {
    uris += (i == 0 ? "" : ",") + std::string("mailto:a@n") + std::to_string(i) + ".example";
  }
  const std::string record = txt("_dmarc.example.com", "v=DMARC1; p=none; rua=" + uris);
  BOOST_TEST(in_zone(record, dmarc).rua.size() == kMaxReportAddresses);
}

BOOST_AUTO_TEST_CASE(SpfRecordsAreToldWithWhatTheyCost) {
  std::string many;
  std::string includes;
  for (int i = 0; i < 11; ++i) {
    const std::string name = "n" + std::to_string(i) + ".example.net";
    many += " include:" + name;
    includes += txt(name, "v=spf1 ip4:192.0.2." + std::to_string(i) + " -all");
  }
  const struct {
    const char* what;
    std::string zone;
    const char* state;
    std::size_t lookups;
    const char* detail;
  } kRows[] = {
      {"none", txt("example.com", "hello"), "missing", 0, ""},
      {"fine", txt("example.com", "v=spf1 include:n1.example.net -all") + includes, "fine", 1, ""},
      {"two", txt("example.com", "v=spf1 -all") + txt("example.com", "v=spf1 ~all"), "several", 0,
       "There are 2 SPF records."},
      {"many lookups", txt("example.com", "v=spf1" + many + " -all") + includes, "broken", 11,
       "It takes 11 DNS lookups; 10 are allowed."},
      {"include of nothing", txt("example.com", "v=spf1 include:gone.example.net -all"), "broken",
       1, "\"include:gone.example.net\" of example.com is an error (no_record)."},
  };
  for (const auto& row : kRows) {
    const SpfNow now = in_zone(row.zone, spf_record);
    BOOST_TEST(word(now.state) == row.state, row.what);
    BOOST_TEST(now.lookups == row.lookups, row.what);
    BOOST_TEST(now.detail == row.detail, row.what);
  }
  const SpfNow unreadable = in_zone(txt("example.com", "v=spf1 ipv4:192.0.2.1 -all"), spf_record);
  BOOST_TEST(word(unreadable.state) == "broken");
  BOOST_TEST(!unreadable.detail.empty());
}

BOOST_AUTO_TEST_CASE(KeysAreToldByWhetherReceiversTakeThem) {
  const struct {
    const char* what;
    const char* record;
    const char* state;
  } kRows[] = {
      {"fine", kKey, "fine"},
      {"revoked", "v=DKIM1; p=", "revoked"},
      {"broken", "v=DKIM1; p=this is no key!", "broken"},
      {"of an unknown type", "v=DKIM1; k=new; p=AAAA", "broken"},
      {"not for mail",
       "v=DKIM1; s=other; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=", "broken"},
      {"not for SHA-256",
       "v=DKIM1; h=sha1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=", "broken"},
      // RFC 8301 section 3.2.
      {"short",
       "v=DKIM1; p=MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAMeffDfRkKjc8NHFKmpPO/"
       "hpFFclO6jT/QABnli7C8sagEqhsnYxvFztqztP9dczEAV6NVrK8ITuNIh2DIpiiP0CAwEAAQ==",
       "broken"},
      {"other text", "v=spf1 -all", "missing"},
  };
  for (const auto& row : kRows) {
    const KeyNow now = in_zone(txt("s1._domainkey.example.com", row.record), [](dns::Facts& facts) {
      return key_now("s1", "example.com", facts);
    });
    BOOST_TEST(word(now.state) == row.state, row.what);
    BOOST_TEST(now.name == "s1._domainkey.example.com");
    BOOST_TEST(now.detail.empty() == (now.state == RecordState::fine), row.what);
  }
}

BOOST_AUTO_TEST_CASE(SelectorsThatCannotBeNamesHaveNoKey) {
  for (const std::string& selector :
       {std::string(), std::string("a..b"), std::string(64, 'x'), std::string(300, '.')}) {
    const KeyNow now =
        in_zone("", [&](dns::Facts& facts) { return key_now(selector, "example.com", facts); });
    BOOST_TEST(word(now.state) == "missing");
    BOOST_TEST(now.name.empty());
  }
}

// A DNS failure is unknown, never "missing".
BOOST_AUTO_TEST_CASE(WhatTheDnsDoesNotTellIsUnknown) {
  for (const auto status : kFailures) {
    dns::ZoneResolver resolver({tests::world(txt("other.example", "x"))});
    for (const char* name : {"_dmarc.example.com", "example.com", "s1._domainkey.example.com"}) {
      resolver.fail(tests::name(name), status);
    }
    BOOST_TEST(word(settled(resolver, dmarc).state) == "unknown");
    BOOST_TEST(word(settled(resolver, spf_record).state) == "unknown");
    BOOST_TEST(word(settled(resolver, [](dns::Facts& facts) {
                      return key_now("s1", "example.com", facts);
                    }).state) == "unknown");
    const spf::Result verdict = settled(resolver, [](dns::Facts& facts) {
      return spf_verdict(tests::ip("192.0.2.1"), tests::name("example.com"), facts, kNow);
    });
    BOOST_TEST((verdict == spf::Result::temperror));
  }
}

BOOST_AUTO_TEST_CASE(ServersThatDoNotAnswerMakeItUnknown) {
  dns::ZoneResolver zones({tests::world(txt("_dmarc.example.com", "v=DMARC1; p=none"))});
  tests::StallingResolver resolver(zones, "_dmarc.example.com");
  dns::Facts facts;
  const DmarcNow now = dns::settle(resolver, facts, dmarc, {.time = std::chrono::milliseconds(50)});
  BOOST_TEST(word(now.state) == "unknown");
  BOOST_TEST(!now.detail.empty());
}

BOOST_AUTO_TEST_CASE(SpfSaysWhatAnAddressGetsNow) {
  const std::string zone = txt("example.com", "v=spf1 ip4:192.0.2.1 ~all");
  const auto verdict = [&](const char* address) {
    return in_zone(zone, [&](dns::Facts& facts) {
      return spf_verdict(tests::ip(address), tests::name("example.com"), facts, kNow);
    });
  };
  BOOST_TEST((verdict("192.0.2.1") == spf::Result::pass));
  BOOST_TEST((verdict("2001:db8::1") == spf::Result::softfail));
}

BOOST_AUTO_TEST_CASE(ReceiversThatSawAnotherPolicyAreNamed) {
  const DmarcNow now = in_zone(txt("_dmarc.example.com", "v=DMARC1; p=reject; sp=none"), dmarc);
  const std::vector receivers = {
      receiver("same.example", "reject", "none", "n"),
      receiver("old.example", "quarantine", "quarantine"),
      receiver("testing.example", "reject", std::nullopt, "y"),
      receiver("silent.example", std::nullopt),
      receiver("odd.example", "nil", "", "maybe"),
  };
  const auto differing = differing_policies(now, receivers);
  BOOST_TEST(
      (differing == std::vector<SeenPolicy>{{"old.example", kNow, "p", "quarantine", "reject"},
                                            {"old.example", kNow, "sp", "quarantine", "none"},
                                            {"testing.example", kNow, "t", "y", "n"}}));
  reports::store::Receiver strict = receiver("strict.example", "reject", "none");
  strict.adkim = "s";
  strict.aspf = "r";
  BOOST_TEST((differing_policies(now, std::vector{strict}) ==
              std::vector<SeenPolicy>{{"strict.example", kNow, "adkim", "s", "r"}}));
  strict.adkim = "strict";  // no word of a record
  strict.aspf = "s";
  BOOST_TEST((differing_policies(now, std::vector{strict}) ==
              std::vector<SeenPolicy>{{"strict.example", kNow, "aspf", "s", "r"}}));
  DmarcNow missing;
  missing.state = RecordState::missing;
  BOOST_TEST((differing_policies(missing, receivers).at(0) ==
              SeenPolicy{"same.example", kNow, "p", "reject", "no record"}));
  DmarcNow unknown;
  BOOST_TEST(differing_policies(unknown, receivers).empty());
}

BOOST_AUTO_TEST_CASE(ATagIsReplacedOrPutBehindTheOthers) {
  const struct {
    const char* record;
    const char* want;
  } kRows[] = {
      {"v=DMARC1; p=none; adkim=s; rua=mailto:a@example.com",
       "v=DMARC1; p=none; adkim=r; rua=mailto:a@example.com"},
      {"v=DMARC1;p=none;ADKIM = s ;", "v=DMARC1; p=none; ADKIM=r"},
      {"v=DMARC1; p=none", "v=DMARC1; p=none; adkim=r"},
      {"v=DMARC1; adkim=s; p=none; adkim=s", "v=DMARC1; adkim=r; p=none"},
      {"v=DMARC1", "v=DMARC1; adkim=r"},
  };
  for (const auto& row : kRows) BOOST_TEST(with_tag(row.record, "adkim", "r") == row.want);
}

BOOST_AUTO_TEST_SUITE_END()
