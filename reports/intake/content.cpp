// SPDX-License-Identifier: MIT

#include <algorithm>
#include <array>

#include "libauth/base/text.h"
#include "reports/intake/unpack.h"

namespace reports::intake {
namespace {

using namespace std::string_view_literals;

struct Magic {
  std::string_view start;
  Content content;
};

/// RFC 1952 section 2.3.1; the ZIP application note sections 4.3.7 (file), 4.3.16 (no files) and
/// 8.5.3 (one volume of a split archive).
constexpr std::array kMagic = {
    Magic{"\x1F\x8B"sv, Content::gzip},    Magic{"PK\x03\x04"sv, Content::zip},
    Magic{"PK\x05\x06"sv, Content::zip},   Magic{"PK\x30\x30PK"sv, Content::zip},
    Magic{"\xFE\xFF"sv, Content::xml},     Magic{"\xFF\xFE"sv, Content::xml},
    Magic{"\0\0\xFE\xFF"sv, Content::xml}, Magic{"<\0"sv, Content::xml},
    Magic{"\0<"sv, Content::xml},          Magic{"\0\0\0<"sv, Content::xml},
};

/// Whether the text begins with a header field, RFC 5322 section 2.2: a name and a colon.
bool begins_with_field(std::string_view text) {
  const std::string_view line = text.substr(0, text.find_first_of("\r\n"));
  if (line.starts_with("From ")) return true;
  const std::size_t colon = line.find(':');
  if (colon == 0 || colon == std::string_view::npos) return false;
  return std::all_of(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(colon),
                     [](char c) { return libauth::base::is_alnum(c) || c == '-'; });
}

}  // namespace

Content content_of(std::string_view octets) {
  for (const Magic& magic : kMagic) {
    if (octets.starts_with(magic.start)) return magic.content;
  }
  if (octets.starts_with("\xEF\xBB\xBF")) octets.remove_prefix(3);
  // NUL octets are seen before and inside documents that are XML otherwise.
  const auto is_space = [](char c) { return libauth::base::is_fws(c) || c == '\0'; };
  const auto start = std::find_if_not(octets.begin(), octets.end(), is_space);
  if (start == octets.end()) return Content::empty;
  const std::string_view text(start, octets.end());
  if (text.front() == '<') return Content::xml;
  if (text.front() == '{' || text.front() == '[') return Content::json;
  return begins_with_field(text) ? Content::mail : Content::unknown;
}

}  // namespace reports::intake
