// SPDX-License-Identifier: MIT
//
// What is said of a DMARC policy, by all commands alike.

#pragma once

#include <string>

#include "libauth/dmarc/evaluate.h"

namespace service::cli {

/// "reject (p, the policy for the domain itself)": the word, and the tag of the record that it
/// stands in; "none, as ..." where no tag says so; "not known" where no policy applies.
std::string policy_words(const libauth::dmarc::Evaluation& evaluation);

}  // namespace service::cli
