// SPDX-License-Identifier: MIT
//
// For C, a part of libauth/libauth.h: SPF alone, for an answer before the message comes.

#pragma once

#include "libauth/capi/resolver.h"
#include "libauth/capi/results.h"

#ifdef __cplusplus
extern "C" {
#endif

/// What an SPF check is told; as in libauth_session_options.
typedef struct libauth_spf_options {
  size_t size;            ///< by LIBAUTH_SPF_OPTIONS_INIT
  const char* ip;         ///< the SMTP client, "192.0.2.1" or "2001:db8::1"; or NULL, and
  const void* ip_octets;  ///< its octets in network order,
  size_t ip_octets_size;  ///< 4 or 16
  const char* helo;       ///< the argument of HELO or EHLO; NULL: none
  size_t helo_size;       ///< as it is: LIBAUTH_NUL_TERMINATED
  const char* mail_from;  ///< the reverse-path without "<" and ">"; NULL or empty: HELO is checked
  size_t mail_from_size;  ///< as it is: LIBAUTH_NUL_TERMINATED
  const char* receiver;   ///< our own host name, for the macro "r"; NULL: "unknown"
  int64_t now;            ///< seconds since 1970 (UTC), 1 to 253402300799, for the macro "t"
  uint32_t max_lookups;   ///< RFC 7208 section 4.6.4; 0: 10
  uint32_t max_void_lookups;  ///< the same; 0: 2
} libauth_spf_options;

// clang-format off
#define LIBAUTH_SPF_OPTIONS_INIT                                                    \
  { sizeof(libauth_spf_options), NULL, NULL, 0, NULL, LIBAUTH_NUL_TERMINATED, NULL, \
    LIBAUTH_NUL_TERMINATED, NULL, 0, 0, 0 }
// clang-format on

/// What an SPF check found.
typedef struct libauth_spf libauth_spf;

/// Checks, and waits for the answers.
/// @param spf  to be freed
LIBAUTH_EXPORT libauth_status libauth_spf_check(libauth_resolver* resolver,
                                                const libauth_spf_options* options,
                                                libauth_spf** spf);
LIBAUTH_EXPORT void libauth_spf_free(libauth_spf* spf);

LIBAUTH_EXPORT libauth_status libauth_spf_get(const libauth_spf* spf, libauth_spf_result* result);

/// The whole Received-SPF field (RFC 7208 section 9.1) without its last line end.
/// @param line_end  libauth_line_end of its folds
/// @param size  without the NUL behind the field; may be NULL
LIBAUTH_EXPORT libauth_status libauth_spf_received_spf(libauth_spf* spf, uint32_t line_end,
                                                       const char** field, size_t* size);

#ifdef __cplusplus
}
#endif
