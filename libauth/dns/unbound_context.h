// SPDX-License-Identifier: MIT
//
// libunbound, set up as the options say, and the thread that takes its results.

#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <unordered_set>

#include "libauth/base/result.h"
#include "libauth/dns/answer.h"
#include "libauth/dns/question.h"
#include "libauth/dns/reachability.h"
#include "libauth/dns/unbound_options.h"

// libunbound stays in this room; its types are named here for the files of the room.
struct ub_ctx;
struct ub_result;

namespace libauth::dns {

class UnboundContext {
 public:
  /// Takes an answer, never null, on a thread of the context. Throws nothing.
  using Done = std::function<void(AnswerPtr)>;

  /// An error where an address of a forwarder cannot be read, or a file cannot.
  static base::Result<std::unique_ptr<UnboundContext>> create(const UnboundOptions& options);
  UnboundContext(const UnboundContext&) = delete;
  UnboundContext& operator=(const UnboundContext&) = delete;
  /// What is open then is dropped: `done` is not called any more.
  ~UnboundContext();

  /// Asks, and calls `done` once, maybe long after anybody waits for it.
  /// @threads safe
  void ask(const Question& question, Done done);

 private:
  struct Ticket;

  explicit UnboundContext(const UnboundOptions& options);
  base::Result<void> configure(const UnboundOptions& options);
  base::Result<void> start();
  static void called_back(void* data, int error, ub_result* result) noexcept;
  AnswerPtr read(const Question& question, const ub_result& result);
  bool is_lame(std::span<const std::uint8_t> packet);
  bool are_resolvers();
  void finish(Ticket* ticket, AnswerPtr answer);
  void dispatch();

  const FirstServers servers_;
  const bool validates_;
  const AnswerPtr no_answer_;  ///< made beforehand, so that it is there when memory is not
  ub_ctx* ub_;
  int wake_ = -1;
  std::atomic<bool> stopping_ = false;
  std::thread dispatcher_;
  std::optional<bool> are_resolvers_;  ///< asked at the first doubt; of the dispatcher's thread
  std::mutex mutex_;
  std::unordered_set<Ticket*> tickets_;
};

}  // namespace libauth::dns
