// SPDX-License-Identifier: MIT

#include "reports/intake/gzip.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <string>

#include <zlib.h>

#include "reports/intake/rules.h"

namespace reports::intake {
namespace {

using Failure = std::optional<libauth::base::ParseError>;

Failure damaged(const char* reason) {
  return libauth::base::ParseError{0, std::string(kArchiveRule),
                                   std::string("The gzip stream cannot be read: ") + reason};
}

unsigned octet(std::string_view octets, std::size_t at) {
  return static_cast<unsigned char>(octets[at]);
}

std::uint32_t number(std::string_view octets) {
  return octet(octets, 0) | octet(octets, 1) << 8 | octet(octets, 2) << 16 | octet(octets, 3) << 24;
}

bool is_member(std::string_view octets) {
  return octets.starts_with("\x1F\x8B\x08");
}

/// Octets of the header, RFC 1952 section 2.3; none where it is cut off or has reserved flags,
/// which section 2.3.1.2 says to refuse. Its own checksum is passed over: what counts is the
/// data's.
std::optional<std::size_t> header_size(std::string_view octets) {
  enum Flag : unsigned { crc = 2, extra = 4, name = 8, comment = 16, reserved = 0xE0 };
  constexpr std::size_t kFixed = 10;
  if (octets.size() < kFixed || !is_member(octets)) return std::nullopt;
  const unsigned flags = octet(octets, 3);
  if ((flags & reserved) != 0) return std::nullopt;
  std::size_t size = kFixed;
  if ((flags & extra) != 0) {
    if (octets.size() < size + 2) return std::nullopt;
    size += 2 + octet(octets, size) + (octet(octets, size + 1) << 8);
  }
  for (const Flag text : {name, comment}) {
    if ((flags & text) == 0) continue;
    const std::size_t end = octets.find('\0', size);
    if (end == std::string_view::npos) return std::nullopt;
    size = end + 1;
  }
  if ((flags & crc) != 0) size += 2;
  return size > octets.size() ? std::nullopt : std::optional(size);
}

/// One deflate stream, RFC 1951.
class Inflater {
 public:
  Inflater() { is_ready_ = inflateInit2(&stream_, -MAX_WBITS) == Z_OK; }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
  ~Inflater() {
    if (is_ready_) inflateEnd(&stream_);
  }

  /// Takes the stream off the octets.
  Failure read(std::string_view& octets, const Sink& sink);

  std::uint32_t sum() const { return static_cast<std::uint32_t>(sum_); }
  std::uint32_t size() const { return size_; }

 private:
  z_stream stream_{};
  bool is_ready_ = false;
  uLong sum_ = crc32(0, nullptr, 0);
  std::uint32_t size_ = 0;  // modulo 2^32, as ISIZE is
  std::array<char, 16384> piece_{};
};

Failure Inflater::read(std::string_view& octets, const Sink& sink) {
  if (!is_ready_) return damaged("there is not enough memory");
  for (int status = Z_OK; status != Z_STREAM_END;) {
    const std::size_t given =
        std::min<std::size_t>(octets.size(), std::numeric_limits<uInt>::max());
    // zlib does not write to its input; its type is older than const.
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(octets.data()));
    stream_.avail_in = static_cast<uInt>(given);
    stream_.next_out = reinterpret_cast<Bytef*>(piece_.data());
    stream_.avail_out = static_cast<uInt>(piece_.size());
    status = inflate(&stream_, Z_NO_FLUSH);
    octets.remove_prefix(given - stream_.avail_in);
    const std::string_view out(piece_.data(), piece_.size() - stream_.avail_out);
    if (!out.empty()) {
      sum_ = crc32(sum_, reinterpret_cast<const Bytef*>(out.data()), static_cast<uInt>(out.size()));
      size_ += static_cast<std::uint32_t>(out.size());
      if (auto failure = sink(out)) return failure;
    }
    if (status == Z_BUF_ERROR) return damaged("it is cut off");
    if (status != Z_OK && status != Z_STREAM_END) return damaged("its data are damaged");
  }
  return std::nullopt;
}

/// Takes the trailer off: whether CRC-32 and length are those of what came out, RFC 1952 section
/// 2.3.1.
bool take_trailer(std::string_view& octets, const Inflater& inflater) {
  constexpr std::size_t kSize = 8;
  const bool is_right = octets.size() >= kSize && number(octets) == inflater.sum() &&
                        number(octets.substr(4)) == inflater.size();
  octets.remove_prefix(std::min(octets.size(), kSize));
  return is_right;
}

}  // namespace

Failure gunzip(std::string_view octets, const Sink& sink) {
  bool is_right = true;
  do {
    const auto header = header_size(octets);
    if (!header) return damaged("its header is invalid");
    octets.remove_prefix(*header);
    Inflater inflater;
    if (auto failure = inflater.read(octets, sink)) return failure;
    is_right = take_trailer(octets, inflater) && is_right;
  } while (is_member(octets));
  if (is_right) return std::nullopt;
  return libauth::base::ParseError{
      0, std::string(kChecksumRule),
      "The checksum or the length of the gzip stream is wrong; what came out was looked at"};
}

}  // namespace reports::intake
