// SPDX-License-Identifier: MIT

#include "libauth/dns/reachability.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <memory>
#include <vector>

#include <ldns/ldns.h>

#include "libauth/dns/server_address.h"

namespace libauth::dns {
namespace {

/// Root servers a, i and k: asked only to tell a closed network from a broken domain.
constexpr std::array kRootServers = {"198.41.0.4", "192.36.148.17", "193.0.14.129"};

struct LdnsResolverFree {
  void operator()(ldns_resolver* resolver) const { ldns_resolver_deep_free(resolver); }
};

/// Whether the server sends a DNS message back, be it a refusal; of a root server the root's name
/// servers are wanted, because closed networks like to answer in its place.
bool answers_at_all(const ServerAddress& server, bool is_root, std::chrono::milliseconds patience) {
  const std::unique_ptr<ldns_resolver, LdnsResolverFree> resolver(ldns_resolver_new());
  if (!resolver) return false;
  ldns_rdf* address = ldns_rdf_new_frm_str(
      server.address.is_v4() ? LDNS_RDF_TYPE_A : LDNS_RDF_TYPE_AAAA, server.address.text().c_str());
  ldns_resolver_push_nameserver(resolver.get(), address);
  ldns_rdf_deep_free(address);
  ldns_resolver_set_port(resolver.get(), server.port);
  ldns_resolver_set_retry(resolver.get(), 1);
  ldns_resolver_set_fail(resolver.get(), false);
  timeval timeout{};
  timeout.tv_sec = static_cast<time_t>(patience.count() / 1000);
  timeout.tv_usec = static_cast<suseconds_t>(patience.count() % 1000 * 1000);
  ldns_resolver_set_timeout(resolver.get(), timeout);
  ldns_rdf* root = ldns_dname_new_frm_str(".");
  ldns_pkt* packet = nullptr;
  ldns_resolver_send(&packet, resolver.get(), root, LDNS_RR_TYPE_NS, LDNS_RR_CLASS_IN, 0);
  ldns_rdf_deep_free(root);
  const bool answered = packet != nullptr && (!is_root || ldns_pkt_ancount(packet) > 0);
  ldns_pkt_free(packet);
  return answered;
}

std::vector<ServerAddress> system_servers() {
  std::vector<ServerAddress> servers;
  std::ifstream file(kResolvConf);
  for (std::string word; file >> word;) {
    if (word != "nameserver" || !(file >> word)) continue;
    if (const auto server = parse_server_address(word)) servers.push_back(*server);
  }
  return servers;
}

std::vector<ServerAddress> servers_of(const UnboundOptions& options) {
  std::vector<ServerAddress> servers;
  for (const std::string& forwarder : options.forwarders) {
    if (const auto server = parse_server_address(forwarder)) servers.push_back(*server);
  }
  if (options.system_resolvers) {
    const auto more = system_servers();
    servers.insert(servers.end(), more.begin(), more.end());
  }
  if (options.is_recursive()) {
    for (const char* root : kRootServers) servers.push_back({*base::IpAddress::parse(root)});
  }
  return servers;
}

}  // namespace

std::string explain_silence(const UnboundOptions& options, std::chrono::milliseconds patience) {
  const std::vector<ServerAddress> servers = servers_of(options);
  const auto share = patience / static_cast<std::chrono::milliseconds::rep>(
                                    std::max<std::size_t>(1, servers.size()));
  std::string asked;
  for (const ServerAddress& server : servers) {
    if (answers_at_all(server, options.is_recursive(), share)) return {};
    asked +=
        (asked.empty() ? "" : ", ") + server.address.text() + "@" + std::to_string(server.port);
  }
  if (options.is_recursive()) {
    return "No root name server answers (asked " + asked +
           "): this network may let no DNS questions out; try --resolver system.";
  }
  if (servers.empty()) return std::string("There is no name server in ") + kResolvConf + ".";
  return (servers.size() == 1 ? "The resolver does not answer: " : "No resolver answers: ") +
         asked + ".";
}

}  // namespace libauth::dns
