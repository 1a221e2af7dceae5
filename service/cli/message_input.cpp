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

libauth::base::ParseError error(std::string message) {
  return {.offset = 0, .rule = std::string(kOpenRule), .message = std::move(message)};
}

}  // namespace

libauth::base::Result<MessageInput> MessageInput::open(const std::string& name, std::istream& in) {
  if (name == "-") return MessageInput(&in);
  std::error_code unknown;
  if (std::filesystem::is_directory(name, unknown)) return error("It is a directory.");
  MessageInput input(nullptr);
  errno = 0;
  input.file_.open(name, std::ios::binary);
  if (input.file_) return input;
  return error("It cannot be opened: " + std::generic_category().message(errno) + ".");
}

std::string_view MessageInput::next() {
  if (has_failed_) return {};
  stream().read(piece_.data(), static_cast<std::streamsize>(piece_.size()));
  has_failed_ = stream().bad();
  return {piece_.data(), static_cast<std::size_t>(stream().gcount())};
}

}  // namespace service::cli
