// SPDX-License-Identifier: MIT
//
// What the answers are made of comes from a store: reports in, answers out.

#include "reports/analysis/gather.h"

#include <array>

#include <boost/test/unit_test.hpp>

#include "libauth/base/ip_address.h"
#include "reports/aggregate/parse.h"
#include "reports/analysis/impact.h"
#include "reports/analysis/summary.h"
#include "reports/analysis/thresholds.h"
#include "reports/sources/catalogue.h"
#include "tests/reports/fixture.h"
#include "tests/support/temp_dir.h"

using namespace reports;
using namespace reports::analysis;
using libauth::base::Time;
using std::chrono::days;

namespace {

/// 2026-05-01, the day of plain_report().
constexpr Time kMay{std::chrono::sys_days(std::chrono::year(2026) / 5 / 1)};

/// The report of a day of May, with so many messages, whose results are replaced.
std::string report_of(int day, int messages, const std::string& ip, bool passes) {
  const auto begin = (kMay + days(day - 1)).time_since_epoch().count();
  std::string xml = tests::with(tests::plain_report(), "id-1", "id-" + ip + std::to_string(day));
  xml = tests::with(xml, "1777593600", std::to_string(begin));
  xml = tests::with(xml, "1777679999", std::to_string(begin + 86399));
  xml = tests::with(xml, "192.0.2.1", ip);
  xml = tests::with(xml, "<count>1<", "<count>" + std::to_string(messages) + "<");
  if (!passes) {
    xml = tests::with(xml, "<dkim>pass<", "<dkim>fail<");
    xml = tests::with(xml, "<result>pass<", "<result>fail<");
    xml = tests::with(xml, "<dkim><domain>example.com<", "<dkim><domain>forger.example<");
  }
  return xml;
}

/// The host of an address is known as one of example.com.
sources::AddressFacts own_host(const std::string& ip) {
  return {.address = *libauth::base::IpAddress::parse(ip),
          .ptr = "mail.example.com",
          .is_confirmed = true,
          .looked_up = kMay,
          .is_complete = true};
}

void add(store::Store& store, const std::string& xml) {
  const auto report = aggregate::parse(xml);
  BOOST_REQUIRE(report.has_value());
  store.add(*report, xml, kMay + days(40));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(AnalysisGather)

BOOST_AUTO_TEST_CASE(ThePeriodBeforeIsAsLong) {
  const store::Period week{kMay + days(7), kMay + days(14)};
  BOOST_TEST((period_before(week) == store::Period{kMay, kMay + days(7)}));
}

BOOST_AUTO_TEST_CASE(AnswersComeFromWhatTheStoreHas) {
  const tests::TempDir folder;
  store::Store store = store::Store::open(folder.file("reports.db"));
  for (int day = 1; day <= 14; ++day) add(store, report_of(day, 10, "192.0.2.1", true));
  for (int day = 12; day <= 14; ++day) add(store, report_of(day, 20, "203.0.113.9", false));
  add(store, tests::with(report_of(-3, 10, "192.0.2.1", true), "<p>none<", "<p>reject<"));
  store.set_verdict("example.com", "192.0.2.1", sources::Verdict::approve);
  const libauth::base::ParseError error{0, "content", ""};
  const std::array unread = {store::UnreadUpload{"junk.bin", "junk", error}};
  store.add({}, unread, kMay + days(15));  // in the two days after the period

  const store::Period week{kMay + days(7), kMay + days(14)};
  const Observed observed = gather(store, "example.com", week, sources::Catalogue::built_in());
  BOOST_TEST(observed.current.messages == 130U);
  BOOST_TEST(observed.before.messages == 70U);
  BOOST_TEST(observed.history.messages == 80U);
  BOOST_TEST(observed.unread == 1U);
  BOOST_REQUIRE(observed.receivers.size() == 1U);
  BOOST_TEST(observed.receivers[0].reports == 10U);
  BOOST_REQUIRE(observed.receivers_before.size() == 1U);
  BOOST_TEST(observed.receivers_before[0].reports == 7U);
  BOOST_REQUIRE(observed.receivers_history.size() == 1U);
  BOOST_TEST(observed.receivers_history[0].reports == 8U);
  // Two to four weeks before the end of the period, another policy was seen.
  BOOST_REQUIRE(observed.receivers_settled.size() == 1U);
  BOOST_TEST(observed.receivers_settled[0].reports == 1U);
  BOOST_TEST((observed.receivers_settled[0].p == "reject"));
  const auto policy = current_policy(observed.receivers, observed.receivers_settled);
  BOOST_TEST((policy.value().is_settled == false));

  const Summary summary = summary_of(observed, week.to);
  BOOST_TEST(summary.numbers.own == 70U);
  BOOST_TEST(summary.numbers.aligned == 70U);
  BOOST_TEST(summary.numbers.spoofed == 60U);
  BOOST_TEST(summary.numbers.spoofed_stopped == 0U);
  BOOST_TEST(summary.word == kNeedsAttention);
  BOOST_TEST(text_of(summary.policy.value()) == "p=none");
  BOOST_TEST(summary.changes.new_spoofing_sources == 1U);
}

// RFC 6376 section 6.3: a signature that fails is as none, but a server of one's own may be broken.
BOOST_AUTO_TEST_CASE(FailedSignaturesOfTheOwnerAreFound) {
  const tests::TempDir folder;
  store::Store store = store::Store::open(folder.file("reports.db"));
  for (const int day : {2, 9}) {
    add(store, tests::with(report_of(day, 40, "203.0.113.9", false), "forger.example",
                           "mail.example.com"));
  }
  const Observed observed = gather(store, "example.com", {kMay + days(7), kMay + days(14)},
                                   sources::Catalogue::built_in());
  for (const Traffic* traffic : {&observed.current, &observed.before}) {
    BOOST_REQUIRE(traffic->flows.size() == 1U);
    BOOST_TEST((traffic->flows[0].rule == sources::Rule::failed_own_signature));
    BOOST_TEST((traffic->flows[0].mail_class == sources::Class::unknown));
  }
}

// A forger can make the past as large as he likes; that must not take the present away.
BOOST_AUTO_TEST_CASE(TooMuchBeforeThePeriodIsLeftOut) {
  const tests::TempDir folder;
  store::Store store = store::Store::open(folder.file("reports.db"), {.max_rows = 2});
  for (int day = 1; day <= 3; ++day) {
    add(store, report_of(day, 10, "192.0.2." + std::to_string(day), true));
  }
  add(store, report_of(8, 20, "192.0.2.9", true));
  const auto& catalogue = sources::Catalogue::built_in();
  const store::Period week{kMay + days(7), kMay + days(14)};
  const Observed observed = gather(store, "example.com", week, catalogue);
  BOOST_TEST(observed.current.messages == 20U);
  BOOST_TEST(observed.before.flows.empty());
  BOOST_TEST(observed.history.flows.empty());
  const Summary summary = summary_of(observed, week.to);
  BOOST_TEST(!summary.changes.is_comparable);
  BOOST_TEST(!summary.changes.has_history);
  BOOST_TEST(summary.changes.new_sources.empty());
  BOOST_CHECK_THROW(gather(store, "example.com", {kMay, kMay + days(7)}, catalogue), store::Error);
}

// What is known of addresses names the mail before the period too, also without a history.
BOOST_AUTO_TEST_CASE(TheMailBeforeIsNamedAsThatOfThePeriod) {
  const tests::TempDir folder;
  store::Store store = store::Store::open(folder.file("reports.db"), {.max_rows = 2});
  for (int day = 1; day <= 3; ++day) {
    add(store, report_of(day, 1, "203.0.113." + std::to_string(day), false));
  }
  add(store, report_of(8, 20, "192.0.2.8", true));
  add(store, report_of(15, 20, "192.0.2.9", true));
  store.keep(std::array{own_host("192.0.2.8"), own_host("192.0.2.9")});
  const store::Period week{kMay + days(14), kMay + days(21)};
  const Observed observed = gather(store, "example.com", week, sources::Catalogue::built_in());
  BOOST_TEST(observed.history.flows.empty());
  BOOST_REQUIRE(observed.before.flows.size() == 1U);
  BOOST_TEST(observed.before.flows[0].source.name == "example.com");
  const Changes changes = summary_of(observed, week.to).changes;
  BOOST_TEST(changes.is_comparable);
  BOOST_TEST((changes.own == Compared{20, 20}));
  BOOST_TEST((changes.pass_rate_before == 100));
}

// A week and the month about it, of which one day has no report, and a sender that may be the
// owner's.
BOOST_AUTO_TEST_CASE(TheMonthOfASummaryIsThatOfAnImpact) {
  const tests::TempDir folder;
  store::Store store = store::Store::open(folder.file("reports.db"));
  for (int day = 1; day <= 28; ++day) {
    if (day == 10) continue;
    add(store, report_of(day, 50, "192.0.2.1", true));
    const std::string shop = tests::with(report_of(day, 2, "203.0.113.9", true),
                                         "<domain>example.com</domain><selector>",
                                         "<domain>shop.example</domain><selector>");
    add(store, tests::with(shop, "<dkim>pass<", "<dkim>fail<"));
  }
  const auto& catalogue = sources::Catalogue::built_in();
  const store::Period week{kMay + days(21), kMay + days(28)};
  const store::Period month{week.to - kJudgedPeriod, week.to};
  const auto recent = gather_recent(store, "example.com", week, catalogue);
  BOOST_REQUIRE(recent.has_value());
  const Observed observed = gather(store, "example.com", month, catalogue);
  BOOST_TEST(recent->days == 27U);
  BOOST_TEST(observed.days == 27U);
  BOOST_TEST((recent->traffic.period == month));
  BOOST_TEST(recent->traffic.messages == 27U * 52);
  BOOST_REQUIRE(recent->traffic.flows.size() == observed.current.flows.size());
  for (std::size_t i = 0; i < observed.current.flows.size(); ++i) {
    const NamedFlow& flow = recent->traffic.flows[i];
    BOOST_TEST(flow.source.name == observed.current.flows[i].source.name);
    BOOST_TEST((flow.mail_class == observed.current.flows[i].mail_class));
    BOOST_TEST((flow.flow == observed.current.flows[i].flow));
  }
  BOOST_TEST(gather(store, "example.com", week, catalogue).days == 7U);
  BOOST_TEST(!gather_recent(store, "example.com", month, catalogue));

  // Both say the same of it.
  const PolicyOfToday today{CurrentPolicy{{.p = libauth::dmarc::Policy::quarantine}, true}};
  const Impact impact = impact_of(observed, {}, today, {}, week.to);
  BOOST_REQUIRE(impact.blockers.size() == 1U);
  BOOST_TEST((impact.blockers[0] == Blocker{"unknown-source", "shop.example", 54, 54, 49}));
  BOOST_TEST((impact.next_step.changes == std::vector<std::string>{"np=reject"}));
  const Summary summary = summary_of(gather(store, "example.com", week, catalogue), week.to, {},
                                     {.today = today, .recent = recent});
  BOOST_TEST(summary.issues.back().message == "The next step may be published: np=reject.");
}

BOOST_AUTO_TEST_CASE(AMonthThatIsTooMuchTellsNothing) {
  const tests::TempDir folder;
  store::Store store = store::Store::open(folder.file("reports.db"), {.max_rows = 2});
  for (int day = 1; day <= 3; ++day) {
    add(store, report_of(day, 10, "192.0.2." + std::to_string(day), true));
  }
  const store::Period week{kMay + days(7), kMay + days(14)};
  const auto recent = gather_recent(store, "example.com", week, sources::Catalogue::built_in());
  BOOST_REQUIRE(recent.has_value());
  BOOST_TEST(recent->traffic.flows.empty());
  BOOST_TEST(recent->traffic.domain == "example.com");
  BOOST_TEST(recent->days == 0U);
}

BOOST_AUTO_TEST_CASE(AnEmptyStoreIsNoData) {
  const tests::TempDir folder;
  const store::Store store = store::Store::open(folder.file("reports.db"));
  const Observed observed =
      gather(store, "example.com", {kMay, kMay + days(7)}, sources::Catalogue::built_in());
  BOOST_TEST(summary_of(observed, kMay + days(7)).word == kNoData);
}

BOOST_AUTO_TEST_SUITE_END()
