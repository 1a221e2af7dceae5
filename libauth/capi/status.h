// SPDX-License-Identifier: MIT
//
// For C, a part of libauth/libauth.h: versions, status codes, and the words of results.

#pragma once

#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define LIBAUTH_EXPORT __attribute__((visibility("default")))
#else
#define LIBAUTH_EXPORT
#endif

#ifdef __cplusplus
extern "C" {
#endif

/// The version that a program is built with.
#define LIBAUTH_VERSION "0.1.0"
/// Changes where a program that was built with an older libauth.h has to be built again.
#define LIBAUTH_ABI 0

/// The version of the library that runs.
LIBAUTH_EXPORT const char* libauth_version(void);
/// The ABI of the library that runs; it is to be LIBAUTH_ABI.
LIBAUTH_EXPORT uint32_t libauth_abi(void);

/// A size that says: up to the first NUL.
#define LIBAUTH_NUL_TERMINATED SIZE_MAX

/// How a function ended. Values stay for ever.
typedef enum libauth_status {
  LIBAUTH_OK = 0,
  LIBAUTH_NONE = 1,          ///< no error: there is no further question; no such result
  LIBAUTH_ERR_ARGUMENT = 2,  ///< a null pointer, an unknown value or flag, a contradiction
  LIBAUTH_ERR_STRUCT_SIZE =
      3,                       ///< a struct has no size that can be, or sets what is not known here
  LIBAUTH_ERR_STATE = 4,       ///< not now: fed after the end, a result before it is there
  LIBAUTH_ERR_MEMORY = 5,      ///< there is not enough memory
  LIBAUTH_ERR_ADDRESS = 6,     ///< no IP address, or none of a name server
  LIBAUTH_ERR_NAME = 7,        ///< no domain name
  LIBAUTH_ERR_TIME = 8,        ///< no time is given, or it is out of range
  LIBAUTH_ERR_SYNTAX = 9,      ///< a text cannot be read
  LIBAUTH_ERR_QUESTION = 10,   ///< no question of that id is open: never given out, or answered
  LIBAUTH_ERR_MISMATCH = 11,   ///< the DNS message is no answer to that question: drop it and wait
  LIBAUTH_ERR_TRUNCATED = 12,  ///< the DNS message is cut (TC): ask again over TCP
  LIBAUTH_ERR_BUFFER = 13,     ///< the buffer is too small
  LIBAUTH_ERR_RESOLVER = 14,   ///< the resolver cannot be made: a file cannot be read
  LIBAUTH_ERR_INTERNAL = 15    ///< a bug in libauth
} libauth_status;

/// One sentence for people; for any number. Lives for ever.
LIBAUTH_EXPORT const char* libauth_strerror(int status);

/// Results of all methods, with the words of RFC 8601 section 2.7.
typedef enum libauth_result {
  LIBAUTH_RESULT_NONE = 0,
  LIBAUTH_RESULT_PASS = 1,
  LIBAUTH_RESULT_FAIL = 2,
  LIBAUTH_RESULT_NEUTRAL = 3,
  LIBAUTH_RESULT_SOFTFAIL = 4,
  LIBAUTH_RESULT_POLICY = 5,
  LIBAUTH_RESULT_TEMPERROR = 6,
  LIBAUTH_RESULT_PERMERROR = 7
} libauth_result;

/// "pass"; an empty text for a number that is no libauth_result. Lives for ever.
LIBAUTH_EXPORT const char* libauth_result_word(uint32_t result);

/// What a DMARC record asks for. LIBAUTH_POLICY_ABSENT: there is no record that applies.
typedef enum libauth_policy {
  LIBAUTH_POLICY_ABSENT = 0,
  LIBAUTH_POLICY_NONE = 1,
  LIBAUTH_POLICY_QUARANTINE = 2,
  LIBAUTH_POLICY_REJECT = 3
} libauth_policy;

/// "none", "quarantine", "reject"; an empty text for LIBAUTH_POLICY_ABSENT and for a number that is
/// no libauth_policy. Lives for ever.
LIBAUTH_EXPORT const char* libauth_policy_word(uint32_t policy);

/// How the lines of a text end.
typedef enum libauth_line_end {
  LIBAUTH_CRLF = 0,  ///< as on the wire. In a message that is fed, CR or LF alone is no line end
  LIBAUTH_LF = 1     ///< as in a file; as mail filters hand fields to their server
} libauth_line_end;

/// Which specification of DMARC decides.
typedef enum libauth_dmarc_mode {
  LIBAUTH_DMARC_RFC9989 = 0,  ///< the tree walk
  LIBAUTH_DMARC_RFC7489 = 1   ///< the public suffix list
} libauth_dmarc_mode;

#ifdef __cplusplus
}
#endif
