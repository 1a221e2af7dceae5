// SPDX-License-Identifier: MIT
//
// Reports over the route table.

#include <chrono>
#include <future>
#include <ostream>
#include <set>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "tests/service/api/fixture.h"

namespace {

using namespace service::api;

std::string report(std::string_view id, std::string_view count = "3") {
  return tests::report_xml("example.com", id, count);
}

struct Body {
  const char* name;
  std::string octets;
  const ProblemKind& kind;
};
std::ostream& operator<<(std::ostream& out, const Body& test) {
  return out << test.name;
}

const Body kBadBodies[] = {
    {"empty", "", kUnreadableReport},
    {"only space", " \r\n\t", kUnreadableReport},
    {"text", "hello", kUnreadableReport},
    {"cut JSON", "{\"organization-name\":\"x\"", kUnreadableReport},
    {"JSON of another kind", "{\"organization-name\":\"x\"}", kNotAReport},
    {"a NUL octet", std::string(1, '\0'), kUnreadableReport},
    {"broken XML", "<feedback><report_metadata>", kUnreadableReport},
    {"cut report", report("cut").substr(0, 200), kUnreadableReport},
    {"cut gzip", std::string("\x1f\x8b\x08\0\0\0\0\0\0\x03", 10), kUnreadableReport},
    {"cut zip", std::string("PK\x03\x04", 4), kUnreadableReport},
    {"XML of another kind", "<html><body>hello</body></html>", kNotAReport},
    {"no metadata", "<feedback><record/></feedback>", kNotAReport},
    {"no policy", "<feedback><report_metadata><org_name>x</org_name></report_metadata></feedback>",
     kNotAReport},
};

constexpr const char* kBadQueries[] = {
    "limit=0", "limit=1001",  "limit=-1",
    "limit=",  "limit=x",     "limit=1e3",
    "after=x", "after=-1",    "after=",
    "domain=", "domain=a..b", "limit=99999999999999999999",
    "kind=",   "kind=dmarc",  "after=9223372036854775808",
};

/// A request that needs a place.
struct Gated {
  const char* name;
  Gate Services::*gate;
  std::size_t places;
  const char* method;
};
std::ostream& operator<<(std::ostream& out, const Gated& test) {
  return out << test.name;
}

const Gated kGated[] = {
    {"upload", &Services::uploads, kMaxUploads, "POST"},
    {"report", &Services::report_reads, kMaxReportReads, "GET"},
};

/// A report that is there, and a gate whose places are all taken.
struct Crowd : tests::Fixture {
  std::string path;
  std::vector<Gate::Place> places;

  void fill(const Gated& test) {
    const auto stored = tests::body_of(send("POST", "/v1/reports", report("r1")));
    path = "/v1/reports";
    if (test.gate == &Services::report_reads) {
      path += "/" + tests::text_of(stored.at("reports").at(0).as_object(), "id");
    }
    while (auto place = (services.*test.gate).enter()) places.push_back(std::move(*place));
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(Reports, tests::Fixture)

BOOST_AUTO_TEST_CASE(StoresAReportAndGivesItBack) {
  const Response response = send("POST", "/v1/reports", report("r1"));
  BOOST_REQUIRE(response.status == 201);
  const auto upload = tests::body_of(response);
  BOOST_TEST(tests::text_of(upload, "schema") == "mailvet.upload/1");
  BOOST_TEST(tests::text_of(upload, "outcome") == "stored");
  BOOST_TEST(service::json::compact(upload.at("totals")) ==
             R"({"reports":1,"records":1,"messages":3})");
  const auto& stored = upload.at("reports").at(0).as_object();
  BOOST_TEST(tests::text_of(stored, "domain") == "example.com");
  BOOST_TEST(tests::text_of(stored, "report_id") == "r1");
  BOOST_TEST(tests::text_of(stored, "begin") == "2023-11-14T22:13:20Z");
  const std::string location = "/v1/reports/" + tests::text_of(stored, "id");
  BOOST_REQUIRE(response.headers.size() == 1);
  BOOST_TEST(response.headers[0].value == location);

  const Response found = send("GET", location);
  BOOST_REQUIRE(found.status == 200);
  const auto document = tests::body_of(found);
  BOOST_TEST(tests::text_of(document, "schema") == "mailvet.stored-report/1");
  BOOST_TEST(document.at("report").at("records").at(0).at("source_ip").as_string() == "192.0.2.1");
  BOOST_TEST(document.at("summary").at("received").as_string() == "2026-05-01T00:00:00Z");
}

BOOST_AUTO_TEST_CASE(AnswersTheSameReportAsADuplicate) {
  const auto first = tests::body_of(send("POST", "/v1/reports", report("r1")));
  const Response response = send("POST", "/v1/reports", report("r1"));
  BOOST_TEST(response.status == 200);
  const auto second = tests::body_of(response);
  BOOST_TEST(tests::text_of(second, "outcome") == "duplicate");
  BOOST_TEST((second.at("reports").at(0).at("id") == first.at("reports").at(0).at("id")));
  BOOST_TEST(store.totals().reports == 1U);
}

BOOST_AUTO_TEST_CASE(TellsARevisionFromADuplicate) {
  send("POST", "/v1/reports", report("r1", "3"));
  const Response response = send("POST", "/v1/reports", report("r1", "4"));
  BOOST_TEST(response.status == 201);
  BOOST_TEST(tests::text_of(tests::body_of(response), "outcome") == "revised");
  BOOST_TEST(store.totals().messages == 4U);
}

BOOST_DATA_TEST_CASE_F(tests::Fixture, RefusesWhatIsNoReport,
                       boost::unit_test::data::make(kBadBodies), test) {
  const Response response = send("POST", "/v1/reports", test.octets);
  BOOST_TEST_CONTEXT(response.body) {
    BOOST_TEST(tests::is_problem(response, test.kind, "/v1/reports"));
  }
  BOOST_TEST(store.totals().reports == 0U);
}

BOOST_AUTO_TEST_CASE(KeepsWhatIsStoredWhenAnUploadIsRefused) {
  send("POST", "/v1/reports", report("r1"));
  send("POST", "/v1/reports", "hello");
  BOOST_TEST(store.totals().reports == 1U);
}

// Of 2023-11-14T22:13:20Z to 2023-11-15T22:13:19Z.
BOOST_AUTO_TEST_CASE(ListsThoseOfAPeriod) {
  send("POST", "/v1/reports", report("r1"));
  const auto listed = [&](const std::string& query) {
    return tests::body_of(send("GET", "/v1/reports?" + query)).at("reports").as_array().size();
  };
  BOOST_TEST(listed("from=2023-11-15") == 1U);
  BOOST_TEST(listed("to=2023-11-15") == 0U);
  BOOST_TEST(listed("from=2023-11-15T00:00:00Z&to=2023-11-16&domain=example.com") == 1U);
  BOOST_TEST(listed("from=2023-11-16") == 0U);
}

BOOST_AUTO_TEST_CASE(HasNoReportOfAnotherId) {
  for (const std::string id : {"0", "x", "00000000000000000000000000", "%27%20OR%201=1"}) {
    const std::string path = "/v1/reports/" + id;
    BOOST_TEST(tests::is_problem(send("GET", path), kNoSuchReport, path));
  }
}

// What is no id reaches neither the database nor a header field, and waits for no place.
BOOST_AUTO_TEST_CASE(RefusesIdsOfAnotherFormBeforeAnythingElse) {
  const auto stored = tests::body_of(send("POST", "/v1/reports", report("r1")));
  const std::string id = tests::text_of(stored.at("reports").at(0).as_object(), "id");
  BOOST_TEST(send("GET", "/v1/reports/" + id + "/source").status == 200);
  std::vector<Gate::Place> places;
  while (auto place = services.report_reads.enter()) places.push_back(std::move(*place));
  const std::string other_digit = id.substr(1) + "G";
  for (const std::string& wrong :
       {id + "%00", id + "%0d%0aX:%20y", "%00" + id, id.substr(1), id + "0", other_digit,
        "A" + id.substr(1), id.substr(1) + "%20", std::string(100'000, '0')}) {
    for (const std::string& path : {"/v1/reports/" + wrong, "/v1/reports/" + wrong + "/source",
                                    "/v1/unread-reports/" + wrong + "/source"}) {
      const Response response = send("GET", path);
      BOOST_TEST(response.status == 404);
      BOOST_TEST(tests::text_of(tests::body_of(response), "type") == "/problems/no-such-report");
    }
  }
}

BOOST_AUTO_TEST_CASE(ListsPageAfterPage) {
  for (const std::string id : {"a", "b", "c"}) send("POST", "/v1/reports", report(id));
  std::string after;
  std::string order;
  for (int page = 0; page < 3; ++page) {
    const auto list = tests::body_of(send("GET", "/v1/reports?limit=1" + after));
    BOOST_TEST(tests::text_of(list, "schema") == "mailvet.report-list/1");
    BOOST_REQUIRE(list.at("reports").as_array().size() == 1);
    order += tests::text_of(list.at("reports").at(0).as_object(), "report_id");
    const auto* next = list.if_contains("next");
    BOOST_REQUIRE((next != nullptr) == (page < 2));
    if (next != nullptr) after = "&after=" + service::json::compact(*next);
  }
  BOOST_TEST(order == "cba");
}

BOOST_AUTO_TEST_CASE(TakesThePlaceOfAPageInSixtyFourBits) {
  send("POST", "/v1/reports", report("a"));
  for (const std::string after : {"4294967296", "9223372036854775807"}) {
    const auto list = tests::body_of(send("GET", "/v1/reports?after=" + after));
    BOOST_TEST(list.at("reports").as_array().size() == 1U);
  }
}

BOOST_AUTO_TEST_CASE(PagesStayWhileReportsArrive) {
  constexpr int kBefore = 30;
  for (int i = 0; i < kBefore; ++i) send("POST", "/v1/reports", report("a" + std::to_string(i)));
  std::jthread uploads([this](const std::stop_token& stop) {
    for (int i = 0; !stop.stop_requested(); ++i) {
      send("POST", "/v1/reports", report("b" + std::to_string(i)));
    }
  });
  std::vector<std::string> seen;
  std::string after;
  do {
    const auto list = tests::body_of(send("GET", "/v1/reports?limit=3" + after));
    for (const auto& entry : list.at("reports").as_array()) {
      seen.push_back(tests::text_of(entry.as_object(), "report_id"));
    }
    after.clear();
    if (list.contains("next")) after = "&after=" + service::json::compact(list.at("next"));
  } while (!after.empty());
  uploads.request_stop();
  const std::set<std::string> each(seen.begin(), seen.end());
  BOOST_TEST(each.size() == seen.size());
  for (int i = 0; i < kBefore; ++i) BOOST_TEST(each.contains("a" + std::to_string(i)));
}

BOOST_AUTO_TEST_CASE(ListsTheReportsOfADomain) {
  send("POST", "/v1/reports", report("a"));
  send("POST", "/v1/reports", tests::report_xml("example.org", "b"));
  const auto list = tests::body_of(send("GET", "/v1/reports?domain=Example.ORG."));
  BOOST_REQUIRE(list.at("reports").as_array().size() == 1);
  BOOST_TEST(tests::text_of(list.at("reports").at(0).as_object(), "report_id") == "b");
}

BOOST_DATA_TEST_CASE_F(tests::Fixture, RefusesBadQueries, boost::unit_test::data::make(kBadQueries),
                       query) {
  const Response response = send("GET", "/v1/reports?" + std::string(query));
  BOOST_TEST(tests::is_problem(response, kBadParameter, "/v1/reports"));
}

BOOST_DATA_TEST_CASE_F(Crowd, TurnsClientsAwayWhereNoPlaceBecomesFree,
                       boost::unit_test::data::make(kGated), test) {
  fill(test);
  BOOST_TEST(places.size() == test.places);
  const auto start = std::chrono::steady_clock::now();
  const Response response = send(test.method, path, report("r2"));
  BOOST_TEST((std::chrono::steady_clock::now() - start >= kPlacePatience));
  BOOST_TEST(tests::is_problem(response, kBusy, path));
  BOOST_REQUIRE(response.headers.size() == 1);
  BOOST_TEST(response.headers[0].name == "Retry-After");
  BOOST_TEST(store.totals().reports == 1U);
  BOOST_TEST(send("GET", "/v1/reports").status == 200);  // needs no place
  places.clear();
  BOOST_TEST(send(test.method, path, report("r1")).status == 200);
}

BOOST_DATA_TEST_CASE_F(Crowd, WaitsForAPlaceThatBecomesFree, boost::unit_test::data::make(kGated),
                       test) {
  using namespace std::chrono_literals;
  fill(test);
  auto answer =
      std::async(std::launch::async, [&] { return send(test.method, path, report("r1")).status; });
  BOOST_TEST((answer.wait_for(100ms) == std::future_status::timeout));
  places.pop_back();
  BOOST_TEST(answer.get() == 200);
}

BOOST_DATA_TEST_CASE_F(Crowd, GivesEveryPlaceBack, boost::unit_test::data::make(kGated), test) {
  fill(test);
  places.clear();
  for (std::size_t i = 0; i < 2 * test.places; ++i) {
    BOOST_REQUIRE(send(test.method, path, report("r1")).status == 200);
    BOOST_REQUIRE(send("POST", "/v1/reports", "hello").status == 400);
    BOOST_REQUIRE(send("GET", "/v1/reports/nosuch").status == 404);
  }
}

BOOST_AUTO_TEST_SUITE_END()
