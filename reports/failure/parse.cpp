// SPDX-License-Identifier: MIT

#include "reports/failure/parse.h"

#include <utility>

#include "libauth/base/text.h"
#include "libauth/mail/field.h"
#include "reports/failure/lines.h"
#include "reports/failure/reader.h"

namespace reports::failure {
namespace {

using libauth::base::ParseError;
using libauth::base::trim;

/// RFC 3629 section 6.
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// Reads the fields of a message/feedback-report, one after another. Lines are put together by RFC
/// 5322 section 2.2.3; blank ones between fields are passed over.
class FieldReader {
 public:
  explicit FieldReader(Reader& reader) : reader_(reader) {}

  /// How many fields have a name that the RFCs know.
  std::size_t read(std::string_view feedback);

 private:
  void end_field();

  Reader& reader_;
  std::string field_;  // its lines so far, with CRLF between them
  std::size_t offset_ = 0;
  std::size_t fields_ = 0;
  std::size_t known_ = 0;
};

std::size_t FieldReader::read(std::string_view feedback) {
  const std::size_t skipped = feedback.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
  Lines lines(feedback.substr(skipped));
  while (lines.next() && !reader_.error()) {
    const std::string_view line = lines.line();
    if (trim(line).empty()) continue;
    if (libauth::base::is_wsp(line.front()) && !field_.empty()) {
      field_ += "\r\n";
    } else {
      end_field();
      offset_ = skipped + lines.offset();
    }
    field_ += line;
  }
  end_field();
  return known_;
}

void FieldReader::end_field() {
  const std::string octets = std::exchange(field_, {});
  if (octets.empty()) return;
  const libauth::mail::Field read = libauth::mail::read_field(octets);
  if (!read.is_field()) {
    reader_.note(WarningCode::line_ignored, {}, octets, offset_);
    return;
  }
  if (++fields_ > reader_.limits().fields) {
    reader_.fail({offset_, std::string(kFieldsRule), "The report has too many fields."});
    return;
  }
  SentField field;
  field.spelt = read.name;
  field.raw = read.value;
  field.offset = offset_;
  if (read_report_field(reader_, field)) ++known_;
}

std::string_view text_of(const std::optional<std::string>& part) {
  return part ? std::string_view(*part) : std::string_view();
}

std::size_t octets_of(const Parts& parts) {
  return parts.header.size() + parts.text.size() + text_of(parts.feedback).size() +
         text_of(parts.original).size();
}

bool is_blank(std::string_view text) {
  return trim(text).empty();
}

/// The report in the feedback part; false where that has none.
bool read_feedback(Reader& reader, const Parts& parts) {
  if (!parts.feedback || FieldReader(reader).read(*parts.feedback) == 0) return false;
  note_missing_fields(reader);
  read_original(reader, text_of(parts.original), parts.is_header_only);
  return true;
}

/// The report in the text for people; false where that has none.
bool read_text(Reader& reader, const Parts& parts) {
  const auto text = read_text_report(reader, parts.text);
  if (!text) return false;
  const bool has_part = !is_blank(text_of(parts.original));
  read_original(reader, has_part ? text_of(parts.original) : text->original,
                !has_part || parts.is_header_only);
  return true;
}

ParseError no_report(const Parts& parts) {
  const bool is_empty = is_blank(text_of(parts.feedback)) && is_blank(parts.text) &&
                        is_blank(text_of(parts.original));
  if (is_empty) return {0, std::string(kEmptyRule), "There is nothing but blanks in the mail."};
  return {0, std::string(kReportRule),
          "No part has a field of a failure report, and the text is of no known form."};
}

}  // namespace

libauth::base::Result<Report> parse(const Parts& parts, const Limits& limits) {
  if (octets_of(parts) > limits.octets) {
    return ParseError{limits.octets, std::string(kOctetsRule), "The report is too large."};
  }
  Report report;
  Reader reader(limits, report);
  if (!read_feedback(reader, parts)) {
    // What was noted about a feedback part that is none tells nothing about the text.
    if (!reader.error()) report = {};
    if (!reader.error() && !read_text(reader, parts)) return no_report(parts);
  }
  if (reader.error()) return *reader.error();
  read_mail(reader, parts.header);
  derive_header_from(report);
  return report;
}

}  // namespace reports::failure
