// SPDX-License-Identifier: MIT
//
// Whether a signature fits a message, RFC 6376 section 6.1.3: of DKIM, and the message signatures
// of ARC.

#pragma once

#include <optional>

#include "libauth/crypto/public_key.h"
#include "libauth/dkim/body_hash.h"
#include "libauth/dkim/result.h"
#include "libauth/dkim/signature.h"
#include "libauth/mail/header.h"

namespace libauth::dkim {

/// Why the signature does not verify; none where it does.
/// @param field  the signature's own, one of the header
/// @param body  the digest that the signature's rule gives
/// @param key  one that key_objection() has nothing against
std::optional<Reason> message_objection(const Signature& signature, const mail::Header& header,
                                        const mail::Field& field, const BodyDigest& body,
                                        const crypto::PublicKey& key, bool accept_partial_body);

}  // namespace libauth::dkim
