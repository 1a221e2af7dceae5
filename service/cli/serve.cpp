// SPDX-License-Identifier: MIT
//
// mailvet serve: the HTTP server.

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <optional>
#include <ostream>

#include <Poco/ConsoleChannel.h>
#include <Poco/FormattingChannel.h>
#include <Poco/Logger.h>
#include <Poco/PatternFormatter.h>

#include "reports/intake/limits.h"
#include "reports/store/store.h"
#include "service/api/route.h"
#include "service/api/services.h"
#include "service/cli/command.h"
#include "service/cli/resolver_options.h"
#include "service/cli/signals.h"
#include "service/http/listen_address.h"
#include "service/http/server.h"

namespace service::cli {
namespace {

constexpr std::string_view kFooter =
    "SIGTERM and SIGINT end the server: it takes no new requests, answers those that are there, "
    "and exits with status 0. A second signal does not wait, nor does one before it listens.";

/// Octets; less would refuse the smallest report. What unpacks reports takes no more than its own
/// limit, so that a larger one here would promise too much.
constexpr std::size_t kLeastBody = 1024;

struct Options {
  std::string listen = "127.0.0.1:8460";
  std::string database = "mailvet.db";
  std::size_t max_body = http::Limits{}.body;
  int drain = 25;  ///< seconds; an audit takes up to 22
  bool allow_remote = false;
  ResolverOptions resolver;
};

/// Writes to standard error, in UTC.
Poco::Logger& make_logger() {
  Poco::AutoPtr<Poco::Channel> console(new Poco::ConsoleChannel(std::cerr));
  Poco::AutoPtr<Poco::Formatter> line(new Poco::PatternFormatter("%Y-%m-%dT%H:%M:%SZ %p %t"));
  Poco::AutoPtr<Poco::Channel> channel(new Poco::FormattingChannel(line, console));
  Poco::Logger& logger = Poco::Logger::get("mailvet");
  logger.setChannel(channel);
  logger.setLevel(Poco::Message::PRIO_INFORMATION);
  return logger;
}

libauth::base::Time clock_time() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

/// Lets the requests that are there be answered. A second signal ends the waiting, and so does the
/// end of the drain time; what is open then is cut.
void drain(http::Server& server, const StopSignals& signals, std::chrono::seconds time) {
  server.begin_stop();
  const auto deadline = std::chrono::steady_clock::now() + time;
  while (!server.wait_until_idle(std::chrono::milliseconds(20))) {
    if (std::chrono::steady_clock::now() < deadline &&
        !signals.wait_for(std::chrono::milliseconds(20))) {
      continue;
    }
    // A handler may still be at work, and threads cannot be stopped from outside. What it writes is
    // in one transaction, so ending the process loses nothing that was answered for.
    std::cerr << "mailvet: requests were cut off at the end of the drain time" << std::endl;
    std::_Exit(kGood);
  }
}

int serve(const Options& options, const http::ListenAddress& address, Terminal& terminal) {
  const StopSignals signals;
  // A zone file may be a pipe, and a database may be locked for long.
  std::optional<EndAtOnce> starting(signals);
  const auto dns = Dns::open(options.resolver);
  if (!dns) return fail(terminal, dns.error().message);
  std::optional<reports::store::Store> store;
  try {
    store = reports::store::Store::open(options.database);
  } catch (const reports::store::Error& error) {
    return fail(terminal, error.what());
  }

  api::Services services{.dns = (*dns)->access(), .store = *store, .now = clock_time};
  http::Limits limits;
  limits.body = options.max_body;
  starting.reset();
  const auto server = http::Server::start(
      address, limits,
      [&services](api::Request request) { return api::dispatch(std::move(request), services); },
      make_logger());
  if (!server) return fail(terminal, server.error().message);

  terminal.out << "mailvet: listening on " << (*server)->url() << std::endl;
  signals.wait();
  drain(**server, signals, std::chrono::seconds(options.drain));
  return kGood;
}

int run_serve(const Options& options, Terminal& terminal) {
  const auto address = http::ListenAddress::parse(options.listen);
  if (!address) return fail(terminal, "--listen: " + address.error().message);
  if (!address->is_loopback() && !options.allow_remote) {
    return fail(terminal, "There are no API keys yet, so " + address->text() +
                              " would be open to everybody who can reach it; --allow-remote if "
                              "that is meant.");
  }
  return serve(options, *address, terminal);
}

}  // namespace

Command add_serve(CLI::App& program) {
  const auto options = std::make_shared<Options>();
  CLI::App* app = program.add_subcommand("serve", "Serve the HTTP API");
  app->footer(std::string(kFooter));
  app->add_option("--listen", options->listen, "Where to listen; port 0: any that is free")
      ->type_name("ADDRESS:PORT")
      ->capture_default_str();
  app->add_option("--database", options->database, "SQLite file, made where there is none")
      ->type_name("FILE")
      ->capture_default_str();
  app->add_option("--max-body", options->max_body, "Largest request body in octets")
      ->type_name("OCTETS")
      ->check(CLI::Range(kLeastBody, reports::intake::Limits{}.input))
      ->capture_default_str();
  app->add_option("--drain", options->drain, "Seconds to wait for open requests at the end")
      ->type_name("SECONDS")
      ->check(CLI::Range(0, 3600))
      ->capture_default_str();
  app->add_flag("--allow-remote", options->allow_remote,
                "Listen beyond loopback, open to everybody who can reach the address");
  add_resolver_options(*app, options->resolver);
  return {.app = app,
          .run = [options](Terminal& terminal) { return run_serve(*options, terminal); }};
}

}  // namespace service::cli
