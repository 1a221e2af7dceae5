// SPDX-License-Identifier: MIT
//
// Bad input gets a clear error, and the process goes on.

#include <algorithm>
#include <csignal>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "tests/support/loopback.h"
#include "tests/support/mailvet.h"
#include "tests/support/temp_dir.h"

using tests::Ended;
using tests::HttpAnswer;

namespace {

struct HttpRow {
  const char* method;
  const char* target;
  const char* body;
  int status;
  const char* word;  ///< that the detail has to have
};
std::ostream& operator<<(std::ostream& out, const HttpRow& row) {
  return out << row.method << " " << row.target;
}

const HttpRow kHttpRows[] = {
    {"GET", "/v1/domains/example..com/audit", "", 400, "empty"},
    {"GET", "/v1/domains/foo%20bar/audit", "", 400, "space"},
    {"GET", "/v1/domains/192.0.2.1/audit", "", 400, "domain"},
    {"GET", "/v1/domains/%ff%fe/audit", "", 400, ""},
    {"GET", "/v1/domains/%zz/audit", "", 400, ""},
    {"GET", "/v1/domains/good.example/audit?selector=a%20b", "", 400, "selector"},
    {"GET", "/v1/domains/good.example/audit?blocklist=-", "", 400, "blocklist"},
    {"GET", "/nowhere", "", 404, "path"},
    {"GET", "/v1/reports/nosuch", "", 404, ""},
    {"DELETE", "/v1/reports", "", 405, "DELETE"},
    {"POST", "/healthz", "", 405, "POST"},
    {"POST", "/v1/reports", "", 400, "nothing"},
    {"POST", "/v1/reports", "this is no XML", 400, "XML"},
    {"POST", "/v1/reports", "<html><body/></html>", 422, "feedback"},
    {"POST", "/v1/reports", "<feedback/>", 422, ""},
    {"GET", "/v1/reports?limit=0", "", 400, "limit"},
    {"GET", "/v1/reports?limit=many", "", 400, "limit"},
    {"GET", "/v1/reports?kind=dmarc", "", 400, "kind"},
    {"GET", "/v1/domains/example..com/dmarc/summary", "", 400, "empty"},
    {"GET", "/v1/domains/example.com/dmarc/impact?p=strict", "", 400, "quarantine"},
    {"GET", "/v1/domains/example.com/tls/summary?from=yesterday", "", 400, "date"},
    {"PUT", "/v1/domains/example.com/dmarc/sources/x/verdict", "approve", 400, "verdict"},
};

struct Row {
  std::vector<std::string> arguments;
  const char* word;  ///< that the line has to have
};
std::ostream& operator<<(std::ostream& out, const Row& row) {
  for (const std::string& argument : row.arguments) out << argument << " ";
  return out;
}

const Row kRows[] = {
    {{}, "command"},
    {{"dance"}, "dance"},
    {{"audit"}, "DOMAIN"},
    {{"audit", "foo bar"}, "space"},
    {{"audit", "192.0.2.1"}, "192.0.2.1"},
    {{"audit", "example..com"}, "empty"},
    {{"audit", "good.example", "--resolver", "nonsense"}, "nonsense"},
    {{"audit", "good.example", "--resolver", "127.0.0.1@99999"}, "127.0.0.1@99999"},
    {{"audit", "good.example", "--zone", "/nowhere/a.zone"}, "/nowhere/a.zone"},
    {{"audit", "good.example", "--format", "poem"}, "format"},
    {{"audit", "good.example", "--now", "yesterday"}, "--now"},
    {{"audit", "good.example", "--trust-anchor", "/nowhere/key"}, "/nowhere/key"},
    {{"report"}, "FILE"},
    {{"report", "/nowhere/report.xml"}, "/nowhere/report.xml"},
    {{"serve", "--listen", "nonsense"}, "nonsense"},
    {{"serve", "--listen", "0.0.0.0:8460"}, "--allow-remote"},
    {{"serve", "--listen", "127.0.0.1:0", "--database", "/nowhere/mailvet.db"},
     "/nowhere/mailvet.db"},
    {{"serve", "--listen", "127.0.0.1:0", "--database", "/proc/mailvet.db"}, "/proc/mailvet.db"},
    {{"serve", "--listen", "127.0.0.1:0", "--keep-days", "aggregate=0"}, "--keep-days"},
    {{"serve", "--listen", "127.0.0.1:0", "--map", "/nowhere/map.csv"}, "/nowhere/map.csv"},
    {{"serve", "--listen", "127.0.0.1:0", "--mmdb", "/nowhere/a.mmdb"}, "/nowhere/a.mmdb"},
    {{"serve", "--map", "a.csv", "--only-map", "b.csv"}, "--map"},
};

struct Running {
  tests::TempDir folder;
  tests::Service service{folder.file("mailvet.db"),
                         {"--resolver", "127.0.0.1@9", "--max-body", "100000"}};
};

}  // namespace

BOOST_AUTO_TEST_SUITE(BadInput)

BOOST_FIXTURE_TEST_CASE(GetsAProblemDocumentOverHttp, Running) {
  for (const HttpRow& row : kHttpRows) {
    BOOST_TEST_CONTEXT(row) {
      const HttpAnswer answer = service.http().send(row.method, row.target, row.body);
      BOOST_TEST(answer.status == row.status, answer.body);
      BOOST_TEST(answer.type == "application/problem+json");
      const boost::json::value problem = answer.json();
      BOOST_TEST(problem.at("status").to_number<int>() == row.status);
      BOOST_TEST(!problem.at("title").as_string().empty());
      const std::string detail(problem.at("detail").as_string());
      BOOST_TEST(detail.find(row.word) != std::string::npos, detail);
    }
  }
  const HttpAnswer large = service.http().post("/v1/reports", std::string(100'001, ' '));
  BOOST_TEST(large.status == 413);
  BOOST_TEST(service.http().get("/healthz").status == 200);
  BOOST_TEST(service.end(SIGTERM).status == 0);
}

BOOST_DATA_TEST_CASE(GetsOneLineAndStatusTwoOnTheCommandLine, boost::unit_test::data::make(kRows),
                     row) {
  const Ended ended = tests::run_mailvet(row.arguments);
  BOOST_TEST(ended.status == 2);
  BOOST_TEST(ended.err.starts_with("mailvet: "), ended.err);
  BOOST_TEST(std::count(ended.err.begin(), ended.err.end(), '\n') == 1, ended.err);
  BOOST_TEST(ended.err.find(row.word) != std::string::npos, ended.err);
}

// Without a trust anchor nothing would be validated, and without a word.
BOOST_AUTO_TEST_CASE(RefusesATrustAnchorThatIsNone) {
  const tests::TempDir folder;
  for (const char* text : {"", "; nothing here\n", "root:x:0:0\n", ". IN DS 1 2 3 nonsense\n"}) {
    const std::string file = folder.write("anchor", text);
    const Ended ended = tests::run_mailvet({"audit", "good.example", "--trust-anchor", file});
    BOOST_TEST(ended.status == 2);
    BOOST_TEST(ended.err.find(file) != std::string::npos, ended.err);
    BOOST_TEST(std::count(ended.err.begin(), ended.err.end(), '\n') == 1, ended.err);
    BOOST_TEST(ended.out.empty());
  }
}

BOOST_AUTO_TEST_CASE(SaysThatAPortIsInUse) {
  const tests::LoopbackSocket taken(0, SOCK_STREAM);
  listen(taken.fd(), 1);
  const tests::TempDir folder;
  const std::string address = "127.0.0.1:" + std::to_string(taken.port());
  const Ended ended =
      tests::run_mailvet({"serve", "--listen", address, "--database", folder.file("m.db")});
  BOOST_TEST(ended.status == 2);
  BOOST_TEST(ended.err.find(address) != std::string::npos, ended.err);
}

BOOST_AUTO_TEST_CASE(TouchesNoFileThatIsNoDatabase) {
  const tests::TempDir folder;
  const std::string text = "these are my notes, not a database, and they are long enough to see\n";
  const std::string file = folder.write("notes.txt", text);
  const Ended ended = tests::run_mailvet({"serve", "--listen", "127.0.0.1:0", "--database", file});
  BOOST_TEST(ended.status == 2);
  BOOST_TEST(ended.err.find(file) != std::string::npos, ended.err);
  std::ifstream kept(file, std::ios::binary);
  BOOST_TEST(std::string(std::istreambuf_iterator<char>(kept), {}) == text);
}

BOOST_AUTO_TEST_SUITE_END()
