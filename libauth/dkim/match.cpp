// SPDX-License-Identifier: MIT

#include "libauth/dkim/match.h"

#include <algorithm>

#include "libauth/dkim/header_hash.h"

namespace libauth::dkim {

std::optional<Reason> message_objection(const Signature& signature, const mail::Header& header,
                                        const mail::Field& field, const BodyDigest& body,
                                        const crypto::PublicKey& key, bool accept_partial_body) {
  // RFC 6376 section 3.5: "l" must not be more than the body has.
  if (signature.length && *signature.length > body.body_octets) return Reason::body_too_short;
  // Section 6.1.3 steps 1 and 2.
  if (!std::equal(signature.body_hash.begin(), signature.body_hash.end(), body.digest.begin(),
                  body.digest.end())) {
    return Reason::body_mismatch;
  }
  // Steps 3 and 4.
  const crypto::Sha256 digest =
      header_digest(header, signature.signed_fields, signature.header_canonicalization, field);
  if (!key.verify(digest, signature.signature)) return Reason::signature_mismatch;
  // Section 8.2: the octets behind "l" are anybody's.
  if (body.hashed_octets < body.body_octets && !accept_partial_body) return Reason::partial_body;
  return std::nullopt;
}

}  // namespace libauth::dkim
