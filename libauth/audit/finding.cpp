// SPDX-License-Identifier: MIT

#include "libauth/audit/finding.h"

namespace libauth::audit {
namespace {

void shorten(Evidence& evidence) {
  const std::size_t count = evidence.records.size();
  if (count > kMaxEvidenceRecords) {
    evidence.records.resize(kMaxEvidenceRecords);
    evidence.detail += "records: " + std::to_string(count) + ", not all shown";
  }
  for (std::string& record : evidence.records) {
    if (record.size() <= kMaxEvidenceOctets) continue;
    evidence.detail += (evidence.detail.empty() ? "" : "; ") + std::string("a record has ") +
                       std::to_string(record.size()) + " octets, not all shown";
    record.resize(kMaxEvidenceOctets);
  }
}

}  // namespace

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
  evidence.from_zone = answer.from_zone;
  shorten(evidence);
  return evidence;
}

}  // namespace libauth::audit
