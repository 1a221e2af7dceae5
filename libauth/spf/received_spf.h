// SPDX-License-Identifier: MIT
//
// The Received-SPF header field, RFC 7208 section 9.1: what a check found, for whoever reads the
// message later.

#pragma once

#include <string>

#include <boost/describe/enum.hpp>

#include "libauth/mail/fold.h"
#include "libauth/spf/evaluate.h"
#include "libauth/spf/request.h"

namespace libauth::spf {

/// Which name of the client was checked, RFC 7208 section 2.
enum class Identity {
  mailfrom,  ///< the reverse-path, or postmaster at the HELO name where it is null
  helo,      ///< the HELO name
};

BOOST_DESCRIBE_ENUM(Identity, mailfrom, helo)

/// The whole field without its last line end: "Received-SPF: pass (mx.example.net: domain of ...)".
///
/// It is folded into lines of at most 78 octets where there are spaces to fold at, and never over
/// 998 (RFC 5322 section 2.1.1): each "line end, space" stands where the unfolded field has a
/// space.
///
/// All but our own words comes from outside. What stands in the field is printable ASCII, quoted
/// where it has to be. A value with any other octet (CR, LF, NUL, a tab, a control, 8 bits), or of
/// more than 320 octets (RFC 5321 section 4.5.3.1: no path and no name is longer), is left out with
/// its key; only of "problem", which is for people, such octets are escaped and the end is cut.
///
/// @param identity  what the evaluation was about; evaluate() checks Identity::mailfrom
/// @spec RFC 7208 section 9.1, with erratum 5436
/// @abnf header-field = "Received-SPF:" [CFWS] result [FWS comment] [FWS key-value-list] [FWS] CRLF
std::string received_spf(const Evaluation& evaluation, const Request& request, Identity identity,
                         mail::LineEnd line_end = mail::LineEnd::crlf);

}  // namespace libauth::spf
