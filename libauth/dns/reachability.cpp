// SPDX-License-Identifier: MIT

#include "libauth/dns/reachability.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <span>
#include <system_error>

#include <netinet/in.h>
#include <sys/socket.h>

#include <ldns/ldns.h>
#include <poll.h>
#include <unistd.h>

#include "libauth/dns/root_hints.h"

namespace libauth::dns {
namespace {

using std::chrono::milliseconds;

/// How often a server is asked; a datagram in a hundred may get lost.
constexpr int kTries = 3;

struct PacketFree {
  void operator()(ldns_pkt* packet) const { ldns_pkt_free(packet); }
};
using Packet = std::unique_ptr<ldns_pkt, PacketFree>;

/// The question for the root's name servers, as it goes over the wire.
std::vector<std::uint8_t> query(std::uint16_t id) {
  const Packet packet(
      ldns_pkt_query_new(ldns_dname_new_frm_str("."), LDNS_RR_TYPE_NS, LDNS_RR_CLASS_IN, LDNS_RD));
  std::uint8_t* octets = nullptr;
  std::size_t size = 0;
  if (!packet) return {};
  ldns_pkt_set_id(packet.get(), id);
  if (ldns_pkt2wire(&octets, packet.get(), &size) != LDNS_STATUS_OK) return {};
  const std::vector<std::uint8_t> copy(octets, octets + size);
  std::free(octets);
  return copy;
}

Packet read_reply(std::span<const std::uint8_t> octets) {
  ldns_pkt* packet = nullptr;
  if (ldns_wire2pkt(&packet, octets.data(), octets.size()) != LDNS_STATUS_OK) return nullptr;
  return Packet(packet);
}

struct SocketAddress {
  explicit SocketAddress(const ServerAddress& server) {
    const auto octets = server.address.octets();
    if (server.address.is_v4()) {
      sockaddr_in v4{};
      v4.sin_family = AF_INET;
      v4.sin_port = htons(server.port);
      std::memcpy(&v4.sin_addr, octets.data(), octets.size());
      std::memcpy(&storage, &v4, size = sizeof v4);
    } else {
      sockaddr_in6 v6{};
      v6.sin6_family = AF_INET6;
      v6.sin6_port = htons(server.port);
      std::memcpy(&v6.sin6_addr, octets.data(), octets.size());
      std::memcpy(&storage, &v6, size = sizeof v6);
    }
  }

  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }

  sockaddr_storage storage{};
  socklen_t size = 0;
};

/// A UDP socket connected to the server; -1 and errno where there is none.
int connect_udp(const ServerAddress& server) {
  const SocketAddress address(server);
  const int fd =
      socket(address.storage.ss_family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, IPPROTO_UDP);
  if (fd < 0 || connect(fd, address.get(), address.size) == 0) return fd;
  const int error = errno;
  close(fd);
  errno = error;
  return -1;
}

/// Whether the error is one of this program or host, and says nothing about the server.
bool is_own_fault(int error) {
  return error == EMFILE || error == ENFILE || error == ENOMEM || error == ENOBUFS;
}

std::string reason_of(int error, const ServerAddress& server) {
  switch (error) {
    case ECONNREFUSED:
      return "connection refused: nothing listens there";
    case EAFNOSUPPORT:
    case EADDRNOTAVAIL:
    case ENETUNREACH:
      if (server.address.is_v6() && !has_ipv6_route()) return "this host has no IPv6";
      return "this host has no route to that network";
    case EHOSTUNREACH:
      return "that host cannot be reached";
    case EACCES:
    case EPERM:
      return "this host does not let the question out";
    default:
      return std::generic_category().message(error);
  }
}

/// A link-local address needs a zone, which we do not keep.
bool is_link_local(const base::IpAddress& address) {
  const auto octets = address.octets();
  return address.is_v6() && octets[0] == 0xfe && (octets[1] & 0xc0) == 0x80;
}

}  // namespace

FirstServers first_servers(const UnboundOptions& options) {
  FirstServers first;
  first.are_roots = options.is_recursive();
  for (const std::string& forwarder : options.forwarders) {
    if (const auto server = parse_server_address(forwarder)) first.addresses.push_back(*server);
  }
  if (options.system_resolvers) {
    const auto more = read_resolv_conf(options.resolv_conf);
    if (more) first.addresses.insert(first.addresses.end(), more->begin(), more->end());
  }
  if (!first.are_roots) return first;
  if (options.root_hints.empty()) {
    first.addresses = well_known_root_servers();
  } else if (const auto hints = read_root_hints(options.root_hints)) {
    first.addresses = *hints;
  }
  return first;
}

Probe::Probe(const FirstServers& servers, milliseconds patience)
    : are_roots_(servers.are_roots), start_(Clock::now()), patience_(patience) {
  for (const ServerAddress& server : servers.addresses) targets_.push_back({server});
  for (Target& target : targets_) open(target);
  ask_again(start_);
}

Probe::~Probe() {
  for (const Target& target : targets_) {
    if (target.fd >= 0) close(target.fd);
  }
}

void Probe::open(Target& target) {
  target.id = ldns_get_random();
  if (is_link_local(target.server.address)) {
    target.state = State::unknown;
    return;
  }
  target.fd = connect_udp(target.server);
  if (target.fd >= 0) return;
  target.state = is_own_fault(errno) ? State::unknown : State::dead;
  target.reason = reason_of(errno, target.server);
}

void Probe::send(Target& target) const {
  const auto octets = query(target.id);
  if (::send(target.fd, octets.data(), octets.size(), MSG_NOSIGNAL) >= 0) return;
  if (errno == EAGAIN || is_own_fault(errno)) return;
  target.state = State::dead;
  target.reason = reason_of(errno, target.server);
}

void Probe::receive(Target& target) const {
  std::array<std::uint8_t, 4096> octets;
  const ssize_t size = recv(target.fd, octets.data(), octets.size(), 0);
  if (size < 0) {
    if (errno == EAGAIN || errno == EINTR) return;
    target.state = State::dead;
    target.reason = reason_of(errno, target.server);
    return;
  }
  const Packet reply = read_reply(std::span(octets).first(static_cast<std::size_t>(size)));
  if (!reply) {
    target.reason = "what it sends cannot be read";
    return;
  }
  if (!ldns_pkt_qr(reply.get()) || ldns_pkt_id(reply.get()) != target.id) return;
  target.recurses = ldns_pkt_ra(reply.get());
  if (ldns_pkt_get_rcode(reply.get()) == LDNS_RCODE_REFUSED) {
    target.state = State::refused;
    target.reason = "it refuses to answer";
  } else if (are_roots_ && ldns_pkt_ancount(reply.get()) == 0) {
    // Closed networks like to answer in the place of the root servers.
    target.state = State::dead;
    target.reason = "what answers there does not know the root";
  } else {
    target.state = State::answered;
  }
}

void Probe::ask_again(Clock::time_point now) {
  if (sent_ >= kTries || now < start_ + sent_ * patience_ / kTries) return;
  ++sent_;
  for (Target& target : targets_) {
    if (target.state == State::waiting) send(target);
  }
}

bool Probe::is_over(Clock::time_point now) const {
  return now >= start_ + patience_ || std::ranges::none_of(targets_, [](const Target& target) {
           return target.state == State::waiting;
         });
}

bool Probe::poll(milliseconds wait) {
  std::vector<pollfd> fds;
  for (const Target& target : targets_) {
    // A negative descriptor is passed over.
    fds.push_back({target.state == State::waiting ? target.fd : -1, POLLIN, 0});
  }
  ::poll(fds.data(), fds.size(), static_cast<int>(wait.count()));
  for (std::size_t i = 0; i < fds.size(); ++i) {
    if (fds[i].revents != 0) receive(targets_[i]);
  }
  const auto now = Clock::now();
  ask_again(now);
  return is_over(now);
}

bool Probe::found_one(bool refusal_is_answer) const {
  const auto is_one = [refusal_is_answer](const Target& target) {
    return target.state == State::answered || target.state == State::unknown ||
           (target.state == State::refused && refusal_is_answer);
  };
  return targets_.empty() || std::ranges::any_of(targets_, is_one);
}

bool Probe::found_one_without_recursion() const {
  return std::ranges::any_of(targets_, [](const Target& target) { return !target.recurses; });
}

std::string Probe::sentence() const {
  // Reasons in the order of the servers, each with all servers that have it.
  std::vector<std::pair<std::string, std::string>> groups;
  for (const Target& target : targets_) {
    const std::string reason = target.reason.empty() ? "no answer in time" : target.reason;
    const auto group =
        std::ranges::find(groups, reason, &std::pair<std::string, std::string>::first);
    if (group == groups.end()) {
      groups.emplace_back(reason, target.server.text());
    } else {
      group->second += ", " + target.server.text();
    }
  }
  std::string asked;
  for (const auto& [reason, servers] : groups) {
    asked += (asked.empty() ? "" : "; ") + servers + " (" + reason + ")";
  }
  if (are_roots_) {
    return "No root name server answers: " + asked +
           ". This network may let no DNS questions out; try --resolver system.";
  }
  return (targets_.size() == 1 ? "The resolver does not answer: " : "No resolver answers: ") +
         asked + ".";
}

std::string explain_silence(const UnboundOptions& options, milliseconds patience) {
  Probe probe(first_servers(options), patience);
  while (!probe.found_one(false) && !probe.poll(milliseconds(20))) {
  }
  return probe.found_one(false) ? std::string() : probe.sentence();
}

bool has_ipv6_route() {
  // A root server's address, so that no more special route than that to the world counts.
  const int fd = connect_udp({*base::IpAddress::parse("2001:7fd::1")});
  if (fd < 0) return false;
  close(fd);
  return true;
}

}  // namespace libauth::dns
