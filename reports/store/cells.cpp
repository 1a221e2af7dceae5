// SPDX-License-Identifier: MIT

#include "reports/store/cells.h"

#include "libauth/crypto/digest.h"
#include "reports/text/octets.h"

namespace reports::store {

std::string key_of(std::string_view text) {
  constexpr std::size_t kLongest = 255;
  if (text.size() <= kLongest) return std::string(text);
  const std::string digest = libauth::crypto::hex(libauth::crypto::sha256(text));
  const std::string_view cut = text.substr(0, kLongest - digest.size() - 1);
  // Not in the middle of a character.
  return std::string(cut.substr(0, text::clean_prefix(cut))) + "~" + digest;
}

}  // namespace reports::store
