// SPDX-License-Identifier: MIT
//
// Reports that are uploaded, found again, and kept whatever happens to the process.

#include <algorithm>
#include <csignal>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

#include "tests/support/mailvet.h"
#include "tests/support/temp_dir.h"

using tests::Ended;
using tests::HttpAnswer;

namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

std::string octets_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// What becomes of a file that is uploaded after those above it.
struct Sent {
  std::string file;
  int status = 0;
  std::size_t reports = 0;    ///< that are in it
  std::size_t stored = 0;     ///< of these, new or a revision
  std::uint64_t records = 0;  ///< of all of them
  std::size_t rejected = 0;   ///< documents beside them that are none
};

/// Files of a folder: every one that is there.
struct Folder {
  fs::path path;
  std::vector<Sent> files;
};

const Folder kFixtures = {MAILVET_SOURCE_DIR "/fixtures/reports",
                          {
                              {"rfc7489.xml", 201, 1, 1, 2},
                              {"rfc9990.xml", 201, 1, 1, 1},
                              {"rfc9990.xml.gz", 200, 1, 0, 1},
                              {"quirks.xml", 201, 1, 1, 3},
                              {"entities.xml", 201, 1, 1, 0},
                              {"month.zip", 201, 3, 1, 3},  // only no-records.xml is new
                              {"no-records.xml", 200, 1, 0, 0},
                              {"pasted.eml", 201, 1, 1, 0},
                              // Aggregate reports among others.
                              {"two-reports.eml", 200, 1, 0, 1, 1},
                              {"four.mbox", 200, 2, 0, 1, 2},
                              // Reports of other kinds, and no reports.
                              {"failure-quirks.eml", 422},
                              {"failure-rfc9991.eml", 422},
                              {"failure-text.eml", 422},
                              {"mail-exim.eml", 422},
                              {"tls-flat.json", 422},
                              {"tls-quirks.json", 422},
                              {"tls-rfc8460.json", 422},
                              {"tls-two-policies.json", 422},
                              {"sources-base-reverse-dns.csv", 400},
                              {"sources-own.csv", 400},
                          }};

/// Of the public suite.
const Folder kParsedmarc = {
    fs::path(MAILVET_CONFORMANCE_DIR) / "reports/parsedmarc/aggregate",
    {
        {"!example.com!1538204542!1538463818.xml", 201, 1, 1, 1},
        {"!large-example.com!1711897200!1711983600.xml", 201, 1, 1, 2286},
        {"Report domain- borschow.com Submitter- google.com Report-ID- 949348866075514174.eml", 201,
         1, 1, 1},
        {"addisonfoods.com!example.com!1536105600!1536191999.xml", 201, 1, 1, 1},
        {"empty_reason.xml", 201, 1, 1, 1},
        {"estadocuenta1.infonacot.gob.mx!example.com!1536853302!1536939702!2940.xml.zip", 201, 1, 1,
         1},
        {"example.net!example.com!1529366400!1529452799.xml", 201, 1, 1, 1},
        {"fastmail.com!example.com!1516060800!1516147199!102675056.xml.gz", 201, 1, 1, 1},
        {"ikea.com!example.de!1538690400!1538776800.xml", 201, 1, 1, 1},
        {"invalid_utf_8.xml", 201, 1, 1, 1},
        {"invalid_xml.xml", 201, 1, 1, 1},
        {"mimecast-weird-gzip.eml", 201, 1, 1, 1},
        {"old_draft_from_wiki.xml", 201, 1, 1, 1},
        {"protection.outlook.com!example.com!1711756800!1711843200.xml", 201, 1, 1, 1},
        {"rfc9990-example.net!example.com!1700000000!1700086399.xml", 201, 1, 1, 2},
        {"rfc9990-sample.xml", 201, 1, 1, 1},
        {"twilight.eml", 201, 1, 1, 1},
        {"usssa.com!example.com!1538784000!1538870399.xml", 201, 1, 1, 2},
        {"veeam.com!example.com!1530133200!1530219600.xml", 201, 1, 1, 1},
    }};

/// The project's own reports always, and those of the public suite where it is there.
std::vector<Folder> folders() {
  if (fs::exists(kParsedmarc.path)) return {kFixtures, kParsedmarc};
  BOOST_TEST_MESSAGE("left out, is not there: " << kParsedmarc.path);
  return {kFixtures};
}

/// Every file of both folders, in the order of the tables.
std::vector<fs::path> report_files() {
  std::vector<fs::path> files;
  for (const Folder& folder : folders()) {
    for (const Sent& sent : folder.files) files.push_back(folder.path / sent.file);
  }
  return files;
}

struct Database {
  tests::TempDir folder;
  std::string database = folder.file("mailvet.db");

  tests::Service start() const { return {database, {"--resolver", "127.0.0.1@9"}}; }
};

/// What all uploads together were.
struct Uploaded {
  std::map<std::string, std::string> stored;  ///< id to the report that the service gives for it
  std::int64_t reports = 0;
  std::int64_t records = 0;
  std::uint64_t messages = 0;
  std::map<std::string, std::string> rejected;  ///< path and member to the reason
};

/// What the path and the name of a rejected document are known by.
std::string key_of(std::string_view path, const json::value& rejected) {
  const json::value* member = rejected.as_object().if_contains("member");
  return std::string(path) + (member == nullptr ? "" : " " + std::string(member->as_string()));
}

/// Checks the answer to one file, and adds what it says.
void note_answer(const Sent& sent, const fs::path& path, const HttpAnswer& answer, Uploaded& all) {
  BOOST_TEST(answer.status == sent.status);
  const json::value body = answer.json();
  if (answer.status >= 300) {
    all.rejected.emplace(path.string(), body.at("detail").as_string());
    BOOST_TEST(sent.reports == 0U);
    return;
  }
  const auto& reports = body.at("reports").as_array();
  BOOST_TEST(reports.size() == sent.reports);
  const auto& rejected = body.at("rejected").as_array();
  BOOST_TEST(rejected.size() == sent.rejected);
  for (const json::value& document : rejected) {
    all.rejected.emplace(key_of(path.string(), document), document.at("reason").as_string());
  }
  for (const json::value& report : reports) all.stored.emplace(report.at("id").as_string(), "");
  const auto is_new = [](const json::value& report) { return report.at("outcome") != "duplicate"; };
  BOOST_TEST(static_cast<std::size_t>(std::ranges::count_if(reports, is_new)) == sent.stored);
  const json::value& totals = body.at("totals");
  BOOST_TEST(totals.at("records").to_number<std::uint64_t>() == sent.records);
  all.reports += totals.at("reports").to_number<std::int64_t>();
  all.records += totals.at("records").to_number<std::int64_t>();
  all.messages += totals.at("messages").to_number<std::uint64_t>();
}

/// Uploads every file.
Uploaded upload_all(const tests::Service& service) {
  Uploaded all;
  std::size_t stored = 0;
  for (const Folder& folder : folders()) {
    for (const Sent& sent : folder.files) {
      const fs::path path = folder.path / sent.file;
      const HttpAnswer answer = service.http().post("/v1/reports", octets_of(path));
      BOOST_TEST_CONTEXT(sent.file << " " << answer.body) {
        note_answer(sent, path, answer, all);
      }
      stored += sent.stored;
      BOOST_TEST(all.stored.size() == stored, sent.file);
    }
  }
  // Fetched when all are there: a revision that comes later changes what is said of the first.
  for (auto& [id, report] : all.stored) {
    const HttpAnswer answer = service.http().get("/v1/reports/" + id);
    BOOST_TEST(answer.status == 200, id);
    report = answer.body;
  }
  return all;
}

std::size_t listed(const tests::Service& service) {
  return service.http().get("/v1/reports?limit=1000").json().at("reports").as_array().size();
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(ReportsInTheService, Database)

BOOST_AUTO_TEST_CASE(TheTablesNameEveryFile) {
  for (const auto& [path, files] : folders()) {
    std::set<std::string> there;
    for (const auto& entry : fs::directory_iterator(path)) {
      if (entry.path().extension() != ".md") there.insert(entry.path().filename().string());
    }
    std::set<std::string> named;
    for (const Sent& sent : files) named.insert(sent.file);
    BOOST_TEST(there == named, boost::test_tools::per_element());
    BOOST_TEST(files.size() == named.size());
  }
}

BOOST_AUTO_TEST_CASE(FindsEverythingAgainAfterARestart) {
  std::map<std::string, std::string> stored;
  {
    tests::Service service = start();
    stored = upload_all(service).stored;
    BOOST_TEST(listed(service) == stored.size());
    BOOST_TEST(service.end(SIGTERM).status == 0);
  }
  tests::Service service = start();
  for (const auto& [id, report] : stored) {
    BOOST_TEST(service.http().get("/v1/reports/" + id).body == report, id);
  }
  BOOST_TEST(listed(service) == stored.size());
}

BOOST_AUTO_TEST_CASE(StoresTheSameReportOnce) {
  const std::string report = octets_of(MAILVET_SOURCE_DIR "/fixtures/reports/rfc7489.xml");
  tests::Service service = start();
  const HttpAnswer first = service.http().post("/v1/reports", report);
  BOOST_TEST(first.status == 201, first.body);
  const HttpAnswer second = service.http().post("/v1/reports", report);
  BOOST_TEST(second.status == 200, second.body);
  BOOST_TEST(second.json().at("outcome").as_string() == "duplicate");
  BOOST_TEST(service.http().get("/v1/reports").json().at("reports").as_array().size() == 1U);
}

// What was answered for is on the disk, even where the process is killed at once.
BOOST_AUTO_TEST_CASE(LosesNothingWhenItIsKilled) {
  std::map<std::string, std::string> stored;
  {
    tests::Service service = start();
    stored = upload_all(service).stored;
    BOOST_TEST(service.end(SIGKILL).signal == SIGKILL);
  }
  tests::Service service = start();
  for (const auto& [id, report] : stored) {
    BOOST_TEST(service.http().get("/v1/reports/" + id).body == report, id);
  }
  BOOST_TEST(listed(service) == stored.size());
}

// The command line reads TLS and failure reports too; the service refuses them.
BOOST_AUTO_TEST_CASE(ReadsTheSameFilesOnTheCommandLine) {
  std::vector<std::string> arguments = {"report", "--format", "json"};
  for (const fs::path& path : report_files()) arguments.push_back(path.string());
  const Ended ended = tests::run_mailvet(arguments);
  tests::Service service = start();
  const Uploaded uploaded = upload_all(service);
  BOOST_TEST(ended.status == (uploaded.rejected.empty() ? 0 : 1));
  const json::value document = json::parse(ended.out);
  BOOST_TEST(document.at("schema").as_string() == "mailvet.report/1");
  const auto& totals = document.at("totals");
  BOOST_TEST(totals.at("records").to_number<std::int64_t>() == uploaded.records);
  BOOST_TEST(totals.at("messages").to_number<std::uint64_t>() == uploaded.messages);
  const json::array& reports = document.at("reports").as_array();
  BOOST_TEST(totals.at("reports").to_number<std::size_t>() == reports.size());
  const auto is_aggregate = [](const json::value& report) {
    return report.at("kind") == "aggregate";
  };
  BOOST_TEST(std::ranges::count_if(reports, is_aggregate) == uploaded.reports);
  std::map<std::string, std::string> rejected;
  for (const json::value& file : document.at("rejected").as_array()) {
    rejected.emplace(key_of(file.at("file").as_string(), file), file.at("reason").as_string());
  }
  std::map<std::string, std::string> unreadable = uploaded.rejected;
  std::erase_if(unreadable, [](const auto& one) {
    return one.second.find("not an aggregate report") != std::string::npos;
  });
  BOOST_TEST(!unreadable.empty());
  BOOST_TEST((rejected == unreadable));
}

BOOST_AUTO_TEST_SUITE_END()
