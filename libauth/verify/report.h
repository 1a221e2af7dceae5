// SPDX-License-Identifier: MIT
//
// What was found out about one message.

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "libauth/arc/validate.h"
#include "libauth/authres/record.h"
#include "libauth/authres/strip.h"
#include "libauth/authres/write.h"
#include "libauth/dkim/verify.h"
#include "libauth/dmarc/evaluate.h"
#include "libauth/mail/authors.h"
#include "libauth/mail/splitter.h"
#include "libauth/ptr/evaluate.h"
#include "libauth/spf/evaluate.h"
#include "libauth/verify/settings.h"

namespace libauth::verify {

/// What a message cost.
struct Cost {
  std::size_t rounds = 0;     ///< times that questions were given out
  std::size_t questions = 0;  ///< questions that were given out
  std::size_t refused = 0;    ///< questions that a limit kept back: their answers are not_asked

  bool operator==(const Cost&) const = default;
};

/// The pointers and views in it live as long as the session.
struct Report {
  spf::Evaluation spf;  ///< the MAIL FROM identity, or HELO where that is null; `none` where the
                        ///< client's address is not known
  std::optional<spf::Evaluation> helo;  ///< the HELO identity, where Settings::check_helo
  ptr::Evaluation iprev;                ///< still `pending` where the client's address is not known
  std::vector<dkim::Verification> dkim;  ///< one for each DKIM-Signature field; empty: none
  arc::Validation arc;
  dmarc::MessageEvaluation dmarc;
  mail::Authors authors;
  mail::OctetCounts octets;
  std::vector<authres::ForgedField> forged;  ///< fields to delete, the last one first
  authres::AuthenticationResults authentication_results;
  Cost cost;
};

/// DKIM signatures that Authentication-Results shows, those first that were verified; the others
/// are one result with their number. With more the field would not be read by others (or by us).
inline constexpr std::size_t kMaxShownSignatures = 30;

/// What Authentication-Results says of the report, RFC 8601 section 2.7: iprev, spf, each dkim,
/// arc, dmarc. Methods that could not be tried, as the client's address is not known, are left out.
authres::AuthenticationResults results_of(const Report& report, const Envelope& envelope,
                                          const std::string& authserv_id);

}  // namespace libauth::verify
