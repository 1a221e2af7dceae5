// SPDX-License-Identifier: MIT
//
// The form in which the XML of a report is kept: one zstd frame. Private to this room.

#pragma once

#include <string>
#include <string_view>

namespace reports::store {

/// A zstd frame that knows the size of its content. A real report shrinks to a tenth.
std::string compressed(std::string_view octets);

/// The octets that compressed() was given.
/// @throws Error::Kind::not_a_database where the frame is damaged
std::string decompressed(std::string_view frame);

}  // namespace reports::store
