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
#include "libauth/mail/beginning.h"
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
                        ///< client's address is not known, or neither of the two
  std::optional<spf::Evaluation> helo;  ///< the HELO identity, where Settings::check_helo
  ptr::Evaluation iprev;                ///< still `pending` where the client's address is not known
  std::vector<dkim::Verification> dkim;  ///< one for each DKIM-Signature field; empty: none
  arc::Validation arc;
  dmarc::MessageEvaluation dmarc;
  mail::Authors authors;
  /// Why DMARC cannot be evaluated for some of the authors, a sentence each, at most 10: a From
  /// field that cannot be read, an address without a domain name. With any of them the result is
  /// permerror or stricter; it is a reason of its own to refuse the message (RFC 9989
  /// section 11.5).
  std::vector<std::string> unreadable_authors;
  mail::OctetCounts octets;
  bool is_header_cut = false;   ///< the header is longer than what is read of it
                                ///< (mail::Splitter::is_header_cut()): `authors`, `dkim` and
                                ///< `forged` lack what is behind that
  mail::Beginning beginning{};  ///< whether something stands in front of the header
  /// Fields to delete before the message goes further, the last one first. Where the header is cut
  /// there may be more of them: refuse the message, or delete all Authentication-Results fields.
  /// Where one has the occurrence 0 none can be deleted safely: refuse the message.
  std::vector<authres::ForgedField> forged;
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
