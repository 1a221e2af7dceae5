// SPDX-License-Identifier: MIT

#include "reports/aggregate/parse.h"

#include <algorithm>

#include "libauth/base/text.h"
#include "reports/aggregate/octets.h"
#include "reports/aggregate/reader.h"

namespace reports::aggregate {
namespace {

using libauth::base::ParseError;
using libauth::base::Result;

/// Embedded character data saves a node for each element. Comments, processing instructions and
/// the document type are left out of the tree. pugixml has no entities but the five of XML.
constexpr unsigned kParseFlags =
    pugi::parse_cdata | pugi::parse_escapes | pugi::parse_eol | pugi::parse_embed_pcdata;

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

/// Loads the document after its octets were put right, which is noted. The encoding is decided here
/// and not left to pugixml, so that octets that no encoding explains never come through.
pugi::xml_parse_result load(std::string_view xml, pugi::xml_document& document, Reader& reader) {
  if (is_wide_xml(xml)) return document.load_buffer(xml.data(), xml.size(), kParseFlags);
  if (declares_latin1(xml)) {
    return document.load_buffer(xml.data(), xml.size(), kParseFlags, pugi::encoding_latin1);
  }
  const auto repaired = clean(xml);
  if (!repaired) {
    return document.load_buffer(xml.data(), xml.size(), kParseFlags, pugi::encoding_utf8);
  }
  if (repaired->nuls > 0) {
    reader.note(WarningCode::nul_octets, {}, {}, repaired->nul_offset, repaired->nuls);
  }
  if (repaired->invalid > 0) {
    reader.note(WarningCode::invalid_utf8, {}, {}, repaired->utf8_offset, repaired->invalid);
  }
  return document.load_buffer(repaired->text.data(), repaired->text.size(), kParseFlags,
                              pugi::encoding_utf8);
}

/// The second element at the top, which pugixml lets pass: another report that must not get lost.
pugi::xml_node second_root(const pugi::xml_document& document) {
  std::size_t roots = 0;
  for (const pugi::xml_node node : document) {
    if (node.type() == pugi::node_element && ++roots == 2) return node;
  }
  return {};
}

bool is_feedback(pugi::xml_node node) {
  return local_name(node) == "feedback";
}

/// The feedback element: the root, or a child of it where a receiver sends its schema around it.
pugi::xml_node find_feedback(const pugi::xml_document& document, Reader& reader) {
  for (const pugi::xml_node root : document) {
    if (is_feedback(root)) return root;
  }
  for (const pugi::xml_node root : document) {
    for (const pugi::xml_node child : root) {
      if (!is_feedback(child)) continue;
      reader.note(WarningCode::wrapped_root, root);
      return child;
    }
  }
  return {};
}

std::optional<std::string> namespace_of(pugi::xml_node node) {
  const std::string_view name = node.name();
  const std::size_t colon = name.find(':');
  std::string attribute = "xmlns";
  if (colon != std::string_view::npos) attribute.append(":").append(name.substr(0, colon));
  // The declaration may stand at an element around it.
  for (; node; node = node.parent()) {
    if (const auto found = node.attribute(attribute.c_str())) return found.value();
  }
  return std::nullopt;
}

/// What is refused before any element is read.
std::optional<ParseError> check_feedback(pugi::xml_node feedback, const Limits& limits,
                                         std::size_t records) {
  if (!feedback) return error(kFeedbackRule, "The XML has no feedback element");
  if (records > limits.records) {
    return error(kRecordsRule,
                 "The report has more than " + std::to_string(limits.records) + " records");
  }
  const bool has_metadata = std::any_of(feedback.begin(), feedback.end(), [](pugi::xml_node node) {
    return local_name(node) == "report_metadata";
  });
  if (!has_metadata) return error(kMetadataRule, "The feedback has no report_metadata");
  return std::nullopt;
}

std::size_t count_records(pugi::xml_node feedback) {
  std::size_t records = 0;
  for (auto node = feedback.first_child(); node; node = node.next_sibling()) {
    if (local_name(node) == "record") ++records;
  }
  return records;
}

}  // namespace

Result<Report> parse(std::string_view xml, const Limits& limits) {
  if (auto refused = check_size(xml, limits)) return *std::move(refused);
  Report report;
  Reader reader(limits, report.warnings);
  pugi::xml_document document;
  const pugi::xml_parse_result loaded = load(xml, document, reader);
  if (!loaded) {
    return error(kXmlRule, std::string("Not well-formed XML: ") + loaded.description(),
                 static_cast<std::size_t>(std::max<std::ptrdiff_t>(loaded.offset, 0)));
  }
  if (const auto second = second_root(document)) {
    return error(kXmlRule, "Not well-formed XML: there is more than one root element",
                 static_cast<std::size_t>(std::max<std::ptrdiff_t>(second.offset_debug(), 0)));
  }
  const pugi::xml_node feedback = find_feedback(document, reader);
  const std::size_t records = count_records(feedback);
  if (auto refused = check_feedback(feedback, limits, records)) return *std::move(refused);
  report.xml_namespace = namespace_of(feedback);
  report.records.reserve(records);
  read_feedback(reader, feedback, report);
  if (reader.error()) return *reader.error();
  if (report.policy_published.domain.empty()) {
    return error(kPolicyRule, "The report names no policy domain");
  }
  return report;
}

}  // namespace reports::aggregate
