// SPDX-License-Identifier: MIT

#include "libauth/crypto/private_key.h"

#include <limits>
#include <stdexcept>
#include <string>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

namespace libauth::crypto {
namespace {

constexpr unsigned kMinRsaBits = 1024;   ///< RFC 8301 section 3.2
constexpr unsigned kMaxRsaBits = 16384;  ///< what PublicKey::rsa() reads

struct Free {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); }
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  void operator()(BIO* bio) const { BIO_free(bio); }
};
using Key = std::unique_ptr<EVP_PKEY, Free>;

base::ParseError error(std::string message) {
  return base::ParseError{0, "private-key", std::move(message)};
}

/// Says that there is no pass phrase; without it OpenSSL asks for one at the terminal.
int no_pass_phrase(char*, int, int, void*) {
  return -1;
}

/// The first private key of the text; null where there is none that can be read.
Key read_pem(std::string_view pem) {
  if (pem.size() > std::numeric_limits<int>::max()) return nullptr;
  const std::unique_ptr<BIO, Free> bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  if (!bio) return nullptr;
  Key key(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_pass_phrase, nullptr));
  ERR_clear_error();
  return key;
}

/// Why the PEM text could not be read.
base::ParseError unreadable(std::string_view pem) {
  if (pem.find("ENCRYPTED") != std::string_view::npos) {
    return error("The private key is encrypted; a pass phrase cannot be given.");
  }
  if (pem.find("PRIVATE KEY-----") == std::string_view::npos) {
    return error("The text has no private key in PEM form.");
  }
  return error("The private key cannot be read.");
}

std::vector<std::uint8_t> rsa_signature(EVP_PKEY* key, const Sha256& digest) {
  const std::unique_ptr<EVP_PKEY_CTX, Free> context(EVP_PKEY_CTX_new(key, nullptr));
  std::vector<std::uint8_t> octets(static_cast<std::size_t>(EVP_PKEY_get_size(key)));
  std::size_t size = octets.size();
  if (!context || EVP_PKEY_sign_init(context.get()) != 1 ||
      EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PADDING) != 1 ||
      EVP_PKEY_CTX_set_signature_md(context.get(), EVP_sha256()) != 1 ||
      EVP_PKEY_sign(context.get(), octets.data(), &size, digest.data(), digest.size()) != 1) {
    return {};
  }
  octets.resize(size);
  return octets;
}

std::vector<std::uint8_t> ed25519_signature(EVP_PKEY* key, const Sha256& digest) {
  const std::unique_ptr<EVP_MD_CTX, Free> context(EVP_MD_CTX_new());
  std::vector<std::uint8_t> octets(64);
  std::size_t size = octets.size();
  if (!context || EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key) != 1 ||
      EVP_DigestSign(context.get(), octets.data(), &size, digest.data(), digest.size()) != 1) {
    return {};
  }
  return octets;
}

/// The signature; empty where OpenSSL could not make one.
std::vector<std::uint8_t> signature_of(EVP_PKEY* key, KeyType type, const Sha256& digest) {
  auto octets = type == KeyType::rsa ? rsa_signature(key, digest) : ed25519_signature(key, digest);
  ERR_clear_error();
  return octets;
}

/// DER SubjectPublicKeyInfo of RSA, the key itself of Ed25519.
std::vector<std::uint8_t> public_octets_of(EVP_PKEY* key, KeyType type) {
  if (type == KeyType::ed25519) {
    std::vector<std::uint8_t> octets(32);
    std::size_t size = octets.size();
    EVP_PKEY_get_raw_public_key(key, octets.data(), &size);
    return octets;
  }
  const int size = i2d_PUBKEY(key, nullptr);
  std::vector<std::uint8_t> octets(size > 0 ? static_cast<std::size_t>(size) : 0);
  unsigned char* at = octets.data();
  if (!octets.empty()) i2d_PUBKEY(key, &at);
  return octets;
}

/// Whether the private and the public part belong together: what the one signs, the other
/// verifies.
bool is_whole(EVP_PKEY* key, KeyType type) {
  const auto octets = public_octets_of(key, type);
  const auto other = type == KeyType::rsa ? PublicKey::rsa(octets) : PublicKey::ed25519(octets);
  const Sha256 digest = sha256("a trial");
  return other && other->verify(digest, signature_of(key, type, digest));
}

}  // namespace

struct PrivateKey::Decoded {
  KeyType type{};
  unsigned bits = 0;
  Key key;
};

PrivateKey::PrivateKey(std::shared_ptr<const Decoded> decoded) : decoded_(std::move(decoded)) {}

base::Result<PrivateKey> PrivateKey::parse_pem(std::string_view pem) {
  Key key = read_pem(pem);
  if (!key) return unreadable(pem);
  const bool is_rsa = EVP_PKEY_is_a(key.get(), "RSA") == 1;
  if (!is_rsa && EVP_PKEY_is_a(key.get(), "ED25519") != 1) {
    return error("The private key is neither of RSA nor of Ed25519.");
  }
  const KeyType type = is_rsa ? KeyType::rsa : KeyType::ed25519;
  const unsigned bits = is_rsa ? static_cast<unsigned>(EVP_PKEY_get_bits(key.get())) : 256;
  if (is_rsa && (bits < kMinRsaBits || bits > kMaxRsaBits)) {
    return error("The RSA key has " + std::to_string(bits) + " bits; it must have 1024 to 16384.");
  }
  if (!is_whole(key.get(), type)) {
    return error("The private key does not fit its public key.");
  }
  return PrivateKey(std::make_shared<const Decoded>(Decoded{type, bits, std::move(key)}));
}

KeyType PrivateKey::type() const {
  return decoded_->type;
}

unsigned PrivateKey::bits() const {
  return decoded_->bits;
}

std::vector<std::uint8_t> PrivateKey::sign(const Sha256& digest) const {
  auto octets = signature_of(decoded_->key.get(), decoded_->type, digest);
  if (octets.empty()) throw std::runtime_error("OpenSSL could not sign");
  return octets;
}

std::vector<std::uint8_t> PrivateKey::public_octets() const {
  return public_octets_of(decoded_->key.get(), decoded_->type);
}

}  // namespace libauth::crypto
