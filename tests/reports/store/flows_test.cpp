// SPDX-License-Identifier: MIT
//
// What is counted of aggregate reports: flows, days, receivers.

#include <algorithm>
#include <functional>
#include <map>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "reports/aggregate/parse.h"
#include "tests/reports/fixture.h"
#include "tests/reports/store/databases.h"
#include "tests/reports/store/made_reports.h"

using namespace reports;
using namespace reports::store;
using namespace tests;
namespace data = boost::unit_test::data;

namespace {

constexpr std::uint64_t kMax = aggregate::kMaxCount;

/// The messages of all flows together, of which there must be so many.
std::uint64_t messages_of(const std::vector<Flow>& flows, std::size_t expected) {
  BOOST_TEST(flows.size() == expected);
  std::uint64_t sum = 0;
  for (const Flow& flow : flows) sum += flow.messages;
  return sum;
}

std::string new_domain() {
  static int count = 0;
  return "d" + std::to_string(++count) + ".example";
}

/// A change of a record, or of its report, that makes it another flow.
struct Change {
  const char* name;
  std::function<void(aggregate::Report&)> make;
};

aggregate::Record& record_of(aggregate::Report& report) {
  return report.records.front();
}

const Change kChanges[] = {
    {"source_ip",
     [](auto& report) { record_of(report).source_ip = libauth::base::IpAddress::parse("::1"); }},
    {"no source_ip", [](auto& report) { record_of(report).source_ip.reset(); }},
    {"reporter", [](auto& report) { report.report_metadata.email = "a@other.example.net"; }},
    {"header_from",
     [](auto& report) { record_of(report).identifiers.header_from = "sub.example.com"; }},
    {"empty header_from", [](auto& report) { record_of(report).identifiers.header_from = ""; }},
    {"no header_from", [](auto& report) { record_of(report).identifiers.header_from.reset(); }},
    {"disposition",
     [](auto& report) {
       record_of(report).policy_evaluated.disposition = aggregate::Disposition::reject;
     }},
    {"dkim",
     [](auto& report) {
       record_of(report).policy_evaluated.dkim = aggregate::AlignedResult::fail;
     }},
    {"no spf", [](auto& report) { record_of(report).policy_evaluated.spf.reset(); }},
    {"selector", [](auto& report) { record_of(report).auth_results.dkim[0].selector = "s2"; }},
    {"spf domain",
     [](auto& report) { record_of(report).auth_results.spf[0].domain = "a.example"; }},
    {"spf result",
     [](auto& report) {
       record_of(report).auth_results.spf[0].result = aggregate::SpfResult::softfail;
     }},
    {"reason",
     [](auto& report) {
       record_of(report).policy_evaluated.reasons.push_back({aggregate::ReasonType::forwarded, {}});
     }},
};

/// Reports of one domain and their begin and end, as seconds from the begin of the period.
struct Place {
  std::optional<int> begin;
  std::optional<int> end;
  int received;
  bool is_in;
};
std::ostream& operator<<(std::ostream& out, const Place& place) {
  const auto text = [](std::optional<int> at) { return at ? std::to_string(*at) : "none"; };
  return out << text(place.begin) << ".." << text(place.end);
}

/// What a report that was received at kDay0 says of its begin and end, and what is believed; in
/// seconds since 1970.
struct Span {
  seconds begin;
  seconds end;
  seconds first;
  seconds last;
};
std::ostream& operator<<(std::ostream& out, const Span& span) {
  return out << span.begin.count() << ".." << span.end.count();
}

constexpr seconds kMidnight = days(20'000);
const Span kSpans[] = {
    {kMidnight - days(1), kMidnight, kMidnight - days(1), kMidnight},
    {kMidnight - days(31), kMidnight, kMidnight - days(31), kMidnight},
    {kMidnight - days(32), kMidnight, kMidnight - days(16), kMidnight - days(16)},
    {kMidnight, kMidnight + days(1), kMidnight, kMidnight + days(1)},
    {kMidnight, kMidnight + days(1) + seconds(1), kMidnight, kMidnight},
    {seconds(0), 2 * kMidnight, kMidnight, kMidnight},
    {seconds(0), kMidnight, kMidnight / 2, kMidnight / 2},
    {seconds(1), days(2'000'000), kMidnight, kMidnight},
};

bool is_too_much(const Error& error) {
  return error.kind() == Error::Kind::too_much &&
         std::string_view(error.what()).find("shorter period") != std::string_view::npos;
}

// The period is a day. The middle of a report decides; without both ends, the one that is there;
// without any, when it was received.
const Place kPlaces[] = {
    {-2, 0, 0, false},
    {-2, 2, 0, true},
    {-43'200, 43'199, 0, false},
    {-43'200, 43'200, 0, true},
    {0, 86'399, 500'000, true},
    {43'200, 129'599, 129'599, true},
    {43'200, 129'600, 129'600, false},
    {86'400, 172'799, 172'800, false},
    {-1, std::nullopt, 5, false},
    {0, std::nullopt, 500'000, true},
    {std::nullopt, 86'399, 500'000, true},
    {std::nullopt, 86'400, 5, false},
    {std::nullopt, std::nullopt, 0, true},
    {std::nullopt, std::nullopt, 86'399, true},
    {std::nullopt, std::nullopt, 86'400, false},
    {std::nullopt, std::nullopt, -1, false},
    // One that ends more than a day after it was received belongs to when that was.
    {86'400, 172'800, 86'400, false},
    {86'400, 172'800, 86'399, true},
    {0, 86'399, -2, false},
    {172'800, std::nullopt, 86'399, true},
    {std::nullopt, 172'800, 86'399, true},
};

struct Sum {
  std::vector<std::uint64_t> counts;
  std::uint64_t expected;
};
std::ostream& operator<<(std::ostream& out, const Sum& sum) {
  return out << sum.counts.size() << " counts, " << sum.expected;
}

const Sum kSums[] = {
    {{0}, 0},
    {{999'999'999, 1}, 1'000'000'000},
    {{kMax}, kMax},
    {{kMax - 1, 1}, kMax},
    {{kMax - 1, 0}, kMax - 1},
    {{kMax - 854'775'807, 854'775'806}, kMax - 1},
    {{kMax, 1}, kMax},
    {{kMax, kMax, kMax}, kMax},
    {{kMax / 2, kMax / 2}, kMax - 1},
    {{kMax / 2 + 1, kMax / 2 + 1}, kMax},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(Flows)

BOOST_DATA_TEST_CASE(AddUpWhatIsAlike, data::make(kBackends), backend) {
  Database database(backend);
  const auto row = passing("192.0.2.1", 3);
  add(database.store, with_records(aggregate_report("example.com", "b", kDay0 + days(1)), {row}));
  add(database.store, with_records(aggregate_report("example.com", "a"), {row, row}));
  const auto flows = database.store.flows("example.com", kEver);
  BOOST_TEST_REQUIRE(flows.size() == 1U);
  Flow expected;
  expected.source_ip = "192.0.2.1";
  expected.reporter = "receiver.example.net";
  expected.header_from = "example.com";
  expected.disposition = "none";
  expected.dkim = "pass";
  expected.spf = "pass";
  expected.signers = "example.com/s1";
  expected.spf_domain = "example.com";
  expected.messages = 9;
  expected.first = kDay0;
  expected.last = kDay0 + days(2) - seconds(1);
  BOOST_TEST((flows[0] == expected));
}

BOOST_DATA_TEST_CASE(TellApartWhatDiffers, data::make(kBackends), backend) {
  Database database(backend);
  for (const Change& change : kChanges) {
    BOOST_TEST_CONTEXT(change.name) {
      const std::string domain = new_domain();
      auto report = with_records(aggregate_report(domain, "a"), {passing("192.0.2.1", 3)});
      add(database.store, report);
      report.report_metadata.report_id = "b";
      change.make(report);
      add(database.store, report);
      BOOST_TEST(messages_of(database.store.flows(domain, kEver), 2) == 6U);
    }
  }
}

// A strict policy tells what follows where a result is missing, and divides nothing else.
BOOST_DATA_TEST_CASE(HaveTheStrictModeOfAMissingResult, data::make(kBackends), backend) {
  Database database(backend);
  const auto flows_of = [&](auto change) {
    const std::string domain = new_domain();
    for (const auto mode :
         {std::optional<aggregate::Alignment>(), std::optional(aggregate::Alignment::r),
          std::optional(aggregate::Alignment::s)}) {
      auto report =
          with_records(aggregate_report(domain, new_payload()), {passing("192.0.2.1", 1)});
      report.policy_published.adkim = mode;
      report.policy_published.aspf = mode;
      change(record_of(report).policy_evaluated);
      add(database.store, report);
    }
    std::string modes;
    for (const Flow& flow : database.store.flows(domain, kEver)) {
      modes +=
          flow.adkim.value_or("-") + flow.aspf.value_or("-") + std::to_string(flow.messages) + " ";
    }
    return modes;
  };
  BOOST_TEST(flows_of([](auto&) {}) == "--3 ");
  BOOST_TEST(flows_of([](auto& evaluated) { evaluated.dkim.reset(); }) == "--2 s-1 ");
  BOOST_TEST(flows_of([](auto& evaluated) { evaluated.spf.reset(); }) == "--2 -s1 ");
  BOOST_TEST(flows_of([](auto& evaluated) { evaluated = {}; }) == "--2 ss1 ");
}

// As the members are, the first one first; absent before empty.
BOOST_DATA_TEST_CASE(AreInTheOrderOfTheirMembers, data::make(kBackends), backend) {
  Database database(backend);
  std::vector<aggregate::Record> records;
  for (const char* address : {"203.0.113.1", "192.0.2.10", "192.0.2.9", "", "2001:db8::1"}) {
    records.push_back(passing(address, 1));
  }
  records.push_back(records.back());
  records.back().identifiers.header_from.reset();
  records.push_back(records.back());
  records.back().identifiers.header_from = "";
  add(database.store, with_records(aggregate_report("example.com", "a"), records));
  std::vector<std::string> order;
  for (const Flow& flow : database.store.flows("example.com", kEver)) {
    order.push_back(flow.source_ip.value_or("none") + " " + flow.header_from.value_or("none"));
  }
  const std::vector<std::string> expected = {
      "none example.com", "192.0.2.10 example.com",  "192.0.2.9 example.com",  "2001:db8::1 none",
      "2001:db8::1 ",     "2001:db8::1 example.com", "203.0.113.1 example.com"};
  BOOST_TEST(order == expected, boost::test_tools::per_element());
}

BOOST_DATA_TEST_CASE(CountTheLatestRevisionOnly, data::make(kBackends), backend) {
  Database database(backend);
  for (const std::uint64_t count : {1U, 10U, 100U}) {
    add(database.store,
        with_records(aggregate_report("example.com", "a"), {passing("192.0.2.1", count)}));
  }
  BOOST_TEST(messages_of(database.store.flows("example.com", kEver), 1) == 100U);
  BOOST_TEST(database.store.timeline("example.com", kEver).at(0).messages == 100U);
  BOOST_TEST(database.store.receivers("example.com", kEver).at(0).reports == 1U);
}

BOOST_DATA_TEST_CASE(AreOfOneDomain, data::make(kBackends), backend) {
  Database database(backend);
  for (const char* domain : {"example.com", "example.org", "sub.example.com"}) {
    add(database.store, with_records(aggregate_report(domain, "a"), {passing("192.0.2.1", 1)}));
  }
  add(database.store, tls_report("a", {policy("example.com", tls::PolicyType::sts, 1, 1)}));
  add(database.store, failure_report("example.com"));
  BOOST_TEST(messages_of(database.store.flows("example.com", kEver), 1) == 1U);
  BOOST_TEST(database.store.timeline("example.com", kEver).size() == 1U);
  BOOST_TEST(database.store.receivers("example.com", kEver).size() == 1U);
  for (const char* other : {"", "EXAMPLE.COM", "example.net", "\xFF", "x' OR 'x' = 'x"}) {
    BOOST_TEST(database.store.flows(other, kEver).empty());
    BOOST_TEST(database.store.timeline(other, kEver).empty());
    BOOST_TEST(database.store.receivers(other, kEver).empty());
  }
}

BOOST_DATA_TEST_CASE(BelongToThePeriodOfTheirMiddle, data::make(kBackends), backend) {
  Database database(backend);
  const auto at = [](std::optional<int> offset) {
    return offset ? std::optional(kDay0 + seconds(*offset)) : std::nullopt;
  };
  const Period day{kDay0, kDay0 + days(1)};
  for (const Place& place : kPlaces) {
    BOOST_TEST_CONTEXT(place) {
      const std::string domain = new_domain();
      auto report = with_records(aggregate_report(domain, "a"), {passing("192.0.2.1", 1)});
      report.report_metadata.begin = at(place.begin);
      report.report_metadata.end = at(place.end);
      add(database.store, report, *at(place.received));
      const std::size_t expected = place.is_in ? 1 : 0;
      BOOST_TEST(database.store.flows(domain, day).size() == expected);
      BOOST_TEST(database.store.timeline(domain, day).size() == expected);
      BOOST_TEST(database.store.receivers(domain, day).size() == expected);
    }
  }
}

// What is alike on two days is one flow of the period, and one of each day.
BOOST_DATA_TEST_CASE(AreToldByDayToo, data::make(kBackends), backend) {
  Database database(backend);
  for (const auto& [day, count] : {std::pair<int, std::uint64_t>{0, 1}, {0, 10}, {2, 100}}) {
    auto report =
        with_records(aggregate_report("example.com", new_payload()), {passing("192.0.2.1", count)});
    report.report_metadata.begin = kDay0 + days(day);
    report.report_metadata.end = kDay0 + days(day + 1) - seconds(1);
    add(database.store, report, kDay0 + days(3));
  }
  BOOST_TEST(database.store.flows("example.com", kEver).size() == 1U);
  const auto daily = database.store.daily_flows("example.com", kEver);
  BOOST_TEST_REQUIRE(daily.size() == 2U);
  std::map<Time, std::uint64_t> messages;
  for (const DailyFlow& flow : daily) {
    messages[flow.day] += flow.messages;
    BOOST_TEST(flow.source_ip.value() == "192.0.2.1");
    BOOST_TEST((flow.first == flow.day));
  }
  BOOST_TEST((messages == std::map<Time, std::uint64_t>{{kDay0, 11}, {kDay0 + days(2), 100}}));
  BOOST_TEST(database.store.day_count("example.com", kEver) == 2U);
  BOOST_TEST(database.store.day_count("example.com", {kDay0, kDay0 + days(2)}) == 1U);
  BOOST_TEST(database.store.day_count("example.org", kEver) == 0U);
}

BOOST_DATA_TEST_CASE(OfAReportWithSwappedEndsAreWhereItBelongs, data::make(kBackends), backend) {
  Database database(backend);
  const std::string xml =
      with(with(with(plain_report(), "1777593600", "BEGIN"), "1777679999", "1777593600"), "BEGIN",
           "1777679999");
  const Time begin{seconds(1'777'593'600)};
  database.store.add(aggregate::parse(xml).value(), xml, begin + days(1));
  const auto flows = database.store.flows("example.com", {begin, begin + days(1)});
  BOOST_TEST_REQUIRE(flows.size() == 1U);
  BOOST_TEST((flows[0].first == begin));
  BOOST_TEST((flows[0].last == begin + days(1) - seconds(1)));
}

// A forged span moves neither the first nor the last day: it counts in its middle only.
BOOST_DATA_TEST_CASE(BelieveNoSpanThatCannotBe, data::make(kBackends), backend) {
  Database database(backend);
  for (const Span& span : kSpans) {
    BOOST_TEST_CONTEXT(span) {
      const std::string domain = new_domain();
      auto report = with_records(aggregate_report(domain, "a"), {passing("192.0.2.1", 1)});
      report.report_metadata.begin = Time(span.begin);
      report.report_metadata.end = Time(span.end);
      add(database.store, report, kDay0);
      const Flow flow = database.store.flows(domain, kEver).at(0);
      BOOST_TEST((flow.first == Time(span.first)));
      BOOST_TEST((flow.last == Time(span.last)));
      const Receiver receiver = database.store.receivers(domain, kEver).at(0);
      BOOST_TEST((receiver.first == Time(span.first)));
      BOOST_TEST((receiver.last == Time(span.last)));
    }
  }
}

BOOST_DATA_TEST_CASE(OfMoreRowsThanAnAnswerTakesAreRefused, data::make(kBackends), backend) {
  Database database(backend);
  add(database.store, with_records(aggregate_report("example.com", "a"),
                                   {failing("192.0.2.1", 1), failing("192.0.2.2", 1)}));
  const Store exact = Store::open(database.target(), {.max_rows = 2});
  BOOST_TEST(exact.flows("example.com", kEver).size() == 2U);
  const Store few = Store::open(database.target(), {.max_rows = 1});
  BOOST_CHECK_EXCEPTION(few.flows("example.com", kEver), Error, is_too_much);
  BOOST_TEST(few.receivers("example.com", kEver).size() == 1U);
  BOOST_TEST(few.flows("example.net", kEver).empty());
}

BOOST_DATA_TEST_CASE(OfAPeriodThatIsNoneAreNone, data::make(kBackends), backend) {
  Database database(backend);
  add(database.store,
      with_records(aggregate_report("example.com", "a"), {passing("192.0.2.1", 1)}));
  const Time middle = kDay0 + hours(12);
  for (const Period& period : {Period{middle, middle}, Period{kDay0 + days(1), kDay0}}) {
    BOOST_TEST(database.store.flows("example.com", period).empty());
  }
}

// One forged report must not break the sums of all others.
BOOST_DATA_TEST_CASE(NeverOverflow, data::make(kBackends), backend) {
  Database database(backend);
  for (const Sum& sum : kSums) {
    BOOST_TEST_CONTEXT(sum) {
      const std::string domain = new_domain();
      for (const std::uint64_t count : sum.counts) {
        add(database.store,
            with_records(aggregate_report(domain, new_payload()), {passing("192.0.2.1", count)}));
      }
      BOOST_TEST(database.store.flows(domain, kEver).at(0).messages == sum.expected);
      BOOST_TEST(database.store.timeline(domain, kEver).at(0).passed == sum.expected);
      BOOST_TEST(database.store.receivers(domain, kEver).at(0).messages == sum.expected);
    }
  }
}

BOOST_DATA_TEST_CASE(CountNothingWhereThereIsNoCount, data::make(kBackends), backend) {
  Database database(backend);
  add(database.store,
      with_records(aggregate_report("example.com", "a"), {passing("192.0.2.1", std::nullopt)}));
  BOOST_TEST(messages_of(database.store.flows("example.com", kEver), 1) == 0U);
  BOOST_TEST((database.store.timeline("example.com", kEver).at(0) == Day{kDay0, 0, 0, 0, 0}));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(Timeline)

BOOST_DATA_TEST_CASE(TellsWhatBecameOfTheMessagesOfADay, data::make(kBackends), backend) {
  Database database(backend);
  auto quarantined = failing("192.0.2.2", 20);
  quarantined.policy_evaluated.disposition = aggregate::Disposition::quarantine;
  auto by_dkim = passing("192.0.2.3", 300);
  by_dkim.policy_evaluated.spf.reset();
  auto by_spf = passing("192.0.2.4", 4000);
  by_spf.policy_evaluated.dkim = aggregate::AlignedResult::fail;
  by_spf.policy_evaluated.disposition.reset();
  add(database.store, with_records(aggregate_report("example.com", "a"),
                                   {failing("192.0.2.1", 1), quarantined, by_dkim, by_spf}));
  const Day expected{kDay0, 4321, 4300, 20, 1};
  BOOST_TEST((database.store.timeline("example.com", kEver) == std::vector{expected}));
}

// Reports overlap midnight by seconds; that of a week counts where its middle lies.
BOOST_DATA_TEST_CASE(GivesAReportToOneDay, data::make(kBackends), backend) {
  Database database(backend);
  const auto add_at = [&](seconds begin, seconds end, std::uint64_t count) {
    auto report = aggregate_report("example.com", std::to_string(count), kDay0 + begin);
    report.report_metadata.end = kDay0 + end;
    report.records = {passing("192.0.2.1", count)};
    add(database.store, report);
  };
  add_at(days(1), days(2), 1);
  add_at(days(2) - seconds(1), days(3) + seconds(5), 10);
  add_at(days(0), days(7), 100);
  const std::vector<Day> expected = {{kDay0 + days(1), 1, 1, 0, 0},
                                     {kDay0 + days(2), 10, 10, 0, 0},
                                     {kDay0 + days(3), 100, 100, 0, 0}};
  BOOST_TEST((database.store.timeline("example.com", kEver) == expected));
}

BOOST_DATA_TEST_CASE(HasDaysOfReportsWithoutRecords, data::make(kBackends), backend) {
  Database database(backend);
  add(database.store, aggregate_report("example.com", "a"));
  const std::vector<Day> expected = {{kDay0, 0, 0, 0, 0}};
  BOOST_TEST((database.store.timeline("example.com", kEver) == expected));
  BOOST_TEST(database.store.flows("example.com", kEver).empty());
}

BOOST_DATA_TEST_CASE(KnowsDaysBefore1970, data::make(kBackends), backend) {
  Database database(backend);
  auto report = aggregate_report("example.com", "a", Time(-days(1)));
  add(database.store, report);
  const auto timeline = database.store.timeline("example.com", {Time(-days(9)), Time()});
  BOOST_TEST_REQUIRE(timeline.size() == 1U);
  BOOST_TEST((timeline[0].day == Time(-days(1))));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(Receivers)

BOOST_DATA_TEST_CASE(HaveTheWordsOfTheirLastReport, data::make(kBackends), backend) {
  Database database(backend);
  auto last = with_records(aggregate_report("example.com", "b", kDay0 + days(2)),
                           {passing("192.0.2.1", 5), failing("192.0.2.2", 2)});
  last.report_metadata.org_name.reset();
  last.policy_published.p = aggregate::Policy::reject;
  last.policy_published.np = aggregate::Policy::quarantine;
  last.policy_published.testing = aggregate::Testing::y;
  last.conformance.emplace().deviations.push_back({});
  add(database.store, last, kReceived);
  auto first = with_records(aggregate_report("example.com", "a"), {passing("192.0.2.1", 1)});
  first.policy_published.p = aggregate::Policy::none;
  first.policy_published.sp = aggregate::Policy::none;
  first.conformance.emplace();
  add(database.store, first, kReceived + hours(1));
  Receiver expected;
  expected.reporter = "receiver.example.net";
  expected.reports = 2;
  expected.messages = 8;
  expected.deviating = 1;
  expected.first = kDay0;
  expected.last = kDay0 + days(3) - seconds(1);
  expected.received = kReceived + hours(1);
  expected.p = "reject";
  expected.np = "quarantine";
  expected.testing = "y";
  BOOST_TEST((database.store.receivers("example.com", kEver) == std::vector{expected}));
}

// Of reports for the same time the one that arrived last.
BOOST_DATA_TEST_CASE(OfTheSameTimeLetTheLaterReportSpeak, data::make(kBackends), backend) {
  Database database(backend);
  for (const auto word : {aggregate::Policy::reject, aggregate::Policy::none}) {
    auto report = aggregate_report("example.com", new_payload());
    report.policy_published.p = word;
    add(database.store, report);
  }
  BOOST_TEST(database.store.receivers("example.com", kEver).at(0).p.value() == "none");
}

BOOST_DATA_TEST_CASE(AreSortedAndTheNamelessOneIsThere, data::make(kBackends), backend) {
  Database database(backend);
  for (const char* email : {"a@c.example", "a@B.example", "a@a.example", ""}) {
    auto report = aggregate_report("example.com", "a");
    report.report_metadata.email = email;
    report.report_metadata.org_name.reset();
    add(database.store, report);
  }
  std::vector<std::string> names;
  for (const Receiver& receiver : database.store.receivers("example.com", kEver)) {
    names.push_back(receiver.reporter);
  }
  const std::vector<std::string> expected = {"", "a.example", "b.example", "c.example"};
  BOOST_TEST(names == expected, boost::test_tools::per_element());
}

// RFC 5890 section 2.3.2.1: people ask for A-labels, or we make them of what they ask for.
BOOST_DATA_TEST_CASE(KeepsADomainByItsALabels, data::make(kBackends), backend) {
  Database database(backend);
  const std::string written =
      "b\xc3\xbc"
      "cher.example";
  const std::string key = "xn--bcher-kva.example";
  add(database.store, with_records(aggregate_report(written, "a"), {passing("192.0.2.1", 3)}));
  add(database.store, tls_report("b", {policy(written, reports::tls::PolicyType::sts, 1, 1)}));
  add(database.store, failure_report(written));
  BOOST_TEST(database.store.domains() == std::vector<std::string>{key});
  BOOST_TEST(database.store.list({.domain = key}).reports.size() == 3U);
  BOOST_TEST(database.store.flows(key, kEver).size() == 1U);
  BOOST_TEST(database.store.tls_sessions(key, kEver).size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
