// SPDX-License-Identifier: MIT

#include "libauth/mail/quote.h"

#include <algorithm>

#include "libauth/mail/address_text.h"

namespace libauth::mail {
namespace {

/// Appends the text between its delimiters, with a backslash before each of them that stands in it
/// and before each backslash: quoted-pair of RFC 5322 section 3.2.1.
template <char kOpen, char kClose>
void append_delimited(std::string& out, std::string_view text) {
  const auto is_special = [](char c) { return c == kOpen || c == kClose || c == '\\'; };
  out += kOpen;
  for (;;) {
    const auto special = std::find_if(text.begin(), text.end(), is_special);
    out += std::string_view(text.begin(), special);
    if (special == text.end()) break;
    out.append({'\\', *special});
    text = {special + 1, text.end()};
  }
  out += kClose;
}

}  // namespace

std::string quoted_string(std::string_view text) {
  std::string out;
  append_quoted_string(out, text);
  return out;
}

void append_quoted_string(std::string& out, std::string_view text) {
  append_delimited<'"', '"'>(out, text);
}

std::string comment(std::string_view text) {
  std::string out;
  append_comment(out, text);
  return out;
}

void append_comment(std::string& out, std::string_view text) {
  append_delimited<'(', ')'>(out, text);
}

bool is_dot_atom(std::string_view text) {
  bool is_behind_atext = false;
  for (const char c : text) {
    if (c == '.' ? !is_behind_atext : !is_atext(c)) return false;
    is_behind_atext = c != '.';
  }
  return is_behind_atext;
}

}  // namespace libauth::mail
