// SPDX-License-Identifier: MIT
//
// A message with a chain of three sets, as a list of fields that a test changes.

#pragma once

#include <algorithm>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/arc_chain.h"

namespace tests {

inline const std::string kPlainMessage =
    "From: Jo <jo@example.com>\r\n"
    "To: list@example.net\r\n"
    "Subject: a message\r\n"
    "Date: Fri, 01 May 2026 00:00:00 +0000\r\n"
    "\r\n"
    "Hello,\r\n"
    "this is it.\r\n";

/// The keys of one.example, two.example and three.example.
inline Keys chain_keys() {
  return {{"s1._domainkey.one.example", key_record("rsa1024.pem")},
          {"s2._domainkey.two.example", key_record("ed25519.pem")},
          {"s3._domainkey.three.example", key_record("rsa2048.pem")}};
}

inline libauth::dkim::SigningKey hop(unsigned instance) {
  if (instance == 1) return signing_key("s1", "one.example", "rsa1024.pem");
  if (instance == 2) return signing_key("s2", "two.example", "ed25519.pem");
  return signing_key("s3", "three.example", "rsa2048.pem");
}

/// The message with sets 1 to `sets` (up to 3).
inline std::string chain_of(unsigned sets, std::string message = kPlainMessage) {
  for (unsigned instance = 1; instance <= sets; ++instance) {
    const auto chain = instance == 1 ? libauth::arc::Result::none : libauth::arc::Result::pass;
    message = sealed(message, hop(instance), chain,
                     "mx" + std::to_string(instance) + ".example.net; spf=pass");
  }
  return message;
}

/// Replaces the one place where `from` stands; a text without it is a mistake in the test.
inline std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  if (at == std::string::npos) throw std::invalid_argument("no " + std::string(from));
  return text.replace(at, from.size(), to);
}

/// The fields of a message, top down, and its body.
class Fields {
 public:
  explicit Fields(const std::string& message) : body_(message.substr(message.find("\r\n\r\n"))) {
    const Message read(message);
    for (const auto& field : read.header().fields()) fields.emplace_back(field.octets);
  }

  /// The field of that kind ("ARC-Seal") and instance.
  std::string& at(const std::string& kind, unsigned instance) {
    const auto found = std::find_if(fields.begin(), fields.end(), [&](const std::string& field) {
      return field.starts_with(kind + ": i=" + std::to_string(instance) + ";");
    });
    if (found == fields.end()) throw std::invalid_argument("no " + kind);
    return *found;
  }

  std::string text() const {
    std::string message;
    for (const std::string& field : fields) message += field + "\r\n";
    return message + body_.substr(2);
  }

  std::vector<std::string> fields;

 private:
  std::string body_;
};

inline constexpr const char* kKinds[] = {"ARC-Seal", "ARC-Message-Signature",
                                         "ARC-Authentication-Results"};

}  // namespace tests
