// SPDX-License-Identifier: MIT
//
// Public keys as DKIM publishes them.

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include <boost/describe/enum.hpp>

#include "libauth/base/result.h"
#include "libauth/crypto/digest.h"

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

/// A decoded key. A copy is the same key, so that it is cheap to keep and to hand on: decoding
/// takes longer than verifying.
/// @threads safe
class PublicKey {
 public:
  /// Reads an RSA key: a DER SubjectPublicKeyInfo, which is what the world publishes, or a DER
  /// RSAPublicKey, which is what RFC 6376 section 3.6.1 says (erratum 3017). Octets behind the key
  /// are an error.
  static base::Result<PublicKey> rsa(std::span<const std::uint8_t> der);
  /// Reads an Ed25519 key: the 32 octets themselves, RFC 8463 section 3.
  static base::Result<PublicKey> ed25519(std::span<const std::uint8_t> octets);

  const KeyFacts& facts() const;

  /// Whether the signature is the key's over the digest: RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017
  /// section 8.2.2), or PureEdDSA over the 32 octets of the digest (RFC 8463 section 3). A
  /// signature of another length than the key's is none.
  bool verify(const Sha256& digest, std::span<const std::uint8_t> signature) const;

  /// Memory that it takes, about.
  std::size_t octets() const;

 private:
  struct Decoded;
  explicit PublicKey(std::shared_ptr<const Decoded> decoded);
  std::shared_ptr<const Decoded> decoded_;
};

/// What PublicKey::rsa() and PublicKey::ed25519() read is like.
base::Result<KeyFacts> read_rsa_key(std::span<const std::uint8_t> der);
base::Result<KeyFacts> read_ed25519_key(std::span<const std::uint8_t> octets);

}  // namespace libauth::crypto
