// SPDX-License-Identifier: MIT
//
// The project's own files, for the tests that look at them.

#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace tests {

/// Paths below the folder of the source tree, relative to its top, sorted.
inline std::vector<std::string> files_below(const std::string& folder) {
  namespace fs = std::filesystem;
  const fs::path top = MAILVET_SOURCE_DIR;
  std::vector<std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(top / folder)) {
    if (entry.is_regular_file()) files.push_back(fs::relative(entry.path(), top).generic_string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

inline bool is_source(const std::string& path) {
  return path.ends_with(".h") || path.ends_with(".cpp");
}

/// The sources of every folder that has some.
inline std::vector<std::string> all_sources() {
  std::vector<std::string> sources;
  for (const char* folder : {"libauth", "reports", "service", "tests"}) {
    for (std::string& file : files_below(folder)) {
      if (is_source(file)) sources.push_back(std::move(file));
    }
  }
  return sources;
}

inline std::string read_file(const std::string& path) {
  std::ifstream file(std::string(MAILVET_SOURCE_DIR "/") + path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace tests
