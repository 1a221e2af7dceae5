// SPDX-License-Identifier: MIT

#include "reports/tls/parse.h"

#include <algorithm>

#include "libauth/base/text.h"
#include "reports/text/octets.h"
#include "reports/tls/document.h"
#include "reports/tls/reader.h"

namespace reports::tls {
namespace {

using libauth::base::ParseError;
using libauth::base::Result;
using libauth::base::trim;

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";  // U+FEFF in UTF-8

ParseError error(std::string_view rule, std::string message) {
  return {0, std::string(rule), std::move(message)};
}

std::optional<ParseError> check_size(std::string_view json, const Limits& limits) {
  if (json.size() > limits.octets) {
    return error(kOctetsRule,
                 "The document has more than " + std::to_string(limits.octets) + " octets");
  }
  if (json.starts_with(kByteOrderMark)) json.remove_prefix(kByteOrderMark.size());
  if (trim(json).empty()) return error(kEmptyRule, "The document is empty");
  return std::nullopt;
}

void note_octets(Reader& reader, const text::CleanOctets& clean) {
  if (clean.nuls > 0) {
    reader.note(WarningCode::nul_octets, {}, {}, clean.nul_offset, clean.nuls);
  }
  if (clean.invalid > 0) {
    reader.note(WarningCode::invalid_utf8, {}, {}, clean.utf8_offset, clean.invalid);
  }
}

/// Notes what follows the value that was read.
void note_rest(Reader& reader, std::string_view json, std::size_t end) {
  const std::size_t next = json.find_first_not_of(" \t\r\n", end);
  if (next == std::string_view::npos) return;
  const bool is_object = json[next] == '{';
  reader.note(is_object ? WarningCode::further_report : WarningCode::trailing_octets, {},
              json.substr(next, 200), next);
}

/// The report object: the root, or the first one in an array.
const Node* find_report(Reader& reader, const Node& root) {
  if (is_report(root)) return &root;
  if (root.kind != Node::Kind::array) return nullptr;
  const Node* found = nullptr;
  for (const Node& child : root.children) {
    if (!is_report(child)) continue;
    if (found == nullptr) {
      found = &child;
      reader.note(WarningCode::wrapped_report, {}, {}, child.begin);
    } else {
      reader.note(WarningCode::further_report, {}, {}, child.begin);
    }
  }
  return found;
}

Result<Report> read(std::string_view json, Reader& reader, Report& report) {
  const std::size_t begin = json.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
  if (begin > 0) reader.note(WarningCode::byte_order_mark, {}, {}, 0);
  const auto document = read_document(json, begin, reader.limits());
  if (!document) return document.error();
  if (document->comma) {
    reader.note(WarningCode::trailing_comma, {}, {}, *document->comma, document->commas);
  }
  const Node* node = find_report(reader, document->root);
  if (node == nullptr) return error(kReportRule, "The JSON is no TLS report");
  note_rest(reader, json, document->end);
  read_report(reader, *node, report);
  if (reader.error()) return *reader.error();
  return std::move(report);
}

}  // namespace

Result<Report> parse(std::string_view json, const Limits& limits) {
  if (auto refused = check_size(json, limits)) return *std::move(refused);
  const auto clean = text::clean(json);
  if (clean) json = clean->text;
  Report report;
  Reader reader(json, limits, report.warnings);
  if (clean) note_octets(reader, *clean);
  return read(json, reader, report);
}

}  // namespace reports::tls
