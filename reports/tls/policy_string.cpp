// SPDX-License-Identifier: MIT
//
// policy-string: an array of lines by RFC 8460 section 4.4, and by senders one text with all lines,
// or one text that is again a JSON array.

#include <algorithm>
#include <utility>

#include "libauth/base/text.h"
#include "reports/tls/reader.h"

namespace reports::tls {
namespace {

using libauth::base::trim;

class PolicyStringReader {
 public:
  PolicyStringReader(Reader& reader, const Value& value)
      : reader_(reader), value_(value), octets_left_(reader.limits().policy_string) {}

  void read(const Node& element) {
    if (element.kind == Node::Kind::null) return;
    const bool is_composed =
        element.kind == Node::Kind::array || element.kind == Node::Kind::object;
    const std::string_view sent = is_composed ? reader_.source(element) : element.text;
    const auto nuls = static_cast<std::size_t>(std::count(sent.begin(), sent.end(), '\0'));
    was_cut_ |= sent.size() - nuls > octets_left_;
    std::string text = reader_.within_limit({element, value_.name}, sent, octets_left_);
    octets_left_ -= text.size();
    if (text.empty()) return;
    const std::size_t lines_before = lines_.size();
    add_element(text, element.kind == Node::Kind::text || is_composed);
    if (is_composed || lines_.size() > lines_before + 1 ||
        (lines_.size() > lines_before && lines_.back() != text)) {
      reader_.note(WarningCode::policy_string_unpacked, {element, value_.name}, text);
    }
    texts_.push_back(std::move(text));
  }

  void finish(Policy& policy) && {
    policy.policy_string = std::move(lines_);
    if (!was_cut_ && texts_ != policy.policy_string) policy.policy_string_text = std::move(texts_);
  }

 private:
  /// Adds the lines of an element that is a text or, inside it, an array of texts.
  void add_element(std::string_view text, bool may_be_array) {
    if (may_be_array && text.starts_with('[')) {
      const auto inner = read_document(text, 0, reader_.limits());
      if (inner && trim(text.substr(inner->end)).empty()) {
        add_array(text, inner->root);
        return;
      }
    }
    add_lines(text);
  }

  void add_array(std::string_view json, const Node& array) {
    for (const Node& node : array.children) {
      if (node.kind == Node::Kind::array) {
        add_array(json, node);
      } else if (node.kind == Node::Kind::object) {
        add_lines(json.substr(node.begin, node.end - node.begin));
      } else if (node.kind != Node::Kind::null) {
        std::string text = node.text;
        std::erase(text, '\0');
        add_lines(text);
      }
    }
  }

  void add_lines(std::string_view text) {
    while (!text.empty()) {
      const std::size_t end = text.find_first_of("\r\n");
      const std::string_view line = trim(text.substr(0, end));
      if (!line.empty()) add_line(line);
      text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    }
  }

  void add_line(std::string_view line) {
    if (reader_.take_line()) {
      lines_.emplace_back(line);
      return;
    }
    reader_.note(WarningCode::text_cut, value_, "too many lines");
    was_cut_ = true;
  }

  Reader& reader_;
  const Value& value_;
  std::size_t octets_left_;
  bool was_cut_ = false;
  std::vector<std::string> lines_;
  std::vector<std::string> texts_;  // as sent
};

}  // namespace

void read_policy_string(Reader& reader, const Value& value, Policy& policy) {
  if (!policy.policy_string.empty() || !policy.policy_string_text.empty()) {
    reader.note(WarningCode::member_duplicate, value, reader.source(value.node));
    return;
  }
  PolicyStringReader lines(reader, value);
  for (const Node* element : reader.list(value, true)) lines.read(*element);
  std::move(lines).finish(policy);
}

}  // namespace reports::tls
