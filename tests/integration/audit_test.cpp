// SPDX-License-Identifier: MIT
//
// Audits against a real name server, over HTTP and on the command line.

#include <atomic>
#include <chrono>
#include <csignal>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

#include "tests/support/fixture_zones.h"
#include "tests/support/mailvet.h"
#include "tests/support/nsd.h"

using tests::Ended;
using tests::HttpAnswer;

namespace {

namespace json = boost::json;

/// NSD with all the fixture zones, and the service that asks it.
struct World {
  tests::Nsd nsd{tests::fixture_zone_texts()};
  tests::TempDir folder;
  tests::Service service{folder.file("mailvet.db"),
                         {"--resolver", nsd.address(), "--timeout", "5"}};
};

std::set<std::string> ids(const json::value& audit, std::string_view verdict) {
  std::set<std::string> found;
  for (const json::value& finding : audit.at("findings").as_array()) {
    if (finding.at("verdict").as_string() == verdict) {
      found.emplace(finding.at("id").as_string());
    }
  }
  return found;
}

/// The findings without what differs between two moments: the TTL that a cache has counted down.
std::string comparable(json::value findings) {
  for (json::value& finding : findings.as_array()) {
    for (json::value& evidence : finding.at("evidence").as_array()) {
      evidence.as_object().erase("ttl");
    }
  }
  return json::serialize(findings);
}

std::string audit_path(const std::string& domain) {
  return "/v1/domains/" + domain + "/audit?blocklist=bl.example";
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(AuditAgainstNsd, World)

BOOST_AUTO_TEST_CASE(TellsDomainsApart) {
  const HttpAnswer good = service.http().get(audit_path("good.example"));
  BOOST_TEST(good.status == 200);
  BOOST_TEST(good.type == "application/json");
  BOOST_TEST(good.json().at("schema").as_string() == "mailvet.audit/1");
  BOOST_TEST(good.json().at("verdict").as_string() == "pass", good.body);

  const HttpAnswer parked = service.http().get(audit_path("parked.example"));
  BOOST_TEST(parked.json().at("verdict").as_string() == "pass", parked.body);

  const auto broken = ids(service.http().get(audit_path("broken.example")).json(), "fail");
  for (const char* id :
       {"spf-all-pass", "mx-null-with-others", "ptr-not-confirmed", "dkim-key-too-short",
        "dmarc-tag-invalid", "dmarc-reports-unauthorized", "blocklist-listed"}) {
    BOOST_TEST(broken.contains(id), id);
  }
  const auto nomail = ids(service.http().get(audit_path("nomail.example")).json(), "fail");
  BOOST_TEST(nomail.contains("spf-missing"));
  BOOST_TEST(nomail.contains("dmarc-missing"));
}

BOOST_AUTO_TEST_CASE(SaysTheSameOverHttpAndOnTheCommandLine) {
  for (const std::string domain : {"good.example", "broken.example", "nomail.example"}) {
    BOOST_TEST_CONTEXT(domain) {
      const Ended ended = tests::run_mailvet({"audit", domain, "--resolver", nsd.address(),
                                              "--blocklist", "bl.example", "--format", "json"});
      const json::value command = json::parse(ended.out);
      const json::value http = service.http().get(audit_path(domain)).json();
      BOOST_TEST((comparable(command.at("findings")) == comparable(http.at("findings"))));
      BOOST_TEST(ended.status == (domain == "good.example" ? 0 : 1));
    }
  }
}

BOOST_AUTO_TEST_CASE(CallsNothingMissingWhereTheNameServerIsDown) {
  nsd.stop();
  const HttpAnswer answer = service.http().get(audit_path("good.example"));
  BOOST_TEST(answer.status == 504);
  BOOST_TEST(answer.type == "application/problem+json");
  const json::value audit = answer.json();
  BOOST_TEST(!audit.at("findings").as_array().empty());
  for (const json::value& finding : audit.at("findings").as_array()) {
    BOOST_TEST(finding.at("verdict").as_string() == "unknown");
    const std::string id(finding.at("id").as_string());
    BOOST_TEST(id.find("missing") == std::string::npos, id);
  }

  const Ended ended = tests::run_mailvet(
      {"audit", "good.example", "--resolver", nsd.address(), "--timeout", "3", "--format", "json"});
  BOOST_TEST(ended.status == 2);
  BOOST_TEST(ended.err.find(nsd.address()) != std::string::npos, ended.err);
  const json::value printed = json::parse(ended.out);
  for (const json::value& finding : printed.at("findings").as_array()) {
    BOOST_TEST(finding.at("verdict").as_string() == "unknown");
  }
}

BOOST_AUTO_TEST_CASE(SeesTheNameServerComeBack) {
  nsd.stop();
  BOOST_TEST(service.http().get(audit_path("good.example")).status == 504);
  nsd.restart();
  std::string verdict;
  for (int tries = 0; tries < 10 && verdict != "pass"; ++tries) {
    const HttpAnswer answer = service.http().get(audit_path("good.example"));
    if (answer.status == 200) verdict = answer.json().at("verdict").as_string();
    if (verdict != "pass") std::this_thread::sleep_for(std::chrono::seconds(1));
  }
  BOOST_TEST(verdict == "pass");
}

BOOST_AUTO_TEST_CASE(AuditsManyDomainsAtOnce) {
  std::vector<std::jthread> clients;
  std::atomic<int> passed = 0;
  for (int i = 0; i < 12; ++i) {
    clients.emplace_back([&, i] {
      const std::string domain = i % 2 == 0 ? "good.example" : "parked.example";
      for (int tries = 0; tries < 20; ++tries) {
        const HttpAnswer answer = service.http().get(audit_path(domain));
        if (answer.status != 503) {
          if (answer.status == 200 && answer.json().at("verdict").as_string() == "pass") ++passed;
          return;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
      }
    });
  }
  clients.clear();
  BOOST_TEST(passed == 12);
}

BOOST_AUTO_TEST_CASE(EndsWithStatusZeroOnSigterm) {
  const Ended ended = service.end(SIGTERM);
  BOOST_TEST(ended.status == 0, ended.err);
}

BOOST_AUTO_TEST_SUITE_END()
