// SPDX-License-Identifier: MIT
//
// --max-records and --max-octets: what is over a limit is told, and read where there is more room.

#include <filesystem>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tests/reports/fixture.h"
#include "tests/service/cli/report_database.h"

namespace {

using tests::Captured;

/// The octets of a report with white space behind it.
std::string padded(std::size_t octets) {
  const std::string report = tests::report_xml("example.com", "r1");
  return report + std::string(octets - report.size(), ' ');
}

struct Limits : tests::ReportDatabase {
  std::string many = folder.write("many.xml", tests::large_report(1001));
  std::string large = folder.write("large.xml", padded(std::size_t{1200} << 10));

  Captured read(const std::vector<std::string>& words) const {
    std::vector<std::string> all{"report"};
    all.insert(all.end(), words.begin(), words.end());
    return tests::run(all);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(ReportLimits, Limits)

BOOST_AUTO_TEST_CASE(NamesTheOptionThatTakesMoreRecords) {
  const Captured refused = read({many, "--max-records", "1000"});
  BOOST_TEST(refused.status == 1);
  BOOST_TEST(refused.out.find("more than 1000 records; raise --max-records") != std::string::npos,
             refused.out);
  BOOST_TEST(read({many, "--max-records", "1001"}).status == 0);
  BOOST_TEST(read({many}).status == 0);
}

BOOST_AUTO_TEST_CASE(NamesTheOptionThatTakesMoreOctets) {
  for (const std::string& path : {large, folder.path().string()}) {
    const Captured refused = read({path, "--max-octets", "1048576"});
    BOOST_TEST(refused.status == 1);
    BOOST_TEST(
        refused.out.find("More than 1048576 octets; raise --max-octets") != std::string::npos,
        refused.out);
  }
  BOOST_TEST(read({large, "--max-octets", "2000000"}).status == 0);
}

// It is listed each time, and read as soon as there is room for it.
BOOST_AUTO_TEST_CASE(ImportsALargeFileWhenThereIsRoom) {
  for (int i = 0; i < 2; ++i) {
    const Captured ran = import({large, "--max-octets", "1048576", "--format", "json"});
    BOOST_TEST(ran.status == 1);
    const auto document = json_of(ran);
    BOOST_TEST(document.at("rejected").at(0).at("reason").as_string() ==
               "More than 1048576 octets; raise --max-octets");
    BOOST_TEST(count(document.at("totals").as_object(), "unread") == 0U);
  }
  BOOST_TEST(count(totals({large}), "stored") == 1U);
}

BOOST_AUTO_TEST_CASE(ReadsAgainWhatHasMoreRecords) {
  const Captured ran = import({many, "--max-records", "1000"});
  BOOST_TEST(ran.status == 1);
  BOOST_TEST(ran.out.find("; raise --max-records") != std::string::npos, ran.out);
  BOOST_TEST(report({"unread"})
                 .out.find("limit-records: The report has more than 1000 records; "
                           "raise --max-records") != std::string::npos);
  BOOST_TEST(report({"reread", "--max-records", "1000"}).status == 1);
  const Captured reread = report({"reread"});
  BOOST_TEST(reread.status == 0);
  BOOST_TEST(reread.out ==
             "1 payload can be read now, with 1 new report; 0 still cannot be read\n");
}

BOOST_AUTO_TEST_CASE(TakesReportsOnOwnDomains) {
  const std::string own = folder.write("own.xml", tests::report_xml("Mail.Example.com", "o1"));
  const std::string other = folder.write("other.xml", tests::report_xml("notexample.com", "o2"));
  const Captured ran =
      import({own, other, "--own-domain", "example.com", "--own-domain", "example.net"});
  BOOST_TEST(ran.status == 1);
  BOOST_TEST(ran.out.find("The report is on notexample.com, which is no domain of yours") !=
                 std::string::npos,
             ran.out);
  BOOST_TEST(report({"unread"}).out.find("other-domain: ") != std::string::npos);
  BOOST_TEST(report({"list"}).out.find("notexample.com") == std::string::npos);
  BOOST_TEST(report({"reread", "--own-domain", "example.com"}).status == 1);
  BOOST_TEST(report({"reread", "--own-domain", "notexample.com"}).status == 0);
  BOOST_TEST(report({"list"}).out.find("notexample.com") != std::string::npos);
  BOOST_TEST(report({"reread", "--own-domain", "a..b"}).status == 2);
}

// What only the mail says is known of it again.
BOOST_AUTO_TEST_CASE(KeepsTheMailThatTellsTheDomain) {
  const std::string mail = folder.write(
      "tls.eml",
      "From: a@b.example\nSubject: Report Domain: other.example\n"
      "Content-Type: application/tlsrpt+json\n\n" +
          tests::with(tests::plain_tls_report(), "\"policy-domain\":\"example.com\",", ""));
  BOOST_TEST(import({mail, "--own-domain", "example.com"}).status == 1);
  BOOST_TEST(report({"reread", "--own-domain", "example.com"}).status == 1);
  BOOST_TEST(report({"list"}).out.find("other.example") == std::string::npos);
  BOOST_TEST(report({"reread", "--own-domain", "other.example"}).status == 0);
  BOOST_TEST(report({"list"}).out.find("other.example") != std::string::npos);
}

// As the answers take it.
BOOST_AUTO_TEST_CASE(TakesOfflineForAnImportWithoutLookUps) {
  const auto document = json_of(report({"import", many, "--offline", "--format", "json"}));
  BOOST_TEST(!document.contains("looked_up"));
}

// A link that leads nowhere, in a folder and by name.
BOOST_AUTO_TEST_CASE(SaysWhyAFileCannotBeOpened) {
  std::filesystem::create_directory(folder.path() / "inner");
  const std::filesystem::path link = folder.path() / "inner" / "link.xml";
  std::filesystem::create_symlink("nowhere", link);
  for (const std::string& path : {link.string(), link.parent_path().string()}) {
    const auto document = json_of(import({large, path, "--format", "json"}));
    BOOST_TEST(document.at("rejected").at(0).at("reason").as_string() ==
               "It cannot be opened: No such file or directory");
  }
}

BOOST_AUTO_TEST_CASE(SaysOnceThatAFileIsNoDatabase) {
  const std::string text = folder.write("text.db", std::string(5000, 'x'));
  const Captured ran = tests::run({"report", "list", "--database", text});
  BOOST_TEST(ran.err == "mailvet: " + text + ": file is not a database\n");
}

BOOST_AUTO_TEST_SUITE_END()
