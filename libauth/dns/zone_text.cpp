// SPDX-License-Identifier: MIT

#include "libauth/dns/zone_text.h"

#include <algorithm>

#include "libauth/base/text.h"

namespace libauth::dns {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool is_control(char c) {
  const auto octet = static_cast<unsigned char>(c);
  return octet < 0x20 || octet == 0x7F;
}

/// What ends a word that is not quoted.
bool ends_word(char c) {
  return base::is_fws(c) || c == ';' || c == '(' || c == ')';
}

std::uint32_t seconds_in(char unit) {
  switch (base::to_lower(unit)) {
    case 's':
      return 1;
    case 'm':
      return 60;
    case 'h':
      return 60 * 60;
    case 'd':
      return 24 * 60 * 60;
    case 'w':
      return 7 * 24 * 60 * 60;
    default:
      return 0;
  }
}

}  // namespace

base::ParseError bad_zone(const ZonePlace& place, const std::string& why) {
  return {.offset = place.offset,
          .rule = "zone file",
          .message = "Line " + std::to_string(place.line) + " of the zone file: " + why + "."};
}

ZoneText::ZoneText(std::string_view text) : text_(text) {
  if (text.starts_with(kByteOrderMark)) at_ = kByteOrderMark.size();
}

base::Result<std::optional<ZoneEntry>> ZoneText::next() {
  ZoneEntry entry;
  bool is_line_start = true;
  while (at_ < text_.size()) {
    const char c = text_[at_];
    if (is_line_start && entry.words.empty() && open_.empty()) {
      entry.place = here();
      entry.has_owner = !base::is_wsp(c);
    }
    is_line_start = c == '\n' || c == '\r';
    if (is_line_start && open_.empty() && !entry.words.empty()) {
      return std::optional(std::move(entry));
    }
    if (const auto taken = take(entry); !taken) return taken.error();
  }
  if (!open_.empty()) {
    return bad_zone(open_.back(), "the parenthesis that opens here is never closed");
  }
  if (entry.words.empty()) return std::optional<ZoneEntry>();
  return std::optional(std::move(entry));
}

/// One step: a word, or what stands between words.
base::Result<void> ZoneText::take(ZoneEntry& entry) {
  switch (text_[at_]) {
    case ' ':
    case '\t':
      ++at_;
      return {};
    case '\r':
    case '\n':
      return pass_line_end();
    case ';':
      pass_comment();
      return {};
    case '(':
    case ')':
      return open_or_close();
    case '"':
      return take_quoted(entry);
    default:
      return take_word(entry);
  }
}

base::Result<void> ZoneText::pass_line_end() {
  if (is_at('\r')) {
    ++at_;
    // Where such octets end the lines, the whole file would be one line, and perhaps one comment.
    if (!is_at('\n')) return bad_zone(here(), "a carriage return stands without a line feed");
  }
  ++at_;
  ++line_;
  return {};
}

/// Up to the line end, which may be in error.
void ZoneText::pass_comment() {
  at_ = std::min(text_.find_first_of("\r\n", at_), text_.size());
}

base::Result<void> ZoneText::open_or_close() {
  if (is_at('(')) {
    open_.push_back(here());
  } else if (open_.empty()) {
    return bad_zone(here(), "a parenthesis closes that was not opened");
  } else {
    open_.pop_back();
  }
  ++at_;
  return {};
}

base::Result<void> ZoneText::take_quoted(ZoneEntry& entry) {
  const ZonePlace place = here();
  const std::size_t begin = ++at_;
  while (!is_at('"')) {
    if (is_at('\\')) ++at_;
    if (at_ >= text_.size() || is_at('\n') || is_at('\r')) {
      return bad_zone(place, "the quote that opens here is not closed on its line");
    }
    if (is_at('\0')) return bad_zone(here(), "there is a zero octet");
    ++at_;
  }
  entry.words.push_back({text_.substr(begin, at_ - begin), true});
  ++at_;
  // Another quote begins another string; anything else is taken for different things elsewhere.
  if (at_ < text_.size() && !ends_word(text_[at_]) && !is_at('"')) {
    return bad_zone(here(), "after the closing quote a space is missing");
  }
  return {};
}

base::Result<void> ZoneText::take_word(ZoneEntry& entry) {
  const std::size_t begin = at_;
  while (at_ < text_.size() && !ends_word(text_[at_])) {
    if (is_at('"')) return bad_zone(here(), "there is a quote in the middle of a word");
    if (is_at('\\')) ++at_;
    if (at_ == text_.size() || is_at('\n') || is_at('\r')) {
      return bad_zone(here(), "a backslash stands at the end of the line");
    }
    if (is_control(text_[at_])) return bad_zone(here(), "there is a control character in a word");
    ++at_;
  }
  entry.words.push_back({text_.substr(begin, at_ - begin), false});
  return {};
}

std::optional<std::string> unescaped(std::string_view word) {
  std::string octets;
  for (std::size_t i = 0; i < word.size(); ++i) {
    if (word[i] != '\\') {
      octets += word[i];
    } else if (i + 1 < word.size() && !base::is_digit(word[i + 1])) {
      octets += word[++i];
    } else {
      const std::string_view digits = word.substr(i + 1, 3);
      const auto octet = base::parse_number<std::uint8_t>(digits);
      if (digits.size() != 3 || !octet) return std::nullopt;
      octets += static_cast<char>(*octet);
      i += digits.size();
    }
  }
  return octets;
}

std::optional<std::uint32_t> parse_seconds(std::string_view word, std::uint32_t most) {
  if (const auto plain = base::parse_number<std::uint32_t>(word)) {
    return *plain <= most ? plain : std::nullopt;
  }
  if (word.empty()) return std::nullopt;
  std::uint64_t sum = 0;
  while (!word.empty()) {
    const std::size_t unit = std::min(word.find_first_not_of("0123456789"), word.size());
    const auto count = base::parse_number<std::uint32_t>(word.substr(0, unit));
    const std::uint32_t seconds = unit < word.size() ? seconds_in(word[unit]) : 0;
    if (!count || seconds == 0) return std::nullopt;
    sum += std::uint64_t{*count} * seconds;
    if (sum > most) return std::nullopt;
    word.remove_prefix(unit + 1);
  }
  return static_cast<std::uint32_t>(sum);
}

}  // namespace libauth::dns
