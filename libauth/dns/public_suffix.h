// SPDX-License-Identifier: MIT
//
// Public suffixes: under which names domains are registered (https://publicsuffix.org/).

#pragma once

#include <optional>

#include "libauth/dns/name.h"

namespace libauth::dns {

/// The longest public suffix that the name is or stands below: "co.uk" for "www.example.co.uk".
/// Suffixes of providers count too ("github.io"), since anybody can register there as well. A
/// top-level domain that the list does not know is one. The root for the root.
/// @threads safe; the list is that of the system (Debian: publicsuffix), read once
Name public_suffix(const Name& name);

/// Whether the public suffix is one of a provider ("github.io"), which gives the names below it to
/// its customers, and none of a registry.
/// @threads safe
bool is_private_suffix(const Name& suffix);

/// The name one label below the public suffix, which is what somebody registers: "example.co.uk"
/// for "www.example.co.uk". None for a public suffix itself and for the root.
/// @threads safe
std::optional<Name> registrable_domain(const Name& name);

}  // namespace libauth::dns
