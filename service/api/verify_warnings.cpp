// SPDX-License-Identifier: MIT

#include "service/api/verify_warnings.h"

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <utility>

namespace service::api {
namespace {

using libauth::authres::Forgery;
using libauth::mail::Beginning;
using libauth::verify::Report;
using Word = VerifyWarningWord;
using Warnings = std::vector<VerifyWarning>;

/// Fields and the like that one sentence names.
constexpr std::size_t kNamed = 10;

void add_count(Warnings& warnings, Word word, std::uint64_t count, std::string_view thing) {
  if (count > 0) warnings.push_back({word, std::to_string(count) + " " + std::string(thing)});
}

void add_authors(const Report& report, Warnings& warnings) {
  const std::size_t fields = report.authors.fields;
  if (fields > 1) {
    add_count(
        warnings, Word::several_from_fields, fields,
        "From fields: RFC 5322 section 3.6 allows one, and nobody knows which one a reader is "
        "shown");
  }
  if (!report.unreadable_authors.empty()) {
    warnings.push_back({Word::unreadable_from,
                        report.unreadable_authors.front() +
                            " That is a reason to refuse the message, whatever DMARC asks for (RFC "
                            "9989 section 11.5)"});
  }
  if (fields == 0 && !report.is_header_cut) {
    warnings.push_back(
        {Word::no_from, "There is no From field; RFC 5322 section 3.6 asks for one"});
  }
  if (report.dmarc.has_many_authors) {
    warnings.push_back({Word::several_author_domains,
                        "The author addresses have several domains; the strictest of their "
                        "policies counts (RFC 9989 section 11.5)"});
  }
}

/// docs/decisions/several-from.md
void add_covering(const Report& report, Warnings& warnings) {
  for (const auto& signature : report.dkim) {
    if (signature.result != libauth::dkim::Result::pass) continue;
    const std::string whose =
        "The signature of " + (signature.domain ? signature.domain->text() : "a domain");
    if (!signature.covers_all_from) {
      warnings.push_back({Word::from_not_covered,
                          whose + " does not cover all From fields, so that it does not say who "
                                  "the author is and does not count for DMARC"});
    } else if (report.authors.fields > 1 &&
               std::ranges::count(signature.addable_fields, "from") > 0) {
      warnings.push_back({Word::from_addable,
                          whose + " lets another From field be added to those that are there"});
    }
  }
}

void add_too_many(const VerifiedMessage& message, Warnings& warnings) {
  const auto& signatures = message.report().dkim;
  const auto count = static_cast<std::uint64_t>(std::ranges::count(
      signatures, libauth::dkim::Reason::too_many, &libauth::dkim::Verification::reason));
  add_count(warnings, Word::too_many_signatures, count,
            "of the " + std::to_string(signatures.size()) +
                " signatures were not looked at: of a message the first " +
                std::to_string(message.order.settings.limits.dkim.signatures) +
                " from the top are verified");
}

std::string words_of(const libauth::authres::ForgedField& field) {
  const std::string place =
      field.occurrence == 0 ? "one without that name" : std::to_string(field.occurrence);
  switch (field.why) {
    case Forgery::own_id:
      return place + " (it bears our name)";
    case Forgery::unreadable:
      return place + " (it cannot be read)";
    case Forgery::version:
      return place + " (it has a version that is not known)";
  }
  return place;
}

void add_forged(const Report& report, Warnings& warnings) {
  const auto& forged = report.forged;
  if (forged.empty()) return;
  std::string places;
  for (std::size_t i = 0; i < std::min(forged.size(), kNamed); ++i) {
    places += (i == 0 ? "" : ", ") + words_of(forged[i]);
  }
  if (forged.size() > kNamed) places += " and " + std::to_string(forged.size() - kNamed) + " more";
  add_count(warnings, Word::forged_results, forged.size(),
            "Authentication-Results fields that nobody may trust: delete them before the message "
            "goes on, in this order; counted from the top they are " +
                places);
  const auto nameless = std::ranges::count(forged, 0U, &libauth::authres::ForgedField::occurrence);
  add_count(warnings, Word::undeletable_results, static_cast<std::uint64_t>(nameless),
            "of them only some programs take for such fields, so that they cannot be deleted by "
            "name: refuse the message");
}

Word word_of(Beginning beginning) {
  return beginning == Beginning::mbox_line         ? Word::mbox_line
         : beginning == Beginning::byte_order_mark ? Word::byte_order_mark
                                                   : Word::empty_first_line;
}

void append(Warnings& to, Warnings more) {
  std::ranges::move(more, std::back_inserter(to));
}

}  // namespace

std::string words_of(Beginning beginning) {
  switch (beginning) {
    case Beginning::usual:
      break;
    case Beginning::mbox_line:
      return "The first line begins with \"From \" and has no colon, as in an mbox file: it is no "
             "part of a message, so take it away";
    case Beginning::byte_order_mark:
      return "The message begins with a byte order mark (EF BB BF), which belongs to the name of "
             "its first field now: take it away";
    case Beginning::empty_line:
      return "The message begins with an empty line, so that it has no header and all of it is "
             "body: take the line away";
  }
  return {};
}

std::vector<VerifyWarning> warnings_on(const libauth::mail::OctetCounts& octets) {
  Warnings warnings;
  add_count(warnings, Word::bare_cr, octets.bare_cr,
            "CR without LF behind it (RFC 5321 section 2.3.8 forbids it)");
  add_count(warnings, Word::bare_lf, octets.bare_lf,
            "LF without CR before it (RFC 5321 section 2.3.8 forbids it)");
  add_count(warnings, Word::nul, octets.nul, "NUL in the header");
  add_count(warnings, Word::no_field_lines, octets.no_fields, "header lines that are no field");
  return warnings;
}

std::vector<VerifyWarning> warnings_of(const VerifiedMessage& message) {
  const Report& report = message.report();
  Warnings warnings;
  add_authors(report, warnings);
  add_covering(report, warnings);
  if (report.is_header_cut) {
    warnings.push_back({Word::header_cut,
                        "The header is longer than what is read of it: refuse the message, or "
                        "delete all of its Authentication-Results fields before it goes on"});
  }
  add_forged(report, warnings);
  add_too_many(message, warnings);
  append(warnings, warnings_on(report.octets));
  if (report.beginning != Beginning::usual) {
    warnings.push_back({word_of(report.beginning), words_of(report.beginning)});
  }
  if (message.order.finds_line_ends &&
      message.order.settings.line_ends == libauth::mail::LineEnd::lf) {
    warnings.push_back(
        {Word::lf_line_ends, "The lines end with LF alone, as in files; each was taken for CRLF"});
  }
  return warnings;
}

}  // namespace service::api
