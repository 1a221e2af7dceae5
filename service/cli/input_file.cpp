// SPDX-License-Identifier: MIT

#include "service/cli/input_file.h"

#include <array>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <istream>
#include <system_error>

namespace service::cli {
namespace {

using libauth::base::ParseError;
using libauth::base::Result;

ParseError error(std::string_view rule, std::string message) {
  return {.offset = 0, .rule = std::string(rule), .message = std::move(message)};
}

Result<std::string> read_all(std::istream& in, std::size_t limit) {
  std::string octets;
  std::array<char, std::size_t{64} << 10> piece;
  while (in.read(piece.data(), piece.size()) || in.gcount() > 0) {
    octets.append(piece.data(), static_cast<std::size_t>(in.gcount()));
    if (octets.size() > limit) {
      return error("limit-input", "It is larger than " + std::to_string(limit) + " octets.");
    }
  }
  if (in.bad()) return error("read", "It cannot be read.");
  return octets;
}

}  // namespace

Result<std::string> read_input(const std::string& name, std::istream& in, std::size_t limit) {
  if (name == "-") return read_all(in, limit);
  std::error_code unknown;
  if (std::filesystem::is_directory(name, unknown)) {
    return error(kOpenRule, "It is a directory; name the files in it.");
  }
  errno = 0;
  std::ifstream file(name, std::ios::binary);
  if (!file) {
    return error(kOpenRule, "It cannot be opened: " + std::generic_category().message(errno) + ".");
  }
  return read_all(file, limit);
}

}  // namespace service::cli
