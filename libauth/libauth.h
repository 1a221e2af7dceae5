// SPDX-License-Identifier: MIT
//
// libauth for C: verifies mail messages (SPF, DKIM, ARC, DMARC, iprev) and writes the
// Authentication-Results field. docs/embedding.md shows a whole program.
//
// In all of it:
//
// - Handles are opaque. What is made by a function is freed by its `_free` function, which takes a
//   null pointer too. Different handles may be used by different threads at once; one handle by
//   one thread at a time, but for libauth_resolver, which many threads may use.
// - There are no global variables, no callbacks and no clock. Nothing is printed.
// - Functions tell how they ended by a libauth_status. A null pointer, a wrong order of calls or an
//   unknown value is an error and changes nothing. What a function gives through a pointer is set
//   only with LIBAUTH_OK.
// - Structs begin with their size, which the LIBAUTH_..._INIT macro sets, and grow at their end.
//   A struct of options of a program that was built with an older libauth.h is completed with the
//   defaults; one of a newer program is refused where it sets something that this library does not
//   know. In a struct of results the fields that this library does not know are 0. A field
//   `reserved` is 0 in both, and a struct that comes in with another value is refused.
// - Texts that come in: names and words end with a NUL. What may hold any octets has a pointer
//   and a size; the size LIBAUTH_NUL_TERMINATED stands for "up to the first NUL".
// - Texts that go out live as long as the handle that they came from, and no longer than its next
//   reset. All end with a NUL, those with a size too. A pointer is NULL only where it says so.

#pragma once

#include "libauth/capi/authres.h"   // IWYU pragma: export
#include "libauth/capi/dmarc.h"     // IWYU pragma: export
#include "libauth/capi/resolver.h"  // IWYU pragma: export
#include "libauth/capi/results.h"   // IWYU pragma: export
#include "libauth/capi/session.h"   // IWYU pragma: export
#include "libauth/capi/spf.h"       // IWYU pragma: export
#include "libauth/capi/status.h"    // IWYU pragma: export
