// SPDX-License-Identifier: MIT
//
// Finds the tags in XML that may be broken. Private to this room.

#pragma once

#include <cstddef>
#include <string_view>

namespace reports::aggregate {

/// What begins with a "<".
struct Tag {
  enum class Kind {
    text,     ///< nothing: the "<" is text
    start,    ///< <name attribute="value">
    empty,    ///< <name/>
    end,      ///< </name>
    passed,   ///< comment, processing instruction, declaration, document type
    cdata,    ///< <![CDATA[...]]>
    cut_off,  ///< the document ends inside it
  };
  Kind kind = Kind::text;
  std::size_t begin = 0;        ///< of the "<"
  std::size_t end = 0;          ///< after the tag
  std::string_view name;        ///< with its prefix; start, empty and end have one
  std::string_view attributes;  ///< between the name and the end of the tag
  bool broken = false;          ///< its end is not in the form of XML, but can be told
};

/// The name without its prefix.
std::string_view local_part(std::string_view name);

/// Each "&" that begins none of XML's own entities and stands in no comment and no CDATA.
struct LooseAmpersands {
  std::size_t first = 0;  ///< place of the first one
  std::size_t count = 0;
};
LooseAmpersands loose_ampersands(std::string_view text);

/// Reads tags from the beginning to the end of a text, in O(n) for all together.
class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  /// The next "<" from the place on; the size of the text where there is none.
  std::size_t next(std::size_t at) const;
  /// The tag that begins at the place, where a "<" is. Places must not get smaller.
  Tag read(std::size_t at);

 private:
  /// A word that ends something, and where it is next: looked for once.
  struct Terminator {
    std::string_view word;
    std::size_t place = 0;
    bool searched = false;
  };

  std::size_t find(Terminator& terminator, std::size_t at);
  Tag section(Tag tag, Tag::Kind kind, std::size_t head, Terminator& terminator);
  Tag instruction(Tag tag);
  Tag document_type(Tag tag);
  Tag end_tag(Tag tag);
  Tag start_tag(Tag tag);
  std::size_t name_end(std::size_t at) const;
  std::size_t skip_space(std::size_t at) const;
  /// Ends the tag at the next "<" or after the next ">".
  Tag broken_off(Tag tag, std::size_t at) const;
  Tag with_end(Tag tag, std::size_t end) const;

  std::string_view text_;
  Terminator comment_{"-->"};
  Terminator cdata_{"]]>"};
  Terminator instruction_{"?>"};
  Terminator subset_{"]"};
};

}  // namespace reports::aggregate
