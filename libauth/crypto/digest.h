// SPDX-License-Identifier: MIT
//
// Message digests.

#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace libauth::crypto {

using Sha256 = std::array<std::uint8_t, 32>;

/// The SHA-256 digest of the octets, FIPS 180-4.
Sha256 sha256(std::string_view octets);

/// SHA-256 over octets that come in pieces.
class Sha256Stream {
 public:
  Sha256Stream();
  Sha256Stream(Sha256Stream&& other) noexcept;
  Sha256Stream& operator=(Sha256Stream&& other) noexcept;
  ~Sha256Stream();

  void update(std::string_view octets);
  /// The digest of all that came since the beginning or the last call.
  Sha256 finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Two lower-case hexadecimal digits an octet.
std::string hex(std::span<const std::uint8_t> octets);

}  // namespace libauth::crypto
