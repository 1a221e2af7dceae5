// SPDX-License-Identifier: MIT
//
// For C, a part of libauth/libauth.h: a resolver with a cache, and the verification that waits for
// it.

#pragma once

#include "libauth/capi/session.h"

#ifdef __cplusplus
extern "C" {
#endif

/// Asks the DNS by libunbound and keeps the answers. It has a thread of its own.
/// @threads safe
typedef struct libauth_resolver libauth_resolver;

/// Flags of libauth_resolver_options.
enum {
  LIBAUTH_RESOLVER_SYSTEM = 1,   ///< ask the system's resolvers (resolv.conf)
  LIBAUTH_RESOLVER_VALIDATE = 2  ///< validate answers by DNSSEC; full recursion always does
};

typedef struct libauth_resolver_options {
  size_t size;                 ///< by LIBAUTH_RESOLVER_OPTIONS_INIT
  const char* const* servers;  ///< resolvers to ask, "192.0.2.53" or "192.0.2.53@5353". Without
  size_t server_count;         ///< them and LIBAUTH_RESOLVER_SYSTEM: full recursion from the root
  const char* trust_anchor;    ///< file with DS or DNSKEY records; NULL: the system's
  const char* root_hints;      ///< file with the root's servers; NULL: those that are built in
  const char* resolv_conf;     ///< NULL: /etc/resolv.conf
  uint64_t cache_octets;       ///< memory for answers; 0: 64 MiB
  uint32_t timeout_ms;         ///< for one message or check; 0: 20,000
  uint32_t flags;              ///< LIBAUTH_RESOLVER_SYSTEM, ...
} libauth_resolver_options;

// clang-format off
#define LIBAUTH_RESOLVER_OPTIONS_INIT \
  { sizeof(libauth_resolver_options), NULL, 0, NULL, NULL, NULL, 0, 0, 0 }
// clang-format on

/// @param options  NULL: the defaults
LIBAUTH_EXPORT libauth_status libauth_resolver_new(const libauth_resolver_options* options,
                                                   libauth_resolver** resolver);
/// Nobody uses it any more.
LIBAUTH_EXPORT void libauth_resolver_free(libauth_resolver* resolver);

/// Verifies a message that is in memory, and waits for the answers.
/// @param session  is done: its results are there. To be freed
LIBAUTH_EXPORT libauth_status libauth_verify(libauth_resolver* resolver,
                                             const libauth_session_options* options,
                                             const void* octets, size_t size,
                                             libauth_session** session);

#ifdef __cplusplus
}
#endif
