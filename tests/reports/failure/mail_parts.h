// SPDX-License-Identifier: MIT
//
// Takes the mails of these tests apart: one multipart, its parts in the order of RFC 5965 section
// 2. What any mail may look like is for reports/intake.

#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "libauth/base/base64.h"
#include "libauth/base/text.h"
#include "libauth/mail/header.h"
#include "reports/failure/lines.h"
#include "reports/failure/parts.h"

namespace tests {

/// A text in front of its first empty line, and behind it.
struct HeadAndBody {
  std::string head;
  std::string body;
};

inline HeadAndBody split_mail(std::string_view text) {
  reports::failure::Lines lines(text);
  while (lines.next()) {
    if (!lines.line().empty()) continue;
    return {std::string(text.substr(0, lines.offset())),
            std::string(text.substr(lines.next_offset()))};
  }
  return {std::string(text), {}};
}

/// The value of a field, unfolded; empty where there is none.
inline std::string field_of(std::string_view head, std::string_view name) {
  std::string crlf;
  reports::failure::Lines lines(head);
  while (lines.next()) crlf.append(lines.line()).append("\r\n");
  const libauth::mail::Header header(crlf);
  const libauth::mail::Field* const field = header.find(name);
  return field == nullptr ? "" : libauth::mail::unfolded(field->value);
}

/// What stands between the lines of the boundary, without the line end before each of them.
inline std::vector<std::string> parts_between(std::string_view text, const std::string& boundary) {
  std::vector<std::string> parts;
  reports::failure::Lines lines(text);
  std::size_t start = std::string_view::npos;
  while (lines.next()) {
    if (!lines.line().starts_with("--" + boundary)) continue;
    if (start != std::string_view::npos) {
      std::string_view part = text.substr(start, lines.offset() - start);
      if (part.ends_with("\n")) part.remove_suffix(part.ends_with("\r\n") ? 2 : 1);
      parts.emplace_back(part);
    }
    start = lines.next_offset();
  }
  return parts;
}

/// The body of a part with its transfer encoding undone.
inline std::string decoded(const HeadAndBody& part) {
  const std::string encoding = field_of(part.head, "Content-Transfer-Encoding");
  if (libauth::base::trim(encoding) != "base64") return part.body;
  const auto octets = libauth::base::decode_base64(part.body);
  if (!octets) throw std::runtime_error("a part is not base64");
  return {octets->begin(), octets->end()};
}

/// The parts of a report that has a boundary: text, report, original, each of which may be missing.
inline reports::failure::Parts parts_of(std::string_view mail) {
  const HeadAndBody whole = split_mail(mail);
  const std::string type = field_of(whole.head, "Content-Type");
  const std::size_t at = type.find("boundary=\"");
  if (at == std::string::npos) throw std::runtime_error("no boundary");
  const std::string rest = type.substr(at + 10);
  reports::failure::Parts parts;
  parts.header = whole.head;
  for (const std::string& octets : parts_between(whole.body, rest.substr(0, rest.find('"')))) {
    const HeadAndBody part = split_mail(octets);
    const std::string part_type =
        libauth::base::to_lower(libauth::base::trim(field_of(part.head, "Content-Type")));
    if (part_type.starts_with("text/plain")) {
      parts.text += decoded(part);
    } else if (part_type.starts_with("message/feedback-report")) {
      parts.feedback = decoded(part);
    } else {
      parts.original = decoded(part);
      parts.is_header_only = part_type.starts_with("text/rfc822-headers");
    }
  }
  return parts;
}

}  // namespace tests
