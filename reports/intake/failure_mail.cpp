// SPDX-License-Identifier: MIT

#include "reports/intake/failure_mail.h"

#include <string>

#include "libauth/base/text.h"
#include "reports/failure/parse.h"
#include "reports/intake/content.h"

namespace reports::intake {
namespace {

/// As much as is looked at to see what a text is.
constexpr std::size_t kBeginning = 65'536;

std::string beginning_of(const Part& part) {
  return decoded(part.octets.substr(0, kBeginning), part.encoding);
}

bool is_feedback(const Part& part) {
  if (part.type == "message/feedback-report") return true;
  return !part.is_mail && has_field(beginning_of(part), "Feedback-Type");
}

/// "text/rfc822-headers", "message/rfc822", "text/rfc-822-header" and so on: programs write eight
/// of them, where RFC 5965 section 2 and RFC 6522 section 3 have three.
bool has_original_type(const Part& part) {
  const std::string_view subtype = std::string_view(part.type).substr(part.media().size());
  return part.is_mail || ((part.media() == "message" || part.media() == "text") &&
                          (subtype.starts_with("/rfc822") || subtype.starts_with("/rfc-822")));
}

bool is_original(const Part& part) {
  return has_original_type(part) || content_of(beginning_of(part)) == Content::mail;
}

void set_original(failure::Parts& parts, const Part& part) {
  parts.original = decoded(part.octets, part.encoding);
  parts.is_header_only = part.type.find("header") != std::string::npos ||
                         header_of(*parts.original).size() == parts.original->size();
}

void add_text(std::string& text, const Part& part) {
  if (!text.empty() && !text.ends_with('\n')) text += '\n';
  text += decoded(part.octets, part.encoding);
}

bool is_plain_text(const Part& part) {
  return part.type == "text/plain";
}

/// The original message of the feedback at `feedback`: the first behind it and before `end`, else
/// one before it. The number of parts where there is none.
std::size_t find_original(const std::vector<Part>& parts, std::size_t begin, std::size_t feedback,
                          std::size_t end) {
  for (std::size_t i = feedback + 1; i < end; ++i) {
    if (is_original(parts[i])) return i;
  }
  for (std::size_t i = begin; i < feedback; ++i) {
    if (has_original_type(parts[i])) return i;
  }
  return parts.size();
}

/// The report with the feedback at `feedback`, of the parts from `begin` to `end`.
failure::Parts report_of(const Mail& mail, std::size_t begin, std::size_t feedback, std::size_t end,
                         std::vector<bool>& used) {
  failure::Parts report;
  report.header = std::string(mail.header);
  report.feedback = decoded(mail.parts[feedback].octets, mail.parts[feedback].encoding);
  used[feedback] = true;
  const std::size_t original = find_original(mail.parts, begin, feedback, end);
  if (original < mail.parts.size()) {
    set_original(report, mail.parts[original]);
    used[original] = true;
  }
  for (std::size_t i = begin; i < feedback; ++i) {
    if (used[i] || !is_plain_text(mail.parts[i])) continue;
    add_text(report.text, mail.parts[i]);
    used[i] = true;
  }
  return report;
}

}  // namespace

std::vector<failure::Parts> failure_reports_in(const Mail& mail, std::vector<bool>& used) {
  std::vector<std::size_t> feedbacks;
  for (std::size_t i = 0; i < mail.parts.size(); ++i) {
    if (is_feedback(mail.parts[i])) feedbacks.push_back(i);
  }
  std::vector<failure::Parts> reports;
  for (std::size_t i = 0; i < feedbacks.size(); ++i) {
    const std::size_t begin = i == 0 ? 0 : feedbacks[i - 1] + 1;
    const std::size_t end = i + 1 < feedbacks.size() ? feedbacks[i + 1] : mail.parts.size();
    reports.push_back(report_of(mail, begin, feedbacks[i], end, used));
  }
  return reports;
}

std::optional<failure::Parts> plain_failure_report(const Mail& mail) {
  failure::Parts report;
  for (const Part& part : mail.parts) {
    if (!report.original && has_original_type(part)) {
      set_original(report, part);
    } else if (is_plain_text(part)) {
      add_text(report.text, part);
    }
  }
  if (!failure::is_text_report(report.text) && !mail.is_failure_report) return std::nullopt;
  report.header = std::string(mail.header);
  return report;
}

}  // namespace reports::intake
