// SPDX-License-Identifier: MIT
//
// Validates the ARC chain of a message, RFC 8617 section 5.2.

#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "libauth/arc/result.h"
#include "libauth/arc/seal_record.h"
#include "libauth/dkim/body_hash.h"
#include "libauth/dkim/verify.h"
#include "libauth/dns/facts.h"
#include "libauth/mail/header.h"

namespace libauth::arc {

struct Limits {
  /// Sets that are validated; a longer chain fails. RFC 8617 section 4.2.1 allows 50, which cost
  /// 100 keys and 100 signatures; chains of more than 5 are hardly ever seen.
  std::size_t sets = 20;
  /// Octets of one field.
  std::size_t field_octets = 64 * 1024;
};

struct Settings {
  Limits limits{};
  dkim::Limits dkim{};
  base::Time now{};
  std::chrono::seconds drift{300};
  bool check_time = true;            ///< look at "x" of message signatures
  bool accept_partial_body = false;  ///< as dkim::Settings has it
  bool find_oldest_pass = true;      ///< verify the older message signatures too (step 5)
};

/// What became of one set.
struct SetVerification {
  unsigned instance = 0;
  std::optional<dns::Name> domain;     ///< of the seal
  std::optional<dns::Name> selector;   ///< of the seal
  std::string authentication_results;  ///< the value of its ARC-Authentication-Results behind
                                       ///< "i=N;", unfolded
  std::optional<dkim::Reason> message_signature;  ///< verified, or why not; none: not looked at
  std::optional<dkim::Reason> seal;               ///< likewise
};

struct Validation {
  Result result = Result::none;
  Reason reason = Reason::no_chain;
  std::string detail;                   ///< one sentence for people; empty with none and pass
  std::size_t instances = 0;            ///< the highest instance; 0 without a chain
  std::optional<unsigned> oldest_pass;  ///< with pass, where it was looked for: the oldest set
                                        ///< whose message signature still verifies; 0: all do
                                        ///< (section 5.2 step 5)
  bool is_temporary = false;  ///< it failed because the DNS did not tell a key. RFC 8617 section
                              ///< 5.2: it is a failure all the same
  std::vector<SetVerification> sets;  ///< by instance; empty where the chain's structure is broken
};

struct Outcome;

/// The chain of one message. Made when the header is there.
class Validator {
 public:
  /// @param header, bodies  outlive the validator
  Validator(const mail::Header& header, dkim::BodyHasher& bodies, const Settings& settings,
            bool is_header_cut = false);
  Validator(const Validator&) = delete;
  Validator& operator=(const Validator&) = delete;
  ~Validator();

  /// Asks the facts for all keys of the chain.
  void ask(dns::Facts& facts) const;
  /// The outcome. Where facts are missing they are noted, and what it gives then is to be dropped.
  /// After BodyHasher::finish().
  Validation evaluate(dns::Facts& facts) const;

 private:
  struct Chain;

  Outcome judge_message_signature(std::size_t set, dns::Facts& facts, Validation& validation) const;
  bool verify_newest(dns::Facts& facts, Validation& validation) const;
  bool verify_seals(dns::Facts& facts, Validation& validation) const;
  void find_oldest_pass(dns::Facts& facts, Validation& validation) const;

  const mail::Header& header_;
  const dkim::BodyHasher& bodies_;
  Settings settings_;
  std::unique_ptr<Chain> chain_;
};

}  // namespace libauth::arc
