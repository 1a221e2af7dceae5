// SPDX-License-Identifier: MIT
//
// Message digests.

#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace libauth::crypto {

using Sha256 = std::array<std::uint8_t, 32>;

/// The SHA-256 digest of the octets, FIPS 180-4.
Sha256 sha256(std::string_view octets);

/// Two lower-case hexadecimal digits an octet.
std::string hex(std::span<const std::uint8_t> octets);

}  // namespace libauth::crypto
