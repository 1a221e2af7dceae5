// SPDX-License-Identifier: MIT
//
// mailvet serve: the HTTP server.

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <optional>
#include <ostream>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include <Poco/ConsoleChannel.h>
#include <Poco/FormattingChannel.h>
#include <Poco/Logger.h>
#include <Poco/PatternFormatter.h>

#include "reports/store/store.h"
#include "service/api/route.h"
#include "service/api/services.h"
#include "service/cli/command.h"
#include "service/cli/database_option.h"
#include "service/cli/limit_options.h"
#include "service/cli/own_domain_option.h"
#include "service/cli/resolver_options.h"
#include "service/cli/signals.h"
#include "service/cli/source_options.h"
#include "service/cli/trust_options.h"
#include "service/http/authority.h"
#include "service/http/listen_address.h"
#include "service/http/server.h"
#include "service/jobs/enrichment.h"
#include "service/jobs/retention.h"
#include "service/jobs/worker.h"

namespace service::cli {
namespace {

constexpr std::string_view kFooter =
    "SIGTERM and SIGINT end the server: it takes no new requests, answers those that are there, "
    "and exits with status 0. A second signal does not wait, nor does one before it listens.";

/// Octets; less would refuse the smallest report. What unpacks reports takes no more than its own
/// limit, so that a larger one here would promise too much.
constexpr std::size_t kLeastBody = 1024;

/// How long the end waits for each thing that is done beside the requests.
constexpr std::chrono::milliseconds kJobPatience{1000};

struct Options {
  std::string listen = "127.0.0.1:8460";
  std::string database = kDefaultDatabase;
  std::optional<std::size_t> max_body;  ///< as much as a report may have
  LimitOptions limits;
  std::vector<libauth::dns::Name> own_domains;
  int drain = 25;  ///< seconds; an audit takes up to 22
  bool allow_remote = false;
  std::vector<std::string> host_names;
  ResolverOptions resolver;
  SourceOptions sources;
  std::vector<std::string> keep_days;  ///< "aggregate=400"
  std::vector<std::string> authserv_ids;
  bool trusted_only = false;
};

/// What is made of the options before anything is opened.
struct Plan {
  http::ListenAddress address;
  http::HostNames names;
  reports::sources::Catalogue catalogue;
  std::vector<reports::sources::Mmdb> files;
  jobs::KeepDays keep;
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

/// What is done beside the requests.
class Jobs {
 public:
  Jobs(const Options& options, const Plan& plan, api::Services& services, Poco::Logger& logger)
      : enrichment_(services.store, services.dns.resolver, plan.files, services.now) {
    const auto log = [&logger](const std::string& line) { logger.warning(line); };
    if (!options.sources.no_look_up) {
      const auto look_up = [this](const std::stop_token& stop) { return enrichment_.step(stop); };
      workers_.push_back(std::make_unique<jobs::Worker>("enrichment", look_up, log));
    }
    if (plan.keep == jobs::KeepDays{}) return;
    const auto remove = [&services, &logger, keep = plan.keep](const std::stop_token&) {
      const auto removed = services.store.remove(jobs::retention_at(keep, services.now()));
      if (const std::string line = jobs::to_text(removed); !line.empty()) logger.information(line);
      return std::chrono::milliseconds(jobs::kRetentionPause);
    };
    workers_.push_back(std::make_unique<jobs::Worker>("retention", remove, log));
  }

  void begin_stop() {
    for (const auto& worker : workers_) worker->begin_stop();
  }

  /// A look-up that is under way cannot be stopped from outside, and a transaction is one: ending
  /// the process loses nothing that would not be done again.
  void end() {
    for (const auto& worker : workers_) {
      if (!worker->wait_until_stopped(kJobPatience)) std::_Exit(kGood);
    }
  }

 private:
  jobs::Enrichment enrichment_;
  std::vector<std::unique_ptr<jobs::Worker>> workers_;
};

/// A larger body has the same time for each octet, and memory for itself at least.
http::Limits http_limits_of(const Options& options) {
  const http::Limits usual;
  http::Limits limits = usual;
  limits.body = options.max_body.value_or(options.limits.octets);
  limits.bodies_at_once = std::max(usual.bodies_at_once, limits.body);
  if (limits.body > usual.body) limits.body_time *= static_cast<int>(limits.body / usual.body + 1);
  return limits;
}

int serve(const Options& options, const Plan& plan, Terminal& terminal) {
  const StopSignals signals;
  // A zone file may be a pipe, and a database may be locked for long.
  std::optional<EndAtOnce> starting(signals);
  const auto dns = Dns::open(options.resolver);
  if (!dns) return fail(terminal, dns.error().message);
  std::optional<reports::store::Store> store;
  try {
    store = reports::store::Store::open(options.database,
                                        {.leave_out_untrusted = options.trusted_only});
  } catch (const reports::store::Error& error) {
    return fail(terminal, error.what());
  }

  api::Services services{.dns = (*dns)->access(),
                         .store = *store,
                         .now = clock_time,
                         .catalogue = plan.catalogue,
                         .authserv_ids = options.authserv_ids,
                         .report_limits = limits_of(options.limits),
                         .own_domains = options.own_domains};
  const http::Limits limits = http_limits_of(options);
  starting.reset();
  Poco::Logger& logger = make_logger();
  const auto server = http::Server::start(
      plan.address, limits,
      [&services](api::Request request) { return api::dispatch(std::move(request), services); },
      logger, plan.names);
  if (!server) return fail(terminal, server.error().message);

  Jobs jobs(options, plan, services, logger);
  terminal.out << "mailvet: listening on " << (*server)->url() << std::endl;
  signals.wait();
  jobs.begin_stop();
  drain(**server, signals, std::chrono::seconds(options.drain));
  jobs.end();
  return kGood;
}

/// Beyond loopback a server has names that it cannot know, so that only those that are given count.
libauth::base::Result<http::HostNames> names_of(const Options& options,
                                                const http::ListenAddress& address) {
  http::HostNames names{.is_checked = address.is_loopback() || !options.host_names.empty()};
  for (const std::string& text : options.host_names) {
    auto name = http::read_host_name(text);
    if (!name) return name.error();
    names.names.push_back(std::move(*name));
  }
  return names;
}

int run_serve(const Options& options, Terminal& terminal) {
  const auto address = http::ListenAddress::parse(options.listen);
  if (!address) return fail(terminal, "--listen: " + address.error().message);
  if (!address->is_loopback() && !options.allow_remote) {
    return fail(terminal, "There are no API keys yet, so " + address->text() +
                              " would be open to everybody who can reach it; --allow-remote if "
                              "that is meant.");
  }
  if (options.max_body.value_or(0) > options.limits.octets) {
    return fail(terminal, "--max-body: Reports of more than --max-octets, " +
                              std::to_string(options.limits.octets) + ", are not read.");
  }
  auto catalogue = open_catalogue(options.sources, terminal);
  if (!catalogue) return fail(terminal, catalogue.error().message);
  auto files = open_mmdb(options.sources);
  if (!files) return fail(terminal, files.error().message);
  const auto names = names_of(options, *address);
  if (!names) return fail(terminal, "--host-name: " + names.error().message);
  Plan plan{*address, *names, std::move(*catalogue), std::move(*files), {}};
  for (const std::string& words : options.keep_days) {
    const auto read = jobs::read_keep_days(words, plan.keep);
    if (!read) return fail(terminal, "--keep-days: " + read.error().message);
  }
  return serve(options, plan, terminal);
}

}  // namespace

Command add_serve(CLI::App& program) {
  const auto options = std::make_shared<Options>();
  CLI::App* app = program.add_subcommand("serve", "Serve the HTTP API");
  app->footer(std::string(kFooter));
  app->add_option("--listen", options->listen, "Where to listen; port 0: any that is free")
      ->type_name("ADDRESS:PORT")
      ->capture_default_str();
  add_database_option(*app, options->database);
  app->add_option("--max-body", options->max_body,
                  "Largest request body in octets; default, and the most: --max-octets")
      ->type_name("OCTETS")
      ->check(CLI::Range(kLeastBody, kMostOctets));
  add_limit_options(*app, options->limits);
  add_own_domain_option(*app, options->own_domains);
  app->add_option("--drain", options->drain, "Seconds to wait for open requests at the end")
      ->type_name("SECONDS")
      ->check(CLI::Range(0, 3600))
      ->capture_default_str();
  app->add_flag("--allow-remote", options->allow_remote,
                "Listen beyond loopback, open to everybody who can reach the address");
  app->add_option(
         "--host-name", options->host_names,
         "Name by which the server is called, besides localhost and addresses of loopback; "
         "may be repeated. Requests for other hosts are refused; beyond loopback only "
         "where this is given")
      ->type_name("NAME")
      ->allow_extra_args(false);
  app->add_option("--keep-days", options->keep_days,
                  "Remove what is older once an hour: aggregate=400, tls=DAYS, failure=DAYS or "
                  "unread=DAYS; may be repeated. Default: everything is kept")
      ->type_name("KIND=DAYS")
      ->allow_extra_args(false);
  add_authserv_id_option(*app, options->authserv_ids);
  add_trusted_only_option(*app, options->trusted_only);
  add_map_options(*app, options->sources);
  add_look_up_options(*app, options->sources);
  add_resolver_options(*app, options->resolver);
  return {.app = app,
          .run = [options](Terminal& terminal) { return run_serve(*options, terminal); }};
}

}  // namespace service::cli
