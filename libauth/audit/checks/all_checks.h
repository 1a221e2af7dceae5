// SPDX-License-Identifier: MIT
//
// Every check of the audit; each is defined in the file of its name.

#pragma once

#include <array>

#include "libauth/audit/check.h"

namespace libauth::audit {

extern const Check kBlocklists;
extern const Check kDkimKeys;
extern const Check kDmarcPolicy;
extern const Check kDmarcRecord;
extern const Check kDmarcReports;
extern const Check kDmarcTags;
extern const Check kDomainExists;
extern const Check kMxRecords;
extern const Check kMxTargets;
extern const Check kPtrNames;
extern const Check kSpfAll;
extern const Check kSpfAnswer;
extern const Check kSpfLimits;
extern const Check kSpfNames;
extern const Check kSpfNetworks;
extern const Check kSpfRecord;
extern const Check kSpfTerms;

}  // namespace libauth::audit
