// SPDX-License-Identifier: MIT
//
// For C, a part of libauth/libauth.h: DMARC alone, for whoever has SPF and DKIM from elsewhere.

#pragma once

#include "libauth/capi/resolver.h"
#include "libauth/capi/results.h"

#ifdef __cplusplus
extern "C" {
#endif

/// What became of one DKIM signature. It never gets a further field.
typedef struct libauth_dkim_identifier {
  const char* domain;  ///< "d"
  uint32_t result;     ///< libauth_result; only LIBAUTH_RESULT_PASS authenticates
  uint32_t reserved;   ///< 0
} libauth_dkim_identifier;

typedef struct libauth_dmarc_options {
  size_t size;             ///< by LIBAUTH_DMARC_OPTIONS_INIT
  const char* author;      ///< the domain of From
  const char* spf_domain;  ///< that SPF was checked for, of MAIL FROM; NULL: SPF was not checked
  const libauth_dkim_identifier* dkim;
  size_t dkim_count;
  uint32_t spf_result;  ///< libauth_result
  uint32_t mode;        ///< libauth_dmarc_mode
  uint32_t flags;       ///< LIBAUTH_EXPLAIN or 0
  uint32_t reserved;    ///< 0
} libauth_dmarc_options;

// clang-format off
#define LIBAUTH_DMARC_OPTIONS_INIT \
  { sizeof(libauth_dmarc_options), NULL, NULL, NULL, 0, 0, 0, 0, 0 }
// clang-format on

/// What DMARC says.
typedef struct libauth_dmarc libauth_dmarc;

/// Evaluates, and waits for the answers.
/// @param dmarc  to be freed
LIBAUTH_EXPORT libauth_status libauth_dmarc_check(libauth_resolver* resolver,
                                                  const libauth_dmarc_options* options,
                                                  libauth_dmarc** dmarc);
LIBAUTH_EXPORT void libauth_dmarc_free(libauth_dmarc* dmarc);

LIBAUTH_EXPORT libauth_status libauth_dmarc_get(const libauth_dmarc* dmarc,
                                                libauth_dmarc_result* result);

#ifdef __cplusplus
}
#endif
