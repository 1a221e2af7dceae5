// SPDX-License-Identifier: MIT
//
// Signed messages of a public collection, each with the key records that it needs, run through
// dkim::Verifier. A file has lines that are a name and its TXT record, an empty line, and
// the message; lines end with LF.
//
// The collection is no part of this repository: where its folder is missing, the test says so and
// passes.

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <string_view>

#include <boost/test/unit_test.hpp>

#include "libauth/base/text.h"
#include "tests/support/dkim_verification.h"

namespace {

struct File {
  const char* name;
  std::int64_t now;  ///< where they are to hold: from "t" to "x"
  const char* want;
};

constexpr File kFiles[] = {
    {"001.txt", 1'528'637'909, "pass verified | pass verified"},
    {"002.txt", 1'615'825'284, "pass verified"},
    {"003.txt", 1'667'592'200, "pass verified | pass verified"},
    {"004.txt", 1'667'862'801, "pass verified"},
    {"005.txt", 1'667'843'664, "pass verified"},
    {"005.txt", 1'667'930'365, "policy expired"},  // five minutes and a second behind "x"
    {"006.txt", 1'667'414'738, "pass verified"},
};

struct SignedFile {
  tests::Keys keys;
  std::string message;
};

SignedFile read(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  SignedFile file;
  std::map<std::string, std::vector<std::string>> records;
  for (std::string line; std::getline(in, line) && !line.empty();) {
    const std::size_t space = line.find(' ');
    BOOST_TEST_REQUIRE(space != std::string::npos);
    records[line.substr(0, space)].push_back(line.substr(space + 1));
  }
  for (const auto& [owner, texts] : records) file.keys.add(owner, texts);
  file.message.assign(std::istreambuf_iterator<char>(in), {});
  return file;
}

std::string summary(const SignedFile& file, std::size_t piece, const libauth::dkim::Settings& how) {
  std::vector<std::string_view> pieces;
  for (std::size_t at = 0; at < file.message.size(); at += piece) {
    pieces.push_back(std::string_view(file.message).substr(at, piece));
  }
  return tests::Verified(pieces, file.keys, how, libauth::mail::LineEnd::lf).summary();
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_signed_message_gives_what_it_should) {
  const std::filesystem::path folder = std::filesystem::path(MAILVET_CONFORMANCE_DIR) / "dkim";
  if (!std::filesystem::exists(folder)) {
    BOOST_TEST_MESSAGE("left out: there is no " << folder);
    return;
  }
  for (const File& each : kFiles) {
    BOOST_TEST_CONTEXT(each.name) {
      const SignedFile file = read(folder / each.name);
      libauth::dkim::Settings settings;
      settings.now = libauth::base::Time(std::chrono::seconds(each.now));
      for (const std::size_t piece :
           {std::size_t{1'000'000}, std::size_t{1}, std::size_t{7}, std::size_t{1000}}) {
        BOOST_TEST(summary(file, piece, settings) == each.want);
      }
    }
  }
}
