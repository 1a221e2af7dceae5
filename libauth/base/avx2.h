// SPDX-License-Identifier: MIT
//
// Plain loops over octets, compiled twice: for every processor, and for those with AVX2, on which
// the same loop takes half the time. Which one runs is decided when it is called.
//
//   MAILVET_INLINE void f_loop(...) { the loop }
//   void f_plain(...) { f_loop(...); }
//   MAILVET_AVX2 void f_avx2(...) { f_loop(...); }
//   void f(...) { base::has_avx2() ? f_avx2(...) : f_plain(...); }

#pragma once

// Not by target_clones: its resolvers run before a sanitizer is ready for them.
#if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))
#define MAILVET_INLINE [[gnu::always_inline]] inline
#define MAILVET_AVX2 [[gnu::target("avx2")]]
#else
#define MAILVET_INLINE inline
#define MAILVET_AVX2
#endif

namespace libauth::base {

/// Whether functions with the mark MAILVET_AVX2 may be called.
inline bool has_avx2() {
#if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))
  return __builtin_cpu_supports("avx2") != 0;
#else
  return false;
#endif
}

}  // namespace libauth::base
