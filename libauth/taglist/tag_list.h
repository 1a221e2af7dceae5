// SPDX-License-Identifier: MIT
//
// The "k=v; k=v" grammar that DKIM, ARC, DMARC, BIMI, TLS-RPT and MTA-STS share.
//
// Reading keeps everything: a verifier looks whether there are defects, an audit tells them.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace libauth::taglist {

struct Tag {
  std::string name;              ///< as written
  std::string value;             ///< as written, without white space at its ends
  std::size_t name_offset = 0;   ///< octets before the name in the text
  std::size_t value_offset = 0;  ///< octets before the value

  bool operator==(const Tag&) const = default;
};

/// A place where the text is not what RFC 6376 section 3.2 has.
struct Defect {
  enum class Kind {
    empty_tag,       ///< nothing between two semicolons
    missing_equals,  ///< a part without "="
    bad_name,        ///< a name that is not ALPHA *(ALPHA / DIGIT / "_")
    bad_value,       ///< an octet that a value must not have
    duplicate,       ///< a name that came before
    too_many,        ///< parts after the first kMaxTags; not read
  };
  Kind kind{};
  std::size_t offset = 0;
  std::string name;  ///< the tag's name, where it has one

  bool operator==(const Defect&) const = default;
};

/// One sentence for people.
std::string describe(const Defect& defect);

/// Parts between semicolons that are read. No record known has more than 20 tags; a signature field
/// has about 15.
inline constexpr std::size_t kMaxTags = 100;

struct TagList {
  std::vector<Tag> tags;        ///< in order, duplicates too; those without a name are left out
  std::vector<Defect> defects;  ///< in order

  /// The first tag of the name, in any case where `ignore_case`; null where there is none. Valid as
  /// long as the list.
  const Tag* find(std::string_view name, bool ignore_case = false) const;
};

/// Reads a tag list. Never fails: what cannot be read is told in the defects.
/// @spec RFC 6376 section 3.2
/// @abnf tag-list = tag-spec *( ";" tag-spec ) [ ";" ]
TagList parse_tag_list(std::string_view text);

}  // namespace libauth::taglist
