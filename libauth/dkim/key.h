// SPDX-License-Identifier: MIT
//
// The key that verifies a signature, RFC 6376 sections 3.6.2 and 6.1.2.

#pragma once

#include <optional>
#include <string>

#include "libauth/crypto/public_key.h"
#include "libauth/dkim/record.h"
#include "libauth/dkim/result.h"
#include "libauth/dkim/signature.h"
#include "libauth/dns/facts.h"

namespace libauth::dkim {

/// What the DNS publishes for a selector. Records that are no keys, as wildcards bring them, are
/// passed over; of several keys none counts.
struct PublishedKey {
  Reason reason = Reason::no_key;   ///< verified: there is just one key, and it can be decoded;
                                    ///< else why not
  std::string detail;               ///< one sentence for people; empty with verified
  std::optional<KeyRecord> record;  ///< where there is just one
  std::optional<crypto::PublicKey> key;  ///< where it can be decoded

  std::size_t octets() const;
};

/// The question for a key: "s._domainkey.d TXT"; an error where that name is longer than 255
/// octets.
base::Result<dns::Question> key_question(const dns::Name& selector, const dns::Name& domain);

/// What the answer publishes. Worked out once for each answer, and kept beside it (dns::Memo), so
/// that a key is decoded once as long as the answer is in a cache. Valid as long as the answer.
const PublishedKey& published_key(const dns::Answer& answer);

/// Why the key must not verify the signature, RFC 6376 section 6.1.2 and RFC 8301; none where it
/// may.
/// @param identity_domain  of "i"; the signing domain itself for an ARC seal, which has none
std::optional<Reason> key_objection(const PublishedKey& key, Algorithm algorithm,
                                    const dns::Name& domain, const dns::Name& identity_domain,
                                    const Limits& limits);

}  // namespace libauth::dkim
