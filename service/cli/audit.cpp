// SPDX-License-Identifier: MIT
//
// mailvet audit: audits a domain.

#include <algorithm>
#include <memory>
#include <ostream>

#include "libauth/base/text.h"
#include "service/api/domain_audit.h"
#include "service/cli/audit_text.h"
#include "service/cli/command.h"
#include "service/cli/format.h"
#include "service/cli/now_option.h"
#include "service/cli/print_json.h"
#include "service/cli/resolver_options.h"

namespace service::cli {
namespace {

using libauth::audit::Audit;
using libauth::audit::Severity;
using libauth::audit::Verdict;

/// The least severity that makes the exit status 1. There is no info: that is no fault.
enum class FailOn { critical, error, warning, notice };

BOOST_DESCRIBE_ENUM(FailOn, critical, error, warning, notice)

constexpr std::string_view kFooter =
    "Exit status: 0 nothing at or above --fail-on was found; 1 something was; 2 wrong usage, the "
    "audit could not be made, or the DNS did not answer, so that some checks are undecided.";

struct Options {
  api::AuditWords words;
  std::string now;
  bool no_selector_probe = false;
  FailOn fail_on = FailOn::error;
  Format format = Format::text;
  ResolverOptions resolver;
};

Severity severity_of(FailOn fail_on) {
  switch (fail_on) {
    case FailOn::critical:
      return Severity::critical;
    case FailOn::error:
      return Severity::error;
    case FailOn::warning:
      return Severity::warning;
    case FailOn::notice:
      return Severity::notice;
  }
  return Severity::error;
}

/// Whether something at or above the severity is known. Notices have the verdict pass: they are
/// what the owner may intend. Severities are declared worst first.
bool has_findings(const Audit& audit, Severity least) {
  return std::ranges::any_of(audit.findings, [&](const libauth::audit::Finding& finding) {
    const bool is_known = finding.verdict == Verdict::pass || finding.verdict == Verdict::fail;
    return is_known && finding.severity <= least;
  });
}

/// A check that could not be decided is no good check: the status says so, and one line why.
int status_of(const api::AuditOutcome& outcome, Severity least, Terminal& terminal) {
  const Audit& audit = outcome.audit;
  if (!outcome.silence.empty()) return fail(terminal, outcome.silence);
  if (has_findings(audit, least)) return kFindings;
  const auto unknown =
      std::ranges::count(audit.checks, Verdict::unknown, &libauth::audit::CheckResult::verdict);
  if (unknown == 0) return kGood;
  return fail(terminal, std::to_string(unknown) + " of " + std::to_string(audit.checks.size()) +
                            " checks could not be decided: the DNS did not answer.");
}

int run_audit(const Options& options, Terminal& terminal) {
  api::AuditWords words = options.words;
  const auto now = read_now(options.now);
  if (!now) return fail(terminal, now.error().message);
  words.now = *now;
  words.probe_selectors = !options.no_selector_probe;
  const auto order = api::read_audit(words);
  if (!order) return fail(terminal, order.error().message);
  const auto dns = Dns::open(options.resolver);
  if (!dns) return fail(terminal, dns.error().message);

  const api::AuditOutcome outcome = api::audit_domain(*order, (*dns)->access());
  if (!print_json(options.format, api::kAuditSchema, outcome.audit, terminal)) {
    print_text(outcome.audit, terminal);
  }
  terminal.out.flush();
  return finish(terminal, status_of(outcome, severity_of(options.fail_on), terminal));
}

}  // namespace

Command add_audit(CLI::App& program) {
  const auto options = std::make_shared<Options>();
  CLI::App* app = program.add_subcommand("audit", "Audit a domain");
  app->footer(std::string(kFooter));
  app->add_option("DOMAIN", options->words.domain, "The domain")->required();
  app->add_option("--selector", options->words.selectors, "DKIM selector; may be repeated")
      ->type_name("SELECTOR")
      ->allow_extra_args(false);
  app->add_flag("--no-selector-probe", options->no_selector_probe,
                "Do not look for the DKIM selectors that are widely used");
  app->add_option("--blocklist", options->words.blocklists,
                  "Zone of a blocklist to ask about the mail servers; may be repeated")
      ->type_name("ZONE")
      ->allow_extra_args(false);
  add_word(*app, "--fail-on", options->fail_on, "Least severity for the exit status 1");
  add_now_option(*app, options->now);
  add_word(*app, "--format", options->format, "How to print it");
  add_resolver_options(*app, options->resolver);
  return {.app = app,
          .run = [options](Terminal& terminal) { return run_audit(*options, terminal); }};
}

}  // namespace service::cli
