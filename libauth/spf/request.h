// SPDX-License-Identifier: MIT
//
// What an SPF check is about.

#pragma once

#include <string>

#include "libauth/base/ip_address.h"
#include "libauth/base/time.h"

namespace libauth::spf {

/// One SMTP client and what it says.
struct Request {
  base::IpAddress ip;     ///< the client; IPv4-mapped IPv6 counts as IPv4 (RFC 7208 section 5)
  std::string helo;       ///< the argument of HELO or EHLO
  std::string mail_from;  ///< the reverse-path without "<" and ">"; empty: postmaster at `helo`
  std::string receiver;   ///< our own host name, for the macro "r"; empty: "unknown"
  base::Time now{};       ///< for the macro "t"
};

}  // namespace libauth::spf
