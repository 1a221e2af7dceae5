// SPDX-License-Identifier: MIT

#include "reports/aggregate/lexer.h"

#include <algorithm>
#include <array>

#include "libauth/base/text.h"

namespace reports::aggregate {
namespace {

using libauth::base::is_alpha;
using libauth::base::is_digit;

constexpr std::size_t kNone = std::string_view::npos;

/// XML 1.0 section 2.3; of the characters beyond ASCII all.
bool is_name_start(char c) {
  return is_alpha(c) || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}
bool is_name_char(char c) {
  return is_name_start(c) || is_digit(c) || c == '-' || c == '.' || c == ':';
}

constexpr std::array<std::string_view, 5> kEntities = {"&amp;", "&lt;", "&gt;", "&quot;", "&apos;"};

/// Whether the text begins with a reference of XML 1.0 section 4.1 that needs no declaration.
bool begins_reference(std::string_view text) {
  if (text.starts_with("&#")) {
    const bool hex = text.substr(2).starts_with('x');
    const std::size_t start = hex ? 3 : 2;
    const std::size_t end =
        text.find_first_not_of(hex ? "0123456789abcdefABCDEF" : "0123456789", start);
    return end != kNone && end > start && text[end] == ';';
  }
  return std::any_of(kEntities.begin(), kEntities.end(),
                     [&](std::string_view entity) { return text.starts_with(entity); });
}

}  // namespace

LooseAmpersands loose_ampersands(std::string_view text) {
  LooseAmpersands found;
  Lexer lexer(text);
  std::size_t section = 0;  // end of the last tag that was read
  for (std::size_t at = text.find('&'); at != kNone; at = text.find('&', at + 1)) {
    if (begins_reference(text.substr(at))) continue;
    std::size_t tag = lexer.next(section);
    while (tag < at) {
      section = lexer.read(tag).end;
      tag = lexer.next(section);
    }
    if (section > at) continue;
    if (found.count++ == 0) found.first = at;
  }
  return found;
}

std::string_view local_part(std::string_view name) {
  return name.substr(name.rfind(':') + 1);
}

std::size_t Lexer::next(std::size_t at) const {
  return std::min(text_.find('<', at), text_.size());
}

std::size_t Lexer::find(Terminator& terminator, std::size_t at) {
  const bool is_behind = terminator.place != kNone && terminator.place < at;
  if (!terminator.searched || is_behind) terminator.place = text_.find(terminator.word, at);
  terminator.searched = true;
  return terminator.place;
}

Tag Lexer::with_end(Tag tag, std::size_t end) const {
  tag.end = end;
  return tag;
}

Tag Lexer::broken_off(Tag tag, std::size_t at) const {
  const std::size_t place = text_.find_first_of("<>", at);
  if (place == kNone) {
    tag.kind = Tag::Kind::cut_off;
    return with_end(tag, text_.size());
  }
  tag.broken = true;
  return with_end(tag, text_[place] == '>' ? place + 1 : place);
}

std::size_t Lexer::name_end(std::size_t at) const {
  if (at >= text_.size() || !is_name_start(text_[at])) return at;
  while (at < text_.size() && is_name_char(text_[at])) ++at;
  return at;
}

std::size_t Lexer::skip_space(std::size_t at) const {
  while (at < text_.size() && libauth::base::is_fws(text_[at])) ++at;
  return at;
}

Tag Lexer::read(std::size_t at) {
  Tag tag;
  tag.begin = at;
  tag.end = at + 1;
  const std::string_view rest = text_.substr(at);
  if (rest.starts_with("<!--")) return section(tag, Tag::Kind::passed, 4, comment_);
  if (rest.starts_with("<![CDATA[")) return section(tag, Tag::Kind::cdata, 9, cdata_);
  if (rest.starts_with("<?")) return instruction(tag);
  if (libauth::base::starts_with_ignoring_case(rest, "<!doctype")) return document_type(tag);
  if (rest.starts_with("</")) return end_tag(tag);
  return start_tag(tag);
}

/// A comment or CDATA; without an end, only what begins it is none of the text.
Tag Lexer::section(Tag tag, Tag::Kind kind, std::size_t head, Terminator& terminator) {
  const std::size_t place = find(terminator, tag.begin + head);
  if (place != kNone) {
    tag.kind = kind;
    return with_end(tag, place + terminator.word.size());
  }
  tag.kind = Tag::Kind::passed;
  tag.broken = true;
  return with_end(tag, tag.begin + head);
}

Tag Lexer::instruction(Tag tag) {
  tag.kind = Tag::Kind::passed;
  const std::size_t place = find(instruction_, tag.begin + 2);
  if (place < next(tag.begin + 2)) return with_end(tag, place + 2);
  return broken_off(tag, tag.begin + 2);
}

Tag Lexer::document_type(Tag tag) {
  tag.kind = Tag::Kind::passed;
  const std::size_t place = text_.find_first_of("[>", tag.begin);
  if (place != kNone && text_[place] == '>') return with_end(tag, place + 1);
  const std::size_t subset = place == kNone ? kNone : find(subset_, place);
  if (subset == kNone) return broken_off(tag, tag.begin + 1);
  return with_end(tag, std::min(text_.find('>', subset), text_.size() - 1) + 1);
}

Tag Lexer::end_tag(Tag tag) {
  const std::size_t start = skip_space(tag.begin + 2);
  const std::size_t end = name_end(start);
  if (end == text_.size()) return broken_off(tag, end);
  if (end == start) return tag;
  tag.kind = Tag::Kind::end;
  tag.name = text_.substr(start, end - start);
  const std::size_t close = skip_space(end);
  if (close < text_.size() && text_[close] == '>' && start == tag.begin + 2) {
    return with_end(tag, close + 1);
  }
  return broken_off(tag, end);
}

Tag Lexer::start_tag(Tag tag) {
  const std::size_t start = tag.begin + 1;
  const std::size_t end = name_end(start);
  if (end == text_.size()) return broken_off(tag, end);
  const char after = text_[end];
  const bool is_name =
      end > start && (libauth::base::is_fws(after) || after == '/' || after == '>' || after == '<');
  if (!is_name) return tag;
  tag.kind = Tag::Kind::start;
  tag.name = text_.substr(start, end - start);
  std::size_t at = end;
  while (at < text_.size() && text_[at] != '>' && text_[at] != '<') {
    const char c = text_[at++];
    if (c != '"' && c != '\'') continue;
    const std::size_t quote = text_.find_first_of(c == '"' ? "\"<" : "'<", at);
    if (quote == kNone || text_[quote] == '<') return broken_off(tag, at);
    at = quote + 1;
  }
  if (at == text_.size() || text_[at] == '<') return broken_off(tag, at);
  if (text_[at - 1] == '/') tag.kind = Tag::Kind::empty;
  tag.attributes = text_.substr(end, at - end);
  return with_end(tag, at + 1);
}

}  // namespace reports::aggregate
