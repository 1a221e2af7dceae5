// SPDX-License-Identifier: MIT
//
// Aggregate reports: reading twice, or in pieces, gives the same, in UTF-8 and within the limits.

#include <algorithm>
#include <string>

#include "reports/aggregate/document.h"
#include "reports/aggregate/parse.h"
#include "reports/text/octets.h"
#include "tests/fuzz/property.h"

using namespace reports::aggregate;

namespace {

constexpr Limits kLimits{.octets = 65'536, .records = 50, .nodes = 2'000, .depth = 16};

/// RFC 3629 section 4.
bool is_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto octet = [&](std::size_t i) {
      return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
    };
    const unsigned first = octet(at);
    const std::size_t more = first < 0x80 ? 0 : first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
    if (first >= 0x80 && (first < 0xc2 || first > 0xf4)) return false;
    for (std::size_t i = 1; i <= more; ++i) {
      if ((octet(at + i) & 0xc0) != 0x80) return false;
    }
    at += more + 1;
  }
  return true;
}

/// A text of the report: from the document, so in UTF-8 and no larger.
void check(const std::optional<std::string>& text, std::size_t size) {
  if (!text) return;
  fuzz::require(is_utf8(*text), "texts are UTF-8");
  // An octet that is no UTF-8 becomes three.
  fuzz::require(text->size() <= 3 * size, "texts do not grow");
  fuzz::require(text->find('\0') == std::string::npos, "texts have no NUL");
}

void check(const Record& record, std::size_t size) {
  check(record.source_ip_text, size);
  check(record.identifiers.header_from, size);
  check(record.identifiers.envelope_from, size);
  check(record.identifiers.envelope_to, size);
  for (const Reason& reason : record.policy_evaluated.reasons) check(reason.comment, size);
  for (const DkimAuthResult& dkim : record.auth_results.dkim) {
    check(dkim.domain, size);
    check(dkim.selector, size);
    check(dkim.human_result, size);
  }
  for (const SpfAuthResult& spf : record.auth_results.spf) check(spf.domain, size);
  if (record.count) fuzz::require(*record.count <= kMaxCount, "counts fit a database");
}

/// Reading in pieces, where it can be done, gives what reading the whole document gives.
void check_pieces(std::string_view text, const libauth::base::Result<Report>& read) {
  if (reports::text::clean(text)) return;
  Report report;
  Reader reader(kLimits, report.warnings);
  if (!read_in_pieces(text, 64, reader, report)) return;
  fuzz::require(read.has_value(), "what can be read in pieces can be read");
  const Report& whole = *read;
  fuzz::require(report.records == whole.records, "pieces have the same records");
  fuzz::require(report.report_metadata == whole.report_metadata, "pieces have the same metadata");
  fuzz::require(reader.form().conformance() == *whole.conformance, "pieces have the same form");
  // The warnings of the text as such come before those of its elements.
  fuzz::require(report.warnings.size() <= whole.warnings.size(), "pieces have no other warnings");
  fuzz::require(
      std::equal(report.warnings.rbegin(), report.warnings.rend(), whole.warnings.rbegin()),
      "pieces have the same warnings");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  const auto report = parse(text, kLimits);
  const auto again = parse(text, kLimits);
  fuzz::require(report.has_value() == again.has_value(), "reading twice gives the same");
  check_pieces(text, report);
  if (!report) {
    fuzz::require(!report.error().rule.empty(), "an error has a rule");
    fuzz::require(report.error() == again.error(), "reading twice gives the same error");
    return 0;
  }
  fuzz::require(*report == *again, "reading twice gives the same report");
  fuzz::require(size <= kLimits.octets, "what is over the limit is refused");
  fuzz::require(report->records.size() <= kLimits.records, "records keep their limit");
  fuzz::require(!report->policy_published.domain.empty(), "a report has its domain");
  const ReportMetadata& metadata = report->report_metadata;
  for (const auto& value : {metadata.org_name, metadata.email, metadata.extra_contact_info,
                            metadata.report_id, metadata.generator}) {
    check(value, size);
  }
  check(report->policy_published.domain, size);
  if (metadata.begin && metadata.end) {
    fuzz::require(*metadata.begin <= *metadata.end, "a period does not end before it begins");
  }
  for (const Record& record : report->records) check(record, size);
  for (const Warning& warning : report->warnings) {
    // 200 octets, of which one that cannot be printed takes four, and "...".
    fuzz::require(warning.detail.size() <= 803, "details are short");
    for (const char c : warning.detail)
      fuzz::require(c >= ' ' && c <= '~', "details are printable");
    fuzz::require(warning.repeats >= 1, "a warning was given once at least");
  }
  fuzz::require(message_count(*report) <= kMaxCount, "the sum fits a database");
  return 0;
}
