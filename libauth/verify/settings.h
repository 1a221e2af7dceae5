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
};

struct Limits {
  std::size_t header_octets = mail::kMaxHeaderOctets;
  dkim::Limits dkim{};
  arc::Limits arc{};
  spf::Limits spf{};
  /// Questions of one message. Ten signatures, twenty ARC sets, SPF and DMARC take about 200 where
  /// all is used up; a usual message takes 10 to 20.
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
  mail::LineEnds line_ends = mail::LineEnds::crlf;
  /// Authserv-ids of our own domain besides authserv_id, whose fields are to be deleted.
  std::vector<std::string> own_ids{};
  Limits limits{};
};

}  // namespace libauth::verify
