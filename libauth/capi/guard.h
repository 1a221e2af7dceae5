// SPDX-License-Identifier: MIT
//
// The border to C: no exception crosses it, and structs of other versions are understood.

#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <new>
#include <string_view>
#include <type_traits>

#include "libauth/capi/status.h"

namespace libauth::capi {

/// Calls `act`, which gives a status; what it throws becomes a status.
template <class Act>
libauth_status guarded(const Act& act) noexcept {
  try {
    return act();
  } catch (const std::bad_alloc&) {
    return LIBAUTH_ERR_MEMORY;
  } catch (...) {
    return LIBAUTH_ERR_INTERNAL;
  }
}

/// Whether a session cannot go on after this.
inline bool is_fatal(libauth_status status) {
  return status == LIBAUTH_ERR_MEMORY || status == LIBAUTH_ERR_INTERNAL;
}

/// More is no struct of ours of any version, but a size that was never set.
inline constexpr std::size_t kMaxStruct = 64 * 1024;

/// The size at the beginning of a struct; 0 where there can be no such struct.
template <class Struct>
std::size_t size_of(const Struct* given) {
  static_assert(std::is_trivially_copyable_v<Struct> && offsetof(Struct, size) == 0);
  std::size_t size = 0;
  std::memcpy(&size, static_cast<const void*>(given), sizeof size);
  // Fields are added in whole units, so that no pointer is cut in two.
  const bool can_be = size >= sizeof size && size % alignof(Struct) == 0 && size <= kMaxStruct;
  return can_be ? size : 0;
}

/// Reads a struct of options. What an older, smaller one does not have stays as it is in `options`;
/// a newer, larger one is fine where all that we do not know is 0.
template <class Struct>
libauth_status read_struct(const Struct* given, Struct& options) {
  if (given == nullptr) return LIBAUTH_ERR_ARGUMENT;
  const std::size_t size = size_of(given);
  if (size == 0) return LIBAUTH_ERR_STRUCT_SIZE;
  const char* octets = reinterpret_cast<const char*>(given);
  const bool is_known =
      size <= sizeof(Struct) ||
      std::all_of(octets + sizeof(Struct), octets + size, [](char octet) { return octet == 0; });
  if (!is_known) return LIBAUTH_ERR_STRUCT_SIZE;
  std::memcpy(static_cast<void*>(&options), octets, std::min(size, sizeof(Struct)));
  return LIBAUTH_OK;
}

/// Fills the caller's struct of results: as much of it as both know, and 0 behind that.
template <class Struct>
libauth_status write_struct(Struct* given, const Struct& result) {
  if (given == nullptr) return LIBAUTH_ERR_ARGUMENT;
  const std::size_t size = size_of(given);
  if (size == 0) return LIBAUTH_ERR_STRUCT_SIZE;
  void* octets = given;
  std::memset(octets, 0, size);
  std::memcpy(octets, static_cast<const void*>(&result), std::min(size, sizeof(Struct)));
  std::memcpy(octets, &size, sizeof size);
  return LIBAUTH_OK;
}

/// The text that a caller gave; empty for a null pointer.
inline std::string_view text_of(const char* octets, std::size_t size) {
  if (octets == nullptr) return {};
  return size == LIBAUTH_NUL_TERMINATED ? std::string_view(octets) : std::string_view(octets, size);
}
inline std::string_view text_of(const char* text) {
  return text_of(text, LIBAUTH_NUL_TERMINATED);
}

}  // namespace libauth::capi
