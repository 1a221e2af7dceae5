// SPDX-License-Identifier: MIT
//
// Forged Authentication-Results: every field that our own parser, or a reader that is less strict,
// takes for ours is in the list; the list runs from the last field to the first, and its numbers
// are right; a line that is no such field, but is one where lines end at a CR or LF alone, is in it
// too. The input is a header.

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "libauth/authres/parse.h"
#include "libauth/authres/strip.h"
#include "libauth/base/text.h"
#include "libauth/mail/header.h"
#include "tests/fuzz/property.h"

using namespace libauth;
using namespace libauth::authres;

namespace {

const std::vector<std::string> kOwn = {"mx.example.com",
                                       "b\xc3\xbc"
                                       "cher.example"};

bool is_name_octet(char c) {
  return base::is_alnum(c) || c == '-' || c == '_' || c == '.' ||
         static_cast<unsigned char>(c) > 127;
}

/// Passes over what looks like a comment; one without an end is taken as one parenthesis.
std::string_view behind_comment(std::string_view text) {
  std::size_t depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '(') {
      ++depth;
    } else if (text[i] == ')' && --depth == 0) {
      return text.substr(i + 1);
    }
  }
  return text.substr(1);
}

/// Whether a reader takes the field for ours that passes over comments, quotes and whatever is no
/// letter, and then looks whether our name stands there as a word.
bool sloppy_reader_takes(std::string_view value, std::string_view own) {
  while (!value.empty() && !is_name_octet(value.front())) {
    value = value.front() == '(' ? behind_comment(value) : value.substr(1);
  }
  return base::starts_with_ignoring_case(value, own) &&
         (value.size() == own.size() || !is_name_octet(value[own.size()]));
}

/// The same for one that stops at a NUL, as C does, and knows no line ends.
bool anyone_takes(std::string_view value) {
  const std::string_view first_line = value.substr(0, value.find('\n'));
  const std::string_view c_string = value.substr(0, value.find('\0'));
  return std::any_of(kOwn.begin(), kOwn.end(), [&](const std::string& own) {
    const auto id = parse_authserv_id(value);
    return (id && base::equals_ignoring_case(*id, own)) || sloppy_reader_takes(value, own) ||
           sloppy_reader_takes(first_line, own) || sloppy_reader_takes(c_string, own);
  });
}

/// Whether a reader sees such a field in it that ends lines at the octet, and goes on with the line
/// where white space follows.
bool has_line(std::string_view field, char end) {
  std::string line;
  for (std::size_t i = 0; i < field.size(); ++i) {
    const bool goes_on = i + 1 < field.size() && base::is_wsp(field[i + 1]);
    if (field[i] == '\r' && field.substr(i).starts_with("\r\n")) continue;
    if (field[i] != end) {
      line += field[i];
    } else if (!goes_on) {
      if (mail::read_field(line).is_named("Authentication-Results")) return true;
      line.clear();
    }
  }
  return mail::read_field(line).is_named("Authentication-Results");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const mail::Header header(fuzz::text_of(data, size));
  const auto forged = forged_fields(header, kOwn);
  std::size_t next = forged.size();
  std::size_t occurrence = 0;
  for (std::size_t i = 0; i < header.fields().size(); ++i) {
    const mail::Field& field = header.fields()[i];
    const bool is_listed = next > 0 && forged[next - 1].index == i;
    const bool is_named = base::equals_ignoring_case(field.name, "Authentication-Results");
    if (!is_named) {
      fuzz::require(is_listed || !(has_line(field.octets, '\r') || has_line(field.octets, '\n')),
                    "no line stays that a reader takes for such a field");
      if (!is_listed) continue;
      --next;
      fuzz::require(forged[next].occurrence == 0 && forged[next].why == Forgery::unreadable,
                    "what is no such field has no number");
      continue;
    }
    ++occurrence;
    if (!is_listed) {
      fuzz::require(!anyone_takes(field.value), "no field stays that a reader takes for ours");
      fuzz::require(parse_authserv_id(field.value).has_value(),
                    "no field stays that is unreadable");
      continue;
    }
    --next;
    fuzz::require(forged[next].occurrence == occurrence, "fields are counted by their name");
  }
  fuzz::require(next == 0, "the list runs from the last field to the first");
  return 0;
}
