// SPDX-License-Identifier: MIT

#include "service/cli/resolver_options.h"

#include <chrono>
#include <utility>

#include "libauth/base/text.h"
#include "libauth/dns/reachability.h"
#include "libauth/dns/unbound_resolver.h"
#include "libauth/dns/zone.h"
#include "libauth/dns/zone_resolver.h"
#include "service/api/limits.h"

namespace service::cli {
namespace {

using libauth::base::Result;

libauth::dns::UnboundOptions unbound_options(const ResolverOptions& options) {
  libauth::dns::UnboundOptions unbound;
  for (const std::string& resolver : options.resolvers) {
    if (resolver == "system") {
      unbound.system_resolvers = true;
    } else {
      unbound.forwarders.push_back(resolver);
    }
  }
  unbound.validate_forwarded = options.dnssec;
  unbound.trust_anchor = options.trust_anchor;
  return unbound;
}

Result<std::vector<libauth::dns::Zone>> read_zones(const std::vector<std::string>& files) {
  std::vector<libauth::dns::Zone> zones;
  for (const std::string& file : files) {
    auto zone = libauth::dns::Zone::read_file(file);
    if (!zone) {
      libauth::base::ParseError error = zone.error();
      error.message =
          "Cannot read the zone file " + libauth::base::printable(file) + ": " + error.message;
      return error;
    }
    zones.push_back(std::move(*zone));
  }
  return zones;
}

}  // namespace

void add_resolver_options(CLI::App& command, ResolverOptions& options) {
  const std::string group = "DNS";
  command
      .add_option("--resolver", options.resolvers,
                  "Ask this resolver, ADDRESS[@PORT], or those of the system with the word "
                  "system; may be repeated. Default: full recursion with DNSSEC validation")
      ->type_name("ADDRESS")
      ->allow_extra_args(false)
      ->group(group);
  command.add_flag("--dnssec", options.dnssec, "Validate what the resolvers of --resolver answer")
      ->group(group);
  command
      .add_option("--trust-anchor", options.trust_anchor,
                  "File with the DNSSEC trust anchor; default: that of the system. With "
                  "--resolver only together with --dnssec")
      ->type_name("FILE")
      ->group(group);
  command
      .add_option("--zone", options.zones,
                  "Zone file whose records count instead of those that are published; may be "
                  "repeated")
      ->type_name("FILE")
      ->allow_extra_args(false)
      ->group(group);
  command
      .add_option("--timeout", options.timeout, "Seconds that the questions of an audit may take")
      ->type_name("SECONDS")
      ->check(CLI::Range(1, 600))
      ->capture_default_str()
      ->group(group);
}

Result<std::unique_ptr<Dns>> Dns::open(const ResolverOptions& options) {
  if (!options.trust_anchor.empty() && !options.resolvers.empty() && !options.dnssec) {
    return libauth::base::ParseError{
        .offset = 0,
        .rule = "trust-anchor",
        .message = "With --resolver, --trust-anchor only counts together with --dnssec."};
  }
  auto zones = read_zones(options.zones);
  if (!zones) return zones.error();
  const auto unbound = unbound_options(options);
  auto live = libauth::dns::UnboundResolver::create(unbound);
  if (!live) return live.error();

  libauth::dns::Resolver* resolver = live->get();
  std::unique_ptr<libauth::dns::Resolver> over;
  if (!zones->empty()) {
    over = std::make_unique<libauth::dns::ZoneResolver>(std::move(*zones), resolver);
    resolver = over.get();
  }
  api::DnsAccess access{.resolver = *resolver, .explain_silence = [unbound] {
                          return libauth::dns::explain_silence(unbound, api::kSilencePatience);
                        }};
  access.limits.time = std::chrono::seconds(options.timeout);
  return std::unique_ptr<Dns>(new Dns(std::move(*live), std::move(over), std::move(access)));
}

Dns::Dns(std::unique_ptr<libauth::dns::Resolver> live,
         std::unique_ptr<libauth::dns::Resolver> zones, api::DnsAccess access)
    : live_(std::move(live)), zones_(std::move(zones)), access_(std::move(access)) {}

Dns::~Dns() = default;

}  // namespace service::cli
