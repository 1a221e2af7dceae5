// SPDX-License-Identifier: MIT

#include "service/cli/verify_text.h"

#include <algorithm>
#include <string>
#include <vector>

#include "libauth/base/enum.h"
#include "libauth/base/text.h"
#include "service/api/verify_document.h"
#include "service/cli/spf_page.h"

namespace service::cli {
namespace {

using api::VerifiedMessage;
using libauth::base::name_of;
using libauth::dmarc::Policy;

/// Signatures, addresses and the like that are shown one by one.
constexpr std::size_t kShown = 10;
/// Octets of a text from outside that are shown.
constexpr std::size_t kShownText = 200;

std::string author_of(const VerifiedMessage& message) {
  const auto& verdict = message.report().dmarc.verdict;
  return verdict.author.is_root() ? "its author" : verdict.author.text();
}

std::string headline(const VerifiedMessage& message) {
  using libauth::dmarc::Result;
  const std::string author = author_of(message);
  switch (message.report().dmarc.verdict.result) {
    case Result::pass:
      return "The message is from " + author + ": DMARC passes";
    case Result::fail:
      return "Nothing shows that the message is from " + author + ": DMARC fails";
    case Result::none:
      return "No DMARC policy applies to " + author + ": what follows is all that is known";
    case Result::temperror:
      return "Whether the message is from " + author +
             " cannot be told now: the DNS did not answer";
    case Result::permerror:
      break;
  }
  return "DMARC cannot be evaluated, so that nothing shows who the message is from";
}

Colour colour_of(api::MessageVerdict verdict) {
  switch (verdict) {
    case api::MessageVerdict::good:
      return Colour::green;
    case api::MessageVerdict::bad:
      return Colour::red;
    case api::MessageVerdict::unknown:
      break;
  }
  return Colour::yellow;
}

std::string meaning(const VerifiedMessage& message) {
  const auto& verdict = message.report().dmarc.verdict;
  if (verdict.result != libauth::dmarc::Result::fail) return {};
  switch (verdict.disposition) {
    case Policy::reject:
      return "The domain asks receivers to reject it.";
    case Policy::quarantine:
      return "The domain asks receivers to treat it as suspicious.";
    case Policy::none:
      break;
  }
  return "The domain asks receivers to do nothing about it.";
}

std::string from_line(const libauth::mail::Authors& authors) {
  if (authors.fields == 0) return "There is no From field.";
  std::vector<std::string> addresses;
  for (std::size_t i = 0; i < std::min(authors.mailboxes.size(), kShown); ++i) {
    const auto& mailbox = authors.mailboxes[i];
    addresses.push_back(cut(mailbox.local_part + "@" + mailbox.domain, kShownText));
  }
  std::string text = addresses.empty() ? "no address that can be read"
                                       : listed(addresses, kShown, authors.mailboxes.size());
  if (authors.fields > 1)
    text += " (in " + counted(static_cast<std::int64_t>(authors.fields), "From field") + ")";
  return text;
}

std::string spf_line(const VerifiedMessage& message) {
  const auto& spf = message.report().spf;
  std::string text = std::string(name_of(spf.result)) + ": ";
  if (!spf.matched.empty()) {
    text += "\"" + cut(spf.matched, kShownText) + "\" in the record of " + spf.domain + ". ";
  }
  return text + spf.reason;
}

std::string signer_of(const libauth::dkim::Verification& signature) {
  std::string text = signature.domain ? signature.domain->text() : "no domain that can be read";
  if (signature.selector) text += ", selector " + signature.selector->text();
  if (signature.key) {
    text += signature.key->type == libauth::crypto::KeyType::ed25519
                ? ", Ed25519 key"
                : ", RSA key of " + std::to_string(signature.key->bits) + " bits";
  }
  return text;
}

std::string dkim_line(const libauth::dkim::Verification& signature) {
  std::string text = std::string(name_of(signature.result)) + " (" + signer_of(signature) +
                     "): " + api::detail_of(signature);
  if (signature.result == libauth::dkim::Result::pass &&
      signature.signed_octets < signature.body_octets) {
    text += " Only " + std::to_string(signature.signed_octets) + " of " +
            std::to_string(signature.body_octets) + " octets of the body are signed.";
  }
  if (signature.testing) text += " The domain is testing the key.";
  return text;
}

void print_dkim(const libauth::verify::Report& report, Page& page) {
  if (report.dkim.empty()) page.labelled("DKIM", "none: the message is not signed.");
  for (std::size_t i = 0; i < std::min(report.dkim.size(), kShown); ++i) {
    page.labelled("DKIM", dkim_line(report.dkim[i]));
  }
  if (report.dkim.size() > kShown) {
    page.labelled("", "and " + std::to_string(report.dkim.size() - kShown) + " more signatures");
  }
}

std::string policy_line(const libauth::dmarc::Evaluation& dmarc) {
  if (!dmarc.policy) return {};
  std::string text = std::string(name_of(*dmarc.policy));
  if (dmarc.record_domain) text += ", by the record of " + dmarc.record_domain->text();
  if (dmarc.testing) text += ", which says that it is testing";
  return text;
}

void print_methods(const VerifiedMessage& message, Page& page) {
  const libauth::verify::Report& report = message.report();
  page.labelled("From", from_line(report.authors));
  page.labelled("SPF", spf_line(message));
  print_dkim(report, page);
  page.labelled("ARC", std::string(name_of(report.arc.result)) + ": " + api::detail_of(report.arc));
  if (message.order.envelope.ip) {
    page.labelled("iprev",
                  std::string(name_of(report.iprev.result)) + ": " + api::reason_of(report.iprev));
  }
  const auto& dmarc = report.dmarc.verdict;
  page.labelled("DMARC", std::string(name_of(dmarc.result)) + ": " + dmarc.reason);
  if (const std::string policy = policy_line(dmarc); !policy.empty()) {
    page.labelled("Policy", policy);
  }
}

/// "3 of them", where there are any.
void add_count(std::vector<std::string>& notes, std::uint64_t count, const std::string& thing) {
  if (count > 0) notes.push_back(std::to_string(count) + " " + thing);
}

std::vector<std::string> notes_on(const VerifiedMessage& message) {
  const libauth::verify::Report& report = message.report();
  const auto& octets = report.octets;
  std::vector<std::string> notes;
  add_count(notes, octets.bare_cr, "CR without LF behind it (RFC 5321 section 2.3.8 forbids it)");
  add_count(notes, octets.bare_lf, "LF without CR before it (RFC 5321 section 2.3.8 forbids it)");
  add_count(notes, octets.nul, "NUL in the header");
  add_count(notes, octets.no_fields, "header lines that are no field");
  add_count(notes, report.forged.size(),
            "Authentication-Results fields that nobody may trust: delete them before the message "
            "goes on");
  if (report.dmarc.has_many_authors) {
    notes.push_back(
        "The author addresses have several domains; the strictest of their policies "
        "counts (RFC 9989 section 11.5)");
  }
  if (message.order.finds_line_ends &&
      message.order.settings.line_ends == libauth::mail::LineEnds::lf) {
    notes.push_back("The lines end with LF alone, as in files; each was taken for CRLF");
  }
  return notes;
}

}  // namespace

void print_text(const VerifiedMessage& message, Terminal& terminal) {
  Page page(terminal);
  page.paragraph(0, headline(message), colour_of(api::verdict_of(message.report())));
  if (const std::string text = meaning(message); !text.empty()) page.paragraph(0, text);
  page.blank();
  print_methods(message, page);
  if (!message.silence.empty()) page.labelled("Why", message.silence);
  if (const auto notes = notes_on(message); !notes.empty()) {
    page.heading("To mind");
    for (const std::string& note : notes) page.bullet(note);
  }
  page.heading("The header fields with which a receiver notes this");
  page.blank();
  const std::string fields = api::trace_fields_of(message);
  for (std::string_view line : libauth::base::split(libauth::base::trim(fields), '\n')) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    page.line(2, {{std::string(line)}});
  }
  page.blank();
  const auto& cost = message.report().cost;
  terminal.out << cost_line(
      {static_cast<std::int64_t>(cost.rounds), static_cast<std::int64_t>(cost.questions)});
}

}  // namespace service::cli
