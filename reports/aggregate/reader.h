// SPDX-License-Identifier: MIT
//
// Reads XML elements into members by tables, and notes every repair. Private to this room.
//
// A table has one row for each child element: its local name and the function that reads it.
// Prefixes and namespaces do not count (receivers send no namespace, three different ones, and
// one without its colon), and neither does the order of elements.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <pugixml.hpp>

#include "libauth/base/result.h"
#include "reports/aggregate/limits.h"
#include "reports/aggregate/report.h"

namespace reports::aggregate {

class Reader;

/// A row of a table: the child element `name` is read into a T.
template <class T>
struct Element {
  const char* name;
  void (*read)(Reader&, pugi::xml_node, T&);
};

/// The name without its prefix; valid as long as the document.
std::string_view local_name(pugi::xml_node node);

class Reader {
 public:
  /// The repairs go to `warnings`, which must outlive the reader.
  Reader(const Limits& limits, std::vector<Warning>& warnings)
      : limits_(limits), warnings_(warnings) {}

  const Limits& limits() const { return limits_; }
  /// The limit that was met while reading, if one was.
  const std::optional<libauth::base::ParseError>& error() const { return error_; }
  void fail(libauth::base::ParseError error);

  /// Notes a repair at a place of the document, or as many of them.
  void note(WarningCode code, std::string_view element, std::string_view detail, std::size_t offset,
            std::uint64_t times = 1);
  /// Notes a repair at an element.
  void note(WarningCode code, pugi::xml_node node, std::string_view detail = {});
  /// Notes that the element has no such child.
  void note_missing(std::string_view element, pugi::xml_node parent);

  /// The text of an element, trimmed: character data and CDATA, without that of child elements.
  /// Valid until the next call, and as long as the document.
  std::string_view text(pugi::xml_node node);

  /// Reads every child element by the table.
  template <class T, std::size_t N>
  void read_children(pugi::xml_node parent, const std::array<Element<T>, N>& table, T& target);

  /// Puts the value where there is none; notes one that differs.
  template <class V>
  void keep(pugi::xml_node node, std::optional<V>& member, const std::optional<V>& value);
  /// Puts the text where there is none or an empty one; notes one that differs.
  void keep_text(pugi::xml_node node, std::optional<std::string>& member, std::string_view text);

 private:
  /// Notes a node that nobody reads: text between elements, or an element that is not known.
  void pass_over(pugi::xml_node node);
  std::string_view joined_text(pugi::xml_node node);
  std::string_view within_limit(pugi::xml_node node, std::string_view text);

  const Limits& limits_;
  std::vector<Warning>& warnings_;
  std::optional<libauth::base::ParseError> error_;
  std::string joined_;  // text of an element that has several pieces of it
};

/// Reads a record element, RFC 9990 section 3.1.1.
void read_record(Reader& reader, pugi::xml_node node, Record& record);

/// Reads the feedback element, RFC 9990 section 3.1.1.
void read_feedback(Reader& reader, pugi::xml_node feedback, Report& report);

/// Whether two texts that end with NUL are equal. Names are short: a call of strcmp takes longer.
inline bool is_same_name(const char* a, const char* b) {
  while (*a == *b && *a != '\0') {
    ++a;
    ++b;
  }
  return *a == *b;
}

/// The row of the element's name, looked for from `row` on, as most elements come in the order of
/// their table; N where there is none.
template <class T, std::size_t N>
std::size_t find_row(const std::array<Element<T>, N>& table, const char* name, std::size_t row) {
  for (std::size_t tried = 0; tried < N; ++tried) {
    if (is_same_name(table[row].name, name)) return row;
    if (++row == N) row = 0;
  }
  return N;
}

template <class T, std::size_t N>
void Reader::read_children(pugi::xml_node parent, const std::array<Element<T>, N>& table,
                           T& target) {
  if (*parent.value() != '\0') note(WarningCode::stray_text, parent, parent.value());
  std::size_t row = 0;
  for (pugi::xml_node child = parent.first_child();; child = child.next_sibling()) {
    const char* const name = child.name();
    std::size_t found = N;
    if (*name != '\0') {
      found = find_row(table, name, row);
      if (found == N) found = find_row(table, local_name(child).data(), row);
    } else if (!child) {
      return;
    }
    if (found == N) {
      pass_over(child);
      continue;
    }
    table[row = found].read(*this, child, target);
  }
}

template <class V>
void Reader::keep(pugi::xml_node node, std::optional<V>& member, const std::optional<V>& value) {
  if (!member) {
    member = value;
  } else if (value && *member != *value) {
    note(WarningCode::element_duplicate, node, text(node));
  }
}

}  // namespace reports::aggregate
