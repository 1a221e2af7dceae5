// SPDX-License-Identifier: MIT

#include "libauth/base/base64.h"

#include <string>

#include <boost/test/unit_test.hpp>

using libauth::base::decode_base64;
using libauth::base::encode_base64;

namespace {

std::string decoded(std::string_view text) {
  const auto octets = decode_base64(text);
  return octets ? std::string(octets->begin(), octets->end()) : "none";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(base_base64)

BOOST_AUTO_TEST_CASE(decodes_or_gives_nothing) {
  const struct {
    std::string text;
    std::string want;
  } kRows[] = {
      // RFC 4648 section 10.
      {"", ""},
      {"Zg==", "f"},
      {"Zm8=", "fo"},
      {"Zm9v", "foo"},
      {"Zm9vYg==", "foob"},
      {"Zm9vYmE=", "fooba"},
      {"Zm9vYmFy", "foobar"},
      {"+/+/", "\xfb\xff\xbf"},
      // Folding white space anywhere, RFC 6376 section 3.5.
      {" Z m\t9\r\n v ", "foo"},
      {"Zg=\r\n =", "f"},
      {"Z", "none"},
      {"Zg", "none"},
      {"Zg=", "none"},
      {"Zg===", "none"},
      {"Zm8", "none"},
      {"Zm8==", "none"},
      {"Zm9v=", "none"},
      {"Zm9v====", "none"},
      {"=", "none"},
      {"====", "none"},
      {"Zg==Zg==", "none"},
      {"Zm=8", "none"},
      {"Zm-_", "none"},
      {"Zm9v!", "none"},
      {"Zm9\v", "none"},
      {std::string("Zm9\0", 4), "none"},
      {"Zm9\xc3", "none"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT('"' << row.text << '"') {
      BOOST_TEST(decoded(row.text) == row.want);
    }
  }
}

BOOST_AUTO_TEST_CASE(decodes_much) {
  BOOST_TEST(decoded(std::string(400'000, 'A')).size() == 300'000U);
  BOOST_TEST(decoded(std::string(100'000, ' ')).empty());
}

BOOST_AUTO_TEST_CASE(white_space_may_stand_anywhere) {
  for (std::size_t size = 0; size < 12; ++size) {
    const std::string octets("\x00\xff\x10 abcdefgh", size);
    const std::vector<std::uint8_t> values(octets.begin(), octets.end());
    const std::string text = encode_base64(values);
    for (std::size_t at = 0; at <= text.size(); ++at) {
      BOOST_TEST(decoded(std::string(text).insert(at, "\r\n\t")) == octets);
      BOOST_TEST(decoded(std::string(text).insert(at, "-")) == "none");
    }
  }
}

BOOST_AUTO_TEST_CASE(encodes_with_padding) {
  const struct {
    std::vector<std::uint8_t> octets;
    std::string want;
  } kRows[] = {
      // RFC 4648 section 10.
      {{}, ""},
      {{'f'}, "Zg=="},
      {{'f', 'o'}, "Zm8="},
      {{'f', 'o', 'o'}, "Zm9v"},
      {{'f', 'o', 'o', 'b'}, "Zm9vYg=="},
      {{'f', 'o', 'o', 'b', 'a'}, "Zm9vYmE="},
      {{'f', 'o', 'o', 'b', 'a', 'r'}, "Zm9vYmFy"},
      {{0xfb, 0xff, 0xbf}, "+/+/"},
      {{0}, "AA=="},
      {{0xff, 0xff}, "//8="},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.want) {
      BOOST_TEST(encode_base64(row.octets) == row.want);
    }
  }
}

BOOST_AUTO_TEST_CASE(every_octet_comes_back) {
  std::vector<std::uint8_t> octets;
  for (unsigned i = 0; i < 1000; ++i) {
    BOOST_TEST((decode_base64(encode_base64(octets)) == octets));
    octets.push_back(static_cast<std::uint8_t>(i * 7));
  }
}

BOOST_AUTO_TEST_SUITE_END()
