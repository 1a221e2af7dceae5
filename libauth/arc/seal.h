// SPDX-License-Identifier: MIT
//
// Adds a set to the ARC chain of a message, RFC 8617 section 5.1.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "libauth/arc/result.h"
#include "libauth/base/result.h"
#include "libauth/base/time.h"
#include "libauth/dkim/body_hash.h"
#include "libauth/dkim/sign.h"
#include "libauth/mail/header.h"

namespace libauth::arc {

struct SealingSettings {
  dkim::Canonicalization header = dkim::Canonicalization::relaxed;  ///< of the message signature
  dkim::Canonicalization body = dkim::Canonicalization::relaxed;
  /// Names of fields that the message signature covers, each as often as it is there; empty: those
  /// of dkim::kDefaultFields that are in the message, and DKIM-Signature. ARC and
  /// Authentication-Results fields must not be among them (RFC 8617 section 4.1.2).
  std::vector<std::string> fields{};
  base::Time timestamp{};
};

/// The fields of one set, without their last CRLF, folded with CRLF. On the message they stand in
/// this order, on top of all else.
struct SealedSet {
  std::string seal;                    ///< "ARC-Seal: ..."
  std::string message_signature;       ///< "ARC-Message-Signature: ..."
  std::string authentication_results;  ///< "ARC-Authentication-Results: ..."
};

class Sealer {
 public:
  /// Reads what is to be signed and asks `bodies` for the digest it needs. An error where the
  /// header has no From field or `fields` leaves it out, where a name is none, or must not be
  /// signed, where domain and selector are no names of a key, and where the timestamp is before
  /// 1970.
  /// @param header, bodies  outlive the sealer
  static base::Result<Sealer> create(const mail::Header& header, dkim::BodyHasher& bodies,
                                     dkim::SigningKey key, SealingSettings settings);

  /// The next set. None where the newest seal says cv=fail, or there are 50 sets: then nobody adds
  /// one (section 5.1.2). After BodyHasher::finish().
  /// @param authentication_results  of this host: authserv-id and results, as in the value of an
  ///        Authentication-Results field; its CR and LF are taken for folds
  /// @param chain  how the chain that is there was validated; it becomes "cv". It is "none" only
  ///        where there is no chain, and "pass" only where each set of it is there; else "fail"
  std::optional<SealedSet> seal(const std::string& authentication_results, Result chain) const;

 private:
  Sealer(const mail::Header& header, const dkim::BodyHasher& bodies, dkim::SigningKey key,
         SealingSettings settings);

  std::string message_signature(std::size_t instance) const;

  const mail::Header* header_;
  const dkim::BodyHasher* bodies_;
  std::size_t body_ = 0;
  dkim::SigningKey key_;
  SealingSettings settings_;
};

}  // namespace libauth::arc
