// SPDX-License-Identifier: MIT
//
// Reads Authentication-Results fields, RFC 8601 section 2.2.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "libauth/authres/record.h"
#include "libauth/base/result.h"

namespace libauth::authres {

/// Octets of a value that is read; a longer one is an error.
inline constexpr std::size_t kMaxValueOctets = 64 * 1024;
/// Octets of an authserv-id; a longer one is an error. It is usually a domain name (RFC 8601
/// section 2.5), and no such has more than 255.
inline constexpr std::size_t kMaxIdOctets = 1000;
/// Results of one field, and properties of one result; more are an error.
inline constexpr std::size_t kMaxResults = 100;
inline constexpr std::size_t kMaxProperties = 50;
/// Comments within comments; deeper ones are an error.
inline constexpr std::size_t kMaxCommentDepth = 50;

/// Reads the value of the field, folded with CRLF or LF, or not; it may end with a line end.
/// Comments are passed over. Methods, results and ptypes that no registry knows are read like
/// others, and all of them are given in lower case; of a field of another version only authserv-id
/// and version are read.
///
/// More is taken than the grammar has, where it can mean one thing only, because it is out there: a
/// value without quotes, white space, ";", parentheses and backslash ("header.b=ab/c+"), "_" in
/// keywords, a reason among the properties, a ";" at the end. No more than that: an authserv-id
/// that is missing or is no value, "action=none" without a ptype, a value that is missing, NUL and
/// other controls, and line ends that are no folds are errors.
///
/// A local-part in quotes keeps them: of `"a b"@example.com` they are part of the value, of
/// `"a b@example.com"` they are not.
/// @abnf authres-payload = [CFWS] authserv-id [CFWS authres-version]
///                         (no-result / 1*resinfo) [CFWS] CRLF
base::Result<AuthenticationResults> parse(std::string_view value);

/// The authserv-id at the beginning of the value. What comes behind it and the version is not read,
/// but is searched for controls and for line ends that are no folds, which are errors: readers
/// would differ in where the field ends.
base::Result<std::string> parse_authserv_id(std::string_view value);

}  // namespace libauth::authres
