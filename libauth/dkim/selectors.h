// SPDX-License-Identifier: MIT
//
// DKIM selectors that are worth a look where nobody says which ones a domain has.

#pragma once

#include <span>
#include <string_view>

namespace libauth::dkim {

/// Selectors that mail systems and providers give their customers. The DNS has no way to list a
/// domain's selectors, so that none of these being there says nothing about others.
std::span<const std::string_view> well_known_selectors();

/// A selector that no domain has: where it has a key, the zone answers for every selector.
inline constexpr std::string_view kImprobableSelector = "mailvet-wildcard-test-7c1e";

}  // namespace libauth::dkim
