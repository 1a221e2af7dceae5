// SPDX-License-Identifier: MIT
//
// mailvet report.

#include <filesystem>
#include <string>

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include "service/json.h"
#include "tests/service/api/fixture.h"
#include "tests/service/cli/captured.h"

namespace {

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
             R"({"reports":2,"records":2,"messages":43})");
  BOOST_TEST(document.at("rejected").as_array().empty());
  const auto& report = document.at("reports").at(0);
  BOOST_TEST(report.at("file").as_string() == good);
  BOOST_TEST(report.at("report_metadata").at("org_name").as_string() == "Receiver");
  BOOST_TEST(report.at("policy_published").at("domain").as_string() == "example.com");
}

BOOST_AUTO_TEST_CASE(RejectsSomeAndReadsTheOthers) {
  const tests::Captured ran =
      tests::run({"report", text, good, missing, folder.path().string(), "--format", "json"});
  BOOST_TEST(ran.status == 1);
  const auto document = json_of(ran);
  BOOST_TEST(document.at("reports").as_array().size() == 1U);
  const auto& rejected = document.at("rejected").as_array();
  BOOST_REQUIRE(rejected.size() == 3);
  BOOST_TEST(rejected[0].at("file").as_string() == text);
  BOOST_TEST(!rejected[0].at("reason").as_string().empty());
  BOOST_TEST(rejected[1].at("file").as_string() == missing);
  BOOST_TEST(rejected[2].at("reason").as_string().find("directory") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(SaysThatNothingCouldBeOpened) {
  const tests::Captured ran = tests::run({"report", missing, folder.path().string()});
  BOOST_TEST(ran.status == 2);
  BOOST_TEST(ran.has_one_error_line());
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
  BOOST_TEST(ran.out.find("1 records, 3 messages, 3 pass DMARC") != std::string::npos);
  BOOST_TEST(ran.out.find("\xC2\x9B") == std::string::npos);
  BOOST_TEST(ran.out.find('\x7f') == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
