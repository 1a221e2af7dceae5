// SPDX-License-Identifier: MIT
//
// Reports as text for people.

#include <algorithm>
#include <array>
#include <cstdint>
#include <ostream>
#include <span>
#include <string>
#include <vector>

#include "libauth/base/time.h"
#include "reports/tls/sessions.h"
#include "service/cli/report_printer.h"
#include "service/cli/text_table.h"

namespace service::cli {
namespace {

namespace aggregate = reports::aggregate;
namespace failure = reports::failure;
namespace tls = reports::tls;

/// Policies of a TLS report that get a line. Most reports have one or two.
constexpr std::size_t kPolicyLines = 5;

std::string text_of(const std::optional<std::string>& text) {
  return text && !text->empty() ? shown(*text) : std::string("-");
}

std::string text_of(const std::optional<libauth::base::Time>& time) {
  return time ? libauth::base::rfc3339(*time) : std::string("-");
}

/// DMARC passes where one of the two mechanisms passes in alignment, RFC 9989 section 5.
bool passes(const aggregate::Record& record) {
  const auto& evaluated = record.policy_evaluated;
  return (evaluated.dkim && *evaluated.dkim == aggregate::AlignedResult::pass) ||
         (evaluated.spf && *evaluated.spf == aggregate::AlignedResult::pass);
}

/// Messages of the records that pass, never above kMaxCount.
std::uint64_t passing_messages(const aggregate::Report& report) {
  std::uint64_t sum = 0;
  for (const aggregate::Record& record : report.records) {
    if (!passes(record)) continue;
    sum += std::min(record.count.value_or(0), aggregate::kMaxCount - sum);
  }
  return sum;
}

void print_lines(const aggregate::Report& report, std::ostream& out) {
  const auto& metadata = report.report_metadata;
  out << "  from " << text_of(metadata.org_name) << " <" << text_of(metadata.email) << ">, report "
      << text_of(metadata.report_id) << "\n  on " << shown(report.policy_published.domain) << ", "
      << text_of(metadata.begin) << " to " << text_of(metadata.end) << "\n  "
      << counted(report.records.size(), "record") << ", "
      << counted(message_count(report), "message") << ", " << passing_messages(report)
      << " pass DMARC";
}

/// Where a policy's domain comes from; nothing where the report says it.
std::string source_of_domain(const tls::Policy& policy) {
  if (!policy.effective_policy_domain) return {};
  switch (policy.effective_policy_domain->source) {
    case tls::DomainSource::tls_report_domain:
      return " (as the mail's TLS-Report-Domain says)";
    case tls::DomainSource::subject:
      return " (as the mail's subject says)";
    case tls::DomainSource::file_name:
      break;
  }
  return " (as the file name says)";
}

void print_lines(const tls::Report& report, std::ostream& out) {
  out << "  TLS report from " << text_of(report.organization_name) << " <"
      << text_of(report.contact_info) << ">, report " << text_of(report.report_id) << "\n  "
      << text_of(report.begin) << " to " << text_of(report.end);
  const std::vector<tls::PolicySessions> all = tls::sessions_of(report);
  for (const tls::PolicySessions& policy :
       std::span(all).first(std::min(all.size(), kPolicyLines))) {
    out << "\n  " << shown(policy.policy_domain.empty() ? "-" : policy.policy_domain)
        << source_of_domain(report.policies[policy.policy]) << ", "
        << shown(policy.policy_type.empty() ? "-" : policy.policy_type) << ": " << policy.successful
        << " sessions good, " << policy.failed << " failed";
  }
  if (all.size() > kPolicyLines) out << "\n  and " << all.size() - kPolicyLines << " policies more";
  if (all.empty()) out << "\n  no policies: no sessions";
}

void print_lines(const failure::Report& report, std::ostream& out) {
  out << "  failure report from " << text_of(report.mail.from) << "\n  on "
      << text_of(report.header_from) << ", " << text_of(arrival_of(report)) << ", sent by "
      << (report.source_ip ? report.source_ip->text() : "-");
  if (report.auth_failure.empty()) return;
  out << "\n  failed:";
  for (const auto& failed : report.auth_failure) out << ' ' << shown(failed.text());
}

class TextPrinter : public ReportPrinter {
 public:
  explicit TextPrinter(Terminal& terminal) : terminal_(terminal) {}

  void print(FoundReport&& report) override {
    print_name(report.file, report.member);
    std::visit([this](const auto& read) { print_report(read); }, report.report);
  }
  void reject(const RejectedFile& file) override { rejected_.push_back(file); }
  void finish(const FoundTotals& totals, std::uint64_t passed_over) override;

 private:
  void print_name(const std::string& file, const std::optional<std::string>& member) {
    terminal_.out << shown(file) << (member ? ": " + shown(*member) : "") << '\n';
  }

  template <class Report>
  void print_report(const Report& report) {
    print_lines(report, terminal_.out);
    if (!report.warnings.empty()) {
      terminal_.out << "; " << report.warnings.size() << " kinds of repair";
      repaired_ += 1;
    }
    terminal_.out << '\n';
  }

  Terminal& terminal_;
  std::vector<RejectedFile> rejected_;
  std::uint64_t repaired_ = 0;
};

void TextPrinter::finish(const FoundTotals& totals, std::uint64_t passed_over) {
  std::ostream& out = terminal_.out;
  for (const RejectedFile& file : rejected_) {
    print_name(file.file, file.member);
    out << "  " << coloured(terminal_, Colour::red, "rejected") << ": " << shown(file.reason)
        << '\n';
  }
  out << counted(totals.reports, "report") << ", " << counted(totals.records, "record") << ", "
      << counted(totals.messages, "message") << "; " << rejected_.size() << " rejected\n";
  struct Note {
    std::uint64_t count;
    const char* what;
  };
  const std::array notes = {
      Note{static_cast<std::uint64_t>(totals.tls_reports), " of the reports are TLS reports\n"},
      Note{static_cast<std::uint64_t>(totals.failure_reports), " are failure reports\n"},
      Note{repaired_, " were repaired: --format json tells where\n"},
      Note{passed_over, " other files, mails and attachments were passed over\n"}};
  for (const auto& [count, what] : notes) {
    if (count > 0) out << count << what;
  }
}

}  // namespace

std::unique_ptr<ReportPrinter> make_text_printer(Terminal& terminal) {
  return std::make_unique<TextPrinter>(terminal);
}

}  // namespace service::cli
