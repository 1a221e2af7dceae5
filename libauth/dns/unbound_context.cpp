// SPDX-License-Identifier: MIT

#include "libauth/dns/unbound_context.h"

#include <algorithm>
#include <array>
#include <new>
#include <span>
#include <utility>

#include <sys/eventfd.h>

#include <poll.h>
#include <unbound.h>
#include <unistd.h>

#include "libauth/base/text.h"
#include "libauth/dns/empty_answer.h"
#include "libauth/dns/packet.h"
#include "libauth/dns/reachability.h"
#include "libauth/dns/root_hints.h"
#include "libauth/dns/trust_anchor.h"

namespace libauth::dns {
namespace {

base::ParseError bad_option(std::string message) {
  return {0, "resolver", std::move(message)};
}

/// Settings of libunbound that are the same for all options; unbound.conf(5) tells them.
constexpr std::array<std::pair<const char*, const char*>, 6> kSettings = {{
    // As a library it has 16 sockets for all questions, so that those of one audit would wait for
    // each other, and 16 to dead servers would hold up all others; and 2 for TCP.
    {"outgoing-range:", "512"},
    {"outgoing-num-tcp:", "32"},
    // It answers the reverse zones of private and documentation addresses itself otherwise.
    {"unblock-lan-zones:", "yes"},
    // A name server that was down is asked again soon, not after 15 minutes.
    {"infra-host-ttl:", "30"},
    {"infra-keep-probing:", "yes"},
    // Loopback servers are real servers to us.
    {"do-not-query-localhost:", "no"},
}};

/// Zones that libunbound answers itself.
constexpr std::array kOwnZones = {"test.", "invalid."};

/// libunbound keeps its log in global variables, so that contexts are made and ended one at a time.
std::mutex& log_mutex() {
  static std::mutex mutex;
  return mutex;
}

ub_ctx* create_ub() {
  const std::lock_guard lock(log_mutex());
  return ub_ctx_create();
}

void delete_ub(ub_ctx* ub) {
  const std::lock_guard lock(log_mutex());
  ub_ctx_delete(ub);
}

void set_defaults(ub_ctx* ub) {
  // Resolve on a thread; otherwise libunbound forks a process that outlives us by seconds.
  ub_ctx_async(ub, 1);
  // A library writes nothing; what went wrong is in the answers.
  ub_ctx_debugout(ub, nullptr);
  for (const auto& [name, value] : kSettings) ub_ctx_set_option(ub, name, value);
}

base::Result<void> set_forwarders(ub_ctx* ub, const UnboundOptions& options) {
  for (const std::string& forwarder : options.forwarders) {
    if (!parse_server_address(forwarder)) {
      return bad_option("\"" + base::printable(forwarder) +
                        "\" is no resolver address: write ADDRESS or ADDRESS@PORT.");
    }
    ub_ctx_set_fwd(ub, forwarder.c_str());
  }
  if (options.system_resolvers && ub_ctx_resolvconf(ub, options.resolv_conf.c_str()) != 0) {
    return bad_option("The system's resolvers cannot be read from " + options.resolv_conf + ".");
  }
  return {};
}

base::Result<void> set_root_hints(ub_ctx* ub, const UnboundOptions& options) {
  if (!options.is_recursive() || options.root_hints.empty()) return {};
  const auto hints = read_root_hints(options.root_hints);
  if (!hints) return hints.error();
  ub_ctx_set_option(ub, "root-hints:", options.root_hints.c_str());
  return {};
}

/// A host without IPv6 would find out anew for every name server that it cannot be reached.
void set_families(ub_ctx* ub, const FirstServers& first, bool has_hints) {
  const bool wants_ipv6 = std::ranges::any_of(first.addresses, [&](const ServerAddress& server) {
    // Of the well-known root servers any will do.
    return server.address.is_v6() && (!first.are_roots || has_hints);
  });
  if (!wants_ipv6 && !has_ipv6_route()) ub_ctx_set_option(ub, "do-ip6:", "no");
}

/// Gives the file that is used.
base::Result<std::string> set_trust_anchor(ub_ctx* ub, const std::string& chosen) {
  auto file = find_trust_anchor(chosen);
  if (!file) return file.error();
  if (ub_ctx_add_ta_file(ub, file->c_str()) != 0) {
    return bad_option("The trust anchor file " + *file + " cannot be used.");
  }
  return file;
}

/// What is said where libunbound only tells that it has no answer.
std::string no_answer_text(const FirstServers& first) {
  if (first.are_roots) return "no name server of the domain gave a usable answer";
  std::string servers;
  for (const ServerAddress& server : first.addresses) {
    servers += (servers.empty() ? "" : ", ") + server.text();
  }
  return "no usable answer came from " + servers + ": it failed, was refused, or nobody was there";
}

constexpr const char* kLame =
    "the server gave neither records nor the SOA record of the zone: it may not have the zone";

/// How long the forwarders are asked once whether they are resolvers at all.
constexpr std::chrono::milliseconds kProbePatience{500};

}  // namespace

/// What a callback is given.
struct UnboundContext::Ticket {
  UnboundContext& context;
  Question question;
  Done done;
};

UnboundContext::UnboundContext(const UnboundOptions& options)
    : servers_(first_servers(options)),
      validates_(options.is_recursive() || options.validate_forwarded),
      no_answer_(failed(Status::servfail, no_answer_text(servers_))),
      ub_(create_ub()) {}

UnboundContext::~UnboundContext() {
  if (dispatcher_.joinable()) {
    stopping_ = true;
    eventfd_write(wake_, 1);
    dispatcher_.join();
  }
  if (ub_ != nullptr) delete_ub(ub_);
  if (wake_ >= 0) close(wake_);
  for (Ticket* ticket : tickets_) delete ticket;
}

base::Result<std::unique_ptr<UnboundContext>> UnboundContext::create(
    const UnboundOptions& options) {
  std::unique_ptr<UnboundContext> context(new UnboundContext(options));
  if (const auto set = context->configure(options); !set) return set.error();
  if (const auto started = context->start(); !started) return started.error();
  return context;
}

base::Result<void> UnboundContext::configure(const UnboundOptions& options) {
  if (ub_ == nullptr) return bad_option("libunbound has no memory to start with.");
  set_defaults(ub_);
  if (const auto set = set_forwarders(ub_, options); !set) return set.error();
  if (const auto set = set_root_hints(ub_, options); !set) return set.error();
  set_families(ub_, servers_, !options.root_hints.empty());
  std::string trust_anchor;
  if (validates_) {
    const auto file = set_trust_anchor(ub_, options.trust_anchor);
    if (!file) return file.error();
    trust_anchor = *file;
  }
  // The first removal makes the context final, so it comes after all other settings, and tells
  // whether they can be used.
  for (const char* zone : kOwnZones) {
    if (ub_ctx_zone_remove(ub_, zone) == 0) continue;
    return validates_ ? unusable_trust_anchor(trust_anchor)
                      : bad_option("libunbound cannot be started with these settings.");
  }
  return {};
}

base::Result<void> UnboundContext::start() {
  wake_ = eventfd(0, EFD_CLOEXEC);
  if (wake_ < 0) return bad_option("There are no file descriptors left to start libunbound with.");
  dispatcher_ = std::thread([this] { dispatch(); });
  return {};
}

void UnboundContext::ask(const Question& question, Done done) {
  auto* ticket = new Ticket{*this, question, std::move(done)};
  {
    const std::lock_guard lock(mutex_);
    tickets_.insert(ticket);
  }
  const std::string name =
      question.name.is_root() ? question.name.text() : question.name.text() + ".";
  const int error = ub_resolve_async(ub_, name.c_str(), static_cast<int>(question.type), 1, ticket,
                                     &UnboundContext::called_back, nullptr);
  if (error != 0) finish(ticket, failed(Status::servfail, ub_strerror(error)));
}

/// Called from C: nothing may be thrown, not even for want of memory.
void UnboundContext::called_back(void* data, int error, ub_result* result) noexcept {
  auto* ticket = static_cast<Ticket*>(data);
  AnswerPtr answer;
  try {
    if (error == 0 && result != nullptr) answer = ticket->context.read(ticket->question, *result);
  } catch (const std::bad_alloc&) {
    // Told as a failure below.
  }
  ub_resolve_free(result);
  if (answer == nullptr) answer = ticket->context.no_answer_;
  ticket->context.finish(ticket, std::move(answer));
}

/// Null where there is no answer.
AnswerPtr UnboundContext::read(const Question& question, const ub_result& result) {
  if (result.bogus != 0) {
    return failed(Status::bogus,
                  result.why_bogus != nullptr ? result.why_bogus : "DNSSEC validation failed");
  }
  // libunbound answers so itself, whatever the servers said.
  constexpr int kServfail = 2;
  if (result.answer_packet == nullptr || result.rcode == kServfail) return nullptr;
  const std::span packet(static_cast<const std::uint8_t*>(result.answer_packet),
                         static_cast<std::size_t>(result.answer_len));
  Answer answer = read_packet(question, packet);
  if (answer.status == Status::no_data && is_lame(packet)) {
    return failed(Status::servfail, kLame);
  }
  if (validates_ && answer.is_known()) {
    answer.security = result.secure != 0 ? Security::secure : Security::insecure;
  }
  return std::make_shared<const Answer>(std::move(answer));
}

/// Whether the message, which says that there are no records, comes from a server that has not got
/// the zone. One that has puts its SOA record in (RFC 2308 section 3). libunbound takes useless
/// referrals out of what it gives us, so that nothing but the missing SOA may be left of them.
bool UnboundContext::is_lame(std::span<const std::uint8_t> packet) {
  switch (read_empty_answer(packet)) {
    case EmptyAnswer::no_data:
      return false;
    case EmptyAnswer::referral:
      return true;
    case EmptyAnswer::unclear:
      break;
  }
  // Many resolvers leave the SOA out when they answer from their cache.
  return servers_.are_roots || !are_resolvers();
}

/// Whether none of the forwarders says that it asks no others.
bool UnboundContext::are_resolvers() {
  if (!are_resolvers_) {
    Probe probe(servers_, kProbePatience);
    while (!probe.poll(std::chrono::milliseconds(20))) {
    }
    are_resolvers_ = !probe.found_one_without_recursion();
  }
  return *are_resolvers_;
}

void UnboundContext::finish(Ticket* ticket, AnswerPtr answer) {
  {
    const std::lock_guard lock(mutex_);
    tickets_.erase(ticket);
  }
  const std::unique_ptr<Ticket> owner(ticket);
  owner->done(std::move(answer));
}

void UnboundContext::dispatch() {
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

}  // namespace libauth::dns
