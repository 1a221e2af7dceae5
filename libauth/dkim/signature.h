// SPDX-License-Identifier: MIT
//
// A DKIM-Signature field, RFC 6376 section 3.5, and the ARC-Message-Signature that is like it
// (RFC 8617 section 4.1.2).

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <boost/describe/enum.hpp>

#include "libauth/base/time.h"
#include "libauth/dkim/limits.h"
#include "libauth/dkim/result.h"
#include "libauth/dns/name.h"
#include "libauth/taglist/tag_list.h"

namespace libauth::dkim {

/// RFC 6376 section 3.4.
enum class Canonicalization { simple, relaxed };

BOOST_DESCRIBE_ENUM(Canonicalization, simple, relaxed)

/// The algorithms of RFC 8301 section 3.1 and RFC 8463 section 3; on the wire with "-" for "_".
enum class Algorithm { rsa_sha256, ed25519_sha256 };

/// "rsa-sha256", "ed25519-sha256"
std::string_view to_string(Algorithm algorithm);
/// The algorithm of that word; none where it is no algorithm that is still in use.
std::optional<Algorithm> parse_algorithm(std::string_view word);

struct Signature {
  Algorithm algorithm{};
  std::vector<std::uint8_t> signature;         ///< "b", decoded
  std::vector<std::uint8_t> body_hash;         ///< "bh", decoded
  Canonicalization header_canonicalization{};  ///< "c"
  Canonicalization body_canonicalization{};    ///< "c"
  dns::Name domain;                            ///< "d"
  dns::Name selector;                          ///< "s"
  std::string identity;                        ///< "i" as it is meant: decoded
  dns::Name identity_domain;                   ///< the domain of "i"
  std::vector<std::string> signed_fields;      ///< "h", lower case
  std::optional<std::uint64_t> length;         ///< "l": body octets signed
  std::optional<base::Time> timestamp;         ///< "t"
  std::optional<base::Time> expiration;        ///< "x"
  unsigned instance = 0;                       ///< of an ARC-Message-Signature: its "i"
  taglist::TagList tags;                       ///< all tags as written
};

/// Why a signature cannot be used, before anything is asked or hashed.
struct SignatureError {
  Reason reason{};
  std::size_t offset = 0;  ///< octets before it in the value
  std::string message;     ///< one sentence for people, without octets of the input

  bool operator==(const SignatureError&) const = default;
};

/// What could be read of a field that is not usable, for the report of it.
struct BrokenSignature {
  SignatureError error;
  std::optional<dns::Name> domain;    ///< "d" where it can be read
  std::optional<dns::Name> selector;  ///< "s" where it can be read
  taglist::TagList tags;              ///< all tags as written
};

/// A field that is read.
using ReadSignature = std::variant<Signature, BrokenSignature>;

/// Reads the value of a DKIM-Signature field: RFC 6376 section 6.1.1, but for what depends on the
/// time, on the body or on the receiver's choice.
/// @param value  behind the colon, folds as they are
ReadSignature parse_signature(std::string_view value, const Limits& limits = {});

/// Reads the value of an ARC-Message-Signature: no "v", and "i" is the instance, 1 to 50.
/// @spec RFC 8617 section 4.1.2
ReadSignature parse_message_signature(std::string_view value, const Limits& limits = {});

/// Where the value of the tag "b" stands in the text of a field (white space around it too): first
/// octet and number of octets; none where there is no "b". The tag "bh" is another.
/// @spec RFC 6376 section 3.5
struct Extent {
  std::size_t offset = 0;
  std::size_t size = 0;
};
std::optional<Extent> signature_extent(std::string_view value);

}  // namespace libauth::dkim
