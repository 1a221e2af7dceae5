// SPDX-License-Identifier: MIT
//
// What handlers work with. Made once, by `mailvet serve` or by a test, and passed by reference.

#pragma once

#include <functional>
#include <string>
#include <vector>

#include "libauth/base/time.h"
#include "libauth/dns/name.h"
#include "reports/intake/limits.h"
#include "reports/sources/catalogue.h"
#include "reports/store/store.h"
#include "service/api/domain_audit.h"
#include "service/api/gate.h"
#include "service/api/limits.h"

namespace service::api {

/// @threads every member is safe to use from several threads
struct Services {
  DnsAccess dns;
  reports::store::Store& store;
  std::function<libauth::base::Time()> now;  ///< the time of an audit that names none
  /// Names the senders in reports.
  const reports::sources::Catalogue& catalogue = reports::sources::Catalogue::built_in();
  /// Whose Authentication-Results are believed on mails with reports: see
  /// reports::store::deposit().
  std::vector<std::string> authserv_ids = {};
  /// Of what is uploaded.
  reports::intake::Limits report_limits = {};
  /// Whose reports are taken: see reports::intake::refuse_others().
  std::vector<libauth::dns::Name> own_domains = {};
  Gate audits{kMaxAudits};
  Gate verifications{kMaxVerifications};
  Gate uploads{kMaxUploads};
  Gate report_reads{kMaxReportReads};
  Gate answers{kMaxAnswers};
};

}  // namespace service::api
