// SPDX-License-Identifier: MIT
//
// The two signatures of one set: read at the end of the header, judged when the keys and the body
// are there.

#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "libauth/arc/field_set.h"
#include "libauth/arc/seal_record.h"
#include "libauth/arc/validate.h"
#include "libauth/crypto/digest.h"
#include "libauth/dkim/result.h"
#include "libauth/dkim/signature.h"
#include "libauth/dns/answer.h"
#include "libauth/dns/question.h"

namespace libauth::arc {

/// Whether something verifies, and why not.
struct Outcome {
  dkim::Reason reason = dkim::Reason::verified;
  std::string why;  ///< one sentence for people; empty with verified

  bool is_verified() const { return reason == dkim::Reason::verified; }
};

/// An ARC-Message-Signature.
class MessageSignatureCheck {
 public:
  /// Reads the field.
  MessageSignatureCheck(const mail::Field& field, const Settings& settings);

  /// Whether it may still verify: then there is a question. Else refusal() says why it cannot.
  bool is_open() const { return refusal_.is_verified(); }
  const Outcome& refusal() const { return refusal_; }
  const dns::Question& question() const { return *question_; }

  /// Asks for the digest of the body that judge() looks at; where it is open.
  void add_to(dkim::BodyHasher& bodies);
  /// RFC 6376 sections 6.1.2 and 6.1.3; where it is open.
  /// @param answer  to question()
  Outcome judge(const mail::Header& header, const dkim::BodyHasher& bodies,
                const dns::Answer& answer, const Settings& settings) const;

 private:
  const mail::Field* field_;
  Outcome refusal_;
  std::optional<dkim::Signature> signature_;
  std::optional<dns::Question> question_;
  std::size_t body_ = 0;
};

/// An ARC-Seal.
class SealCheck {
 public:
  explicit SealCheck(const mail::Field& field);

  bool is_open() const { return refusal_.is_verified(); }
  const Outcome& refusal() const { return refusal_; }
  const dns::Question& question() const { return *question_; }
  /// None where the field cannot be read.
  const std::optional<Seal>& seal() const { return seal_; }

  /// @param digest  of what the seal covers
  /// @param answer  to question()
  Outcome judge(const crypto::Sha256& digest, const dns::Answer& answer,
                const Settings& settings) const;

 private:
  Outcome refusal_;
  std::optional<Seal> seal_;
  std::optional<dns::Question> question_;
};

}  // namespace libauth::arc
