// SPDX-License-Identifier: MIT
//
// The form in which the XML of a report is kept: one zstd frame. Private to this room.

#pragma once

#include <memory>
#include <string>
#include <string_view>

struct ZSTD_CCtx_s;

namespace reports::store {

/// Makes zstd frames that know the size of their content. A real report shrinks to a tenth. The
/// working memory, about a megabyte, is kept from one frame to the next.
class Compressor {
 public:
  Compressor();
  std::string compress(std::string_view octets);

 private:
  struct Free {
    void operator()(ZSTD_CCtx_s* context) const;
  };
  std::unique_ptr<ZSTD_CCtx_s, Free> context_;
};

/// The octets that Compressor::compress() was given.
/// @throws Error::Kind::not_a_database where the frame is damaged
std::string decompressed(std::string_view frame);

}  // namespace reports::store
