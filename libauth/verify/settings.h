// SPDX-License-Identifier: MIT
//
// What a verification is told: the envelope of the message, and what may be spent on it.

#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "libauth/arc/validate.h"
#include "libauth/base/ip_address.h"
#include "libauth/base/time.h"
#include "libauth/dkim/limits.h"
#include "libauth/dmarc/evaluate.h"
#include "libauth/mail/splitter.h"
#include "libauth/spf/limits.h"

namespace libauth::verify {

/// The SMTP session that a message came through.
struct Envelope {
  std::optional<base::IpAddress> ip;  ///< the client; none where nobody knows, as of a message in a
                                      ///< file: then SPF and iprev cannot be checked
  std::string helo;                   ///< the argument of HELO or EHLO; empty: not known
  std::string mail_from;              ///< the reverse-path without "<" and ">"; empty for a bounce

  /// Whether SPF can be checked: there is a client, and a name that it says to send for.
  bool has_sender() const { return ip && !(mail_from.empty() && helo.empty()); }
};

struct Limits {
  std::size_t header_octets = mail::kMaxHeaderOctets;
  dkim::Limits dkim{};
  arc::Limits arc{};
  spf::Limits spf{};
  /// Questions of one message. A usual one takes 10 to 20. Where all is used up, SPF takes about
  /// 110, HELO as many, iprev 11, ten signatures 10, twenty ARC sets 40, DMARC about 140.
  ///
  /// An eighth is set aside for each of SPF with HELO and iprev, DKIM keys, ARC keys, and DMARC;
  /// the other half is for whoever comes first. So a sender's SPF record cannot keep the author's
  /// policy from being found. Less than 100 makes no sense: a DMARC tree walk and the question
  /// whether the author's domain exists take up to 9, and of an eighth less than 12 is left.
  std::size_t questions = 500;
  /// Times that one method may wait for answers: SPF includes are the deepest.
  std::size_t rounds = 40;
};

struct Settings {
  std::string authserv_id;  ///< our name in Authentication-Results, and the macro "r" of SPF
  base::Time now{};
  std::chrono::seconds drift{300};   ///< how much clocks may differ
  bool check_time = true;            ///< look at the times of signatures
  bool accept_partial_body = false;  ///< see dkim::Settings
  dmarc::Mode dmarc_mode = dmarc::Mode::rfc9989;
  bool explain = false;     ///< for people: the trace of SPF, the organizational domain always
  bool check_helo = false;  ///< check the HELO identity besides MAIL FROM (RFC 7208 section 2.3)
  mail::LineEnd line_ends = mail::LineEnd::crlf;
  /// Authserv-ids of our own domain besides authserv_id, whose fields are to be deleted.
  std::vector<std::string> own_ids{};
  Limits limits{};
};

}  // namespace libauth::verify
