// SPDX-License-Identifier: MIT

#include "libauth/crypto/digest.h"

#include <string>

#include <boost/test/unit_test.hpp>

using namespace libauth::crypto;

BOOST_AUTO_TEST_SUITE(crypto_digest)

BOOST_AUTO_TEST_CASE(digests_are_those_of_fips_180_4) {
  const struct {
    std::string octets;
    const char* want;
  } kRows[] = {
      {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
      {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
      {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
       "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
      {std::string(1'000'000, 'a'),
       "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.octets.size() << " octets") {
      BOOST_TEST(hex(sha256(row.octets)) == row.want);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_stream_gives_the_digest_of_its_pieces_together) {
  const std::string text = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
  for (std::size_t first = 0; first <= text.size(); ++first) {
    for (const std::size_t second : {first, (first + text.size()) / 2, text.size()}) {
      BOOST_TEST_CONTEXT("cut at " << first << " and " << second) {
        Sha256Stream stream;
        stream.update(std::string_view(text).substr(0, first));
        stream.update(std::string_view(text).substr(first, second - first));
        stream.update(std::string_view(text).substr(second));
        BOOST_TEST(hex(stream.finish()) == hex(sha256(text)));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_stream_begins_anew_after_its_digest) {
  Sha256Stream stream;
  BOOST_TEST(hex(stream.finish()) == hex(sha256("")));
  stream.update("abc");
  BOOST_TEST(hex(stream.finish()) == hex(sha256("abc")));
  stream.update("ab");
  Sha256Stream other = std::move(stream);
  other.update("c");
  BOOST_TEST(hex(other.finish()) == hex(sha256("abc")));
  other.update({});
  BOOST_TEST(hex(other.finish()) == hex(sha256("")));
}

BOOST_AUTO_TEST_CASE(hex_has_two_digits_an_octet) {
  const std::uint8_t octets[] = {0x00, 0x0f, 0xa0, 0xff};
  BOOST_TEST(hex(octets) == "000fa0ff");
  BOOST_TEST(hex({}) == "");
}

BOOST_AUTO_TEST_SUITE_END()
