// SPDX-License-Identifier: MIT
//
// Failure reports that are text for people alone. What Exim sends, and so cPanel, Baruwa and others
// that are built on it, has one form; the sentence that most ARF reports begin with is another.

#include <algorithm>
#include <array>
#include <span>

#include "libauth/base/text.h"
#include "libauth/mail/field.h"
#include "reports/failure/lines.h"
#include "reports/failure/parse.h"
#include "reports/failure/reader.h"

namespace reports::failure {
namespace {

using libauth::base::equals_ignoring_case;
using libauth::base::trim;

/// Octets of the text in which the opening sentence is looked for: a greeting may stand before it.
constexpr std::size_t kOpeningWithin = 4096;
/// Octets of a label, and lines that may have one.
constexpr std::size_t kMaxLabel = 40;
constexpr std::size_t kMaxLabels = 100;

/// A line "label: value" that says what a field of RFC 5965 does.
struct Label {
  std::string_view label;
  std::string_view name;  ///< of the field
  void (*read)(Reader&, const SentField&);
};

/// "no" is a mechanism that failed. "yes" is noted as none for now: see settle_alignment().
template <IdentityAlignment Mechanism>
void read_alignment(Reader& reader, const SentField& field) {
  if (equals_ignoring_case(field.value, "no")) {
    reader.report().identity_alignment.emplace_back(Mechanism);
  } else if (equals_ignoring_case(field.value, "yes")) {
    reader.report().identity_alignment.emplace_back(IdentityAlignment::none);
  } else {
    reader.keep_unreadable(field);
  }
}

/// Only where both mechanisms are said to have succeeded, none failed: RFC 9991 section 4.
void settle_alignment(Report& report) {
  auto& words = report.identity_alignment;
  const auto successes = std::erase(words, Word<IdentityAlignment>(IdentityAlignment::none));
  if (words.empty() && successes == 2) words.emplace_back(IdentityAlignment::none);
}

constexpr std::array kEximLabels = {
    Label{"Sender Domain", "Reported-Domain", read_reported_domain},
    Label{"Sender IP Address", "Source-IP", read_source_ip},
    Label{"Received Date", "Arrival-Date", read_arrival_date},
    Label{"SPF Alignment", "Identity-Alignment", read_alignment<IdentityAlignment::spf>},
    Label{"DKIM Alignment", "Identity-Alignment", read_alignment<IdentityAlignment::dkim>},
};

/// A form of such reports.
struct Template {
  std::string_view opening;       ///< text by which it is known, where lines break does not count
  std::span<const Label> labels;  /// other labels are kept under their own names
  bool has_sentence;  ///< "received from IP 192.0.2.1 on Mon, 7 Apr 2025 23:16:09 +0200."
};

constexpr Template kTemplates[] = {
    {"A message claiming to be from you has failed the published DMARC policy", kEximLabels, false},
    {"report for an email message received from", {}, true},
};

/// What the lines begin with that stand before the copy of the original.
constexpr std::string_view kCopies[] = {
    "------ This is a copy of the headers",
    "------ This is a copy of the message",
};

/// The beginning of the text with one space for all white space between words.
std::string joined(std::string_view text) {
  std::string line;
  for (const char c : text.substr(0, kOpeningWithin)) {
    const bool is_space = libauth::base::is_fws(c);
    if (!is_space) line += c;
    if (is_space && !line.empty() && line.back() != ' ') line += ' ';
  }
  return line;
}

const Template* template_of(std::string_view opening) {
  for (const Template& row : kTemplates) {
    if (opening.find(row.opening) != std::string_view::npos) return &row;
  }
  return nullptr;
}

/// Whether the text may be a label: a few words.
bool is_label(std::string_view text) {
  const auto may_stand = [](char c) { return libauth::base::is_alnum(c) || c == ' ' || c == '-'; };
  return !text.empty() && text.size() <= kMaxLabel &&
         std::all_of(text.begin(), text.end(), may_stand);
}

void read_label(Reader& reader, const Template& form, std::string_view line, std::size_t offset) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return;
  SentField field;
  field.spelt = trim(line.substr(0, colon));
  if (!is_label(field.spelt)) return;
  field.raw = line.substr(colon + 1);
  field.offset = offset;
  for (const Label& label : form.labels) {
    if (!equals_ignoring_case(label.label, field.spelt)) continue;
    field.name = label.name;
    field.value = reader.value_of(field.name, field.raw, offset);
    return field.value.empty() ? reader.note(WarningCode::field_empty, field)
                               : label.read(reader, field);
  }
  field.value = reader.value_of({}, field.raw, offset);
  if (!field.value.empty()) reader.keep_other(field);
}

/// "... received from IP ADDRESS on DATE." The address may be called "IP address", or nothing.
void read_sentence(Reader& reader, std::string_view opening, std::string_view start) {
  std::string_view rest = opening.substr(opening.find(start) + start.size());
  for (const std::string_view word : {" IP", " address"}) {
    if (libauth::base::starts_with_ignoring_case(rest, word)) rest.remove_prefix(word.size());
  }
  constexpr std::string_view kOn = " on ";
  const std::size_t on = rest.find(kOn);
  if (on == std::string_view::npos) return;
  SentField field;
  field.name = field.spelt = "Source-IP";
  field.value = reader.value_of(field.name, rest.substr(0, on), 0);
  read_source_ip(reader, field);
  rest.remove_prefix(on + kOn.size());
  field.name = field.spelt = "Arrival-Date";
  // The full stop; a date may have others in it.
  field.value = reader.value_of(field.name, rest.substr(0, rest.find(". ")), 0);
  if (field.value.ends_with('.')) field.value.pop_back();
  read_arrival_date(reader, field);
}

bool begins_copy(std::string_view line) {
  return std::any_of(std::begin(kCopies), std::end(kCopies),
                     [&](std::string_view copy) { return line.starts_with(copy); });
}

}  // namespace

bool is_text_report(std::string_view text) {
  return template_of(joined(text)) != nullptr;
}

std::optional<TextReport> read_text_report(Reader& reader, std::string_view text) {
  const std::string opening = joined(text);
  const Template* const form = template_of(opening);
  if (form == nullptr) return std::nullopt;
  reader.report().kind = Kind::text;
  if (form->has_sentence) read_sentence(reader, opening, form->opening);
  TextReport report;
  Lines lines(text);
  bool in_copy = false;
  for (std::size_t line = 0; lines.next() && report.original.empty(); ++line) {
    if (in_copy) {
      const bool is_field = libauth::mail::read_field(lines.line()).is_field();
      if (is_field) report.original = text.substr(lines.offset());
    } else if (begins_copy(lines.line())) {
      in_copy = true;
    } else if (!form->has_sentence && line < kMaxLabels) {
      read_label(reader, *form, lines.line(), lines.offset());
    }
  }
  settle_alignment(reader.report());
  return report;
}

}  // namespace reports::failure
