// SPDX-License-Identifier: MIT
//
// What the HTTP server takes, and why.

#pragma once

#include <chrono>
#include <cstddef>

namespace service::http {

/// Each connection that is served has a thread, so what a client can hold is bounded in time and in
/// memory, however slowly it sends or reads.
struct Limits {
  /// Octets of a body, --max-body or else --max-octets. The largest aggregate report seen has 4 MB
  /// of XML.
  std::size_t body = std::size_t{64} << 20;
  /// Octets of all bodies that are held at once. Without it as many bodies as there are threads
  /// could be held, each as large as `body` allows. Over it: 503.
  std::size_t bodies_at_once = std::size_t{512} << 20;
  /// Octets of the request line and the header fields. Over it: 431.
  std::size_t header = std::size_t{32} << 10;
  /// Octets of the request target: a path and 100 parameters of the length of a domain name fit
  /// well. Over it: 414.
  std::size_t target = std::size_t{8} << 10;

  /// From the first octet of a request to the end of its header. Over it: 408.
  std::chrono::milliseconds header_time{10'000};
  /// The body, from the end of the header on: 64 MiB at 5 Mbit/s. Over it: 408.
  std::chrono::milliseconds body_time{120'000};
  /// For each 64 KiB of an answer: who reads more slowly than that is cut off.
  std::chrono::milliseconds write_time{10'000};
  /// Between two requests of a connection. Short, because a waiting connection holds a thread.
  std::chrono::milliseconds idle_time{5'000};
  /// How long what a client still sends is thrown away after its request was refused. Closing at
  /// once would reset the connection, and the client might lose the answer (RFC 9112 section 9.6).
  std::chrono::milliseconds linger_time{2'000};

  /// Connections that are served at once.
  int threads = 128;
  /// Connections that wait for a thread. What is over is closed unanswered: the answer 503 would
  /// need a thread too. Both together stay under the usual 1024 open files.
  int queue = 256;
  /// Requests on one connection; spreads clients anew over several servers.
  int requests_per_connection = 1000;
};

}  // namespace service::http
