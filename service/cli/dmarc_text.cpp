// SPDX-License-Identifier: MIT

#include "service/cli/dmarc_text.h"

#include <ostream>
#include <string>

#include "libauth/base/enum.h"
#include "service/cli/dmarc_words.h"
#include "service/cli/spf_page.h"

namespace service::cli {
namespace {

using libauth::base::name_of;
using libauth::dmarc::Aligned;
using libauth::dmarc::Evaluation;
using libauth::dmarc::IdentifierAlignment;
using libauth::dmarc::Mode;
using libauth::dmarc::Policy;
using libauth::dmarc::Result;

/// Octets that are shown of a record.
constexpr std::size_t kShownRecord = 480;

Colour colour_of(const api::DmarcCheck& check) {
  switch (check.evaluation().result) {
    case Result::pass:
      return Colour::green;
    case Result::fail:
      return check.order.has_identifiers() ? Colour::red : Colour::blue;
    case Result::none:
    case Result::temperror:
    case Result::permerror:
      break;
  }
  return Colour::yellow;
}

/// The answer in one line.
std::string headline(const api::DmarcCheck& check) {
  const Evaluation& evaluation = check.evaluation();
  const std::string author = evaluation.author.text();
  switch (evaluation.result) {
    case Result::pass:
      return "The message from " + author + " passes DMARC";
    case Result::fail:
      if (!check.order.has_identifiers()) {
        return author + " has the DMARC policy " + std::string(name_of(*evaluation.policy)) +
               "; a message without SPF and DKIM fails";
      }
      return "The message from " + author + " fails DMARC";
    case Result::none:
      return "DMARC does not apply to mail from " + author;
    case Result::temperror:
      return "It is not known now what DMARC makes of mail from " + author;
    case Result::permerror:
      break;
  }
  return "DMARC cannot be evaluated for mail from " + author;
}

std::string record_words(const Evaluation& evaluation) {
  if (!evaluation.record_domain) return "none";
  const std::string domain = evaluation.record_domain->text();
  if (evaluation.record_domain == evaluation.author) return "the domain's own";
  if (evaluation.record_domain == evaluation.org_domain) {
    return "that of " + domain + ", the organizational domain, for " + evaluation.author.text() +
           " has none";
  }
  return "that of " + domain + ", a public suffix, for neither " + evaluation.author.text() +
         " nor its organizational domain has one";
}

std::string organization_words(const Evaluation& evaluation, Mode mode) {
  if (!evaluation.org_domain) return "not known, for the DNS did not answer";
  const std::string method = mode == Mode::rfc7489 ? "by the public suffix list" : "by the walk";
  const bool has_walked = mode == Mode::rfc7489 || evaluation.queries > 1;
  return evaluation.org_domain->text() + (has_walked ? ", " + method : "") + " (" +
         counted(static_cast<std::int64_t>(evaluation.queries), "name") + " asked)";
}

/// What receivers are asked for, RFC 9989 section 4.7.
std::string asked_words(const Evaluation& evaluation) {
  if (evaluation.result == Result::pass) return "Nothing: the message passes.";
  if (evaluation.result == Result::temperror) {
    return "Nothing now: receivers apply no policy and may ask the sender to try again later.";
  }
  if (evaluation.result != Result::fail) return "Nothing: there is no policy.";
  std::string text;
  switch (evaluation.disposition) {
    case Policy::none:
      text = "To treat the message as if there were no policy";
      break;
    case Policy::quarantine:
      text = "To take the message for suspicious (quarantine)";
      break;
    case Policy::reject:
      text = "To refuse the message (reject)";
      break;
  }
  if (evaluation.testing && evaluation.policy != Policy::none) {
    text += ", as the owner tests the policy and asks for the next weaker one";
  }
  if (evaluation.percent > 0 && evaluation.percent < 100) {
    text += ", for " + std::to_string(evaluation.percent) + " of 100 messages";
  }
  return text + ".";
}

std::string alignment_words(const IdentifierAlignment& identifier) {
  const auto& organization = identifier.organizational_domain;
  switch (identifier.aligned) {
    case Aligned::strict:
      return "it is the author domain";
    case Aligned::relaxed:
      return "its organizational domain is the same" +
             std::string(identifier.counts || !identifier.is_authenticated
                             ? ""
                             : ", but the record asks for equal names");
    case Aligned::no:
      return organization ? "its organizational domain is " + organization->text()
                          : std::string("it belongs to another organization");
    case Aligned::unknown:
      return "whether it belongs to the same organization was not needed or is not known";
  }
  return {};
}

void print_identifier(std::string_view method, std::string_view result,
                      const IdentifierAlignment& identifier, Page& page) {
  const std::string verdict = identifier.counts ? "counts" : "does not count";
  page.bullet(std::string(method) + " says " + std::string(result) + " for " +
              identifier.domain.text() + ", which " + verdict + ": " +
              (identifier.is_authenticated ? "" : "only pass does, and ") +
              alignment_words(identifier) + ".");
}

void print_identifiers(const api::DmarcCheck& check, Page& page) {
  if (!check.order.has_identifiers()) return;
  page.heading("What SPF and DKIM say");
  const Evaluation& evaluation = check.evaluation();
  const auto& given = check.order.identifiers;
  if (evaluation.spf) print_identifier("SPF", name_of(given.spf->result), *evaluation.spf, page);
  for (std::size_t i = 0; i < evaluation.dkim.size(); ++i) {
    print_identifier("DKIM", name_of(given.dkim[i].result), evaluation.dkim[i], page);
  }
}

void print_problems(const Evaluation& evaluation, Page& page) {
  const auto& problems = evaluation.problems;
  if (problems.list.empty()) return;
  page.heading("What is odd in the records");
  for (const auto& problem : problems.list) page.bullet(problem.sentence);
  if (problems.left_out > 0) page.bullet("And " + std::to_string(problems.left_out) + " more.");
}

void print_differences(const api::DmarcCheck& check, Page& page) {
  page.heading("RFC 9989 and RFC 7489 side by side");
  const auto& differences = check.comparison.differences;
  if (differences.empty()) {
    page.paragraph(0, "Receivers of both come to the same.");
    return;
  }
  page.paragraph(0,
                 "Not all receivers follow RFC 9989 yet. Those that follow RFC 7489 differ here:",
                 Colour::grey);
  for (const std::string& difference : differences) page.bullet(difference);
}

}  // namespace

void print_text(const api::DmarcCheck& check, Terminal& terminal) {
  const Evaluation& evaluation = check.evaluation();
  Page page(terminal);
  page.paragraph(0, headline(check) + ": " + std::string(name_of(evaluation.result)),
                 colour_of(check));
  page.blank();
  page.labelled("Why", evaluation.reason);
  page.labelled("Asked for", asked_words(evaluation));
  page.labelled("Record", record_words(evaluation));
  if (evaluation.record_domain) {
    page.labelled("", cut(evaluation.record_text, kShownRecord), Colour::blue);
    page.labelled("Policy", policy_words(evaluation));
  }
  page.labelled("Organization", organization_words(evaluation, check.mode));
  if (!check.failure.empty()) page.labelled("DNS", check.failure);
  if (!check.silence.empty()) page.labelled("Silence", check.silence);
  print_problems(evaluation, page);
  print_identifiers(check, page);
  print_differences(check, page);
  page.blank();
  terminal.out << cost_line(check.cost);
}

}  // namespace service::cli
