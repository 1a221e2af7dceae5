// SPDX-License-Identifier: MIT
//
// Counts what a test program allocates by new. Only for programs of their own: the source file
// replaces the operators of the whole program.

#pragma once

#include <atomic>
#include <cstddef>

namespace tests {

/// Octets that are allocated now.
extern std::atomic<std::size_t> allocated;
/// The most that was allocated; a test sets it to `allocated` where it begins.
extern std::atomic<std::size_t> peak;

}  // namespace tests
