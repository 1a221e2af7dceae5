// SPDX-License-Identifier: MIT
//
// Reads DKIM key records, RFC 6376 section 3.6.1.

#pragma once

#include <string_view>

#include "libauth/base/result.h"
#include "libauth/dkim/record.h"

namespace libauth::dkim {

/// Whether the text is meant as a key record: it begins with "v=DKIM" in any case, or with no
/// version and has a "p" tag. Other TXT records at a key's name, as wildcards bring them, are
/// passed over.
bool is_key_record(std::string_view text);

/// Reads a key record: a wrong version, a missing or broken "p", a duplicate tag or a broken tag
/// list makes it unusable. The key itself is not decoded; see read_key().
/// @param text octets, the strings of a TXT record joined
base::Result<KeyRecord> parse_key_record(std::string_view text);

/// What the key of the record is like; an error where it is revoked, of an unknown type (RFC 8463
/// adds ed25519 to rsa) or no such key.
base::Result<crypto::KeyFacts> read_key(const KeyRecord& record);

}  // namespace libauth::dkim
