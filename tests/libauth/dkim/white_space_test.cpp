// SPDX-License-Identifier: MIT

#include "libauth/dkim/white_space.h"

#include <random>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "libauth/base/avx2.h"
#include "libauth/base/text.h"

using namespace libauth;
using dkim::Places;

namespace {

/// Octet by octet.
std::vector<std::size_t> wanted(std::string_view text, Places places) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto next = static_cast<unsigned char>(i + 1 < text.size() ? text[i + 1] : 'x');
    const bool is_fold = places == Places::white_space_and_folds && text[i] == '\r';
    if (text[i] == '\t' || is_fold || (text[i] == ' ' && next <= ' ')) found.push_back(i);
  }
  return found;
}

template <Places kPlaces>
std::vector<std::size_t> found(std::string_view text) {
  std::vector<std::size_t> places;
  dkim::for_each_place<kPlaces>(text, [&](std::size_t at) {
    places.push_back(at);
    return at + 1;
  });
  return places;
}

void check(std::string_view text) {
  BOOST_TEST_CONTEXT(base::printable(text)) {
    BOOST_TEST(found<Places::white_space>(text) == wanted(text, Places::white_space),
               boost::test_tools::per_element());
    BOOST_TEST(
        found<Places::white_space_and_folds>(text) == wanted(text, Places::white_space_and_folds),
        boost::test_tools::per_element());
  }
}

std::string random_text(std::size_t size, std::mt19937& random) {
  std::string text(size, '\0');
  for (char& c : text) c = "  \t\r\nabc\0\x80\xff"[random() % 11];
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(dkim_white_space)

BOOST_AUTO_TEST_CASE(finds_what_the_relaxed_forms_change) {
  for (const char* text : {"", " ", "\t", "\r", "a b", "a  b", "a \tb", "a\tb", "a \r\nb", "\r\n b",
                           "a \x7f", "   ", "a\r\n"}) {
    check(text);
  }
}

BOOST_AUTO_TEST_CASE(finds_them_in_texts_of_any_size) {
  std::mt19937 random(6376);
  for (std::size_t size = 0; size < 5000; size += size < 200 ? 1 : 61) {
    check(random_text(size, random));
  }
}

BOOST_AUTO_TEST_CASE(passes_over_what_is_taken) {
  std::vector<std::size_t> places;
  const std::string text = "a  b" + std::string(200, ' ') + "c\td";
  dkim::for_each_place<Places::white_space>(text, [&](std::size_t at) {
    places.push_back(at);
    return std::min(text.find_first_not_of(' ', at), at + 150);
  });
  BOOST_TEST(places == (std::vector<std::size_t>{1, 4, 154, 205}),
             boost::test_tools::per_element());
}

// What every processor does, and what those with AVX2 do.
BOOST_AUTO_TEST_CASE(gives_the_same_on_every_processor) {
  std::mt19937 random(8463);
  for (std::size_t blocks = 1; blocks <= dkim::kScanBlocks; ++blocks) {
    const std::string text = random_text(blocks * dkim::kScanBlock + 1, random);
    for (const Places places : {Places::white_space, Places::white_space_and_folds}) {
      dkim::PlaceBits plain{};
      dkim::find_places_plain(places, text.data(), blocks, plain);
      dkim::PlaceBits chosen{};
      dkim::find_places(places, text.data(), blocks, chosen);
      BOOST_TEST((plain == chosen));
      if (!base::has_avx2()) continue;
      dkim::PlaceBits avx2{};
      dkim::find_places_avx2(places, text.data(), blocks, avx2);
      BOOST_TEST((plain == avx2));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
