// SPDX-License-Identifier: MIT
//
// Why a step of an SPF evaluation came out as it did, in plain words.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "libauth/spf/evaluate.h"
#include "service/api/spf_check.h"

namespace service::cli {

/// Sentences that say what was asked, what the DNS said, and why the term matches or does not. For
/// the step of a record: what the domain publishes. Empty where the line of the term says it all.
std::string why(const libauth::spf::Step& step, const api::SenderCheck& check);

/// The texts of the records that a step "v=spf1" found: one, or several, which is an error.
std::vector<std::string> record_texts(const libauth::spf::Step& step,
                                      const api::SenderCheck& check);

/// Whether the step is the look at a record, and not a term.
bool is_record_step(const libauth::spf::Step& step);

/// Whether the term names a network: such terms come in long rows, and ask nothing.
bool names_network(const libauth::spf::Step& step);

/// What a term that matches gives: its qualifier; pass for what is no directive.
libauth::spf::Result qualifier_of(const libauth::spf::Step& step);

/// What the sign in front of a term that matches means, RFC 7208 section 4.6.2: a sentence.
std::string_view sign_words(libauth::spf::Result qualifier);

}  // namespace service::cli
