// SPDX-License-Identifier: MIT

#include "libauth/mail/line_ends.h"

#include <ostream>
#include <random>
#include <string>

#include <boost/test/unit_test.hpp>

#include "libauth/base/avx2.h"
#include "libauth/base/text.h"

using namespace libauth;
using mail::BareLineEnds;

namespace libauth::mail {

std::ostream& operator<<(std::ostream& out, const BareLineEnds& bare) {
  return out << bare.cr << " CR, " << bare.lf << " LF";
}

}  // namespace libauth::mail

namespace {

/// Octet by octet.
BareLineEnds counted(std::string_view octets) {
  BareLineEnds bare;
  for (std::size_t i = 1; i < octets.size(); ++i) {
    if (octets[i - 1] == '\r' && octets[i] != '\n') ++bare.cr;
    if (octets[i - 1] != '\r' && octets[i] == '\n') ++bare.lf;
  }
  return bare;
}

void check(std::string_view octets) {
  const BareLineEnds want = counted(octets);
  const bool has_any = want != BareLineEnds{};
  BOOST_TEST_CONTEXT(base::printable(octets)) {
    BOOST_TEST(mail::count_bare_line_ends(octets) == want);
    BOOST_TEST(mail::has_bare_line_end_plain(octets) == has_any);
    if (base::has_avx2()) BOOST_TEST(mail::has_bare_line_end_avx2(octets) == has_any);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(mail_line_ends)

BOOST_AUTO_TEST_CASE(counts_what_stands_alone_inside) {
  const struct {
    std::string octets;
    BareLineEnds want;
  } kRows[] = {
      {"", {0, 0}},
      {"\r\n", {0, 0}},
      {"a\r\nb\r\n", {0, 0}},
      {"a\rb", {1, 0}},
      {"a\nb", {0, 1}},
      {"\r\r\n", {1, 0}},
      {"\r\n\n", {0, 1}},
      {"\n\r", {0, 0}},
      {"a\n\rb", {1, 1}},
      {"\r\r\r", {2, 0}},
      {"\n\n\n", {0, 2}},
      // What is before and behind is not known.
      {"\nb", {0, 0}},
      {"a\r", {0, 0}},
      {"\r", {0, 0}},
      {"\n", {0, 0}},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(base::printable(row.octets)) {
      BOOST_TEST(mail::count_bare_line_ends(row.octets) == row.want);
    }
    check(row.octets);
  }
}

BOOST_AUTO_TEST_CASE(finds_one_wherever_it_stands) {
  std::string lines;
  while (lines.size() < 2500) lines += "a line of text\r\n";
  check(lines);
  for (std::size_t at = 0; at < lines.size(); ++at) {
    for (const char c : {'\r', '\n'}) {
      std::string octets = lines;
      octets[at] = c;
      check(octets);
    }
  }
}

BOOST_AUTO_TEST_CASE(counts_any_octets_of_any_size) {
  std::mt19937 random(5321);
  for (std::size_t size = 0; size < 3000; size += size < 300 ? 1 : 97) {
    std::string octets(size, '\0');
    for (char& c : octets) c = "\r\n\r\na\0\xff"[random() % 7];
    check(octets);
  }
}

BOOST_AUTO_TEST_SUITE_END()
