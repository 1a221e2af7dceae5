// SPDX-License-Identifier: MIT
//
// A message in a file or on standard input, read piece by piece.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <iosfwd>
#include <string>
#include <string_view>

#include "libauth/base/result.h"

namespace service::cli {

/// Octets of a message that is verified. Nothing of it is kept but the header, so that only time
/// bounds it: this takes some seconds. Files that never end, such as /dev/zero, are why there is a
/// limit.
inline constexpr std::uint64_t kMaxMessageOctets = std::uint64_t{1} << 30;

class MessageInput {
 public:
  /// The file of that very name, or `in` where the name is "-". The message of an error is a
  /// sentence. `in` outlives it.
  /// @param limit  octets that are read; with more next() gives none and error() says so
  static libauth::base::Result<MessageInput> open(const std::string& name, std::istream& in,
                                                  std::uint64_t limit = kMaxMessageOctets);

  /// The next octets, valid until the next call; none at the end, and where it cannot be read.
  std::string_view next();

  /// Why reading ended before the end of the file, a sentence; empty where it did not.
  const std::string& error() const { return error_; }

 private:
  MessageInput(std::istream* in, std::uint64_t limit) : in_(in), limit_(limit), room_(limit) {}

  std::istream& stream() { return in_ == nullptr ? file_ : *in_; }

  std::ifstream file_;
  std::istream* in_;  ///< null: file_
  std::array<char, std::size_t{16} << 10> piece_;
  std::uint64_t limit_;
  std::uint64_t room_;  ///< octets that may still come
  std::string error_;
};

}  // namespace service::cli
