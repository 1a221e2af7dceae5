// SPDX-License-Identifier: MIT

#include "libauth/dns/caching_resolver.h"

#include <algorithm>
#include <condition_variable>
#include <ctime>
#include <iterator>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <utility>

#include <boost/multi_index/hashed_index.hpp>
#include <boost/multi_index/member.hpp>
#include <boost/multi_index/sequenced_index.hpp>
#include <boost/multi_index_container.hpp>

namespace libauth::dns {
namespace {

using TimePoint = std::chrono::steady_clock::time_point;

/// Parts of the cache that are locked apart; a power of two.
constexpr std::size_t kShards = 64;

/// What an entry takes besides its answer: nodes of the index and of the order, the question.
constexpr std::size_t kEntryOverhead = 160;

}  // namespace

TimePoint CacheOptions::coarse_now() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
  return TimePoint(std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec));
}

/// A question on its way.
struct CachingResolver::Flight {
  std::mutex mutex;
  std::condition_variable landed;
  AnswerPtr answer;  ///< null until it has landed
};

/// A part of the cache: entries in the order of their last use, and the flights.
class CachingResolver::Shard {
 public:
  explicit Shard(std::size_t room) : room_(room) {}

  /// @param hash  of the question
  AnswerPtr find(const Question& question, std::size_t hash, TimePoint now) {
    const std::lock_guard lock(mutex_);
    return find_locked(question, hash, now);
  }

  enum class Others { join, pass };

  /// What there is for a question: an answer, or a flight, which the caller leads where it is new.
  /// Flights of others are given to be joined, or passed by.
  struct Found {
    AnswerPtr answer;
    std::shared_ptr<Flight> flight;
    bool is_leader = false;
  };
  Found find_or_fly(const Question& question, std::size_t hash, TimePoint now, Others others) {
    const std::lock_guard lock(mutex_);
    if (AnswerPtr answer = find_locked(question, hash, now))
      return {std::move(answer), nullptr, false};
    auto& flight = flights_[question];
    const bool is_leader = flight == nullptr;
    const bool is_joined = !is_leader && others == Others::join;
    ++(is_joined ? joined_ : misses_);
    if (is_leader) flight = std::make_shared<Flight>();
    return {nullptr, is_leader || is_joined ? flight : nullptr, is_leader};
  }

  /// Keeps the answer until then.
  void put(const Question& question, const AnswerPtr& answer, TimePoint expires) {
    const std::lock_guard lock(mutex_);
    keep({question, answer, expires});
  }

  /// Ends the flight, and keeps the answer until then where there is a time.
  void land(const Question& question, const AnswerPtr& answer, std::optional<TimePoint> expires) {
    const std::lock_guard lock(mutex_);
    flights_.erase(question);
    if (expires) keep({question, answer, *expires});
  }

  void add_to(CacheCounts& counts) const {
    const std::lock_guard lock(mutex_);
    counts.hits += hits_;
    counts.misses += misses_;
    counts.joined += joined_;
    counts.evicted += evicted_;
    counts.answers += entries_.size();
    counts.octets += octets_;
  }

 private:
  struct Entry {
    Question question;
    AnswerPtr answer;
    TimePoint expires;
    mutable std::size_t octets = 0;  ///< counted so far
    mutable std::size_t memo = 0;    ///< of them, for the answer's memo, which may grow
    mutable std::uint64_t used = 0;  ///< kept_ at its last use
  };
  struct ByUse {};
  using Entries = boost::multi_index_container<
      Entry,
      boost::multi_index::indexed_by<
          boost::multi_index::hashed_unique<
              boost::multi_index::member<Entry, Question, &Entry::question>, std::hash<Question>>,
          boost::multi_index::sequenced<boost::multi_index::tag<ByUse>>>>;

  AnswerPtr find_locked(const Question& question, std::size_t hash, TimePoint now) {
    const auto known_hash = [hash](const Question& /*question*/) { return hash; };
    const auto found = entries_.find(question, known_hash, std::equal_to<>{});
    if (found == entries_.end()) return nullptr;
    if (found->expires <= now) {
      octets_ -= found->octets;
      entries_.erase(found);
      return nullptr;
    }
    ++hits_;
    mark_used(found);
    AnswerPtr answer = found->answer;
    if (answer->memo.octets() != found->memo) {
      count(*found);
      make_room();
    }
    return answer;
  }

  /// Moves the entry to the end of the order. Once is enough until the next answer is kept: only
  /// then is there anything to drop, and each move costs the neighbours in the order.
  void mark_used(Entries::iterator entry) {
    if (entry->used == kept_) return;
    entry->used = kept_;
    auto& order = entries_.get<ByUse>();
    order.relocate(order.end(), entries_.project<ByUse>(entry));
  }

  void keep(Entry entry) {
    entry.used = ++kept_;
    if (const auto old = entries_.find(entry.question); old != entries_.end()) {
      octets_ -= old->octets;
      entries_.erase(old);
    }
    const auto added = entries_.insert(std::move(entry)).first;
    count(*added);
    make_room();
  }

  void count(const Entry& entry) {
    const Answer& answer = *entry.answer;
    // Read before the sum, so that what is added meanwhile is seen at the next use.
    entry.memo = answer.memo.octets();
    const std::size_t octets = kEntryOverhead + entry.question.name.text().size() + answer.octets();
    octets_ += octets - entry.octets;
    entry.octets = octets;
  }

  /// Drops what was not used for longest.
  void make_room() {
    auto& order = entries_.get<ByUse>();
    while (octets_ > room_ && !order.empty()) {
      octets_ -= order.front().octets;
      order.pop_front();
      ++evicted_;
    }
  }

  const std::size_t room_;
  mutable std::mutex mutex_;
  Entries entries_;
  std::unordered_map<Question, std::shared_ptr<Flight>> flights_;
  std::size_t octets_ = 0;
  std::uint64_t kept_ = 0;  ///< answers that were kept so far
  std::uint64_t hits_ = 0;
  std::uint64_t misses_ = 0;
  std::uint64_t joined_ = 0;
  std::uint64_t evicted_ = 0;
};

/// The flights of one call. Whoever waits for them gets an answer in any case, also where the
/// resolver throws.
class CachingResolver::Lead {
 public:
  Lead(CachingResolver& cache, Deadline deadline) : cache_(cache), deadline_(deadline) {}
  Lead(const Lead&) = delete;
  Lead& operator=(const Lead&) = delete;
  ~Lead() {
    // Others who wait, and have time left, ask again.
    for (const auto& [question, flight] : flights_) {
      shard_of(question).land(question, cache_.given_up_, std::nullopt);
      tell(*flight, cache_.given_up_);
    }
  }

  void add(const Question& question, std::shared_ptr<Flight> flight) {
    flights_.emplace(question, std::move(flight));
  }

  /// Keeps the answer as long as its kind allows, and ends the flight where the call leads one.
  void take(const Question& question, const AnswerPtr& answer) {
    const auto time = cache_.time_to_keep(*answer, deadline_);
    std::optional<TimePoint> expires;
    if (time.count() > 0) expires = cache_.options_.clock() + time;
    const auto found = flights_.find(question);
    if (found == flights_.end()) {
      if (expires) shard_of(question).put(question, answer, *expires);
      return;
    }
    const std::shared_ptr<Flight> flight = std::move(found->second);
    flights_.erase(found);
    shard_of(question).land(question, answer, expires);
    tell(*flight, answer);
  }

 private:
  Shard& shard_of(const Question& question) {
    return cache_.shard_of(std::hash<Question>{}(question));
  }

  static void tell(Flight& flight, const AnswerPtr& answer) {
    const std::lock_guard lock(flight.mutex);
    flight.answer = answer;
    flight.landed.notify_all();
  }

  CachingResolver& cache_;
  const Deadline deadline_;
  std::unordered_map<Question, std::shared_ptr<Flight>> flights_;
};

CachingResolver::CachingResolver(Resolver& beyond, const CacheOptions& options)
    : beyond_(beyond),
      options_(options),
      given_up_(failed(Status::timeout, "the question was given up")) {
  for (std::size_t i = 0; i < kShards; ++i) {
    shards_.push_back(std::make_unique<Shard>(options.memory / kShards));
  }
}

CachingResolver::~CachingResolver() = default;

CachingResolver::Shard& CachingResolver::shard_of(std::size_t hash) const {
  // The low bits choose the bucket inside the shard.
  return *shards_[(hash >> 20) % kShards];
}

AnswerPtr CachingResolver::peek(const Question& question) {
  const std::size_t hash = std::hash<Question>{}(question);
  return shard_of(hash).find(question, hash, options_.clock());
}

std::vector<AnswerPtr> CachingResolver::resolve(std::span<const Question> questions,
                                                Deadline deadline) {
  std::vector<AnswerPtr> answers(questions.size());
  resolve_each(questions, deadline,
               [&](std::size_t i, AnswerPtr answer) { answers[i] = std::move(answer); });
  return answers;
}

void CachingResolver::resolve_each(std::span<const Question> questions, Deadline deadline,
                                   const Take& take) {
  const TimePoint now = options_.clock();
  Lead lead(*this, deadline);
  std::vector<Question> led;
  std::vector<std::size_t> indexes;  // of those that it leads
  std::vector<std::pair<std::size_t, std::shared_ptr<Flight>>> joined;
  for (std::size_t i = 0; i < questions.size(); ++i) {
    const std::size_t hash = std::hash<Question>{}(questions[i]);
    auto found = shard_of(hash).find_or_fly(questions[i], hash, now, Shard::Others::join);
    if (found.answer != nullptr) {
      take(i, std::move(found.answer));
    } else if (found.is_leader) {
      lead.add(questions[i], std::move(found.flight));
      led.push_back(questions[i]);
      indexes.push_back(i);
    } else {
      joined.emplace_back(i, std::move(found.flight));
    }
  }
  const auto take_led = [&](std::size_t i, AnswerPtr answer) {
    lead.take(led[i], answer);
    take(indexes[i], std::move(answer));
  };
  if (!led.empty()) beyond_.resolve_each(led, deadline, take_led);
  for (const auto& [i, flight] : joined) take(i, wait_for(*flight, questions[i], deadline));
}

void CachingResolver::resolve_all(std::span<const Question> first, Deadline deadline,
                                  const Follow& follow) {
  Lead lead(*this, deadline);
  std::vector<Question> unknown;
  // Leaves in `unknown` what is to be asked, after all that follows from what is known.
  const auto sift = [&](std::span<const Question> questions) -> std::span<const Question> {
    std::vector<Question> open(questions.begin(), questions.end());
    unknown.clear();
    for (std::size_t i = 0; i < open.size(); ++i) {
      const Question question = open[i];
      const std::size_t hash = std::hash<Question>{}(question);
      auto found =
          shard_of(hash).find_or_fly(question, hash, options_.clock(), Shard::Others::pass);
      if (found.answer != nullptr) {
        const auto more = follow(question, std::move(found.answer));
        open.insert(open.end(), more.begin(), more.end());
        continue;
      }
      if (found.is_leader) lead.add(question, std::move(found.flight));
      unknown.push_back(question);
    }
    return unknown;
  };
  if (sift(first).empty()) return;
  beyond_.resolve_all(unknown, deadline, [&](const Question& question, AnswerPtr answer) {
    lead.take(question, answer);
    return sift(follow(question, std::move(answer)));
  });
}

/// The answer of a flight that another call leads. Where that one had less patience, the question
/// is asked once more.
AnswerPtr CachingResolver::wait_for(Flight& flight, const Question& question, Deadline deadline) {
  std::unique_lock lock(flight.mutex);
  flight.landed.wait_until(lock, deadline, [&flight] { return flight.answer != nullptr; });
  const AnswerPtr answer = flight.answer;
  lock.unlock();
  if (answer == nullptr) return failed(Status::timeout, "no answer came in time");
  const bool is_final = answer->status != Status::timeout;
  if (is_final || std::chrono::steady_clock::now() >= deadline) return answer;
  return resolve({&question, 1}, deadline).front();
}

/// Zero: not at all.
std::chrono::seconds CachingResolver::time_to_keep(const Answer& answer, Deadline deadline) const {
  switch (answer.status) {
    case Status::answered:
      return std::min(std::max(answer.ttl, options_.ttl_floor), options_.ttl_ceiling);
    case Status::no_data:
    case Status::no_such_name:
      return std::min(std::max(answer.ttl, options_.ttl_floor), options_.negative_ceiling);
    case Status::timeout:
      // That the caller had no patience says nothing about the DNS.
      if (std::chrono::steady_clock::now() >= deadline) return std::chrono::seconds(0);
      return options_.failure_ttl;
    case Status::servfail:
    case Status::refused:
    case Status::bogus:
    case Status::malformed:
      return options_.failure_ttl;
    case Status::not_asked:
      break;
  }
  return std::chrono::seconds(0);
}

CacheCounts CachingResolver::counts() const {
  CacheCounts counts;
  for (const auto& shard : shards_) shard->add_to(counts);
  return counts;
}

}  // namespace libauth::dns
