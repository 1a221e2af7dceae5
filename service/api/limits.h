// SPDX-License-Identifier: MIT
//
// What the API allows, and why.

#pragma once

#include <chrono>
#include <cstddef>

namespace service::api {

/// Audits at once. Each holds a thread for the DNS to answer, up to 20 s, and has about 120
/// questions under way; what is over gets 503, so that reports can still be read and stored.
inline constexpr std::size_t kMaxAudits = 64;
/// Seconds that a client is told to wait when there are that many.
inline constexpr int kRetryAfterSeconds = 5;

/// DKIM selectors that one audit may name. Each is a question; nobody publishes so many.
inline constexpr std::size_t kMaxSelectors = 50;
/// Blocklists that one audit may name. Each is asked about every address of the mail servers.
inline constexpr std::size_t kMaxBlocklists = 50;

/// How long to look for the reason when the DNS said nothing at all.
inline constexpr std::chrono::milliseconds kSilencePatience{2000};

/// Reports on a page of the list.
inline constexpr std::size_t kDefaultPage = 100;
inline constexpr std::size_t kMaxPage = 1000;

}  // namespace service::api
