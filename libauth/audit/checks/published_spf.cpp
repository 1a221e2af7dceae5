// SPDX-License-Identifier: MIT

#include "libauth/audit/checks/published_spf.h"

#include <algorithm>
#include <utility>

#include "libauth/spf/parse.h"
#include "libauth/spf/published.h"

namespace libauth::audit {

std::optional<ReadableSpf> readable_spf(const Subject& subject, Reporter& reporter) {
  const spf::Published published = spf::published_record(subject.domain, subject.facts);
  if (published.answer == nullptr) return std::nullopt;
  if (published.kind == spf::Published::Kind::unknown) {
    reporter.conclude(Verdict::unknown);
    return std::nullopt;
  }
  if (published.kind == spf::Published::Kind::one && *published.record) {
    return ReadableSpf{
        std::string(published.text), **published.record, {subject.domain, dns::RrType::txt}};
  }
  reporter.conclude(Verdict::not_applicable);
  return std::nullopt;
}

std::optional<SpfWithTree> spf_with_tree(const Subject& subject, Reporter& reporter) {
  auto spf = readable_spf(subject, reporter);
  if (!spf) return std::nullopt;
  spf::Tree tree = spf::tree_of(subject.domain, spf->text, subject.facts);
  if (tree.pending) return std::nullopt;
  return SpfWithTree{std::move(*spf), std::move(tree)};
}

std::vector<dns::Question> evidence_for(const spf::TreeRecord& record, const spf::TreeTerm& term) {
  std::vector<dns::Question> questions;
  const auto owner = dns::Name::parse(record.domain);
  if (owner) questions.push_back({*owner, dns::RrType::txt});
  for (const dns::Question& question : spf::questions_of(term)) questions.push_back(question);
  return questions;
}

bool has_unknown_term(const spf::Tree& tree) {
  return std::any_of(tree.records.begin(), tree.records.end(), [](const spf::TreeRecord& record) {
    return std::any_of(record.terms.begin(), record.terms.end(), [](const spf::TreeTerm& term) {
      return term.state == spf::TermState::unknown || term.state == spf::TermState::not_looked_at;
    });
  });
}

}  // namespace libauth::audit
