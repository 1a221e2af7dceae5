// SPDX-License-Identifier: MIT
//
// Where full recursion begins: the addresses of the root's name servers.

#pragma once

#include <string>
#include <vector>

#include "libauth/base/result.h"
#include "libauth/dns/server_address.h"

namespace libauth::dns {

/// The addresses of the root's name servers in a file of hints (RFC 9609), each once. An error,
/// which names the file, where it cannot be read or has no NS record of the root with an address.
base::Result<std::vector<ServerAddress>> read_root_hints(const std::string& path);

/// Some root servers of both families, to be asked whether the network lets questions out at all.
std::vector<ServerAddress> well_known_root_servers();

}  // namespace libauth::dns
