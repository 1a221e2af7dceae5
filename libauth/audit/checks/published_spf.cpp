// SPDX-License-Identifier: MIT

#include "libauth/audit/checks/published_spf.h"

#include "libauth/spf/parse.h"
#include "libauth/spf/published.h"

namespace libauth::audit {

std::optional<ReadableSpf> readable_spf(const Subject& subject, Reporter& reporter) {
  spf::Published published = spf::published_record(subject.domain, subject.facts);
  if (published.answer == nullptr) return std::nullopt;
  if (published.kind == spf::Published::Kind::unknown) {
    reporter.conclude(Verdict::unknown);
    return std::nullopt;
  }
  if (published.kind == spf::Published::Kind::one) {
    auto record = spf::parse_record(published.text);
    if (record) {
      return ReadableSpf{
          std::move(published.text), std::move(*record), {subject.domain, dns::RrType::txt}};
    }
  }
  reporter.conclude(Verdict::not_applicable);
  return std::nullopt;
}

}  // namespace libauth::audit
