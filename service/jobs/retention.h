// SPDX-License-Identifier: MIT
//
// Removes old reports while the server runs.

#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "libauth/base/result.h"
#include "libauth/base/time.h"
#include "reports/store/store.h"

namespace service::jobs {

/// How long is kept what the store has; absent: for ever.
struct KeepDays {
  std::optional<std::chrono::days> aggregate{};
  std::optional<std::chrono::days> tls{};
  std::optional<std::chrono::days> failure{};
  std::optional<std::chrono::days> unread{};

  bool operator==(const KeepDays&) const = default;
};

/// From this time on it is looked for what is old.
inline constexpr std::chrono::hours kRetentionPause{1};

/// The longest time: a hundred years.
inline constexpr unsigned kMostKeepDays = 36'525;

/// Reads "aggregate=400", "tls=90", "failure=30" or "unread=365" into `keep`: 1 to kMostKeepDays.
/// The message of an error is a sentence.
libauth::base::Result<void> read_keep_days(std::string_view text, KeepDays& keep);

/// What is to be removed now.
reports::store::Retention retention_at(const KeepDays& keep, libauth::base::Time now);

/// "removed 3 aggregate, 0 TLS and 1 failure reports and 0 unread payloads by age"; empty where
/// nothing was.
std::string to_text(const reports::store::Removed& removed);

}  // namespace service::jobs
