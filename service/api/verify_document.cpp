// SPDX-License-Identifier: MIT

#include "service/api/verify_document.h"

#include <algorithm>
#include <utility>

#include "libauth/authres/write.h"
#include "libauth/base/enum.h"
#include "libauth/base/text.h"
#include "libauth/mail/field.h"

namespace service::api {
namespace {

using libauth::dns::Name;
using libauth::verify::Report;

std::optional<std::string> member_of(std::string text) {
  return text.empty() ? std::nullopt : std::optional(std::move(text));
}

std::optional<std::string> member_of(const std::optional<Name>& name) {
  return name ? std::optional(name->text()) : std::nullopt;
}

std::vector<std::string> texts_of(const std::vector<Name>& names) {
  std::vector<std::string> texts;
  for (const Name& name : names) texts.push_back(name.text());
  return texts;
}

/// How many of the list are over the limit; none where all have room.
template <class List>
std::optional<std::size_t> left_out(const List& list, std::size_t limit = kMaxListed) {
  return list.size() > limit ? std::optional(list.size() - limit) : std::nullopt;
}

MessageOctets octets_of(const VerifiedMessage& message) {
  const libauth::mail::OctetCounts& counts = message.report().octets;
  return {.line_ends = message.order.settings.line_ends,
          .found_line_ends = message.order.finds_line_ends,
          .header = counts.header,
          .body = counts.body,
          .bare_cr = counts.bare_cr,
          .bare_lf = counts.bare_lf,
          .nul = counts.nul,
          .eight_bit = counts.eight_bit,
          .no_fields = counts.no_fields,
          .is_header_cut = message.report().is_header_cut};
}

MessageAuthors authors_of(const libauth::mail::Authors& authors) {
  MessageAuthors part{.fields = authors.fields,
                      .addresses = {},
                      .addresses_left_out = left_out(authors.mailboxes),
                      .errors = {}};
  for (const auto& mailbox : authors.mailboxes) {
    if (part.addresses.size() == kMaxListed) break;
    part.addresses.push_back(libauth::mail::written(mailbox));
  }
  for (const auto& error : authors.errors) {
    if (part.errors.size() == kMaxListed) break;
    part.errors.push_back("At octet " + std::to_string(error.offset + 1) +
                          " of its value: " + error.message);
  }
  return part;
}

/// Whether the record of the domain came to the result: it is there, and can be read.
bool has_decided(libauth::spf::Result result) {
  using libauth::spf::Result;
  return result == Result::pass || result == Result::fail || result == Result::softfail ||
         result == Result::neutral;
}

SpfPart spf_of(const libauth::spf::Evaluation& spf) {
  SpfPart part{.result = spf.result,
               .reason = spf.reason,
               .identity = {},
               .domain = {},
               .record_domain = {},
               .matched = member_of(spf.matched),
               .explanation = member_of(spf.explanation),
               .lookups = spf.lookups,
               .void_lookups = spf.void_lookups};
  if (has_decided(spf.result)) part.record_domain = member_of(spf.domain);
  return part;
}

/// About MAIL FROM, or HELO where that is empty.
SpfPart spf_of(const VerifiedMessage& message) {
  SpfPart part = spf_of(message.report().spf);
  const libauth::verify::Envelope& envelope = message.order.envelope;
  if (!envelope.has_sender()) return part;
  const std::string& path = envelope.mail_from;
  part.identity = path.empty() ? "helo" : "mailfrom";
  part.domain = path.empty() ? envelope.helo : path.substr(path.rfind('@') + 1);
  return part;
}

std::optional<SpfPart> helo_of(const VerifiedMessage& message) {
  const auto& helo = message.report().helo;
  if (!helo) return std::nullopt;
  SpfPart part = spf_of(*helo);
  part.identity = "helo";
  part.domain = message.order.envelope.helo;
  return part;
}

SignatureResult result_of(libauth::dkim::Result result) {
  return libauth::base::parse_enum<SignatureResult>(libauth::base::name_of(result))
      .value_or(SignatureResult::neutral);
}

DkimPart dkim_of(const libauth::dkim::Verification& signature) {
  DkimPart part{
      .result = result_of(signature.result),
      .reason = signature.reason,
      .detail = detail_of(signature),
      .domain = member_of(signature.domain),
      .selector = member_of(signature.selector),
      .identity = member_of(signature.identity),
      .algorithm = member_of(signature.algorithm),
      .key = {},
      .question = {},
      .security = {},
      .testing = signature.testing,
      .signed_octets = signature.signed_octets,
      .body_octets = signature.body_octets,
      .covers_all_from = signature.covers_all_from,
      .addable_fields = {signature.addable_fields.begin(), signature.addable_fields.end()}};
  if (signature.key) part.key = KeyPart{signature.key->type, signature.key->bits};
  if (signature.question) {
    part.question = signature.question->text();
    part.security = signature.security;
  }
  return part;
}

ArcPart arc_of(const libauth::arc::Validation& arc) {
  ArcPart part{.result = arc.result,
               .reason = arc.reason,
               .detail = detail_of(arc),
               .instances = arc.instances,
               .oldest_pass = arc.oldest_pass,
               .is_temporary = arc.is_temporary,
               .sets = {}};
  for (const auto& set : arc.sets) {
    part.sets.push_back({.instance = set.instance,
                         .domain = member_of(set.domain),
                         .selector = member_of(set.selector),
                         .message_signature = set.message_signature,
                         .seal = set.seal,
                         .authentication_results = set.authentication_results});
  }
  return part;
}

AlignmentPart alignment_of(const libauth::dmarc::IdentifierAlignment& identifier) {
  return {.domain = identifier.domain.text(),
          .is_authenticated = identifier.is_authenticated,
          .aligned = identifier.aligned,
          .counts = identifier.counts,
          .org_domain = member_of(identifier.organizational_domain)};
}

DmarcPart dmarc_of(const libauth::dmarc::Evaluation& dmarc, libauth::dmarc::Mode mode) {
  DmarcPart part;
  part.result = dmarc.result;
  part.reason = dmarc.reason;
  part.mode = mode;
  if (!dmarc.author.is_root()) part.author = dmarc.author.text();
  part.policy = dmarc.policy;
  part.policy_source = dmarc.policy_source;
  part.disposition = dmarc.disposition;
  part.testing = dmarc.testing;
  if (mode == libauth::dmarc::Mode::rfc7489) part.percent = dmarc.percent;
  part.org_domain = member_of(dmarc.org_domain);
  part.record_domain = member_of(dmarc.record_domain);
  part.record = member_of(dmarc.record_text);
  part.queries = dmarc.queries;
  if (dmarc.spf) part.spf = alignment_of(*dmarc.spf);
  for (const auto& signature : dmarc.dkim) part.dkim.push_back(alignment_of(signature));
  return part;
}

/// What each author domain says, where there are several.
std::vector<DmarcPart> authors_of(const libauth::dmarc::MessageEvaluation& dmarc,
                                  libauth::dmarc::Mode mode) {
  std::vector<DmarcPart> parts;
  if (!dmarc.has_many_authors) return parts;
  for (const auto& author : dmarc.authors) parts.push_back(dmarc_of(author, mode));
  return parts;
}

IprevPart iprev_of(const libauth::ptr::Evaluation& iprev) {
  return {.result = iprev.result,
          .reason = reason_of(iprev),
          .names = texts_of(iprev.names),
          .confirmed = texts_of(iprev.confirmed)};
}

}  // namespace

std::string reason_of(const libauth::ptr::Evaluation& iprev) {
  using libauth::ptr::Result;
  switch (iprev.result) {
    case Result::pass:
      return "The name " + iprev.confirmed.front().text() + " leads back to the address.";
    case Result::fail:
      return "No name of the address leads back to it.";
    case Result::permerror:
      return "The address has no name.";
    case Result::temperror:
      break;
  }
  return "The DNS did not tell the names of the address, or where they lead.";
}

std::string detail_of(const libauth::dkim::Verification& signature) {
  if (!signature.detail.empty()) return signature.detail;
  if (signature.reason == libauth::dkim::Reason::verified) {
    return "The signature fits the message, and the key is the one that " +
           (signature.domain ? signature.domain->text() : "the domain") + " publishes.";
  }
  return "The signature is not verified.";
}

std::string detail_of(const libauth::arc::Validation& arc) {
  using libauth::arc::Result;
  if (!arc.detail.empty()) return arc.detail;
  switch (arc.result) {
    case Result::none:
      return "The message has no ARC chain.";
    case Result::pass:
      return "The chain is whole. It says who handled the message, not that they are to be "
             "trusted.";
    case Result::fail:
      break;
  }
  return "The chain says nothing.";
}

VerifyDocument document_of(const VerifiedMessage& message) {
  const Report& report = message.report();
  const libauth::verify::Envelope& envelope = message.order.envelope;
  VerifyDocument document;
  document.verdict = verdict_of(report);
  document.warnings = warnings_of(message);
  document.silence = member_of(message.silence);
  document.time = libauth::base::rfc3339(message.order.settings.now);
  if (envelope.ip) document.ip = envelope.ip->text();
  document.helo = member_of(envelope.helo);
  document.mail_from = member_of(message.order.mail_from);
  document.octets = octets_of(message);
  document.from = authors_of(report.authors);
  if (envelope.ip) document.iprev = iprev_of(report.iprev);
  document.spf = spf_of(message);
  document.spf_helo = helo_of(message);
  for (std::size_t i = 0; i < std::min(report.dkim.size(), kMaxListed); ++i) {
    document.dkim.push_back(dkim_of(report.dkim[i]));
  }
  document.dkim_left_out = left_out(report.dkim);
  document.arc = arc_of(report.arc);
  const libauth::dmarc::Mode mode = message.order.settings.dmarc_mode;
  document.dmarc = dmarc_of(report.dmarc.verdict, mode);
  document.dmarc_authors = authors_of(report.dmarc, mode);
  document.authentication_results =
      libauth::mail::unfolded(libauth::authres::write_value(report.authentication_results));
  document.received_spf =
      member_of(libauth::mail::unfolded(received_spf_of(message, libauth::mail::LineEnd::crlf)));
  for (std::size_t i = 0; i < std::min(report.forged.size(), kMaxForgedListed); ++i) {
    document.forged.push_back({report.forged[i].occurrence, report.forged[i].why});
  }
  document.forged_left_out = left_out(report.forged, kMaxForgedListed);
  document.cost = {report.cost.rounds, report.cost.questions, report.cost.refused};
  return document;
}

}  // namespace service::api
