// SPDX-License-Identifier: MIT
//
// A server stops in good order.

#include <chrono>
#include <future>
#include <thread>

#include <boost/test/unit_test.hpp>

#include "tests/service/http/loopback.h"

namespace {

using namespace std::chrono_literals;
using tests::Loopback;
using tests::RawClient;

constexpr const char* kRequest = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";

/// A handler that tells when it has begun, and waits for leave to answer.
struct Held {
  std::promise<void> begun;
  std::promise<void> leave;
  std::shared_future<void> left = leave.get_future().share();

  service::http::Dispatch dispatch() {
    return [this](const service::api::Request& request) {
      begun.set_value();
      left.wait();
      return tests::echo(request);
    };
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(HttpStop)

BOOST_AUTO_TEST_CASE(AnswersTheRequestThatIsUnderWay) {
  Held held;
  Loopback loopback(tests::small_limits(), held.dispatch());
  RawClient client(loopback.port());
  client.send(kRequest);
  held.begun.get_future().wait();
  loopback.server->begin_stop();
  BOOST_TEST(!loopback.server->wait_until_idle(50ms));
  held.leave.set_value();
  const std::string answer = client.receive_all();
  BOOST_TEST(answer.find("\r\nConnection: close\r\n") != std::string::npos);
  BOOST_TEST(answer.ends_with("GET /a "));
  BOOST_TEST(loopback.server->wait_until_idle(5s));
}

BOOST_AUTO_TEST_CASE(LetsABodyArriveThatIsUnderWay) {
  Loopback loopback;
  RawClient client(loopback.port());
  client.send("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
  client.receive_until("\r\n\r\n");
  loopback.server->begin_stop();
  client.send("hello");
  BOOST_TEST(client.receive_all().ends_with("POST /a hello"));
  BOOST_TEST(loopback.server->wait_until_idle(5s));
}

BOOST_AUTO_TEST_CASE(ClosesIdleConnectionsAtOnce) {
  Loopback loopback;
  RawClient fresh(loopback.port());
  RawClient used(loopback.port());
  used.send(kRequest);
  used.receive_until("GET /a ");
  const auto start = std::chrono::steady_clock::now();
  loopback.server->begin_stop();
  BOOST_TEST(loopback.server->wait_until_idle(5s));
  BOOST_TEST(used.receive_all() == "");
  BOOST_TEST(fresh.receive_all() == "");
  BOOST_TEST((std::chrono::steady_clock::now() - start < 3s));
}

BOOST_AUTO_TEST_CASE(TakesNoNewConnections) {
  Loopback loopback;
  loopback.server->begin_stop();
  RawClient client(loopback.port(), 300ms);
  client.send(kRequest);
  BOOST_TEST(client.receive_all().find("HTTP/1.1") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(CutsConnectionsWhenItIsDestroyed) {
  Loopback loopback;
  RawClient client(loopback.port());
  client.send("GET /a HTTP/1.1\r\nX: ");
  std::this_thread::sleep_for(50ms);
  const auto start = std::chrono::steady_clock::now();
  loopback.server.reset();
  BOOST_TEST((std::chrono::steady_clock::now() - start < 3s));
}

BOOST_AUTO_TEST_SUITE_END()
