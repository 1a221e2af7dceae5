// SPDX-License-Identifier: MIT
//
// Requests find their route, or a problem that says why not.

#include <ostream>
#include <set>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "tests/service/api/fixture.h"

namespace {

using namespace service::api;

struct Case {
  const char* method;
  const char* target;
  int status;
  const char* allow = "";
};
std::ostream& operator<<(std::ostream& out, const Case& test) {
  return out << test.method << ' ' << test.target;
}

constexpr Case kCases[] = {
    {"GET", "/healthz", 200},
    {"HEAD", "/healthz", 200},
    {"POST", "/healthz", 405, "GET, HEAD"},
    {"OPTIONS", "/healthz", 405, "GET, HEAD"},
    {"get", "/healthz", 405, "GET, HEAD"},
    {"BREW", "/healthz", 405, "GET, HEAD"},
    {"GET", "/v1/reports", 200},
    {"HEAD", "/v1/reports", 200},
    {"DELETE", "/v1/reports", 405, "POST, GET, HEAD"},
    {"DELETE", "/v1/reports/1", 405, "GET, HEAD"},
    {"GET", "/v1/domains/example.com/dmarc/sources/x/verdict", 405, "PUT, DELETE"},
    {"POST", "/v1/domains/example.com/audit", 405, "GET, HEAD"},
    {"GET", "/", 404},
    {"GET", "/v1", 404},
    {"GET", "/V1/reports", 404},
    {"GET", "/v1/reports/", 404},
    {"GET", "/v1/reports/1/2", 404},
    {"GET", "//healthz", 404},
    {"GET", "/healthz/", 404},
    {"GET", "/v1/domains//audit", 404},
    {"GET", "/v1/domains/example.com", 404},
    {"GET", "/openapi.json", 200},
    {"GET", "/problems/not-a-domain", 200},
    {"GET", "/problems/none-such", 404},
};

struct Query {
  const char* target;
  const char* says;  ///< in the detail
};
std::ostream& operator<<(std::ostream& out, const Query& test) {
  return out << test.target;
}

constexpr Query kBadQueries[] = {
    {"/healthz?x=1", "it takes none"},
    {"/v1/reports?limmit=5", "it takes domain, kind, from, to, limit, after"},
    {"/v1/reports?limit=5&limit=6", "may be given once"},
    {"/v1/domains/example.com/audit?domain=example.net", "it takes selector, blocklist"},
    {"/v1/reports?%1b[2J=1", "\\027[2J"},
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(Dispatch, tests::Fixture)

BOOST_DATA_TEST_CASE_F(tests::Fixture, AnswersByTheTable, boost::unit_test::data::make(kCases),
                       test) {
  const Response response = send(test.method, test.target);
  BOOST_TEST(response.status == test.status);
  if (test.status == 404) BOOST_TEST(tests::is_problem(response, kNoSuchPage, test.target));
  if (test.status != 405) return;
  BOOST_TEST(tests::is_problem(response, kMethodNotAllowed, test.target));
  BOOST_REQUIRE(response.headers.size() == 1);
  BOOST_TEST(response.headers[0].name == "Allow");
  BOOST_TEST(response.headers[0].value == test.allow);
}

BOOST_DATA_TEST_CASE_F(tests::Fixture, RefusesParametersThatTheRouteDoesNotHave,
                       boost::unit_test::data::make(kBadQueries), test) {
  const Response response = send("GET", test.target);
  BOOST_TEST(response.status == 400);
  const auto problem = tests::body_of(response);
  BOOST_TEST(tests::text_of(problem, "type") == "/problems/bad-parameter");
  BOOST_TEST(tests::text_of(problem, "detail").find(test.says) != std::string::npos);
}

BOOST_AUTO_TEST_CASE(ProblemsHaveIdsOfTheirOwn) {
  std::set<std::string_view> ids;
  for (const ProblemKind* kind : all_problems()) {
    BOOST_TEST(ids.insert(kind->id).second);
    BOOST_TEST(kind->status >= 400);
    BOOST_TEST(find_problem(kind->id) == kind);
  }
}

BOOST_AUTO_TEST_CASE(EveryProblemHasAPage) {
  for (const ProblemKind* kind : all_problems()) {
    const Response response = send("GET", "/problems/" + std::string(kind->id));
    BOOST_TEST(response.status == 200);
    BOOST_TEST(tests::text_of(tests::body_of(response), "advice") == kind->advice);
  }
}

BOOST_AUTO_TEST_SUITE_END()
