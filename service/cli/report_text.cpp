// SPDX-License-Identifier: MIT

#include "service/cli/report_text.h"

#include <algorithm>
#include <cstdint>
#include <ostream>
#include <string>

#include "libauth/base/time.h"

namespace service::cli {
namespace {

using reports::aggregate::AlignedResult;
using reports::aggregate::Record;
using reports::aggregate::Report;

std::string text_of(const std::optional<std::string>& text) {
  return text ? shown(*text) : std::string("-");
}

std::string text_of(const std::optional<libauth::base::Time>& time) {
  return time ? libauth::base::rfc3339(*time) : std::string("-");
}

/// DMARC passes where one of the two mechanisms passes in alignment, RFC 9989 section 5.
bool passes(const Record& record) {
  const auto& evaluated = record.policy_evaluated;
  return (evaluated.dkim && *evaluated.dkim == AlignedResult::pass) ||
         (evaluated.spf && *evaluated.spf == AlignedResult::pass);
}

/// Messages of the records that pass, never above kMaxCount.
std::uint64_t passing_messages(const Report& report) {
  std::uint64_t sum = 0;
  for (const Record& record : report.records) {
    if (!passes(record)) continue;
    sum += std::min(record.count.value_or(0), reports::aggregate::kMaxCount - sum);
  }
  return sum;
}

void print_report(const FileReport& report, std::ostream& out) {
  const auto& metadata = report.report_metadata;
  out << shown(report.file);
  if (report.member) out << ": " << shown(*report.member);
  out << "\n  from " << text_of(metadata.org_name) << " <" << text_of(metadata.email)
      << ">, report " << text_of(metadata.report_id) << "\n  on "
      << shown(report.policy_published.domain) << ", " << text_of(metadata.begin) << " to "
      << text_of(metadata.end) << "\n  " << report.records.size() << " records, "
      << message_count(report) << " messages, " << passing_messages(report) << " pass DMARC";
  if (!report.warnings.empty()) out << "; " << report.warnings.size() << " kinds of repair";
  out << '\n';
}

}  // namespace

void print_text(const ReportDocument& document, Terminal& terminal) {
  for (const FileReport& report : document.reports) print_report(report, terminal.out);
  for (const RejectedFile& file : document.rejected) {
    terminal.out << shown(file.file) << (file.member ? ": " + shown(*file.member) : "") << "\n  "
                 << coloured(terminal, Colour::red, "rejected") << ": " << shown(file.reason)
                 << '\n';
  }
  terminal.out << document.totals.reports << " reports, " << document.totals.records << " records, "
               << document.totals.messages << " messages; " << document.rejected.size()
               << " rejected\n";
}

}  // namespace service::cli
