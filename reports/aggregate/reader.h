// SPDX-License-Identifier: MIT
//
// Reads XML elements into members by tables, and notes every repair. Private to this room.
//
// A table has one row for each child element: its local name, the function that reads it, and how
// RFC 9990 has it.
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
#include "reports/aggregate/form.h"
#include "reports/aggregate/limits.h"
#include "reports/aggregate/report.h"

namespace reports::aggregate {

class Reader;

/// How RFC 9990 appendix A has an element in its parent; several may be true of one.
enum Use : unsigned {
  kOptional = 0,
  kRequired = 1,  ///< must be there
  kRepeated = 2,  ///< may be there more than once
  kNew = 4,       ///< RFC 7489 does not have it
  kGone = 8,      ///< RFC 7489 has it, and RFC 9990 does not
  kForeign = 16,  ///< neither has it
};

/// A row of a table: the child element `name` is read into a T.
template <class T>
struct Element {
  const char* name;
  void (*read)(Reader&, pugi::xml_node, T&);
  unsigned use = kOptional;  ///< of Use
};

/// Whether child elements have to stand in the order of their table.
enum class Order { any, as_listed };

/// The child elements that an element may have.
template <class T, std::size_t N>
struct Table {
  constexpr Table(Order order_, const std::array<Element<T>, N>& rows_)
      : order(order_), rows(rows_) {
    for (std::size_t i = 0; i < N; ++i) {
      if ((rows[i].use & kRequired) != 0) required |= 1U << i;
    }
  }

  Order order;
  std::array<Element<T>, N> rows;
  std::uint32_t required = 0;  ///< a bit for each row
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

  /// What is told of the document's form.
  FormNotes& form() { return form_; }
  /// Notes a deviation of the element.
  void deviate(DeviationKind what, pugi::xml_node node);
  /// Reads what follows out of another document: `offset` octets come before that, and `depth`
  /// elements are around its root. `attributes`: whether there may be any.
  void set_place(std::size_t offset, std::size_t depth, bool attributes);

  /// The text of an element, trimmed: character data and CDATA, without that of child elements.
  /// Valid until the next call, and as long as the document.
  std::string_view text(pugi::xml_node node);

  /// Reads every child element by the table.
  template <class T, std::size_t N>
  void read_children(pugi::xml_node parent, const Table<T, N>& table, T& target);

  /// Puts the value where there is none; notes one that differs.
  template <class V>
  void keep(pugi::xml_node node, std::optional<V>& member, const std::optional<V>& value);
  /// Puts the text where there is none or an empty one; notes one that differs.
  void keep_text(pugi::xml_node node, std::optional<std::string>& member, std::string_view text);

  /// Notes a node that nobody reads: text between elements, or an element that is not known.
  void pass_over(pugi::xml_node node);
  /// Fails where elements are nested too deeply around or in the node.
  void check_depth(pugi::xml_node node);
  /// Notes attributes that the schema does not have.
  void check_attributes(pugi::xml_node node);

 private:
  std::size_t offset_of(pugi::xml_node node) const;
  /// Notes what the table says of the element's use, `seen` being the bits of those before it.
  void note_use(pugi::xml_node node, unsigned use, bool again, bool late);
  void note_missing_children(pugi::xml_node parent, std::string_view element);
  std::string_view joined_text(pugi::xml_node node);
  std::string_view within_limit(pugi::xml_node node, std::string_view text);

  const Limits& limits_;
  std::vector<Warning>& warnings_;
  std::optional<libauth::base::ParseError> error_;
  FormNotes form_;
  std::size_t offset_ = 0;  // of the document that is read, in the whole one
  std::size_t depth_ = 0;   // elements around its root
  bool has_attributes_ = true;
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
std::size_t find_row(const std::array<Element<T>, N>& rows, const char* name, std::size_t row) {
  for (std::size_t tried = 0; tried < N; ++tried) {
    if (is_same_name(rows[row].name, name)) return row;
    if (++row == N) row = 0;
  }
  return N;
}

template <class T, std::size_t N>
void Reader::read_children(pugi::xml_node parent, const Table<T, N>& table, T& target) {
  static_assert(N <= 32, "a bit for each row");
  if (*parent.value() != '\0') {
    note(WarningCode::stray_text, parent, parent.value());
    deviate(DeviationKind::stray_text, parent);
  }
  std::uint32_t seen = 0;
  std::size_t row = 0;
  for (pugi::xml_node child = parent.first_child();; child = child.next_sibling()) {
    const char* const name = child.name();
    std::size_t found = N;
    if (*name != '\0') {
      found = find_row(table.rows, name, row);
      if (found == N) found = find_row(table.rows, local_name(child).data(), row);
    } else if (!child) {
      break;
    }
    if (found == N) {
      pass_over(child);
      continue;
    }
    const Element<T>& element = table.rows[found];
    const bool again = (seen >> found & 1U) != 0 && (element.use & kRepeated) == 0;
    const bool late = table.order == Order::as_listed && found < row;
    if (again || late || element.use > (kRequired | kRepeated)) {
      note_use(child, element.use, again, late);
    }
    if (has_attributes_) check_attributes(child);
    seen |= 1U << found;
    row = found;
    element.read(*this, child, target);
  }
  const std::uint32_t missing = table.required & ~seen;
  for (std::size_t i = 0; missing >> i != 0; ++i) {
    if ((missing >> i & 1U) != 0) note_missing_children(parent, table.rows[i].name);
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
