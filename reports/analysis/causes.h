// SPDX-License-Identifier: MIT
//
// Why the owner's mail fails: a table of causes.

#pragma once

#include <span>
#include <string_view>

namespace reports::analysis {

/// In the order in which they are told: what takes no work first, then DKIM, which survives being
/// forwarded, then SPF.
enum class CauseKind {
  mended_since,
  intermittent,
  dkim_strict,
  dkim_key_missing,
  dkim_key_revoked,
  dkim_key_broken,
  dkim_fails,
  dkim_unaligned,
  no_dkim,
  dkim_unknown,
  spf_strict,
  spf_missing,
  spf_permerror,
  spf_not_authorised,
  spf_unaligned,
  spf_not_reported,
  spf_unknown,
  not_examined,
};

struct CauseInfo {
  CauseKind kind{};
  std::string_view id;       ///< stable, kebab-case
  std::string_view meaning;  ///< a sentence
  std::string_view spec;     ///< where the rule stands; empty where none does
};

/// All causes, in the order of CauseKind.
std::span<const CauseInfo> causes();
const CauseInfo& info_of(CauseKind kind);

}  // namespace reports::analysis
