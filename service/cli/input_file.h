// SPDX-License-Identifier: MIT
//
// A file that the user names.

#pragma once

#include <cstddef>
#include <iosfwd>
#include <string>

#include "libauth/base/result.h"

namespace service::cli {

/// The rule of the error where the file could not be opened at all.
inline constexpr std::string_view kOpenRule = "open";

/// The octets of the file of that very name, or of `in` where the name is "-". The message of an
/// error is a sentence: it cannot be opened, is a directory, cannot be read, or is larger than
/// `limit` octets.
libauth::base::Result<std::string> read_input(const std::string& name, std::istream& in,
                                              std::size_t limit);

}  // namespace service::cli
