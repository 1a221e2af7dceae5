// SPDX-License-Identifier: MIT
//
// mailvet report.

#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include "service/json.h"
#include "tests/service/api/fixture.h"
#include "tests/service/cli/captured.h"

namespace {

const std::string kFixtures = MAILVET_SOURCE_DIR "/fixtures/reports/";
const std::string kMbox = kFixtures + "four.mbox";

/// The zone of local time, which is that of before again at the end.
class TimeZone {
 public:
  explicit TimeZone(const char* zone) {
    const char* const before = std::getenv("TZ");
    if (before != nullptr) before_ = before;
    setenv("TZ", zone, 1);
    tzset();
  }
  ~TimeZone() {
    before_ ? setenv("TZ", before_->c_str(), 1) : unsetenv("TZ");
    tzset();
  }
  TimeZone(const TimeZone&) = delete;
  TimeZone& operator=(const TimeZone&) = delete;

 private:
  std::optional<std::string> before_;
};

struct Files {
  tests::TempDir folder;
  std::string good = folder.write("good.xml", tests::report_xml("example.com", "r1"));
  std::string other = folder.write("other.xml", tests::report_xml("example.org", "r2", "40"));
  std::string text = folder.write("text.txt", "hello");
  std::string missing = folder.file("missing.xml");

  static boost::json::object json_of(const tests::Captured& ran) {
    return boost::json::parse(ran.out).as_object();
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(ReportCommand, Files)

BOOST_AUTO_TEST_CASE(PrintsOneDocumentForAllFiles) {
  const tests::Captured ran = tests::run({"report", good, other, "--format", "json"});
  BOOST_TEST(ran.status == 0);
  BOOST_TEST(ran.err == "");
  const auto document = json_of(ran);
  BOOST_TEST(document.begin()->key() == "schema");
  BOOST_TEST(document.at("schema").as_string() == "mailvet.report/1");
  BOOST_TEST(service::json::compact(document.at("totals")) ==
             R"({"reports":2,"records":2,"messages":43,"tls_reports":0,"failure_reports":0})");
  BOOST_TEST(document.at("rejected").as_array().empty());
  const auto& report = document.at("reports").at(0);
  BOOST_TEST(report.at("kind").as_string() == "aggregate");
  BOOST_TEST(report.at("file").as_string() == good);
  BOOST_TEST(report.at("report_metadata").at("org_name").as_string() == "Receiver");
  BOOST_TEST(report.at("policy_published").at("domain").as_string() == "example.com");
}

// The time of reports is UTC, wherever they are read.
BOOST_AUTO_TEST_CASE(PrintsTheSameInEveryTimeZone) {
  for (const char* format : {"text", "json", "csv", "parsedmarc-json", "parsedmarc-csv"}) {
    const auto printed_in = [&](const char* zone) {
      const TimeZone there(zone);
      return tests::run({"report", good, "--format", format}).out;
    };
    const std::string in_utc = printed_in("UTC");
    BOOST_TEST(!in_utc.empty());
    BOOST_TEST(printed_in("EST5EDT") == in_utc);
    BOOST_TEST(printed_in("XXX-13") == in_utc);
  }
}

BOOST_AUTO_TEST_CASE(RejectsSomeAndReadsTheOthers) {
  const tests::Captured ran = tests::run({"report", text, good, missing, "--format", "json"});
  BOOST_TEST(ran.status == 1);
  const auto document = json_of(ran);
  BOOST_TEST(document.at("reports").as_array().size() == 1U);
  const auto& rejected = document.at("rejected").as_array();
  BOOST_REQUIRE(rejected.size() == 2);
  BOOST_TEST(rejected[0].at("file").as_string() == text);
  BOOST_TEST(!rejected[0].at("reason").as_string().empty());
  BOOST_TEST(rejected[1].at("file").as_string() == missing);
  BOOST_TEST(rejected[1].at("reason").as_string() ==
             "It cannot be opened: No such file or directory");
}

BOOST_AUTO_TEST_CASE(SaysThatNothingCouldBeOpened) {
  BOOST_TEST(tests::run({"report", missing}).has_one_error_line());
  const tests::Captured ran = tests::run({"report", missing, folder.file("none")});
  BOOST_TEST(ran.status == 2);
  BOOST_TEST(ran.has_one_error_line());
}

BOOST_AUTO_TEST_CASE(ReadsAFolder) {
  const tests::Captured ran = tests::run({"report", folder.path().string(), "--format", "json"});
  BOOST_TEST(ran.status == 1);
  const auto document = json_of(ran);
  BOOST_REQUIRE(document.at("reports").as_array().size() == 2U);
  BOOST_TEST(document.at("reports").at(0).at("file").as_string() == good);
  BOOST_REQUIRE(document.at("rejected").as_array().size() == 1U);
  BOOST_TEST(document.at("rejected").at(0).at("file").as_string() == text);
}

// Folders have other mail too, or none at all: that is no error. A file that is named is.
BOOST_AUTO_TEST_CASE(PassesOverOtherMailInFolders) {
  const tests::TempDir mails;
  BOOST_TEST(tests::run({"report", mails.path().string()}).status == 0);
  const std::string lunch = mails.write("1", "From: a@example.com\nSubject: lunch\n\nAt noon?\n");
  const tests::Captured ran = tests::run({"report", mails.path().string()});
  BOOST_TEST(ran.status == 0);
  BOOST_TEST(ran.out.find("\n1 other files, mails") != std::string::npos);
  BOOST_TEST(tests::run({"report", lunch}).status == 1);
}

BOOST_AUTO_TEST_CASE(ReadsAMaildir) {
  const tests::TempDir maildir;
  for (const char* name : {"cur", "new", "tmp"}) {
    std::filesystem::create_directory(maildir.path() / name);
    maildir.write(std::string(name) + "/1.host", tests::report_xml("example.com", name));
  }
  const tests::Captured ran = tests::run({"report", maildir.path().string(), "--format", "json"});
  BOOST_TEST(ran.status == 0);
  BOOST_TEST(json_of(ran).at("totals").at("reports").to_number<int>() == 2);
}

BOOST_AUTO_TEST_CASE(ReadsAllKindsFromAnMboxFile) {
  const tests::Captured ran = tests::run({"report", kMbox, "--format", "json"});
  BOOST_TEST(ran.status == 0);
  const auto document = json_of(ran);
  BOOST_TEST(service::json::compact(document.at("totals")) ==
             R"({"reports":4,"records":1,"messages":123,"tls_reports":1,"failure_reports":1})");
  const auto& reports = document.at("reports").as_array();
  BOOST_REQUIRE(reports.size() == 4U);
  const std::vector<std::string> kinds = {"aggregate", "tls", "failure", "aggregate"};
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    BOOST_TEST(reports[i].at("kind").as_string() == kinds[i]);
    BOOST_TEST(reports[i].at("file").as_string() == kMbox);
  }
  BOOST_TEST(reports[1].at("member").as_string() == "mail 1: tls.json.gz");
  BOOST_TEST(reports[1].at("policies").is_array());
  BOOST_TEST(reports[2].at("member").as_string() == "mail 3");
  BOOST_TEST(reports[2].at("form").as_string() == "arf");
}

// No mail in it has a report: one line for the file, not one for each mail.
BOOST_AUTO_TEST_CASE(RejectsAnMboxFileWithoutReports) {
  const std::string mail =
      "From a@example.com Fri May  1 10:00:00 2026\nFrom: a@example.com\nSubject: lunch\n\nAt "
      "noon?\n\n";
  const std::string mbox = folder.write("lunch.mbox", mail + mail);
  const tests::Captured ran = tests::run({"report", mbox, "--format", "json"});
  BOOST_TEST(ran.status == 1);
  const auto document = json_of(ran);
  BOOST_REQUIRE(document.at("rejected").as_array().size() == 1U);
  BOOST_TEST(document.at("rejected").at(0).at("reason").as_string() == "There is no report in it");
}

BOOST_AUTO_TEST_CASE(TellsWhichMailOfAnMboxFileIsRejected) {
  const std::string lunch =
      "From a@example.com Fri May  1 10:00:00 2026\nFrom: a@example.com\n\nAt noon?\n\n";
  const std::string broken =
      "From a@example.com Fri May  1 10:00:00 2026\nFrom: a@example.com\nContent-Type: "
      "text/xml\n\n<feedback><report_metadata/></feedback>\n";
  const tests::Captured ran = tests::run({"report", "-", "--format", "ndjson"}, lunch + broken);
  BOOST_TEST(ran.status == 1);
  const auto line = boost::json::parse(ran.out);
  BOOST_TEST(line.at("rejected").at("file").as_string() == "-");
  BOOST_TEST(line.at("rejected").at("member").as_string() == "mail 2");
}

BOOST_AUTO_TEST_CASE(PrintsALineForEachReport) {
  const tests::Captured ran =
      tests::run({"report", good, text, kMbox, missing, "--format", "ndjson"});
  BOOST_TEST(ran.status == 1);
  std::istringstream lines(ran.out);
  std::vector<std::string> kinds;
  for (std::string line; std::getline(lines, line);) {
    const auto object = boost::json::parse(line).as_object();
    const bool is_report = object.contains("kind");
    kinds.emplace_back(is_report ? object.at("kind").as_string().c_str() : "rejected");
    BOOST_TEST(object.contains("rejected") != is_report);
  }
  const std::vector<std::string> expected = {"aggregate", "rejected",  "aggregate", "tls",
                                             "failure",   "aggregate", "rejected"};
  BOOST_TEST(kinds == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(TellsPeopleOfAllKinds) {
  const tests::Captured ran = tests::run({"report", kMbox, text, kFixtures + "quirks.xml"});
  BOOST_TEST(ran.status == 1);
  for (const char* const line :
       {"TLS report from", "failure report from", "rejected: ", "5 reports, 4 records",
        "; 1 rejected\n", "\n1 of the reports are TLS reports\n", "\n1 are failure reports\n",
        "\n1 other files, mails and attachments were passed over\n", " kinds of repair\n",
        "\n1 were repaired"}) {
    BOOST_TEST(ran.out.find(line) != std::string::npos, line << " is not in " << ran.out);
  }
}

// The counts of two policies are of the same sessions (RFC 8460 section 4.2): they are not added.
BOOST_AUTO_TEST_CASE(TellsTheSessionsOfEachPolicy) {
  const tests::Captured ran = tests::run({"report", kFixtures + "tls-two-policies.json"});
  BOOST_TEST(ran.status == 0);
  BOOST_TEST(ran.out.find("example.com, sts: 20 sessions good, 1 failed\n") != std::string::npos);
  BOOST_TEST(ran.out.find("example.com, tlsa: 20 sessions good, 1 failed") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(RejectsAnEmptyFile) {
  const tests::Captured ran = tests::run({"report", folder.write("empty", ""), "--format", "json"});
  BOOST_TEST(ran.status == 1);
  BOOST_TEST(json_of(ran).at("rejected").as_array().size() == 1U);
}

BOOST_AUTO_TEST_CASE(ReadsStandardInput) {
  const tests::Captured ran =
      tests::run({"report", "-", "--format", "json"}, tests::report_xml("example.com", "r1"));
  BOOST_TEST(ran.status == 0);
  BOOST_TEST(json_of(ran).at("reports").at(0).at("file").as_string() == "-");
}

BOOST_AUTO_TEST_CASE(TakesNamesLiterally) {
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(folder.path());
  for (const std::string name : {"a*b.xml", "[a,b]", "!x.xml", "~", "$HOME", "a b\n.xml", "?"}) {
    folder.write(name, tests::report_xml("example.com", "r1"));
    const tests::Captured ran = tests::run({"report", name});
    BOOST_TEST_CONTEXT(name << ran.out << ran.err) {
      BOOST_TEST(ran.status == 0);
      BOOST_TEST(tests::run({"report", "--", name}).status == 0);
    }
  }
  folder.write("-dash", tests::report_xml("example.com", "r1"));
  BOOST_TEST(tests::run({"report", "--", "-dash"}).status == 0);
  std::filesystem::current_path(before);
}

BOOST_AUTO_TEST_CASE(PrintsTextThatNoTerminalObeys) {
  const std::string nasty = tests::report_xml("example.com",
                                              "\xC2\x9B"
                                              "31m\xE2\x80\xAE r&#x7f;");
  const tests::Captured ran = tests::run({"report", "-"}, nasty);
  BOOST_TEST(ran.status == 0);
  BOOST_TEST(ran.out.find("from Receiver <reports@example.net>") != std::string::npos);
  BOOST_TEST(ran.out.find("1 record, 3 messages, 3 pass DMARC") != std::string::npos);
  BOOST_TEST(ran.out.find("\xC2\x9B") == std::string::npos);
  BOOST_TEST(ran.out.find('\x7f') == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
