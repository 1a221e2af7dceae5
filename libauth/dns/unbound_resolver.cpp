// SPDX-License-Identifier: MIT

#include "libauth/dns/unbound_resolver.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <condition_variable>
#include <fstream>
#include <mutex>
#include <new>
#include <optional>
#include <sstream>
#include <string_view>
#include <thread>
#include <unordered_set>

#include <sys/eventfd.h>

#include <poll.h>
#include <unbound.h>
#include <unistd.h>

#include "libauth/base/text.h"
#include "libauth/dns/packet.h"
#include "libauth/dns/server_address.h"

namespace libauth::dns {
namespace {

/// Where systems keep the root's trust anchor; Debian's dns-root-data comes first.
constexpr std::array kTrustAnchors = {"/usr/share/dns/root.key", "/var/lib/unbound/root.key",
                                      "/etc/unbound/root.key", "/etc/trusted-key.key"};

base::ParseError bad_option(std::string message) {
  return {0, "resolver", std::move(message)};
}

base::ParseError no_anchor(const std::string& path) {
  return bad_option("The trust anchor file holds no DS or DNSKEY record that can be used: " + path +
                    ".");
}

/// Whether the file has a line with a DS or DNSKEY record. libunbound refuses records that it
/// cannot read, but takes a file without any for "validate nothing".
bool has_anchor(const std::string& path) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line.substr(0, line.find(';')));
    for (std::string word; words >> word;) {
      if (word == "DS" || word == "DNSKEY") return true;
    }
  }
  return false;
}

base::Result<std::string> find_trust_anchor(const std::string& chosen) {
  if (!chosen.empty()) {
    if (!std::ifstream(chosen)) {
      return bad_option("The trust anchor file " + chosen + " cannot be read.");
    }
    if (!has_anchor(chosen)) return no_anchor(chosen);
    return chosen;
  }
  for (const char* path : kTrustAnchors) {
    if (std::ifstream(path)) return std::string(path);
  }
  return bad_option(
      "No DNSSEC trust anchor was found on this system: install the package dns-root-data, or name "
      "a file.");
}

/// One call of resolve(): its answers, filled by libunbound's callbacks.
struct Batch {
  explicit Batch(std::span<const Question> asked)
      : questions(asked.begin(), asked.end()), answers(asked.size()), open(asked.size()) {}

  void put(std::size_t index, AnswerPtr answer) {
    const std::lock_guard lock(mutex);
    answers[index] = std::move(answer);
    if (--open == 0) done.notify_all();
  }

  const std::vector<Question> questions;
  std::mutex mutex;
  std::condition_variable done;
  std::vector<AnswerPtr> answers;
  std::size_t open;
};

Answer answer_of(const Question& question, const ub_result& result) {
  Answer answer;
  if (result.bogus != 0) {
    answer.status = Status::bogus;
    answer.security = Security::bogus;
    answer.detail = result.why_bogus != nullptr ? result.why_bogus : "DNSSEC validation failed";
    return answer;
  }
  if (result.answer_packet == nullptr) {
    answer.status = Status::servfail;
    answer.detail = "no name server gave a usable answer";
    return answer;
  }
  answer = read_packet(question, {static_cast<const std::uint8_t*>(result.answer_packet),
                                  static_cast<std::size_t>(result.answer_len)});
  return answer;
}

}  // namespace

/// The libunbound context, and the thread that takes its results.
class UnboundResolver::Context {
 public:
  explicit Context(bool validates) : validates_(validates), ub_(ub_ctx_create()) {}
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  ~Context() {
    if (dispatcher_.joinable()) {
      stopping_ = true;
      eventfd_write(wake_, 1);
      dispatcher_.join();
    }
    if (ub_ != nullptr) ub_ctx_delete(ub_);
    if (wake_ >= 0) close(wake_);
    for (Ticket* ticket : tickets_) delete ticket;
  }

  ub_ctx* ub() const { return ub_; }

  base::Result<void> start() {
    wake_ = eventfd(0, EFD_CLOEXEC);
    if (ub_ == nullptr || wake_ < 0) return bad_option("libunbound has no memory to start with.");
    dispatcher_ = std::thread([this] { dispatch(); });
    return {};
  }

  void ask(const std::shared_ptr<Batch>& batch, std::size_t index) {
    auto* ticket = new Ticket{*this, batch, index};
    {
      const std::lock_guard lock(mutex_);
      tickets_.insert(ticket);
    }
    const Question& question = ticket->question();
    const std::string name =
        question.name.is_root() ? question.name.text() : question.name.text() + ".";
    const int error = ub_resolve_async(ub_, name.c_str(), static_cast<int>(question.type), 1,
                                       ticket, &Context::called_back, nullptr);
    if (error != 0) finish(ticket, failed(Status::servfail, ub_strerror(error)));
  }

 private:
  /// What a callback is given. It keeps the batch alive, because libunbound may call back long
  /// after resolve() stopped waiting.
  struct Ticket {
    Context& context;
    std::shared_ptr<Batch> batch;
    std::size_t index = 0;

    const Question& question() const { return batch->questions[index]; }
  };

  /// Called from C: nothing may be thrown, not even for want of memory.
  static void called_back(void* data, int error, ub_result* result) noexcept {
    auto* ticket = static_cast<Ticket*>(data);
    AnswerPtr answer;
    try {
      if (error == 0 && result != nullptr) {
        answer = ticket->context.read(ticket->question(), *result);
      }
    } catch (const std::bad_alloc&) {
      // Told as a failure below.
    }
    ub_resolve_free(result);
    if (answer == nullptr) answer = no_answer();
    ticket->context.finish(ticket, std::move(answer));
  }

  /// Made once, so that it is there when memory is not.
  static const AnswerPtr& no_answer() {
    static const AnswerPtr answer = failed(Status::servfail, "the question could not be resolved");
    return answer;
  }

  AnswerPtr read(const Question& question, const ub_result& result) const {
    Answer answer = answer_of(question, result);
    if (validates_ && answer.is_known()) {
      answer.security = result.secure != 0 ? Security::secure : Security::insecure;
    }
    return std::make_shared<const Answer>(std::move(answer));
  }

  void finish(Ticket* ticket, AnswerPtr answer) {
    {
      const std::lock_guard lock(mutex_);
      tickets_.erase(ticket);
    }
    const std::unique_ptr<Ticket> owner(ticket);
    owner->batch->put(owner->index, std::move(answer));
  }

  void dispatch() {
    constexpr short kBroken = POLLERR | POLLHUP | POLLNVAL;
    std::array<pollfd, 2> fds = {pollfd{ub_fd(ub_), POLLIN, 0}, pollfd{wake_, POLLIN, 0}};
    while (!stopping_) {
      if (poll(fds.data(), fds.size(), -1) <= 0) continue;
      if ((fds[0].revents & POLLIN) != 0) {
        ub_process(ub_);
      } else if ((fds[0].revents & kBroken) != 0) {
        return;
      }
    }
  }

  const bool validates_;
  ub_ctx* ub_;
  int wake_ = -1;
  std::atomic<bool> stopping_ = false;
  std::thread dispatcher_;
  std::mutex mutex_;
  std::unordered_set<Ticket*> tickets_;
};

namespace {

base::Result<void> set_forwarders(ub_ctx* ub, const UnboundOptions& options) {
  for (const std::string& forwarder : options.forwarders) {
    if (!parse_server_address(forwarder)) {
      return bad_option("\"" + base::printable(forwarder) +
                        "\" is no resolver address: write ADDRESS or ADDRESS@PORT.");
    }
    ub_ctx_set_fwd(ub, forwarder.c_str());
  }
  if (options.system_resolvers && ub_ctx_resolvconf(ub, kResolvConf) != 0) {
    return bad_option(std::string("The system's resolvers cannot be read from ") + kResolvConf +
                      ".");
  }
  return {};
}

/// Gives the file that is used.
base::Result<std::string> set_trust_anchor(ub_ctx* ub, const std::string& chosen) {
  const auto file = find_trust_anchor(chosen);
  if (!file) return file.error();
  if (ub_ctx_add_ta_file(ub, file->c_str()) != 0) {
    return bad_option("The trust anchor file " + *file + " cannot be used.");
  }
  return *file;
}

void set_defaults(ub_ctx* ub) {
  // Resolve on a thread; otherwise libunbound forks a process that outlives us by seconds.
  ub_ctx_async(ub, 1);
  // A library writes nothing; what went wrong is in the answers.
  ub_ctx_debugout(ub, nullptr);
  // libunbound answers the reverse zones of private and documentation addresses itself otherwise.
  ub_ctx_set_option(ub, "unblock-lan-zones:", "yes");
  // A name server that was down is asked again soon, not after 15 minutes.
  ub_ctx_set_option(ub, "infra-host-ttl:", "30");
  ub_ctx_set_option(ub, "infra-keep-probing:", "yes");
  // Loopback servers are real servers to us.
  ub_ctx_set_option(ub, "do-not-query-localhost:", "no");
}

}  // namespace

UnboundResolver::UnboundResolver(std::unique_ptr<Context> context) : context_(std::move(context)) {}

UnboundResolver::~UnboundResolver() = default;

base::Result<std::unique_ptr<UnboundResolver>> UnboundResolver::create(
    const UnboundOptions& options) {
  const bool validates = options.is_recursive() || options.validate_forwarded;
  auto context = std::make_unique<Context>(validates);
  if (context->ub() == nullptr) return bad_option("libunbound has no memory to start with.");
  set_defaults(context->ub());
  if (const auto set = set_forwarders(context->ub(), options); !set) return set.error();
  std::string trust_anchor;
  if (validates) {
    const auto file = set_trust_anchor(context->ub(), options.trust_anchor);
    if (!file) return file.error();
    trust_anchor = *file;
  }
  // Zones that libunbound answers itself. The first removal makes the context final, so it comes
  // after all other settings, and tells whether they can be used.
  for (const char* zone : {"test.", "invalid."}) {
    if (ub_ctx_zone_remove(context->ub(), zone) == 0) continue;
    return validates ? no_anchor(trust_anchor)
                     : bad_option("libunbound cannot be started with these settings.");
  }
  if (const auto started = context->start(); !started) return started.error();
  return std::unique_ptr<UnboundResolver>(new UnboundResolver(std::move(context)));
}

std::vector<AnswerPtr> UnboundResolver::resolve(std::span<const Question> questions,
                                                Deadline deadline) {
  const auto batch = std::make_shared<Batch>(questions);
  for (std::size_t i = 0; i < questions.size(); ++i) context_->ask(batch, i);
  std::unique_lock lock(batch->mutex);
  batch->done.wait_until(lock, deadline, [&batch] { return batch->open == 0; });
  std::vector<AnswerPtr> answers = batch->answers;
  lock.unlock();
  for (AnswerPtr& answer : answers) {
    if (answer == nullptr) answer = failed(Status::timeout, "no answer came in time");
  }
  return answers;
}

}  // namespace libauth::dns
