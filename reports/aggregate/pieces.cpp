// SPDX-License-Identifier: MIT
//
// Reading a long document record by record.

#include <algorithm>
#include <string>

#include "libauth/base/text.h"
#include "reports/aggregate/document.h"
#include "reports/aggregate/lexer.h"
#include "reports/aggregate/plain_record.h"

namespace reports::aggregate {
namespace {

constexpr std::string_view kRecordEnd = "</record>";
constexpr std::size_t kNone = std::string_view::npos;

/// Whether there may be comments, CDATA or a document type, in which tags are no tags.
bool has_declarations(std::string_view text) {
  for (std::size_t at = text.find('!'); at != kNone; at = text.find('!', at + 1)) {
    if (at > 0 && text[at - 1] == '<') return true;
  }
  return false;
}

/// Whether the text after the last record only ends the feedback element.
bool is_end_of_feedback(std::string_view text) {
  text = libauth::base::trim(text);
  if (!text.starts_with("</") || !text.ends_with('>')) return false;
  return local_part(libauth::base::trim(text.substr(2, text.size() - 3))) == "feedback";
}

/// The place after the first record that ends at the place or later.
std::size_t end_of_piece(std::string_view text, std::size_t at, std::size_t last) {
  if (at >= last) return last;
  const std::size_t end = text.find(kRecordEnd, at);
  return end == kNone ? last : std::min(end + kRecordEnd.size(), last);
}

bool read_piece(std::string_view text, pugi::xml_document& document, Reader& reader,
                Report& report) {
  const auto loaded = document.load_buffer(text.data(), text.size(),
                                           kParseFlags | pugi::parse_fragment, pugi::encoding_utf8);
  if (!loaded) return false;
  for (const pugi::xml_node node : document) {
    if (node.type() != pugi::node_element || local_name(node) != "record") return false;
    if (report.records.size() >= reader.limits().records) return false;
    reader.check_attributes(node);
    read_record(reader, node, report.records.emplace_back());
  }
  return !reader.error();
}

/// Reads records in which nothing is odd, from the place on; the place after the last of them.
std::size_t read_plain_records(std::string_view text, std::size_t at, std::size_t octets,
                               const Limits& limits, Report& report) {
  const std::size_t enough = at + octets;
  while (at < enough && report.records.size() <= limits.records) {
    const auto next = read_plain_record(text, at, limits, report.records.emplace_back());
    if (!next) {
      report.records.pop_back();
      return at;
    }
    at = *next;
  }
  return at;
}

/// Reserves memory for all records, supposed that they are of one size.
void reserve(Report& report, std::size_t read, std::size_t octets, std::size_t limit) {
  const std::size_t records = report.records.size();
  const std::size_t expected = records + records * octets / std::max<std::size_t>(read, 1);
  report.records.reserve(std::min(expected + expected / 16 + 1, limit));
}

}  // namespace

bool read_in_pieces(std::string_view text, std::size_t octets, Reader& reader, Report& report) {
  const std::size_t first = end_of_piece(text, 0, text.size());
  const std::size_t last_start = text.rfind(kRecordEnd);
  if (last_start == kNone || has_declarations(text)) return false;
  const std::size_t last = last_start + kRecordEnd.size();
  if (!is_end_of_feedback(text.substr(last))) return false;

  pugi::xml_document document;
  const std::string head = std::string(text.substr(0, first)).append(text.substr(last));
  if (load(head, document) || local_name(document.document_element()) != "feedback") return false;
  if (read_document(document, reader, report)) return false;

  const bool has_attributes = text.find('=', first) != kNone;
  const std::size_t limit = reader.limits().records;
  for (std::size_t at = first; at < last;) {
    const std::size_t start = at;
    at = read_plain_records(text.substr(0, last), at, octets, reader.limits(), report);
    if (at == start) {
      at = end_of_piece(text, at + octets, last);
      reader.set_place(start, 1, has_attributes);
      if (!read_piece(text.substr(start, at - start), document, reader, report)) return false;
    }
    if (report.records.size() > limit) return false;
    if (start == first) reserve(report, at - start, last - at, limit);
  }
  return true;
}

}  // namespace reports::aggregate
