// SPDX-License-Identifier: MIT
//
// What the commands below mailvet dkim read: names and keys. Errors are sentences that name the
// value at fault.

#pragma once

#include <iosfwd>
#include <string>
#include <string_view>

#include "libauth/base/result.h"
#include "libauth/crypto/private_key.h"
#include "libauth/dns/name.h"

namespace service::cli {

/// An error that is that sentence.
libauth::base::ParseError sentence(std::string message);

/// The text as one printable line, in quotes.
std::string in_quotes(std::string_view text);

/// An error from below, behind the name of the file that it is about.
libauth::base::ParseError about(const std::string& file, const libauth::base::ParseError& why);

/// @param what  what the text should be: "domain", "selector"
libauth::base::Result<libauth::dns::Name> read_name(const std::string& text,
                                                    const std::string& what);

/// The private key in a PEM file; - is `in`.
libauth::base::Result<libauth::crypto::PrivateKey> read_key(const std::string& file,
                                                            std::istream& in);

}  // namespace service::cli
