// SPDX-License-Identifier: MIT

#include "libauth/spf/macro.h"

#include <algorithm>

#include "libauth/base/text.h"
#include "libauth/spf/limits.h"

namespace libauth::spf {
namespace {

constexpr std::string_view kRecordLetters = "slodipvh";
constexpr std::string_view kExplanationLetters = "slodipvhcrt";
constexpr std::string_view kDelimiters = ".-+,/_=";

/// A DNS name in text, RFC 7208 section 7.3.
constexpr std::size_t kMaxName = 253;

base::ParseError bad(std::size_t offset, std::string rule, std::string message) {
  return {offset, std::move(rule), std::move(message)};
}

class Parser {
 public:
  Parser(std::string_view text, MacroPlace place) : text_(text), place_(place) {}

  base::Result<MacroString> parse() {
    string_.place = place_;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c != '%') {
        const bool is_space = c == ' ' && place_ == MacroPlace::explanation;
        if (!is_space && (c < '!' || c > '~')) {
          return bad(at_, "macro-literal", "An octet stands here that a record must not have.");
        }
        add_literal(c, false);
        ++at_;
        continue;
      }
      if (const auto read = parse_expand(); !read) return read.error();
    }
    return std::move(string_);
  }

 private:
  char peek(std::size_t ahead) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }

  void add_literal(char c, bool expands) {
    auto& parts = string_.parts;
    if (parts.empty() || parts.back().letter != 0 || parts.back().expands || expands) {
      parts.emplace_back();
      parts.back().expands = expands;
    }
    parts.back().literal += c;
  }

  /// macro-expand = ( "%{" macro-letter transformers *delimiter "}" ) / "%%" / "%_" / "%-"
  base::Result<void> parse_expand() {
    switch (peek(1)) {
      case '%':
        add_literal('%', true);
        break;
      case '_':
        add_literal(' ', true);
        break;
      case '-':
        add_literal('%', true);
        string_.parts.back().literal += "20";
        break;
      case '{':
        return parse_macro();
      default:
        return bad(at_, "macro-expand",
                   "A \"%\" must be followed by \"{\", \"%\", \"_\" or \"-\".");
    }
    at_ += 2;
    return {};
  }

  base::Result<void> parse_macro() {
    const std::size_t start = at_;
    at_ += 2;
    MacroPart part;
    part.expands = true;
    const char letter = peek(0);
    const auto letters = place_ == MacroPlace::record ? kRecordLetters : kExplanationLetters;
    if (letter == '\0' || letters.find(base::to_lower(letter)) == std::string_view::npos) {
      return bad(at_, "macro-letter", "There is no such macro letter here.");
    }
    part.letter = base::to_lower(letter);
    part.escape = base::is_upper(letter);
    ++at_;
    if (const auto read = parse_digits(part); !read) return read.error();
    if (peek(0) == 'r' || peek(0) == 'R') {
      part.reverse = true;
      ++at_;
    }
    while (peek(0) != '\0' && kDelimiters.find(peek(0)) != std::string_view::npos) {
      const char delimiter = text_[at_++];
      if (part.delimiters.find(delimiter) == std::string::npos) part.delimiters += delimiter;
    }
    if (peek(0) != '}') return bad(start, "macro-expand", "The macro is not closed by \"}\".");
    ++at_;
    string_.parts.push_back(std::move(part));
    return {};
  }

  base::Result<void> parse_digits(MacroPart& part) {
    const std::size_t start = at_;
    while (base::is_digit(peek(0))) ++at_;
    if (at_ == start) return {};
    // 128 and more keep everything: a name has at most 127 labels (RFC 7208 section 7.1).
    const auto digits = text_.substr(start, at_ - start);
    part.keep = std::min(base::parse_number<unsigned>(digits).value_or(128), 128U);
    if (part.keep == 0) return bad(start, "transformers", "The number of parts must not be zero.");
    return {};
  }

  std::string_view text_;
  MacroPlace place_;
  std::size_t at_ = 0;
  MacroString string_;
};

/// toplabel = ( *alphanum ALPHA *alphanum ) / ( 1*alphanum "-" *( alphanum / "-" ) alphanum )
bool is_top_label(std::string_view label) {
  if (label.empty() || label.front() == '-' || label.back() == '-') return false;
  if (std::all_of(label.begin(), label.end(), base::is_digit)) return false;
  return std::all_of(label.begin(), label.end(),
                     [](char c) { return base::is_alnum(c) || c == '-'; });
}

/// domain-end = ( "." toplabel [ "." ] ) / macro-expand
bool has_domain_end(const MacroString& string) {
  if (string.parts.empty()) return false;
  const MacroPart& last = string.parts.back();
  if (last.expands) return true;
  std::string_view text = last.literal;
  if (text.ends_with('.')) text.remove_suffix(1);
  const std::size_t dot = text.rfind('.');
  return dot != std::string_view::npos && is_top_label(text.substr(dot + 1));
}

/// Dotted quad, or 32 nibbles with dots between.
std::string dotted(const base::IpAddress& ip) {
  if (ip.is_v4()) return ip.text();
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string text;
  for (const std::uint8_t octet : ip.octets()) {
    for (const int nibble : {octet >> 4, octet & 15}) {
      if (!text.empty()) text += '.';
      text += kHex[static_cast<std::size_t>(nibble)];
    }
  }
  return text;
}

/// The values of the letters for one expansion; what has to be made is made once.
class Letters {
 public:
  explicit Letters(const MacroValues& values) : values_(values) {}

  /// Valid until the next call.
  std::string_view value_of(char letter) {
    switch (letter) {
      case 's':
        if (sender_.empty()) {
          sender_.append(values_.sender_local).append("@").append(values_.sender_domain);
        }
        return sender_;
      case 'l':
        return values_.sender_local;
      case 'o':
        return values_.sender_domain;
      case 'd':
        return values_.domain;
      case 'p':
        return values_.validated;
      case 'v':
        return values_.ip.is_v4() ? "in-addr" : "ip6";
      case 'h':
        return values_.helo;
      case 'r':
        return values_.receiver;
      case 'i':
        return made_ = dotted(values_.ip);
      case 'c':
        return made_ = values_.ip.text();
      case 't':
        return made_ = std::to_string(values_.now.time_since_epoch().count());
      default:
        return {};
    }
  }

 private:
  const MacroValues& values_;
  std::string sender_;
  std::string made_;
};

/// Everything outside the unreserved set of RFC 3986 section 2.3 becomes %XX.
std::string url_escape(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string escaped;
  for (const char c : text) {
    if (base::is_alnum(c) || std::string_view("-._~").find(c) != std::string_view::npos) {
      escaped += c;
      continue;
    }
    const auto octet = static_cast<unsigned char>(c);
    escaped += {'%', kHex[octet >> 4], kHex[octet & 15]};
  }
  return escaped;
}

/// The text up to the delimiter behind its first `count` pieces.
std::string_view first_pieces(std::string_view text, std::string_view delimiters, unsigned count) {
  std::size_t end = text.find_first_of(delimiters);
  while (end != std::string_view::npos && --count > 0) {
    end = text.find_first_of(delimiters, end + 1);
  }
  return text.substr(0, end);
}

/// The text from the delimiter before its last `count` pieces on, without that delimiter.
std::string_view last_pieces(std::string_view text, std::string_view delimiters, unsigned count) {
  std::string_view rest = text;
  for (;;) {
    const std::size_t at = rest.find_last_of(delimiters);
    if (at == std::string_view::npos) return text;
    if (--count == 0) return text.substr(at + 1);
    rest = rest.substr(0, at);
  }
}

/// Splits the value, turns it round, keeps the right-hand parts and joins them with dots (RFC 7208
/// section 7.3). It looks at no more of the value than it keeps, so that its cost is that of what
/// it gives.
std::string transform(const MacroPart& part, std::string_view value) {
  const std::string_view given = part.delimiters;
  const std::string_view delimiters = given.empty() ? "." : given;
  if (!part.reverse) {
    std::string joined(part.keep == 0 ? value : last_pieces(value, delimiters, part.keep));
    std::replace_if(
        joined.begin(), joined.end(),
        [delimiters](char c) { return delimiters.find(c) != std::string_view::npos; }, '.');
    return joined;
  }
  // The right-hand parts of the value turned round are its left-hand ones.
  std::string_view rest = part.keep == 0 ? value : first_pieces(value, delimiters, part.keep);
  std::string joined;
  joined.reserve(rest.size());
  for (;;) {
    const std::size_t at = rest.find_last_of(delimiters);
    joined += rest.substr(at == std::string_view::npos ? 0 : at + 1);
    if (at == std::string_view::npos) return joined;
    joined += '.';
    rest = rest.substr(0, at);
  }
}

std::string expand_part(const MacroPart& part, Letters& letters) {
  if (part.letter == 0) return part.literal;
  std::string value = transform(part, letters.value_of(part.letter));
  return part.escape ? url_escape(value) : value;
}

/// RFC 8616 section 4: a term with the macro "s" or "l" matches nothing where the local-part is not
/// ASCII.
bool is_unusable(const MacroString& string, const MacroValues& values) {
  const std::string_view local = values.sender_local;
  return (string.uses('l') || string.uses('s')) &&
         std::any_of(local.begin(), local.end(),
                     [](char c) { return static_cast<unsigned char>(c) > 127; });
}

/// The right-hand end: target_name() looks at a name, the dot before it and the dot behind it.
std::string expand_end(const MacroString& string, Letters& letters) {
  constexpr std::size_t kEnough = kMaxName + 2;
  std::vector<std::string> pieces;
  std::size_t size = 0;
  for (std::size_t i = string.parts.size(); i > 0 && size < kEnough; --i) {
    pieces.push_back(expand_part(string.parts[i - 1], letters));
    size += pieces.back().size();
  }
  std::string text;
  text.reserve(size);
  for (std::size_t i = pieces.size(); i > 0; --i) text += pieces[i - 1];
  return text;
}

std::string expand_explanation(const MacroString& string, Letters& letters) {
  std::string text;
  for (const MacroPart& part : string.parts) {
    text += expand_part(part, letters);
    if (text.size() > kMaxExplanation) return {};
  }
  return text;
}

}  // namespace

bool MacroString::uses(char letter) const {
  return std::any_of(parts.begin(), parts.end(),
                     [letter](const MacroPart& part) { return part.letter == letter; });
}

base::Result<MacroString> parse_macro_string(std::string_view text, MacroPlace place) {
  return Parser(text, place).parse();
}

base::Result<MacroString> parse_domain_spec(std::string_view text) {
  auto string = parse_macro_string(text, MacroPlace::record);
  if (!string) return string;
  if (!has_domain_end(*string)) {
    return bad(text.size(), "domain-end", "The domain ends neither with a top label nor a macro.");
  }
  return string;
}

std::string expand(const MacroString& string, const MacroValues& values) {
  Letters letters(values);
  if (string.place == MacroPlace::explanation) return expand_explanation(string, letters);
  return is_unusable(string, values) ? std::string() : expand_end(string, letters);
}

std::optional<dns::Name> fixed_target(const dns::Name& domain, const MacroString& string) {
  if (string.parts.empty()) return domain;
  const bool has_letter = std::any_of(string.parts.begin(), string.parts.end(),
                                      [](const MacroPart& part) { return part.letter != 0; });
  return has_letter ? std::nullopt : target_name(expand(string, {}));
}

std::optional<dns::Name> target_name(std::string_view expanded) {
  if (expanded.ends_with('.')) expanded.remove_suffix(1);
  while (expanded.size() > kMaxName) {
    const std::size_t dot = expanded.find('.');
    if (dot == std::string_view::npos) return std::nullopt;
    expanded.remove_prefix(dot + 1);
  }
  const auto labels = base::split(expanded, '.');
  const auto name = dns::Name::from_labels(labels);
  if (!name) return std::nullopt;
  return *name;
}

}  // namespace libauth::spf
