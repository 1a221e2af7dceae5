// SPDX-License-Identifier: MIT

#include "service/cli/verify_text.h"

#include <algorithm>
#include <string>
#include <vector>

#include "libauth/base/enum.h"
#include "libauth/base/text.h"
#include "service/api/verify_document.h"
#include "service/api/verify_warnings.h"
#include "service/cli/dmarc_words.h"
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
    addresses.push_back(cut(libauth::mail::written(mailbox), kShownText));
  }
  std::string text = addresses.empty() ? "no address that can be read"
                                       : listed(addresses, kShown, authors.mailboxes.size());
  if (authors.fields > 1)
    text += " (in " + counted(static_cast<std::int64_t>(authors.fields), "From field") + ")";
  return text;
}

std::string spf_line(const libauth::spf::Evaluation& spf) {
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
  if (signature.result == libauth::dkim::Result::pass && !signature.covers_all_from) {
    text += " It does not cover all From fields, so that it does not count for DMARC.";
  }
  if (signature.testing) text += " The domain is testing the key.";
  return text;
}

/// Those that were not looked at are the last ones.
void print_dkim(const libauth::verify::Report& report, Page& page) {
  if (report.dkim.empty()) page.labelled("DKIM", "none: the message is not signed.");
  const auto too_many = static_cast<std::size_t>(std::ranges::count(
      report.dkim, libauth::dkim::Reason::too_many, &libauth::dkim::Verification::reason));
  const std::size_t looked_at = report.dkim.size() - too_many;
  for (std::size_t i = 0; i < std::min(looked_at, kShown); ++i) {
    page.labelled("DKIM", dkim_line(report.dkim[i]));
  }
  if (looked_at > kShown) {
    page.labelled("", "and " + std::to_string(looked_at - kShown) + " more signatures");
  }
  if (too_many > 0) {
    page.labelled("", "and " + counted(static_cast<std::int64_t>(too_many), "signature") +
                          " that nobody looked at: of a message only the first " +
                          std::to_string(looked_at) + " are verified");
  }
}

std::string arc_line(const libauth::arc::Validation& arc) {
  std::string text = std::string(name_of(arc.result)) + ": " + api::detail_of(arc);
  std::vector<std::string> sealers;
  for (const auto& set : arc.sets) {
    sealers.push_back(std::to_string(set.instance) + " " +
                      (set.domain ? set.domain->text() : "nobody that can be read"));
  }
  if (!sealers.empty()) text += " Seals: " + listed(sealers, kShown) + ".";
  return text;
}

std::string policy_line(const libauth::dmarc::Evaluation& dmarc) {
  if (!dmarc.policy) return {};
  std::string text = policy_words(dmarc);
  if (dmarc.record_domain) text += ", by the record of " + dmarc.record_domain->text();
  if (dmarc.testing) text += ", which says that it is testing";
  if (dmarc.policy_source == libauth::dmarc::PolicySource::np) {
    text += "; " + dmarc.author.text() + " does not exist";
  }
  return text;
}

void print_methods(const VerifiedMessage& message, Page& page) {
  const libauth::verify::Report& report = message.report();
  page.labelled("From", from_line(report.authors));
  page.labelled("SPF", spf_line(report.spf));
  if (report.helo) page.labelled("SPF of HELO", spf_line(*report.helo));
  print_dkim(report, page);
  page.labelled("ARC", arc_line(report.arc));
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

}  // namespace

void print_text(const VerifiedMessage& message, Terminal& terminal) {
  Page page(terminal);
  page.paragraph(0, headline(message), colour_of(api::verdict_of(message.report())));
  if (const std::string text = meaning(message); !text.empty()) page.paragraph(0, text);
  page.blank();
  print_methods(message, page);
  if (!message.silence.empty()) page.labelled("Why", message.silence);
  if (const auto warnings = api::warnings_of(message); !warnings.empty()) {
    page.heading("To mind");
    for (const api::VerifyWarning& warning : warnings) page.bullet(warning.detail);
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
