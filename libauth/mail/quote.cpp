// SPDX-License-Identifier: MIT

#include "libauth/mail/quote.h"

#include <algorithm>

#include "libauth/base/text.h"
#include "libauth/mail/address_text.h"

namespace libauth::mail {
namespace {

/// The text with a backslash before each of these octets: quoted-pair of RFC 5322 section 3.2.1.
std::string escaped(std::string_view text, std::string_view special) {
  std::string out;
  for (const char c : text) {
    if (special.find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

}  // namespace

std::string quoted_string(std::string_view text) {
  return "\"" + escaped(text, "\"\\") + "\"";
}

std::string comment(std::string_view text) {
  return "(" + escaped(text, "()\\") + ")";
}

bool is_dot_atom(std::string_view text) {
  const auto parts = base::split(text, '.');
  return std::all_of(parts.begin(), parts.end(), [](std::string_view part) {
    return !part.empty() && std::all_of(part.begin(), part.end(), is_atext);
  });
}

}  // namespace libauth::mail
