// SPDX-License-Identifier: MIT
//
// Tells which parts of a mail make a failure report.

#pragma once

#include <optional>
#include <vector>

#include "reports/failure/parts.h"
#include "reports/intake/mail.h"

namespace reports::intake {

/// The failure reports of a mail that have a machine-readable part: message/feedback-report, or a
/// part of any type that begins with fields and has Feedback-Type among them. Mails have one; each
/// further one begins behind the original message of the one before.
/// @param used  as many as the mail has parts; those that belong to a failure report become true
/// @spec  RFC 5965 section 2 (three parts), RFC 6591 section 3
std::vector<failure::Parts> failure_reports_in(const Mail& mail, std::vector<bool>& used);

/// The failure report of a mail without such a part: the plain text that Exim and cPanel send, or
/// multipart/report; report-type=feedback-report. It is a cheap look: failure::parse decides.
std::optional<failure::Parts> plain_failure_report(const Mail& mail);

}  // namespace reports::intake
