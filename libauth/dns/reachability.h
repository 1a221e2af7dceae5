// SPDX-License-Identifier: MIT
//
// Tells a silent resolver, or a closed network, from a domain whose servers are down.

#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "libauth/dns/server_address.h"
#include "libauth/dns/unbound_options.h"

namespace libauth::dns {

/// The servers that every question goes to first.
struct FirstServers {
  std::vector<ServerAddress> addresses;
  bool are_roots = false;  ///< full recursion begins there
};

/// The resolvers of the options, or with full recursion the root's servers: those of the file of
/// hints, or some of the well-known ones. What cannot be read is left out.
FirstServers first_servers(const UnboundOptions& options);

/// Asks servers directly for the root's name servers, all at once over UDP, to learn whether they
/// answer at all.
class Probe {
 public:
  /// What is known of a server.
  enum class State {
    waiting,   ///< not known yet
    answered,  ///< it sent a DNS message; of a root server it holds the root's name servers
    refused,   ///< it sent a refusal
    dead,      ///< it is not there, or says nothing that can be used
    unknown,   ///< this host could not ask it, for a reason of its own
  };

  /// Sends the first questions. `patience` is how long the servers are waited for in all; within it
  /// each is asked three times, since a datagram may get lost.
  Probe(const FirstServers& servers, std::chrono::milliseconds patience);
  Probe(const Probe&) = delete;
  Probe& operator=(const Probe&) = delete;
  ~Probe();

  /// Reads what has come, waiting at most so long for something to come, and asks again where that
  /// is due. Gives whether the probe is over: every server answered or is dead, or the patience is
  /// over.
  bool poll(std::chrono::milliseconds wait);

  /// Whether a server answered, or may answer.
  bool found_one(bool refusal_is_answer) const;

  /// Whether a server answered that asks no others (the RA bit, RFC 1035 section 4.1.1).
  bool found_one_without_recursion() const;

  /// One sentence that says of every server why it is of no use, and what to do.
  std::string sentence() const;

 private:
  struct Target {
    ServerAddress server;
    State state = State::waiting;
    std::string reason{};  ///< why it is dead
    bool recurses = true;  ///< unless it said that it does not
    int fd = -1;
    std::uint16_t id = 0;
  };

  using Clock = std::chrono::steady_clock;

  void open(Target& target);
  void send(Target& target) const;
  void receive(Target& target) const;
  void ask_again(Clock::time_point now);
  bool is_over(Clock::time_point now) const;

  const bool are_roots_;
  const Clock::time_point start_;
  const std::chrono::milliseconds patience_;
  int sent_ = 0;  ///< how often each was asked
  std::vector<Target> targets_;
};

/// Why no question can be answered with these options: one sentence that says what to do, or empty
/// where at least one resolver (or one root server) is of use. One that refuses even to tell the
/// root's name servers is of none. Asks them directly and waits at most `patience` in all.
std::string explain_silence(const UnboundOptions& options, std::chrono::milliseconds patience);

/// Whether this host has a way to the IPv6 addresses of the world, as far as its routes tell.
/// Sends nothing.
bool has_ipv6_route();

}  // namespace libauth::dns
