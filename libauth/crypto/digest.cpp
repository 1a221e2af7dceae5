// SPDX-License-Identifier: MIT

#include "libauth/crypto/digest.h"

#include <openssl/evp.h>

namespace libauth::crypto {

Sha256 sha256(std::string_view octets) {
  Sha256 digest{};
  // Fails only where OpenSSL has no SHA-256 at all, which no build of ours is linked to.
  EVP_Digest(octets.data(), octets.size(), digest.data(), nullptr, EVP_sha256(), nullptr);
  return digest;
}

std::string hex(std::span<const std::uint8_t> octets) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  text.reserve(2 * octets.size());
  for (const std::uint8_t octet : octets) {
    text += kDigits[octet >> 4];
    text += kDigits[octet & 15];
  }
  return text;
}

}  // namespace libauth::crypto
