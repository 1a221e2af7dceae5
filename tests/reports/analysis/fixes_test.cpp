// SPDX-License-Identifier: MIT

#include "reports/analysis/fixes.h"

#include <chrono>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "libauth/dmarc/parse.h"
#include "tests/reports/analysis/judged_fixes.h"
#include "tests/support/stalling_resolver.h"

using namespace reports::analysis;
using namespace tests;
namespace sources = reports::sources;

BOOST_AUTO_TEST_SUITE(AnalysisFixes)

BOOST_AUTO_TEST_CASE(NothingFailsNothingIsToBeMended) {
  const Fixes none = judged(kDmarc + kSpf, mail_of({}));
  BOOST_TEST(none.sources.empty());
  BOOST_TEST((none.dmarc.state == RecordState::fine));
  BOOST_TEST((none.spf.state == RecordState::fine));
}

BOOST_AUTO_TEST_CASE(EachCaseHasItsCauses) {
  FailingCase foreign = failing();
  foreign.foreign_signers = {"example.net/s1"};
  foreign.spf_domain = "bounce.example.net";
  FailingCase foreign_failed = failing();
  foreign_failed.has_foreign_failed = true;
  foreign_failed.spf_failed = {{"example.net", "fail"}};
  FailingCase passing = failing();
  passing.own_signers = {"news.example.com/s1"};
  FailingCase path = failing("192.0.2.1");
  path.spf_domain = "news.example.com";
  FailingCase cut = failing();
  cut.is_cut = true;
  FailingCase cut_passing = passing;
  cut_passing.is_cut = true;
  const std::string key = txt("s1._domainkey.example.com", kKey);
  const std::string revoked = txt("s1._domainkey.example.com", "v=DKIM1; p=");
  const std::string broken = txt("s1._domainkey.example.com", "v=DKIM1; p=no key!");
  const std::string news_key = txt("s1._domainkey.news.example.com", kKey);
  const std::string news_revoked = txt("s1._domainkey.news.example.com", "v=DKIM1; p=");
  const std::string news_spf = txt("news.example.com", "v=spf1 ip4:192.0.2.1 -all");
  const std::string news_no_spf = txt("news.example.com", "v=spf1 -all");
  FailingCase no_selector = failing();
  no_selector.own_signers = {"news.example.com/"};
  const struct {
    const char* what;
    FailingCase failing;
    std::string zone;
    const char* want;
  } kRows[] = {
      {"nothing at all", failing(), kDmarc, "no-dkim 10 | spf-not-reported 10"},
      {"service", foreign, kDmarc, "dkim-unaligned 10 | spf-unaligned 10"},
      {"service that fails", foreign_failed, kDmarc, "dkim-unaligned 10 | spf-unaligned 10"},
      {"no key", signed_case("permerror"), kDmarc, "dkim-key-missing 10 | spf-not-reported 10"},
      {"revoked", signed_case("fail"), kDmarc + revoked,
       "dkim-key-revoked 10 | spf-not-reported 10"},
      {"broken", signed_case("fail"), kDmarc + broken, "dkim-key-broken 10 | spf-not-reported 10"},
      {"two keys", signed_case("fail"), kDmarc + key + revoked,
       "dkim-key-broken 10 | spf-not-reported 10"},
      {"changed message", signed_case("fail"), kDmarc + key, "dkim-fails 10 | spf-not-reported 10"},
      {"key is there again", signed_case("permerror"), kDmarc + key, "mended-since 10"},
      {"key was not told", signed_case("temperror"), kDmarc + key, "mended-since 10"},
      {"key was not told, in a word of old", signed_case("invalid"), kDmarc + key,
       "mended-since 10"},
      {"no result, in a word of old", signed_case("unknown"), kDmarc + key, "mended-since 10"},
      {"changed message, in another word", signed_case("hardfail"), kDmarc + key,
       "dkim-fails 10 | spf-not-reported 10"},
      {"more than is kept", cut, kDmarc, "no-dkim 10 | spf-not-reported 10 | not-examined 10"},
      {"more than is kept of what passes", cut_passing, kDmarc + news_key, "mended-since 10"},
      {"strict DKIM", passing, kStrict + news_key, "dkim-strict 10 | spf-not-reported 10"},
      {"strict DKIM, and the key is revoked", passing, kStrict + news_revoked,
       "dkim-strict 10 | dkim-key-revoked 10 | spf-not-reported 10"},
      {"relaxed DKIM", passing, kDmarc + news_key, "mended-since 10"},
      {"relaxed DKIM, and the key is revoked", passing, kDmarc + news_revoked,
       "dkim-key-revoked 10 | spf-not-reported 10"},
      {"relaxed DKIM, and the key is gone", passing, kDmarc,
       "dkim-key-missing 10 | spf-not-reported 10"},
      {"relaxed DKIM, and no selector is told", no_selector, kDmarc,
       "dkim-unknown 10 | spf-not-reported 10"},
      {"strict SPF", path, kStrict + news_spf, "no-dkim 10 | spf-strict 10"},
      {"strict SPF, and not authorised", path, kStrict + news_no_spf,
       "no-dkim 10 | spf-strict 10 | spf-not-authorised 10"},
      {"relaxed SPF", path, kDmarc + news_spf, "mended-since 10"},
      {"relaxed SPF, and not authorised", path, kDmarc + news_no_spf,
       "no-dkim 10 | spf-not-authorised 10"},
      {"relaxed SPF, and the record is gone", path, kDmarc, "no-dkim 10 | spf-missing 10"},
      {"other address", own_path("fail"), kDmarc + kSpf, "no-dkim 10 | spf-not-authorised 10"},
      {"neutral", own_path("neutral"), kDmarc + txt("example.com", "v=spf1 ?all"),
       "no-dkim 10 | spf-not-authorised 10"},
      {"authorised now", own_path("fail", "192.0.2.1"), kDmarc + kSpf, "mended-since 10"},
      {"no SPF record", own_path("none"), kDmarc, "no-dkim 10 | spf-missing 10"},
      {"include of nothing", own_path("permerror"),
       kDmarc + txt("example.com", "v=spf1 include:gone.example.net -all"),
       "no-dkim 10 | spf-permerror 10"},
      {"two SPF records", own_path("permerror"), kDmarc + kSpf + txt("example.com", "v=spf1 -all"),
       "no-dkim 10 | spf-permerror 10"},
      {"no DMARC record", failing(), kSpf, "no-dkim 10 | spf-not-reported 10"},
  };
  for (const auto& row : kRows) {
    const SourceFixes fixes = one(row.zone, row.failing);
    BOOST_TEST(summary(fixes) == row.want, row.what << ": " << summary(fixes));
    const bool is_mended = std::string(row.want).starts_with("mended");
    BOOST_TEST(fixes.mended == (is_mended ? 10U : 0U), row.what);
  }
}

// Strict alignment asks for the very domain of From, and the SPF record alone does not do it.
BOOST_AUTO_TEST_CASE(AnAuthorisedPathThatIsNotAlignedIsStrict) {
  FailingCase what = failing("192.0.2.1");
  what.spf_failed = {{"news.example.com", "fail"}};
  const std::string zone = kStrict + txt("news.example.com", "v=spf1 ip4:192.0.2.1 -all");
  BOOST_TEST(summary(one(zone, what)) == "no-dkim 10 | spf-strict 10");
}

// A DNS failure is unknown: never "missing", and never mended.
BOOST_AUTO_TEST_CASE(WhatTheDnsDoesNotTellIsUnknown) {
  FailingCase signer = failing();
  signer.own_signers = {"news.example.com/s1"};
  FailingCase path = failing();
  path.spf_domain = "news.example.com";
  const std::string zone = kDmarc + kSpf + txt("s1._domainkey.news.example.com", kKey) +
                           txt("news.example.com", "v=spf1 ip4:198.51.100.1 -all");
  const struct {
    const char* failing_name;
    FailingCase failing;
    const char* want;
    const char* unknown;
  } kRows[] = {
      {"s1._domainkey.example.com", signed_case("fail"), "dkim-unknown 10 | spf-not-reported 10",
       "dkim-unknown"},
      {"s1._domainkey.news.example.com", signer, "dkim-unknown 10 | spf-not-reported 10",
       "dkim-unknown"},
      {"example.com", own_path("fail"), "no-dkim 10 | spf-unknown 10", "spf-unknown"},
      {"news.example.com", path, "no-dkim 10 | spf-unknown 10", "spf-unknown"},
      {"_dmarc.example.com", signer, "dkim-unknown 10 | spf-not-reported 10", "dkim-unknown"},
      {"_dmarc.example.com", path, "no-dkim 10 | spf-unknown 10", "spf-unknown"},
  };
  for (const auto status : {dns::Status::servfail, dns::Status::refused, dns::Status::timeout,
                            dns::Status::bogus, dns::Status::malformed}) {
    for (const auto& row : kRows) {
      dns::ZoneResolver resolver({tests::world(zone)});
      resolver.fail(tests::name(row.failing_name), status);
      const Fixes fixes = judged(resolver, mail_of({source("Host", {{row.failing, 10}})}));
      BOOST_TEST(summary(fixes.sources.at(0)) == row.want, row.failing_name);
      const Cause& unknown = cause(fixes.sources[0], row.unknown);
      BOOST_TEST(unknown.remedies.at(0).id == "ask-again");
      const std::string& now = unknown.observed.at(0).now;
      BOOST_TEST((now == "unknown" || now == "temperror"), now);
    }
  }
}

BOOST_AUTO_TEST_CASE(ServersThatDoNotAnswerHoldUpNothingElse) {
  dns::ZoneResolver zones({tests::world(kDmarc + kSpf)});
  tests::StallingResolver resolver(zones, "s1._domainkey");
  FailingCase what = own_path("fail");
  what.own_failed = signed_case("fail").own_failed;
  const Fixes fixes = judged(resolver, mail_of({source("Host", {{what, 10}})}));
  BOOST_TEST(summary(fixes.sources.at(0)) == "dkim-unknown 10 | spf-not-authorised 10");
}

BOOST_AUTO_TEST_CASE(CausesCountTheirMessagesAndShowWhatWasSeen) {
  FailingCase second = signed_case("permerror", "s2");
  const std::string zone = kDmarc + txt("s2._domainkey.example.com", kKey);
  const SourceFixes fixes = judged(zone, mail_of({source("Host", {{failing(), 30},
                                                                  {signed_case("fail"), 20},
                                                                  {signed_case("fail"), 3},
                                                                  {second, 4}})}))
                                .sources.at(0);
  BOOST_TEST(summary(fixes) ==
             "mended-since 4 | dkim-key-missing 23 | no-dkim 30 | spf-not-reported 53");
  BOOST_TEST(fixes.messages == 57U);
  BOOST_TEST(fixes.mended == 4U);
  const Cause& missing = cause(fixes, "dkim-key-missing");
  BOOST_TEST(missing.spec == "RFC 6376 section 6.1.2");
  BOOST_TEST((missing.observed ==
              std::vector<Observation>{{"signature", "example.com/s1", "fail", "missing", 23}}));
  BOOST_REQUIRE(missing.evidence.size() == 1U);
  BOOST_TEST(missing.evidence[0].name == "s1._domainkey.example.com");
  BOOST_TEST((missing.evidence[0].status == dns::Status::no_such_name));
  BOOST_TEST(cause(fixes, "mended-since").remedies.at(0).id == "wait");
}

// A forged report has as many different cases as it likes. Those that count least are not judged.
BOOST_AUTO_TEST_CASE(CasesOverTheLimitAreToldAsSuch) {
  const FailingMail mail =
      mail_of({source("Host", {{failing(), 30}, {signed_case("fail"), 20}, {failing(), 3}})});
  const SourceFixes fixes = judged(kDmarc, mail, {.cases = 1}).sources.at(0);
  BOOST_TEST(summary(fixes) == "no-dkim 30 | spf-not-reported 30 | not-examined 23");
  BOOST_TEST(fixes.messages == 53U);
  BOOST_TEST(cause(fixes, "not-examined").remedies.at(0).id == "shorten-period");
  BOOST_TEST(summary(judged(kDmarc, mail, {.cases = 3}).sources.at(0)) ==
             "dkim-key-missing 20 | no-dkim 33 | spf-not-reported 53");
}

BOOST_AUTO_TEST_CASE(SourcesKeepTheirOrderAndTheirNumbers) {
  FailingSource first = source("First", {{failing(), 1}});
  first.verdict = sources::Verdict::approve;
  first.passed = 99;
  const Fixes fixes =
      judged(kDmarc, mail_of({first, source("Second", {{failing(), 5}})}), {.sources = 1});
  BOOST_REQUIRE(fixes.sources.size() == 1U);
  BOOST_TEST(fixes.sources[0].source.name == "First");
  BOOST_TEST((fixes.sources[0].verdict == sources::Verdict::approve));
  BOOST_TEST(fixes.sources[0].passed == 99U);
  BOOST_TEST(fixes.sources_left_out == 1U);
  BOOST_TEST(fixes.messages == 6U);
}

BOOST_AUTO_TEST_CASE(WhatIsOverALimitIsUnknown) {
  std::vector<CountedCase> cases;
  for (int i = 0; i < 5; ++i) {
    FailingCase what = own_path("fail", "198.51.100." + std::to_string(i));
    what.own_failed = {{"example.com", "k" + std::to_string(i), "fail"}};
    cases.push_back({what, 10});
  }
  const SourceFixes fixes =
      judged(kDmarc + kSpf, mail_of({source("Host", cases)}), {.addresses = 2, .keys = 3})
          .sources.at(0);
  BOOST_TEST(summary(fixes) ==
             "dkim-key-missing 30 | dkim-unknown 20 | spf-not-authorised 20 | spf-unknown 30");
}

BOOST_AUTO_TEST_CASE(ManyObservationsAreCutAndCounted) {
  std::vector<CountedCase> cases;
  for (int i = 0; i < 30; ++i) {
    FailingCase what = failing();
    what.foreign_signers = {"n" + std::to_string(i) + ".example/s"};
    cases.push_back({what, 1});
  }
  const Cause unaligned =
      cause(judged(kDmarc, mail_of({source("Host", cases)})).sources.at(0), "dkim-unaligned");
  BOOST_TEST(unaligned.observed.size() == kMaxObserved);
  BOOST_TEST(unaligned.observed_count == 30U);
}

BOOST_AUTO_TEST_CASE(StrictAlignmentIsRelaxedByTheWholeRecord) {
  FailingCase what = failing();
  what.author = "news.example.com";
  what.source_ip = "192.0.2.1";
  what.own_signers = {"example.com/s1"};
  what.spf_domain = "example.com";
  const SourceFixes fixes = one(kStrict + kSpf + txt("s1._domainkey.example.com", kKey), what);
  const auto& of_dkim = cause(fixes, "dkim-strict").remedies;
  BOOST_REQUIRE(of_dkim.size() == 2U);
  BOOST_TEST(of_dkim[0].id == "relax-alignment");
  BOOST_TEST(record(of_dkim[0]) == "TXT _dmarc.example.com v=DMARC1; p=none; adkim=r; aspf=r");
  BOOST_TEST((libauth::dmarc::parse_record(of_dkim[0].record->value).adkim ==
              libauth::dmarc::Alignment::relaxed));
  BOOST_TEST(record(of_dkim[1]) ==
             "?TXT SELECTOR._domainkey.news.example.com v=DKIM1; k=rsa; p=KEY");
  const auto& of_spf = cause(fixes, "spf-strict").remedies;
  BOOST_REQUIRE(of_spf.size() == 1U);
  BOOST_TEST(record(of_spf[0]) == "TXT _dmarc.example.com v=DMARC1; p=none; adkim=r; aspf=r");
}

BOOST_AUTO_TEST_CASE(SigningIsSwitchedOnAtTheService) {
  FailingCase what = failing();
  what.author = "news.example.com";
  what.foreign_signers = {"sendgrid.net/s"};
  what.spf_domain = "sendgrid.net";
  const SourceFixes listed = one(kDmarc, what, "SendGrid", true);
  const Remedy& sign = cause(listed, "dkim-unaligned").remedies.at(0);
  BOOST_TEST(sign.id == "sign-with-own-domain");
  BOOST_TEST(sign.text == "Switch on DKIM signing with d=example.com at SendGrid.");
  BOOST_TEST(record(sign) == "?CNAME s1._domainkey.example.com s1.domainkey.ACCOUNT.sendgrid.net");
  // A name that is not of the catalogue is nobody's, even where it is the same.
  BOOST_TEST(record(cause(one(kDmarc, what, "SendGrid"), "dkim-unaligned").remedies.at(0)) ==
             "?TXT SELECTOR._domainkey.example.com v=DKIM1; k=rsa; p=KEY");
  // adkim=s: the very domain of From.
  BOOST_TEST(record(cause(one(kStrict, what, "SendGrid", true), "dkim-unaligned").remedies.at(0)) ==
             "?CNAME s1._domainkey.news.example.com s1.domainkey.ACCOUNT.sendgrid.net");
  const SourceFixes complete = one(kDmarc, what, "Zendesk", true);
  BOOST_TEST(record(cause(complete, "dkim-unaligned").remedies.at(0)) ==
             "CNAME zendesk1._domainkey.example.com zendesk1._domainkey.zendesk.com");
}

// RFC 7208 section 2.4: the return path is what SPF looks at.
BOOST_AUTO_TEST_CASE(NoIncludeIsGivenWhereItWouldNotAlign) {
  FailingCase what = failing("192.0.2.9");
  what.spf_domain = "sendgrid.net";
  const std::string zone = kDmarc + kSpf + txt("sendgrid.net", "v=spf1 ip4:192.0.2.0/24 -all");
  const SourceFixes fixes = one(zone, what, "SendGrid", true);
  const auto& remedies = cause(fixes, "spf-unaligned").remedies;
  BOOST_REQUIRE(remedies.size() == 1U);
  BOOST_TEST(remedies[0].id == "own-return-path");
  BOOST_TEST(record(remedies[0]) == "?CNAME em.example.com ACCOUNT.sendgrid.net");
  for (const Cause& each : fixes.causes) {
    for (const Remedy& remedy : each.remedies) {
      BOOST_TEST(record(remedy).find("include:") == std::string::npos);
    }
  }
}

BOOST_AUTO_TEST_CASE(AnAddressIsAuthorisedByARecordThatWasEvaluated) {
  const std::vector<CountedCase> cases = {{own_path("fail"), 5},
                                          {own_path("fail", "2001:db8::1"), 4}};
  const std::string own = kDmarc + kSpf;
  const std::string include =
      txt("sendgrid.net", "v=spf1 ip4:198.51.100.0/24 ip6:2001:db8::/32 -all");
  const std::string narrow = txt("sendgrid.net", "v=spf1 ip4:198.51.100.0/24 -all");
  const struct {
    const char* what;
    std::string zone;
    const char* name;
    bool listed;
    const char* want;
  } kRows[] = {
      {"own host", own, "Host", false,
       "TXT example.com v=spf1 ip4:192.0.2.1 ip6:2001:db8::1 ip4:198.51.100.1 -all"},
      {"service", own + include, "SendGrid", true,
       "TXT example.com v=spf1 ip4:192.0.2.1 include:sendgrid.net -all"},
      {"service that has other addresses", own + narrow, "SendGrid", true, "-"},
      {"service without a record", own, "SendGrid", true, "-"},
      {"service of which no include is known", own, "Shopify", true,
       "?TXT example.com v=spf1 ip4:192.0.2.1 include:SPF-DOMAIN -all"},
  };
  for (const auto& row : kRows) {
    const SourceFixes fixes =
        judged(row.zone, mail_of({source(row.name, cases, row.listed)})).sources.at(0);
    const auto& remedies = cause(fixes, "spf-not-authorised").remedies;
    BOOST_REQUIRE(remedies.size() == 1U);
    BOOST_TEST(remedies[0].id == "authorise-address");
    BOOST_TEST(record(remedies[0]) == row.want, row.what << ": " << record(remedies[0]));
  }
}

BOOST_AUTO_TEST_CASE(AFirstSpfRecordIsMadeOfTheSourceAlone) {
  const SourceFixes fixes = one(kDmarc, own_path("none"));
  const Remedy& remedy = cause(fixes, "spf-missing").remedies.at(0);
  BOOST_TEST(remedy.id == "publish-spf");
  BOOST_TEST(record(remedy) == "TXT example.com v=spf1 ip4:198.51.100.1 ~all");
  BOOST_TEST(remedy.text.find("Add all that sends") != std::string::npos);
}

// RFC 7208 section 4.6.4: a record without room for one more include is not made longer.
BOOST_AUTO_TEST_CASE(ARecordWithoutRoomIsNotMadeLonger) {
  std::string record_text = "v=spf1";
  std::string zone = kDmarc + txt("sendgrid.net", "v=spf1 ip4:198.51.100.0/24 -all");
  for (int i = 0; i < 10; ++i) {
    const std::string name = "n" + std::to_string(i) + ".example.net";
    record_text += " include:" + name;
    zone += txt(name, "v=spf1 ip4:203.0.113." + std::to_string(i) + " -all");
  }
  const std::string full = zone + txt("example.com", record_text + " -all");
  const Remedy remedy =
      cause(one(full, own_path("fail"), "SendGrid", true), "spf-not-authorised").remedies.at(0);
  BOOST_TEST(record(remedy) == "-");
  BOOST_TEST(remedy.text.find("more than 10 lookups") != std::string::npos, remedy.text);
}

BOOST_AUTO_TEST_CASE(ARecordWithTooManyLookupsIsMendedWhereThatCanBeShown) {
  std::string record_text = "v=spf1";
  std::string zone = kDmarc;
  for (int i = 0; i < 11; ++i) {
    const std::string name = "n" + std::to_string(i) + ".example.com";
    record_text += " a:" + name;
    zone += name + ". 300 A 203.0.113." + std::to_string(i) + "\n";
  }
  zone += txt("example.com", record_text + " -all");
  const SourceFixes fixes = one(zone, own_path("permerror"));
  const Remedy& remedy = cause(fixes, "spf-permerror").remedies.at(0);
  BOOST_TEST(remedy.id == "mend-spf");
  BOOST_TEST(remedy.text.find("11 DNS lookups") != std::string::npos, remedy.text);
  BOOST_REQUIRE(remedy.record.has_value());
  BOOST_TEST(remedy.record->value.find("ip4:203.0.113.") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(AMissingKeyIsPublishedWhereTheSignaturesLookForIt) {
  const auto remedy = [](const char* name, const char* selector) {
    return record(
        cause(one(kDmarc, signed_case("permerror", selector), name, true), "dkim-key-missing")
            .remedies.at(0));
  };
  BOOST_TEST(remedy("SendGrid", "s1") ==
             "?CNAME s1._domainkey.example.com s1.domainkey.ACCOUNT.sendgrid.net");
  BOOST_TEST(remedy("SendGrid", "x") == "?TXT x._domainkey.example.com v=DKIM1; k=rsa; p=KEY");
}

// Many domains and octets of forged reports make a bounded answer.
BOOST_AUTO_TEST_CASE(OddInputIsNoHarm) {
  FailingCase odd = failing("no address");
  odd.author = "";
  odd.own_failed = {{"example.com", std::string(300, 'x'), "fail"}, {"example.com", "", "fail"}};
  odd.spf_failed = {{"example.com", ""}};
  FailingMail mail = mail_of({source("Host", {{odd, 1}})});
  BOOST_TEST(summary(judged(kDmarc, mail).sources.at(0)) ==
             "dkim-key-missing 1 | dkim-unknown 1 | spf-unknown 1");
  mail.domain = "no..domain";
  const Fixes fixes = judged(kDmarc, mail);
  BOOST_TEST((fixes.dmarc.state == RecordState::unknown));
  BOOST_TEST(fixes.sources.size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
