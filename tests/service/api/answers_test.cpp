// SPDX-License-Identifier: MIT
//
// What stored reports tell of a domain, over the route table.

#include <algorithm>
#include <chrono>
#include <ostream>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "service/api/analysis_documents.h"
#include "service/api/mail_analysis.h"
#include "service/api/sources_page.h"
#include "tests/service/api/fixture.h"
#include "tests/support/stalling_resolver.h"

namespace {

using namespace service::api;

using libauth::base::Time;

Time time(std::string_view text) {
  return *libauth::base::parse_time(text);
}

struct Page {
  const char* name;
  const char* schema;
};
std::ostream& operator<<(std::ostream& out, const Page& test) {
  return out << test.name;
}

constexpr Page kPages[] = {
    {"dmarc/summary", "mailvet.dmarc-summary/1"},     {"dmarc/sources", "mailvet.dmarc-sources/1"},
    {"dmarc/timeline", "mailvet.dmarc-timeline/1"},   {"dmarc/impact", "mailvet.dmarc-impact/1"},
    {"dmarc/receivers", "mailvet.dmarc-receivers/1"}, {"dmarc/fixes", "mailvet.dmarc-fixes/1"},
    {"tls/summary", "mailvet.tls-summary/1"},
};

constexpr const char* kBadPeriods[] = {
    "from=",
    "from=x",
    "from=2026-13-01",
    "from=2026-04-31",
    "from=-1",
    "to=2026-05-01T00:00",
    "to=99999999999999999999",
    "to=253402300800",  // the year 10000
    "from=2026-05-02",  // behind the end
    "from=2026-04-01&to=2026-04-01",
    "from=1990-01-01",
    "from=2026-04-01&from=2026-04-02",
    "days=7",
};

constexpr const char* kBadSources[] = {
    "limit=0",
    "limit=1001",
    "order=",
    "order=size",
    "after=x&order=name",
    "after=1.2&order=name",
    "after=2.1.x&order=name",
    "after=1777334400.1777420800.x",
    "after=1777334400.1777420800.x&order=messages",
    "after=1777334400.1777420800.x&order=name&from=2026-04-27",
    "after=1777334400.1777420800.x&order=name&to=2026-04-30",
};

constexpr const char* kBadImpacts[] = {"p=", "p=Reject", "sp=x", "np=1", "t=yes", "pct=50"};

constexpr const char* kNoDomains[] = {"a..b",      "%00",        ".", "a%20.example..com",
                                      "192.0.2.1", "2001:db8::1"};

/// Reports on April 29 and 30: the clock of the tests stands at the begin of May 1st.
struct Stored : tests::Fixture {
  Stored() {
    add("r1", "192.0.2.1", "900", "pass");
    add("r2", "203.0.113.7", "30", "fail");
    add("r3", "198.51.100.9", "100", "fail", "nope.example.com");
    send("POST", "/v1/reports", tests::tls_json("example.com", "t1"));
  }

  /// A report of April 29 on one address.
  void add(const std::string& id, const std::string& address, const std::string& count,
           const std::string& dkim, const std::string& from = "example.com") {
    std::string xml = tests::report_xml("example.com", id, count);
    const auto replace = [&xml](std::string_view what, const std::string& by) {
      xml.replace(xml.find(what), what.size(), by);
    };
    replace("1700000000", "1777420800");
    replace("1700086399", "1777507199");
    replace("192.0.2.1<", address + "<");
    replace("<dkim>pass", "<dkim>" + dkim);
    replace("<header_from>example.com", "<header_from>" + from);
    replace("<result>pass", "<result>fail");  // so that sources are known by their addresses
    if (send("POST", "/v1/reports", xml).status != 201) throw std::runtime_error("not stored");
  }

  boost::json::object get(const std::string& target) {
    const Response response = send("GET", target);
    BOOST_REQUIRE_MESSAGE(response.status == 200, target << ": " << response.body);
    return tests::body_of(response);
  }
};

const std::string kDomain = "/v1/domains/example.com/";

std::vector<std::string> names_of(const boost::json::object& page) {
  std::vector<std::string> names;
  for (const auto& entry : page.at("sources").as_array()) {
    names.push_back(tests::text_of(entry.at("source").as_object(), "name"));
  }
  return names;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(Answers, Stored)

BOOST_DATA_TEST_CASE_F(Stored, EveryAnswerHasItsSchemaDomainAndPeriod,
                       boost::unit_test::data::make(kPages), page) {
  const auto document =
      get("/v1/domains/Example.COM./" + std::string(page.name) + "?from=2026-04-28&to=2026-05-01");
  BOOST_TEST(document.begin()->key() == "schema");
  BOOST_TEST(tests::text_of(document, "schema") == page.schema);
  BOOST_TEST(tests::text_of(document, "domain") == "example.com");
  BOOST_TEST(service::json::compact(document.at("period")) ==
             R"({"from":"2026-04-28T00:00:00Z","to":"2026-05-01T00:00:00Z"})");
}

BOOST_DATA_TEST_CASE_F(tests::Fixture, AnswersWithoutReports, boost::unit_test::data::make(kPages),
                       page) {
  const Response response = send("GET", kDomain + page.name);
  BOOST_TEST(response.status == 200);
  const auto document = tests::body_of(response);
  BOOST_TEST(tests::text_of(document, "schema") == page.schema);
  const bool is_impact = std::string_view(page.name) == "dmarc/impact";
  BOOST_TEST(tests::text_of(document.at("period").as_object(), "from") ==
             (is_impact ? "2026-04-01T00:00:00Z" : "2026-04-24T00:00:00Z"));
}

BOOST_DATA_TEST_CASE_F(tests::Fixture, RefusesBadPeriods, boost::unit_test::data::make(kBadPeriods),
                       query) {
  for (const Page& page : kPages) {
    const std::string path = kDomain + page.name;
    BOOST_TEST(tests::is_problem(send("GET", path + "?" + query), kBadParameter, path), path);
  }
}

// The three addresses are three flows; the days are one, and the sessions are one.
BOOST_DATA_TEST_CASE_F(Stored, RefusesWhatWouldBeTooMuch, boost::unit_test::data::make(kPages),
                       page) {
  store = reports::store::Store::open(folder.file("reports.db"), {.max_rows = 2});
  const std::string path = kDomain + page.name;
  const Response response = send("GET", path);
  const bool is_of_flows = page.schema != kDmarcTimelineSchema && page.schema != kTlsSummarySchema;
  BOOST_TEST(response.status == (is_of_flows ? 422 : 200));
  BOOST_TEST(tests::is_problem(response, kTooMuch, path) == is_of_flows);
}

BOOST_DATA_TEST_CASE_F(tests::Fixture, RefusesWhatIsNoDomain,
                       boost::unit_test::data::make(kNoDomains), domain) {
  for (const Page& page : kPages) {
    const std::string path = "/v1/domains/" + std::string(domain) + "/" + page.name;
    BOOST_TEST(tests::is_problem(send("GET", path), kNotADomain, path), path);
  }
}

BOOST_AUTO_TEST_CASE(SumsUpADomain) {
  const auto summary = get(kDomain + "dmarc/summary");
  BOOST_TEST(summary.at("changes").at("messages").at("now") == 1030);
  BOOST_TEST(!tests::text_of(summary, "word").empty());
  // That of the DNS, and not of the reports, which say p=none.
  BOOST_TEST(tests::text_of(summary.at("policy").as_object(), "p") == "reject");
  BOOST_TEST(tests::text_of(summary, "policy_source") == "published");
  const auto impact = get(kDomain + "dmarc/impact");
  BOOST_TEST(tests::text_of(impact, "policy_source") == "published");
  BOOST_TEST(impact.at("proposed") == impact.at("next_step").at("raised"));
  BOOST_TEST(impact.at("is_next_step").as_bool());
  const auto before = get(kDomain + "dmarc/summary?to=2026-04-29");
  BOOST_TEST(tests::text_of(before, "word") == "no-data");
  const auto other = get("/v1/domains/example.net/dmarc/summary");
  BOOST_TEST(tests::text_of(other, "word") == "no-data");
}

// Twenty days of mail that passes, under p=none: a step can be made.
BOOST_FIXTURE_TEST_CASE(AsksForTheNextStepWhereNoWordIsGiven, tests::Fixture) {
  constexpr std::int64_t kDay = 86'400;
  const std::int64_t last =
      time("2026-04-30T00:00:00Z").time_since_epoch() / std::chrono::seconds(1);
  for (std::int64_t day = 0; day < 20; ++day) {
    std::string xml = tests::report_xml("begins.example.com", "d" + std::to_string(day), "10");
    xml.replace(xml.find("1700000000"), 10, std::to_string(last - day * kDay));
    xml.replace(xml.find("1700086399"), 10, std::to_string(last - day * kDay + kDay - 1));
    BOOST_REQUIRE(send("POST", "/v1/reports", std::move(xml)).status == 201);
  }
  const auto asked = [&](const std::string& query) {
    const Response response = send("GET", "/v1/domains/begins.example.com/dmarc/impact" + query);
    BOOST_REQUIRE_MESSAGE(response.status == 200, response.body);
    return tests::body_of(response);
  };
  const auto next = asked("");
  BOOST_TEST(service::json::compact(next.at("current").at("words")) ==
             R"({"p":"none","testing":false})");
  BOOST_TEST(service::json::compact(next.at("proposed")) ==
             R"({"p":"quarantine","np":"reject","testing":true})");
  BOOST_TEST(tests::text_of(next, "readiness") == "ready");
  const auto none = asked("?t=n");
  BOOST_TEST(none.at("proposed") == none.at("current").at("words"));
}

BOOST_AUTO_TEST_CASE(TellsOfEachDay) {
  const auto timeline = get(kDomain + "dmarc/timeline");
  BOOST_REQUIRE(timeline.at("days").as_array().size() == 1U);
  const auto& day = timeline.at("days").at(0).as_object();
  BOOST_TEST(tests::text_of(day, "day") == "2026-04-29T00:00:00Z");
  BOOST_TEST(day.at("messages") == 1030);
  BOOST_TEST(day.at("passed") == 900);
  const auto& classes = day.at("classes").as_object();
  BOOST_TEST(classes == get(kDomain + "dmarc/sources").at("classes").as_object());
}

BOOST_AUTO_TEST_CASE(TellsWhoReports) {
  const auto receivers = get(kDomain + "dmarc/receivers");
  BOOST_TEST(receivers.at("reports") == 3);
  BOOST_TEST(tests::text_of(receivers, "state") == "coming");
}

BOOST_AUTO_TEST_CASE(TellsOfTls) {
  const auto tls = get(kDomain + "tls/summary");
  BOOST_TEST(tls.at("totals").at("failed") == 100);
  BOOST_TEST(tests::text_of(tls.at("hosts").at(0).as_object(), "receiving_mx_hostname") ==
             "mx.example.com");
  BOOST_TEST(tls.at("sts").at("mode").as_string() == "testing");
}

BOOST_AUTO_TEST_CASE(TellsWhatToMendByTheRecordsOfToday) {
  const auto fixes = get(kDomain + "dmarc/fixes");
  BOOST_TEST(tests::text_of(fixes.at("dmarc").as_object(), "state") == "fine");
  BOOST_TEST(tests::text_of(fixes.at("dmarc").as_object(), "p") == "reject");
  BOOST_TEST(tests::text_of(fixes.at("spf").as_object(), "text") == "v=spf1 mx -all");
}

BOOST_AUTO_TEST_CASE(WorksOutWhatAPolicyWouldDo) {
  const auto impact = get(kDomain + "dmarc/impact?p=quarantine&sp=none&np=reject&t=n");
  BOOST_TEST(impact.at("messages") == 1030);
  BOOST_TEST(service::json::compact(impact.at("proposed")) ==
             R"({"p":"quarantine","sp":"none","np":"reject","testing":false})");
  // That of the DNS, and not of the reports, which say p=none.
  BOOST_TEST(impact.at("current").at("words").at("p").as_string() == "reject");
}

BOOST_AUTO_TEST_CASE(KnowsBySubdomainsInTheDnsWhichPolicyCounts) {
  // nope.example.com does not exist in the zone.
  const auto of = [this](const std::string& words) {
    const auto impact = get(kDomain + "dmarc/impact?p=none&" + words);
    std::uint64_t lost = 0;
    for (const char* group : {"own", "unknown", "forwarders", "spoofing"}) {
      lost += impact.at(group).at("losses").at("lost").to_number<std::uint64_t>();
    }
    return lost;
  };
  BOOST_TEST(of("sp=none&np=reject") == 100U);
  BOOST_TEST(of("sp=reject&np=none") == 0U);
}

// RFC 9989 section 3.2.13: what the DNS does not tell is not taken for a name that does not exist.
BOOST_AUTO_TEST_CASE(AnswersWithoutTheDns) {
  tests::StallingResolver silent(resolver, "");
  Services without{
      .dns = {.resolver = silent, .explain_silence = [] { return std::string("Nobody answers."); }},
      .store = store,
      .now = services.now};
  without.dns.limits.time = std::chrono::milliseconds(50);
  const auto get_without = [&without](const std::string& page, std::vector<Parameter> query) {
    return dispatch({.method = "GET",
                     .path = kDomain + "dmarc/" + page,
                     .segments = {"v1", "domains", "example.com", "dmarc", page},
                     .query = std::move(query),
                     .places = {},
                     .body = {}},
                    without);
  };
  const Response summary = get_without("summary", {});
  BOOST_TEST(summary.status == 200);
  BOOST_TEST(tests::text_of(tests::body_of(summary), "policy_source") == "seen");
  BOOST_TEST(get_without("sources", {}).status == 200);
  const Response response = get_without("impact", {{"sp", "none"}, {"np", "reject"}});
  BOOST_TEST(response.status == 200);
  const auto impact = tests::body_of(response);
  // As receivers saw it.
  BOOST_TEST(impact.at("current").at("words").at("p").as_string() == "none");
  BOOST_TEST(tests::text_of(impact, "policy_source") == "seen");
  std::uint64_t undetermined = 0;
  for (const char* group : {"own", "unknown", "forwarders", "spoofing"}) {
    undetermined += impact.at(group).at("losses").at("undetermined").to_number<std::uint64_t>();
  }
  BOOST_TEST(undetermined == 100U);

  // Where nothing fails the DNS is not needed.
  BOOST_TEST(get_without("fixes", {}).status == 200);
  store.set_verdict("example.com", "203.0.113.7", reports::sources::Verdict::approve,
                    services.now());
  const Response fixes = get_without("fixes", {});
  BOOST_TEST(tests::is_problem(fixes, kResolverUnreachable, kDomain + "dmarc/fixes"));
  BOOST_TEST(tests::text_of(tests::body_of(fixes), "schema") == "mailvet.dmarc-fixes/1");
}

BOOST_DATA_TEST_CASE_F(tests::Fixture, RefusesBadPolicies,
                       boost::unit_test::data::make(kBadImpacts), query) {
  const std::string path = kDomain + "dmarc/impact";
  BOOST_TEST(tests::is_problem(send("GET", path + "?" + query), kBadParameter, path));
}

BOOST_AUTO_TEST_CASE(ListsSourcesByMessages) {
  const auto page = get(kDomain + "dmarc/sources?limit=1");
  BOOST_TEST(page.at("messages") == 1030);
  BOOST_TEST(page.at("sources_count").to_number<std::uint64_t>() == 3U);
  BOOST_REQUIRE(page.at("sources").as_array().size() == 1U);
  BOOST_TEST(page.at("sources").at(0).at("messages") == 900);
  BOOST_TEST(!page.contains("next"));
}

// While reports arrive: numbers change, and new sources come before and behind the page.
BOOST_AUTO_TEST_CASE(PagesOfSourcesStayWhileReportsArrive) {
  const auto all = names_of(get(kDomain + "dmarc/sources?order=name"));
  BOOST_REQUIRE(all.size() == 3U);
  BOOST_TEST(std::ranges::is_sorted(all));
  std::vector<std::string> seen;
  std::string after;
  int arrived = 0;
  do {
    const auto page = get(kDomain + "dmarc/sources?order=name&limit=1" + after);
    for (const std::string& name : names_of(page)) seen.push_back(name);
    BOOST_TEST(service::json::compact(page.at("period")) ==
               R"({"from":"2026-04-24T00:00:00Z","to":"2026-05-01T00:00:00Z"})");
    after.clear();
    if (page.contains("next")) after = "&after=" + tests::text_of(page, "next");
    ++arrived;
    add("n" + std::to_string(arrived), "198.51.100.9", "5000", "fail");
    add("m" + std::to_string(arrived), "192.0.2.200", "7000", "fail");
    services.now = [arrived] { return time("2026-05-01T00:00:00Z") + std::chrono::hours(arrived); };
  } while (!after.empty() && seen.size() < 20);
  BOOST_TEST(std::set<std::string>(seen.begin(), seen.end()).size() == seen.size());
  for (const std::string& name : all) BOOST_TEST(std::ranges::count(seen, name) == 1, name);
}

BOOST_DATA_TEST_CASE_F(tests::Fixture, RefusesBadPages, boost::unit_test::data::make(kBadSources),
                       query) {
  const std::string path = kDomain + "dmarc/sources";
  BOOST_TEST(tests::is_problem(send("GET", path + "?" + query), kBadParameter, path));
}

BOOST_AUTO_TEST_CASE(TakesThePeriodOfTheFirstPageAgain) {
  const std::string target =
      kDomain + "dmarc/sources?order=name&limit=1&from=2026-04-28&to=2026-04-30";
  const auto first = get(target);
  const auto second = get(target + "&after=" + tests::text_of(first, "next"));
  BOOST_TEST((first.at("period") == second.at("period")));
  BOOST_TEST((names_of(first) != names_of(second)));
}

BOOST_AUTO_TEST_CASE(TakesTheOwnersWord) {
  const std::string name = names_of(get(kDomain + "dmarc/sources?limit=1")).front();
  const std::string path = kDomain + "dmarc/sources/" + name + "/verdict";
  const Response set = send("PUT", path, R"({"verdict":"approve"})");
  BOOST_REQUIRE(set.status == 200);
  const auto document = tests::body_of(set);
  BOOST_TEST(tests::text_of(document, "schema") == "mailvet.source-verdict/1");
  BOOST_TEST(tests::text_of(document, "source") == name);
  BOOST_TEST(tests::text_of(document, "verdict") == "approve");
  BOOST_TEST(!document.contains("note"));
  const auto sources = get(kDomain + "dmarc/sources?limit=1");
  BOOST_TEST(sources.at("sources").at(0).at("verdict").as_string() == "approve");
  const auto list = get(kDomain + "dmarc/verdicts");
  BOOST_TEST(list.at("verdicts").at(0).at("source").as_string() == name);

  BOOST_TEST(send("PUT", path, R"({"verdict":"block"})").status == 200);
  BOOST_TEST(get(kDomain + "dmarc/verdicts").at("verdicts").as_array().size() == 1U);
  const Response removed = send("DELETE", path);
  BOOST_TEST(removed.status == 200);
  BOOST_TEST(!tests::body_of(removed).contains("verdict"));
  BOOST_TEST(get(kDomain + "dmarc/verdicts").at("verdicts").as_array().empty());
  BOOST_TEST(send("DELETE", path).status == 200);
}

// As the command line warns.
BOOST_AUTO_TEST_CASE(SaysThatNoReportHasTheSource) {
  const auto note_on = [&](const std::string& source) {
    return tests::text_of(
        tests::body_of(send("PUT", kDomain + "dmarc/sources/" + source + "/verdict",
                            R"({"verdict":"approve"})")),
        "note");
  };
  send("POST", "/v1/reports", tests::report_xml("example.com", "r1"));
  std::string name = "example.net";
  BOOST_TEST(note_on(name) == "");
  BOOST_TEST(note_on("Other") == "No report on example.com has the source \"Other\".");
  const std::string known = name;
  name.front() = static_cast<char>(name.front() ^ 0x20);
  BOOST_TEST(note_on(name) == "No report on example.com has the source \"" + name +
                                  "\". One that differs in case alone is \"" + known + "\".");
  BOOST_TEST(
      !tests::body_of(send("DELETE", kDomain + "dmarc/sources/Other/verdict")).contains("note"));
}

BOOST_AUTO_TEST_CASE(TakesNamesWithSlashes) {
  const std::string path = kDomain + "dmarc/sources/2001:db8::%2F64/verdict";
  const auto document = tests::body_of(send("PUT", path, R"({"verdict":"ignore"})"));
  BOOST_TEST(tests::text_of(document, "source") == "2001:db8::/64");
}

BOOST_AUTO_TEST_CASE(RefusesBadVerdicts) {
  const std::string path = kDomain + "dmarc/sources/x/verdict";
  for (const std::string& body :
       {std::string(), std::string("approve"), std::string("\"approve\""), std::string("{}"),
        std::string("[]"), std::string(R"({"verdict":"Approve"})"), std::string(R"({"verdict":1})"),
        std::string(R"({"verdict":null})"), std::string(R"({"verdict":"approve","x":1})"),
        std::string(R"({"verdict":"approve"})", 20),
        R"({"verdict":"approve")" + std::string(2'000, ' ') + "}", std::string(100'000, '[')}) {
    BOOST_TEST(tests::is_problem(send("PUT", path, body), kBadDocument, path), body.substr(0, 80));
  }
  const std::string body = R"({"verdict":"approve"})";
  for (const std::string& name :
       {std::string("%00"), std::string("a%0Ab"), std::string("%20%20"), std::string(256, 'x')}) {
    const std::string bad = kDomain + "dmarc/sources/" + name + "/verdict";
    BOOST_TEST(tests::is_problem(send("PUT", bad, body), kBadParameter, bad));
    BOOST_TEST(tests::is_problem(send("DELETE", bad), kBadParameter, bad));
  }
  const std::string no_domain = "/v1/domains/a..b/dmarc/sources/x/verdict";
  BOOST_TEST(tests::is_problem(send("PUT", no_domain, body), kNotADomain, no_domain));
  BOOST_TEST(get(kDomain + "dmarc/verdicts").at("verdicts").as_array().empty());
}

BOOST_DATA_TEST_CASE_F(Stored, TurnsClientsAwayWhereNoPlaceBecomesFree,
                       boost::unit_test::data::make(kPages), page) {
  std::vector<Gate::Place> places;
  while (auto place = services.answers.enter()) places.push_back(std::move(*place));
  BOOST_TEST(places.size() == kMaxAnswers);
  const std::string path = kDomain + page.name;
  BOOST_TEST(tests::is_problem(send("GET", path), kBusy, path));
  places.clear();
  for (std::size_t i = 0; i <= kMaxAnswers; ++i) BOOST_TEST(send("GET", path).status == 200);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(Periods)

BOOST_AUTO_TEST_CASE(AreReadFromDatesAndTimes) {
  const Time now = time("2026-05-01T12:00:00Z");
  const auto usual = read_period({}, {}, now);
  BOOST_TEST((usual->to == time("2026-05-01T00:00:00Z")));
  BOOST_TEST((usual->from == time("2026-04-24T00:00:00Z")));
  for (const char* of_that_day : {"2026-05-01T00:00:00Z", "2026-05-01T23:59:59Z"}) {
    BOOST_TEST((read_period({}, {}, time(of_that_day)).value() == *usual));
  }
  const auto until_now = read_period("2026-05-01", {}, now);
  BOOST_TEST((until_now->from == time("2026-05-01T00:00:00Z") && until_now->to == now));
  const auto dates = read_period("2026-02-28", "2026-03-01", now);
  BOOST_TEST((dates->from == time("2026-02-28T00:00:00Z")));
  BOOST_TEST((dates->to == time("2026-03-01T00:00:00Z")));
  const auto mixed = read_period("2026-04-30T06:00:00Z", "1777593600", now);
  BOOST_TEST((mixed->from == time("2026-04-30T06:00:00Z")));
  BOOST_TEST((mixed->to == time("2026-05-01T00:00:00Z")));
  const auto open = read_period({}, "2026-03-01", now, std::chrono::days(1));
  BOOST_TEST((open->from == time("2026-02-28T00:00:00Z")));
  const auto early = read_period({}, "1970-01-02", now);
  BOOST_TEST((early->from == Time()));
}

BOOST_AUTO_TEST_CASE(SayWhichEndIsWrong) {
  const Time now = time("2026-05-01T12:00:00Z");
  BOOST_TEST(read_period("x", {}, now).error().rule == "from");
  BOOST_TEST(read_period({}, "2026-02-30", now).error().rule == "to");
  BOOST_TEST(read_period("2026-05-02", {}, now).error().rule == "from");
  BOOST_TEST(read_period("2000-01-01", {}, now).error().rule == "from");
}

BOOST_AUTO_TEST_CASE(CursorsAreReadAsTheyAreWritten) {
  for (const std::string name :
       {"SendGrid", "192.0.2.1", "a.b.c", "", "2001:db8::/64", "\xc3\xa9"}) {
    const SourcesCursor cursor{{time("2026-04-24T00:00:00Z"), time("2026-05-01T00:00:00Z")}, name};
    BOOST_TEST((parse_cursor(to_text(cursor)) == cursor), name);
  }
  for (const char* text : {"", ".", "1.", "1.2", "x.2.y", "2026-04-24.2026-05-01.x", "-1.2.x",
                           "2.1.x", "1..x", "1.99999999999999999999.x"}) {
    BOOST_TEST(!parse_cursor(text), text);
  }
}

BOOST_AUTO_TEST_SUITE_END()
