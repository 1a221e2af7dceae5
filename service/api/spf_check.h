// SPDX-License-Identifier: MIT
//
// Whether an SMTP client may send for a domain: the SPF check of one sender, and all that it rests
// on.

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libauth/audit/audit.h"
#include "libauth/base/result.h"
#include "libauth/base/time.h"
#include "libauth/dns/facts.h"
#include "libauth/spf/evaluate.h"
#include "libauth/spf/received_spf.h"
#include "libauth/spf/request.h"
#include "service/api/domain_audit.h"
#include "service/api/spf_faults.h"

namespace service::api {

/// What the user said; absent: not given.
struct SenderWords {
  std::optional<std::string> domain{};  ///< in place of a sender: its postmaster
  std::optional<std::string> ip{};
  std::optional<std::string> helo{};
  /// With or without "<" and ">"; without "@" the postmaster of that domain; empty: a bounce.
  std::optional<std::string> mail_from{};
  std::string receiver{};
  libauth::base::Time now{};
};

/// What stands for the macro "h" where no HELO name is given.
inline constexpr std::string_view kUnknownHelo = "unknown";

/// Octets of a HELO name or a sender's address. The longest that RFC 5321 section 4.5.3.1 allows
/// have 320, and real ones exceed that.
inline constexpr std::size_t kMaxSenderOctets = 1000;

/// Reads the words. Whatever a client can say is taken, as it is the evaluation that knows what
/// becomes of it. The rule of an error is the word at fault; its message is a sentence that says
/// what is wrong, fit for one line.
libauth::base::Result<libauth::spf::Request> read_sender(const SenderWords& words);

/// One check, with the facts that it rests on.
struct SenderCheck {
  libauth::spf::Request request;  ///< as it was read
  std::string domain;             ///< the sender's: of MAIL FROM, or the HELO name
  libauth::spf::Evaluation evaluation;
  libauth::dns::Facts facts;
  libauth::audit::Cost cost;
  std::string silence;  ///< why the DNS said nothing at all; empty where it did say something
  std::optional<SpfSyntaxError> syntax_error;  ///< where that is why the result is permerror
  std::vector<SpfNearMiss> near_misses;        ///< of the sender's domain, where it has no record
  /// With temperror: trying again will not help, as DNSSEC or aliases have to be mended first.
  bool is_lasting = false;
};

/// Checks the sender. The reasons of errors in the evaluation and its steps are those of the
/// evaluator, but that they name the place of a mistake, and the failure of the DNS in words. Where
/// not even the question for the domain's record got an answer it finds out why, which takes some
/// seconds more.
/// @threads safe
SenderCheck check_sender(const libauth::spf::Request& request, const DnsAccess& dns);

/// Which identity the request is about: HELO where there is no reverse-path (RFC 7208 section 2.4).
libauth::spf::Identity identity_of(const libauth::spf::Request& request);

/// The field Received-SPF that a receiver would add, folded, its lines ended by LF.
std::string received_spf_of(const SenderCheck& check);

}  // namespace service::api
