// SPDX-License-Identifier: MIT
//
// mailvet verify: whether a message is from whom it says.

#include <memory>
#include <optional>
#include <ostream>
#include <utility>

#include "service/api/verify_document.h"
#include "service/api/verify_message.h"
#include "service/cli/command.h"
#include "service/cli/format.h"
#include "service/cli/message_input.h"
#include "service/cli/now_option.h"
#include "service/cli/resolver_options.h"
#include "service/cli/text_option.h"
#include "service/cli/verify_text.h"
#include "service/json.h"

namespace service::cli {
namespace {

constexpr std::string_view kFooter =
    "Without --ip SPF and iprev are not checked, so that DMARC rests on the signatures alone: all "
    "that a message in a file can tell. --mail-from and --helo only count together with --ip; an "
    "empty --mail-from is a bounce, and then SPF is about the --helo name. A message has at most 1 "
    "GiB. Exit status: 0 DMARC "
    "passes, or there is no policy and neither SPF nor a signature nor the ARC chain failed; 1 any "
    "other result; 2 wrong usage, the file cannot be read, or the DNS did not answer.";

/// How the result is printed.
enum class VerifyFormat {
  text,    ///< for people; not meant to be read by programs, changes freely
  json,    ///< the document of docs/verify-json.md
  header,  ///< the fields to put on top of the message
};

BOOST_DESCRIBE_ENUM(VerifyFormat, text, json, header)

struct Options {
  std::string file;
  api::MessageWords words;
  std::string now;
  VerifyFormat format = VerifyFormat::text;
  ResolverOptions resolver;
};

void add_flag(CLI::App& app, const std::string& option, std::optional<std::string>& value,
              const std::string& description) {
  app.add_flag_callback(
      option, [&value] { value = "true"; }, description);
}

void print(const api::VerifiedMessage& message, VerifyFormat format, Terminal& terminal) {
  switch (format) {
    case VerifyFormat::text:
      print_text(message, terminal);
      break;
    case VerifyFormat::json:
      terminal.out << json::pretty(json::document(api::kVerifySchema, api::document_of(message)));
      break;
    case VerifyFormat::header:
      terminal.out << api::trace_fields_of(message);
      break;
  }
  terminal.out.flush();
}

/// Why the verdict is unknown: the first of the methods that the DNS kept from a result.
std::string why_unknown(const libauth::verify::Report& report) {
  const auto& dmarc = report.dmarc.verdict;
  if (dmarc.result == libauth::dmarc::Result::temperror) return dmarc.reason;
  if (report.spf.result == libauth::spf::Result::temperror) return report.spf.reason;
  for (const auto& signature : report.dkim) {
    if (signature.result == libauth::dkim::Result::temperror) return api::detail_of(signature);
  }
  return api::detail_of(report.arc);
}

int status_of(const api::VerifiedMessage& message, Terminal& terminal) {
  if (!message.silence.empty()) return fail(terminal, message.silence);
  switch (api::verdict_of(message.report())) {
    case api::MessageVerdict::good:
      return kGood;
    case api::MessageVerdict::bad:
      return kFindings;
    case api::MessageVerdict::unknown:
      break;
  }
  return fail(terminal, why_unknown(message.report()));
}

/// A sentence behind the name of the file that it is about.
std::string about(const std::string& file, const std::string& sentence) {
  return (file.empty() ? "\"\"" : file) + ": " + sentence;
}

int run_verify(const Options& options, Terminal& terminal) {
  api::MessageWords words = options.words;
  const auto now = read_now(options.now);
  if (!now) return fail(terminal, now.error().message);
  words.now = *now;
  auto order = api::read_message(words);
  if (!order) return fail(terminal, order.error().message);
  auto input = MessageInput::open(options.file, terminal.in);
  if (!input) return fail(terminal, about(options.file, input.error().message));
  const auto dns = Dns::open(options.resolver);
  if (!dns) return fail(terminal, dns.error().message);

  const auto next = [&input] { return input->next(); };
  const auto message = api::verify_message(std::move(*order), next, (*dns)->access());
  if (!input->error().empty()) return fail(terminal, about(options.file, input->error()));
  print(message, options.format, terminal);
  return finish(terminal, status_of(message, terminal));
}

}  // namespace

Command add_verify(CLI::App& program) {
  const auto options = std::make_shared<Options>();
  CLI::App* app = program.add_subcommand("verify", "Verify a message: SPF, DKIM, ARC and DMARC");
  app->footer(std::string(kFooter));
  app->add_option("FILE", options->file, "The message; - is standard input")->required();
  api::MessageWords& words = options->words;
  add_text(*app, "--ip", words.ip, "Address of the client that sent it")->type_name("ADDRESS");
  add_text(*app, "--helo", words.helo, "Name that the client gave with HELO or EHLO")
      ->type_name("NAME");
  add_text(*app, "--mail-from", words.mail_from,
           "The sender's address of the SMTP command MAIL FROM, with or without < and >; empty for "
           "a bounce")
      ->type_name("ADDRESS");
  add_text(*app, "--authserv-id", words.authserv_id,
           "Name of the verifying host in Authentication-Results; default: localhost")
      ->type_name("NAME");
  add_text(*app, "--dmarc-mode", words.dmarc_mode,
           "The specification of DMARC that counts; default: rfc9989")
      ->check(CLI::IsMember({"rfc9989", "rfc7489"}));
  add_text(*app, "--line-ends", words.line_ends,
           "How the lines of the message end; default: auto, as its first line does")
      ->check(CLI::IsMember({"auto", "crlf", "lf"}));
  add_flag(*app, "--accept-partial-body", words.accept_partial_body,
           "Accept signatures that leave a part of the body unsigned (l=)");
  add_flag(*app, "--check-helo", words.check_helo,
           "Check SPF of the HELO name too, besides that of the sender's address");
  add_now_option(*app, options->now);
  add_word(*app, "--format", options->format, "How to print it");
  add_resolver_options(*app, options->resolver);
  return {.app = app,
          .run = [options](Terminal& terminal) { return run_verify(*options, terminal); }};
}

}  // namespace service::cli
