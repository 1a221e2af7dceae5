// SPDX-License-Identifier: MIT
//
// The file with the keys that DNSSEC validation begins with.

#pragma once

#include <string>

#include "libauth/base/result.h"

namespace libauth::dns {

/// The chosen file, or where none is chosen the system's. An error where it cannot be read, holds
/// no DS or DNSKEY record, or where the system has none.
base::Result<std::string> find_trust_anchor(const std::string& chosen);

/// The error for a file whose records cannot be used.
base::ParseError unusable_trust_anchor(const std::string& path);

}  // namespace libauth::dns
