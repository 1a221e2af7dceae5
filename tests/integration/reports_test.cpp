// SPDX-License-Identifier: MIT
//
// Reports that are uploaded, found again, and kept whatever happens to the process.

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <stop_token>
#include <string>
#include <thread>
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
  std::uint64_t records = 0;  ///< of all aggregate ones
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
                              // Reports of several kinds.
                              {"two-reports.eml", 201, 2, 1, 1},  // only the TLS report is new
                              {"four.mbox", 201, 4, 1, 1},        // only the failure report is new
                              {"failure-quirks.eml", 201, 1, 1, 0},
                              {"failure-rfc9991.eml", 201, 1, 1, 0},
                              {"failure-text.eml", 201, 1, 1, 0},
                              {"mail-exim.eml", 201, 1, 1, 0},
                              {"tls-flat.json", 201, 2, 2, 0},
                              {"tls-quirks.json", 201, 1, 1, 0},
                              {"tls-rfc8460.json", 201, 1, 1, 0},
                              {"tls-two-policies.json", 201, 1, 1, 0},
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

const Folder kParsedmarcFailure = {
    fs::path(MAILVET_CONFORMANCE_DIR) / "reports/parsedmarc/failure",
    {
        {"DMARC Failure Report for domain.de (mail-from=sharepoint@domain.de, ip=10.10.10.10).eml",
         201, 1, 1},
        {"[Netease DMARC Failure Report] Rent Reminder.eml", 201, 1, 1},
        {"dmarc_ruf_report_linkedin.crlf.eml", 201, 1, 1},
        {"dmarc_ruf_report_linkedin.eml", 201, 1, 1},
        {"exim_plain_text_only_no_arf_part.eml", 201, 1, 1},
    }};

const Folder kParsedmarcTls = {fs::path(MAILVET_CONFORMANCE_DIR) / "reports/parsedmarc/smtp_tls",
                               {
                                   {"google.com_smtp_tls_report.eml", 201, 1, 1},
                                   {"mail.ru.json", 201, 1, 1},
                                   {"rfc8460.json", 201, 1, 1},
                                   {"smtp_tls.json", 201, 1, 1},
                               }};

/// The project's own reports always, and those of the public suite where it is there.
std::vector<Folder> folders() {
  if (fs::exists(kParsedmarc.path)) {
    return {kFixtures, kParsedmarc, kParsedmarcFailure, kParsedmarcTls};
  }
  BOOST_TEST_MESSAGE("left out, is not there: " << kParsedmarc.path);
  return {kFixtures};
}

/// Every file of all folders, in the order of the tables.
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
  BOOST_TEST(totals.at("reports").to_number<std::int64_t>() == uploaded.reports);
  std::map<std::string, std::string> rejected;
  for (const json::value& file : document.at("rejected").as_array()) {
    rejected.emplace(key_of(file.at("file").as_string(), file), file.at("reason").as_string());
  }
  BOOST_TEST(!rejected.empty());
  BOOST_TEST((rejected == uploaded.rejected));
}

// All files of all folders in one request: the same as one after the other.
BOOST_AUTO_TEST_CASE(TakesAllFilesInOneForm) {
  std::string body;
  for (const fs::path& path : report_files()) {
    body += "--x-boundary\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" +
            path.filename().string() + "\"\r\n\r\n" + octets_of(path) + "\r\n";
  }
  body += "--x-boundary--\r\n";
  tests::Service service = start();
  const HttpAnswer answer =
      service.http().post("/v1/reports", body, "multipart/form-data; boundary=x-boundary");
  BOOST_REQUIRE_MESSAGE(answer.status == 201, answer.body);
  const json::value document = answer.json();
  const auto& files = document.at("files").as_array();
  std::size_t index = 0;
  for (const auto& [path, entries] : folders()) {
    for (const Sent& sent : entries) {
      const json::value& file = files.at(index++);
      BOOST_TEST_CONTEXT(sent.file << " " << json::serialize(file)) {
        BOOST_TEST(file.at("name").as_string() == sent.file);
        BOOST_TEST(file.at("reports").as_array().size() == sent.reports);
        BOOST_TEST(file.as_object().contains("outcome") == (sent.status < 300));
      }
    }
  }
  BOOST_TEST(index == files.size());
  const HttpAnswer again =
      service.http().post("/v1/reports", body, "multipart/form-data; boundary=x-boundary");
  BOOST_TEST(again.status == 200);
  const json::value unread = service.http().get("/v1/unread-reports").json();
  BOOST_TEST(unread.at("count").to_number<std::size_t>() == 2U);  // the two files of CSV
}

BOOST_AUTO_TEST_CASE(GivesTheOctetsBackAsAFileToSave) {
  const std::string octets = octets_of(MAILVET_SOURCE_DIR "/fixtures/reports/failure-text.eml");
  tests::Service service = start();
  const json::value uploaded = service.http().post("/v1/reports", octets).json();
  const std::string id(uploaded.at("reports").at(0).at("id").as_string());
  const HttpAnswer source = service.http().get("/v1/reports/" + id + "/source");
  BOOST_TEST(source.status == 200);
  BOOST_TEST((source.body == octets));
  BOOST_TEST(source.type == "message/rfc822");
  BOOST_TEST(source.fields.at("Content-Disposition") == "attachment; filename=\"" + id + ".eml\"");
  BOOST_TEST(source.fields.at("X-Content-Type-Options") == "nosniff");
  BOOST_TEST(source.fields.at("Content-Security-Policy") == "default-src 'none'; sandbox");
  const HttpAnswer head = service.http().send("HEAD", "/v1/reports/" + id + "/source", "");
  BOOST_TEST(head.status == 200);
  BOOST_TEST(head.body.empty());
}

BOOST_AUTO_TEST_CASE(PagesStayWhileReportsArrive) {
  const std::string report = octets_of(MAILVET_SOURCE_DIR "/fixtures/reports/rfc7489.xml");
  const auto numbered = [&report](const std::string& id) {
    std::string octets = report;
    const std::size_t begin = octets.find("<report_id>") + 11;
    octets.replace(begin, octets.find("</report_id>") - begin, id);
    return octets;
  };
  constexpr int kBefore = 20;
  tests::Service service = start();
  for (int i = 0; i < kBefore; ++i) {
    BOOST_REQUIRE(service.http().post("/v1/reports", numbered("a" + std::to_string(i))).status ==
                  201);
  }
  std::atomic<int> arrived = 0;
  std::jthread uploads([&](const std::stop_token& stop) {
    for (int i = 0; !stop.stop_requested(); ++i) {
      const auto answer = service.http().post("/v1/reports", numbered("b" + std::to_string(i)));
      if (answer.status == 201) ++arrived;
    }
  });
  const auto wait_for_one_more = [&arrived] {
    const int before = arrived;
    for (int i = 0; i < 1000 && arrived == before; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return arrived > before;
  };
  std::vector<std::string> seen;
  std::string after;
  do {
    const json::value page = service.http().get("/v1/reports?limit=2" + after).json();
    for (const json::value& entry : page.at("reports").as_array()) {
      seen.emplace_back(entry.at("report_id").as_string());
    }
    const json::value* next = page.as_object().if_contains("next");
    after = next == nullptr ? "" : "&after=" + json::serialize(*next);
    BOOST_REQUIRE_MESSAGE(wait_for_one_more(), "no report arrived between two pages");
  } while (!after.empty());
  uploads.request_stop();
  const std::set<std::string> each(seen.begin(), seen.end());
  BOOST_TEST(each.size() == seen.size());
  for (int i = 0; i < kBefore; ++i) BOOST_TEST(each.contains("a" + std::to_string(i)));
}

BOOST_AUTO_TEST_CASE(TellsOfADomainAndTakesTheOwnersWord) {
  const std::string report = octets_of(MAILVET_SOURCE_DIR "/fixtures/reports/rfc7489.xml");
  tests::Service service = start();
  const json::value uploaded = service.http().post("/v1/reports", report).json();
  const std::string domain(uploaded.at("reports").at(0).at("domain").as_string());
  const std::string begin(uploaded.at("reports").at(0).at("begin").as_string());
  const std::string period = "?from=" + begin.substr(0, 10) + "&to=2026-12-31";
  const std::string base = "/v1/domains/" + domain + "/";
  for (const std::string page : {"dmarc/summary", "dmarc/sources", "dmarc/timeline",
                                 "dmarc/receivers", "dmarc/impact", "tls/summary"}) {
    const HttpAnswer answer = service.http().get(base + page + period);
    BOOST_TEST(answer.status == 200, answer.body);
    BOOST_TEST(answer.json().at("domain").as_string() == domain);
  }
  // The resolver of the tests does not answer. Nothing of the owner's fails, so that it need not.
  const HttpAnswer fixes = service.http().get(base + "dmarc/fixes" + period);
  BOOST_TEST(fixes.status == 200);
  BOOST_TEST(fixes.json().at("dmarc").at("state").as_string() == "unknown");

  const json::value sources = service.http().get(base + "dmarc/sources" + period).json();
  BOOST_REQUIRE(!sources.at("sources").as_array().empty());
  std::string name(sources.at("sources").at(0).at("source").at("name").as_string());
  if (const std::size_t slash = name.find('/'); slash != std::string::npos) {
    name.replace(slash, 1, "%2F");
  }
  const std::string verdict = base + "dmarc/sources/" + name + "/verdict";
  BOOST_TEST(service.http().send("PUT", verdict, R"({"verdict":"block"})").status == 200);
  const json::value again = service.http().get(base + "dmarc/sources" + period).json();
  BOOST_TEST(again.at("sources").at(0).at("verdict").as_string() == "block");
  BOOST_TEST(service.http().send("DELETE", verdict, "").status == 200);
}

// What was stored before the server began is looked up at once, what comes later within a minute.
BOOST_AUTO_TEST_CASE(FindsOutWhoseAddressesAreInReports) {
  std::string report = octets_of(MAILVET_SOURCE_DIR "/fixtures/reports/rfc7489.xml");
  for (std::size_t at = 0; (at = report.find(">pass<", at)) != std::string::npos;) {
    report.replace(at, 6, ">fail<");
  }
  std::ofstream(folder.file("reverse.zone")) << "$ORIGIN 2.0.192.in-addr.arpa.\n$TTL 60\n"
                                                "@ SOA ns hostmaster 1 60 60 60 60\n  NS ns\n"
                                                "1 PTR mail.sender.example.\n";
  std::ofstream(folder.file("forward.zone")) << "$ORIGIN sender.example.\n$TTL 60\n"
                                                "@ SOA ns hostmaster 1 60 60 60 60\n  NS ns\n"
                                                "mail A 192.0.2.1\n";
  std::string domain;
  {
    tests::Service service = start();
    const json::value uploaded = service.http().post("/v1/reports", report).json();
    domain = uploaded.at("reports").at(0).at("domain").as_string();
  }
  tests::Service service(
      database, {"--resolver", "127.0.0.1@9", "--zone", folder.file("reverse.zone"), "--zone",
                 folder.file("forward.zone")});
  std::string sources;
  for (int i = 0; i < 200 && sources.find("sender.example") == std::string::npos; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    sources = service.http()
                  .get("/v1/domains/" + domain + "/dmarc/sources?from=2026-04-01&to=2027-01-01")
                  .body;
  }
  BOOST_TEST(sources.find("sender.example") != std::string::npos, sources);
  BOOST_TEST(service.end(SIGTERM).status == 0);
}

BOOST_AUTO_TEST_CASE(RemovesOldReportsWhereItIsToldTo) {
  const std::string old = octets_of(MAILVET_SOURCE_DIR "/fixtures/reports/rfc7489.xml");
  {
    tests::Service service = start();
    BOOST_TEST(service.http().post("/v1/reports", old).status == 201);
    BOOST_TEST(listed(service) == 1U);
  }
  tests::Service service(database, {"--resolver", "127.0.0.1@9", "--no-look-up", "--keep-days",
                                    "aggregate=1", "--keep-days", "tls=400"});
  for (int i = 0; i < 200 && listed(service) > 0; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  BOOST_TEST(listed(service) == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
