// SPDX-License-Identifier: MIT
//
// From reports that are stored to what is to be published.

#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "reports/analysis/fixes.h"
#include "reports/analysis/gather.h"
#include "reports/sources/catalogue.h"
#include "tests/reports/store/made_reports.h"
#include "tests/support/temp_dir.h"
#include "tests/support/zones.h"

using namespace reports;
using namespace tests;
using aggregate::DkimResult;
using aggregate::SpfResult;

namespace {

constexpr const char* kZone = R"(
_dmarc.example.com. 300 TXT "v=DMARC1; p=none; rua=mailto:dmarc@example.com"
example.com. 300 TXT "v=spf1 ip4:192.0.2.1 -all"
)";

/// A service that signs and bounces with its own domain.
aggregate::Record by_service(std::uint64_t count) {
  aggregate::Record record = failing("198.51.100.1", count);
  record.auth_results.dkim = {{"sendgrid.net", "s", DkimResult::pass, {}}};
  record.auth_results.spf = {{"bounce.sendgrid.net", {}, SpfResult::pass, {}}};
  return record;
}

/// The owner's host, which signs with a key that is not there.
aggregate::Record by_host(std::uint64_t count) {
  aggregate::Record record = failing("192.0.2.9", count);
  record.auth_results.dkim = {{"example.com", "s1", DkimResult::permerror, {}}};
  record.auth_results.spf = {{"example.com", aggregate::SpfScope::mfrom, SpfResult::fail, {}}};
  return record;
}

aggregate::Report report(const std::string& id, std::vector<aggregate::Record> records) {
  aggregate::Report made = with_records(aggregate_report("example.com", id), std::move(records));
  made.policy_published.p = aggregate::Policy::reject;
  return made;
}

analysis::Fixes fixes_from(const store::Store& store, const std::string& zone = kZone) {
  const store::Period period{kDay0, kDay0 + days(7)};
  const auto observed =
      analysis::gather(store, "example.com", period, sources::Catalogue::built_in());
  const auto mail =
      analysis::failing_mail(observed.current, store.failed_signatures("example.com", period),
                             store.spf_checks("example.com", period));
  libauth::dns::ZoneResolver resolver({tests::world(zone)});
  libauth::dns::Facts facts;
  return libauth::dns::settle(resolver, facts, [&](libauth::dns::Facts& known) {
    return analysis::fixes(mail, observed.receivers, known, period.to);
  });
}

/// "no-dkim 10 | spf-unaligned 10"
std::string summary(const analysis::SourceFixes& fixes) {
  std::string line;
  for (const analysis::Cause& cause : fixes.causes) {
    line += (line.empty() ? "" : " | ") + cause.id + " " + std::to_string(cause.messages);
  }
  return line;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(AnalysisFixesFromReports)

BOOST_AUTO_TEST_CASE(SourcesThatFailAreNamedWithWhatToDo) {
  const TempDir folder;
  store::Store store = store::Store::open(folder.file("reports.db"));
  add(store, report("a", {by_service(40), by_host(2), by_host(3)}));
  add(store, report("b", {by_service(60), passing("192.0.2.1", 500), failing("203.0.113.7", 9)}));
  store.set_verdict("example.com", "SendGrid", sources::Verdict::approve);
  store.set_verdict("example.com", "192.0.2.9", sources::Verdict::approve);
  const analysis::Fixes fixes = fixes_from(store);
  BOOST_TEST(fixes.messages == 105U);
  BOOST_REQUIRE(fixes.sources.size() == 2U);
  const analysis::SourceFixes& service = fixes.sources[0];
  BOOST_TEST(service.source.name == "SendGrid");
  BOOST_TEST(service.messages == 100U);
  BOOST_TEST(summary(service) == "dkim-unaligned 100 | spf-unaligned 100");
  // Its usual selector is the one that the owner's host signs with.
  const analysis::Remedy& sign = service.causes[0].remedies.at(0);
  BOOST_TEST(!sign.record.has_value());
  BOOST_REQUIRE(sign.name_use.has_value());
  BOOST_TEST(sign.name_use->name == "s1._domainkey.example.com");
  const analysis::SourceFixes& host = fixes.sources[1];
  BOOST_TEST(host.source.name == "192.0.2.9");
  BOOST_TEST(summary(host) == "dkim-key-missing 5 | spf-not-authorised 5");
  BOOST_TEST(host.causes[1].remedies.at(0).record->value ==
             "v=spf1 ip4:192.0.2.1 ip4:192.0.2.9 -all");
  // The reports saw p=reject, and p=none is published now.
  BOOST_REQUIRE(fixes.seen_policies.size() == 1U);
  BOOST_TEST(fixes.seen_policies[0].seen == "reject");
  BOOST_TEST(fixes.seen_policies[0].now == "none");
}

// What nobody approves and nothing speaks for is spoofing: nothing to be mended.
BOOST_AUTO_TEST_CASE(SpoofingIsNotMended) {
  const TempDir folder;
  store::Store store = store::Store::open(folder.file("reports.db"));
  add(store, report("a", {failing("203.0.113.7", 900)}));
  BOOST_TEST(fixes_from(store).sources.empty());
}

// Signed and sent for other names than that in From, under a record that asked for the very same.
BOOST_AUTO_TEST_CASE(RelaxedAlignmentMendsOnlyWhatIsAuthenticNow) {
  const TempDir folder;
  store::Store store = store::Store::open(folder.file("reports.db"));
  aggregate::Record by_mail = failing("192.0.2.10", 400);
  by_mail.auth_results.dkim = {{"mail.example.com", "old", DkimResult::pass, {}}};
  aggregate::Record by_bounce = failing("192.0.2.11", 300);
  by_bounce.auth_results.spf = {
      {"bounce.example.com", aggregate::SpfScope::mfrom, SpfResult::pass, {}}};
  add(store, report("a", {by_mail, by_bounce}));
  const std::string relaxed = "_dmarc.example.com. 300 TXT \"v=DMARC1; p=reject\"\n";
  const auto told = [&](const std::string& zone) {
    std::string line;
    std::uint64_t mended = 0;
    for (const analysis::SourceFixes& each : fixes_from(store, relaxed + zone).sources) {
      line += (line.empty() ? "" : "; ") + summary(each);
      mended += each.mended;
    }
    return line + "; mended " + std::to_string(mended);
  };
  const std::string key =
      "old._domainkey.mail.example.com. 300 TXT \"v=DKIM1; k=ed25519; "
      "p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\"\n";
  BOOST_TEST(told("old._domainkey.mail.example.com. 300 TXT \"v=DKIM1; p=\"\n"
                  "bounce.example.com. 300 TXT \"v=spf1 -all\"\n") ==
             "dkim-key-revoked 400 | spf-not-reported 400; no-dkim 300 | spf-not-authorised 300; "
             "mended 0");
  BOOST_TEST(told(key + "bounce.example.com. 300 TXT \"v=spf1 ip4:192.0.2.11 -all\"\n") ==
             "mended-since 400; mended-since 300; mended 700");
}

// Four of 104 messages of a host fail each day, in the same reports.
BOOST_AUTO_TEST_CASE(WhatFailsAtTimesIsIntermittent) {
  const TempDir folder;
  store::Store store = store::Store::open(folder.file("reports.db"));
  for (int day = 0; day < 7; ++day) {
    aggregate::Record failed = failing("192.0.2.1", 4);
    failed.auth_results.dkim = {{"example.com", "s1", DkimResult::fail, {}}};
    failed.auth_results.spf = {
        {"example.com", aggregate::SpfScope::mfrom, SpfResult::softfail, {}}};
    aggregate::Report made =
        with_records(aggregate_report("example.com", std::to_string(day), kDay0 + days(day)),
                     {passing("192.0.2.1", 100), failed});
    add(store, made);
  }
  const std::string zone = std::string(kZone) +
                           "s1._domainkey.example.com. 300 TXT \"v=DKIM1; k=ed25519; "
                           "p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\"\n";
  const analysis::Fixes fixes = fixes_from(store, zone);
  BOOST_REQUIRE(fixes.sources.size() == 1U);
  BOOST_TEST(fixes.sources[0].mended == 0U);
  BOOST_REQUIRE(summary(fixes.sources[0]) == "intermittent 28");
  const analysis::Cause& cause = fixes.sources[0].causes[0];
  BOOST_TEST(cause.note.value_or("") == "28 of 728 messages from 192.0.2.1 fail.");
  BOOST_TEST((cause.reporters == analysis::Ranking{1, {{"receiver.example.net", 28}}}));
  BOOST_TEST((cause.header_from == analysis::Ranking{1, {{"example.com", 28}}}));
  BOOST_TEST(cause.dispositions.rejected == 28U);
  BOOST_TEST(cause.remedies.at(0).id == "check-dns");
}

BOOST_AUTO_TEST_SUITE_END()
