// SPDX-License-Identifier: MIT

#include "libauth/audit/checks/published_dmarc.h"

namespace libauth::audit {

std::optional<dmarc::Discovery> applied_dmarc(const Subject& subject, Reporter& reporter) {
  dmarc::Discovery discovery = dmarc::discover(subject.domain, subject.facts);
  switch (discovery.kind) {
    case dmarc::Discovery::Kind::found:
    case dmarc::Discovery::Kind::unusable:
      return discovery;
    case dmarc::Discovery::Kind::temperror:
      reporter.conclude(Verdict::unknown);
      break;
    case dmarc::Discovery::Kind::none:
      reporter.conclude(Verdict::not_applicable);
      break;
    case dmarc::Discovery::Kind::pending:
      break;
  }
  return std::nullopt;
}

}  // namespace libauth::audit
