// SPDX-License-Identifier: MIT
//
// A database of a test, and commands of mailvet report on it.

#pragma once

#include <ostream>
#include <string>
#include <vector>

#include <boost/json/parse.hpp>

#include "tests/service/api/fixture.h"
#include "tests/service/cli/captured.h"
#include "tests/support/temp_dir.h"

namespace tests {

/// Words that a command refuses, and what it says of them.
struct WrongWords {
  std::vector<std::string> words;
  std::string says;
};
inline std::ostream& operator<<(std::ostream& out, const WrongWords& wrong) {
  for (const std::string& word : wrong.words) out << word << ' ';
  return out;
}

struct ReportDatabase {
  TempDir folder;
  std::string database = folder.file("reports.db");

  /// mailvet report WORDS... --database, of this test.
  Captured report(std::vector<std::string> words, const std::string& input = {}) const {
    words.insert(words.begin(), "report");
    words.insert(words.end(), {"--database", database});
    return run(std::move(words), input);
  }
  Captured import(std::vector<std::string> paths, const std::string& input = {}) const {
    paths.insert(paths.begin(), "import");
    paths.insert(paths.end(), {"--no-look-up"});
    return report(std::move(paths), input);
  }
  /// The totals of an import.
  boost::json::object totals(std::vector<std::string> paths, const std::string& input = {}) const {
    paths.insert(paths.end(), {"--format", "json"});
    return json_of(import(std::move(paths), input)).at("totals").as_object();
  }
  static boost::json::object json_of(const Captured& ran) {
    return boost::json::parse(ran.out).as_object();
  }
  static std::uint64_t count(const boost::json::object& totals, const char* name) {
    return totals.at(name).to_number<std::uint64_t>();
  }
};

}  // namespace tests
