// SPDX-License-Identifier: MIT
//
// What the readers of this room share: the report that they fill, and the notes of every repair.
// Private to this room.

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libauth/base/result.h"
#include "libauth/mail/header.h"
#include "reports/failure/limits.h"
#include "reports/failure/parts.h"
#include "reports/failure/report.h"

namespace reports::failure {

/// A field as it was sent.
struct SentField {
  std::string_view name;   ///< as the RFCs spell it; as sent where they do not know it
  std::string_view spelt;  ///< as sent
  std::string value;       ///< on one line, within Limits::text
  std::string_view raw;    ///< the value, folded, as long as it was sent
  std::size_t offset = 0;  ///< in its part
};

/// Whether the octet may stand in a domain: a letter, a digit, "-", "_", ".", or an octet of a
/// U-label.
bool is_domain_octet(char c);
/// Whether the text may be a domain: at most 255 such octets (RFC 5321 section 4.5.3.1.2), one at
/// least, and no dot at its ends.
bool is_domain(std::string_view text);

class Reader {
 public:
  /// Both must outlive the reader.
  Reader(const Limits& limits, Report& report) : limits_(limits), report_(report) {}

  const Limits& limits() const { return limits_; }
  Report& report() { return report_; }
  /// The limit that was met while reading, if one was.
  const std::optional<libauth::base::ParseError>& error() const { return error_; }
  void fail(libauth::base::ParseError error);

  /// Notes a repair.
  void note(WarningCode code, std::string_view field, std::string_view detail,
            std::size_t offset = 0);
  void note(WarningCode code, const SentField& field);

  /// The value on one line, within Limits::text; what was done to it is noted.
  /// @param value  folded or not
  std::string value_of(std::string_view name, std::string_view value, std::size_t offset);

  /// Keeps a field that has no other place, if it says something.
  void keep_other(const SentField& field);
  /// Keeps one that could not be read.
  void keep_unreadable(const SentField& field);
  /// Puts the value where there is none, and keeps the field where another one is there.
  template <class T>
  void keep(const SentField& field, std::optional<T>& member, T value);

 private:
  const Limits& limits_;
  Report& report_;
  std::optional<libauth::base::ParseError> error_;
};

template <class T>
void Reader::keep(const SentField& field, std::optional<T>& member, T value) {
  if (!member) {
    member = std::move(value);
  } else if (*member != value) {
    note(WarningCode::field_duplicate, field);
    keep_other(field);
  }
}

/// Reads a field of the report, with a value that is not empty or whose emptiness says something.
/// @return  false: it has no name that the RFCs know, or is known under another name; it was kept
bool read_report_field(Reader& reader, SentField& field);
/// Notes the fields that are missing, RFC 5965 section 3.1, RFC 6591 section 3 and RFC 9991
/// section 4.
void note_missing_fields(Reader& reader);

/// Reads "dmarc, spf" into words.
void read_auth_failure(Reader& reader, const SentField& field);
void read_identity_alignment(Reader& reader, const SentField& field);
void read_arrival_date(Reader& reader, const SentField& field);
void read_source_ip(Reader& reader, const SentField& field);
void read_reported_domain(Reader& reader, const SentField& field);

/// The text where the copy of the original begins in a report that is text alone, or all of it.
struct TextReport {
  std::string_view original;  ///< empty where there is none
};
/// Reads a report that is text alone; none where the text is no such report.
std::optional<TextReport> read_text_report(Reader& reader, std::string_view text);

/// Reads the mail that brought the report.
void read_mail(Reader& reader, std::string_view header);
/// Reads the message that failed; nothing where the text is blank.
void read_original(Reader& reader, std::string_view text, bool is_header_only);
/// Finds out which domain DMARC looked at.
void derive_header_from(Report& report);

}  // namespace reports::failure
