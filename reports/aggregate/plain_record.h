// SPDX-License-Identifier: MIT
//
// Reads a record of which nothing is odd, without a tree of XML. Private to this room.
//
// Nearly all records of long reports are like that. Whatever else a record may have is left to the
// reader (reader.h), which gives the same for this one and takes thrice as long.

#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "reports/aggregate/limits.h"
#include "reports/aggregate/report.h"

namespace reports::aggregate {

/// Reads the record that begins at the place, space before it allowed, into an empty Record.
///
/// @return the place after the record; none where there is anything but the elements of RFC 9990 in
///         the order of its schema, without attributes, references, comments, duplicates and empty
///         elements, with values that are in their form, and with all that is required. What was
///         read is of no use then
std::optional<std::size_t> read_plain_record(std::string_view text, std::size_t at,
                                             const Limits& limits, Record& record);

}  // namespace reports::aggregate
