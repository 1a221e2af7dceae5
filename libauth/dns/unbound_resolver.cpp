// SPDX-License-Identifier: MIT

#include "libauth/dns/unbound_resolver.h"

#include <algorithm>
#include <condition_variable>
#include <iterator>
#include <mutex>
#include <utility>

#include "libauth/dns/reachability.h"
#include "libauth/dns/silence_watch.h"
#include "libauth/dns/unbound_context.h"

namespace libauth::dns {
namespace {

/// The answers of one call that have come and are not handed over yet. Callbacks keep it alive,
/// because they may come long after the call has ended.
class Inbox {
 public:
  struct Item {
    std::size_t index;
    AnswerPtr answer;
  };

  /// Has room for all that can come, so that put() needs no memory.
  explicit Inbox(std::size_t count) { items_.reserve(count); }

  void put(std::size_t index, AnswerPtr answer) noexcept {
    const std::lock_guard lock(mutex_);
    items_.push_back({index, std::move(answer)});
    if (items_.size() == 1) came_.notify_one();
  }

  /// What has come; waits for the first of it.
  std::vector<Item> take(Deadline until) {
    std::unique_lock lock(mutex_);
    came_.wait_until(lock, until, [this] { return !items_.empty(); });
    std::vector<Item> items(std::make_move_iterator(items_.begin()),
                            std::make_move_iterator(items_.end()));
    items_.clear();
    return items;
  }

 private:
  std::mutex mutex_;
  std::condition_variable came_;
  std::vector<Item> items_;
};

/// Hands over the answers of one call, each question's once.
class Handover {
 public:
  Handover(std::size_t count, const Resolver::Take& take)
      : take_(take), is_open_(count, true), open_(count) {}

  bool is_done() const { return open_ == 0; }

  void give(std::size_t index, AnswerPtr answer) {
    is_open_[index] = false;
    --open_;
    take_(index, std::move(answer));
  }

  /// All that is open times out.
  void end(const std::string& why) {
    const AnswerPtr timeout = failed(Status::timeout, why);
    for (std::size_t i = 0; i < is_open_.size(); ++i) {
      if (is_open_[i]) give(i, timeout);
    }
  }

 private:
  const Resolver::Take& take_;
  std::vector<bool> is_open_;
  std::size_t open_;
};

/// Whether the answer shows that a server is there. libunbound says SERVFAIL where none is.
bool is_heard(const Answer& answer) {
  return answer.status != Status::servfail;
}

}  // namespace

UnboundResolver::UnboundResolver(UnboundOptions options, std::unique_ptr<SilenceWatch> watch,
                                 std::unique_ptr<UnboundContext> context)
    : options_(std::move(options)), watch_(std::move(watch)), context_(std::move(context)) {}

UnboundResolver::~UnboundResolver() = default;

base::Result<std::unique_ptr<UnboundResolver>> UnboundResolver::create(
    const UnboundOptions& options) {
  auto context = UnboundContext::create(options);
  if (!context) return context.error();
  auto watch = std::make_unique<SilenceWatch>(first_servers(options), options.silence);
  return std::unique_ptr<UnboundResolver>(
      new UnboundResolver(options, std::move(watch), std::move(*context)));
}

std::vector<AnswerPtr> UnboundResolver::resolve(std::span<const Question> questions,
                                                Deadline deadline) {
  std::vector<AnswerPtr> answers(questions.size());
  resolve_each(questions, deadline, [&answers](std::size_t index, AnswerPtr answer) {
    answers[index] = std::move(answer);
  });
  return answers;
}

void UnboundResolver::resolve_each(std::span<const Question> questions, Deadline deadline,
                                   const Take& take) {
  Handover handover(questions.size(), take);
  if (const std::string silent = watch_->verdict(); !silent.empty()) return handover.end(silent);

  const auto inbox = std::make_shared<Inbox>(questions.size());
  for (std::size_t i = 0; i < questions.size(); ++i) {
    context_->ask(questions[i], [inbox, i, watch = watch_.get()](AnswerPtr answer) {
      if (is_heard(*answer)) watch->heard();
      inbox->put(i, std::move(answer));
    });
  }
  SilenceWatch::Waiting waiting(*watch_);
  while (!handover.is_done()) {
    for (auto& [index, answer] : inbox->take(std::min(deadline, waiting.due()))) {
      handover.give(index, std::move(answer));
    }
    if (handover.is_done()) return;
    if (std::chrono::steady_clock::now() >= deadline) {
      return handover.end("no answer came in time");
    }
    if (const std::string silent = waiting.look(); !silent.empty()) return handover.end(silent);
  }
}

std::string UnboundResolver::explain_silence(std::chrono::milliseconds patience) const {
  std::string known = watch_->verdict();
  return known.empty() ? dns::explain_silence(options_, patience) : known;
}

}  // namespace libauth::dns
