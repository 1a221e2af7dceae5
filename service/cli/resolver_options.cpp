// SPDX-License-Identifier: MIT

#include "service/cli/resolver_options.h"

#include <algorithm>
#include <chrono>
#include <span>
#include <utility>
#include <vector>

#include "libauth/base/text.h"
#include "libauth/dns/caching_resolver.h"
#include "libauth/dns/unbound_resolver.h"
#include "libauth/dns/zone.h"
#include "libauth/dns/zone_resolver.h"
#include "service/api/limits.h"

namespace service::cli {
namespace {

using libauth::base::Result;

using std::chrono::milliseconds;

/// What silence may cost before the deadline ends all: waiting and then asking the servers takes
/// twice this, and has to be over by then, or the servers would be asked once more behind it.
milliseconds silence_for(int timeout) {
  const milliseconds usual = libauth::dns::UnboundOptions().silence;
  return std::min(usual, milliseconds(std::chrono::seconds(timeout)) * 2 / 5);
}

/// How long to look for the reason behind the deadline: a third of what the user was ready to wait,
/// but long enough for a server at the other end of the world.
milliseconds patience_for(int timeout) {
  const milliseconds third = milliseconds(std::chrono::seconds(timeout)) / 3;
  return std::clamp(third, milliseconds(500), api::kSilencePatience);
}

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
  unbound.root_hints = options.root_hints;
  unbound.silence = silence_for(options.timeout);
  return unbound;
}

/// Asks nobody.
class Nobody final : public libauth::dns::Resolver {
 public:
  std::vector<libauth::dns::AnswerPtr> resolve(std::span<const libauth::dns::Question> questions,
                                               libauth::dns::Deadline) override {
    return std::vector(questions.size(), libauth::dns::failed(libauth::dns::Status::not_asked,
                                                              "only zone files are asked"));
  }
};

libauth::base::ParseError contradiction(std::string rule, std::string message) {
  return {.offset = 0, .rule = std::move(rule), .message = std::move(message)};
}

/// Options that would be without effect are refused, as somebody relies on them.
Result<void> check_options(const ResolverOptions& options) {
  const bool has_servers = !options.resolvers.empty() || !options.root_hints.empty() ||
                           !options.trust_anchor.empty() || options.dnssec;
  if (options.offline && has_servers) {
    return contradiction("offline",
                         "--offline asks nobody: of the options of the DNS it only takes --zone.");
  }
  if (options.resolvers.empty()) return {};
  if (!options.trust_anchor.empty() && !options.dnssec) {
    return contradiction("trust-anchor",
                         "With --resolver, --trust-anchor only counts together with --dnssec.");
  }
  if (!options.root_hints.empty()) {
    return contradiction("root-hints",
                         "--root-hints only counts without --resolver: the root's servers are "
                         "not asked where a resolver is.");
  }
  return {};
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
      .add_option("--root-hints", options.root_hints,
                  "File with the name servers of the root and their addresses, to begin there; "
                  "default: those of the Internet. Not with --resolver")
      ->type_name("FILE")
      ->group(group);
  command
      .add_option(
          "--zone", options.zones,
          "Zone file whose records count instead of those that are published. It answers for "
          "all names at or below its origin: the owner of its SOA record, or else $ORIGIN; may "
          "be repeated")
      ->type_name("FILE")
      ->allow_extra_args(false)
      ->group(group);
  command
      .add_option(
          "--timeout", options.timeout,
          "Seconds that all questions together may take. Where nobody answers it ends sooner")
      ->type_name("SECONDS")
      ->check(CLI::Range(1, 600))
      ->capture_default_str()
      ->group(group);
}

void add_offline_option(CLI::App& command, ResolverOptions& options) {
  command
      .add_flag("--offline", options.offline,
                "Ask nobody: what is in no --zone is taken for unknown")
      ->group("DNS");
}

Result<std::unique_ptr<Dns>> Dns::open(const ResolverOptions& options) {
  if (const auto checked = check_options(options); !checked) return checked.error();
  auto zones = read_zones(options.zones);
  if (!zones) return zones.error();
  if (options.offline) {
    auto nobody = std::make_unique<Nobody>();
    auto known = std::make_unique<libauth::dns::ZoneResolver>(std::move(*zones), nobody.get());
    api::DnsAccess access{.resolver = *known, .explain_silence = {}};
    return std::unique_ptr<Dns>(
        new Dns(nullptr, std::move(nobody), std::move(known), std::move(access)));
  }
  auto live = libauth::dns::UnboundResolver::create(unbound_options(options));
  if (!live) return live.error();

  std::unique_ptr<libauth::dns::Resolver> cache =
      std::make_unique<libauth::dns::CachingResolver>(**live);
  libauth::dns::Resolver* resolver = cache.get();
  std::unique_ptr<libauth::dns::Resolver> over;
  if (!zones->empty()) {
    over = std::make_unique<libauth::dns::ZoneResolver>(std::move(*zones), resolver);
    resolver = over.get();
  }
  api::DnsAccess access{
      .resolver = *resolver,
      .explain_silence = [&unbound = **live, patience = patience_for(options.timeout)] {
        return unbound.explain_silence(patience);
      }};
  access.limits.time = std::chrono::seconds(options.timeout);
  return std::unique_ptr<Dns>(
      new Dns(std::move(*live), std::move(cache), std::move(over), std::move(access)));
}

Dns::Dns(std::unique_ptr<libauth::dns::Resolver> live,
         std::unique_ptr<libauth::dns::Resolver> cache,
         std::unique_ptr<libauth::dns::Resolver> zones, api::DnsAccess access)
    : live_(std::move(live)),
      cache_(std::move(cache)),
      zones_(std::move(zones)),
      access_(std::move(access)) {}

Dns::~Dns() = default;

}  // namespace service::cli
