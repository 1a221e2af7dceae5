// SPDX-License-Identifier: MIT
//
// The program mailvet, as tests run it.

#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/support/http_client.h"
#include "tests/support/process.h"

namespace tests {

/// Runs `mailvet` with the arguments to its end.
inline Ended run_mailvet(std::vector<std::string> arguments, std::string input = {}) {
  arguments.insert(arguments.begin(), MAILVET_PROGRAM);
  return run_program(arguments, std::move(input));
}

/// `mailvet serve` on a port of its own.
class Service {
 public:
  /// Starts it and waits until it listens; throws where it does not.
  Service(const std::string& database, const std::vector<std::string>& more) {
    std::vector<std::string> arguments = {MAILVET_PROGRAM, "serve",      "--listen",
                                          "127.0.0.1:0",   "--database", database};
    arguments.insert(arguments.end(), more.begin(), more.end());
    process_ = std::make_unique<Process>(arguments);
    const auto line = process_->out().wait_for_line("listening on", std::chrono::seconds(20));
    if (!line) throw std::runtime_error("mailvet does not listen: " + process_->err().text());
    port_ = static_cast<std::uint16_t>(std::stoi(line->substr(line->rfind(':') + 1)));
  }

  std::uint16_t port() const { return port_; }
  HttpClient http() const { return HttpClient(port_); }

  /// Sends the signal and waits for the end.
  Ended end(int signal) {
    process_->send(signal);
    return process_->wait();
  }

 private:
  std::unique_ptr<Process> process_;
  std::uint16_t port_ = 0;
};

}  // namespace tests
