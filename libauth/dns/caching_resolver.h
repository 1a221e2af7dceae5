// SPDX-License-Identifier: MIT
//
// A cache of answers in front of a resolver, for many threads.

#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "libauth/dns/resolver.h"

namespace libauth::dns {

/// How long answers are kept, and how much room they have.
struct CacheOptions {
  /// Answers with a shorter TTL, and negative ones, are kept that long all the same. A ceiling that
  /// is lower counts above it.
  std::chrono::seconds ttl_floor{1};
  /// Answers with a longer TTL are asked for again after that; RFC 8767 section 4 has a week as the
  /// most that makes sense.
  std::chrono::seconds ttl_ceiling{std::chrono::hours(24)};
  /// The same for no_data and no_such_name, which are kept by the SOA minimum; RFC 2308 section 5
  /// has one to three hours.
  std::chrono::seconds negative_ceiling{std::chrono::hours(3)};
  /// For servfail, refused, timeout, bogus and malformed. RFC 9520 section 3.2: one second to five
  /// minutes.
  std::chrono::seconds failure_ttl{5};
  /// Octets of all answers together, with what evaluators keep beside them.
  std::size_t memory = std::size_t{64} << 20;
  /// What time it is. Tests turn it.
  std::function<std::chrono::steady_clock::time_point()> clock = &coarse_now;

  /// The steady clock, read to some milliseconds, which is several times as fast.
  static std::chrono::steady_clock::time_point coarse_now();
};

/// What the cache did so far.
struct CacheCounts {
  std::uint64_t hits = 0;     ///< answered from memory
  std::uint64_t misses = 0;   ///< asked of the resolver behind
  std::uint64_t joined = 0;   ///< waited for a question that was on its way already
  std::uint64_t evicted = 0;  ///< answers dropped for want of room
  std::size_t answers = 0;    ///< in memory now
  std::size_t octets = 0;     ///< that they take
};

/// Keeps what `beyond` answers for as long as it may be kept. A question that several threads ask
/// at once goes out once, except by resolve_all(). The TTL in an answer stays as it was when the
/// answer came.
class CachingResolver final : public Resolver {
 public:
  /// `beyond` outlives the cache.
  explicit CachingResolver(Resolver& beyond, const CacheOptions& options = {});
  ~CachingResolver() override;

  std::vector<AnswerPtr> resolve(std::span<const Question> questions, Deadline deadline) override;
  void resolve_each(std::span<const Question> questions, Deadline deadline,
                    const Take& take) override;
  /// Does not wait for what other calls have on the way, because they may be held up by other names
  /// than those that count here: it asks that once more.
  void resolve_all(std::span<const Question> first, Deadline deadline,
                   const Follow& follow) override;
  AnswerPtr peek(const Question& question) override;

  /// @threads safe
  CacheCounts counts() const;

 private:
  class Shard;
  class Lead;
  struct Flight;

  Shard& shard_of(std::size_t hash) const;
  AnswerPtr wait_for(Flight& flight, const Question& question, Deadline deadline);
  std::chrono::seconds time_to_keep(const Answer& answer, Deadline deadline) const;

  Resolver& beyond_;
  const CacheOptions options_;
  const AnswerPtr given_up_;  ///< made early, so that it is there when memory is not
  std::vector<std::unique_ptr<Shard>> shards_;
};

}  // namespace libauth::dns
