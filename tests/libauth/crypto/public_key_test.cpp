// SPDX-License-Identifier: MIT

#include "libauth/crypto/public_key.h"

#include <atomic>
#include <cstdio>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

using namespace libauth::crypto;

namespace {

using Octets = std::vector<std::uint8_t>;

struct KeyFree {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using Key = std::unique_ptr<EVP_PKEY, KeyFree>;

struct ContextFree {
  void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); }
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

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

/// What OpenSSL itself signs the digest with.
Octets signature_of(EVP_PKEY* key, const Sha256& digest, const EVP_MD* hash, int padding) {
  std::unique_ptr<EVP_PKEY_CTX, ContextFree> context(EVP_PKEY_CTX_new(key, nullptr));
  Octets octets(static_cast<std::size_t>(EVP_PKEY_get_size(key)));
  std::size_t size = octets.size();
  BOOST_TEST_REQUIRE(EVP_PKEY_sign_init(context.get()) == 1);
  BOOST_TEST_REQUIRE(EVP_PKEY_CTX_set_rsa_padding(context.get(), padding) == 1);
  if (hash != nullptr) EVP_PKEY_CTX_set_signature_md(context.get(), hash);
  BOOST_TEST_REQUIRE(
      EVP_PKEY_sign(context.get(), octets.data(), &size, digest.data(), digest.size()) == 1);
  octets.resize(size);
  return octets;
}

Octets ed25519_signature_of(EVP_PKEY* key, const Octets& message) {
  std::unique_ptr<EVP_MD_CTX, ContextFree> context(EVP_MD_CTX_new());
  Octets octets(64);
  std::size_t size = octets.size();
  BOOST_TEST_REQUIRE(EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key) == 1);
  BOOST_TEST_REQUIRE(
      EVP_DigestSign(context.get(), octets.data(), &size, message.data(), message.size()) == 1);
  return octets;
}

/// Signatures of other lengths, and with each octet changed, are none.
void check_mutations(const PublicKey& key, const Sha256& digest, const Octets& signature) {
  BOOST_TEST(key.verify(digest, signature));
  BOOST_TEST(!key.verify(digest, {}));
  BOOST_TEST(!key.verify(digest, std::span(signature).first(signature.size() - 1)));
  BOOST_TEST(!key.verify(digest, std::span(signature).last(signature.size() - 1)));
  BOOST_TEST(!key.verify(digest, Octets(signature.size(), 0)));
  BOOST_TEST(!key.verify(digest, Octets(signature.size(), 0xff)));
  for (const std::uint8_t octet : Octets{0, 1, 0xff}) {
    Octets longer = signature;
    longer.push_back(octet);
    BOOST_TEST(!key.verify(digest, longer));
    longer = signature;
    longer.insert(longer.begin(), octet);
    BOOST_TEST(!key.verify(digest, longer));
  }
  for (std::size_t i = 0; i < signature.size(); ++i) {
    Octets changed = signature;
    changed[i] = static_cast<std::uint8_t>(changed[i] ^ (1U << i % 8));
    BOOST_TEST(!key.verify(digest, changed), "octet " << i << " changed");
  }
  for (std::size_t i = 0; i < digest.size(); ++i) {
    Sha256 changed = digest;
    changed[i] = static_cast<std::uint8_t>(changed[i] ^ (1U << i % 8));
    BOOST_TEST(!key.verify(changed, signature), "octet " << i << " of the digest changed");
  }
  BOOST_TEST(key.verify(digest, signature));
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

BOOST_AUTO_TEST_CASE(verifies_rsa_signatures) {
  // RFC 8017 section 8.2.2.
  const Sha256 digest = sha256("some text");
  for (const char* file : {"rsa512.pem", "rsa1024.pem", "rsa2048.pem"}) {
    const Key key = load(file);
    const Octets signature = signature_of(key.get(), digest, EVP_sha256(), RSA_PKCS1_PADDING);
    for (const Octets& octets : {spki(key.get()), pkcs1(key.get())}) {
      BOOST_TEST_CONTEXT(file << " in " << octets.size() << " octets") {
        const auto got = PublicKey::rsa(octets);
        BOOST_TEST_REQUIRE(bool(got));
        check_mutations(*got, digest, signature);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(verifies_only_sha256_in_pkcs1_padding) {
  const Sha256 digest = sha256("some text");
  const Key key = load("rsa1024.pem");
  const auto got = PublicKey::rsa(spki(key.get()));
  BOOST_TEST_REQUIRE(bool(got));
  const struct {
    const char* what;
    const EVP_MD* hash;
    int padding;
  } kRows[] = {
      // RFC 8017 section 9.2: the digest in a DigestInfo that names its algorithm.
      {"no DigestInfo", nullptr, RSA_PKCS1_PADDING},
      {"another algorithm of as many octets", EVP_sha512_256(), RSA_PKCS1_PADDING},
      {"PSS", EVP_sha256(), RSA_PKCS1_PSS_PADDING},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.what) {
      BOOST_TEST(!got->verify(digest, signature_of(key.get(), digest, row.hash, row.padding)));
    }
  }
  BOOST_TEST(!got->verify(
      digest, signature_of(load("rsa2048.pem").get(), digest, EVP_sha256(), RSA_PKCS1_PADDING)));
}

BOOST_AUTO_TEST_CASE(verifies_ed25519_signatures_over_the_digest) {
  // RFC 8463 section 3.
  const Sha256 digest = sha256("some text");
  const Key key = load("ed25519.pem");
  const auto got = PublicKey::ed25519(raw_ed25519(key.get()));
  BOOST_TEST_REQUIRE(bool(got));
  check_mutations(*got, digest,
                  ed25519_signature_of(key.get(), Octets(digest.begin(), digest.end())));
  const std::string text = "some text";
  BOOST_TEST(
      !got->verify(digest, ed25519_signature_of(key.get(), Octets(text.begin(), text.end()))));
}

BOOST_AUTO_TEST_CASE(keys_that_no_signature_can_fit_verify_none) {
  const Sha256 digest = sha256("some text");
  const struct {
    const char* what;
    Octets octets;
  } kRows[] = {
      {"an even modulus", rsa_of(Octets(128, 0x7e), {1, 0, 1})},
      {"an exponent of one", rsa_of(Octets(128, 0x7f), {1})},
      {"an even exponent", rsa_of(Octets(128, 0x7f), {2})},
      {"an exponent over the modulus", rsa_of(Octets(128, 0x7f), Octets(129, 0x7f))},
      {"a modulus of one octet", rsa_of({0x7f}, {3})},
      {"a modulus of one", rsa_of({1}, {3})},
      {"a long exponent", rsa_of(Octets(1024, 0x7f), Octets(512, 0x7f))},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.what) {
      const auto got = PublicKey::rsa(row.octets);
      if (!got) continue;
      const std::size_t size = (got->facts().bits + 7) / 8;
      for (const std::uint8_t octet : Octets{0, 1, 0x7f, 0xff}) {
        BOOST_TEST(!got->verify(digest, Octets(size, octet)));
      }
    }
  }
  for (const std::uint8_t octet : Octets{0, 2, 0x7f, 0xff}) {
    const auto got = PublicKey::ed25519(Octets(32, octet));
    BOOST_TEST_REQUIRE(bool(got));
    BOOST_TEST(!got->verify(digest, Octets(64, 0xff)));
  }
}

BOOST_AUTO_TEST_CASE(threads_share_a_key) {
  const Sha256 digest = sha256("some text");
  const Key rsa = load("rsa1024.pem");
  const Key ed25519 = load("ed25519.pem");
  const struct {
    PublicKey key;
    Octets signature;
  } kRows[] = {
      {PublicKey::rsa(spki(rsa.get())).value(),
       signature_of(rsa.get(), digest, EVP_sha256(), RSA_PKCS1_PADDING)},
      {PublicKey::ed25519(raw_ed25519(ed25519.get())).value(),
       ed25519_signature_of(ed25519.get(), Octets(digest.begin(), digest.end()))},
  };
  std::atomic<int> good = 0;
  std::vector<std::thread> threads;
  for (const auto& row : kRows) {
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&row, &good, &digest] {
        const PublicKey copy = row.key;
        for (int n = 0; n < 50; ++n) good += copy.verify(digest, row.signature) ? 1 : 0;
      });
    }
  }
  for (std::thread& thread : threads) thread.join();
  BOOST_TEST(good == 400);
}

BOOST_AUTO_TEST_CASE(a_key_tells_about_how_much_memory_it_takes) {
  const auto small = PublicKey::rsa(spki(load("rsa1024.pem").get()));
  const auto large = PublicKey::rsa(spki(load("rsa2048.pem").get()));
  BOOST_TEST(small->octets() < large->octets());
  BOOST_TEST(small->octets() > 1000U);
  BOOST_TEST(large->octets() < 10'000U);
}

BOOST_AUTO_TEST_SUITE_END()
