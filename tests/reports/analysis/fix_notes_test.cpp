// SPDX-License-Identifier: MIT
//
// What fixes tell beside causes: failures at times, which mail it is, and reports that get lost.

#include <chrono>
#include <set>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "reports/analysis/fixes.h"
#include "tests/reports/analysis/judged_fixes.h"

using namespace reports::analysis;
using namespace tests;

BOOST_AUTO_TEST_SUITE(AnalysisFixNotes)

// Mail that fails while other mail of the address passes alike is not mended, whatever the DNS
// says.
BOOST_AUTO_TEST_CASE(WhatPassesAtTheSameTimeMakesItIntermittent) {
  const std::string key = txt("s1._domainkey.example.com", kKey);
  FailingCase both = own_path("softfail", "192.0.2.1");
  both.own_failed = {{"example.com", "s1", "fail"}};
  const struct {
    const char* what;
    FailingCase failing;
    std::vector<std::string> passing;
    const char* want;
  } kRows[] = {
      {"nothing passes", both, {}, "mended-since 10"},
      {"the return path passes", both, {"example.com"}, "intermittent 10 | dkim-fails 10"},
      {"the signature passes, and SPF is mended", both, {"example.com/s1"}, "mended-since 10"},
      {"both pass", both, {"example.com", "example.com/s1"}, "intermittent 10"},
      {"another one passes",
       signed_case("fail"),
       {"example.com/s2"},
       "dkim-fails 10 | spf-not-reported 10"},
      {"the key was not told",
       signed_case("temperror"),
       {"example.com/s1"},
       "intermittent 10 | spf-not-reported 10"},
      {"there is no key",
       signed_case("fail", "gone"),
       {"example.com/gone"},
       "dkim-key-missing 10 | spf-not-reported 10"},
      {"not authorised", own_path("fail"), {"example.com"}, "no-dkim 10 | spf-not-authorised 10"},
  };
  for (const auto& row : kRows) {
    CountedCase counted{row.failing, 10};
    for (const std::string& each : row.passing) counted.passing.push_back({each, {}});
    const SourceFixes fixes =
        judged(kDmarc + kSpf + key, mail_of({source("Host", {counted})})).sources.at(0);
    BOOST_TEST(summary(fixes) == row.want, row.what << ": " << summary(fixes));
  }
}

BOOST_AUTO_TEST_CASE(IntermittentFailuresAreToldByAddressWithTheSignature) {
  CountedCase counted{own_path("softfail", "192.0.2.1"), 28};
  counted.what.own_failed = {{"example.com", "s1", "fail"}};
  counted.of_address = 728;
  counted.passing = {{"example.com", {}}, {"example.com/s1", {}}};
  const auto told = [&] {
    return cause(judged(kDmarc + kSpf + txt("s1._domainkey.example.com", kKey),
                        mail_of({source("Host", {counted})}))
                     .sources.at(0),
                 "intermittent");
  };
  const Cause now = told();
  BOOST_TEST(now.note.value_or("") == "28 of 728 messages from 192.0.2.1 fail.");
  BOOST_TEST((now.addresses == std::vector<AddressShare>{{"192.0.2.1", 28, 728}}));
  BOOST_TEST((now.observed ==
              std::vector<Observation>{{"address", "192.0.2.1 example.com", "softfail", "pass", 28},
                                       {"signature", "example.com/s1", "fail", "fine", 28}}));
  BOOST_REQUIRE(now.remedies.size() == 2U);
  BOOST_TEST(now.remedies[0].id == "check-dns");
  BOOST_TEST(now.remedies[1].id == "sign-last");
  // It may have come to an end: then a shorter period tells.
  for (PassingBeside& each : counted.passing) each.span.last += std::chrono::hours(24 * 5);
  BOOST_TEST(told().remedies.at(0).id == "shorten-period");
}

BOOST_AUTO_TEST_CASE(CausesTellWhichMailItIs) {
  CountedCase first{failing(), 30};
  first.what.author = "news.example.com";
  first.reporters = {{"example.org", 20}, {"example.net", 10}};
  first.dispositions.delivered = 20;
  first.dispositions.rejected = 10;
  CountedCase second{failing(), 5};
  second.reporters = {{"example.net", 5}};
  second.dispositions.quarantined = 5;
  const SourceFixes fixes =
      judged(kDmarc, mail_of({source("Host", {first, second})}), {}).sources.at(0);
  const Cause& unsigned_mail = cause(fixes, "no-dkim");
  BOOST_TEST(
      (unsigned_mail.header_from == Ranking{2, {{"news.example.com", 30}, {"example.com", 5}}}));
  BOOST_TEST((unsigned_mail.reporters == Ranking{2, {{"example.org", 20}, {"example.net", 15}}}));
  BOOST_TEST((unsigned_mail.dispositions == DispositionCounts{20, 5, 10, 0}));
  BOOST_TEST(unsigned_mail.addresses.empty());
  BOOST_TEST(!unsigned_mail.note.has_value());
  // What is over the limit tells as much.
  const SourceFixes cut =
      judged(kDmarc, mail_of({source("Host", {first, second})}), {.cases = 1}).sources.at(0);
  BOOST_TEST((cause(cut, "not-examined").reporters == Ranking{1, {{"example.net", 5}}}));
}

BOOST_AUTO_TEST_CASE(WhatASourceSignsIsToldBesideWhatItDoesNot) {
  const struct {
    std::set<std::string> is_signed;
    const char* want;
  } kRows[] = {
      {{}, ""},
      {{"example.com"}, "Host signs mail of example.com; mail of news.example.com is not signed."},
      {{"a.example.com", "b.example.com", "c.example.com", "d.example.com"},
       "Host signs mail of a.example.com, b.example.com, c.example.com and 1 more; mail of "
       "news.example.com is not signed."},
      {{"example.com", "news.example.com"},
       "Host signs other mail of news.example.com; these messages are not signed."},
  };
  for (const auto& row : kRows) {
    FailingCase what = failing();
    what.author = "news.example.com";
    FailingSource host = source("Host", {{what, 10}});
    host.signed_authors = row.is_signed;
    const Cause told = cause(judged(kDmarc, mail_of({host})).sources.at(0), "no-dkim");
    BOOST_TEST(told.note.value_or("") == row.want);
  }
}

// RFC 9990 section 4: another domain has to say that it takes the reports.
BOOST_AUTO_TEST_CASE(AddressesThatGetNoReportsAreToldWithWhatToPublish) {
  const auto told = [](const std::string& rua, const std::string& more = "") {
    std::string line;
    const std::string record_text = "v=DMARC1; p=none; rua=" + rua;
    for (const Remedy& remedy :
         judged(txt("_dmarc.example.com", record_text) + more, mail_of({})).rua_remedies) {
      line += (line.empty() ? "" : " | ") + remedy.id + " " + record(remedy);
    }
    return line;
  };
  const std::string permitted = txt("example.com._report._dmarc.third.example", "v=DMARC1;");
  const char* const kPermit =
      "permit-reports TXT example.com._report._dmarc.third.example v=DMARC1;";
  BOOST_TEST(told("mailto:a@example.com") == "");
  BOOST_TEST(told("mailto:a@third.example") == kPermit);
  BOOST_TEST(told("mailto:a@third.example", permitted) == "");
  BOOST_TEST(told("mailto:a@example.com,mailto:b@third.example!10m") == kPermit);
  BOOST_TEST(told("https://third.example/a,mailto:b@third.example") ==
             "change-rua - | " + std::string(kPermit));
  dns::ZoneResolver resolver(
      {tests::world(txt("_dmarc.example.com", "v=DMARC1; rua=mailto:a@third.example"))});
  resolver.fail(tests::name("example.com._report._dmarc.third.example"), dns::Status::servfail);
  const Fixes unknown = judged(resolver, mail_of({}));
  BOOST_REQUIRE(unknown.rua_remedies.size() == 1U);
  BOOST_TEST(unknown.rua_remedies[0].id == "ask-again");
}

BOOST_AUTO_TEST_SUITE_END()
