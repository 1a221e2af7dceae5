// SPDX-License-Identifier: MIT

#include "tests/bench/openssl_floor.h"

#include <array>
#include <stdexcept>
#include <vector>

#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

namespace bench {

struct OpensslFloor::State {
  EVP_MD* sha256 = nullptr;
  EVP_MD_CTX* digest = nullptr;
  EVP_PKEY* key = nullptr;
  EVP_PKEY_CTX* verify = nullptr;
  std::vector<unsigned char> signature;

  ~State() {
    EVP_PKEY_CTX_free(verify);
    EVP_PKEY_free(key);
    EVP_MD_CTX_free(digest);
    EVP_MD_free(sha256);
  }
};

OpensslFloor::OpensslFloor(std::span<const std::uint8_t> spki) : state_(std::make_unique<State>()) {
  State& s = *state_;
  const unsigned char* at = spki.data();
  s.sha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  s.digest = EVP_MD_CTX_new();
  s.key = d2i_PUBKEY(nullptr, &at, static_cast<long>(spki.size()));
  s.verify = s.key != nullptr ? EVP_PKEY_CTX_new(s.key, nullptr) : nullptr;
  const bool ok = s.verify != nullptr && EVP_PKEY_verify_init(s.verify) == 1 &&
                  EVP_PKEY_CTX_set_rsa_padding(s.verify, RSA_PKCS1_PADDING) == 1 &&
                  EVP_PKEY_CTX_set_signature_md(s.verify, s.sha256) == 1;
  if (!ok) throw std::runtime_error("OpenSSL does not take the key");
  // Any number below the modulus costs what a signature costs.
  s.signature.assign(static_cast<std::size_t>(EVP_PKEY_get_size(s.key)), 0x3C);
}

OpensslFloor::~OpensslFloor() = default;

void OpensslFloor::begin() {
  EVP_DigestInit_ex(state_->digest, state_->sha256, nullptr);
}

void OpensslFloor::update(std::string_view octets) {
  EVP_DigestUpdate(state_->digest, octets.data(), octets.size());
}

unsigned char OpensslFloor::end(std::size_t signatures) {
  std::array<unsigned char, 32> digest{};
  EVP_DigestFinal_ex(state_->digest, digest.data(), nullptr);
  for (std::size_t i = 0; i < signatures; ++i) {
    EVP_PKEY_verify(state_->verify, state_->signature.data(), state_->signature.size(),
                    digest.data(), digest.size());
  }
  return digest[0];
}

}  // namespace bench
