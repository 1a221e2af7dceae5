// SPDX-License-Identifier: MIT

#include "reports/analysis/count.h"

#include <algorithm>
#include <limits>

#include "libauth/base/text.h"
#include "reports/aggregate/report.h"

namespace reports::analysis {
namespace {

constexpr std::uint64_t kAll = 10000;

/// A share in hundredths of a percent, and what is left of it, in parts of the whole.
struct Hundredths {
  std::uint64_t number = 0;
  bool is_half_left = false;  ///< half a hundredth or more
};

/// Only all is 100 %.
Hundredths hundredths(std::uint64_t part, std::uint64_t whole) {
  if (part >= whole) return {kAll};
  while (whole > std::numeric_limits<std::uint64_t>::max() / kAll) {
    whole >>= 1;
    part >>= 1;
  }
  const std::uint64_t left = part * kAll % whole;
  return {std::min(part * kAll / whole, kAll - 1), left >= whole - left};
}

std::uint64_t rounded(std::uint64_t part, std::uint64_t whole) {
  const auto [number, is_half_left] = hundredths(part, whole);
  return is_half_left && number + 1 < kAll ? number + 1 : number;
}

}  // namespace

void add(std::uint64_t& count, std::uint64_t messages) {
  const std::uint64_t room = aggregate::kMaxCount - std::min(count, aggregate::kMaxCount);
  count += std::min(messages, room);
}

void Tally::add(std::string_view name, std::uint64_t messages) {
  analysis::add(counts_[name], messages);
}

void Tally::add_known(const std::optional<std::string>& name, std::uint64_t messages) {
  if (name) add(*name, messages);
}

void Tally::add_words(std::string_view words, std::uint64_t messages) {
  if (words.empty()) return;
  for (const std::string_view word : libauth::base::split(words, ' ')) add(word, messages);
}

std::vector<Counted> Tally::sorted() const {
  return first(counts_.size());
}

std::vector<Counted> Tally::first(std::size_t limit) const {
  using Row = std::pair<std::string_view, std::uint64_t>;
  std::vector<Row> rows(counts_.begin(), counts_.end());
  limit = std::min(limit, rows.size());
  std::partial_sort(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(limit), rows.end(),
                    [](const Row& a, const Row& b) {
                      return a.second != b.second ? a.second > b.second : a.first < b.first;
                    });
  std::vector<Counted> counted;
  counted.reserve(limit);
  for (std::size_t i = 0; i < limit; ++i) {
    counted.push_back({std::string(rows[i].first), rows[i].second});
  }
  return counted;
}

Ranking Tally::ranking() const {
  return {counts_.size(), first(kTop)};
}

std::optional<double> percent(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return std::nullopt;
  return static_cast<double>(rounded(part, whole)) / 100;
}

std::optional<double> percent_rounded_down(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return std::nullopt;
  return static_cast<double>(hundredths(part, whole).number) / 100;
}

std::string percent_text(std::uint64_t part, std::uint64_t whole) {
  const std::uint64_t share = whole == 0 ? 0 : rounded(part, whole);
  std::string text = std::to_string(share / 100);
  const std::uint64_t rest = share % 100;
  if (rest == 0) return text;
  text += rest % 10 == 0 ? "." + std::to_string(rest / 10)
                         : (rest < 10 ? ".0" : ".") + std::to_string(rest);
  return text;
}

bool is_at_least(std::uint64_t part, std::uint64_t whole, unsigned percents) {
  // whole * percents / 100, rounded up, in pieces that do not overflow.
  const std::uint64_t rest = whole % 100 * percents;
  return part >= whole / 100 * percents + (rest + 99) / 100;
}

}  // namespace reports::analysis
