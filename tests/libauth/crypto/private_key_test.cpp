// SPDX-License-Identifier: MIT

#include "libauth/crypto/private_key.h"

#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

using namespace libauth::crypto;

namespace {

std::string read(const std::string& name) {
  std::ifstream file(MAILVET_SOURCE_DIR "/fixtures/keys/" + name);
  BOOST_TEST_REQUIRE(file.is_open(), "cannot open " << name);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

struct Free {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(BIO* bio) const { BIO_free(bio); }
};
using Key = std::unique_ptr<EVP_PKEY, Free>;

Key load(const std::string& pem) {
  const std::unique_ptr<BIO, Free> bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  Key key(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr));
  BOOST_TEST_REQUIRE(key.get() != nullptr);
  return key;
}

std::string text_of(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<std::size_t>(size)};
}

/// "BEGIN RSA PRIVATE KEY".
std::string pkcs1(EVP_PKEY* key) {
  const std::unique_ptr<BIO, Free> bio(BIO_new(BIO_s_mem()));
  BOOST_TEST_REQUIRE(PEM_write_bio_PrivateKey_traditional(bio.get(), key, nullptr, nullptr, 0,
                                                          nullptr, nullptr) == 1);
  return text_of(bio.get());
}

/// "BEGIN ENCRYPTED PRIVATE KEY".
std::string encrypted(EVP_PKEY* key) {
  const std::unique_ptr<BIO, Free> bio(BIO_new(BIO_s_mem()));
  BOOST_TEST_REQUIRE(PEM_write_bio_PKCS8PrivateKey(bio.get(), key, EVP_aes_128_cbc(), "secret", 6,
                                                   nullptr, nullptr) == 1);
  return text_of(bio.get());
}

/// "BEGIN RSA PRIVATE KEY" with a pass phrase inside.
std::string encrypted_pkcs1(EVP_PKEY* key) {
  const std::unique_ptr<BIO, Free> bio(BIO_new(BIO_s_mem()));
  const auto* phrase = reinterpret_cast<const unsigned char*>("secret");
  BOOST_TEST_REQUIRE(PEM_write_bio_PrivateKey_traditional(bio.get(), key, EVP_aes_128_cbc(), phrase,
                                                          6, nullptr, nullptr) == 1);
  return text_of(bio.get());
}

std::string pkcs8(EVP_PKEY* key) {
  const std::unique_ptr<BIO, Free> bio(BIO_new(BIO_s_mem()));
  BOOST_TEST_REQUIRE(
      PEM_write_bio_PKCS8PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1);
  return text_of(bio.get());
}

std::string public_pem(EVP_PKEY* key) {
  const std::unique_ptr<BIO, Free> bio(BIO_new(BIO_s_mem()));
  BOOST_TEST_REQUIRE(PEM_write_bio_PUBKEY(bio.get(), key) == 1);
  return text_of(bio.get());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(crypto_private_key)

BOOST_AUTO_TEST_CASE(signs_what_its_public_key_verifies) {
  const std::string rsa1024 = read("rsa1024.pem");
  const struct {
    std::string pem;
    KeyType type;
    unsigned bits;
    std::size_t octets;
  } kRows[] = {
      {rsa1024, KeyType::rsa, 1024, 128},
      {pkcs1(load(rsa1024).get()), KeyType::rsa, 1024, 128},
      {pkcs8(load(rsa1024).get()), KeyType::rsa, 1024, 128},
      {read("rsa2048.pem"), KeyType::rsa, 2048, 256},
      {read("ed25519.pem"), KeyType::ed25519, 256, 64},
      {"what stands before a key is passed over\n" + rsa1024, KeyType::rsa, 1024, 128},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.pem.substr(0, 40)) {
      const auto key = PrivateKey::parse_pem(row.pem);
      BOOST_TEST_REQUIRE(bool(key), (key ? "" : key.error().message));
      BOOST_TEST((key->type() == row.type));
      BOOST_TEST(key->bits() == row.bits);
      const auto octets = key->public_octets();
      const auto other =
          row.type == KeyType::rsa ? PublicKey::rsa(octets) : PublicKey::ed25519(octets);
      BOOST_TEST_REQUIRE(bool(other));
      BOOST_TEST(other->facts().bits == row.bits);
      const Sha256 digest = sha256("some text");
      const auto signature = key->sign(digest);
      BOOST_TEST(signature.size() == row.octets);
      BOOST_TEST(other->verify(digest, signature));
      BOOST_TEST(!other->verify(sha256("other text"), signature));
      // RFC 8017 section 8.2 and RFC 8032 section 5.1.6 have no random part.
      BOOST_TEST((PrivateKey(*key).sign(digest) == signature));
    }
  }
}

BOOST_AUTO_TEST_CASE(refuses_what_it_cannot_sign_with) {
  const Key rsa = load(read("rsa1024.pem"));
  const Key ed25519 = load(read("ed25519.pem"));
  const std::string whole = read("rsa1024.pem");
  const Key curve(EVP_EC_gen("P-256"));
  const struct {
    const char* what;
    std::string pem;
    const char* message;
  } kRows[] = {
      {"nothing", "", "The text has no private key in PEM form."},
      {"a text", "a private key", "The text has no private key in PEM form."},
      {"a public key", public_pem(rsa.get()), "The text has no private key in PEM form."},
      {"a key that is cut", whole.substr(0, whole.size() / 2), "The private key cannot be read."},
      {"a key without its end", whole.substr(0, whole.size() - 10),
       "The private key cannot be read."},
      {"no base64", "-----BEGIN PRIVATE KEY-----\n!!!!\n-----END PRIVATE KEY-----\n",
       "The private key cannot be read."},
      {"no key", "-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n",
       "The private key cannot be read."},
      // RFC 8301 section 3.2: signers must not use less than 1024 bits.
      {"a short key", read("rsa512.pem"), "The RSA key has 512 bits; it must have 1024 to 16384."},
      {"a key with a pass phrase", encrypted(rsa.get()),
       "The private key is encrypted; a pass phrase cannot be given."},
      {"a PKCS #1 key with a pass phrase", encrypted_pkcs1(rsa.get()),
       "The private key is encrypted; a pass phrase cannot be given."},
      {"a key on P-256", pkcs8(curve.get()), "The private key is neither of RSA nor of Ed25519."},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.what) {
      const auto got = PrivateKey::parse_pem(row.pem);
      BOOST_TEST_REQUIRE(!got);
      BOOST_TEST(got.error().message == row.message);
      BOOST_TEST(got.error().rule == "private-key");
    }
  }
}

BOOST_AUTO_TEST_CASE(refuses_a_key_whose_parts_do_not_fit) {
  // A PKCS #1 key with some octets changed.
  const Key rsa = load(read("rsa1024.pem"));
  unsigned char* raw = nullptr;
  const int size = i2d_PrivateKey(rsa.get(), &raw);
  const std::string der(reinterpret_cast<const char*>(raw), static_cast<std::size_t>(size));
  OPENSSL_free(raw);
  constexpr std::size_t kModulus = 60;
  constexpr std::size_t kPrivateExponent = 200;
  constexpr std::size_t kPrime = 300;
  const struct {
    const char* what;
    std::vector<std::size_t> changed;
    bool is_whole;
  } kRows[] = {
      {"nothing", {}, true},
      {"the modulus", {kModulus}, false},
      {"a prime and the private exponent", {kPrime, kPrivateExponent}, false},
      // Either of the two is enough to sign with.
      {"a prime", {kPrime}, true},
      {"the private exponent", {kPrivateExponent}, true},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.what) {
      std::string changed = der;
      for (const std::size_t at : row.changed) changed[at] = static_cast<char>(changed[at] ^ 2);
      const std::unique_ptr<BIO, Free> bio(BIO_new(BIO_s_mem()));
      PEM_write_bio(bio.get(), "RSA PRIVATE KEY", "",
                    reinterpret_cast<const unsigned char*>(changed.data()), size);
      const auto got = PrivateKey::parse_pem(text_of(bio.get()));
      BOOST_TEST(bool(got) == row.is_whole);
      if (got) {
        const auto other = PublicKey::rsa(got->public_octets());
        BOOST_TEST(other->verify(sha256("text"), got->sign(sha256("text"))));
      } else {
        BOOST_TEST(got.error().message == "The private key does not fit its public key.");
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
