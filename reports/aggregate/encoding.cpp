// SPDX-License-Identifier: MIT

#include "reports/aggregate/encoding.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "libauth/base/text.h"
#include "reports/text/octets.h"

namespace reports::aggregate {
namespace {

using namespace std::string_view_literals;
using libauth::base::is_fws;

constexpr char32_t kReplacement = 0xFFFD;
constexpr char32_t kNoCharacter = 0xFFFFFFFF;
constexpr std::size_t kDeclarationOctets = 200;

/// Characters, one after the other, as UTF-8; what is none is counted.
class Utf8Text {
 public:
  explicit Utf8Text(std::size_t expected) { result_.text.reserve(expected); }

  void append(char32_t c, std::size_t offset) {
    if (c == 0) {
      if (result_.nuls++ == 0) result_.nul_offset = offset;
    } else if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) {
      if (result_.invalid++ == 0) result_.utf8_offset = offset;
      put(kReplacement);
    } else {
      put(c);
    }
  }
  text::CleanOctets take() { return std::move(result_); }

 private:
  void put(char32_t c) {
    if (c < 0x80) {
      octet(c);
    } else if (c < 0x800) {
      octet(0xC0 | c >> 6);
      octet(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
      octet(0xE0 | c >> 12);
      octet(0x80 | (c >> 6 & 0x3F));
      octet(0x80 | (c & 0x3F));
    } else {
      octet(0xF0 | c >> 18);
      octet(0x80 | (c >> 12 & 0x3F));
      octet(0x80 | (c >> 6 & 0x3F));
      octet(0x80 | (c & 0x3F));
    }
  }
  void octet(char32_t value) { result_.text += static_cast<char>(value); }

  text::CleanOctets result_;
};

/// How a wide document begins, XML 1.0 appendix F.1. Four octets stand before the two that they
/// begin with.
struct WideStart {
  std::string_view octets;
  std::size_t width;  ///< octets of a unit: 2 or 4
  bool big_endian;
};
constexpr std::array kWideStarts = {
    WideStart{"\0\0\xFE\xFF"sv, 4, true}, WideStart{"\xFF\xFE\0\0"sv, 4, false},
    WideStart{"\0\0\0<"sv, 4, true},      WideStart{"<\0\0\0"sv, 4, false},
    WideStart{"\xFE\xFF"sv, 2, true},     WideStart{"\xFF\xFE"sv, 2, false},
    WideStart{"\0<"sv, 2, true},          WideStart{"<\0"sv, 2, false},
};

const WideStart* wide_start_of(std::string_view octets) {
  const auto* const found =
      std::find_if(kWideStarts.begin(), kWideStarts.end(),
                   [&](const WideStart& start) { return octets.starts_with(start.octets); });
  return found == kWideStarts.end() ? nullptr : found;
}

char32_t unit_at(std::string_view octets, std::size_t at, const WideStart& form) {
  char32_t unit = 0;
  for (std::size_t i = 0; i < form.width; ++i) {
    const std::size_t place = form.big_endian ? at + i : at + form.width - 1 - i;
    unit = unit << 8 | static_cast<unsigned char>(octets[place]);
  }
  return unit;
}

bool is_high_surrogate(char32_t unit) {
  return unit >= 0xD800 && unit <= 0xDBFF;
}
bool is_low_surrogate(char32_t unit) {
  return unit >= 0xDC00 && unit <= 0xDFFF;
}

/// UTF-16 or UTF-32 as UTF-8, without byte order mark. The rest of a unit at the end is no
/// character.
text::CleanOctets decode_wide(std::string_view octets, const WideStart& form) {
  Utf8Text result(octets.size() / form.width + 16);
  const std::size_t whole = octets.size() - octets.size() % form.width;
  for (std::size_t at = 0; at < whole; at += form.width) {
    char32_t unit = unit_at(octets, at, form);
    if (unit == 0xFEFF && at == 0) continue;
    const std::size_t next = at + form.width;
    if (form.width == 2 && is_high_surrogate(unit) && next < whole &&
        is_low_surrogate(unit_at(octets, next, form))) {
      unit = 0x10000 + ((unit - 0xD800) << 10) + (unit_at(octets, next, form) - 0xDC00);
      at = next;
    }
    result.append(unit, at);
  }
  if (whole < octets.size()) result.append(kNoCharacter, whole);
  return result.take();
}

/// 0x80 to 0x9F in windows-1252; what is not assigned is no character.
constexpr std::array<char32_t, 32> kWindows1252 = {
    0x20AC,       kNoCharacter, 0x201A, 0x0192, 0x201E, 0x2026,       0x2020, 0x2021,
    0x02C6,       0x2030,       0x0160, 0x2039, 0x0152, kNoCharacter, 0x017D, kNoCharacter,
    kNoCharacter, 0x2018,       0x2019, 0x201C, 0x201D, 0x2022,       0x2013, 0x2014,
    0x02DC,       0x2122,       0x0161, 0x203A, 0x0153, kNoCharacter, 0x017E, 0x0178};

bool is_windows_only(char c) {
  const auto octet = static_cast<unsigned char>(c);
  return octet >= 0x80 && octet <= 0x9F;
}

text::CleanOctets decode_windows1252(std::string_view octets) {
  Utf8Text result(octets.size() + octets.size() / 8);
  for (std::size_t at = 0; at < octets.size(); ++at) {
    const auto octet = static_cast<unsigned char>(octets[at]);
    result.append(is_windows_only(octets[at]) ? kWindows1252.at(octet - 0x80U) : octet, at);
  }
  return result.take();
}

/// Names of encodings, as they stand in declarations.
constexpr std::array kLatin1Names = {"iso-8859-1"sv, "iso8859-1"sv, "iso_8859-1"sv, "latin1"sv,
                                     "latin-1"sv};
constexpr std::array kWindowsNames = {"windows-1252"sv, "cp1252"sv, "cp-1252"sv};
constexpr std::array kUtf8Names = {"utf-8"sv, "utf8"sv};
constexpr std::array kWideNames = {
    "utf-16"sv,          "utf16"sv,    "ucs-2"sv,  "iso-10646-ucs-2"sv, "utf-16le"sv, "ucs-4"sv,
    "iso-10646-ucs-4"sv, "utf-16be"sv, "utf-32"sv, "utf32"sv,           "utf-32le"sv, "utf-32be"sv};

template <std::size_t N>
bool is_among(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// Whether UTF-8 is what the document says of itself. Where all is ASCII, any encoding of single
/// octets will do.
bool is_honest_utf8(std::string_view declared, std::string_view text) {
  if (declared.empty() || is_among(kUtf8Names, declared)) return true;
  return !is_among(kWideNames, declared) && is_ascii(text);
}

void note_octets(const text::CleanOctets& octets, Reader& reader) {
  if (octets.nuls > 0) {
    reader.note(WarningCode::nul_octets, {}, {}, octets.nul_offset, octets.nuls);
  }
  if (octets.invalid > 0) {
    reader.note(WarningCode::invalid_utf8, {}, {}, octets.utf8_offset, octets.invalid);
  }
}

std::string_view without_mark(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  return text;
}

/// The form of an XML declaration, read from its beginning.
class Declaration {
 public:
  explicit Declaration(std::string_view text) : text_(text) {}

  bool is_proper() {
    if (!skip("<?xml") || !skip_attribute("version")) return false;
    skip_attribute("encoding");
    skip_attribute("standalone");
    skip_space();
    return skip("?>");
  }

 private:
  bool skip(std::string_view word) {
    if (!text_.starts_with(word)) return false;
    text_.remove_prefix(word.size());
    return true;
  }
  bool skip_space() {
    const std::size_t before = text_.size();
    while (!text_.empty() && is_fws(text_.front())) text_.remove_prefix(1);
    return text_.size() < before;
  }
  /// Goes beyond the attribute, or stays where it is.
  bool skip_attribute(std::string_view name) {
    const std::string_view before = text_;
    if (skip_space() && skip(name) && skip_equals() && skip_quoted()) return true;
    text_ = before;
    return false;
  }
  bool skip_equals() {
    skip_space();
    const bool found = skip("=");
    skip_space();
    return found;
  }
  bool skip_quoted() {
    if (!text_.starts_with('"') && !text_.starts_with('\'')) return false;
    const std::size_t end = text_.find_first_of(text_.front() == '"' ? "\"<" : "'<", 1);
    if (end == std::string_view::npos || text_[end] == '<') return false;
    text_.remove_prefix(end + 1);
    return true;
  }

  std::string_view text_;
};

std::string_view declaration_of(std::string_view xml) {
  xml = libauth::base::trim(without_mark(xml.substr(0, kDeclarationOctets)));
  if (!libauth::base::starts_with_ignoring_case(xml, "<?xml")) return {};
  // "<?xml-stylesheet" is an instruction like any other.
  return xml.substr(5).starts_with('-') ? std::string_view() : xml;
}

}  // namespace

std::string declared_encoding(std::string_view xml) {
  std::string_view rest = declaration_of(xml);
  rest = rest.substr(0, rest.find('>'));
  const std::size_t at = rest.find("encoding");
  if (at == std::string_view::npos) return {};
  rest.remove_prefix(at + 8);
  const std::size_t start = rest.find_first_not_of(" \t\r\n='\"");
  if (start == std::string_view::npos) return {};
  rest.remove_prefix(start);
  return libauth::base::to_lower(rest.substr(0, rest.find_first_of(" \t\r\n'\"?")));
}

bool has_odd_declaration(std::string_view xml) {
  const std::string_view declaration = declaration_of(xml);
  return !declaration.empty() && !Declaration(declaration).is_proper();
}

Utf8Document::Utf8Document(std::string_view octets, Reader& reader) : text_(octets) {
  const auto use = [&](text::CleanOctets&& repaired) {
    note_octets(repaired, reader);
    text_ = own_ = std::move(repaired.text);
  };
  bool honest = true;
  std::string declared;
  if (const WideStart* const wide = wide_start_of(octets)) {
    use(decode_wide(octets, *wide));
    declared = declared_encoding(text_);
    honest = declared.empty() || is_among(kWideNames, declared);
  } else {
    declared = declared_encoding(octets);
    const bool is_latin1 = is_among(kLatin1Names, declared);
    auto repaired = text::clean(octets);
    if (repaired && repaired->invalid > 0 && (is_latin1 || is_among(kWindowsNames, declared))) {
      honest = !is_latin1 || std::none_of(octets.begin(), octets.end(), is_windows_only);
      use(decode_windows1252(octets));
    } else {
      if (repaired) use(*std::move(repaired));
      honest = is_honest_utf8(declared, text_);
    }
  }
  if (!honest) reader.note(WarningCode::encoding_wrong, {}, declared, 0);
}

}  // namespace reports::aggregate
