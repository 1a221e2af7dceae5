// SPDX-License-Identifier: MIT
//
// What every source file has, and that none is left out of the build.

#include "tests/tree/files.h"

#include <algorithm>
#include <set>
#include <string>

#include <boost/test/unit_test.hpp>

namespace {

constexpr std::string_view kLicence = "// SPDX-License-Identifier: MIT\n";

/// The text of the CMakeLists.txt that lists the file: that of its folder, or of one above it.
bool is_listed(const std::string& path) {
  namespace fs = std::filesystem;
  const fs::path top = MAILVET_SOURCE_DIR;
  for (fs::path folder = fs::path(path).parent_path(); !folder.empty();
       folder = folder.parent_path()) {
    const fs::path list = folder / "CMakeLists.txt";
    if (!fs::exists(top / list)) continue;
    // Fuzz targets are named without ".cpp": mailvet_fuzz(name ...).
    const bool is_target = folder == "tests/fuzz" && path != "tests/fuzz/run_corpus.cpp";
    const std::string name = is_target ? "mailvet_fuzz(" + fs::path(path).stem().string()
                                       : fs::path(path).lexically_relative(folder).generic_string();
    const std::string text = tests::read_file(list.generic_string());
    for (std::size_t at = text.find(name); at != std::string::npos; at = text.find(name, at + 1)) {
      const auto is_part = [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '/';
      };
      const bool starts = at == 0 || !is_part(text[at - 1]);
      const std::size_t end = at + name.size();
      if (starts && (end == text.size() || !is_part(text[end]))) return true;
    }
    return false;
  }
  return false;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(Files)

BOOST_AUTO_TEST_CASE(EverySourceIsInTheBuild) {
  std::size_t seen = 0;
  for (const std::string& path : tests::all_sources()) {
    if (!path.ends_with(".cpp")) continue;
    ++seen;
    BOOST_TEST(is_listed(path), path << " is in no CMakeLists.txt");
  }
  BOOST_TEST(seen > 50U);
}

BOOST_AUTO_TEST_CASE(SourcesBeginWithTheLicenceAndSayWhatTheyAre) {
  for (const std::string& path : tests::all_sources()) {
    const std::string text = tests::read_file(path);
    BOOST_TEST(text.starts_with(kLicence), path);
    if (path.ends_with(".h")) {
      BOOST_TEST(text.substr(kLicence.size()).starts_with("//\n// "), path);
      BOOST_TEST(text.find("#pragma once") != std::string::npos, path);
    }
  }
}

BOOST_AUTO_TEST_CASE(SourcesAreAsciiWithoutTabsAndEndWithANewline) {
  for (const std::string& path : tests::all_sources()) {
    const std::string text = tests::read_file(path);
    const bool plain = std::all_of(text.begin(), text.end(),
                                   [](char c) { return c == '\n' || (c >= ' ' && c <= '~'); });
    BOOST_TEST(plain, path);
    BOOST_TEST(text.ends_with('\n'), path);
  }
}

// HACKING.md: no such room, because everything ends up in it.
BOOST_AUTO_TEST_CASE(NoFileIsNamedForNothing) {
  const std::set<std::string> kBad = {"utils",  "util", "helpers", "helper",
                                      "common", "misc", "impl",    "manager"};
  for (const std::string& path : tests::all_sources()) {
    BOOST_TEST(!kBad.contains(std::filesystem::path(path).stem().string()), path);
  }
}

BOOST_AUTO_TEST_CASE(FilesAreShortEnoughToRead) {
  for (const std::string& path : tests::all_sources()) {
    const std::string text = tests::read_file(path);
    const auto lines = std::count(text.begin(), text.end(), '\n');
    const bool is_test = path.starts_with("tests/");
    const long limit = is_test ? 600 : path.ends_with(".h") ? 300 : 500;
    BOOST_TEST(lines <= limit, path << " has " << lines << " lines, over " << limit);
  }
}

BOOST_AUTO_TEST_SUITE_END()
