// SPDX-License-Identifier: MIT
//
// Whether a stricter policy may be published, and which one comes next.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "reports/analysis/impact.h"
#include "reports/analysis/policy.h"
#include "reports/analysis/traffic.h"

namespace reports::analysis {

/// Mail of a domain, and what it meets today.
struct Situation {
  const Traffic& traffic;
  std::uint64_t days;  ///< of UTC that have reports
  const CurrentPolicy& today;
  const Existence& existence;
};

/// Whether the policy asks for more than another one, for any name. t=y holds nothing back: not
/// every receiver knows it. Only where it goes, what it held back is more than before.
bool is_stricter(const PolicyWords& words, const PolicyWords& than);

/// What speaks against the policy, in the order of Impact::blockers. Only mail is looked at for
/// which it is stricter than that of today, so that there are none where it is nowhere stricter.
std::vector<Blocker> blockers_of(const PolicyWords& proposed, const Situation& situation);

/// The blockers that own mail is for the policy whatever that of today is: for one that adds
/// nothing to what is lost today.
std::vector<Blocker> losses_in_force(const PolicyWords& proposed, const Situation& situation);

/// kReady where nothing speaks against it; kNotReady where something does that more reports would
/// not change; else kNotEnoughData.
std::string readiness_of(const std::vector<Blocker>& blockers);

NextStep next_step_of(const Situation& situation);

}  // namespace reports::analysis
