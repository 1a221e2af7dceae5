// SPDX-License-Identifier: MIT
//
// Stores what was uploaded, and tells what became of it.

#pragma once

#include <span>
#include <string>
#include <string_view>

#include "libauth/base/result.h"
#include "libauth/base/time.h"
#include "libauth/dns/name.h"
#include "reports/intake/limits.h"
#include "reports/store/store.h"
#include "service/api/report_documents.h"

namespace service::api {

/// One file, and what became of it.
struct FileOutcome {
  UploadedFile file;
  ReportTotals totals;
  libauth::base::ParseError error;  ///< why there is no report in it, where there is none
  std::size_t output = 0;  ///< octets that it unpacked to: reports::intake::Unpacked::output
};

/// Reads the octets, and stores in one transaction every report in them and every payload that
/// cannot be read.
/// @param   name  of the file; '' where it has none
/// @param   authserv_ids  see reports::store::deposit()
/// @param   own_domains  see reports::intake::refuse_others()
/// @limits  `limits`, and those of the rooms that read reports, with rules of their own
/// @throws  reports::store::Error; nothing is stored then
FileOutcome store_file(std::string_view octets, std::string_view name, reports::store::Store& store,
                       libauth::base::Time received, const reports::intake::Limits& limits = {},
                       std::span<const std::string> authserv_ids = {},
                       std::span<const libauth::dns::Name> own_domains = {});

}  // namespace service::api
