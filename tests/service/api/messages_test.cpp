// SPDX-License-Identifier: MIT
//
// Messages over the route table.

#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tests/service/api/fixture.h"

namespace {

using namespace service::api;

const std::string kMessage = "From: joe@example.com\r\nSubject: x\r\n\r\nhello\r\n";
const std::string kEnvelope = "?ip=192.0.2.25&helo=mx.example.com&mail_from=bounce%40example.com";

std::string result_of(const boost::json::object& document, std::string_view part) {
  return tests::text_of(document.at(part).as_object(), "result");
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(Messages, tests::Fixture)

BOOST_AUTO_TEST_CASE(VerifiesTheBody) {
  const Response response = send("POST", "/v1/verify" + kEnvelope, kMessage);
  BOOST_TEST(response.status == 200);
  const auto document = tests::body_of(response);
  BOOST_TEST(document.begin()->key() == "schema");
  BOOST_TEST(tests::text_of(document, "schema") == "mailvet.verify/1");
  BOOST_TEST(tests::text_of(document, "time") == "2026-05-01T00:00:00Z");
  BOOST_TEST(result_of(document, "spf") == "pass");
  BOOST_TEST(result_of(document, "arc") == "none");
  BOOST_TEST(result_of(document, "dmarc") == "pass");
  BOOST_TEST(document.at("dkim").as_array().empty());
  BOOST_TEST(tests::text_of(document, "verdict") == "good");
}

BOOST_AUTO_TEST_CASE(TakesItsParameters) {
  const std::string lf = "From: joe@example.com\n\nhello\n";
  const auto document = tests::body_of(send(
      "POST", "/v1/verify?authserv_id=mx.receiver.example&dmarc_mode=rfc7489&line_ends=lf", lf));
  BOOST_TEST(
      tests::text_of(document, "authentication_results").starts_with("mx.receiver.example;"));
  const auto& octets = document.at("octets").as_object();
  BOOST_TEST(tests::text_of(octets, "line_ends") == "lf");
  BOOST_TEST(!octets.at("found_line_ends").as_bool());
  BOOST_TEST(tests::text_of(document.at("dmarc").as_object(), "mode") == "rfc7489");
}

BOOST_AUTO_TEST_CASE(FindsOutHowLinesEnd) {
  const auto document = tests::body_of(send("POST", "/v1/verify", "From: a@example.com\n\nx\n"));
  BOOST_TEST(tests::text_of(document.at("octets").as_object(), "line_ends") == "lf");
}

BOOST_AUTO_TEST_CASE(AnswersToWhatIsNoMessage) {
  for (const std::string& body : {std::string(), std::string("\0\xff\r\r\n", 5), std::string("{}"),
                                  std::string(100'000, '\n')}) {
    const Response response = send("POST", "/v1/verify", body);
    BOOST_TEST(response.status == 200);
    BOOST_TEST(result_of(tests::body_of(response), "dmarc") == "permerror");
  }
}

BOOST_AUTO_TEST_CASE(ShowsABoundedNumberOfThings) {
  std::string message;
  for (int i = 0; i < 3000; ++i) {
    message += "DKIM-Signature: v=1\r\nAuthentication-Results: localhost; none\r\n";
  }
  const auto document = tests::body_of(send("POST", "/v1/verify", message + kMessage));
  BOOST_TEST(document.at("dkim").as_array().size() == 100U);
  BOOST_TEST(document.at("dkim_left_out") == 2900);
  BOOST_TEST(document.at("forged").as_array().size() == 100U);
  BOOST_TEST(document.at("forged_left_out") == 2900);
}

BOOST_AUTO_TEST_CASE(RefusesBadParameters) {
  for (const char* query : {"ip=x", "ip=", "helo=mx.example.com", "mail_from=a%40example.com",
                            "ip=192.0.2.1&helo=", "authserv_id=", "authserv_id=a%0Ab",
                            "dmarc_mode=x", "line_ends=cr", "now=1"}) {
    BOOST_TEST_CONTEXT(query) {
      const Response response = send("POST", std::string("/v1/verify?") + query, kMessage);
      BOOST_TEST(tests::is_problem(response, kBadParameter, "/v1/verify"));
    }
  }
}

BOOST_AUTO_TEST_CASE(AnswersWithAllThatIsKnownWhereTheResolverIsSilent) {
  silence = "No resolver answers at 192.0.2.53; is it running?";
  // No zone: refused.
  const Response response = send("POST", "/v1/verify", "From: a@example.net\r\n\r\n");
  BOOST_TEST(tests::is_problem(response, kResolverUnreachable, "/v1/verify"));
  const auto document = tests::body_of(response);
  BOOST_TEST(tests::text_of(document, "detail") == silence);
  BOOST_TEST(result_of(document, "dmarc") == "temperror");
  BOOST_TEST(send("POST", "/v1/verify", kMessage).status == 200);
}

BOOST_AUTO_TEST_CASE(TurnsClientsAwayWhenAllPlacesAreTaken) {
  std::vector<Gate::Place> places;
  while (auto place = services.verifications.enter()) places.push_back(std::move(*place));
  BOOST_TEST(places.size() == kMaxVerifications);
  const Response response = send("POST", "/v1/verify", kMessage);
  BOOST_TEST(tests::is_problem(response, kBusy, "/v1/verify"));
  places.clear();
  for (std::size_t i = 0; i < 2 * kMaxVerifications; ++i) {
    BOOST_REQUIRE(send("POST", "/v1/verify", kMessage).status == 200);
  }
}

BOOST_AUTO_TEST_SUITE_END()
