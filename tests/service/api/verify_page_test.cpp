// SPDX-License-Identifier: MIT
//
// docs/verify-json.md lists the words that programs rely on: as many as there are, in their order.

#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "libauth/arc/result.h"
#include "libauth/base/enum.h"
#include "libauth/dkim/result.h"

namespace {

using Words = std::vector<std::string>;

/// The words in `code` of the row of that member, in the table behind the line `heading`; those of
/// its first cell are left out.
Words words_of(std::string_view heading, std::string_view member) {
  std::ifstream page(MAILVET_SOURCE_DIR "/docs/verify-json.md");
  bool is_below = false;
  const std::string row = "| `" + std::string(member) + "` |";
  for (std::string line; std::getline(page, line);) {
    is_below = is_below || line == heading;
    if (!is_below || !line.starts_with(row)) continue;
    Words words;
    std::size_t at = row.size();
    while ((at = line.find('`', at)) != std::string::npos) {
      const std::size_t end = line.find('`', at + 1);
      words.push_back(line.substr(at + 1, end - at - 1));
      at = end + 1;
    }
    return words;
  }
  return {};
}

template <class Enum>
Words enumerators() {
  Words words;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<Enum>>(
      [&words](auto one) { words.emplace_back(one.name); });
  return words;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(VerifyPage)

BOOST_AUTO_TEST_CASE(ListsTheReasonsOfDkim) {
  Words wanted = enumerators<libauth::dkim::Reason>();
  // "verified" comes last on the page, as the word of a pass; "pass" is named before it.
  wanted.erase(wanted.begin());
  wanted.insert(wanted.end(), {"pass", "verified"});
  BOOST_TEST(words_of("An element of `dkim`:", "reason") == wanted,
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(ListsTheReasonsOfArc) {
  BOOST_TEST(words_of("`arc`:", "reason") == enumerators<libauth::arc::Reason>(),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(ListsTheResultsOfArc) {
  BOOST_TEST(words_of("`arc`:", "result") == enumerators<libauth::arc::Result>(),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
