// SPDX-License-Identifier: MIT

#include "libauth/dkim/tag_value.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "libauth/base/text.h"

namespace libauth::dkim {
namespace {

struct Utf8Form {
  unsigned lead_from = 0;  ///< first octet: from, to
  unsigned lead_to = 0;
  std::size_t size = 0;
  std::uint32_t least = 0;  ///< lower code points have a shorter form
};

/// RFC 3629 section 3.
constexpr Utf8Form kUtf8Forms[] = {
    {0x00, 0x7f, 1, 0},
    {0xc2, 0xdf, 2, 0x80},
    {0xe0, 0xef, 3, 0x800},
    {0xf0, 0xf4, 4, 0x10000},
};

bool is_code_point(std::uint32_t code) {
  return code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
}

/// Octets of the UTF-8 sequence that begins there; 0 where it is none.
std::size_t utf8_size(std::string_view text) {
  const auto octet = [&](std::size_t i) {
    return std::uint32_t{static_cast<unsigned char>(text[i])};
  };
  for (const Utf8Form& form : kUtf8Forms) {
    if (octet(0) < form.lead_from || octet(0) > form.lead_to) continue;
    if (form.size > text.size()) return 0;
    std::uint32_t code = octet(0) & (form.size == 1 ? 0x7fU : 0x7fU >> form.size);
    for (std::size_t i = 1; i < form.size; ++i) {
      if ((octet(i) & 0xc0U) != 0x80U) return 0;
      code = code << 6 | (octet(i) & 0x3fU);
    }
    return code >= form.least && is_code_point(code) ? form.size : 0;
  }
  return 0;
}

std::optional<unsigned> upper_hex(char c) {
  if (base::is_digit(c)) return static_cast<unsigned>(c - '0');
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A') + 10;
  return std::nullopt;
}

}  // namespace

bool is_digits(std::string_view text, std::size_t most) {
  return !text.empty() && text.size() <= most &&
         std::all_of(text.begin(), text.end(), base::is_digit);
}

std::optional<unsigned> read_instance(std::string_view digits) {
  if (!is_digits(digits, 2)) return std::nullopt;
  const auto number = base::parse_number<unsigned>(digits);
  if (!number || *number == 0 || *number > kMaxInstance) return std::nullopt;
  return number;
}

std::optional<base::Time> read_time(std::string_view digits) {
  constexpr std::size_t kMaxTimeDigits = 12;
  constexpr base::Time kInfinite{std::chrono::seconds(1'000'000'000'000)};
  if (!is_digits(digits, digits.size())) return std::nullopt;
  if (digits.size() > kMaxTimeDigits) return kInfinite;
  return base::Time(std::chrono::seconds(*base::parse_number<std::uint64_t>(digits)));
}

bool is_printable_utf8(std::string_view text, bool with_fws) {
  while (!text.empty()) {
    const std::size_t size = utf8_size(text);
    const char c = text.front();
    if (size == 0) return false;
    if (size == 1 && !base::is_printable_ascii(c) && !(with_fws && base::is_fws(c))) return false;
    text.remove_prefix(size);
  }
  return true;
}

std::size_t find_bare_line_end(std::string_view text) {
  for (std::size_t at = 0;; at += 2) {
    const std::size_t lf = std::min(text.find('\n', at), text.size());
    const std::size_t first = std::min(text.substr(0, lf).find('\r', at), lf);
    if (first == text.size()) return std::string_view::npos;
    const bool is_fold =
        text.substr(first, 2) == "\r\n" && first + 2 < text.size() && base::is_wsp(text[first + 2]);
    if (!is_fold) return first;
    at = first;
  }
}

std::optional<dns::Name> read_domain(std::string_view text) {
  if (text.empty() || text.back() == '.' || text.find('\\') != std::string_view::npos) {
    return std::nullopt;
  }
  auto name = dns::Name::parse(text);
  if (!name || name->label_count() < 2 || !name->is_mail_domain()) return std::nullopt;
  return std::move(*name);
}

std::optional<dns::Name> read_selector(std::string_view text) {
  if (text.empty() || text.back() == '.') return std::nullopt;
  const bool is_usual = std::all_of(text.begin(), text.end(), [](char c) {
    return base::is_alnum(c) || c == '-' || c == '_' || c == '.' ||
           static_cast<unsigned char>(c) > 127;
  });
  if (!is_usual) return std::nullopt;
  auto name = dns::Name::parse(text);
  if (!name || name->is_root()) return std::nullopt;
  return std::move(*name);
}

std::optional<std::string> decode_quoted_printable(std::string_view text) {
  std::string octets;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (base::is_fws(text[i])) continue;
    if (text[i] != '=') {
      octets += text[i];
      continue;
    }
    if (text.size() - i < 3) return std::nullopt;
    const auto high = upper_hex(text[i + 1]);
    const auto low = upper_hex(text[i + 2]);
    if (!high || !low) return std::nullopt;
    octets += static_cast<char>(*high << 4 | *low);
    i += 2;
  }
  return octets;
}

bool is_local_part(std::string_view text) {
  if (!is_printable_utf8(text, false)) return false;
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') return true;
  return text.find_first_of(" \"(),:;<>@[\\]") == std::string_view::npos;
}

bool is_field_name(std::string_view name) {
  return !name.empty() && base::is_graphic(name);
}

}  // namespace libauth::dkim
