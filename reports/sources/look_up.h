// SPDX-License-Identifier: MIT
//
// Finds out about addresses: their names by the DNS, their networks by MMDB files.

#pragma once

#include <chrono>
#include <cstddef>
#include <span>
#include <vector>

#include "libauth/dns/resolver.h"
#include "libauth/ptr/evaluate.h"
#include "reports/sources/address_facts.h"
#include "reports/sources/mmdb.h"

namespace reports::sources {

struct LookUpLimits {
  /// Addresses whose names are asked for at the same time. Each takes 2 questions, or 11 at most
  /// (libauth::ptr::kMaxNames).
  std::size_t at_once = 256;
  /// For so many addresses together; what is open then was not told by the DNS.
  std::chrono::milliseconds time{20'000};
};

/// What the check of an address's names tells: the first confirmed name, else the first name. A
/// DNS failure leaves the facts incomplete.
AddressFacts facts_of(const libauth::base::IpAddress& address,
                      const libauth::ptr::Evaluation& evaluation, libauth::base::Time now);

/// The facts of each address, in their order. An address that is there again may be asked for
/// again. Of several files the first one that has a value counts. Throws nothing for what the DNS
/// says.
/// @spec   RFC 8601 section 3: a name counts where it leads back to the address
/// @limits `limits`; takes up to limits.time for every limits.at_once addresses
std::vector<AddressFacts> look_up(std::span<const libauth::base::IpAddress> addresses,
                                  libauth::dns::Resolver& resolver, std::span<const Mmdb> files,
                                  libauth::base::Time now, const LookUpLimits& limits = {});

}  // namespace reports::sources
