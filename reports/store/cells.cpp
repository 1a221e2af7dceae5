// SPDX-License-Identifier: MIT

#include "reports/store/cells.h"

#include "libauth/crypto/digest.h"
#include "reports/text/octets.h"
#include "reports/text/value.h"

namespace reports::store {

std::string key_of(std::string_view text) {
  constexpr std::size_t kLongest = 255;
  if (text.size() <= kLongest) return std::string(text);
  const std::string digest = libauth::crypto::hex(libauth::crypto::sha256(text));
  const std::string_view cut = text.substr(0, kLongest - digest.size() - 1);
  // Not in the middle of a character.
  return std::string(cut.substr(0, text::clean_prefix(cut))) + "~" + digest;
}

std::string report_key_of(const std::optional<std::string>& report_id,
                          const std::string& content_hash) {
  std::string key = key_of(text::bare_report_id(report_id.value_or("")));
  return key.empty() ? content_hash : key;
}

}  // namespace reports::store
