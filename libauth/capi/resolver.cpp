// SPDX-License-Identifier: MIT

#include "libauth/capi/resolver.h"

#include <cstddef>
#include <span>
#include <string_view>
#include <utility>

#include "libauth/capi/resolver_handle.h"
#include "libauth/capi/session_handle.h"
#include "libauth/dns/server_address.h"

namespace libauth::capi {
namespace {

constexpr std::uint32_t kFlags = LIBAUTH_RESOLVER_SYSTEM | LIBAUTH_RESOLVER_VALIDATE;
constexpr std::uint32_t kTimeout = 20'000;  ///< ms; RFC 7208 section 4.6.4: at least 20 s for SPF

libauth_status read_servers(const libauth_resolver_options& options, dns::UnboundOptions& unbound) {
  for (const char* const server : std::span(options.servers, options.server_count)) {
    if (server == nullptr) return LIBAUTH_ERR_ARGUMENT;
    if (!dns::parse_server_address(server)) return LIBAUTH_ERR_ADDRESS;
    unbound.forwarders.emplace_back(server);
  }
  return LIBAUTH_OK;
}

/// @param options  complete
libauth_status read_options(const libauth_resolver_options& options, dns::UnboundOptions& unbound) {
  if ((options.flags & ~kFlags) != 0) return LIBAUTH_ERR_ARGUMENT;
  if (options.servers == nullptr && options.server_count != 0) return LIBAUTH_ERR_ARGUMENT;
  unbound.system_resolvers = (options.flags & LIBAUTH_RESOLVER_SYSTEM) != 0;
  unbound.validate_forwarded = (options.flags & LIBAUTH_RESOLVER_VALIDATE) != 0;
  unbound.trust_anchor = text_of(options.trust_anchor);
  unbound.root_hints = text_of(options.root_hints);
  if (options.resolv_conf != nullptr) unbound.resolv_conf = options.resolv_conf;
  return read_servers(options, unbound);
}

libauth_status make(const libauth_resolver_options& options, libauth_resolver& resolver) {
  dns::UnboundOptions unbound;
  if (const auto status = read_options(options, unbound); status != LIBAUTH_OK) return status;
  auto made = dns::UnboundResolver::create(unbound);
  if (!made) return LIBAUTH_ERR_RESOLVER;
  dns::CacheOptions cache;
  if (options.cache_octets != 0) cache.memory = static_cast<std::size_t>(options.cache_octets);
  resolver.unbound = std::move(*made);
  resolver.cache = std::make_unique<dns::CachingResolver>(*resolver.unbound, cache);
  resolver.time =
      std::chrono::milliseconds(options.timeout_ms != 0 ? options.timeout_ms : kTimeout);
  return LIBAUTH_OK;
}

}  // namespace
}  // namespace libauth::capi

using namespace libauth::capi;

libauth_status libauth_resolver_new(const libauth_resolver_options* options,
                                    libauth_resolver** resolver) {
  if (resolver == nullptr) return LIBAUTH_ERR_ARGUMENT;
  return guarded([&] {
    libauth_resolver_options complete = LIBAUTH_RESOLVER_OPTIONS_INIT;
    if (options != nullptr) {
      const libauth_status status = read_struct(options, complete);
      if (status != LIBAUTH_OK) return status;
    }
    auto made = std::make_unique<libauth_resolver>();
    const libauth_status status = make(complete, *made);
    if (status == LIBAUTH_OK) *resolver = made.release();
    return status;
  });
}

void libauth_resolver_free(libauth_resolver* resolver) {
  delete resolver;
}

libauth_status libauth_verify(libauth_resolver* resolver, const libauth_session_options* options,
                              const void* octets, std::size_t size, libauth_session** session) {
  if (resolver == nullptr || session == nullptr || (octets == nullptr && size != 0)) {
    return LIBAUTH_ERR_ARGUMENT;
  }
  return guarded([&] {
    SessionSetup setup;
    const libauth_status status = read_session_options(options, setup);
    if (status != LIBAUTH_OK) return status;
    const std::string_view message =
        size == 0 ? std::string_view() : std::string_view(static_cast<const char*>(octets), size);
    auto made = std::make_unique<libauth_session>(
        libauth::verify::verify(message, std::move(setup.envelope), std::move(setup.settings),
                                *resolver->cache, resolver->time),
        setup.trust_ad);
    made->is_finished = true;
    *session = made.release();
    return LIBAUTH_OK;
  });
}
