// SPDX-License-Identifier: MIT
//
// A server on a free loopback port, and a client that sends octets as they are.

#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sys/socket.h>

#include <Poco/AutoPtr.h>
#include <Poco/Channel.h>
#include <Poco/Exception.h>
#include <Poco/Logger.h>
#include <Poco/Message.h>
#include <Poco/Net/SocketAddress.h>
#include <Poco/Net/StreamSocket.h>

#include "service/http/server.h"

namespace tests {

/// Keeps log lines.
class LogLines final : public Poco::Channel {
 public:
  void log(const Poco::Message& message) override {
    const std::scoped_lock lock(mutex_);
    lines_.push_back(message.getText());
  }
  std::vector<std::string> lines() {
    const std::scoped_lock lock(mutex_);
    return lines_;
  }

 private:
  std::mutex mutex_;
  std::vector<std::string> lines_;
};

/// Limits that are small enough to be reached in a test.
inline service::http::Limits small_limits() {
  service::http::Limits limits;
  limits.body = 1000;
  limits.header = 2000;
  limits.target = 300;
  limits.threads = 8;
  limits.queue = 64;
  return limits;
}

/// An answer that says what the handler was given.
inline service::api::Response echo(const service::api::Request& request) {
  return {.status = 200,
          .content_type = "text/plain",
          .body = request.method + " " + request.path + " " + request.body};
}

struct Loopback {
  explicit Loopback(const service::http::Limits& limits = small_limits(),
                    service::http::Dispatch dispatch = echo,
                    const service::http::HostNames& names = {}) {
    logger.setChannel(log);
    logger.setLevel(Poco::Message::PRIO_INFORMATION);
    auto started = service::http::Server::start({*libauth::base::IpAddress::parse("127.0.0.1"), 0},
                                                limits, std::move(dispatch), logger, names);
    if (started) server = std::move(*started);
  }
  ~Loopback() { server.reset(); }

  std::uint16_t port() const { return server->address().port; }

  Poco::AutoPtr<LogLines> log{new LogLines};
  Poco::Logger& logger = Poco::Logger::get("test");
  std::unique_ptr<service::http::Server> server;
};

/// A connection to the loopback server. No call waits longer than the time given.
class RawClient {
 public:
  explicit RawClient(std::uint16_t port,
                     std::chrono::milliseconds patience = std::chrono::seconds(10)) {
    socket_.connect(Poco::Net::SocketAddress("127.0.0.1", port));
    socket_.setReceiveTimeout(Poco::Timespan(patience.count() * 1000));
    socket_.setNoDelay(true);
  }

  /// Sends; gives false where the server has closed.
  bool send(std::string_view octets) {
    try {
      while (!octets.empty()) {
        const int sent =
            socket_.sendBytes(octets.data(), static_cast<int>(octets.size()), MSG_NOSIGNAL);
        octets.remove_prefix(static_cast<std::size_t>(sent));
      }
      return true;
    } catch (const Poco::Exception&) {
      return false;
    }
  }

  /// Says that nothing more comes.
  void end() { socket_.shutdownSend(); }

  /// All that the server sends until it closes; "(time out)" or "(reset)" follows where it does not
  /// close in order.
  std::string receive_all() {
    std::string received;
    try {
      while (receive_some(received)) continue;
    } catch (const Poco::TimeoutException&) {
      received += "(time out)";
    } catch (const Poco::Exception&) {
      received += "(reset)";
    }
    return received;
  }

  /// What the server sends until `end` has come, or until it closes.
  std::string receive_until(std::string_view end) {
    std::string received;
    try {
      while (received.find(end) == std::string::npos && receive_some(received)) continue;
    } catch (const Poco::Exception&) {
      received += "(broken)";
    }
    return received;
  }

 private:
  bool receive_some(std::string& received) {
    char piece[4096];
    const int count = socket_.receiveBytes(piece, sizeof piece);
    if (count > 0) received.append(piece, static_cast<std::size_t>(count));
    return count > 0;
  }

  Poco::Net::StreamSocket socket_;
};

/// Sends the octets on a connection of their own and gives all that comes back.
inline std::string round_trip(std::uint16_t port, std::string_view octets) {
  RawClient client(port);
  client.send(octets);
  return client.receive_all();
}

/// How often `part` is in the text.
inline std::size_t count_of(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos;
       at = text.find(part, at + part.size())) {
    ++count;
  }
  return count;
}

}  // namespace tests
