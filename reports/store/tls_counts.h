// SPDX-License-Identifier: MIT
//
// Counts what TLS reports say, and tells which domains there are. Private to this room.

#pragma once

#include <string>
#include <vector>

#include <Poco/Data/Session.h>

#include "reports/store/answers.h"
#include "reports/store/period.h"

namespace reports::store {

/// Each is one statement, and sorted by the members of its rows. Only the latest revisions count.
/// A policy belongs to its own domain: a report may have several.
std::vector<TlsSessions> read_tls_sessions(Poco::Data::Session& session, const std::string& domain,
                                           const Counting& counting);
/// Failures of a summary that no detail explains are among them, without result type, host, address
/// and reason code.
std::vector<TlsFailure> read_tls_failures(Poco::Data::Session& session, const std::string& domain,
                                          const Counting& counting);

/// Domains of aggregate reports and of policies in TLS reports, sorted, without ''.
std::vector<std::string> read_domains(Poco::Data::Session& session);

}  // namespace reports::store
