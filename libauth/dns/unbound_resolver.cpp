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

  /// Makes room for all that can come of so many questions, so that put() needs no memory.
  void expect(std::size_t count) {
    const std::lock_guard lock(mutex_);
    items_.reserve(count);
  }

  void put(std::size_t index, AnswerPtr answer) noexcept {
    const std::lock_guard lock(mutex_);
    items_.push_back({index, std::move(answer)});
    if (items_.size() == 1) came_.notify_one();
  }

  /// What has come; waits for the first of it.
  std::vector<Item> take(Deadline until) {
    std::unique_lock lock(mutex_);
    came_.wait_until(lock, until, [this] { return !items_.empty(); });
    // The room stays.
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

/// Takes the answer to the question that was asked as that one of the call, and gives what follows.
using Give = std::function<std::span<const Question>(std::size_t index, AnswerPtr answer)>;

/// The questions of one call, in the order in which they were asked. Each has one answer.
class Call {
 public:
  Call(UnboundContext& context, SilenceWatch& watch, const Give& give)
      : context_(context), watch_(watch), give_(give) {}

  void ask(std::span<const Question> questions) {
    std::size_t index = is_open_.size();
    add(questions.size());
    inbox_->expect(is_open_.size());
    for (const Question& question : questions) {
      context_.ask(question, [inbox = inbox_, index, watch = &watch_](AnswerPtr answer) {
        if (is_heard(*answer)) watch->heard();
        inbox->put(index, std::move(answer));
      });
      ++index;
    }
  }

  /// Hands over what comes, and asks what follows, until nothing is open, or the deadline or
  /// silence ends it.
  void run(Deadline deadline) {
    SilenceWatch::Waiting waiting(watch_);
    while (open_ > 0) {
      for (auto& [index, answer] : inbox_->take(std::min(deadline, waiting.due()))) {
        ask(give(index, std::move(answer)));
      }
      if (open_ == 0) return;
      if (std::chrono::steady_clock::now() >= deadline) return end("no answer came in time");
      if (const std::string silent = waiting.look(); !silent.empty()) return end(silent);
    }
  }

  /// These and all that is open time out, and so does what follows.
  void end(const std::string& why, std::span<const Question> unasked = {}) {
    const AnswerPtr timeout = failed(Status::timeout, why);
    add(unasked.size());
    for (std::size_t i = 0; i < is_open_.size(); ++i) {
      if (is_open_[i]) add(give(i, timeout).size());
    }
  }

 private:
  /// Whether the answer shows that a server is there. libunbound says SERVFAIL where none is.
  static bool is_heard(const Answer& answer) { return answer.status != Status::servfail; }

  void add(std::size_t questions) {
    is_open_.resize(is_open_.size() + questions, true);
    open_ += questions;
  }

  std::span<const Question> give(std::size_t index, AnswerPtr answer) {
    is_open_[index] = false;
    --open_;
    return give_(index, std::move(answer));
  }

  UnboundContext& context_;
  SilenceWatch& watch_;
  const Give& give_;
  const std::shared_ptr<Inbox> inbox_ = std::make_shared<Inbox>();
  std::vector<bool> is_open_;
  std::size_t open_ = 0;
};

void resolve_by(UnboundContext& context, SilenceWatch& watch, std::span<const Question> first,
                Deadline deadline, const Give& give) {
  Call call(context, watch, give);
  if (const std::string silent = watch.verdict(); !silent.empty()) return call.end(silent, first);
  call.ask(first);
  call.run(deadline);
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
  resolve_by(*context_, *watch_, questions, deadline, [&take](std::size_t index, AnswerPtr answer) {
    take(index, std::move(answer));
    return std::span<const Question>();
  });
}

void UnboundResolver::resolve_all(std::span<const Question> first, Deadline deadline,
                                  const Follow& follow) {
  std::vector<Question> asked(first.begin(), first.end());
  resolve_by(*context_, *watch_, first, deadline, [&](std::size_t index, AnswerPtr answer) {
    const Question question = asked[index];
    const auto more = follow(question, std::move(answer));
    asked.insert(asked.end(), more.begin(), more.end());
    return more;
  });
}

std::string UnboundResolver::explain_silence(std::chrono::milliseconds patience) const {
  std::string known = watch_->verdict();
  return known.empty() ? dns::explain_silence(options_, patience) : known;
}

}  // namespace libauth::dns
