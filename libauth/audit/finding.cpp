// SPDX-License-Identifier: MIT

#include "libauth/audit/finding.h"

namespace libauth::audit {

Evidence evidence_of(const dns::Question& question, const dns::Answer& answer) {
  Evidence evidence;
  evidence.name = question.name.text();
  evidence.type = std::string(dns::to_string(question.type));
  evidence.status = answer.status;
  evidence.security = answer.security;
  evidence.ttl = answer.ttl.count();
  for (const dns::Name& alias : answer.aliases) evidence.aliases.push_back(alias.text());
  evidence.records = dns::record_texts(answer);
  evidence.detail = answer.detail;
  return evidence;
}

}  // namespace libauth::audit
