// SPDX-License-Identifier: MIT
//
// Whether a report is from whom it says: anybody can mail one.

#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <boost/describe/enum.hpp>

namespace reports::intake {

/// What DMARC says of the mail that brought a report. Where nothing is known there is none.
enum class Trust {
  pass,      ///< it passes for the reporter's domain
  fail,      ///< it fails: the mail is not from whom its From field says
  mismatch,  ///< its From field has another domain than the reporter's, passing or not; or the
             ///< reporter names no domain
};
BOOST_DESCRIBE_ENUM(Trust, pass, fail, mismatch)

/// What our own host says in Authentication-Results of the mail that brought a report.
///
/// Only the uppermost field with one of our authserv-ids counts, as what is below it may have come
/// with the mail (RFC 8601 section 5). Nothing is known where it says nothing of DMARC or cannot be
/// read, or where another field above it cannot be read; and of the reporter's own domain, where it
/// says neither pass nor fail. Of several results, as a mail with several From domains has them,
/// the worst counts.
///
/// @spec  RFC 9990 section 3.5.2 (the mail of a report has an aligned DMARC pass), RFC 8601
/// @param mail_header   of the outermost mail, the one that was delivered to us; lines end as the
///                      first one does
/// @param reporter      domain of the reporter; domains with the same registered domain are the
///                      same one. No mail is that of a name that is no domain
/// @param authserv_ids  of our own hosts; case does not count. Empty: nothing is known
/// @limits  O(n) time
/// @threads safe; keeps no state
std::optional<Trust> trust_of(std::string_view mail_header, std::string_view reporter,
                              std::span<const std::string> authserv_ids);

}  // namespace reports::intake
