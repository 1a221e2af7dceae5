// SPDX-License-Identifier: MIT
//
// Reads JSON members into members by tables, and notes every repair. Private to this room.
//
// A table has one row for each name of a member and the function that reads it. What senders call
// otherwise has rows of its own, with RFC 8460's name beside it.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libauth/base/result.h"
#include "libauth/base/text.h"
#include "reports/tls/document.h"
#include "reports/tls/limits.h"
#include "reports/tls/report.h"

namespace reports::tls {

class Reader;

/// A member's value and the name that RFC 8460 has for the member.
struct Value {
  const Node& node;
  std::string_view name;
};

/// A row of a table: the member `name`, which is RFC 8460's `rfc_name`, is read into a T.
template <class T>
struct Member {
  std::string_view name;
  std::string_view rfc_name;
  void (*read)(Reader&, const Value&, T&);
};

/// Whether the key is the name, but for case and "_" in place of "-".
bool is_key(std::string_view key, std::string_view name);

class Reader {
 public:
  /// The repairs go to `warnings`. All of these must outlive the reader.
  Reader(std::string_view json, const Limits& limits, std::vector<Warning>& warnings)
      : json_(json),
        limits_(limits),
        warnings_(warnings),
        lines_left_(limits.lines),
        failures_left_(limits.failure_details) {}

  const Limits& limits() const { return limits_; }
  /// The limit that was met while reading, if one was.
  const std::optional<libauth::base::ParseError>& error() const { return error_; }
  void fail(std::size_t offset, std::string_view rule, std::string message);

  /// Notes a repair at a place of the document, or as many of them.
  void note(WarningCode code, std::string_view member, std::string_view detail, std::size_t offset,
            std::uint64_t times = 1);
  void note(WarningCode code, const Value& value, std::string_view detail = {}) {
    note(code, value.name, detail, value.node.begin);
  }

  /// The JSON of a value, as sent.
  std::string_view source(const Node& node) const {
    return json_.substr(node.begin, node.end - node.begin);
  }

  // What a value says. None where it says nothing, is null, or cannot be read, which is noted.

  std::optional<std::string> text(const Value& value);  ///< trimmed, not empty, within the limit
  std::optional<std::uint64_t> count(const Value& value);
  std::optional<libauth::base::Time> time(const Value& value);
  std::optional<std::string> domain(const Value& value);
  std::optional<std::string> mx_pattern(const Value& value);
  template <libauth::base::DescribedEnum E>
  std::optional<Word<E>> word(const Value& value);

  /// The elements of a list. One value that is no array is a list of itself where `take_one`; that
  /// and null are noted.
  std::vector<const Node*> list(const Value& value, bool take_one);

  /// The text without NUL and with no more than `most` octets, which is noted.
  std::string within_limit(const Value& value, std::string_view text, std::size_t most);

  /// Takes one of the lines that the report may still have; false where there is none.
  bool take_line() { return lines_left_ > 0 && lines_left_-- > 0; }
  /// Takes one of the failures that the report may still have; fails where there is none.
  bool take_failure(const Node& node);

  /// Puts the value where there is none; notes one too many.
  template <class V>
  void keep(const Value& value, std::optional<V>& member, std::optional<V> read);

  /// Reads a member by the table; false where the table has no such name.
  template <class T, std::size_t N>
  bool read_member(const Node& child, const std::array<Member<T>, N>& table, T& target);

  /// Reads every member of an object by the table; notes members that are not known, and a value
  /// that is no object.
  template <class T, std::size_t N>
  void read_object(const Value& value, const std::array<Member<T>, N>& table, T& target);

  /// Whether the value is an object; notes one that is neither that nor null.
  bool is_object(const Value& value);
  void ignore(std::string_view parent, const Node& child);

 private:
  std::optional<std::string> checked_domain(const Value& value, const std::string& written);

  std::string_view json_;
  const Limits& limits_;
  std::vector<Warning>& warnings_;
  std::optional<libauth::base::ParseError> error_;
  std::size_t lines_left_;
  std::size_t failures_left_;
};

/// Reads the report object, RFC 8460 section 4.4.
void read_report(Reader& reader, const Node& node, Report& report);

/// Whether the object has members that only a TLS report has.
bool is_report(const Node& node);

/// Reads policy-string into its lines, and what was sent where that is something else.
void read_policy_string(Reader& reader, const Value& value, Policy& policy);

template <libauth::base::DescribedEnum E>
std::optional<Word<E>> Reader::word(const Value& value) {
  const auto written = text(value);
  if (!written) return std::nullopt;
  std::string lower = libauth::base::to_lower(*written);
  const bool is_lower = lower == *written;
  Word<E> word = Word<E>::read(lower);
  if (word.value()) {
    if (!is_lower) note(WarningCode::letter_case, value, *written);
    return word;
  }
  for (char& c : lower) {
    if (c == '_') c = '-';
  }
  word = Word<E>::read(lower);
  if (!word.value()) word = Word<E>::read(*written);
  note(word.value() ? WarningCode::word_replaced : WarningCode::word_unknown, value, *written);
  return word;
}

template <class V>
void Reader::keep(const Value& value, std::optional<V>& member, std::optional<V> read) {
  if (!read) return;
  if (member) {
    note(WarningCode::member_duplicate, value, source(value.node));
  } else {
    member = std::move(read);
  }
}

template <class T, std::size_t N>
bool Reader::read_member(const Node& child, const std::array<Member<T>, N>& table, T& target) {
  for (const Member<T>& row : table) {
    if (!is_key(child.key, row.name)) continue;
    const Value value{child, row.rfc_name};
    if (child.key != row.rfc_name) note(WarningCode::member_renamed, value, child.key);
    row.read(*this, value, target);
    return true;
  }
  return false;
}

template <class T, std::size_t N>
void Reader::read_object(const Value& value, const std::array<Member<T>, N>& table, T& target) {
  if (!is_object(value)) return;
  for (const Node& child : value.node.children) {
    if (!read_member(child, table, target)) ignore(value.name, child);
  }
}

}  // namespace reports::tls
