// SPDX-License-Identifier: MIT

#include "reports/aggregate/parse.h"

#include <algorithm>

#include "libauth/base/text.h"
#include "reports/aggregate/document.h"
#include "reports/aggregate/encoding.h"
#include "reports/aggregate/lexer.h"
#include "reports/aggregate/recover.h"

namespace reports::aggregate {
namespace {

using libauth::base::ParseError;
using libauth::base::Result;

/// Documents larger than this are read in pieces. Most reports are smaller.
constexpr std::size_t kPieceOctets = std::size_t{16} << 10;

ParseError error(std::string_view rule, std::string message, std::size_t offset = 0) {
  return {offset, std::string(rule), std::move(message)};
}

std::optional<ParseError> check_size(std::string_view xml, const Limits& limits) {
  if (libauth::base::trim(xml).empty()) return error(kEmptyRule, "The document is empty");
  if (xml.size() > limits.octets) {
    return error(kOctetsRule,
                 "The document has more than " + std::to_string(limits.octets) + " octets");
  }
  // No node has fewer than 4 octets, "<a/>", so that small documents need no counting.
  if (xml.size() / 4 <= limits.nodes) return std::nullopt;
  const auto nodes =
      std::count_if(xml.begin(), xml.end(), [](char c) { return c == '<' || c == '='; });
  if (static_cast<std::size_t>(nodes) <= limits.nodes) return std::nullopt;
  return error(kNodesRule, "The document has more than " + std::to_string(limits.nodes) +
                               " elements and attributes");
}

constexpr std::string_view kMark = "\xEF\xBB\xBF";

/// Whether there is nothing but space and a byte order mark.
bool is_blank(std::string_view text) {
  if (text.starts_with(kMark)) text.remove_prefix(kMark.size());
  return libauth::base::trim(text).empty();
}

/// Notes text around the root, which pugixml lets pass.
void note_outside(std::string_view text, Reader& reader) {
  const std::size_t start = text.starts_with(kMark) ? kMark.size() : 0;
  const std::size_t first = std::min(text.find('<'), text.size());
  const std::size_t last = text.rfind('>') + 1;
  const std::string_view before = text.substr(start, first - start);
  const std::string_view after = text.substr(last);
  for (const std::string_view part : {before, after}) {
    if (libauth::base::trim(part).empty()) continue;
    reader.note(WarningCode::outside_text, {}, part,
                static_cast<std::size_t>(part.data() - text.data()));
  }
}

/// Notes what is no XML although every element is well-formed.
void note_form(std::string_view text, Reader& reader) {
  if (has_odd_declaration(text)) reader.note(WarningCode::declaration_wrong, {}, text, 0);
  const LooseAmpersands loose = loose_ampersands(text);
  if (loose.count > 0) {
    reader.note(WarningCode::ampersand_kept, {}, text.substr(loose.first, 40), loose.first,
                loose.count);
  }
}

/// Reads a document that is not well-formed, `broken` saying where. What was read of it before must
/// not stand in the report any more.
std::optional<ParseError> read_broken(std::string_view text, const ParseError& broken,
                                      Reader& reader, Report& report) {
  const std::size_t noted = report.warnings.size();
  auto recovered = recover(text, reader.limits(), reader);
  if (!recovered) {
    const ParseError& why = recovered.error();
    return why.rule == kFeedbackRule ? broken : why;
  }
  const std::size_t repaired = report.warnings.size();
  pugi::xml_document document;
  auto refused = load(recovered->xml, document);
  if (!refused) refused = read_document(document, reader, report);
  if (refused) return refused->rule.starts_with("limit-") ? refused : broken;
  for (std::size_t i = repaired; i < report.warnings.size(); ++i) {
    report.warnings[i].offset = recovered->origin_of(report.warnings[i].offset);
  }
  // Well-formed for us, and yet not for the XML library: that must show.
  if (noted == repaired) {
    reader.note(WarningCode::tag_broken, {}, broken.message, broken.offset);
  }
  return std::nullopt;
}

/// Reads a document in UTF-8 that is in `report` up to now only with its warnings.
std::optional<ParseError> read_text(std::string_view text, const Limits& limits, Report& report) {
  const std::vector<Warning> warnings = report.warnings;
  const auto finish = [&](Reader& reader) { report.conformance = reader.form().conformance(); };
  if (text.size() > kPieceOctets) {
    Reader reader(limits, report.warnings);
    if (read_in_pieces(text, kPieceOctets, reader, report)) return finish(reader), std::nullopt;
    report = Report{};
    report.warnings = warnings;
  }
  Reader reader(limits, report.warnings);
  pugi::xml_document document;
  auto refused = load(text, document);
  if (refused) {
    document.reset();
    refused = read_broken(text, *refused, reader, report);
  } else {
    note_outside(text, reader);
    refused = read_document(document, reader, report);
  }
  if (!refused) finish(reader);
  return refused;
}

}  // namespace

Result<Report> parse(std::string_view xml, const Limits& limits) {
  if (auto refused = check_size(xml, limits)) return *std::move(refused);
  Report report;
  Reader reader(limits, report.warnings);
  const Utf8Document utf8(xml, reader);
  if (is_blank(utf8.text())) return error(kEmptyRule, "The document is empty");
  note_form(utf8.text(), reader);
  if (auto refused = read_text(utf8.text(), limits, report)) return *std::move(refused);
  return report;
}

}  // namespace reports::aggregate
