// SPDX-License-Identifier: MIT

#include "libauth/crypto/public_key.h"

#include <memory>
#include <optional>
#include <string>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/decoder.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

namespace libauth::crypto {
namespace {

/// Larger keys are refused unread: RFC 8301 section 3.2 asks for up to 4096 bits, and a modulus of
/// 16384 bits takes milliseconds to verify with.
constexpr std::size_t kMaxDer = 4096;

constexpr std::size_t kEd25519Key = 32;        ///< octets, RFC 8032 section 5.1.5
constexpr std::size_t kEd25519Signature = 64;  ///< octets, RFC 8032 section 5.1.6

struct Free {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); }
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Key = std::unique_ptr<EVP_PKEY, Free>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Free>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Free>;

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

/// A context that verifies RSASSA-PKCS1-v1_5 with SHA-256; null where OpenSSL refuses the key.
KeyContext rsa_verifier(EVP_PKEY* key) {
  KeyContext context(EVP_PKEY_CTX_new(key, nullptr));
  if (!context || EVP_PKEY_verify_init(context.get()) != 1 ||
      EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PADDING) != 1 ||
      EVP_PKEY_CTX_set_signature_md(context.get(), EVP_sha256()) != 1) {
    return nullptr;
  }
  return context;
}

/// A context that verifies PureEdDSA; null where OpenSSL refuses the key.
DigestContext ed25519_verifier(EVP_PKEY* key) {
  DigestContext context(EVP_MD_CTX_new());
  if (!context || EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key) != 1) {
    return nullptr;
  }
  return context;
}

}  // namespace

/// The key with a context that is set up to verify. Each verification takes a copy of the context,
/// which costs a tenth of setting one up, and lets several threads use one key.
struct PublicKey::Decoded {
  KeyFacts facts;
  Key key;
  KeyContext rsa;         ///< null with ed25519
  DigestContext ed25519;  ///< null with rsa
};

PublicKey::PublicKey(std::shared_ptr<const Decoded> decoded) : decoded_(std::move(decoded)) {}

base::Result<PublicKey> PublicKey::rsa(std::span<const std::uint8_t> der) {
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
  auto verifier = rsa_verifier(key.get());
  return PublicKey(std::make_shared<const Decoded>(
      Decoded{{KeyType::rsa, bits, *exponent}, std::move(key), std::move(verifier), nullptr}));
}

base::Result<PublicKey> PublicKey::ed25519(std::span<const std::uint8_t> octets) {
  if (octets.size() != kEd25519Key) {
    return base::ParseError{
        0, "key-p-tag",
        "An Ed25519 key has 32 octets, this one has " + std::to_string(octets.size()) + "."};
  }
  Key key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, octets.data(), octets.size()));
  auto verifier = key ? ed25519_verifier(key.get()) : nullptr;
  return PublicKey(std::make_shared<const Decoded>(
      Decoded{{KeyType::ed25519, 256, 0}, std::move(key), nullptr, std::move(verifier)}));
}

const KeyFacts& PublicKey::facts() const {
  return decoded_->facts;
}

bool PublicKey::verify(const Sha256& digest, std::span<const std::uint8_t> signature) const {
  bool holds = false;
  if (decoded_->rsa) {
    // RFC 8017 section 8.2.2 step 1: as long as the modulus.
    if (signature.size() != (decoded_->facts.bits + 7) / 8) return false;
    const KeyContext context(EVP_PKEY_CTX_dup(decoded_->rsa.get()));
    holds = context && EVP_PKEY_verify(context.get(), signature.data(), signature.size(),
                                       digest.data(), digest.size()) == 1;
  } else if (decoded_->ed25519) {
    if (signature.size() != kEd25519Signature) return false;
    const DigestContext context(EVP_MD_CTX_new());
    holds = context && EVP_MD_CTX_copy_ex(context.get(), decoded_->ed25519.get()) == 1 &&
            EVP_DigestVerify(context.get(), signature.data(), signature.size(), digest.data(),
                             digest.size()) == 1;
  }
  if (!holds) ERR_clear_error();
  return holds;
}

std::size_t PublicKey::octets() const {
  // What OpenSSL keeps for a key and a context, and four numbers as long as the modulus: the
  // modulus itself and what the Montgomery multiplication prepares at the first verification.
  constexpr std::size_t kOpenSsl = 2048;
  return sizeof(Decoded) + kOpenSsl + 4 * (decoded_->facts.bits / 8);
}

base::Result<KeyFacts> read_rsa_key(std::span<const std::uint8_t> der) {
  const auto key = PublicKey::rsa(der);
  if (!key) return key.error();
  return key->facts();
}

base::Result<KeyFacts> read_ed25519_key(std::span<const std::uint8_t> octets) {
  const auto key = PublicKey::ed25519(octets);
  if (!key) return key.error();
  return key->facts();
}

}  // namespace libauth::crypto
