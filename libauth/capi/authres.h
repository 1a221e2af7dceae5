// SPDX-License-Identifier: MIT
//
// For C, a part of libauth/libauth.h: Authentication-Results fields, RFC 8601, read and written.

#pragma once

#include "libauth/capi/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/// The content of an Authentication-Results field.
typedef struct libauth_authres libauth_authres;

/// Reads the value of a field, folded or not. LIBAUTH_ERR_SYNTAX: it is none, or is too long.
/// @param size  octets, or LIBAUTH_NUL_TERMINATED
LIBAUTH_EXPORT libauth_status libauth_authres_parse(const char* value, size_t size,
                                                    libauth_authres** authres);
/// A field without results, to be filled. LIBAUTH_ERR_SYNTAX: such an authserv-id cannot be
/// written.
LIBAUTH_EXPORT libauth_status libauth_authres_new(const char* authserv_id,
                                                  libauth_authres** authres);
LIBAUTH_EXPORT void libauth_authres_free(libauth_authres* authres);

/// Who did the checks; any octets. Empty for NULL.
LIBAUTH_EXPORT const char* libauth_authres_authserv_id(const libauth_authres* authres);
/// "authres-version"; only of version 1 results are read. 0 for NULL.
LIBAUTH_EXPORT uint32_t libauth_authres_version(const libauth_authres* authres);

/// What one method found.
typedef struct libauth_authres_result {
  size_t size;
  const char* method;  ///< "spf"
  const char* result;  ///< "pass"
  const char* reason;  ///< any octets; may be empty
  size_t reason_size;
  size_t property_count;
  uint32_t method_version;
  uint32_t reserved;
} libauth_authres_result;

/// The result of that index; LIBAUTH_NONE: there are fewer. Its texts live until one is added.
LIBAUTH_EXPORT libauth_status libauth_authres_get(const libauth_authres* authres, size_t index,
                                                  libauth_authres_result* result);

/// "header.d=example.com"
typedef struct libauth_authres_property {
  size_t size;
  const char* type;   ///< ptype: "smtp", "header", "policy", ...
  const char* name;   ///< "mailfrom", "d", ...
  const char* value;  ///< unquoted: any octets
  size_t value_size;
} libauth_authres_property;

/// The property of that index of the result of that index; LIBAUTH_NONE: there are fewer. Its texts
/// live until one is added.
LIBAUTH_EXPORT libauth_status libauth_authres_get_property(const libauth_authres* authres,
                                                           size_t result, size_t index,
                                                           libauth_authres_property* property);

/// Adds a result. LIBAUTH_ERR_SYNTAX: method or result is no keyword of RFC 8601 section 2.2.
/// @param reason  for people, what cannot be printed is escaped; NULL: none
LIBAUTH_EXPORT libauth_status libauth_authres_add(libauth_authres* authres, const char* method,
                                                  const char* result, const char* reason);
/// Adds a property to the result that was added last; LIBAUTH_ERR_STATE: there is none.
/// LIBAUTH_ERR_SYNTAX: ptype or name is no keyword, or the value is none that can stand in a field:
/// it has a CR, an LF or another control octet, is no UTF-8 or is too long.
/// @param size  of the value, or LIBAUTH_NUL_TERMINATED
LIBAUTH_EXPORT libauth_status libauth_authres_add_property(libauth_authres* authres,
                                                           const char* type, const char* name,
                                                           const char* value, size_t size);

/// The value of the field, folded, without the field's name and without the last line end. Lives
/// until the next call of this function.
/// @param line_end  libauth_line_end of its folds
/// @param size  without the NUL behind the value; may be NULL
LIBAUTH_EXPORT libauth_status libauth_authres_write(libauth_authres* authres, uint32_t line_end,
                                                    const char** value, size_t* size);

#ifdef __cplusplus
}
#endif
