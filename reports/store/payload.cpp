// SPDX-License-Identifier: MIT

#include "reports/store/payload.h"

#include <zstd.h>

#include "reports/store/store.h"

namespace reports::store {
namespace {

/// Fast, and no larger than level 3 for XML of this kind.
constexpr int kLevel = 1;

}  // namespace

void Compressor::Free::operator()(ZSTD_CCtx_s* context) const {
  ZSTD_freeCCtx(context);
}

Compressor::Compressor() : context_(ZSTD_createCCtx()) {
  if (!context_) throw Error(Error::Kind::failed, "There is no memory to compress with");
}

std::string Compressor::compress(std::string_view octets) {
  std::string frame(ZSTD_compressBound(octets.size()), '\0');
  const std::size_t size = ZSTD_compressCCtx(context_.get(), frame.data(), frame.size(),
                                             octets.data(), octets.size(), kLevel);
  if (ZSTD_isError(size) != 0) {
    throw Error(Error::Kind::failed, std::string("Cannot compress: ") + ZSTD_getErrorName(size));
  }
  frame.resize(size);
  return frame;
}

std::string decompressed(std::string_view frame) {
  const auto content = ZSTD_getFrameContentSize(frame.data(), frame.size());
  if (content == ZSTD_CONTENTSIZE_ERROR || content == ZSTD_CONTENTSIZE_UNKNOWN) {
    throw Error(Error::Kind::not_a_database, "A kept payload is damaged: no frame");
  }
  std::string octets(content, '\0');
  const std::size_t size =
      ZSTD_decompress(octets.data(), octets.size(), frame.data(), frame.size());
  if (ZSTD_isError(size) != 0 || size != octets.size()) {
    throw Error(Error::Kind::not_a_database, "A kept payload is damaged");
  }
  return octets;
}

}  // namespace reports::store
