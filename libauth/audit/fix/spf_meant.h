// SPDX-License-Identifier: MIT
//
// SPF records with modifiers that receivers ignore, as they were likely meant.

#pragma once

#include <functional>
#include <optional>
#include <string>

#include "libauth/audit/fix/spf_fix.h"
#include "libauth/spf/tree.h"

namespace libauth::audit {

/// An unknown modifier as it is likely meant, see meant_modifier(); empty for other terms. In a
/// record that has its last word, "all" or "redirect", none is meant to be another.
/// @param record  the one that the term stands in
std::string meant_term(const spf::TreeRecord& record, const spf::TreeTerm& term);

/// Whether a modifier of the record is likely meant to be its last word.
bool has_meant_last_word(const spf::TreeRecord& record);

/// The tree's own record with its modifiers as they are likely meant, an "all" at its end. Senders
/// that the record does not let pass may get another result, which is what was meant, but no error.
/// @param tree  that of the fixer
/// @param is_reached  see SpfGoal
std::optional<Fix> with_meant_terms(const spf::Tree& tree, SpfFixer& fixer,
                                    std::function<bool(const spf::Tree&)> is_reached = {});

}  // namespace libauth::audit
