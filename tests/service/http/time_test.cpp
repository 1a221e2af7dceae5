// SPDX-License-Identifier: MIT
//
// Slow clients are held to their time.

#include <chrono>
#include <thread>

#include <boost/test/unit_test.hpp>

#include "tests/service/http/loopback.h"

namespace {

using namespace std::chrono_literals;
using tests::Loopback;
using tests::RawClient;
using tests::round_trip;

constexpr auto kShort = 300ms;
/// Much longer than the short time, and much shorter than the limits that must not count.
constexpr auto kLong = 4s;

service::http::Limits slow_limits() {
  service::http::Limits limits = tests::small_limits();
  limits.body = 50'000'000;
  limits.header_time = limits.body_time = limits.idle_time = limits.write_time = 60s;
  limits.linger_time = kShort;
  return limits;
}

/// Sends an octet now and then until the server ends it; gives the time that it took.
std::chrono::steady_clock::duration drip(RawClient& client) {
  const auto start = std::chrono::steady_clock::now();
  while (std::chrono::steady_clock::now() - start < 3 * kLong && client.send("x")) {
    std::this_thread::sleep_for(20ms);
  }
  return std::chrono::steady_clock::now() - start;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(HttpTime)

BOOST_AUTO_TEST_CASE(EndsAHeaderThatComesDropByDrop) {
  service::http::Limits limits = slow_limits();
  limits.header_time = kShort;
  const Loopback loopback(limits);
  RawClient client(loopback.port());
  client.send("GET /a HTTP/1.1\r\nX: ");
  BOOST_TEST((drip(client) < kLong));
}

BOOST_AUTO_TEST_CASE(EndsABodyThatComesDropByDrop) {
  service::http::Limits limits = slow_limits();
  limits.body_time = kShort;
  const Loopback loopback(limits);
  RawClient client(loopback.port());
  client.send("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\n");
  BOOST_TEST((drip(client) < kLong));
}

BOOST_AUTO_TEST_CASE(TellsAClientThatStopsWithinItsRequest) {
  service::http::Limits limits = slow_limits();
  limits.header_time = limits.body_time = kShort;
  const Loopback loopback(limits);
  for (const std::string request :
       {"GET /a HT", "GET /a HTTP/1.1\r\nHost: h\r\n",
        "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nhell",
        "POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhell"}) {
    const std::string answer = round_trip(loopback.port(), request);
    BOOST_TEST_CONTEXT(request << " -> " << answer) {
      BOOST_TEST(answer.starts_with("HTTP/1.1 408 "));
      BOOST_TEST(answer.find("/problems/request-timeout") != std::string::npos);
    }
  }
}

BOOST_AUTO_TEST_CASE(ClosesAConnectionWithoutRequestInSilence) {
  service::http::Limits limits = slow_limits();
  limits.idle_time = kShort;
  const Loopback loopback(limits);
  BOOST_TEST(round_trip(loopback.port(), "") == "");
  RawClient client(loopback.port());
  client.send("GET /a HTTP/1.1\r\nHost: h\r\n\r\n");
  const std::string answer = client.receive_all();
  BOOST_TEST(answer.ends_with("GET /a "));
}

BOOST_AUTO_TEST_CASE(CutsAClientThatDoesNotRead) {
  service::http::Limits limits = slow_limits();
  limits.write_time = kShort;
  const Loopback loopback(limits, [](const service::api::Request&) {
    return service::api::Response{.status = 200, .body = std::string(40'000'000, 'x')};
  });
  RawClient client(loopback.port());
  client.send("GET /a HTTP/1.1\r\nHost: h\r\n\r\n");
  client.receive_until("\r\n\r\n");
  BOOST_TEST(!loopback.server->wait_until_idle(0ms));
  BOOST_TEST(loopback.server->wait_until_idle(kLong));
}

BOOST_AUTO_TEST_CASE(DoesNotReadARefusedBodyForEver) {
  service::http::Limits limits = slow_limits();
  limits.body = 1000;
  const Loopback loopback(limits);
  RawClient client(loopback.port());
  client.send("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 100000000\r\n\r\n");
  BOOST_TEST((drip(client) < kLong));
}

BOOST_AUTO_TEST_CASE(ServesOthersWhileSomeAreSlow) {
  service::http::Limits limits = slow_limits();
  const Loopback loopback(limits);
  std::vector<std::unique_ptr<RawClient>> slow;
  for (int i = 0; i + 1 < limits.threads; ++i) {
    slow.push_back(std::make_unique<RawClient>(loopback.port()));
    slow.back()->send("GET /slow HTTP/1.1\r\nX: ");
  }
  const auto start = std::chrono::steady_clock::now();
  BOOST_TEST(round_trip(loopback.port(), "GET /a HTTP/1.0\r\n\r\n").ends_with("GET /a "));
  BOOST_TEST((std::chrono::steady_clock::now() - start < kLong));
}

BOOST_AUTO_TEST_SUITE_END()
