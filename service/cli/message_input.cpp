// SPDX-License-Identifier: MIT

#include "service/cli/message_input.h"

#include <cerrno>
#include <filesystem>
#include <istream>
#include <system_error>
#include <utility>

#include "service/cli/input_file.h"

namespace service::cli {
namespace {

libauth::base::ParseError unopened(std::string message) {
  return {.offset = 0, .rule = std::string(kOpenRule), .message = std::move(message)};
}

}  // namespace

libauth::base::Result<MessageInput> MessageInput::open(const std::string& name, std::istream& in,
                                                       std::uint64_t limit) {
  if (name == "-") return MessageInput(&in, limit);
  if (name.empty()) return unopened("The name of the file is empty.");
  std::error_code unknown;
  if (std::filesystem::is_directory(name, unknown)) return unopened("It is a directory.");
  MessageInput input(nullptr, limit);
  errno = 0;
  input.file_.open(name, std::ios::binary);
  if (input.file_) return input;
  return unopened("It cannot be opened: " + std::generic_category().message(errno) + ".");
}

std::string_view MessageInput::next() {
  if (!error_.empty()) return {};
  stream().read(piece_.data(), static_cast<std::streamsize>(piece_.size()));
  const auto size = static_cast<std::size_t>(stream().gcount());
  if (stream().bad()) error_ = "It cannot be read.";
  if (size > room_) {
    error_ = "It is larger than " + std::to_string(limit_) + " octets.";
    return {};
  }
  room_ -= size;
  return {piece_.data(), size};
}

}  // namespace service::cli
