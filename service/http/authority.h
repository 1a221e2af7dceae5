// SPDX-License-Identifier: MIT
//
// Whom a request is meant for, and whose page has made it: what keeps the pages that a browser
// shows from using a server that only its own machine can reach.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "libauth/base/result.h"

namespace service::http {

/// The host of an authority "host:port", in the one form in which hosts are compared: a name in
/// lower case without a dot at its end, an address without brackets. The port is left out; empty
/// where the text is no authority (RFC 9110 section 4.2.1: "user@host" is none).
std::string host_of(std::string_view authority);

/// Reads a host name or an address that the user gives, in the form of host_of(). Without a port.
libauth::base::Result<std::string> read_host_name(std::string_view text);

/// The names by which a server is called.
///
/// A page of a stranger's can lead a name of its own to 127.0.0.1 ("DNS rebinding"), so that a
/// browser takes the server for the page's own. Its requests have that name in Host, by which they
/// are known.
struct HostNames {
  bool is_checked = false;           ///< false: every name will do
  std::vector<std::string> names{};  ///< in the form of host_of(), besides those of this machine

  /// Whether the server is called so: localhost and names below it (RFC 6761 section 6.3),
  /// addresses that lead to the same machine, and `names`; with any port.
  bool has(std::string_view authority) const;
};

/// Whether the method may change something: all but the safe ones, RFC 9110 section 9.2.1.
bool may_change(std::string_view method);

/// Whether the field Origin names the authority of the field Host. "null", as pages without an
/// origin send it, names none; a port that is left out is that of the scheme.
/// @spec RFC 6454 sections 5 and 7
bool is_origin_of(std::string_view origin, std::string_view authority);

}  // namespace service::http
