// SPDX-License-Identifier: MIT

#include "reports/intake/encoding.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include "libauth/base/text.h"
#include "reports/intake/lines.h"

namespace reports::intake {
namespace {

/// The value of a base64 digit, RFC 4648 table 1; 64 for other octets.
constexpr std::array<std::uint8_t, 256> kBase64 = [] {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::array<std::uint8_t, 256> values{};
  values.fill(64);
  for (std::size_t i = 0; i < kDigits.size(); ++i) {
    values[static_cast<unsigned char>(kDigits[i])] = static_cast<std::uint8_t>(i);
  }
  return values;
}();

std::uint8_t base64_value(char c) {
  return kBase64[static_cast<unsigned char>(c)];
}

/// Puts octets together from six bits each.
class Base64 {
 public:
  explicit Base64(std::string& out) : out_(out) {}

  void take(char c) {
    if (c == '=') return end_group();
    const std::uint8_t value = base64_value(c);
    if (value > 63) return;
    bits_ = (bits_ << 6) | value;
    if (++digits_ < 4) return;
    put(16);
    put(8);
    put(0);
    bits_ = digits_ = 0;
  }

  /// Padding or the end: two digits stand for one octet then, three for two.
  void end_group() {
    if (digits_ == 2) put_bits(bits_ >> 4, 1);
    if (digits_ == 3) put_bits(bits_ >> 2, 2);
    bits_ = digits_ = 0;
  }

 private:
  void put(unsigned shift) { out_.push_back(static_cast<char>((bits_ >> shift) & 0xFF)); }
  void put_bits(std::uint32_t bits, unsigned octets) {
    if (octets == 2) out_.push_back(static_cast<char>((bits >> 8) & 0xFF));
    out_.push_back(static_cast<char>(bits & 0xFF));
  }

  std::string& out_;
  std::uint32_t bits_ = 0;
  std::uint32_t digits_ = 0;
};

std::string from_base64(std::string_view text) {
  std::string out;
  out.reserve(text.size() / 4 * 3 + 3);
  Base64 base64(out);
  bool is_padded = false;
  while (!text.empty()) {
    const std::string_view line = take_line(text);
    if (is_padded && !is_base64_line(line)) continue;
    for (const char c : line) base64.take(c);
    is_padded = is_padded || line.find('=') != std::string_view::npos;
  }
  base64.end_group();
  return out;
}

std::optional<unsigned> hex_value(char c) {
  if (libauth::base::is_digit(c)) return static_cast<unsigned>(c - '0');
  const char lower = libauth::base::to_lower(c);
  if (lower < 'a' || lower > 'f') return std::nullopt;
  return static_cast<unsigned>(lower - 'a' + 10);
}

/// The octets that a "=" at the end of a line takes with it, RFC 2045 section 6.7 rule 5 (white
/// space may stand behind it, rule 3); 0 where it is not at the end.
std::size_t soft_break(std::string_view text) {
  std::size_t end = 1;
  while (end < text.size() && libauth::base::is_wsp(text[end])) ++end;
  if (end == text.size()) return end;
  if (text[end] == '\r') ++end;
  if (end < text.size() && text[end] == '\n') return end + 1;
  return text[end - 1] == '\r' ? end : 0;
}

std::string from_quoted_printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::size_t plain = std::min(text.find('='), text.size());
    out.append(text.substr(0, plain));
    text.remove_prefix(plain);
    if (text.empty()) break;
    const auto high = text.size() > 2 ? hex_value(text[1]) : std::nullopt;
    const auto low = text.size() > 2 ? hex_value(text[2]) : std::nullopt;
    if (high && low) {
      out.push_back(static_cast<char>(*high * 16 + *low));
      text.remove_prefix(3);
    } else if (const std::size_t end = soft_break(text); end > 0) {
      text.remove_prefix(end);
    } else {
      out.push_back('=');
      text.remove_prefix(1);
    }
  }
  return out;
}

/// Six bits; spaces at the end of a line are often cut off.
unsigned uu_value(std::string_view line, std::size_t at) {
  return at < line.size() ? (static_cast<unsigned char>(line[at]) - 32U) & 63U : 0U;
}

/// Whether the line was one of uuencode: its first octet counts the octets in it, at most 45 in
/// practice. A line without any ends the data.
/// @param most  octets that may come out of all lines, so that short lines do not grow
bool take_uu_line(std::string_view line, std::size_t most, std::string& out) {
  if (line.empty() || line.front() <= ' ' || line.front() > '_') return false;
  const std::size_t octets = uu_value(line, 0);
  if (out.size() + octets > most) return false;
  line.remove_prefix(1);
  for (std::size_t i = 0; i < octets; ++i) {
    const std::size_t group = i / 3 * 4;
    const unsigned bits = uu_value(line, group) << 18 | uu_value(line, group + 1) << 12 |
                          uu_value(line, group + 2) << 6 | uu_value(line, group + 3);
    out.push_back(static_cast<char>((bits >> (16 - 8 * (i % 3))) & 0xFF));
  }
  return true;
}

std::string from_uuencode(std::string_view text) {
  const std::size_t begin = text.starts_with("begin ") ? 0 : text.find("\nbegin ");
  if (begin != std::string_view::npos) {
    text.remove_prefix(begin == 0 ? 0 : begin + 1);
    take_line(text);
  }
  const std::size_t most = text.size();
  std::string out;
  while (!text.empty()) {
    const std::string_view line = without_end(take_line(text));
    if (line == "end" || !take_uu_line(line, most, out)) break;
  }
  return out;
}

}  // namespace

bool is_base64_line(std::string_view line) {
  return std::all_of(line.begin(), line.end(), [](char c) {
    return base64_value(c) < 64 || c == '=' || c == '>' || libauth::base::is_fws(c);
  });
}

std::string decoded(std::string_view text, Encoding encoding) {
  switch (encoding) {
    case Encoding::base64:
      return from_base64(text);
    case Encoding::quoted_printable:
      return from_quoted_printable(text);
    case Encoding::uuencode:
      return from_uuencode(text);
    case Encoding::none:
      break;
  }
  return std::string(text);
}

}  // namespace reports::intake
