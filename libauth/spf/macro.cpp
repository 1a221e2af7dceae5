// SPDX-License-Identifier: MIT

#include "libauth/spf/macro.h"

#include <algorithm>

#include "libauth/base/text.h"

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
      part.delimiters += text_[at_++];
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

std::string value_of(char letter, const MacroValues& values) {
  switch (letter) {
    case 's':
      return std::string(values.sender_local) + "@" + std::string(values.sender_domain);
    case 'l':
      return std::string(values.sender_local);
    case 'o':
      return std::string(values.sender_domain);
    case 'd':
      return std::string(values.domain);
    case 'i':
      return dotted(values.ip);
    case 'p':
      return std::string(values.validated);
    case 'v':
      return values.ip.is_v4() ? "in-addr" : "ip6";
    case 'h':
      return std::string(values.helo);
    case 'c':
      return values.ip.text();
    case 'r':
      return std::string(values.receiver);
    case 't':
      return std::to_string(values.now.time_since_epoch().count());
    default:
      return {};
  }
}

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

std::string transform(const MacroPart& part, const std::string& value) {
  const std::string_view given = part.delimiters;
  const std::string_view delimiters = given.empty() ? "." : given;
  std::vector<std::string_view> pieces;
  std::string_view rest = value;
  for (;;) {
    const std::size_t end = rest.find_first_of(delimiters);
    pieces.push_back(rest.substr(0, end));
    if (end == std::string_view::npos) break;
    rest.remove_prefix(end + 1);
  }
  if (part.reverse) std::reverse(pieces.begin(), pieces.end());
  const std::size_t skip =
      part.keep != 0 && part.keep < pieces.size() ? pieces.size() - part.keep : 0;
  std::string joined;
  for (std::size_t i = skip; i < pieces.size(); ++i) {
    if (i > skip) joined += '.';
    joined += pieces[i];
  }
  return joined;
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
  std::string text;
  for (const MacroPart& part : string.parts) {
    if (part.letter == 0) {
      text += part.literal;
      continue;
    }
    const std::string value = transform(part, value_of(part.letter, values));
    text += part.escape ? url_escape(value) : value;
  }
  return text;
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
