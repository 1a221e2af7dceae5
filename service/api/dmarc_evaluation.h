// SPDX-License-Identifier: MIT
//
// What DMARC makes of mail from a domain: the evaluation by both specifications, and all that it
// rests on.

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include "libauth/audit/audit.h"
#include "libauth/base/result.h"
#include "libauth/dmarc/evaluate.h"
#include "libauth/dns/facts.h"
#include "service/api/domain_audit.h"

namespace service::api {

inline constexpr std::string_view kDmarcSchema = "mailvet.dmarc/1";

/// Signatures that one evaluation takes: each has a walk of up to eight questions. Verifiers look
/// at about ten.
inline constexpr std::size_t kMaxDmarcSignatures = 20;

/// What the user said.
struct DmarcWords {
  std::string domain;                ///< the author domain
  std::optional<std::string> spf{};  ///< "result@domain"; absent: there is no SPF result
  std::vector<std::string> dkim{};   ///< domains whose signature verified, or "result@domain"
};

/// What is evaluated.
struct DmarcOrder {
  libauth::dns::Name author;
  libauth::dmarc::Identifiers identifiers;

  bool has_identifiers() const { return identifiers.spf || !identifiers.dkim.empty(); }
};

/// Reads the words. The rule of an error is the word at fault: "domain", "spf" or "dkim"; its
/// message is a sentence that says what is wrong, fit for one line.
libauth::base::Result<DmarcOrder> read_dmarc(const DmarcWords& words);

/// One evaluation, with the facts that it rests on.
struct DmarcCheck {
  DmarcOrder order;
  libauth::dmarc::Mode mode = libauth::dmarc::Mode::rfc9989;  ///< which of the two was asked for
  libauth::dmarc::Comparison comparison;
  libauth::dns::Facts facts;
  libauth::audit::Cost cost;
  std::string failure;  ///< what the DNS did not tell that the result depends on, and why; empty
                        ///< where it did tell
  std::string silence;  ///< why the DNS said nothing at all; empty where it did say something

  const libauth::dmarc::Evaluation& evaluation() const {
    return mode == libauth::dmarc::Mode::rfc9989 ? comparison.rfc9989 : comparison.rfc7489;
  }
};

/// Evaluates. Where not even the question for the author domain's record got an answer it finds out
/// why, which takes some seconds more.
/// @threads safe
DmarcCheck check_dmarc(const DmarcOrder& order, libauth::dmarc::Mode mode, const DnsAccess& dns);

/// The document mailvet.dmarc/1, which docs/dmarc-json.md describes. The members that test suites
/// look at are always there, null where there is nothing; others are left out then.
boost::json::object document_of(const DmarcCheck& check);

}  // namespace service::api
