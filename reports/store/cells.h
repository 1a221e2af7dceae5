// SPDX-License-Identifier: MIT
//
// Values as cells of the tables, and back. Private to this room.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libauth/base/ip_address.h"
#include "libauth/base/time.h"
#include "reports/store/rows.h"
#include "reports/text/word.h"

namespace reports::store {

inline Text cell(const std::optional<std::string>& text) {
  return text ? Text(*text) : Text();
}

/// Words are kept as written: a later program may know more of them.
template <class E>
Text cell(const std::optional<text::Word<E>>& word) {
  return word ? Text(std::string(word->written())) : Text();
}

inline Text cell(const std::optional<libauth::base::IpAddress>& address) {
  return address ? Text(address->text()) : Text();
}

inline Number cell(const std::optional<libauth::base::Time>& time) {
  return time ? Number(time->time_since_epoch().count()) : Number();
}

/// The readers keep counts below 2^63.
inline Number cell(const std::optional<std::uint64_t>& count) {
  return count ? Number(static_cast<Poco::Int64>(*count)) : Number();
}

inline Number cell(const std::optional<int>& number) {
  return number ? Number(*number) : Number();
}

inline Poco::Int64 signed_size(std::uint64_t size) {
  return static_cast<Poco::Int64>(size);
}

/// A text as it stands in keys: of one that is longer than 255 octets the beginning and a digest.
/// PostgreSQL refuses a row with more than some 2700 octets in an index, and a report must not be
/// refused for a long id.
std::string key_of(std::string_view text);

/// A domain as it stands in keys: with A-labels (RFC 5890 section 2.3.2.1) in the place of
/// U-labels, as people ask for either. What is no name stays as it is.
std::string with_a_labels(std::string_view domain);

/// ReportRow::report_key of a report with that id: without one it is its octets, so that it takes
/// the place of no other.
std::string report_key_of(const std::optional<std::string>& report_id,
                          const std::string& content_hash);

inline void read(const Text& cell, std::optional<std::string>& member) {
  if (!cell.isNull()) member = cell.value();
}

template <class E>
void read(const Text& cell, std::optional<text::Word<E>>& member) {
  if (!cell.isNull()) member = text::Word<E>::read(cell.value());
}

inline void read(const Number& cell, std::optional<libauth::base::Time>& member) {
  if (!cell.isNull()) member = libauth::base::Time(std::chrono::seconds(cell.value()));
}

inline void read(const Number& cell, std::optional<std::uint64_t>& member) {
  if (!cell.isNull()) member = static_cast<std::uint64_t>(cell.value());
}

inline void read(const Number& cell, std::optional<int>& member) {
  if (!cell.isNull()) member = static_cast<int>(cell.value());
}

inline void append_place(ChildColumns& columns, const ReportRow& row, std::size_t position) {
  columns.domain.push_back(row.domain);
  columns.report.push_back(row.number);
  columns.position.push_back(signed_size(position));
}

/// Adds the warnings of a report of any kind. `place` is the member that says where: element,
/// member or field.
template <class Warning>
void append_warnings(WarningColumns& columns, const ReportRow& row,
                     const std::vector<Warning>& warnings, std::string Warning::*place) {
  for (std::size_t position = 0; position < warnings.size(); ++position) {
    const Warning& warning = warnings[position];
    append_place(columns, row, position);
    columns.code.emplace_back(libauth::base::name_of(warning.code));
    columns.element.push_back(warning.*place);
    columns.detail.push_back(warning.detail);
    columns.octet.push_back(signed_size(warning.offset));
    columns.repeats.push_back(signed_size(warning.repeats));
  }
}

}  // namespace reports::store
