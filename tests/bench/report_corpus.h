// SPDX-License-Identifier: MIT
//
// Aggregate reports to measure with.

#pragma once

#include <cstddef>
#include <string>

namespace bench {

/// The XML of a report as large receivers send them, some 640 octets a record.
/// @param begin  seconds since 1970; tells one report from another
std::string make_report(std::size_t records, std::size_t begin);

}  // namespace bench
