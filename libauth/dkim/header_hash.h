// SPDX-License-Identifier: MIT
//
// The header as signatures see it, RFC 6376 sections 3.4.1, 3.4.2 and 3.7.

#pragma once

#include <span>
#include <string>

#include "libauth/crypto/digest.h"
#include "libauth/dkim/signature.h"
#include "libauth/mail/header.h"

namespace libauth::dkim {

/// Appends the canonical form of the field, without its last CRLF.
void append_canonical(std::string& text, const mail::Field& field, Canonicalization how);

/// Appends the canonical form of a signature's field with an empty value of "b", without its last
/// CRLF, as it is hashed last (RFC 6376 section 3.7). A field without "b" is appended as it is.
void append_unsigned(std::string& text, const mail::Field& field, Canonicalization how);

/// The fields that a signature covers, in the order in which it covers them: for each name of "h"
/// the last one that is not taken yet; a name without such a field adds nothing (RFC 6376 section
/// 5.4.2). Pointers live as long as the header.
/// @param itself  the signature's own field of the header, which "h" cannot name (section 3.5): it
///                was not there when its signer named one more than there are. Null: none
std::vector<const mail::Field*> covered_fields(const mail::Header& header,
                                               std::span<const std::string> signed_fields,
                                               const mail::Field* itself = nullptr);

/// The digest that a DKIM-Signature or ARC-Message-Signature signs: the fields that it covers, and
/// itself.
crypto::Sha256 header_digest(const mail::Header& header, std::span<const std::string> signed_fields,
                             Canonicalization how, const mail::Field& signature);

}  // namespace libauth::dkim
