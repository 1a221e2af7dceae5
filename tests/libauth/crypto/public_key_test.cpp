// SPDX-License-Identifier: MIT

#include "libauth/crypto/public_key.h"

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

using namespace libauth::crypto;

namespace {

using Octets = std::vector<std::uint8_t>;

struct KeyFree {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using Key = std::unique_ptr<EVP_PKEY, KeyFree>;

/// The private key of fixtures/keys.
Key load(const std::string& name) {
  const std::string path = MAILVET_SOURCE_DIR "/fixtures/keys/" + name;
  std::FILE* file = std::fopen(path.c_str(), "r");
  BOOST_TEST_REQUIRE(file != nullptr, "cannot open " << path);
  Key key(PEM_read_PrivateKey(file, nullptr, nullptr, nullptr));
  std::fclose(file);
  BOOST_TEST_REQUIRE(key.get() != nullptr, "cannot read " << path);
  return key;
}

/// SubjectPublicKeyInfo: what the world publishes.
Octets spki(EVP_PKEY* key) {
  unsigned char* der = nullptr;
  const int size = i2d_PUBKEY(key, &der);
  Octets octets(der, der + size);
  OPENSSL_free(der);
  return octets;
}

/// RSAPublicKey: what RFC 6376 section 3.6.1 says.
Octets pkcs1(EVP_PKEY* key) {
  unsigned char* der = nullptr;
  const int size = i2d_PublicKey(key, &der);
  Octets octets(der, der + size);
  OPENSSL_free(der);
  return octets;
}

Octets raw_ed25519(EVP_PKEY* key) {
  Octets octets(32);
  std::size_t size = octets.size();
  BOOST_TEST_REQUIRE(EVP_PKEY_get_raw_public_key(key, octets.data(), &size) == 1);
  return octets;
}

/// A DER value with tag and length.
Octets der(std::uint8_t tag, const Octets& content) {
  Octets octets = {tag, 0x82, static_cast<std::uint8_t>(content.size() >> 8),
                   static_cast<std::uint8_t>(content.size())};
  if (content.size() < 128) octets = {tag, static_cast<std::uint8_t>(content.size())};
  if (content.size() >= 128 && content.size() < 256) {
    octets = {tag, 0x81, static_cast<std::uint8_t>(content.size())};
  }
  octets.insert(octets.end(), content.begin(), content.end());
  return octets;
}

Octets joined(Octets a, const Octets& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

/// An RSAPublicKey of these numbers.
Octets rsa_of(const Octets& modulus, const Octets& exponent) {
  return der(0x30, joined(der(2, modulus), der(2, exponent)));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(crypto_public_key)

BOOST_AUTO_TEST_CASE(reads_both_forms_of_an_rsa_key) {
  // RFC 6376 section 3.6.1 and erratum 3017.
  const struct {
    const char* file;
    unsigned bits;
  } kRows[] = {{"rsa512.pem", 512}, {"rsa1024.pem", 1024}, {"rsa2048.pem", 2048}};
  for (const auto& row : kRows) {
    const Key key = load(row.file);
    for (const Octets& octets : {spki(key.get()), pkcs1(key.get())}) {
      BOOST_TEST_CONTEXT(row.file << " in " << octets.size() << " octets") {
        const auto got = read_rsa_key(octets);
        BOOST_TEST_REQUIRE(bool(got), (got ? "" : got.error().message));
        BOOST_TEST((*got == KeyFacts{KeyType::rsa, row.bits, 65537}));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(refuses_every_part_of_a_key) {
  const Key key = load("rsa1024.pem");
  for (const Octets& whole : {spki(key.get()), pkcs1(key.get())}) {
    for (std::size_t size = 0; size < whole.size(); ++size) {
      BOOST_TEST_CONTEXT(size << " of " << whole.size() << " octets") {
        BOOST_TEST(!read_rsa_key(std::span(whole).first(size)));
      }
    }
    for (const Octets& more : {Octets{0x00}, Octets{0x30}, Octets{0xff}}) {
      BOOST_TEST(!read_rsa_key(joined(whole, more)), "one octet " << int(more[0]) << " behind it");
    }
    BOOST_TEST(!read_rsa_key(joined(whole, whole)));
    BOOST_TEST(!read_rsa_key(joined({0x30}, whole)));
  }
}

BOOST_AUTO_TEST_CASE(refuses_what_is_no_rsa_key) {
  const Key ed25519 = load("ed25519.pem");
  const Key rsa = load("rsa1024.pem");
  const std::string text = "-----BEGIN PUBLIC KEY-----\nMIGf\n-----END PUBLIC KEY-----\n";
  unsigned char* private_der = nullptr;
  const int private_size = i2d_PrivateKey(rsa.get(), &private_der);
  const Octets secret(private_der, private_der + private_size);
  OPENSSL_free(private_der);
  const struct {
    const char* what;
    Octets octets;
  } kRows[] = {
      {"nothing", {}},
      {"zeros", Octets(162, 0)},
      {"ones", Octets(162, 0xff)},
      {"PEM text", Octets(text.begin(), text.end())},
      {"an Ed25519 key", spki(ed25519.get())},
      {"a private key", secret},
      {"an empty sequence", {0x30, 0x00}},
      {"a length over the end", {0x30, 0x84, 0xff, 0xff, 0xff, 0xff}},
      {"no exponent", der(0x30, der(2, Octets(64, 0x7f)))},
      {"more than 4096 octets", rsa_of(Octets(4097, 0x7f), {3})},
      {"a million octets", Octets(1'000'000, 0x30)},
      {"a modulus of zero", rsa_of({0}, {3})},
      {"an exponent of zero", rsa_of(Octets(128, 0x7f), {0})},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.what) {
      const auto got = read_rsa_key(row.octets);
      BOOST_TEST_REQUIRE(!got);
      BOOST_TEST(got.error().rule == "key-p-tag");
      BOOST_TEST(got.error().message.ends_with('.'));
    }
  }
}

BOOST_AUTO_TEST_CASE(tells_exponents_up_to_64_bits) {
  const struct {
    Octets exponent;
    std::uint64_t want;
  } kRows[] = {
      {{3}, 3},
      {{1}, 1},
      {{0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, 0xffffffffffffffff},
      {{0x01, 0, 0, 0, 0, 0, 0, 0, 1}, 0},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.want) {
      const auto got = read_rsa_key(rsa_of(Octets(128, 0x7f), row.exponent));
      BOOST_TEST_REQUIRE(bool(got), (got ? "" : got.error().message));
      BOOST_TEST(got->exponent == row.want);
      BOOST_TEST(got->bits == 1023U);
    }
  }
}

BOOST_AUTO_TEST_CASE(reads_large_keys_below_the_limit) {
  const auto got = read_rsa_key(rsa_of(Octets(2048, 0x7f), {1, 0, 1}));
  BOOST_TEST_REQUIRE(bool(got));
  BOOST_TEST(got->bits == 16383U);
}

BOOST_AUTO_TEST_CASE(an_ed25519_key_is_32_octets) {
  // RFC 8463 section 3: the octets themselves, without any ASN.1.
  const Key key = load("ed25519.pem");
  const auto got = read_ed25519_key(raw_ed25519(key.get()));
  BOOST_TEST_REQUIRE(bool(got));
  BOOST_TEST((*got == KeyFacts{KeyType::ed25519, 256, 0}));
  BOOST_TEST(!read_ed25519_key(spki(key.get())));
  for (const std::size_t size : {0U, 31U, 33U, 64U, 100'000U}) {
    BOOST_TEST_CONTEXT(size << " octets") {
      BOOST_TEST(!read_ed25519_key(Octets(size, 1)));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
