// SPDX-License-Identifier: MIT

#include "libauth/crypto/digest.h"

#include <new>

#include <openssl/evp.h>

namespace libauth::crypto {
namespace {

/// SHA-256, fetched once: EVP_sha256() looks its implementation up in each digest anew. It lives as
/// long as the program. Null only where OpenSSL has no SHA-256 at all, which no build of ours is
/// linked to.
const EVP_MD* algorithm() {
  static const EVP_MD* const fetched = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  return fetched;
}

}  // namespace

Sha256 sha256(std::string_view octets) {
  Sha256 digest{};
  EVP_Digest(octets.data(), octets.size(), digest.data(), nullptr, algorithm(), nullptr);
  return digest;
}

struct Sha256Stream::State {
  State() : context(EVP_MD_CTX_new()) {
    if (context == nullptr) throw std::bad_alloc();
    EVP_DigestInit_ex2(context, algorithm(), nullptr);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { EVP_MD_CTX_free(context); }

  /// Begins another digest where the last one is finished.
  void begin() {
    // The same algorithm in the same memory.
    if (is_finished) EVP_DigestInit_ex2(context, nullptr, nullptr);
    is_finished = false;
  }

  EVP_MD_CTX* context;
  bool is_finished = false;
};

Sha256Stream::Sha256Stream() : state_(std::make_unique<State>()) {}

Sha256Stream::Sha256Stream(Sha256Stream&& other) noexcept = default;
Sha256Stream& Sha256Stream::operator=(Sha256Stream&& other) noexcept = default;
Sha256Stream::~Sha256Stream() = default;

void Sha256Stream::update(std::string_view octets) {
  state_->begin();
  EVP_DigestUpdate(state_->context, octets.data(), octets.size());
}

Sha256 Sha256Stream::finish() {
  Sha256 digest{};
  state_->begin();
  EVP_DigestFinal_ex(state_->context, digest.data(), nullptr);
  state_->is_finished = true;
  return digest;
}

std::string hex(std::span<const std::uint8_t> octets) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  text.reserve(2 * octets.size());
  for (const std::uint8_t octet : octets) {
    text += kDigits[octet >> 4];
    text += kDigits[octet & 15];
  }
  return text;
}

}  // namespace libauth::crypto
