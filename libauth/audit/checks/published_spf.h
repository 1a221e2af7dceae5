// SPDX-License-Identifier: MIT
//
// The SPF record for the checks that judge what is in it.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "libauth/audit/check.h"
#include "libauth/spf/record.h"
#include "libauth/spf/tree.h"

namespace libauth::audit {

struct ReadableSpf {
  std::string text;
  spf::Record record;
  dns::Question question;
};

/// The domain's SPF record where there is one that can be read. Otherwise the check is over, and
/// its end is said to the reporter: unknown where the DNS did not tell, not applicable where
/// the check spf-record says what is wrong.
std::optional<ReadableSpf> readable_spf(const Subject& subject, Reporter& reporter);

/// The domain's SPF record with all that it leads to.
struct SpfWithTree {
  ReadableSpf spf;
  spf::Tree tree;
};

/// The same with its tree; none either as long as facts of the tree are missing.
std::optional<SpfWithTree> spf_with_tree(const Subject& subject, Reporter& reporter);

/// The questions behind a term of a record of the tree: for that record, and what the term asks.
std::vector<dns::Question> evidence_for(const spf::TreeRecord& record, const spf::TreeTerm& term);

/// Whether the DNS did not tell what some term of the tree asks for, or nobody looked.
bool has_unknown_term(const spf::Tree& tree);

}  // namespace libauth::audit
