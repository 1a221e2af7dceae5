// SPDX-License-Identifier: MIT

#include "libauth/audit/checks/all_checks.h"

namespace libauth::audit {
namespace {

/// The order in which an audit shows them.
constexpr std::array kChecks = {
    &kDomainExists, &kMxRecords, &kMxTargets,   &kPtrNames,     &kSpfRecord,   &kSpfAnswer,
    &kSpfAll,       &kSpfLimits, &kSpfTerms,    &kSpfNames,     &kSpfNetworks, &kDkimKeys,
    &kDmarcRecord,  &kDmarcTags, &kDmarcPolicy, &kDmarcReports, &kBlocklists};

}  // namespace

std::span<const Check* const> all_checks() {
  return kChecks;
}

}  // namespace libauth::audit
