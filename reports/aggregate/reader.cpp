// SPDX-License-Identifier: MIT

#include "reports/aggregate/reader.h"

#include <algorithm>
#include <array>

#include "libauth/base/text.h"
#include "reports/aggregate/parse.h"

namespace reports::aggregate {
namespace {

using libauth::base::printable;
using libauth::base::trim;

constexpr std::size_t kDetailOctets = 120;  // printed as \DDD they may become four times that

bool is_text(pugi::xml_node node) {
  return node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata;
}

/// Whether the element may be there by RFC 9990 section 5: it has a namespace of its own, or is in
/// the extension element.
bool is_extension(pugi::xml_node node) {
  return std::string_view(node.name()).find(':') != std::string_view::npos ||
         node.attribute("xmlns") || local_name(node) == "extension";
}

std::size_t depth_of(pugi::xml_node node) {
  std::size_t depth = 0;
  for (; node.type() == pugi::node_element; node = node.parent()) ++depth;
  return depth;
}

/// Whether there are elements more than `limit` levels below the node. Without recursion, for the
/// stack is what the limit protects.
bool is_deeper_than(std::size_t limit, pugi::xml_node top) {
  std::size_t depth = 0;
  pugi::xml_node node = top;
  for (;;) {
    if (node.first_child()) {
      node = node.first_child();
      if (++depth > limit) return true;
      continue;
    }
    while (node != top && !node.next_sibling()) {
      node = node.parent();
      --depth;
    }
    if (node == top) return false;
    node = node.next_sibling();
  }
}

}  // namespace

std::string_view local_name(pugi::xml_node node) {
  const char* start = node.name();
  const char* end = start;
  for (; *end != '\0'; ++end) {
    if (*end == ':') start = end + 1;
  }
  return {start, static_cast<std::size_t>(end - start)};
}

std::size_t Reader::offset_of(pugi::xml_node node) const {
  return offset_ + static_cast<std::size_t>(std::max<std::ptrdiff_t>(node.offset_debug(), 0));
}

void Reader::set_place(std::size_t offset, std::size_t depth, bool attributes) {
  offset_ = offset;
  depth_ = depth;
  has_attributes_ = attributes;
}

void Reader::fail(libauth::base::ParseError error) {
  if (!error_) error_ = std::move(error);
}

void Reader::note(WarningCode code, std::string_view element, std::string_view detail,
                  std::size_t offset, std::uint64_t times) {
  for (Warning& warning : warnings_) {
    if (warning.code != code || warning.element != element) continue;
    warning.repeats += times;
    return;
  }
  warnings_.push_back(
      {code, std::string(element), printable(trim(detail), kDetailOctets), offset, times});
}

void Reader::note(WarningCode code, pugi::xml_node node, std::string_view detail) {
  note(code, local_name(node), detail, offset_of(node));
}

void Reader::note_missing(std::string_view element, pugi::xml_node parent) {
  note(WarningCode::element_missing, element, {}, offset_of(parent));
}

void Reader::deviate(DeviationKind what, pugi::xml_node node) {
  const std::string_view parent = local_name(node.parent());
  form_.deviate(what, local_name(node), parent.empty() && depth_ > 0 ? "feedback" : parent);
}

void Reader::note_use(pugi::xml_node node, unsigned use, bool again, bool late) {
  if ((use & kNew) != 0) form_.vote(Form::rfc9990);
  if ((use & kGone) != 0) form_.vote(Form::rfc7489);
  if ((use & (kGone | kForeign)) != 0) return deviate(DeviationKind::not_in_schema, node);
  if (again) deviate(DeviationKind::repeated, node);
  if (late) deviate(DeviationKind::out_of_order, node);
}

void Reader::note_missing_children(pugi::xml_node parent, std::string_view element) {
  form_.deviate(DeviationKind::missing, element, local_name(parent));
}

/// RFC 9990 section 3.1.1: texts for people have a language; XML's own attributes are anywhere.
void Reader::check_attributes(pugi::xml_node node) {
  constexpr std::array<std::string_view, 4> kTexts = {"extra_contact_info", "error", "comment",
                                                      "human_result"};
  for (const pugi::xml_attribute attribute : node.attributes()) {
    const std::string_view name = attribute.name();
    const bool is_of_xml =
        name.starts_with("xmlns") || name.starts_with("xml:") || name.starts_with("xsi:");
    const bool is_language =
        name == "lang" && std::find(kTexts.begin(), kTexts.end(), local_name(node)) != kTexts.end();
    if (!is_of_xml && !is_language) deviate(DeviationKind::unknown_attribute, node);
  }
}

void Reader::keep_text(pugi::xml_node node, std::optional<std::string>& member,
                       std::string_view text) {
  if (!member || member->empty()) {
    member.emplace(text);
  } else if (!text.empty() && *member != text) {
    note(WarningCode::element_duplicate, node, text);
  }
}

std::string_view Reader::text(pugi::xml_node node) {
  // Character data is embedded in its element (see parse.cpp), so that nearly every element has
  // one piece of text and no children.
  if (node.first_child()) return joined_text(node);
  const std::string_view text = node.value();
  const bool is_trimmed = text.empty() || (text.front() > ' ' && text.back() > ' ');
  return within_limit(node, is_trimmed ? text : trim(text));
}

std::string_view Reader::within_limit(pugi::xml_node node, std::string_view text) {
  if (text.size() <= limits_.text) return text;
  note(WarningCode::text_cut, node, std::to_string(text.size()) + " octets");
  std::size_t end = limits_.text;
  // Not inside a character of UTF-8.
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return text.substr(0, end);
}

std::string_view Reader::joined_text(pugi::xml_node node) {
  joined_ = node.value();
  for (const pugi::xml_node child : node) {
    if (is_text(child)) {
      joined_ += child.value();
    } else {
      pass_over(child);
    }
  }
  return within_limit(node, trim(joined_));
}

void Reader::check_depth(pugi::xml_node node) {
  const std::size_t depth = depth_ + depth_of(node);
  if (depth > limits_.depth || is_deeper_than(limits_.depth - depth, node)) {
    fail({offset_of(node), std::string(kDepthRule), "Elements are nested too deeply"});
  }
}

void Reader::pass_over(pugi::xml_node node) {
  if (is_text(node)) {
    note(WarningCode::stray_text, node.parent(), node.value());
    deviate(DeviationKind::stray_text, node.parent());
    return;
  }
  check_depth(node);
  // An element's name is the sender's choice: as a detail it cannot make the warnings many.
  const bool extends = is_extension(node);
  if (!extends) note(WarningCode::element_ignored, node.parent(), node.name());
  // RFC 9990 section 5: at the end of a record, and in the extension element.
  if (extends && local_name(node.parent()) == "record") return form_.vote(Form::rfc9990);
  deviate(DeviationKind::not_in_schema, node);
}

}  // namespace reports::aggregate
