// SPDX-License-Identifier: MIT
//
// Modifiers of SPF records that receivers ignore, as they were likely meant.

#pragma once

#include <string>
#include <string_view>

namespace libauth::audit {

/// Whether the registry "Modifier Names" of SPF has the name, besides redirect and exp (RFC 6652).
bool is_registered_modifier(std::string_view name);

/// The term that an unknown modifier was likely meant to be: "redirect=example.com" for
/// "redirct=example.com", "include:example.com" for "include=example.com", "-all" for "all=-all".
/// Empty where nothing is near, and for the modifiers that are registered. "+all" is never meant.
/// @param modifier  as written, with the "="
std::string meant_modifier(std::string_view modifier);

}  // namespace libauth::audit
