// SPDX-License-Identifier: MIT
//
// Goes through the files of `mailvet report`, and reads what is in them.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "reports/intake/folder.h"
#include "reports/intake/read.h"
#include "service/cli/report_printer.h"

namespace service::cli {

/// Reads files, one upload after the other, and gives a printer what is in them. Memory does not
/// grow with their number.
class ReportFiles {
 public:
  ReportFiles(Terminal& terminal, ReportPrinter& printer, const reports::intake::Limits& limits)
      : terminal_(terminal), printer_(printer), limits_(limits) {}

  /// Reads a file, an mbox file, a Maildir or a folder of that very name, or standard input where
  /// the name is "-". A file in which nothing is a report is rejected; in a folder and in an mbox
  /// file with reports, what is something else is only counted.
  /// @return whether to go on: the output takes more
  bool read(const std::string& name);

  const FoundTotals& totals() const { return totals_; }
  std::uint64_t passed_over() const { return passed_over_; }
  std::uint64_t rejected() const { return rejected_; }
  /// Null where none was.
  const RejectedFile* first_rejected() const {
    return first_rejected_ ? &*first_rejected_ : nullptr;
  }
  /// Whether one of the files could be opened.
  bool has_opened() const { return has_opened_; }

 private:
  bool take(reports::intake::Payload&& payload);
  void take_pending(bool has_next);
  void take_reading(const std::string& file, const std::string& mail,
                    reports::intake::Reading&& reading);
  void reject(RejectedFile&& file);

  Terminal& terminal_;
  ReportPrinter& printer_;
  const reports::intake::Limits limits_;
  FoundTotals totals_;
  std::uint64_t passed_over_ = 0;
  std::uint64_t rejected_ = 0;
  std::optional<RejectedFile> first_rejected_;
  bool has_opened_ = false;
  std::optional<std::string> why_passed_over_;  // the first in the file that is being read
  // A mail is called by its number where its file has others, so that each waits for the next.
  std::optional<reports::intake::Payload> pending_;
  std::uint64_t number_ = 0;  // of pending_ in its file
};

}  // namespace service::cli
