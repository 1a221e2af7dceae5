// SPDX-License-Identifier: MIT
//
// Private keys, to sign with.

#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "libauth/base/result.h"
#include "libauth/crypto/digest.h"
#include "libauth/crypto/public_key.h"

namespace libauth::crypto {

/// A private key. A copy is the same key.
/// @threads safe
class PrivateKey {
 public:
  /// Reads a PEM file's text (RFC 7468): PKCS #8 ("BEGIN PRIVATE KEY") or PKCS #1 ("BEGIN RSA
  /// PRIVATE KEY"), without a pass phrase. RSA of 1024 to 16384 bits (RFC 8301 section 3.2) or
  /// Ed25519; an error for everything else, which says what it is, and where the private part does
  /// not fit the public one. Text around the key is passed over.
  static base::Result<PrivateKey> parse_pem(std::string_view pem);

  KeyType type() const;
  unsigned bits() const;

  /// The signature over the digest, as PublicKey::verify() wants it. The same key and digest give
  /// the same signature.
  /// @throws std::runtime_error where OpenSSL has no memory or no random numbers left
  std::vector<std::uint8_t> sign(const Sha256& digest) const;

  /// What the tag "p" of its key record holds: a DER SubjectPublicKeyInfo of RSA, the 32 octets of
  /// Ed25519.
  std::vector<std::uint8_t> public_octets() const;

 private:
  struct Decoded;
  explicit PrivateKey(std::shared_ptr<const Decoded> decoded);
  std::shared_ptr<const Decoded> decoded_;
};

}  // namespace libauth::crypto
