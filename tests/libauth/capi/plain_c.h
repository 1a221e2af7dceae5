// SPDX-License-Identifier: MIT
//
// A test that is compiled as C.

#pragma once

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Verifies a message with keys as text, as a C program does.
/// @returns the line of plain_c.c where something was not as it should be; 0 where all was
int verify_in_plain_c(const char* message, size_t size, const char* key);

#ifdef __cplusplus
}
#endif
