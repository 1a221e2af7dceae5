// SPDX-License-Identifier: MIT
//
// mailvet report import --authserv-id, and answers with --trusted-only.

#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tests/service/cli/report_database.h"

namespace {

using tests::Captured;

/// A mail with a report of so many messages, delivered with that DMARC result.
std::string mail(const std::string& id, const std::string& count, const std::string& dmarc) {
  return "Authentication-Results: mx.example.com; dmarc=" + dmarc +
         "\nFrom: a@example.net\nContent-Type: text/xml\n\n" +
         tests::report_xml("example.com", id, count) + "\n";
}

struct Mails : tests::ReportDatabase {
  tests::TempDir files;
  std::string good = files.write("good.eml", mail("r1", "7", "pass header.from=example.net"));
  std::string forged = files.write("forged.eml", mail("r2", "500", "fail header.from=example.net"));
  std::string others = files.write("others.eml", mail("r3", "90", "pass header.from=example.org"));

  /// The trust of each listed report, the last one first.
  std::vector<std::string> trusts() const {
    std::vector<std::string> trusts;
    const auto list = json_of(report({"list", "--format", "json"}));
    for (const auto& entry : list.at("reports").as_array()) {
      const auto& summary = entry.as_object();
      trusts.emplace_back(summary.contains("trust") ? summary.at("trust").as_string().c_str()
                                                    : "unknown");
    }
    return trusts;
  }
  /// Messages of the timeline.
  std::uint64_t messages(const std::vector<std::string>& options) const {
    std::vector<std::string> words = {"timeline", "example.com", "--from",   "2023-11-01",
                                      "--to",     "2023-12-01",  "--format", "json"};
    words.insert(words.end(), options.begin(), options.end());
    const auto document = json_of(report(words));
    std::uint64_t sum = 0;
    for (const auto& day : document.at("days").as_array()) {
      sum += count(day.as_object(), "messages");
    }
    return sum;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(ReportTrust, Mails)

BOOST_AUTO_TEST_CASE(IsNotKnownWithoutAnId) {
  BOOST_TEST(import({good, forged, others}).status == 0);
  BOOST_TEST(trusts() == (std::vector<std::string>{"unknown", "unknown", "unknown"}),
             boost::test_tools::per_element());
  BOOST_TEST(messages({"--trusted-only"}) == 597U);
}

BOOST_AUTO_TEST_CASE(IsKeptAndLeavesOutWhatIsForged) {
  const Captured ran = import(
      {good, forged, others, "--authserv-id", "mx.example.org", "--authserv-id", "MX.example.com"});
  BOOST_TEST(ran.status == 0);
  BOOST_TEST(trusts() == (std::vector<std::string>{"mismatch", "fail", "pass"}),
             boost::test_tools::per_element());
  BOOST_TEST(messages({}) == 597U);
  BOOST_TEST(messages({"--trusted-only"}) == 7U);
  const std::string list = report({"list"}).out;
  BOOST_TEST(list.find("untrusted") != std::string::npos);
  BOOST_TEST(list.find("untrusted") != list.rfind("untrusted"));
}

BOOST_AUTO_TEST_CASE(RefusesAnIdThatNoFieldCanHave) {
  for (const char* id : {"", "a b", "mx.example.com;", "mx.example.com (1)", "\"a"}) {
    const Captured ran = import({good, "--authserv-id", id});
    BOOST_TEST(ran.status == 2, id);
    BOOST_TEST(ran.err.find("--authserv-id") != std::string::npos, ran.err);
  }
}

BOOST_AUTO_TEST_SUITE_END()
