// SPDX-License-Identifier: MIT

#include "libauth/mail/field.h"

namespace libauth::mail {
namespace {

std::string_view without_trailing_wsp(std::string_view text) {
  while (!text.empty() && base::is_wsp(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace

Field read_field(std::string_view octets) {
  Field field;
  field.octets = octets;
  const std::size_t colon = octets.find(':');
  if (colon == std::string_view::npos) return field;
  // RFC 5322 section 4.5: *WSP may stand before the colon; folding may not.
  const std::string_view name = without_trailing_wsp(octets.substr(0, colon));
  // Section 3.6.8, ftext: printable ASCII without the colon.
  if (name.empty() || !base::is_graphic(name)) return field;
  field.name = name;
  field.value = octets.substr(colon + 1);
  return field;
}

std::string unfolded(std::string_view value) {
  std::string line;
  line.reserve(value.size());
  for (std::size_t i = 0; i < value.size(); ++i) {
    const bool is_fold =
        value.substr(i).starts_with("\r\n") && i + 2 < value.size() && base::is_wsp(value[i + 2]);
    if (is_fold) {
      ++i;
    } else {
      line += value[i];
    }
  }
  return line;
}

}  // namespace libauth::mail
