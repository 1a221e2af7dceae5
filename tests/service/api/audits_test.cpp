// SPDX-License-Identifier: MIT
//
// Audits over the route table.

#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tests/service/api/fixture.h"

namespace {

using namespace service::api;

/// The ids of the findings with that verdict.
std::vector<std::string> findings(const boost::json::object& audit, std::string_view verdict) {
  std::vector<std::string> ids;
  for (const auto& finding : audit.at("findings").as_array()) {
    if (tests::text_of(finding.as_object(), "verdict") == verdict) {
      ids.push_back(tests::text_of(finding.as_object(), "id"));
    }
  }
  return ids;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(Audits, tests::Fixture)

BOOST_AUTO_TEST_CASE(GivesTheDocumentOfADomain) {
  const Response response = send("GET", "/v1/domains/Example.com/audit?selector=s1");
  BOOST_TEST(response.status == 200);
  BOOST_TEST(response.content_type == "application/json");
  const auto audit = tests::body_of(response);
  BOOST_TEST(audit.begin()->key() == "schema");
  BOOST_TEST(tests::text_of(audit, "schema") == "mailvet.audit/1");
  BOOST_TEST(tests::text_of(audit, "domain") == "example.com");
  BOOST_TEST(tests::text_of(audit, "time") == "2026-05-01T00:00:00Z");
  BOOST_TEST(audit.at("checks").as_array().size() > 5);
  BOOST_TEST(response.body.find("s1._domainkey.example.com") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(RefusesWhatIsNoDomain) {
  for (const std::string path :
       {"/v1/domains/192.0.2.1/audit", "/v1/domains/foo%20bar/audit",
        "/v1/domains/example..com/audit", "/v1/domains/%00/audit", "/v1/domains/a%2Fb/audit"}) {
    BOOST_TEST_CONTEXT(path) {
      BOOST_TEST(tests::is_problem(send("GET", path), kNotADomain, path));
    }
  }
  const std::string path = "/v1/domains/" + std::string(300, 'a') + "/audit";
  BOOST_TEST(tests::is_problem(send("GET", path), kNotADomain, path));
}

BOOST_AUTO_TEST_CASE(RefusesBadSelectorsAndBlocklists) {
  const std::string path = "/v1/domains/example.com/audit";
  BOOST_TEST(tests::is_problem(send("GET", path + "?selector=a+b"), kBadParameter, path));
  BOOST_TEST(tests::is_problem(send("GET", path + "?blocklist=a..b"), kBadParameter, path));
}

BOOST_AUTO_TEST_CASE(AnswersWithUnknownFindingsWhereTheResolverIsSilent) {
  silence = "No resolver answers at 192.0.2.53; is it running?";
  const std::string path = "/v1/domains/example.net/audit";  // no zone: refused
  const Response response = send("GET", path);
  BOOST_TEST(tests::is_problem(response, kResolverUnreachable, path));
  const auto problem = tests::body_of(response);
  BOOST_TEST(tests::text_of(problem, "detail") == silence);
  BOOST_TEST(tests::text_of(problem, "schema") == "mailvet.audit/1");
  BOOST_TEST(tests::text_of(problem, "domain") == "example.net");
  BOOST_TEST(findings(problem, "unknown").size() > 0);
  BOOST_TEST(findings(problem, "fail").size() == 0);
}

BOOST_AUTO_TEST_CASE(AnswersWithTheAuditWhereNothingIsKnownAndNothingExplainsIt) {
  const Response response = send("GET", "/v1/domains/example.net/audit");
  BOOST_TEST(response.status == 200);
  BOOST_TEST(findings(tests::body_of(response), "fail").size() == 0);
}

BOOST_AUTO_TEST_CASE(AsksForTheReasonOnlyWhereNothingIsKnown) {
  silence = "not to be said";
  BOOST_TEST(send("GET", "/v1/domains/example.com/audit").status == 200);
}

BOOST_AUTO_TEST_CASE(TurnsClientsAwayWhenAllPlacesAreTaken) {
  std::vector<Gate::Place> places;
  while (auto place = services.audits.enter()) places.push_back(std::move(*place));
  BOOST_TEST(places.size() == kMaxAudits);
  const std::string path = "/v1/domains/example.com/audit";
  const Response response = send("GET", path);
  BOOST_TEST(tests::is_problem(response, kBusy, path));
  BOOST_REQUIRE(response.headers.size() == 1);
  BOOST_TEST(response.headers[0].name == "Retry-After");
  BOOST_TEST(send("GET", "/v1/domains/a..b/audit").status == 400);  // needs no place
  places.clear();
  BOOST_TEST(send("GET", path).status == 200);
}

BOOST_AUTO_TEST_CASE(GivesEveryPlaceBack) {
  for (std::size_t i = 0; i < 2 * kMaxAudits; ++i) {
    BOOST_REQUIRE(send("GET", "/v1/domains/example.com/audit").status == 200);
  }
}

BOOST_AUTO_TEST_SUITE_END()
