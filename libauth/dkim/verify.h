// SPDX-License-Identifier: MIT
//
// Verifies the signatures of one message, RFC 6376 section 6.

#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "libauth/base/time.h"
#include "libauth/crypto/public_key.h"
#include "libauth/dkim/body_hash.h"
#include "libauth/dkim/key.h"
#include "libauth/dkim/limits.h"
#include "libauth/dkim/result.h"
#include "libauth/dkim/signature.h"
#include "libauth/dns/facts.h"
#include "libauth/mail/header.h"

namespace libauth::dkim {

struct Settings {
  Limits limits{};
  base::Time now{};
  /// How much clocks may differ where "t" and "x" are looked at.
  std::chrono::seconds drift{300};
  /// Accept a signature whose "l" leaves a part of the body unsigned: whoever adds to that body
  /// says it in the signer's name (RFC 6376 section 8.2).
  bool accept_partial_body = false;
  /// Look at "x" and at a "t" in the future.
  bool check_time = true;
};

/// One DKIM-Signature field, and what became of it.
struct Verification {
  Result result = Result::neutral;
  Reason reason{};
  std::string detail;                   ///< one sentence for people; may be empty with pass
  const mail::Field* field = nullptr;   ///< lives as long as the header
  std::optional<dns::Name> domain;      ///< "d" where it can be read
  std::optional<dns::Name> selector;    ///< "s" where it can be read
  std::string identity;                 ///< "i", decoded; empty where the signature is unreadable
  std::string algorithm;                ///< "a" as written; not to be printed unquoted
  std::string signature_text;           ///< "b" as written, without white space
  std::optional<crypto::KeyFacts> key;  ///< where it could be decoded
  bool testing = false;                 ///< the key says t=y: treat a failure as no signature
  dns::Security security = dns::Security::unchecked;  ///< of the key's answer
  std::optional<dns::Question> question;              ///< for the key
  std::uint64_t signed_octets = 0;                    ///< canonical body octets in the body hash
  std::uint64_t body_octets = 0;                      ///< canonical octets of the whole body
  /// Fields that anybody may add to the message without breaking the signature: lower-case names,
  /// of those that readers see (RFC 6376 section 5.4.1), that are in the message or not, and that
  /// are not named once more in "h" than they are there (section 8.15). Constants, each
  /// with a NUL behind it.
  std::vector<std::string_view> addable_fields;
  /// Whether it covers every From field of the message; false where the signature is unreadable.
  /// One that does not says nothing about who the author is (docs/decisions/several-from.md).
  bool covers_all_from = false;
};

/// The signatures of one message. Made when the header is there, so that its questions can go out
/// while the body arrives.
class Verifier {
 public:
  /// Reads the signatures of the header and asks `bodies` for the digests that they need.
  /// @param header, bodies  outlive the verifier
  /// @param is_header_cut  the header is not whole: no signature can be verified
  Verifier(const mail::Header& header, BodyHasher& bodies, const Settings& settings,
           bool is_header_cut = false);
  Verifier(const Verifier&) = delete;
  Verifier& operator=(const Verifier&) = delete;
  ~Verifier();

  /// Asks the facts for the keys of all signatures that could still be verified.
  void ask(dns::Facts& facts) const;

  /// The outcome of each DKIM-Signature field, in their order from the top. Where facts are missing
  /// they are noted, and what it gives then is to be dropped. To be called after
  /// BodyHasher::finish(). The same facts give the same outcome.
  std::vector<Verification> evaluate(dns::Facts& facts) const&;
  /// The same without copies, as the last call: ask() finds all keys.
  std::vector<Verification> evaluate(dns::Facts& facts) &&;

 private:
  struct Candidate;
  /// @param visible  how often each field is there that readers see
  void open(Candidate& candidate, BodyHasher& bodies, std::span<const std::size_t> visible) const;
  /// @param verification  what is known of the candidate
  void judge(const Candidate& candidate, dns::Facts& facts, Verification& verification) const;

  const mail::Header& header_;
  const BodyHasher& bodies_;
  Settings settings_;
  std::vector<Candidate> candidates_;
};

}  // namespace libauth::dkim
