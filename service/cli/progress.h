// SPDX-License-Identifier: MIT
//
// One line on a terminal that tells how far something is.

#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "service/cli/terminal.h"

namespace service::cli {

/// Writes the line over again, some times a second; nothing at all where Terminal::progress does
/// not hold. The destructor takes it away.
class Progress {
 public:
  explicit Progress(Terminal& terminal) : terminal_(terminal) {}
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress() { clear(); }

  /// Whether the next line is shown: what it is made of need not be worked out for others.
  bool is_due();
  /// Shows it, as far as it fits on a line of 80 columns.
  void show(const std::string& line);
  void clear();

 private:
  Terminal& terminal_;
  std::chrono::steady_clock::time_point next_{};
  bool is_shown_ = false;
};

/// "[#####     ]  50 %"; all of it where there is nothing to do.
std::string bar_text(std::uint64_t done, std::uint64_t all);

}  // namespace service::cli
