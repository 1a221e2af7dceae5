// SPDX-License-Identifier: MIT
//
// The documents that only the command line makes of a database.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/class.hpp>

#include "reports/store/answers.h"
#include "service/cli/report_document.h"

namespace service::cli {

/// reports::store::Reread
inline constexpr std::string_view kRereadSchema = "mailvet.reread/1";
/// reports::store::Removed
inline constexpr std::string_view kRemovedSchema = "mailvet.removed/1";
/// ImportResult
inline constexpr std::string_view kImportSchema = "mailvet.import/1";

/// What an import did.
struct ImportTotals {
  std::uint64_t reports = 0;      ///< that were read: stored, duplicate and revised
  std::uint64_t stored = 0;       ///< new
  std::uint64_t duplicate = 0;    ///< were there already
  std::uint64_t revised = 0;      ///< took the place of an earlier content
  std::uint64_t unread = 0;       ///< payloads that cannot be read, and are kept
  std::uint64_t rejected = 0;     ///< files, mails and documents that cannot be read; with `unread`
  std::uint64_t passed_over = 0;  ///< files, mails and attachments that are no reports
  std::uint64_t imported_before = 0;  ///< files that were not read again
  std::uint64_t truncated = 0;        ///< reports that break off; a whole one takes their place
  std::uint64_t implausible = 0;      ///< reports of a period that begins more than two days after
                                      ///< they were read, or ends before the year 2000

  bool operator==(const ImportTotals&) const = default;
};
BOOST_DESCRIBE_STRUCT(ImportTotals, (),
                      (reports, stored, duplicate, revised, unread, rejected, passed_over,
                       imported_before, truncated, implausible))

/// What was found out about addresses.
struct LookedUp {
  std::uint64_t addresses = 0;   ///< that were asked for
  std::uint64_t unanswered = 0;  ///< of those: the DNS did not tell
  bool is_finished = false;      ///< false: some are left for the next time

  bool operator==(const LookedUp&) const = default;
};
BOOST_DESCRIBE_STRUCT(LookedUp, (), (addresses, unanswered, is_finished))

struct ImportResult {
  ImportTotals totals;
  std::vector<RejectedFile> rejected;
  std::optional<LookedUp> looked_up;  ///< absent where nothing was to be looked up
};
BOOST_DESCRIBE_STRUCT(ImportResult, (), (totals, rejected, looked_up))

}  // namespace service::cli
