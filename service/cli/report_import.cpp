// SPDX-License-Identifier: MIT
//
// mailvet report import: keeps the reports that are in files.

#include <memory>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "service/cli/address_look_up.h"
#include "service/cli/database_option.h"
#include "service/cli/format.h"
#include "service/cli/limit_options.h"
#include "service/cli/own_domain_option.h"
#include "service/cli/print_json.h"
#include "service/cli/report_commands.h"
#include "service/cli/report_importer.h"
#include "service/cli/report_paths.h"
#include "service/cli/resolver_options.h"
#include "service/cli/source_options.h"
#include "service/cli/text_table.h"
#include "service/cli/trust_options.h"

namespace service::cli {
namespace {

constexpr std::string_view kFooter =
    "A PATH is a report, an archive, a mail, an mbox file, a Maildir or a folder of these; - is "
    "standard input. It can be ended at any moment and begun anew: nothing is counted twice, and "
    "files that were imported are not read again. What cannot be read is kept (mailvet report "
    "unread). Exit status: 0 every file was read; 1 some were rejected; 2 wrong usage, no file "
    "could be opened, or the database cannot be used.";

struct Options {
  std::vector<std::string> paths;
  std::string database = kDefaultDatabase;
  SourceOptions senders;
  ResolverOptions resolver;
  bool again = false;
  std::vector<std::string> authserv_ids;
  LimitOptions limits;
  std::vector<libauth::dns::Name> own_domains;
  Format format = Format::text;
};

void print_totals(const ImportTotals& totals, Terminal& terminal) {
  terminal.out << counted(totals.reports, "report") << ": " << totals.stored << " new, "
               << totals.duplicate << " there already, " << counted(totals.revised, "revision")
               << "; " << totals.rejected << " rejected\n";
  if (totals.imported_before > 0) {
    terminal.out << counted(totals.imported_before, "file") << " imported before\n";
  }
  if (totals.truncated > 0) {
    terminal.out << counted(totals.truncated, "report")
                 << " cut off: a whole one takes the place\n";
  }
  if (totals.implausible > 0) {
    terminal.out << counted(totals.implausible, "report")
                 << " of a period that cannot be: in the future, or before 2000\n";
  }
  if (totals.passed_over > 0) {
    terminal.out << totals.passed_over << " other files, mails and attachments passed over\n";
  }
  if (totals.unread > 0) {
    terminal.out << counted(totals.unread, "payload")
                 << " that cannot be read kept: mailvet report unread\n";
  }
}

void print_text(const ImportResult& result, Terminal& terminal) {
  print_totals(result.totals, terminal);
  if (result.looked_up) {
    terminal.out << "Addresses looked up: " << result.looked_up->addresses
                 << "; the DNS did not tell " << result.looked_up->unanswered << " of them\n";
  }
  for (const RejectedFile& file : result.rejected) {
    terminal.out << shown(file.file) << (file.member ? ": " + shown(*file.member) : "") << "\n  "
                 << coloured(terminal, Colour::red, "rejected") << ": " << shown(file.reason)
                 << '\n';
  }
}

/// What is there besides the store.
struct Means {
  const Dns* dns = nullptr;  ///< null where no address is to be looked up
  std::vector<reports::sources::Mmdb> networks;
};

int import(const Options& options, const Means& means, reports::store::Store& store,
           Terminal& terminal) {
  Progress progress(terminal);
  ReportImporter importer(store, terminal, progress,
                          {.size = terminal.progress ? size_of(options.paths) : 0,
                           .again = options.again,
                           .authserv_ids = options.authserv_ids,
                           .limits = limits_of(options.limits),
                           .own_domains = options.own_domains});
  for (const std::string& path : options.paths) importer.read(path);
  importer.finish();
  ImportResult result{
      .totals = importer.totals(), .rejected = importer.rejected(), .looked_up = {}};
  if (means.dns != nullptr && importer.has_opened()) {
    result.looked_up = look_up_addresses(store, means.dns->access(), means.networks, terminal);
  }
  if (!print_json(options.format, kImportSchema, result, terminal)) print_text(result, terminal);
  terminal.out.flush();
  const RejectedFile* first = result.rejected.empty() ? nullptr : &result.rejected.front();
  return finish(terminal,
                status_of(result.rejected.size(), first, importer.has_opened(), terminal));
}

int run_import(const Options& options, Terminal& terminal) {
  if (options.senders.no_look_up && !options.senders.mmdb.empty()) {
    return fail(terminal, "With --no-look-up there is nothing that --mmdb is for.");
  }
  auto networks = open_mmdb(options.senders);
  if (!networks) return fail(terminal, networks.error().message);
  std::unique_ptr<Dns> dns;
  if (!options.senders.no_look_up) {
    auto opened = Dns::open(options.resolver);
    if (!opened) return fail(terminal, opened.error().message);
    dns = std::move(*opened);
  }
  const Means means{.dns = dns.get(), .networks = std::move(*networks)};
  return with_store(options.database, Absent::make, terminal, [&](reports::store::Store& store) {
    return import(options, means, store, terminal);
  });
}

}  // namespace

Command add_report_import(CLI::App& report) {
  const auto options = std::make_shared<Options>();
  CLI::App* app = report.add_subcommand("import", "Keep the reports that are in files");
  app->footer(std::string(kFooter));
  app->add_option("PATH", options->paths, "Files and folders with reports")->required();
  add_database_option(*app, options->database);
  app->add_flag("--again", options->again,
                "Read files that were imported once more, as after an update");
  add_authserv_id_option(*app, options->authserv_ids);
  add_limit_options(*app, options->limits);
  add_own_domain_option(*app, options->own_domains);
  add_look_up_options(*app, options->senders);
  app->add_flag("--offline", options->senders.no_look_up, "The same as --no-look-up");
  add_word(*app, "--format", options->format, "How to print it");
  add_resolver_options(*app, options->resolver);
  return {.app = app,
          .run = [options](Terminal& terminal) { return run_import(*options, terminal); }};
}

}  // namespace service::cli
