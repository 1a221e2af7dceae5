// SPDX-License-Identifier: MIT
//
// Reads back the CSV that a command printed.

#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "reports/sources/csv.h"

namespace tests {

/// The rows below the header, each cell by the name of its column.
inline std::vector<std::map<std::string, std::string>> csv_table(std::string_view text) {
  reports::sources::CsvReader reader(text);
  const std::vector<std::string> header = reader.next().value();
  std::vector<std::map<std::string, std::string>> rows;
  for (;;) {
    const std::vector<std::string> cells = reader.next().value();
    if (cells.empty()) return rows;
    BOOST_REQUIRE(cells.size() == header.size());
    auto& row = rows.emplace_back();
    for (std::size_t i = 0; i < cells.size(); ++i) row.emplace(header[i], cells[i]);
  }
}

}  // namespace tests
