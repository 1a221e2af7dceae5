// SPDX-License-Identifier: MIT
//
// The server over real sockets: what it takes, what it refuses, and that it goes on.

#include "service/http/server.h"

#include <atomic>
#include <ostream>
#include <stdexcept>
#include <thread>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "reports/store/store.h"
#include "tests/service/http/loopback.h"

namespace {

using tests::count_of;
using tests::Loopback;
using tests::RawClient;
using tests::round_trip;

constexpr const char* kEnd = "Host: h\r\nConnection: close\r\n\r\n";

std::string get(std::string_view target) {
  return "GET " + std::string(target) + " HTTP/1.1\r\n" + kEnd;
}

struct Case {
  const char* name;
  std::string octets;
  const char* status;  ///< "400"
  const char* says;    ///< in the answer
};
std::ostream& operator<<(std::ostream& out, const Case& test) {
  return out << test.name;
}

const Case kCases[] = {
    {"get", get("/a?b=c"), "200", "GET /a "},
    {"http 1.0 without host", "GET /a HTTP/1.0\r\n\r\n", "200", "GET /a "},
    {"empty lines first", "\r\n\r\n" + get("/a"), "200", "GET /a "},
    {"absolute form", get("http://h/a"), "200", "GET /a "},
    {"unknown method", "BREW /a HTTP/1.1\r\n" + std::string(kEnd), "200", "BREW /a "},
    {"body with length", "POST /a HTTP/1.1\r\nContent-Length: 5\r\n" + std::string(kEnd) + "hello",
     "200", "POST /a hello"},
    {"body in chunks",
     "POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" + std::string(kEnd) +
         "2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\nTrailer: t\r\n\r\n",
     "200", "POST /a hello"},
    {"post without body", "POST /a HTTP/1.1\r\n" + std::string(kEnd), "200", "POST /a "},
    {"body of the largest size",
     "POST /a HTTP/1.1\r\nContent-Length: 1000\r\n" + std::string(kEnd) + std::string(1000, 'x'),
     "200", "xxx"},

    {"no request line", "hello\r\n\r\n", "400", "/problems/bad-request"},
    {"control octets", "\x01\x02\x03\r\n\r\n", "400", "/problems/bad-request"},
    {"a TLS client", std::string("\x16\x03\x01\x02\x00\x01\r\n\r\n", 10), "400",
     "/problems/bad-request"},
    {"http 0.9", "GET /a\r\n\r\n", "400", "/problems/bad-request"},
    {"http 2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "400", "/problems/bad-request"},
    {"space in the target", get("/a b"), "400", "/problems/bad-request"},
    {"no host", "GET /a HTTP/1.1\r\n\r\n", "400", "Host"},
    {"two hosts", "GET /a HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "400", "Host"},
    {"space before a colon", "GET /a HTTP/1.1\r\nX : y\r\n" + std::string(kEnd), "400",
     "/problems/bad-request"},
    {"field without colon", "GET /a HTTP/1.1\r\nnonsense\r\n" + std::string(kEnd), "400",
     "/problems/bad-request"},
    {"NUL in a field", std::string("GET /a HTTP/1.1\r\nX: a\0b\r\nHost: h\r\n\r\n", 36), "400",
     "/problems/bad-request"},
    {"malformed percent-encoding", get("/%zz"), "400", "percent-encoding"},
    {"path that is not UTF-8", get("/%ff"), "400", "UTF-8"},
    {"query that is not UTF-8", get("/a?b=%ff"), "400", "UTF-8"},
    {"two lengths",
     "POST /a HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n" + std::string(kEnd) + "hello",
     "400", "/problems/bad-request"},
    {"length and chunks",
     "POST /a HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n" + std::string(kEnd) +
         "0\r\n\r\n",
     "400", "/problems/bad-request"},
    {"negative length", "POST /a HTTP/1.1\r\nContent-Length: -1\r\n" + std::string(kEnd), "400",
     "/problems/bad-request"},
    {"length that is no number", "POST /a HTTP/1.1\r\nContent-Length: 5x\r\n" + std::string(kEnd),
     "400", "/problems/bad-request"},
    {"chunk that is none",
     "POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" + std::string(kEnd) + "zz\r\n", "400",
     "/problems/bad-request"},
    {"other transfer coding",
     "POST /a HTTP/1.1\r\nTransfer-Encoding: gzip\r\n" + std::string(kEnd) + "x", "501",
     "/problems/not-implemented"},

    {"length over the limit", "POST /a HTTP/1.1\r\nContent-Length: 1001\r\n" + std::string(kEnd),
     "413", "at most 1000 octets"},
    {"length far over the limit",
     "POST /a HTTP/1.1\r\nContent-Length: 18446744073709551615\r\n" + std::string(kEnd), "413",
     "\"instance\":\"/a\""},
    {"chunk over the limit",
     "POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" + std::string(kEnd) + "ffffffff\r\nx",
     "413", "\"instance\":\"/a\""},
    {"chunks over the limit",
     "POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" + std::string(kEnd) + "258\r\n" +
         std::string(600, 'x') + "\r\n258\r\n" + std::string(600, 'x') + "\r\n0\r\n\r\n",
     "413", "/problems/too-large"},
    {"long target", get("/" + std::string(300, 'a')), "414", "/problems/target-too-long"},
    {"large header", "GET /a HTTP/1.1\r\nX: " + std::string(2500, 'x') + "\r\n" + std::string(kEnd),
     "431", "/problems/header-too-large"},
    {"header without end", "GET /a HTTP/1.1\r\nX: " + std::string(30000, 'x'), "431",
     "/problems/header-too-large"},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(HttpServer)

BOOST_DATA_TEST_CASE(AnswersAndGoesOn, boost::unit_test::data::make(kCases), test) {
  const Loopback loopback;
  const std::string answer = round_trip(loopback.port(), test.octets);
  BOOST_TEST_CONTEXT(answer) {
    BOOST_TEST(answer.starts_with("HTTP/1.1 " + std::string(test.status) + " "));
    BOOST_TEST(count_of(answer, "HTTP/1.1 ") == 1U);
    BOOST_TEST(answer.find(test.says) != std::string::npos);
    BOOST_TEST(answer.find("\r\nConnection: close\r\n") != std::string::npos);
    BOOST_TEST(answer.find("(") == std::string::npos);  // neither reset nor time out
  }
  BOOST_TEST(round_trip(loopback.port(), get("/after")).find("GET /after ") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(GivesTheSameAnswerHoweverTheOctetsAreSplit) {
  const Loopback loopback;
  const std::string request = "POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" +
                              std::string(kEnd) + "5\r\nhello\r\n0\r\n\r\n";
  for (std::size_t split = 1; split < request.size(); split += 7) {
    RawClient client(loopback.port());
    client.send(request.substr(0, split));
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
    client.send(request.substr(split));
    BOOST_TEST(client.receive_all().find("POST /a hello") != std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(AnswersRequestsThatAreSentTogetherInOrder) {
  const Loopback loopback;
  const std::string answer =
      round_trip(loopback.port(),
                 "POST /1 HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\none"
                 "GET /2 HTTP/1.1\r\nHost: h\r\n\r\n" +
                     get("/3"));
  const std::size_t first = answer.find("POST /1 one");
  const std::size_t second = answer.find("GET /2 ");
  const std::size_t third = answer.find("GET /3 ");
  BOOST_TEST((first < second && second < third && third != std::string::npos));
  BOOST_TEST(count_of(answer, "HTTP/1.1 200 OK") == 3U);
}

BOOST_AUTO_TEST_CASE(DropsWhatFollowsARefusedRequest) {
  const Loopback loopback;
  const std::string answer = round_trip(
      loopback.port(), "POST /1 HTTP/1.1\r\nHost: h\r\nContent-Length: 5000\r\n\r\n" + get("/2"));
  BOOST_TEST(count_of(answer, "HTTP/1.1 ") == 1U);
  BOOST_TEST(answer.find("413") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(RefusesALargeBodyWithoutReadingIt) {
  const Loopback loopback;
  RawClient client(loopback.port());
  client.send("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 100000000\r\n\r\n");
  BOOST_TEST(client.receive_until("\r\n").starts_with("HTTP/1.1 413 "));
}

BOOST_AUTO_TEST_CASE(LetsAClientThatSendsALargeBodyReadTheRefusal) {
  const Loopback loopback;
  const std::string answer =
      round_trip(loopback.port(), "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 4000000\r\n\r\n" +
                                      std::string(4000000, 'x'));
  BOOST_TEST(answer.starts_with("HTTP/1.1 413 "));
}

BOOST_AUTO_TEST_CASE(TellsAWaitingClientToSendItsBody) {
  const Loopback loopback;
  RawClient client(loopback.port());
  client.send("POST /a HTTP/1.1\r\nContent-Length: 5\r\nExpect: 100-continue\r\n" +
              std::string(kEnd));
  BOOST_TEST(client.receive_until("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("hello");
  BOOST_TEST(client.receive_all().find("POST /a hello") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(DoesNotTellAClientToSendABodyThatIsTooLarge) {
  const Loopback loopback;
  const std::string answer = round_trip(
      loopback.port(),
      "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 5000\r\nExpect: 100-continue\r\n\r\n");
  BOOST_TEST(answer.starts_with("HTTP/1.1 413 "));
}

BOOST_AUTO_TEST_CASE(LeavesTheBodyOutForHead) {
  const Loopback loopback;
  const std::string answer =
      round_trip(loopback.port(), "HEAD /a HTTP/1.1\r\n" + std::string(kEnd));
  BOOST_TEST(answer.find("\r\nContent-Length: 8\r\n") != std::string::npos);
  BOOST_TEST(answer.ends_with("\r\n\r\n"));
}

BOOST_AUTO_TEST_CASE(SaysThatABodyBrokeOff) {
  const Loopback loopback;
  for (const std::string framing : {"Content-Length: 10", "Transfer-Encoding: chunked"}) {
    RawClient client(loopback.port());
    client.send("POST /a HTTP/1.1\r\n" + framing + "\r\n" + kEnd + "5\r\nhe");
    client.end();
    BOOST_TEST(client.receive_all().starts_with("HTTP/1.1 400 "));
  }
}

BOOST_AUTO_TEST_CASE(SendsTheHeaderFieldsThatGuardBrowsers) {
  const Loopback loopback;
  const std::string answer = round_trip(loopback.port(), get("/a"));
  for (const std::string field : {"X-Content-Type-Options: nosniff", "Cache-Control: no-store",
                                  "Date: ", "Content-Type: text/plain", "Server: mailvet"}) {
    BOOST_TEST(answer.find("\r\n" + field) != std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(MakesAProblemOfWhatAHandlerThrows) {
  Loopback loopback(tests::small_limits(), [](const service::api::Request& request) {
    if (request.path == "/std") throw std::runtime_error("secret\x1b[2J");
    if (request.path == "/poco") throw Poco::IOException("secret");
    return tests::echo(request);
  });
  for (const std::string path : {"/std", "/poco"}) {
    const std::string answer = round_trip(loopback.port(), get(path));
    BOOST_TEST(answer.starts_with("HTTP/1.1 500 "));
    BOOST_TEST(answer.find("\"instance\":\"" + path + "\"") != std::string::npos);
    BOOST_TEST(answer.find("secret") == std::string::npos);
  }
  BOOST_TEST(round_trip(loopback.port(), get("/ok")).starts_with("HTTP/1.1 200 "));
  BOOST_TEST(loopback.log->lines().front() == "/std: secret\\027[2J");
}

/// A failure of the database, and what the client is told.
struct Failure {
  const char* name;
  reports::store::Error::Kind kind;
  int status;
  const char* problem;
};
std::ostream& operator<<(std::ostream& out, const Failure& test) {
  return out << test.name;
}

constexpr Failure kFailures[] = {
    {"in use, or the disk is full", reports::store::Error::Kind::failed, 503,
     "database-unavailable"},
    {"lost", reports::store::Error::Kind::cannot_open, 503, "database-unavailable"},
    {"damaged", reports::store::Error::Kind::not_a_database, 500, "internal-error"},
    {"of a later version", reports::store::Error::Kind::too_new, 500, "internal-error"},
};

// RFC 9110 section 15.6.4
BOOST_DATA_TEST_CASE(TellsClientsToTryAgainWhereTheDatabaseMayComeBack,
                     boost::unit_test::data::make(kFailures), test) {
  Loopback loopback(tests::small_limits(),
                    [&](const service::api::Request&) -> service::api::Response {
                      throw reports::store::Error(test.kind, "secret\x1b[2J");
                    });
  const std::string answer = round_trip(loopback.port(), get("/a"));
  BOOST_TEST(answer.starts_with("HTTP/1.1 " + std::to_string(test.status) + " "));
  BOOST_TEST(answer.find("/problems/" + std::string(test.problem)) != std::string::npos);
  BOOST_TEST((answer.find("\r\nRetry-After: ") != std::string::npos) == (test.status == 503));
  BOOST_TEST(answer.find("\"instance\":\"/a\"") != std::string::npos);
  BOOST_TEST(answer.find("secret") == std::string::npos);
  BOOST_TEST(loopback.log->lines().front() == "/a: secret\\027[2J");
}

BOOST_AUTO_TEST_CASE(LogsALineForEachRequestWithoutContent) {
  Loopback loopback;
  round_trip(loopback.port(), "POST /a%1b?key=value HTTP/1.1\r\nContent-Length: 7\r\n" +
                                  std::string(kEnd) + "content");
  round_trip(loopback.port(), "\x1b[2J\r\n\r\n");
  const auto lines = loopback.log->lines();
  BOOST_REQUIRE(lines.size() == 2);
  BOOST_TEST(lines[0].starts_with("POST /a%1b 200 in=7 out="));
  BOOST_TEST(lines[1].starts_with("- - 400 in=0 out="));
  for (const std::string& line : lines) {
    BOOST_TEST(line.find("content") == std::string::npos);
    BOOST_TEST(line.find("value") == std::string::npos);
    BOOST_TEST(line.find("127.0.0.1") == std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(TurnsBodiesAwayThatTakeTooMuchMemoryTogether) {
  service::http::Limits limits = tests::small_limits();
  limits.bodies_at_once = 1500;
  const Loopback loopback(limits);
  RawClient first(loopback.port());
  first.send("POST /1 HTTP/1.1\r\nContent-Length: 1000\r\nExpect: 100-continue\r\n" +
             std::string(kEnd));
  first.receive_until("\r\n\r\n");
  const std::string refused =
      round_trip(loopback.port(), "POST /2 HTTP/1.1\r\nContent-Length: 900\r\n" +
                                      std::string(kEnd) + std::string(900, 'x'));
  BOOST_TEST(refused.starts_with("HTTP/1.1 503 "));
  BOOST_TEST(refused.find("\r\nRetry-After: ") != std::string::npos);
  first.send(std::string(1000, 'x'));
  BOOST_TEST(first.receive_all().starts_with("HTTP/1.1 200 "));
  const std::string taken =
      round_trip(loopback.port(), "POST /3 HTTP/1.1\r\nContent-Length: 900\r\n" +
                                      std::string(kEnd) + std::string(900, 'x'));
  BOOST_TEST(taken.starts_with("HTTP/1.1 200 "));
}

BOOST_AUTO_TEST_CASE(ServesMoreConnectionsThanThreads) {
  const Loopback loopback;
  std::vector<std::jthread> clients;
  std::atomic<int> good = 0;
  for (int i = 0; i < 40; ++i) {
    clients.emplace_back([&loopback, &good] {
      for (int j = 0; j < 5; ++j) {
        if (round_trip(loopback.port(), get("/a")).find("GET /a ") != std::string::npos) ++good;
      }
    });
  }
  clients.clear();
  BOOST_TEST(good == 200);
}

BOOST_AUTO_TEST_CASE(DoesNotLetIdleConnectionsKeepOthersWaiting) {
  service::http::Limits limits = tests::small_limits();
  limits.idle_time = std::chrono::milliseconds(300);
  const Loopback loopback(limits);
  std::vector<std::unique_ptr<RawClient>> idle;
  for (int i = 0; i < limits.threads; ++i) {
    idle.push_back(std::make_unique<RawClient>(loopback.port()));
    idle.back()->send("GET /idle HTTP/1.1\r\nHost: h\r\n\r\n");
    idle.back()->receive_until("GET /idle ");
  }
  BOOST_TEST(round_trip(loopback.port(), get("/a")).find("GET /a ") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(SaysThatAPortIsInUse) {
  const Loopback loopback;
  const auto second = service::http::Server::start(
      loopback.server->address(), tests::small_limits(), tests::echo, Poco::Logger::get("test"));
  BOOST_REQUIRE(!second);
  BOOST_TEST(second.error().message.find(loopback.server->address().text()) != std::string::npos);
}

BOOST_AUTO_TEST_CASE(ListensOnIpv6) {
  const auto server =
      service::http::Server::start({*libauth::base::IpAddress::parse("::1"), 0},
                                   tests::small_limits(), tests::echo, Poco::Logger::get("test"));
  if (!server) return;  // a machine without IPv6
  BOOST_TEST((*server)->url().starts_with("http://[::1]:"));
}

BOOST_AUTO_TEST_SUITE_END()
