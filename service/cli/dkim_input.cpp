// SPDX-License-Identifier: MIT

#include "service/cli/dkim_input.h"

#include <utility>

#include "libauth/base/text.h"
#include "service/cli/input_file.h"

namespace service::cli {
namespace {

using libauth::base::ParseError;
using libauth::base::Result;
using libauth::crypto::PrivateKey;
using libauth::dns::Name;

/// Octets of a key file. An RSA key of 16384 bits takes some 13 KB.
constexpr std::size_t kMaxKeyFile = std::size_t{64} << 10;

}  // namespace

ParseError sentence(std::string message) {
  return {.offset = 0, .rule = {}, .message = std::move(message)};
}

std::string in_quotes(std::string_view text) {
  return "\"" + libauth::base::printable(text, 80) + "\"";
}

ParseError about(const std::string& file, const ParseError& why) {
  const std::string name = file.empty() ? "\"\"" : libauth::base::printable(file);
  return sentence(name + ": " + why.message);
}

Result<Name> read_name(const std::string& text, const std::string& what) {
  const auto name = Name::parse(text);
  if (name && !name->is_root()) return *name;
  return sentence(in_quotes(text) + " is no " + what + ".");
}

Result<PrivateKey> read_key(const std::string& file, std::istream& in) {
  const auto pem = read_input(file, in, kMaxKeyFile);
  if (!pem) return about(file, pem.error());
  const auto key = PrivateKey::parse_pem(*pem);
  if (!key) return about(file, key.error());
  return *key;
}

}  // namespace service::cli
