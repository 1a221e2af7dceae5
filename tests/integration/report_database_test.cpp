// SPDX-License-Identifier: MIT
//
// Reports that are imported, asked about, and kept whatever happens to the process, in both
// databases.

#include <chrono>
#include <csignal>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "tests/support/mailvet.h"
#include "tests/support/postgres.h"
#include "tests/support/temp_dir.h"

using tests::Ended;

namespace {

namespace json = boost::json;
using std::chrono::milliseconds;

const std::string kFixtures = MAILVET_SOURCE_DIR "/fixtures/reports";

enum class Backend { sqlite, postgres };

std::ostream& operator<<(std::ostream& out, Backend backend) {
  return out << (backend == Backend::sqlite ? "SQLite" : "PostgreSQL");
}

/// Empty databases, as many as a test asks for.
struct Databases {
  tests::TempDir folder;
  std::unique_ptr<tests::Postgres> server;

  /// A target.
  std::string make(Backend backend, const std::string& name) {
    if (backend == Backend::sqlite) return folder.file(name + ".db");
    BOOST_REQUIRE_MESSAGE(tests::Postgres::is_installed(),
                          "PostgreSQL is missing: script/bootstrap test");
    if (!server) server = std::make_unique<tests::Postgres>();
    BOOST_REQUIRE_MESSAGE(server->started(), server->log());
    return server->create_database(name);
  }
};

/// Runs mailvet report WORDS... on the database.
Ended report(std::vector<std::string> words, const std::string& target) {
  words.insert(words.begin(), "report");
  words.insert(words.end(), {"--database", target});
  return tests::run_mailvet(std::move(words));
}

json::object document(std::vector<std::string> words, const std::string& target) {
  words.insert(words.end(), {"--format", "json"});
  const Ended ended = report(std::move(words), target);
  BOOST_REQUIRE_MESSAGE(!ended.out.empty(), ended.err);
  return json::parse(ended.out).as_object();
}

/// Makes the tables, with nothing in them.
void make_database(const std::string& target) {
  const tests::TempDir empty;
  document({"import", empty.path().string(), "--no-look-up"}, target);
}

/// Of the report that was stored last; '' where there is none.
std::string last_id(const std::string& target) {
  const json::object page = document({"list", "--limit", "1"}, target);
  const json::array& reports = page.at("reports").as_array();
  return reports.empty() ? "" : std::string(reports[0].at("id").as_string());
}

/// Kills an import some time after it has begun to store, of what it had not stored before.
void import_until_killed(const std::string& path, const std::string& target, milliseconds life) {
  const std::string before = last_id(target);
  tests::Process process(
      {MAILVET_PROGRAM, "report", "import", path, "--no-look-up", "--database", target});
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (last_id(target) == before && std::chrono::steady_clock::now() < end) continue;
  std::this_thread::sleep_for(life);
  process.send(SIGKILL);
  process.wait();
}

/// What is told of every stored report, without when it came, by its id.
std::map<std::string, std::string> stored_in(const std::string& target) {
  std::map<std::string, std::string> all;
  std::string after;
  for (;;) {
    std::vector<std::string> words = {"list", "--limit", "1000"};
    if (!after.empty()) words.insert(words.end(), {"--after", after});
    const json::object page = document(words, target);
    for (const json::value& one : page.at("reports").as_array()) {
      json::object report = one.as_object();
      report.erase("received");
      all.emplace(report.at("id").as_string(), json::serialize(report));
    }
    if (!page.contains("next")) return all;
    after = std::to_string(page.at("next").to_number<std::int64_t>());
  }
}

std::set<std::string> unread_in(const std::string& target) {
  std::set<std::string> ids;
  const json::object list = document({"unread"}, target);
  for (const json::value& unread : list.at("unread").as_array()) {
    ids.emplace(unread.at("id").as_string());
  }
  return ids;
}

/// A question about the fixtures, and the document that answers it.
struct Question {
  std::vector<std::string> words;
  std::string schema;
};

const Question kQuestions[] = {
    {{"summary", "--offline"}, "mailvet.dmarc-summary/1"},
    {{"sources"}, "mailvet.dmarc-sources/1"},
    {{"impact", "--policy", "reject", "--offline"}, "mailvet.dmarc-impact/1"},
    {{"receivers"}, "mailvet.dmarc-receivers/1"},
    {{"fixes", "--offline"}, "mailvet.dmarc-fixes/1"},
    {{"tls"}, "mailvet.tls-summary/1"},
    {{"timeline"}, "mailvet.dmarc-timeline/1"},
};

/// A report of its own for each id; the count is its content.
std::string report_xml(const std::string& id, int count) {
  return "<?xml version=\"1.0\"?><feedback><report_metadata><org_name>Receiver</org_name>"
         "<email>r@receiver.example</email><report_id>" +
         id +
         "</report_id><date_range><begin>1700000000</begin><end>1700086399</end></date_range>"
         "</report_metadata><policy_published><domain>example.com</domain><p>none</p>"
         "</policy_published><record><row><source_ip>192.0.2.1</source_ip><count>" +
         std::to_string(count) +
         "</count><policy_evaluated><disposition>none</disposition><dkim>pass</dkim><spf>fail"
         "</spf></policy_evaluated></row><identifiers><header_from>example.com</header_from>"
         "</identifiers><auth_results><spf><domain>example.net</domain><result>pass</result></spf>"
         "</auth_results></record></feedback>";
}

/// An mbox file and a folder with reports, revisions of some of them, and what cannot be read.
void write_many(const tests::TempDir& folder) {
  std::string mbox;
  for (int i = 0; i < 2500; ++i) {
    const std::string id = "m" + std::to_string(i % 2000);  // from 2000 on: another content
    const std::string body = i % 500 == 499 ? "<feedback><record/></feedback>\n<!--" + id + "-->"
                                            : report_xml(id, i + 1);
    mbox +=
        "From a@example.net Tue Nov 14 10:00:00 2023\nFrom: a@example.net\n"
        "Content-Type: text/xml\n\n" +
        body + "\n\n";
  }
  folder.write("many.mbox", mbox);
  std::filesystem::create_directory(folder.path() / "files");
  for (int i = 0; i < 500; ++i) {
    folder.write("files/" + std::to_string(i) + ".xml", report_xml("f" + std::to_string(i), 1));
  }
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(ReportsInADatabase, Databases)

BOOST_DATA_TEST_CASE(AnswersEveryQuestion,
                     boost::unit_test::data::make({Backend::sqlite, Backend::postgres}), backend) {
  const std::string target = make(backend, "answers");
  const json::object imported = document({"import", kFixtures, "--no-look-up"}, target);
  BOOST_TEST(imported.at("totals").at("stored").to_number<int>() > 10);
  for (const Question& question : kQuestions) {
    std::vector<std::string> words = question.words;
    words.insert(words.begin() + 1, "example.com");
    words.insert(words.end(),
                 {"--from", "2026-04-01", "--to", "2026-06-01", "--now", "2026-06-01T00:00:00Z"});
    const json::object answer = document(words, target);
    BOOST_TEST(answer.at("schema").as_string() == question.schema);
    const Ended text = report(words, target);
    BOOST_TEST((text.status == 0 || text.status == 1), text.err);
    BOOST_TEST(text.out.find("example.com, 2026-04-01 to 2026-06-01") != std::string::npos,
               text.out);
  }
  // The same in both.
  const std::string other = folder.file("other.db");
  document({"import", kFixtures, "--no-look-up"}, other);
  BOOST_TEST((stored_in(target) == stored_in(other)));
  BOOST_TEST((unread_in(target) == unread_in(other)));
}

// Killed at any moment and begun anew: the database is that of an import that nobody disturbed.
BOOST_DATA_TEST_CASE(GoesOnWhereverItWasKilled,
                     boost::unit_test::data::make({Backend::sqlite, Backend::postgres}), backend) {
  const std::string target = make(backend, "killed");
  const tests::TempDir reports;
  write_many(reports);
  const std::string path = reports.path().string();
  const std::string undisturbed = folder.file("undisturbed.db");
  document({"import", path, "--no-look-up"}, undisturbed);
  const auto expected = stored_in(undisturbed);
  BOOST_TEST(expected.size() == 2495U + 500U);

  make_database(target);
  std::minstd_rand random;
  int kills = 0;  // that came while it stored
  for (std::size_t stored = 0; stored < expected.size();) {
    import_until_killed(path, target, milliseconds(random() % 60));
    const std::size_t now = stored_in(target).size();
    BOOST_TEST_REQUIRE(now > stored);
    stored = now;
    if (stored < expected.size()) ++kills;
  }
  BOOST_TEST_MESSAGE("killed " << kills << " times while it stored");
  BOOST_TEST(kills > 0);
  document({"import", path, "--no-look-up"}, target);
  BOOST_TEST((stored_in(target) == expected));
  BOOST_TEST((unread_in(target) == unread_in(undisturbed)));
  const json::object again = document({"import", path, "--no-look-up"}, target);
  BOOST_TEST(again.at("totals").at("reports").to_number<int>() == 0);
  BOOST_TEST(again.at("totals").at("imported_before").to_number<int>() == 501);
}

BOOST_AUTO_TEST_CASE(ServesFromPostgres) {
  const std::string target = make(Backend::postgres, "served");
  document({"import", kFixtures + "/rfc9990.xml", "--no-look-up"}, target);
  tests::Service service(target, {"--resolver", "127.0.0.1@9", "--no-look-up"});
  BOOST_TEST(service.http().get("/v1/reports").json().at("reports").as_array().size() == 1U);
  BOOST_TEST(service.end(SIGTERM).status == 0);
}

BOOST_AUTO_TEST_CASE(PrintsNoPassword) {
  const std::string target = "postgresql://user:secret@%2Fnowhere/reports";
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"serve", "--listen", "127.0.0.1:0", "--database", target},
        {"report", "list", "--database", target}}) {
    const Ended ended = tests::run_mailvet(words);
    BOOST_TEST(ended.status == 2);
    BOOST_TEST((ended.out + ended.err).find("secret") == std::string::npos, ended.err);
    BOOST_TEST(ended.err.find("/reports") != std::string::npos, ended.err);
  }
}

BOOST_AUTO_TEST_SUITE_END()
