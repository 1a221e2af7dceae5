// SPDX-License-Identifier: MIT
//
// Messages over the route table.

#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tests/service/api/fixture.h"
#include "tests/support/stalling_resolver.h"

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

BOOST_AUTO_TEST_CASE(TakesFlags) {
  const auto document =
      tests::body_of(send("POST", "/v1/verify" + kEnvelope + "&check_helo=true", kMessage));
  BOOST_TEST(tests::text_of(document.at("spf_helo").as_object(), "identity") == "helo");
  for (const char* flag : {"check_helo=false", "accept_partial_body=true"}) {
    const auto other =
        tests::body_of(send("POST", "/v1/verify" + kEnvelope + "&" + flag, kMessage));
    BOOST_TEST(tests::text_of(other, "verdict") == "good");
    BOOST_TEST(!other.contains("spf_helo"));
  }
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
  BOOST_TEST(document.at("forged").as_array().size() == 1000U);
  BOOST_TEST(document.at("forged_left_out") == 2000);
}

BOOST_AUTO_TEST_CASE(TellsWhereDeletingForgedFieldsIsNotEnough) {
  const std::string field = "Authentication-Results: localhost; none\r\n";
  const auto odd = tests::body_of(send("POST", "/v1/verify", "X: y\r" + field + field + kMessage));
  BOOST_TEST(odd.at("forged").as_array().size() == 2U);
  BOOST_TEST(odd.at("forged").at(0).at("occurrence") == 1);
  BOOST_TEST(odd.at("forged").at(1).at("occurrence") == 0);
  BOOST_TEST(odd.at("octets").at("is_header_cut") == false);
  std::string filler;
  for (int i = 0; i < 10'000; ++i) filler += "a:\r\n";
  const auto cut = tests::body_of(send("POST", "/v1/verify", filler + field + kMessage));
  BOOST_TEST(cut.at("forged").as_array().empty());
  BOOST_TEST(cut.at("octets").at("is_header_cut") == true);
}

BOOST_AUTO_TEST_CASE(RefusesBadParameters) {
  for (const char* query :
       {"ip=x", "ip=", "helo=mx.example.com", "mail_from=a%40example.com",
        "ip=192.0.2.1&helo=", "authserv_id=", "authserv_id=a%0Ab", "dmarc_mode=x", "line_ends=cr",
        "now=1", "check_helo=", "check_helo=1", "accept_partial_body=yes"}) {
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

// The PTR zone of the client is the client's.
BOOST_AUTO_TEST_CASE(ASlowNameOfTheSenderMakesNoTemporaryError) {
  tests::StallingResolver stalling(resolver, "in-addr.arpa");
  service::api::Services slow{
      .dns = {.resolver = stalling, .explain_silence = {}}, .store = store, .now = services.now};
  slow.dns.limits.time = std::chrono::milliseconds(300);
  const Response response =
      dispatch({.method = "POST",
                .path = "/v1/verify",
                .segments = {"v1", "verify"},
                .query = {{"ip", "192.0.2.66"}, {"mail_from", "bounce@example.com"}},
                .places = {},
                .body = kMessage},
               slow);
  BOOST_TEST(response.status == 200);
  const auto document = tests::body_of(response);
  BOOST_TEST(result_of(document, "iprev") == "temperror");
  // The record takes a second round.
  BOOST_TEST(result_of(document, "spf") == "fail");
  BOOST_TEST(result_of(document, "dmarc") == "fail");
  BOOST_TEST(tests::text_of(document.at("dmarc").as_object(), "disposition") == "reject");
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
