// SPDX-License-Identifier: MIT
//
// The relaxed form of parts of a body, by each way that processors do it.

#include "libauth/dkim/relaxed_text.h"

#include <algorithm>
#include <array>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <boost/test/unit_test.hpp>

using namespace libauth::dkim;

namespace {

using Relax = std::size_t (*)(std::string_view, std::size_t, std::size_t, char*);

/// The ways that this processor has.
std::vector<Relax> ways() {
  std::vector<Relax> ways = {relax, relax_plain};
  if (can_relax_avx512()) ways.push_back(relax_avx512);
  return ways;
}

/// The relaxed form, made in parts of that many octets.
std::string relaxed(std::string_view text, std::size_t part, Relax way) {
  std::string out;
  for (std::size_t from = 0; from < text.size(); from += part) {
    const std::size_t count = std::min(part, text.size() - from);
    // Not one octet more than is said to be needed, and the text ends where its memory does.
    std::vector<char> room(count + kRelaxSpare);
    const std::vector<char> octets(text.begin(), text.end());
    out.append(room.data(), way({octets.data(), octets.size()}, from, count, room.data()));
  }
  return out;
}

/// RFC 6376 section 3.4.4, word for word: the white space at the end of each line goes, and then
/// each run of it becomes one space.
std::string by_the_words(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool is_line_end = text.substr(at, 2) == "\r\n";
    if (is_line_end) {
      while (!out.empty() && out.back() == ' ') out.pop_back();
    }
    const bool is_wsp = text[at] == ' ' || text[at] == '\t';
    if (!is_wsp) {
      out += text[at];
    } else if (out.empty() || out.back() != ' ') {
      out += ' ';
    }
  }
  return out;
}

std::string random_text(std::mt19937& random, std::size_t size) {
  static constexpr std::array<std::string_view, 9> kPieces = {
      "a",  "word", " ",
      "  ", "\t",   "\r\n",
      "\r", "\n",   "a long word without any white space in it"};
  std::string text = "x";
  while (text.size() < size) text += kPieces[random() % kPieces.size()];
  return text + "x";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(RelaxedText)

BOOST_AUTO_TEST_CASE(WhiteSpaceBeforeWhiteSpaceAndLineEndsGoes) {
  struct Row {
    std::string_view text;
    std::string_view relaxed;
  };
  static constexpr std::array kRows = {
      Row{"a", "a"},
      Row{"a b", "a b"},
      Row{"a  b", "a b"},
      Row{"a\tb", "a b"},
      Row{"a \t b", "a b"},
      Row{"a\t\tb", "a b"},
      Row{"a \r\nb", "a\r\nb"},
      Row{"a\t \r\nb", "a\r\nb"},
      Row{"a \r b", "a \r b"},
      Row{"a \nb", "a \nb"},
      Row{"a \r\r\nb", "a \r\r\nb"},
      Row{"a\r\n b", "a\r\n b"},
  };
  for (const Row& row : kRows) {
    for (const Relax way : ways()) {
      for (const std::size_t part : {1U, 2U, 3U, 64U}) {
        BOOST_TEST(relaxed(row.text, part, way) == row.relaxed,
                   row.text << " in parts of " << part);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(EveryWayGivesWhatTheRfcSaysForEveryCut) {
  std::mt19937 random(20261122);
  for (std::size_t round = 0; round < 300; ++round) {
    const std::string text = random_text(random, round);
    const std::string expected = by_the_words(text);
    for (const Relax way : ways()) {
      for (const std::size_t part :
           {std::size_t{1}, std::size_t{63}, std::size_t{64}, std::size_t{65}, text.size()}) {
        BOOST_REQUIRE_EQUAL(relaxed(text, part, way), expected);
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
