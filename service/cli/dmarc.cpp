// SPDX-License-Identifier: MIT
//
// mailvet dmarc: what receivers make of mail from a domain, by RFC 9989 and by RFC 7489.

#include <memory>
#include <ostream>

#include "service/api/dmarc_evaluation.h"
#include "service/cli/command.h"
#include "service/cli/dmarc_text.h"
#include "service/cli/format.h"
#include "service/cli/resolver_options.h"
#include "service/json.h"

namespace service::cli {
namespace {

using libauth::dmarc::Mode;
using libauth::dmarc::Result;

constexpr std::string_view kFooter =
    "Evaluates a message whose From field has DOMAIN, with the results of SPF and DKIM that are "
    "given. Without --spf and --dkim nothing is authenticated: what is left is the policy. Exit "
    "status: 0 pass, or without --spf and --dkim a policy was found; 1 fail, or no policy; 2 wrong "
    "usage, or temperror: the DNS did not answer.";

struct Options {
  api::DmarcWords words;
  Mode mode = Mode::rfc9989;
  Format format = Format::text;
  ResolverOptions resolver;
};

int status_of(const api::DmarcCheck& check, Terminal& terminal) {
  const auto& evaluation = check.evaluation();
  if (!check.silence.empty()) return fail(terminal, check.silence);
  if (evaluation.result == Result::temperror) {
    return fail(terminal, check.failure.empty() ? evaluation.reason : check.failure);
  }
  if (check.order.has_identifiers()) {
    return evaluation.result == Result::pass ? kGood : kFindings;
  }
  return evaluation.policy ? kGood : kFindings;
}

int run_dmarc(const Options& options, Terminal& terminal) {
  const auto order = api::read_dmarc(options.words);
  if (!order) return fail(terminal, order.error().message);
  const auto dns = Dns::open(options.resolver);
  if (!dns) return fail(terminal, dns.error().message);
  const api::DmarcCheck check = api::check_dmarc(*order, options.mode, (*dns)->access());
  if (options.format == Format::json) {
    terminal.out << json::pretty(api::document_of(check));
  } else {
    print_text(check, terminal);
  }
  terminal.out.flush();
  return finish(terminal, status_of(check, terminal));
}

}  // namespace

Command add_dmarc(CLI::App& program) {
  const auto options = std::make_shared<Options>();
  CLI::App* app =
      program.add_subcommand("dmarc", "Tell what DMARC makes of mail from a domain, and why");
  app->footer(std::string(kFooter));
  api::DmarcWords& words = options->words;
  app->add_option("DOMAIN", words.domain, "The domain of the From field")->required();
  app->add_option_function<std::string>(
         "--spf", [&words](const std::string& text) { words.spf = text; },
         "Result of SPF for the domain of MAIL FROM, such as pass@example.com")
      ->type_name("RESULT@DOMAIN");
  app->add_option("--dkim", words.dkim,
                  "Domain (d=) whose DKIM signature verified, or RESULT@DOMAIN; may be repeated")
      ->type_name("DOMAIN")
      ->allow_extra_args(false);
  add_word(*app, "--mode", options->mode,
           "Which specification decides: the tree walk of RFC 9989, or the public suffix list of "
           "RFC 7489");
  add_word(*app, "--format", options->format, "How to print it");
  add_resolver_options(*app, options->resolver);
  return {.app = app,
          .run = [options](Terminal& terminal) { return run_dmarc(*options, terminal); }};
}

}  // namespace service::cli
