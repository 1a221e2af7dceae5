// SPDX-License-Identifier: MIT
//
// A domain name that is known to be valid.
//
// A Name is kept in one form, lower case with A-labels and without a trailing dot, so that equal
// names (RFC 4343: case does not count) are equal texts.

#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "libauth/base/result.h"

namespace libauth::dns {

class Name {
 public:
  /// Octets of a label and of a whole name on the wire, RFC 1035 section 2.3.4.
  static constexpr std::size_t kMaxLabel = 63;
  static constexpr std::size_t kMaxWire = 255;

  /// The root, ".".
  Name() = default;

  /// Reads the presentation form of RFC 1035 section 5.1: labels with dots between, "\." and "\DDD"
  /// for octets that would not stand for themselves, one trailing dot allowed. A label with
  /// non-ASCII UTF-8 becomes its A-label (RFC 5891). "." is the root; an empty text is an error.
  static base::Result<Name> parse(std::string_view text);

  /// The name of labels that are given as plain octets, without any escape.
  static base::Result<Name> from_labels(std::span<const std::string_view> labels);

  /// Reads an uncompressed name, RFC 1035 section 3.1; none where it is malformed.
  static std::optional<Name> from_wire(std::span<const std::uint8_t> octets);

  /// Presentation form: lower case, escaped, without trailing dot; "." for the root.
  const std::string& text() const { return text_; }

  /// The octets of the labels with dots between and without any escape, as macros see a name (RFC
  /// 7208 section 7); not to be printed, and not to be parsed again.
  std::string octets() const;

  /// The labels as they stand in text(), left to right; none for the root. Valid as long as the
  /// name.
  std::vector<std::string_view> labels() const;
  std::size_t label_count() const;
  bool is_root() const { return text_ == "."; }

  /// Whether every label but for a leading "_" is made of letters, digits and inner hyphens, and
  /// the last one is not all digits: what can be the domain of a mail address (RFC 5321 section
  /// 4.1.2) or the name of a service below it.
  bool is_mail_domain() const;

  /// Whether the name is `ancestor` or stands below it.
  bool is_at_or_below(const Name& ancestor) const;

  /// The name without its left-most label; the root is its own parent.
  Name parent() const;
  /// The name made of the right-most `count` labels.
  Name last_labels(std::size_t count) const;
  /// The name with the labels of `prefix` in front, as in "_dmarc"; an error where it gets longer
  /// than 255 octets.
  base::Result<Name> below(std::string_view prefix) const;

  auto operator<=>(const Name&) const = default;

 private:
  explicit Name(std::string text) : text_(std::move(text)) {}

  std::string text_ = ".";
};

}  // namespace libauth::dns

template <>
struct std::hash<libauth::dns::Name> {
  std::size_t operator()(const libauth::dns::Name& name) const noexcept {
    return std::hash<std::string>{}(name.text());
  }
};
