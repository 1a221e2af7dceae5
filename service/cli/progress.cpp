// SPDX-License-Identifier: MIT

#include "service/cli/progress.h"

#include <algorithm>
#include <ostream>

namespace service::cli {
namespace {

constexpr std::chrono::milliseconds kBetweenLines{200};
constexpr std::size_t kColumns = 79;
constexpr std::size_t kBarWidth = 20;
/// To the first column, and what stands there away (ECMA-48, EL).
constexpr const char* kBegin = "\r\x1b[K";

/// The beginning, at most as many octets as there are columns, without half a character.
std::string cut(std::string text) {
  if (text.size() <= kColumns) return text;
  std::size_t end = kColumns;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  text.resize(end);
  return text;
}

}  // namespace

bool Progress::is_due() {
  return terminal_.progress && std::chrono::steady_clock::now() >= next_;
}

void Progress::show(const std::string& line) {
  if (!terminal_.progress) return;
  terminal_.err << kBegin << cut(shown(line)) << std::flush;
  next_ = std::chrono::steady_clock::now() + kBetweenLines;
  is_shown_ = true;
}

void Progress::clear() {
  if (is_shown_) terminal_.err << kBegin << std::flush;
  is_shown_ = false;
}

std::string bar_text(std::uint64_t done, std::uint64_t all) {
  const double share =
      all == 0 ? 1 : static_cast<double>(std::min(done, all)) / static_cast<double>(all);
  const auto filled = static_cast<std::size_t>(share * static_cast<double>(kBarWidth));
  std::string percent = std::to_string(static_cast<int>(share * 100));
  percent.insert(0, 3 - std::min<std::size_t>(percent.size(), 3), ' ');
  return "[" + std::string(filled, '#') + std::string(kBarWidth - filled, ' ') + "] " + percent +
         " %";
}

}  // namespace service::cli
