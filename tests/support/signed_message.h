// SPDX-License-Identifier: MIT
//
// Signs messages for tests. What is signed stands in the test as literals in their canonical form,
// so that no canonicaliser of ours has a part in it.

#pragma once

#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>

#include "libauth/base/base64.h"
#include "libauth/crypto/digest.h"
#include "libauth/crypto/private_key.h"

namespace tests {

/// A key of fixtures/keys.
inline libauth::crypto::PrivateKey private_key(const std::string& file) {
  std::ifstream in(std::string(MAILVET_SOURCE_DIR) + "/fixtures/keys/" + file, std::ios::binary);
  const std::string pem((std::istreambuf_iterator<char>(in)), {});
  auto key = libauth::crypto::PrivateKey::parse_pem(pem);
  if (!key) throw std::invalid_argument(file + ": " + key.error().message);
  return *key;
}

/// The key record that goes with a key of fixtures/keys: "v=DKIM1; k=rsa; p=...".
inline std::string key_record(const std::string& file) {
  const auto key = private_key(file);
  const bool is_rsa = key.type() == libauth::crypto::KeyType::rsa;
  return std::string("v=DKIM1; k=") + (is_rsa ? "rsa" : "ed25519") +
         "; p=" + libauth::base::encode_base64(key.public_octets());
}

/// What a test signs.
struct Signing {
  std::string tags;    ///< of the signature, as written, but for "bh" and "b", which come last
  std::string header;  ///< the signed fields in canonical form, in the order of "h", each with CRLF
  std::string body;    ///< what of the canonical body is hashed
  bool simple = false;  ///< the header is not "relaxed"
  std::string key = "rsa2048.pem";
  std::string canonical_tags{};  ///< of "relaxed", where they differ from `tags`
};

inline std::string body_hash(std::string_view canonical_body) {
  return libauth::base::encode_base64(libauth::crypto::sha256(canonical_body));
}

/// The field that signs it, with its CRLF: "DKIM-Signature: <tags>; bh=...; b=...".
inline std::string signature_field(const Signing& signing) {
  const std::string hash = "; bh=" + body_hash(signing.body) + "; b=";
  const std::string& tags = signing.canonical_tags.empty() ? signing.tags : signing.canonical_tags;
  const std::string own = (signing.simple ? "DKIM-Signature: " : "dkim-signature:") + tags + hash;
  const auto octets = private_key(signing.key).sign(libauth::crypto::sha256(signing.header + own));
  return "DKIM-Signature: " + signing.tags + hash + libauth::base::encode_base64(octets) + "\r\n";
}

}  // namespace tests
