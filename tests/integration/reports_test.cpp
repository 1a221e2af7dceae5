// SPDX-License-Identifier: MIT
//
// Reports that are uploaded, found again, and kept whatever happens to the process.

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
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

/// The project's own reports always, and those of the public suite where it is there.
std::vector<fs::path> report_files() {
  std::vector<fs::path> files;
  for (const char* folder : {MAILVET_SOURCE_DIR "/fixtures/reports",
                             MAILVET_CONFORMANCE_DIR "/reports/parsedmarc/aggregate"}) {
    if (!fs::exists(folder)) {
      BOOST_TEST_MESSAGE("left out, is not there: " << folder);
      continue;
    }
    for (const auto& entry : fs::directory_iterator(folder)) {
      if (entry.path().extension() != ".md") files.push_back(entry.path());
    }
  }
  return files;
}

struct Folder {
  tests::TempDir folder;
  std::string database = folder.file("mailvet.db");

  tests::Service start() const { return {database, {"--resolver", "127.0.0.1@9"}}; }
};

/// Uploads every file; the ids of what was stored, with the report that the service gives for it.
std::map<std::string, std::string> upload_all(const tests::Service& service) {
  std::map<std::string, std::string> stored;
  for (const fs::path& path : report_files()) {
    const HttpAnswer answer = service.http().post("/v1/reports", octets_of(path));
    BOOST_TEST_CONTEXT(path.filename().string() << " " << answer.body) {
      BOOST_TEST((answer.status == 201 || answer.status == 400 || answer.status == 422 ||
                  answer.status == 200 || answer.status == 413));
      if (answer.status != 201) continue;
      const json::value uploaded = answer.json();
      for (const json::value& report : uploaded.at("reports").as_array()) {
        stored.emplace(report.at("id").as_string(), "");
      }
    }
  }
  // Fetched when all are there: a revision that comes later changes what is said of the first.
  for (auto& [id, report] : stored) report = service.http().get("/v1/reports/" + id).body;
  return stored;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(ReportsInTheService, Folder)

BOOST_AUTO_TEST_CASE(FindsEverythingAgainAfterARestart) {
  std::map<std::string, std::string> stored;
  {
    tests::Service service = start();
    stored = upload_all(service);
    BOOST_TEST(stored.size() >= 3U);
    BOOST_TEST(service.end(SIGTERM).status == 0);
  }
  tests::Service service = start();
  for (const auto& [id, report] : stored) {
    BOOST_TEST(service.http().get("/v1/reports/" + id).body == report, id);
  }
  const json::value list = service.http().get("/v1/reports?limit=1000").json();
  BOOST_TEST(list.at("reports").as_array().size() == stored.size());
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
    stored = upload_all(service);
    BOOST_TEST(service.end(SIGKILL).signal == SIGKILL);
  }
  tests::Service service = start();
  for (const auto& [id, report] : stored) {
    BOOST_TEST(service.http().get("/v1/reports/" + id).body == report, id);
  }
}

BOOST_AUTO_TEST_CASE(ReadsTheSameFilesOnTheCommandLine) {
  std::vector<std::string> arguments = {"report", "--format", "json"};
  for (const fs::path& path : report_files()) arguments.push_back(path.string());
  const Ended ended = tests::run_mailvet(arguments);
  const json::value document = json::parse(ended.out);
  BOOST_TEST(document.at("schema").as_string() == "mailvet.report/1");
  const auto& totals = document.at("totals");
  const std::size_t read = document.at("reports").as_array().size();
  BOOST_TEST(totals.at("reports").to_number<std::size_t>() == read);
  BOOST_TEST(read >= 3U);
  for (const json::value& rejected : document.at("rejected").as_array()) {
    BOOST_TEST(!rejected.at("reason").as_string().empty());
    BOOST_TEST(!rejected.at("file").as_string().empty());
  }
}

BOOST_AUTO_TEST_SUITE_END()
