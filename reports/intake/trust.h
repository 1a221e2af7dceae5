// SPDX-License-Identifier: MIT
//
// Whether a report is from whom it says: anybody can mail one.

#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <boost/describe/enum.hpp>

#include "libauth/authres/record.h"

namespace reports::intake {

/// What DMARC says of the mail that brought a report. Where nothing is known there is none.
enum class Trust {
  pass,      ///< it passes for the reporter's domain
  fail,      ///< it fails: the mail is not from whom its From field says
  mismatch,  ///< its From field has another domain than the reporter's, passing or not; or the
             ///< reporter names no domain
};
BOOST_DESCRIBE_ENUM(Trust, pass, fail, mismatch)

/// What our own host says in Authentication-Results of the mail that brought reports. It is the
/// same for all reports of a mail, of which there may be thousands.
///
/// Only the uppermost field with one of our authserv-ids counts, as what is below it may have come
/// with the mail (RFC 8601 section 5).
///
/// @spec  RFC 8601
/// @param mail_header   of the outermost mail, the one that was delivered to us; lines end as the
///                      first one does
/// @param authserv_ids  of our own hosts; case does not count. Empty: nothing is known
/// @return  none where nothing is known: there is no such field, it cannot be read, or another
///          field above it cannot be read
/// @limits  O(n) time
/// @threads safe; keeps no state
std::optional<libauth::authres::AuthenticationResults> own_results(
    std::string_view mail_header, std::span<const std::string> authserv_ids);

/// What that means for a report in the mail. Nothing is known where our host says nothing of DMARC;
/// and of the reporter's own domain, where it says neither pass nor fail. Of several results, as a
/// mail with several From domains has them, the worst counts.
///
/// @spec  RFC 9990 section 3.5.2 (the mail of a report has an aligned DMARC pass)
/// @param own       what own_results() gave
/// @param reporter  domain of the reporter; domains with the same registered domain are the same
///                  one. No mail is that of a name that is no domain
/// @limits  O(n) time
/// @threads safe; keeps no state
std::optional<Trust> trust_of(const libauth::authres::AuthenticationResults& own,
                              std::string_view reporter);

}  // namespace reports::intake
