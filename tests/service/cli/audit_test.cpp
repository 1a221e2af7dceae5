// SPDX-License-Identifier: MIT
//
// mailvet audit, over zone files: no question leaves the test.

#include <filesystem>
#include <string>

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include "tests/service/api/fixture.h"
#include "tests/service/cli/captured.h"

namespace {

/// A port of this machine where nobody answers: what is not in a zone file fails at once.
constexpr const char* kNobody = "127.0.0.1@1";

struct Zone {
  tests::TempDir folder;
  std::string file = folder.write("example.com.zone", tests::kZone);

  tests::Captured audit(std::vector<std::string> more, const std::string& domain = "example.com") {
    std::vector<std::string> arguments{
        "audit", domain,       "--zone",    file, "--resolver",         kNobody,
        "--now", "1700000000", "--timeout", "1",  "--no-selector-probe"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return tests::run(arguments);
  }
};

/// The status of an audit over fixtures/zones, where everything is known.
int status_of(const std::string& domain, const std::string& fail_on) {
  std::vector<std::string> arguments{"audit",     domain,  "--resolver",
                                     kNobody,     "--now", "2026-05-01T00:00:00Z",
                                     "--fail-on", fail_on};
  for (const auto& entry :
       std::filesystem::directory_iterator(MAILVET_SOURCE_DIR "/fixtures/zones")) {
    if (entry.path().extension() != ".zone") continue;
    arguments.insert(arguments.end(), {"--zone", entry.path().string()});
  }
  return tests::run(arguments).status;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(AuditCommand, Zone)

BOOST_AUTO_TEST_CASE(PrintsTheDocumentOfTheApi) {
  const tests::Captured ran = audit({"--format", "json"});
  const auto document = boost::json::parse(ran.out).as_object();
  BOOST_TEST(document.begin()->key() == "schema");
  BOOST_TEST(document.at("schema").as_string() == "mailvet.audit/1");
  BOOST_TEST(document.at("domain").as_string() == "example.com");
  BOOST_TEST(document.at("time").as_string() == "2023-11-14T22:13:20Z");
  BOOST_TEST(document.at("findings").is_array());
}

BOOST_AUTO_TEST_CASE(PrintsTextForPeople) {
  const tests::Captured ran = audit({});
  BOOST_TEST(ran.out.starts_with("example.com, 2023-11-14T22:13:20Z: "));
  BOOST_TEST(ran.out.find(" questions in ") != std::string::npos);
  BOOST_TEST(ran.out.find('\x1b') == std::string::npos);
}

BOOST_AUTO_TEST_CASE(IsNotGoodWhereSomethingIsUnknown) {
  // The addresses of 192.0.2.25 have their PTR records outside the zone, and nobody answers there.
  const tests::Captured ran = audit({"--fail-on", "critical"});
  BOOST_TEST_CONTEXT(ran.out << ran.err) {
    BOOST_TEST(ran.status == 2);
    BOOST_TEST(ran.has_one_error_line());
    BOOST_TEST(ran.err.find("checks could not be decided") != std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(SaysWhyWhereNobodyAnswers) {
  const tests::Captured ran = audit({"--format", "json", "--fail-on", "notice"}, "example.net");
  const auto document = boost::json::parse(ran.out).as_object();
  BOOST_TEST(ran.status == 2);
  BOOST_TEST(ran.has_one_error_line());
  BOOST_TEST(document.at("verdict").as_string() == "unknown");
  for (const auto& finding : document.at("findings").as_array()) {
    BOOST_TEST(finding.at("verdict").as_string() != "fail");
  }
}

BOOST_AUTO_TEST_CASE(FailsByTheSeverityThatIsAskedFor) {
  const std::string broken = folder.write("broken.zone",
                                          "$ORIGIN example.org.\n$TTL 60\n"
                                          "@ SOA ns hostmaster 1 2 3 4 5\n@ NS ns\n"
                                          "ns A 192.0.2.1\n@ TXT \"v=spf1 +all\"\n");
  const auto ran = [&](const std::string& fail_on) {
    return audit({"--zone", broken, "--fail-on", fail_on}, "example.org").status;
  };
  BOOST_TEST(ran("notice") == 1);
  BOOST_TEST(ran("critical") == 1);
}

// parked.example has one notice, with the verdict pass: its DMARC record names no rua.
BOOST_AUTO_TEST_CASE(FailsByANoticeWhereThatIsAskedFor) {
  BOOST_TEST(status_of("parked.example", "notice") == 1);
  BOOST_TEST(status_of("parked.example", "warning") == 0);
  // Nothing but info; good.example has addresses that are for examples, which is a notice.
  const std::string quiet =
      folder.write("quiet.zone",
                   "$ORIGIN example.org.\n$TTL 60\n"
                   "@ SOA ns hostmaster 1 2 3 4 5\n@ NS ns\n"
                   "@ MX 0 .\n@ TXT \"v=spf1 -all\"\n"
                   "_dmarc TXT \"v=DMARC1; p=reject; rua=mailto:d@example.org\"\n");
  BOOST_TEST(audit({"--zone", quiet, "--fail-on", "notice"}, "example.org").status == 0);
}

BOOST_AUTO_TEST_SUITE_END()
