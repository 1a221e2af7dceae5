// SPDX-License-Identifier: MIT
//
// Signs a message, RFC 6376 section 5.

#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libauth/base/result.h"
#include "libauth/base/time.h"
#include "libauth/crypto/private_key.h"
#include "libauth/dkim/body_hash.h"
#include "libauth/dkim/signature.h"
#include "libauth/dns/name.h"
#include "libauth/mail/header.h"

namespace libauth::dkim {

/// One signature to make.
struct SigningKey {
  dns::Name domain;
  dns::Name selector;
  crypto::PrivateKey key;
};

/// What is signed, and how.
struct SigningSettings {
  Canonicalization header = Canonicalization::relaxed;
  Canonicalization body = Canonicalization::relaxed;
  /// Names of fields that are signed as often as they are there. Empty: those of kDefaultFields
  /// (default_fields.h) that are in the message.
  std::vector<std::string> fields{};
  /// Names that are listed once more than they are there, so that none can be added (RFC 6376
  /// section 8.15); they are signed too.
  std::vector<std::string> oversigned = {"from", "to", "cc", "subject", "date", "reply-to"};
  std::string identity{};                          ///< "i"; empty: left out
  std::optional<base::Time> timestamp{};           ///< "t"
  std::optional<std::chrono::seconds> lifetime{};  ///< "x" is the timestamp and this; needs one
};

/// Makes the signatures of one message, one for each key. Made when the header is there.
class Signer {
 public:
  /// Reads what is to be signed and asks `bodies` for the digest it needs. An error where the
  /// header has no From field (RFC 6376 section 5.4) or several (RFC 5322 section 3.6; also lines
  /// that programs take for one, see mail/look_alike.h), where "from" is in neither list, where a
  /// name of a field is none, where more than 1000 fields would be listed, where the identity is no
  /// address at or below the domain of every key, where a domain or selector is none that a
  /// signature can name, or where the times are not such as "t" and "x" can hold. It asks for
  /// nothing then. The rule of the error is "from" where the message is at fault, not the settings.
  /// @param header, bodies  outlive the signer
  static base::Result<Signer> create(const mail::Header& header, BodyHasher& bodies,
                                     std::vector<SigningKey> keys, SigningSettings settings);

  /// The fields to put on top of the message, one for each key in their order: "DKIM-Signature:
  /// ...", folded with CRLF at 78 octets, without the last CRLF. None covers another. The same
  /// message, keys and settings give the same fields. After BodyHasher::finish().
  std::vector<std::string> fields() const;

 private:
  Signer(const mail::Header& header, const BodyHasher& bodies, std::vector<SigningKey> keys,
         SigningSettings settings);

  std::string field(const SigningKey& key) const;

  const mail::Header* header_;
  const BodyHasher* bodies_;
  std::size_t body_ = 0;
  std::vector<SigningKey> keys_;
  SigningSettings settings_;
  std::vector<std::string> signed_fields_;  ///< "h"
};

}  // namespace libauth::dkim
