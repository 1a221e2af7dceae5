// SPDX-License-Identifier: MIT
//
// mailvet report import, and what is kept of what cannot be read.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <sys/stat.h>

#include <Poco/Data/SQLite/Connector.h>
#include <Poco/Data/Session.h>
#include <Poco/Data/Statement.h>
#include <boost/test/unit_test.hpp>

#include "reports/intake/limits.h"
#include "reports/store/store.h"
#include "service/cli/program.h"
#include "service/json.h"
#include "tests/service/cli/report_database.h"

namespace {

using tests::Captured;

/// More octets than an upload may have, or a mail of an mbox file.
const std::uint64_t kTooLarge = reports::intake::Limits().input + 1;

const std::string kFixtures = MAILVET_SOURCE_DIR "/fixtures/reports/";

/// As a mail of an mbox file, with a report that cannot be read.
const std::string kBadMail =
    "From a@example.net Tue Nov 14 10:00:00 2023\nFrom: a@example.net\n"
    "Content-Type: text/xml\n\n<feedback><record/></feedback>\n\n";

struct Files : tests::ReportDatabase {
  tests::TempDir files;
  std::string good = files.write("good.xml", tests::report_xml("example.com", "r1"));
  std::string other = files.write("other.xml", tests::report_xml("example.org", "r2", "40"));

  /// Changes the database behind the program's back.
  void execute(const std::string& statement) const {
    Poco::Data::SQLite::Connector::registerConnector();
    Poco::Data::Session session("SQLite", database);
    session << statement, Poco::Data::Keywords::now;
  }
  /// Notes that so many octets of the file were imported.
  void note(const std::string& file, std::uint64_t read_to) const {
    struct stat status {};
    BOOST_REQUIRE(stat(file.c_str(), &status) == 0);
    const reports::store::ImportMark mark{
        .path = file,
        .size = static_cast<std::uint64_t>(status.st_size),
        .modified = status.st_mtim.tv_sec * std::int64_t{1'000'000'000} + status.st_mtim.tv_nsec,
        .read_to = read_to};
    reports::store::Store::open(database).set_import_marks({&mark, 1});
  }
  /// As a mail of an mbox file.
  static std::string mail(const std::string& id) {
    return "From a@example.net Tue Nov 14 10:00:00 2023\nFrom: a@example.net\n"
           "Content-Type: text/xml\n\n" +
           tests::report_xml("example.com", id) + "\n\n";
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(ReportImport, Files)

BOOST_AUTO_TEST_CASE(StoresEachReportOnce) {
  const Captured first = import({good, other, good, "--format", "json"});
  BOOST_TEST(first.status == 0);
  BOOST_TEST(first.err == "");
  const auto document = json_of(first);
  BOOST_TEST(document.begin()->key() == "schema");
  BOOST_TEST(document.at("schema").as_string() == "mailvet.import/1");
  BOOST_TEST(service::json::compact(document.at("totals")) ==
             R"({"reports":3,"stored":2,"duplicate":1,"revised":0,"unread":0,"rejected":0,)"
             R"("passed_over":0,"imported_before":0,"truncated":0,"implausible":0})");
  BOOST_TEST(document.at("rejected").as_array().empty());
  BOOST_TEST(!document.contains("looked_up"));
}

BOOST_AUTO_TEST_CASE(ReadsNoFileTwice) {
  BOOST_TEST(count(totals({files.path().string()}), "stored") == 2U);
  auto again = totals({files.path().string(), good});
  BOOST_TEST(count(again, "reports") == 0U);
  BOOST_TEST(count(again, "imported_before") == 3U);
  again = totals({files.path().string(), "--again"});
  BOOST_TEST(count(again, "duplicate") == 2U);
  BOOST_TEST(count(again, "imported_before") == 0U);
  // Another content is another file, whatever it is called.
  files.write("good.xml", tests::report_xml("example.com", "r1", "5555"));
  again = totals({files.path().string()});
  BOOST_TEST(count(again, "imported_before") == 1U);
  BOOST_TEST(count(again, "revised") == 1U);
}

BOOST_AUTO_TEST_CASE(ReadsAllKindsAndSaysSoToPeople) {
  const Captured ran = import({kFixtures + "four.mbox"});
  BOOST_TEST(ran.status == 0);
  BOOST_TEST(ran.out ==
             "4 reports: 4 new, 0 there already, 0 revisions; 0 rejected\n"
             "1 report of a period that cannot be: in the future, or before 2000\n"
             "1 other files, mails and attachments passed over\n");
  const auto list = json_of(report({"list", "--format", "json"}));
  BOOST_TEST(list.at("reports").as_array().size() == 4U);
}

BOOST_AUTO_TEST_CASE(ReadsStandardInputEachTime) {
  BOOST_TEST(count(totals({"-"}, tests::report_xml("example.com", "r1")), "stored") == 1U);
  BOOST_TEST(count(totals({"-"}, tests::report_xml("example.com", "r1")), "duplicate") == 1U);
  BOOST_TEST(import({"-"}, "").status == 1);
}

// In a folder too: of this file each reading would be told, as it is larger than an upload may be.
BOOST_AUTO_TEST_CASE(OpensNoFileInAFolderThatWasImported) {
  const std::string large = files.write("large.xml", "");
  std::filesystem::resize_file(large, kTooLarge);
  note(large, kTooLarge);
  const Captured ran = import({files.path().string(), "--format", "json"});
  BOOST_TEST(ran.status == 0);
  const auto found = json_of(ran).at("totals").as_object();
  BOOST_TEST(count(found, "rejected") == 0U);
  BOOST_TEST(count(found, "imported_before") == 1U);
  BOOST_TEST(count(found, "stored") == 2U);  // good.xml and other.xml
  BOOST_TEST(count(totals({files.path().string(), "--again"}), "rejected") == 1U);
}

// The mail that was read is larger than a mail may be.
BOOST_AUTO_TEST_CASE(ReadsNothingBeforeWhereAnMboxFileInAFolderWasLeft) {
  const std::uint64_t size = kTooLarge + 1000;
  const std::string mbox = files.write("all.mbox", mail("m1"));
  std::filesystem::resize_file(mbox, size);
  std::ofstream(mbox, std::ios::binary | std::ios::app) << "\n\n" << mail("m2") << mail("m3");
  note(mbox, size + 2);
  auto found = totals({files.path().string()});
  BOOST_TEST(count(found, "rejected") == 0U);
  BOOST_TEST(count(found, "stored") == 4U);
  // What comes behind it is told by its place in the file.
  std::ofstream(mbox, std::ios::binary | std::ios::app) << kBadMail;
  const auto document = json_of(import({files.path().string(), "--format", "json"}));
  BOOST_REQUIRE(document.at("rejected").as_array().size() == 1U);
  BOOST_TEST(document.at("rejected").at(0).at("member").as_string() ==
             "at octet " + std::to_string(size + 2 + mail("m2").size() * 2));
  found = totals({files.path().string()});
  BOOST_TEST(count(found, "reports") == 0U);
  BOOST_TEST(count(found, "imported_before") == 3U);
}

// Of an mbox file that was read in part only the rest is read.
BOOST_AUTO_TEST_CASE(GoesOnWhereAnMboxFileWasLeft) {
  const std::string mbox = files.write("all.mbox", mail("m1") + mail("m2") + mail("m3"));
  note(mbox, mail("m1").size());
  auto read = totals({mbox});
  BOOST_TEST(count(read, "stored") == 2U);
  BOOST_TEST(count(read, "imported_before") == 0U);
  read = totals({mbox});
  BOOST_TEST(count(read, "reports") == 0U);
  BOOST_TEST(count(read, "imported_before") == 1U);
  // In a folder it is the same file. A mark inside a mail is none to begin at.
  note(mbox, mail("m1").size() + 5);
  read = totals({files.path().string()});
  BOOST_TEST(count(read, "duplicate") == 2U);
  BOOST_TEST(count(read, "stored") == 2U);  // good.xml and other.xml
}

BOOST_AUTO_TEST_CASE(ReadsOnlyTheNewMailsOfAnMboxFileThatGrew) {
  const std::string mbox = files.write("all.mbox", mail("m1") + mail("m2"));
  BOOST_TEST(count(totals({mbox}), "stored") == 2U);
  for (const std::string& path : {mbox, files.path().string()}) {
    std::ofstream(mbox, std::ios::binary | std::ios::app) << mail("new in " + path);
    const auto grown = totals({path});
    BOOST_TEST(count(grown, "stored") ==
               (path == mbox ? 1U : 3U));  // there is good.xml and other.xml
    BOOST_TEST(count(grown, "duplicate") == 0U);
  }
}

// The last mail was written only in part, or a mail was taken out of the file.
BOOST_AUTO_TEST_CASE(ReadsAnMboxFileAnewThatDidNotOnlyGrow) {
  const std::string mbox = files.write("all.mbox", mail("m1") + mail("m2"));
  BOOST_TEST(count(totals({mbox}), "stored") == 2U);
  files.write("all.mbox", mail("m2") + mail("m3") + mail("m4"));
  auto read = totals({mbox});
  BOOST_TEST(count(read, "stored") == 2U);
  BOOST_TEST(count(read, "duplicate") == 1U);
  files.write("all.mbox", mail("m2") + mail("m3") + mail("m4") + "more\n" + mail("m5"));
  read = totals({mbox});
  BOOST_TEST(count(read, "stored") >= 1U);
  BOOST_TEST(count(read, "duplicate") >= 2U);
}

BOOST_AUTO_TEST_CASE(RejectsAnEmptyFileWhereverItIs) {
  const std::string empty = files.write("empty.xml", "");
  for (const std::string& path : {empty, files.path().string()}) {
    for (int i = 0; i < 2; ++i) {
      const Captured ran = import({path, "--format", "json"});
      BOOST_TEST(ran.status == 1);
      const auto document = json_of(ran);
      BOOST_REQUIRE(document.at("rejected").as_array().size() == 1U);
      BOOST_TEST(document.at("rejected").at(0).at("file").as_string() == empty);
      BOOST_TEST(document.at("rejected").at(0).at("reason").as_string() ==
                 "There is nothing in it");
      BOOST_TEST(count(document.at("totals").as_object(), "unread") == 0U);
    }
  }
}

BOOST_AUTO_TEST_CASE(SaysWhichReportsAreCutOff) {
  const std::string xml = tests::report_xml("example.com", "r1");
  const std::string cut = files.write("cut.xml", xml.substr(0, xml.find("</record>")));
  BOOST_TEST(import({good}).status == 0);
  const Captured ran = import({cut});
  BOOST_TEST(ran.out.find("1 report cut off") != std::string::npos, ran.out);
  const std::string list = report({"list"}).out;
  BOOST_TEST(list.find("superseded, cut off") != std::string::npos, list);
}

BOOST_AUTO_TEST_CASE(CountsReportsOfAPeriodThatCannotBe) {
  std::string xml = tests::report_xml("example.com", "r1");
  const std::size_t at = xml.find("<end>");
  BOOST_REQUIRE(at != std::string::npos);
  xml.replace(at, xml.find("</end>") - at, "<end>86400");
  const std::size_t from = xml.find("<begin>");
  xml.replace(from, xml.find("</begin>") - from, "<begin>0");
  const Captured ran = import({files.write("old.xml", xml)});
  BOOST_TEST(ran.out.find("1 report of a period that cannot be") != std::string::npos, ran.out);
}

BOOST_AUTO_TEST_CASE(KeepsWhatCannotBeRead) {
  const std::string bad = files.write("bad.xml", "<feedback><report_metadata/>");
  const Captured ran = import({files.path().string()});
  BOOST_TEST(ran.status == 1);
  BOOST_TEST(ran.out.find("2 reports: 2 new, 0 there already, 0 revisions; 1 rejected\n") == 0U);
  BOOST_TEST(ran.out.find(bad + "\n  rejected: ") != std::string::npos);

  const auto unread = json_of(report({"unread", "--format", "json"}));
  BOOST_TEST(unread.at("schema").as_string() == "mailvet.unread-list/1");
  BOOST_REQUIRE(unread.at("unread").as_array().size() == 1U);
  const auto& payload = unread.at("unread").at(0);
  BOOST_TEST(payload.at("name").as_string() == bad);
  const std::string id(payload.at("id").as_string());
  BOOST_TEST(report({"source", id}).out == "<feedback><report_metadata/>");
  BOOST_TEST(report({"unread"}).out.find("1 payload could not be read\n") == 0U);

  const Captured reread = report({"reread", "--format", "json"});
  BOOST_TEST(reread.status == 1);
  const auto document = json_of(reread);
  BOOST_TEST(document.at("schema").as_string() == "mailvet.reread/1");
  BOOST_TEST(document.at("unread").to_number<int>() == 1);
  BOOST_TEST(report({"remove", "--unread-older-than", "0", "--now", "2100-01-01T00:00:00Z"}).out ==
             "Removed: 0 aggregate reports, 0 TLS reports, 0 failure reports, 1 unread payload\n");
  BOOST_TEST(report({"reread"}).status == 0);
}

BOOST_AUTO_TEST_CASE(TellsWhereInAnMboxFileSomethingIsRejected) {
  const std::string mbox = files.write("all.mbox", mail("m1") + kBadMail);
  const auto document = json_of(import({mbox, "--format", "json"}));
  BOOST_REQUIRE(document.at("rejected").as_array().size() == 1U);
  BOOST_TEST(document.at("rejected").at(0).at("member").as_string() ==
             "at octet " + std::to_string(mail("m1").size()));
}

// A file that is named is rejected each time; in folders other mail is no error.
BOOST_AUTO_TEST_CASE(RejectsANamedFileWithoutReportsEachTime) {
  const std::string lunch = files.write("1", "From: a@example.com\nSubject: lunch\n\nAt noon?\n");
  for (int i = 0; i < 2; ++i) {
    const Captured ran = import({lunch, "--format", "json"});
    BOOST_TEST(ran.status == 1);
    BOOST_TEST(count(json_of(ran).at("totals").as_object(), "rejected") == 1U);
    BOOST_TEST(count(json_of(ran).at("totals").as_object(), "passed_over") == 0U);
  }
  BOOST_TEST(import({files.path().string()}).status == 0);
}

BOOST_AUTO_TEST_CASE(FailsWhereNothingCanBeOpened) {
  const Captured ran = import({files.file("missing.xml")});
  BOOST_TEST(ran.status == 2);
  BOOST_TEST(ran.has_one_error_line());
  BOOST_TEST(import({files.file("missing.xml"), good}).status == 1);
}

BOOST_AUTO_TEST_CASE(FailsWhereTheDatabaseCannotBeUsed) {
  const std::string text = files.write("text.db", std::string(5000, 'x'));
  for (const std::string& target :
       {files.file("no/folder.db"), text, std::string("postgresql://u:secret@%2Fnowhere/x")}) {
    const Captured ran =
        tests::run({"report", "import", good, "--no-look-up", "--database", target});
    BOOST_TEST(ran.status == 2);
    BOOST_TEST(ran.has_one_error_line(), ran.err);
    BOOST_TEST(ran.err.find("secret") == std::string::npos, ran.err);
  }
}

// A report that the database does not take holds up no other, and is not forgotten.
BOOST_AUTO_TEST_CASE(RejectsOnlyTheReportThatTheDatabaseRefuses) {
  reports::store::Store::open(database);
  execute(
      "CREATE TRIGGER refuse BEFORE INSERT ON report WHEN NEW.domain = 'example.org'"
      " BEGIN SELECT RAISE(ABORT, 'no room for it'); END");
  const std::string bad = files.write("bad.xml", "<feedback><report_metadata/>");
  for (int time = 0; time < 2; ++time) {
    const Captured ran = import({files.path().string(), "--format", "json"});
    BOOST_TEST(ran.status == 1);
    const auto document = json_of(ran);
    const auto& found = document.at("totals").as_object();
    BOOST_TEST(count(found, "stored") == (time == 0 ? 1U : 0U));
    BOOST_TEST(count(found, "imported_before") == (time == 0 ? 0U : 2U));
    BOOST_TEST(count(found, "unread") == (time == 0 ? 1U : 0U));
    const auto& rejected = document.at("rejected").as_array();
    const auto is_it = [&](const auto& file) { return file.at("file").as_string() == other; };
    const auto it = std::find_if(rejected.begin(), rejected.end(), is_it);
    BOOST_REQUIRE((it != rejected.end()));
    const std::string reason(it->at("reason").as_string());
    BOOST_TEST(reason.find("no room for it") != std::string::npos, reason);
  }
  // Of an mbox file, and of standard input, likewise.
  const std::string mails = mail("m1") +
                            "From a@example.net Tue Nov 14 10:00:00 2023\n"
                            "From: a@example.net\nContent-Type: text/xml\n\n" +
                            tests::report_xml("example.org", "m2") + "\n\n" + mail("m3");
  BOOST_TEST(count(totals({files.write("all.mbox", mails)}), "stored") == 2U);
  auto again = totals({files.file("all.mbox")});
  BOOST_TEST(count(again, "duplicate") == 2U);
  BOOST_TEST(count(again, "rejected") == 1U);
  BOOST_TEST(count(totals({"-"}, mails), "rejected") == 1U);
  execute("DROP TRIGGER refuse");
  again = totals({files.path().string()});
  BOOST_TEST(count(again, "stored") == 2U);
  BOOST_TEST(count(again, "rejected") == 0U);
}

// What cannot be read and cannot be kept either is told once, with both.
BOOST_AUTO_TEST_CASE(SaysThatAPayloadCannotBeKept) {
  reports::store::Store::open(database);
  execute(
      "CREATE TRIGGER refuse BEFORE INSERT ON unread_payload"
      " BEGIN SELECT RAISE(ABORT, 'no room for it'); END");
  files.write("bad.xml", "<feedback><report_metadata/>");
  const auto document = json_of(import({files.path().string(), "--format", "json"}));
  BOOST_TEST(count(document.at("totals").as_object(), "stored") == 2U);
  BOOST_TEST(count(document.at("totals").as_object(), "unread") == 0U);
  BOOST_REQUIRE(document.at("rejected").as_array().size() == 1U);
  const std::string reason(document.at("rejected").at(0).at("reason").as_string());
  BOOST_TEST(reason.find("; It cannot be kept: ") != std::string::npos, reason);
}

// Nothing is wrong with the reports then, so that they are not passed over.
BOOST_AUTO_TEST_CASE(EndsWhereTheDatabaseTakesNothing) {
  reports::store::Store::open(database);
  for (const std::string table : {"report", "imported"}) {
    execute("CREATE TRIGGER refuse_" + table + " BEFORE INSERT ON " + table +
            " BEGIN SELECT RAISE(ABORT, 'the disk is full'); END");
  }
  for (const std::string& path : {files.path().string(), std::string("-")}) {
    const Captured ran = import({path}, tests::report_xml("example.com", "r1"));
    BOOST_TEST(ran.status == 2);
    BOOST_TEST(ran.has_one_error_line(), ran.err);
    BOOST_TEST(ran.err.find("the disk is full") != std::string::npos, ran.err);
  }
}

BOOST_AUTO_TEST_CASE(LooksAddressesUp) {
  const std::string zone = files.write("dns.zone",
                                       "$ORIGIN .\n$TTL 3600\n"
                                       "@ SOA ns.example. h.example. 1 7200 3600 1209600 300\n"
                                       "1.2.0.192.in-addr.arpa. PTR out.mail.example.net.\n"
                                       "out.mail.example.net. A 192.0.2.1\n");
  const Captured ran = report({"import", good, "--zone", zone, "--format", "json"});
  BOOST_TEST(ran.status == 0);
  BOOST_TEST(ran.err == "");
  BOOST_TEST(service::json::compact(json_of(ran).at("looked_up")) ==
             R"({"addresses":1,"unanswered":0,"is_finished":true})");
  const auto address = libauth::base::IpAddress::parse("192.0.2.1");
  const auto facts = reports::store::Store::open(database).address_facts({{*address}});
  BOOST_REQUIRE(facts.size() == 1U);
  BOOST_TEST(facts[0].ptr.value_or("") == "out.mail.example.net");
  BOOST_TEST(report({"import", good, "--zone", zone}).out.find("Addresses looked up: 0;") !=
             std::string::npos);
}

// The reports are stored all the same.
BOOST_AUTO_TEST_CASE(WarnsWhereTheDnsIsNotThere) {
  const Captured ran =
      report({"import", good, "--resolver", "127.0.0.1@1", "--timeout", "1", "--format", "json"});
  BOOST_TEST(ran.status == 0);
  BOOST_TEST(ran.err.starts_with("mailvet: warning: The addresses were not looked up"), ran.err);
  BOOST_TEST(count(json_of(ran).at("totals").as_object(), "stored") == 1U);
  BOOST_TEST(count(json_of(ran).at("looked_up").as_object(), "unanswered") == 1U);
}

BOOST_AUTO_TEST_CASE(ShowsProgressOnATerminalOnly) {
  std::istringstream in;
  std::ostringstream out;
  std::ostringstream err;
  service::cli::Terminal terminal{
      .in = in, .out = out, .err = err, .colour = false, .progress = true};
  BOOST_TEST(service::cli::run({"report", "import", good, "--no-look-up", "--database", database},
                               terminal) == 0);
  BOOST_TEST(err.str().find("[####################] 100 %  1 report,") != std::string::npos,
             err.str());
  BOOST_TEST(err.str().ends_with("\r\x1b[K"));
}

BOOST_AUTO_TEST_SUITE_END()
