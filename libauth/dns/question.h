// SPDX-License-Identifier: MIT
//
// What is asked of the DNS: a name and a type, in class IN.

#pragma once

#include <compare>
#include <cstddef>
#include <functional>
#include <string>

#include "libauth/dns/name.h"
#include "libauth/dns/rr_type.h"

namespace libauth::dns {

struct Question {
  Name name;
  RrType type = RrType::a;

  /// "example.com TXT"
  std::string text() const { return name.text() + " " + std::string(to_string(type)); }

  auto operator<=>(const Question&) const = default;
};

/// The hash of the question {name, type}.
inline std::size_t hash_of(const Name& name, RrType type) noexcept {
  return std::hash<Name>{}(name)*31 + static_cast<std::size_t>(type);
}

}  // namespace libauth::dns

template <>
struct std::hash<libauth::dns::Question> {
  std::size_t operator()(const libauth::dns::Question& question) const noexcept {
    return hash_of(question.name, question.type);
  }
};
