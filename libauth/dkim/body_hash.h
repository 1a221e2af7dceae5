// SPDX-License-Identifier: MIT
//
// The body as signatures see it, RFC 6376 sections 3.4.3 to 3.4.5, hashed as it arrives.

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "libauth/crypto/digest.h"
#include "libauth/dkim/signature.h"

namespace libauth::dkim {

/// What of the body is hashed, and how.
struct BodyRule {
  Canonicalization canonicalization{};
  std::optional<std::uint64_t> length;  ///< "l": only the first canonical octets

  bool operator==(const BodyRule&) const = default;
};

struct BodyDigest {
  crypto::Sha256 digest{};
  std::uint64_t hashed_octets = 0;  ///< canonical octets that are in the digest
  std::uint64_t body_octets = 0;    ///< canonical octets of the whole body

  bool operator==(const BodyDigest&) const = default;
};

/// Hashes a body for all signatures at once: each octet is canonicalised once for each
/// canonicalisation in use, and hashed once for each different rule. Takes some KiB, however long
/// the body. A CR or LF alone is an octet like others.
class BodyHasher {
 public:
  BodyHasher();
  BodyHasher(BodyHasher&&) noexcept;
  BodyHasher& operator=(BodyHasher&&) noexcept;
  ~BodyHasher();

  /// Asks for a digest, before the first update(). Gives its number; equal rules have one number.
  std::size_t add(const BodyRule& rule);
  /// Takes the next octets of the body, which has CRLF line ends.
  void update(std::string_view octets);
  /// No more octets come. To be called once, and neither add() nor update() afterwards.
  void finish();
  bool is_finished() const;

  /// The digest with that number; after finish().
  const BodyDigest& digest(std::size_t number) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace libauth::dkim
