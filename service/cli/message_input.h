// SPDX-License-Identifier: MIT
//
// A message in a file or on standard input, read piece by piece.

#pragma once

#include <array>
#include <cstddef>
#include <fstream>
#include <iosfwd>
#include <string>
#include <string_view>

#include "libauth/base/result.h"

namespace service::cli {

class MessageInput {
 public:
  /// The file of that very name, or `in` where the name is "-". The message of an error is a
  /// sentence. `in` outlives it.
  static libauth::base::Result<MessageInput> open(const std::string& name, std::istream& in);

  /// The next octets, valid until the next call; none at the end, and where it cannot be read.
  std::string_view next();

  /// Whether reading ended before the end of the file.
  bool has_failed() const { return has_failed_; }

 private:
  explicit MessageInput(std::istream* in) : in_(in) {}

  std::istream& stream() { return in_ == nullptr ? file_ : *in_; }

  std::ifstream file_;
  std::istream* in_;  ///< null: file_
  std::array<char, std::size_t{16} << 10> piece_;
  bool has_failed_ = false;
};

}  // namespace service::cli
