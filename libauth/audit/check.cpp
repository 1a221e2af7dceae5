// SPDX-License-Identifier: MIT

#include "libauth/audit/check.h"

#include <algorithm>
#include <cassert>

#include "libauth/base/text.h"

namespace libauth::audit {
namespace {

/// Longer values say no more to people; the whole value is in the evidence.
constexpr std::size_t kMaxArgument = 512;

}  // namespace

void Reporter::report(const FindingInfo& info, Arguments arguments,
                      std::vector<dns::Question> questions, std::optional<Fix> fix) {
  assert(std::find(check_.findings.begin(), check_.findings.end(), &info) !=
             check_.findings.end() &&
         "a check reports only findings of its own list");
  if (is_over_limit(info)) return;
  std::erase_if(arguments, [&info](const auto& argument) {
    return info.message.find("{" + argument.first + "}") == std::string_view::npos;
  });
  for (auto& [name, value] : arguments) value = base::printable(value, kMaxArgument);
  Finding finding;
  finding.id = info.id;
  finding.check = check_.id;
  finding.verdict = info.verdict;
  finding.severity = info.severity;
  finding.message = base::filled(info.message, arguments);
  finding.arguments = std::move(arguments);
  finding.spec = info.spec;
  finding.fix = std::move(fix);
  for (const dns::Question& question : questions) {
    if (const dns::Answer* answer = facts_.peek(question)) {
      finding.evidence.push_back(evidence_of(question, *answer));
    }
  }
  findings_.push_back(std::move(finding));
}

bool Reporter::is_over_limit(const FindingInfo& info) {
  std::size_t count = 0;
  Finding* last = nullptr;
  for (Finding& finding : findings_) {
    if (finding.id != info.id) continue;
    ++count;
    last = &finding;
  }
  if (count < kMaxOfOneId) return false;
  last->more = last->more.value_or(0) + 1;
  return true;
}

Verdict Reporter::verdict() const {
  std::vector<Verdict> said = verdicts_;
  for (const Finding& finding : findings_) said.push_back(finding.verdict);
  for (const Verdict verdict : {Verdict::fail, Verdict::unknown, Verdict::pass}) {
    if (std::find(said.begin(), said.end(), verdict) != said.end()) return verdict;
  }
  return said.empty() ? Verdict::pass : Verdict::not_applicable;
}

}  // namespace libauth::audit
