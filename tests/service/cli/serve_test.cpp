// SPDX-License-Identifier: MIT
//
// mailvet serve: the real program, started, asked and ended.

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <thread>

#include <sys/stat.h>

#include <boost/test/unit_test.hpp>
#include <fcntl.h>
#include <unistd.h>

#include "libauth/base/text.h"
#include "tests/service/api/fixture.h"
#include "tests/service/http/loopback.h"
#include "tests/support/process.h"
#include "tests/support/temp_dir.h"

namespace {

using namespace std::chrono_literals;
using tests::Ended;
using tests::Process;
using tests::RawClient;
using tests::round_trip;

struct Serve {
  tests::TempDir folder;
  std::string database = folder.file("mailvet.db");

  std::vector<std::string> arguments(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> all{MAILVET_PROGRAM, "serve",  "--listen",   "127.0.0.1:0",
                                 "--database",    database, "--resolver", "127.0.0.1@1",
                                 "--timeout",     "2"};
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }

  /// The port of the server; 0 where it did not come up.
  static std::uint16_t port_of(Process& process) {
    const auto line = process.out().wait_for_line("mailvet: listening on http://127.0.0.1:", 20s);
    if (!line) return 0;
    return libauth::base::parse_number<std::uint16_t>(line->substr(line->rfind(':') + 1))
        .value_or(0);
  }
};

std::string get(const std::string& target) {
  return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
}

std::string post(const std::string& body, const std::string& more = {}) {
  return "POST /v1/reports HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + more +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

bool has_one_error_line(const Ended& ended) {
  return ended.status == 2 && ended.err.starts_with("mailvet: ") &&
         ended.err.find('\n') == ended.err.size() - 1;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(ServeCommand, Serve)

BOOST_AUTO_TEST_CASE(SaysWhereItListensAndEndsWithStatus0) {
  for (const int signal : {SIGTERM, SIGINT}) {
    Process process(arguments());
    const std::uint16_t port = port_of(process);
    BOOST_REQUIRE(port != 0);
    BOOST_TEST(round_trip(port, get("/healthz")).starts_with("HTTP/1.1 200 "));
    process.send(signal);
    const Ended ended = process.wait(10s);
    BOOST_TEST(ended.status == 0);
    BOOST_TEST(tests::count_of(ended.out, "\n") == 1U);
    BOOST_TEST(ended.err.find(" GET /healthz 200 ") != std::string::npos);
  }
}

// A zone file that is a pipe without end holds the start up for as long as the test likes.
BOOST_AUTO_TEST_CASE(EndsAtOnceWhileItStarts) {
  for (const int signal : {SIGTERM, SIGINT}) {
    const std::string pipe = folder.file("zone" + std::to_string(signal));
    BOOST_REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
    Process process(arguments({"--zone", pipe}));
    int writer = -1;  // can be opened as soon as the process reads
    for (int attempt = 0; writer < 0 && attempt < 1000; ++attempt) {
      std::this_thread::sleep_for(10ms);
      writer = open(pipe.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC);
    }
    BOOST_REQUIRE(writer >= 0);
    process.send(signal);
    const Ended ended = process.wait(5s);
    close(writer);
    BOOST_TEST(!ended.timed_out);
    BOOST_TEST(ended.status == 0);
    BOOST_TEST(ended.out == "");
  }
}

BOOST_AUTO_TEST_CASE(FindsEverythingAgainAfterARestart) {
  std::string location;
  for (int round = 0; round < 2; ++round) {
    Process process(arguments());
    const std::uint16_t port = port_of(process);
    BOOST_REQUIRE(port != 0);
    const std::string answer = round_trip(port, post(tests::report_xml("example.com", "r1")));
    BOOST_TEST(answer.starts_with(round == 0 ? "HTTP/1.1 201 " : "HTTP/1.1 200 "));
    if (round == 0) {
      const std::size_t start = answer.find("Location: ") + 10;
      location = answer.substr(start, answer.find('\r', start) - start);
    }
    BOOST_TEST(round_trip(port, get(location)).find("\"report_id\":\"r1\"") != std::string::npos);
    process.send(SIGTERM);
    BOOST_TEST(process.wait(10s).status == 0);
  }
}

// A page of evil.example may lead its name to 127.0.0.1.
BOOST_AUTO_TEST_CASE(AnswersForItsOwnNamesAlone) {
  const std::string evil =
      "GET /v1/reports HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n";
  {
    Process process(arguments());
    const std::uint16_t port = port_of(process);
    BOOST_REQUIRE(port != 0);
    BOOST_TEST(round_trip(port, evil).starts_with("HTTP/1.1 421 "));
    BOOST_TEST(round_trip(port, get("/v1/reports")).starts_with("HTTP/1.1 200 "));
    BOOST_TEST(round_trip(port, post(tests::report_xml("example.com", "r1"),
                                     "Origin: http://evil.example\r\n"))
                   .starts_with("HTTP/1.1 403 "));
  }
  Process process(arguments({"--host-name", "mailvet.example", "--host-name", "Evil.Example"}));
  const std::uint16_t port = port_of(process);
  BOOST_REQUIRE(port != 0);
  BOOST_TEST(round_trip(port, evil).starts_with("HTTP/1.1 200 "));
}

BOOST_AUTO_TEST_CASE(LosesNothingThatItHasAnsweredForWhenItIsKilled) {
  {
    Process process(arguments());
    const std::uint16_t port = port_of(process);
    BOOST_REQUIRE(port != 0);
    BOOST_TEST(round_trip(port, post(tests::report_xml("example.com", "r1")))
                   .starts_with("HTTP/1.1 201 "));
    process.send(SIGKILL);
    BOOST_TEST(process.wait(10s).signal == SIGKILL);
  }
  Process process(arguments());
  const std::uint16_t port = port_of(process);
  BOOST_REQUIRE(port != 0);
  BOOST_TEST(round_trip(port, get("/v1/reports")).find("\"report_id\":\"r1\"") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(AnswersTheUploadThatIsUnderWayWhenItIsToEnd) {
  Process process(arguments());
  const std::uint16_t port = port_of(process);
  BOOST_REQUIRE(port != 0);
  const std::string request =
      post(tests::report_xml("example.com", "r1"), "Expect: 100-continue\r\n");
  const std::size_t body = request.find("\r\n\r\n") + 4;
  RawClient client(port);
  client.send(request.substr(0, body));
  client.receive_until("\r\n\r\n");
  process.send(SIGTERM);
  std::this_thread::sleep_for(400ms);
  client.send(request.substr(body));
  BOOST_TEST(client.receive_all().starts_with("HTTP/1.1 201 "));
  BOOST_TEST(process.wait(10s).status == 0);
}

BOOST_AUTO_TEST_CASE(EndsAtTheEndOfTheDrainTime) {
  Process process(arguments({"--drain", "1"}));
  const std::uint16_t port = port_of(process);
  BOOST_REQUIRE(port != 0);
  RawClient client(port);
  client.send("GET /healthz HTTP/1.1\r\nX: ");
  std::this_thread::sleep_for(100ms);
  const auto start = std::chrono::steady_clock::now();
  process.send(SIGTERM);
  const Ended ended = process.wait(8s);
  BOOST_TEST(ended.status == 0);
  BOOST_TEST(ended.err.find("drain time") != std::string::npos);
  BOOST_TEST((std::chrono::steady_clock::now() - start < 6s));
}

BOOST_AUTO_TEST_CASE(EndsAtOnceAtTheSecondSignal) {
  Process process(arguments({"--drain", "60"}));
  const std::uint16_t port = port_of(process);
  BOOST_REQUIRE(port != 0);
  RawClient client(port);
  client.send("GET /healthz HTTP/1.1\r\nX: ");
  std::this_thread::sleep_for(100ms);
  process.send(SIGTERM);
  std::this_thread::sleep_for(500ms);
  process.send(SIGTERM);
  BOOST_TEST(process.wait(5s).status == 0);
}

BOOST_AUTO_TEST_CASE(AnswersAnAuditWithoutResolverAsUnknown) {
  Process process(arguments());
  const std::uint16_t port = port_of(process);
  BOOST_REQUIRE(port != 0);
  const std::string answer = round_trip(port, get("/v1/domains/example.com/audit"));
  BOOST_TEST_CONTEXT(answer.substr(0, 600)) {
    BOOST_TEST(answer.starts_with("HTTP/1.1 504 "));
    BOOST_TEST(answer.find("/problems/resolver-unreachable") != std::string::npos);
    BOOST_TEST(answer.find("\"verdict\":\"unknown\"") != std::string::npos);
    BOOST_TEST(answer.find("\"verdict\":\"fail\"") == std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(TakesTheBodyLimitOfItsOption) {
  Process process(arguments({"--max-body", "2000"}));
  const std::uint16_t port = port_of(process);
  BOOST_REQUIRE(port != 0);
  BOOST_TEST(round_trip(port, post(std::string(2001, 'x'))).starts_with("HTTP/1.1 413 "));
  BOOST_TEST(round_trip(port, post(std::string(2000, 'x'))).starts_with("HTTP/1.1 400 "));
}

BOOST_AUTO_TEST_CASE(SaysThatThePortIsInUse) {
  Process first(arguments());
  const std::uint16_t port = port_of(first);
  BOOST_REQUIRE(port != 0);
  const std::string address = "127.0.0.1:" + std::to_string(port);
  const Ended second =
      tests::run_program({MAILVET_PROGRAM, "serve", "--listen", address, "--database",
                          folder.file("second.db"), "--resolver", "127.0.0.1@1"});
  BOOST_TEST(has_one_error_line(second));
  BOOST_TEST(second.err.find(address) != std::string::npos);
  BOOST_TEST(round_trip(port, get("/healthz")).starts_with("HTTP/1.1 200 "));
}

BOOST_AUTO_TEST_CASE(SaysThatTheDatabaseCannotBeOpened) {
  for (const std::string& path :
       {folder.file("no/such/folder/mailvet.db"), folder.path().string(), std::string("/proc/x"),
        folder.write("text.db", std::string(5000, 'x'))}) {
    Process process({MAILVET_PROGRAM, "serve", "--listen", "127.0.0.1:0", "--database", path,
                     "--resolver", "127.0.0.1@1"});
    const Ended ended = process.wait(5s);
    BOOST_TEST_CONTEXT(ended.err) {
      BOOST_TEST(has_one_error_line(ended));
      BOOST_TEST(ended.err.find(path) != std::string::npos);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
