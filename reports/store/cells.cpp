// SPDX-License-Identifier: MIT

#include "reports/store/cells.h"

#include <algorithm>

#include "libauth/crypto/digest.h"
#include "libauth/dns/name.h"
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

std::string with_a_labels(std::string_view domain) {
  const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 128; };
  if (std::ranges::all_of(domain, is_ascii)) return std::string(domain);
  const auto name = libauth::dns::Name::parse(domain);
  return name ? name->text() : std::string(domain);
}

std::string report_key_of(const std::optional<std::string>& report_id,
                          const std::string& content_hash) {
  std::string key = key_of(text::bare_report_id(report_id.value_or("")));
  return key.empty() ? content_hash : key;
}

}  // namespace reports::store
