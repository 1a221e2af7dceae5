// SPDX-License-Identifier: MIT
//
// mailvet report summary, sources, impact, receivers, fixes, tls and timeline: what stored reports
// tell of a domain.

#include <algorithm>
#include <array>
#include <chrono>
#include <iterator>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "libauth/base/enum.h"
#include "reports/analysis/gather.h"
#include "service/api/analysis_documents.h"
#include "service/api/mail_analysis.h"
#include "service/api/words.h"
#include "service/cli/database_option.h"
#include "service/cli/format.h"
#include "service/cli/period_options.h"
#include "service/cli/print_json.h"
#include "service/cli/report_answers_text.h"
#include "service/cli/report_commands.h"
#include "service/cli/report_domains.h"
#include "service/cli/resolver_options.h"
#include "service/cli/source_options.h"
#include "service/cli/trust_options.h"

namespace service::cli {
namespace {

namespace analysis = reports::analysis;
using libauth::dmarc::Policy;
using reports::store::Store;

struct Options {
  std::string domain;
  std::string database = kDefaultDatabase;
  bool trusted_only = false;
  PeriodOptions period;
  SourceOptions senders;
  ResolverOptions resolver;
  Format format = Format::text;
  // What would be published: of impact alone.
  std::optional<Policy> policy;
  std::optional<Policy> subdomain_policy;
  std::optional<Policy> non_existent_policy;
  std::optional<bool> testing;
};

/// All that an answer is made of.
struct Question {
  const Options& options;
  libauth::dns::Name name;
  std::string domain;  ///< it as text
  AskedPeriod asked;
  const Store& store;
  const reports::sources::Catalogue& catalogue;
  const Dns* dns;  ///< null for answers that do not ask the DNS
  Terminal& terminal;
};

template <class Answer>
void print_answer(const Question& question, std::string_view schema, const Answer& answer) {
  if (print_json(question.options.format, schema, answer, question.terminal)) return;
  print_text(answer, question.terminal);
}

analysis::Observed gather(const Question& question) {
  return analysis::gather(question.store, question.domain, question.asked.period,
                          question.catalogue);
}

int answer_summary(const Question& question) {
  const analysis::Summary summary =
      api::summary_of(question.store, question.name, question.asked.period, question.catalogue,
                      question.dns->access(), question.asked.now);
  print_answer(question, api::kDmarcSummarySchema, summary);
  return summary.word == analysis::kGood ? kGood : kFindings;
}

int answer_sources(const Question& question) {
  const analysis::Observed observed = gather(question);
  api::SourcesPage page{analysis::sources_of(observed.current, observed.history)};
  page.sources_count = page.sources.size();
  print_answer(question, api::kDmarcSourcesSchema, page);
  return kGood;
}

int answer_impact(const Question& question) {
  const Options& options = question.options;
  const analysis::Proposal proposal{.p = options.policy,
                                    .sp = options.subdomain_policy,
                                    .np = options.non_existent_policy,
                                    .testing = options.testing};
  const analysis::Impact impact = api::impact_of(question.name, gather(question), proposal,
                                                 question.dns->access(), question.asked.now);
  print_answer(question, api::kDmarcImpactSchema, impact);
  return impact.readiness == analysis::kReady ? kGood : kFindings;
}

int answer_receivers(const Question& question) {
  const analysis::Receivers receivers =
      api::receivers_of(gather(question), question.dns->access(), question.asked.now);
  print_answer(question, api::kDmarcReceiversSchema, receivers);
  return receivers.state == analysis::kReportsCome ? kGood : kFindings;
}

int answer_fixes(const Question& question) {
  const analysis::Fixes fixes =
      api::fixes_of(question.store, question.name, question.asked.period, question.catalogue,
                    question.dns->access(), question.asked.now);
  print_answer(question, api::kDmarcFixesSchema, fixes);
  if (fixes.sources.empty()) return kGood;
  const std::string silence = api::silence_of(fixes, question.dns->access());
  return silence.empty() ? kFindings : fail(question.terminal, silence);
}

int answer_tls(const Question& question) {
  const api::TlsDocument document =
      api::tls_of(question.store, question.name, question.asked.period, question.asked.now);
  print_answer(question, api::kTlsSummarySchema, document);
  const auto is_unsafe = [](const analysis::Enforcing& enforcing) {
    return enforcing.is_enforcing_safe == analysis::kEnforcingUnsafe;
  };
  const bool is_good = !is_unsafe(document.sts) && !is_unsafe(document.dane);
  return is_good && !document.has_stopped ? kGood : kFindings;
}

int answer_timeline(const Question& question) {
  print_answer(
      question, api::kDmarcTimelineSchema,
      api::timeline_of(question.store, question.name, question.asked.period, question.catalogue));
  return kGood;
}

/// One command.
struct Answer {
  const char* name;
  const char* description;
  const char* exit_status;  ///< what 0 and 1 mean
  int (*give)(const Question&);
  bool asks_dns = false;
  bool is_about_policy = false;
};

constexpr std::array kAnswers = {
    Answer{"summary", "Tell whether all is well, and what changed", "0 all is well; 1 it is not",
           answer_summary, true},
    Answer{"sources", "Tell who sends as a domain, by name", "0 the answer is printed",
           answer_sources},
    Answer{"impact", "Tell what a stricter policy would do to the mail of a domain",
           "0 the policy, or the next stricter one where none is given, may be published; 1 not,"
           " not yet, or it costs mail of yours already",
           answer_impact, true, true},
    Answer{"receivers", "Tell who sends reports, and whether they do what the policy asks for",
           "0 reports come; 1 some or all have stopped", answer_receivers, true},
    Answer{"fixes", "Tell which mail of yours fails, why, and what to publish",
           "0 nothing of yours fails; 1 something does", answer_fixes, true},
    Answer{"tls", "Tell which mail exchange fails with TLS, and whether enforcing is safe",
           "0 all is well; 1 enforcing is unsafe, or reports have stopped", answer_tls},
    Answer{"timeline", "Tell what happened day by day", "0 the answer is printed", answer_timeline},
};

int run_answer(const Answer& answer, const Options& options, Terminal& terminal) {
  const auto asked = read_period(options.period);
  if (!asked) return fail(terminal, asked.error().message);
  warn_of_future(*asked, terminal);
  const auto name = api::read_report_domain(options.domain);
  if (!name) return fail(terminal, name.error().message);
  const auto catalogue = open_catalogue(options.senders, terminal);
  if (!catalogue) return fail(terminal, catalogue.error().message);
  std::unique_ptr<Dns> dns;
  if (answer.asks_dns) {
    auto opened = Dns::open(options.resolver);
    if (!opened) return fail(terminal, opened.error().message);
    dns = std::move(*opened);
  }
  return with_store(options.database, Absent::refuse, terminal,
                    [&](const Store& store) {
                      const std::string domain = name->text();
                      if (!has_reports(store, domain, terminal)) {
                        return finish(terminal, kFindings);
                      }
                      const int status = answer.give({.options = options,
                                                      .name = *name,
                                                      .domain = domain,
                                                      .asked = *asked,
                                                      .store = store,
                                                      .catalogue = *catalogue,
                                                      .dns = dns.get(),
                                                      .terminal = terminal});
                      return finish(terminal, status);
                    },
                    {.leave_out_untrusted = options.trusted_only});
}

CLI::Option* add_policy(CLI::App& app, const char* option, std::optional<Policy>& value,
                        const char* description) {
  return app
      .add_option_function<std::string>(
          option,
          [&value](const std::string& word) { value = libauth::base::parse_enum<Policy>(word); },
          description)
      ->type_name("WORD")
      ->check(CLI::IsMember({"none", "quarantine", "reject"}));
}

void add_policies(CLI::App& app, Options& options) {
  add_policy(app, "--policy", options.policy,
             "The policy (p) to publish; default: as today. Without any word of a policy the next "
             "stricter one is what is asked about");
  add_policy(app, "--subdomain-policy", options.subdomain_policy,
             "The policy of subdomains (sp); default: as today");
  add_policy(app, "--non-existent-policy", options.non_existent_policy,
             "The policy of subdomains that do not exist (np); default: as today");
  app.add_flag_function(
      "--testing,!--no-testing", [&options](std::int64_t count) { options.testing = count > 0; },
      "Publish t=y, or not; default: as today");
}

Command add_answer(CLI::App& report, const Answer& answer) {
  const auto options = std::make_shared<Options>();
  CLI::App* app = report.add_subcommand(answer.name, answer.description);
  app->footer(std::string("Exit status: ") + answer.exit_status +
              "; 1 also where there are no reports on the domain; 2 wrong usage, the database "
              "cannot be used, or the DNS did not answer.");
  app->add_option("DOMAIN", options->domain, "The policy domain of the reports")->required();
  add_database_option(*app, options->database);
  if (answer.is_about_policy) {
    options->period.days = static_cast<int>(api::kImpactPeriod.count());
    add_policies(*app, *options);
  }
  add_trusted_only_option(*app, options->trusted_only);
  add_period_options(*app, options->period);
  add_map_options(*app, options->senders);
  add_word(*app, "--format", options->format, "How to print it");
  if (answer.asks_dns) {
    add_resolver_options(*app, options->resolver);
    add_offline_option(*app, options->resolver);
  }
  return {.app = app, .run = [&answer, options](Terminal& terminal) {
            return run_answer(answer, *options, terminal);
          }};
}

}  // namespace

std::vector<Command> add_report_answers(CLI::App& report) {
  std::vector<Command> commands;
  std::ranges::transform(kAnswers, std::back_inserter(commands),
                         [&](const Answer& answer) { return add_answer(report, answer); });
  return commands;
}

}  // namespace service::cli
