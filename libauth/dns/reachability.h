// SPDX-License-Identifier: MIT
//
// Tells a silent resolver, or a closed network, from a domain whose servers are down.

#pragma once

#include <chrono>
#include <string>

#include "libauth/dns/unbound_resolver.h"

namespace libauth::dns {

/// Why no question can be answered with these options: one sentence that says what to do, or empty
/// where at least one resolver (or one root server) answers. Asks them directly, one after another,
/// and waits at most `patience` in all.
std::string explain_silence(const UnboundOptions& options, std::chrono::milliseconds patience);

}  // namespace libauth::dns
