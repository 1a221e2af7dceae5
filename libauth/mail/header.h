// SPDX-License-Identifier: MIT
//
// The header of a message.

#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "libauth/mail/field.h"

namespace libauth::mail {

/// The fields of a header in their order. Owns the octets; the views of its fields stay valid when
/// it is moved.
class Header {
 public:
  Header() = default;
  /// @param octets  lines that end with CRLF; the last one may lack it. The empty line is not in
  /// it.
  /// @param fields  how many there are, about; 0: they are counted
  explicit Header(std::vector<char> octets, std::size_t fields = 0);
  explicit Header(std::string_view octets);
  Header(const Header&) = delete;
  Header& operator=(const Header&) = delete;
  Header(Header&&) noexcept = default;
  Header& operator=(Header&&) noexcept = default;
  ~Header() = default;

  /// All lines, top down, those that are no field too. A first line that is a continuation is no
  /// field. The views live as long as the header.
  std::span<const Field> fields() const { return fields_; }
  /// How many fields have the name.
  std::size_t count(std::string_view name) const;
  /// The first field of the name from the top; null where there is none.
  const Field* find(std::string_view name) const;

  std::string_view octets() const { return {octets_.data(), octets_.size()}; }

 private:
  std::vector<char> octets_;
  std::vector<Field> fields_;
};

}  // namespace libauth::mail
