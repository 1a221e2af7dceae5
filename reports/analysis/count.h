// SPDX-License-Identifier: MIT
//
// Counts of messages: sums that do not overflow, the largest of many, and shares.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/class.hpp>
#include <boost/unordered/unordered_flat_map.hpp>

namespace reports::analysis {

/// Adds to a count, which stays at aggregate::kMaxCount where it would be more.
void add(std::uint64_t& count, std::uint64_t messages);

/// How many messages something has.
struct Counted {
  std::string name;
  std::uint64_t messages = 0;

  bool operator==(const Counted&) const = default;
};
BOOST_DESCRIBE_STRUCT(Counted, (), (name, messages))

/// The most frequent of some things.
struct Ranking {
  std::uint64_t count = 0;   ///< how many different ones there are
  std::vector<Counted> top;  ///< by messages, most first, then by name; at most kTop of them

  bool operator==(const Ranking&) const = default;
};
BOOST_DESCRIBE_STRUCT(Ranking, (), (count, top))

/// How many a Ranking shows.
inline constexpr std::size_t kTop = 10;

/// Counts messages by name. The names must outlive it.
class Tally {
 public:
  void add(std::string_view name, std::uint64_t messages);
  /// Nothing where there is no name.
  void add_known(const std::optional<std::string>& name, std::uint64_t messages);
  /// Each of the words between spaces.
  void add_words(std::string_view words, std::uint64_t messages);

  bool contains(std::string_view name) const { return counts_.contains(name); }
  Ranking ranking() const;
  /// All of them, in the order of a Ranking.
  std::vector<Counted> sorted() const;

 private:
  std::vector<Counted> first(std::size_t limit) const;

  boost::unordered_flat_map<std::string_view, std::uint64_t> counts_;
};

/// The share of a count, 0 to 100, rounded to two decimals; but 100 means all. None where there is
/// nothing to have a share of.
std::optional<double> percent(std::uint64_t part, std::uint64_t whole);

/// That rounded down, so that what is below a threshold is not shown as if it reached it.
std::optional<double> percent_rounded_down(std::uint64_t part, std::uint64_t whole);

/// percent() as text, without needless zeros: "98.7". "0" where there is nothing to have a share
/// of.
std::string percent_text(std::uint64_t part, std::uint64_t whole);

/// Whether the part is that many percent of the whole, or more; exact. True for nothing of nothing.
bool is_at_least(std::uint64_t part, std::uint64_t whole, unsigned percents);

}  // namespace reports::analysis
