// SPDX-License-Identifier: MIT
//
// The floor of DKIM verification: what OpenSSL alone takes for SHA-256 over the octets of a message
// and for its RSA signatures, with everything prepared that can be.

#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

namespace bench {

class OpensslFloor {
 public:
  /// @param spki  DER SubjectPublicKeyInfo of the RSA key
  /// @throws std::runtime_error where OpenSSL cannot read it
  explicit OpensslFloor(std::span<const std::uint8_t> spki);
  ~OpensslFloor();
  OpensslFloor(const OpensslFloor&) = delete;
  OpensslFloor& operator=(const OpensslFloor&) = delete;

  /// Begins a digest.
  void begin();
  void update(std::string_view octets);
  /// Ends it, and checks a signature that many times; the signature is one that is right for
  /// another digest, which takes as long. Gives an octet of the digest.
  unsigned char end(std::size_t signatures);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace bench
