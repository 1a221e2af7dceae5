// SPDX-License-Identifier: MIT

#include "libauth/crypto/public_key.h"

#include <memory>
#include <optional>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/decoder.h>
#include <openssl/err.h>
#include <openssl/evp.h>

namespace libauth::crypto {
namespace {

/// Larger keys are refused unread: RFC 8301 section 3.2 asks for up to 4096 bits, and a modulus of
/// 16384 bits takes milliseconds to verify with.
constexpr std::size_t kMaxDer = 4096;

struct KeyFree {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using Key = std::unique_ptr<EVP_PKEY, KeyFree>;

/// Decodes `der` where it is exactly the structure.
Key decode(std::span<const std::uint8_t> der, const char* structure) {
  EVP_PKEY* raw = nullptr;
  OSSL_DECODER_CTX* context = OSSL_DECODER_CTX_new_for_pkey(&raw, "DER", structure, "RSA",
                                                            EVP_PKEY_PUBLIC_KEY, nullptr, nullptr);
  const unsigned char* at = der.data();
  std::size_t left = der.size();
  const int ok = OSSL_DECODER_from_data(context, &at, &left);
  OSSL_DECODER_CTX_free(context);
  ERR_clear_error();
  Key key(raw);
  return ok == 1 && left == 0 ? std::move(key) : nullptr;
}

/// The public exponent, 0 where it takes more than 64 bits; none where there is none, or it is
/// zero.
std::optional<std::uint64_t> exponent_of(const EVP_PKEY& key) {
  BIGNUM* exponent = nullptr;
  if (EVP_PKEY_get_bn_param(&key, OSSL_PKEY_PARAM_RSA_E, &exponent) != 1) return std::nullopt;
  std::optional<std::uint64_t> value;
  if (!BN_is_zero(exponent)) value = BN_num_bits(exponent) <= 64 ? BN_get_word(exponent) : 0;
  BN_free(exponent);
  return value;
}

}  // namespace

base::Result<KeyFacts> read_rsa_key(std::span<const std::uint8_t> der) {
  if (der.size() > kMaxDer) {
    return base::ParseError{kMaxDer, "key-p-tag", "The key is longer than 4096 octets."};
  }
  Key key = decode(der, "SubjectPublicKeyInfo");
  if (!key) key = decode(der, "pkcs1");
  const auto bits = key ? static_cast<unsigned>(EVP_PKEY_get_bits(key.get())) : 0;
  const auto exponent = key ? exponent_of(*key) : std::nullopt;
  // OpenSSL decodes a modulus or an exponent of zero, which are no key (RFC 8017 section 3.1).
  if (bits == 0 || !exponent) {
    return base::ParseError{0, "key-p-tag", "The key is no RSA public key."};
  }
  return KeyFacts{KeyType::rsa, bits, *exponent};
}

base::Result<KeyFacts> read_ed25519_key(std::span<const std::uint8_t> octets) {
  constexpr std::size_t kSize = 32;
  if (octets.size() != kSize) {
    return base::ParseError{
        0, "key-p-tag",
        "An Ed25519 key has 32 octets, this one has " + std::to_string(octets.size()) + "."};
  }
  return KeyFacts{KeyType::ed25519, 256, 0};
}

}  // namespace libauth::crypto
