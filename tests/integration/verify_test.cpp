// SPDX-License-Identifier: MIT
//
// mailvet dkim and mailvet verify, the real program, against a real name server; and the same over
// HTTP.

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <boost/test/unit_test.hpp>

#include "tests/support/mailvet.h"
#include "tests/support/nsd.h"

using tests::Ended;

namespace {

namespace json = boost::json;

const std::string kKeys = MAILVET_SOURCE_DIR "/fixtures/keys/";

const std::string kMail =
    "From: Joe <joe@mail.example>\nTo: ann@example.net\nSubject: hello\n"
    "Date: Fri, 1 May 2026 00:00:00 +0000\nMessage-ID: <1@mail.example>\n\nHello,\n\n  world \n";

/// The line of a zone file with which the program publishes a key.
std::string key_line(const std::string& file, const std::string& selector) {
  return tests::run_mailvet({"dkim", "key", "--key", kKeys + file, "--domain", "mail.example",
                             "--selector", selector})
      .out;
}

std::string zone_text() {
  return R"($ORIGIN mail.example.
$TTL 300
@ SOA ns hostmaster 1 3600 600 86400 60
@ NS ns
ns A 127.0.0.1
@ TXT "v=spf1 mx -all"
@ MX 10 mx
mx A 192.0.2.10
_dmarc TXT "v=DMARC1; p=reject; adkim=s"
wild._domainkey TXT "not a key"
)" + key_line("rsa2048.pem", "r") +
         key_line("ed25519.pem", "e");
}

struct World {
  tests::Nsd nsd{std::map<std::string, std::string>{{"mail.example", zone_text()}}};
  std::string signed_mail = sign().out;

  World() { BOOST_REQUIRE_MESSAGE(nsd.started(), nsd.log()); }

  static Ended sign() {
    return tests::run_mailvet({"dkim", "sign", "-", "--domain", "mail.example", "--key",
                               "r=" + kKeys + "rsa2048.pem", "--key", "e=" + kKeys + "ed25519.pem"},
                              kMail);
  }

  Ended verify(std::vector<std::string> arguments, const std::string& message) const {
    arguments.insert(arguments.begin(), {"verify", "-", "--resolver", nsd.address(), "--timeout",
                                         "10", "--ip", "192.0.2.10", "--helo", "mx.mail.example"});
    return tests::run_mailvet(std::move(arguments), message);
  }
};

std::string result_of(const json::value& document, std::string_view part) {
  return std::string(document.at(part).at("result").as_string());
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(VerifyIntegration, World)

BOOST_AUTO_TEST_CASE(VerifiesWhatItSigned) {
  const Ended ended = verify({"--mail-from", "b@mail.example", "--format", "json"}, signed_mail);
  BOOST_TEST(ended.status == 0);
  BOOST_TEST(ended.err == "");
  const json::value document = json::parse(ended.out);
  BOOST_TEST(result_of(document, "spf") == "pass");
  BOOST_TEST(result_of(document, "dmarc") == "pass");
  BOOST_TEST(document.at("dmarc").at("policy").as_string() == "reject");
  BOOST_REQUIRE(document.at("dkim").as_array().size() == 2U);
  for (const json::value& signature : document.at("dkim").as_array()) {
    BOOST_TEST(signature.at("reason").as_string() == "verified");
  }
}

BOOST_AUTO_TEST_CASE(SeesWhatWasChanged) {
  std::string changed = signed_mail;
  changed.replace(changed.find("world"), 5, "World");
  const Ended ended = verify({"--mail-from", "b@other.mail.example", "--format", "json"}, changed);
  BOOST_TEST(ended.status == 1);
  const json::value document = json::parse(ended.out);
  BOOST_TEST(result_of(document, "dmarc") == "fail");
  BOOST_TEST(document.at("dmarc").at("disposition").as_string() == "reject");
}

BOOST_AUTO_TEST_CASE(PrintsFieldsThatGoOnTopOfTheMessage) {
  const Ended ended = verify({"--mail-from", "", "--format", "header"}, signed_mail);
  BOOST_TEST(ended.status == 0);
  BOOST_TEST(ended.out.starts_with("Authentication-Results: localhost;\n"));
  BOOST_TEST(ended.out.find("smtp.helo=mx.mail.example") != std::string::npos);
  const Ended again = verify({"--mail-from", ""}, ended.out + signed_mail);
  BOOST_TEST(again.status == 0);
}

BOOST_AUTO_TEST_CASE(SaysTheSameOverHttp) {
  const tests::TempDir folder;
  const tests::Service service(folder.file("mailvet.db"), {"--resolver", nsd.address()});
  const auto answer = service.http().post(
      "/v1/verify?ip=192.0.2.10&helo=mx.mail.example&mail_from=b%40mail.example", signed_mail);
  BOOST_TEST(answer.status == 200);
  json::value over_http = json::parse(answer.body);
  const Ended ended = verify({"--mail-from", "b@mail.example", "--format", "json"}, signed_mail);
  json::value on_terminal = json::parse(ended.out);
  for (const char* member : {"time", "cost"}) {
    over_http.as_object().erase(member);
    on_terminal.as_object().erase(member);
  }
  BOOST_TEST(over_http == on_terminal);
}

BOOST_AUTO_TEST_CASE(SaysThatTheDnsDoesNotAnswer) {
  nsd.stop();
  const Ended ended = verify({"--mail-from", "b@mail.example"}, signed_mail);
  BOOST_TEST(ended.status == 2);
  BOOST_TEST(ended.err.starts_with("mailvet: "));
  BOOST_TEST(std::count(ended.err.begin(), ended.err.end(), '\n') == 1);
}

BOOST_AUTO_TEST_SUITE_END()
