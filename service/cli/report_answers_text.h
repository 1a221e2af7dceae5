// SPDX-License-Identifier: MIT
//
// The answers of stored reports as text for people: the answer in the first line, then the numbers,
// and what to do at the end.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "reports/analysis/fixes.h"
#include "reports/analysis/impact.h"
#include "reports/analysis/receivers.h"
#include "reports/analysis/sources.h"
#include "reports/analysis/summary.h"
#include "reports/store/answers.h"
#include "service/api/analysis_documents.h"
#include "service/cli/terminal.h"

namespace service::cli {

void print_text(const reports::analysis::Summary& summary, Terminal& terminal);
void print_text(const reports::analysis::Sources& sources, Terminal& terminal);
void print_text(const reports::analysis::Impact& impact, Terminal& terminal);
void print_text(const reports::analysis::Receivers& receivers, Terminal& terminal);
void print_text(const reports::analysis::Fixes& fixes, Terminal& terminal);
void print_text(const api::TlsDocument& tls, Terminal& terminal);
void print_text(const api::Timeline& timeline, Terminal& terminal);

/// "2026-05-01 to 2026-05-08", with the times of day where they are not midnight.
std::string text_of(const reports::store::Period& period);

/// "98.7 %"; "-" where there is nothing to have a share of.
std::string share_text(std::uint64_t part, std::uint64_t whole);

/// The names of a ranking with their messages: "a (12), b (3) and 4 more".
std::string text_of(const reports::analysis::Ranking& ranking);

/// A line where the policy of today is not the one in the DNS.
void print_source(reports::analysis::PolicySource source, Terminal& terminal);

Colour colour_of(reports::sources::Class mail_class);

/// Sources that a table shows, those with most messages; the rest is counted. JSON has all of them.
inline constexpr std::size_t kShownSources = 30;

}  // namespace service::cli
