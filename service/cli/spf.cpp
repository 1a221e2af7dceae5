// SPDX-License-Identifier: MIT
//
// mailvet spf: whether an address may send for a domain, and what the domain's record says.

#include <memory>
#include <optional>
#include <ostream>

#include "service/api/spf_check.h"
#include "service/api/spf_document.h"
#include "service/api/spf_tree.h"
#include "service/cli/command.h"
#include "service/cli/format.h"
#include "service/cli/now_option.h"
#include "service/cli/resolver_options.h"
#include "service/cli/spf_check_text.h"
#include "service/cli/spf_tree_text.h"
#include "service/cli/text_option.h"
#include "service/json.h"

namespace service::cli {
namespace {

using libauth::spf::Result;

constexpr std::string_view kFooter =
    "With a DOMAIN alone: its record, with all that it includes and whom it lets send. With --ip: "
    "whether that address may send, for the domain of --mail-from; without a sender's address (or "
    "with an empty one) for the --helo name; or for postmaster at DOMAIN. Where --helo is not "
    "given, the macro %{h} is the word unknown. Exit status of a check: 0 pass; 1 any other "
    "result; 2 wrong usage, the check could not be made, or temperror: the DNS did not answer. "
    "Exit status of a record: 0 receivers can use it; 1 they come to permerror, or there is none; "
    "2 wrong usage, or the DNS did not answer.";

struct Options {
  api::SenderWords words;
  std::string now;
  Format format = Format::text;
  ResolverOptions resolver;
};

bool is_about_sender(const api::SenderWords& words) {
  return words.ip || words.mail_from || words.helo || !words.receiver.empty();
}

int status_of(const api::SenderCheck& check, Terminal& terminal) {
  if (!check.silence.empty()) return fail(terminal, check.silence);
  if (check.evaluation.result == Result::temperror) return fail(terminal, check.evaluation.reason);
  return check.evaluation.result == Result::pass ? kGood : kFindings;
}

int status_of(const api::SpfTreeOutcome& outcome, Terminal& terminal) {
  if (!outcome.silence.empty()) return fail(terminal, outcome.silence);
  if (outcome.tree.use == api::SpfUse::unknown) return fail(terminal, outcome.tree.reasons.at(0));
  return outcome.tree.use == api::SpfUse::usable ? kGood : kFindings;
}

int run_check(const Options& options, const libauth::spf::Request& request, Terminal& terminal) {
  const auto dns = Dns::open(options.resolver);
  if (!dns) return fail(terminal, dns.error().message);
  const api::SenderCheck check = api::check_sender(request, (*dns)->access());
  if (options.format == Format::json) {
    terminal.out << json::pretty(api::document_of(check));
  } else {
    print_text(check, terminal);
  }
  terminal.out.flush();
  return finish(terminal, status_of(check, terminal));
}

int run_tree(const Options& options, const libauth::dns::Name& domain, Terminal& terminal) {
  const auto dns = Dns::open(options.resolver);
  if (!dns) return fail(terminal, dns.error().message);
  const api::SpfTreeOutcome outcome = api::look_at_spf(domain, (*dns)->access());
  if (options.format == Format::json) {
    terminal.out << json::pretty(api::document_of(outcome.tree));
  } else {
    print_text(outcome.tree, terminal);
  }
  terminal.out.flush();
  return finish(terminal, status_of(outcome, terminal));
}

int run_spf(const Options& options, Terminal& terminal) {
  api::SenderWords words = options.words;
  const auto now = read_now(options.now);
  if (!now) return fail(terminal, now.error().message);
  words.now = *now;
  if (is_about_sender(words)) {
    const auto request = api::read_sender(words);
    return request ? run_check(options, *request, terminal)
                   : fail(terminal, request.error().message);
  }
  if (!words.domain) {
    return fail(terminal,
                "Give a DOMAIN to look at its record, or --ip with --mail-from or --helo to check "
                "a sender (see mailvet spf --help)");
  }
  const auto order = api::read_audit({.domain = *words.domain});
  if (!order) return fail(terminal, order.error().message);
  return run_tree(options, order->domain, terminal);
}

}  // namespace

Command add_spf(CLI::App& program) {
  const auto options = std::make_shared<Options>();
  CLI::App* app =
      program.add_subcommand("spf", "Check a sender by SPF, or look at a domain's SPF record");
  app->footer(std::string(kFooter));
  api::SenderWords& words = options->words;
  add_text(*app, "DOMAIN", words.domain, "The domain");
  add_text(*app, "--ip", words.ip, "Address of the client that sends")->type_name("ADDRESS");
  add_text(*app, "--helo", words.helo, "Name that the client gives with HELO or EHLO")
      ->type_name("NAME");
  add_text(*app, "--mail-from", words.mail_from,
           "The sender's address of the SMTP command MAIL FROM, with or without < and >; without @ "
           "the postmaster of that domain; empty for a bounce")
      ->type_name("ADDRESS");
  app->add_option("--receiver", words.receiver,
                  "Name of the receiving host, for Received-SPF and explanations")
      ->type_name("NAME");
  add_now_option(*app, options->now);
  add_word(*app, "--format", options->format, "How to print it");
  add_resolver_options(*app, options->resolver);
  return {.app = app, .run = [options](Terminal& terminal) { return run_spf(*options, terminal); }};
}

}  // namespace service::cli
