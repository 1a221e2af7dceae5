// SPDX-License-Identifier: MIT
//
// Public keys as DKIM publishes them.

#pragma once

#include <cstdint>
#include <span>

#include <boost/describe/enum.hpp>

#include "libauth/base/result.h"

namespace libauth::crypto {

enum class KeyType {
  rsa,      ///< RFC 6376
  ed25519,  ///< RFC 8463
};

BOOST_DESCRIBE_ENUM(KeyType, rsa, ed25519)

/// What a key is like.
struct KeyFacts {
  KeyType type{};
  unsigned bits = 0;           ///< RSA: of the modulus; Ed25519: 256
  std::uint64_t exponent = 0;  ///< RSA: the public exponent, 0 where it takes more than 64 bits

  bool operator==(const KeyFacts&) const = default;
};

/// Reads an RSA key: a DER SubjectPublicKeyInfo, which is what the world publishes, or a DER
/// RSAPublicKey, which is what RFC 6376 section 3.6.1 says (erratum 3017). Octets behind the key
/// are an error.
base::Result<KeyFacts> read_rsa_key(std::span<const std::uint8_t> der);

/// Reads an Ed25519 key: the 32 octets themselves, RFC 8463 section 3.
base::Result<KeyFacts> read_ed25519_key(std::span<const std::uint8_t> octets);

}  // namespace libauth::crypto
