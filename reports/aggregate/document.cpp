// SPDX-License-Identifier: MIT

#include "reports/aggregate/document.h"

#include <algorithm>
#include <string>

#include "reports/aggregate/parse.h"

namespace reports::aggregate {
namespace {

using libauth::base::ParseError;

ParseError error(std::string_view rule, std::string message, std::size_t offset = 0) {
  return {offset, std::string(rule), std::move(message)};
}

std::size_t offset_of(std::ptrdiff_t offset) {
  return static_cast<std::size_t>(std::max<std::ptrdiff_t>(offset, 0));
}

/// The second element at the top, which pugixml lets pass: another report that must not get lost.
pugi::xml_node second_root(const pugi::xml_document& document) {
  std::size_t roots = 0;
  for (const pugi::xml_node node : document) {
    if (node.type() == pugi::node_element && ++roots == 2) return node;
  }
  return {};
}

/// The node after this one in the order of the document.
pugi::xml_node following(pugi::xml_node node) {
  if (node.first_child()) return node.first_child();
  while (node && !node.next_sibling()) node = node.parent();
  return node.next_sibling();
}

/// The feedback element: the root, or an element in it where a receiver sends its schema around it.
pugi::xml_node find_feedback(const pugi::xml_document& document, Reader& reader) {
  const pugi::xml_node root = document.document_element();
  for (pugi::xml_node node = root; node; node = following(node)) {
    if (local_name(node) != "feedback") continue;
    if (node != root) reader.note(WarningCode::wrapped_root, node.parent());
    return node;
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

std::optional<ParseError> load(std::string_view text, pugi::xml_document& document) {
  const pugi::xml_parse_result loaded =
      document.load_buffer(text.data(), text.size(), kParseFlags, pugi::encoding_utf8);
  if (!loaded) {
    return error(kXmlRule, std::string("Not well-formed XML: ") + loaded.description(),
                 offset_of(loaded.offset));
  }
  if (const auto second = second_root(document)) {
    return error(kXmlRule, "Not well-formed XML: there is more than one root element",
                 offset_of(second.offset_debug()));
  }
  return std::nullopt;
}

std::optional<ParseError> read_document(const pugi::xml_document& document, Reader& reader,
                                        Report& report) {
  const pugi::xml_node feedback = find_feedback(document, reader);
  const std::size_t records = count_records(feedback);
  if (auto refused = check_feedback(feedback, reader.limits(), records)) return refused;
  report.xml_namespace = namespace_of(feedback);
  reader.form().see_namespace(report.xml_namespace);
  report.records.reserve(records);
  read_feedback(reader, feedback, report);
  if (reader.error()) return reader.error();
  if (report.policy_published.domain.empty()) {
    return error(kPolicyRule, "The report names no policy domain");
  }
  return std::nullopt;
}

}  // namespace reports::aggregate
