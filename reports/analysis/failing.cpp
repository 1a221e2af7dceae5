// SPDX-License-Identifier: MIT

#include "reports/analysis/failing.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <tuple>
#include <utility>

#include "libauth/base/text.h"
#include "reports/aggregate/vocabulary.h"
#include "reports/analysis/count.h"
#include "reports/sources/own_domain.h"

namespace reports::analysis {
namespace {

/// What flows, signatures and checks of the same messages have in common.
using Key = std::tuple<std::optional<std::string>, std::optional<std::string>, std::string,
                       std::optional<std::string>>;

template <class T>
Key key_of(const T& row) {
  return {row.source_ip, row.header_from, row.signers, row.spf_domain};
}

/// Puts the value into its place, once, where there is room.
template <class T>
void insert(std::vector<T>& sorted, T value, bool& is_cut) {
  const auto at = std::lower_bound(sorted.begin(), sorted.end(), value);
  if (at != sorted.end() && *at == value) return;
  if (sorted.size() >= kMaxOfCase) {
    is_cut = true;
    return;
  }
  sorted.insert(at, std::move(value));
}

bool is_pass(const store::SpfCheck& check) {
  return text::Word<aggregate::SpfResult>::read(check.result.value_or("")) ==
         aggregate::SpfResult::pass;
}

bool is_helo(const store::SpfCheck& check) {
  return text::Word<aggregate::SpfScope>::read(check.scope.value_or("")) ==
         aggregate::SpfScope::helo;
}

class Gatherer {
 public:
  Gatherer(const Traffic& traffic, std::span<const store::FailedSignature> signatures,
           std::span<const store::SpfCheck> checks)
      : traffic_(traffic), own_(traffic.domain) {
    for (const auto& signature : signatures) add_signature(signature);
    for (const auto& check : checks) add_check(check);
  }

  FailingMail gather() {
    for (const NamedFlow& flow : traffic_.flows) add_flow(flow);
    FailingMail mail{.domain = traffic_.domain, .period = traffic_.period, .sources = {}};
    for (auto& [name, sum] : sums_) {
      if (sum.source.messages == 0) continue;
      add(mail.messages, sum.source.messages);
      mail.sources.push_back(finished(std::move(sum)));
    }
    std::stable_sort(mail.sources.begin(), mail.sources.end(), is_more_urgent);
    return mail;
  }

 private:
  struct Sum {
    FailingSource source;
    std::map<FailingCase, std::uint64_t> cases;
  };

  static bool is_more_urgent(const FailingSource& a, const FailingSource& b) {
    const bool is_approved = a.verdict == sources::Verdict::approve;
    if (is_approved != (b.verdict == sources::Verdict::approve)) return is_approved;
    return a.messages > b.messages;
  }

  static FailingSource finished(Sum&& sum) {
    FailingSource source = std::move(sum.source);
    for (auto& [what, messages] : sum.cases) source.cases.push_back({what, messages});
    std::stable_sort(
        source.cases.begin(), source.cases.end(),
        [](const CountedCase& a, const CountedCase& b) { return a.messages > b.messages; });
    return source;
  }

  void add_flow(const NamedFlow& named) {
    const bool is_failing = named.mail_class == sources::Class::failing;
    if (!is_failing && named.mail_class != sources::Class::aligned) return;
    Sum& sum = sums_[named.source.name];
    FailingSource& source = sum.source;
    if (!is_failing) return add(source.passed, named.flow.messages);
    const bool is_first = source.messages == 0 && sum.cases.empty();
    source.source = named.source;
    if (named.verdict) source.verdict = named.verdict;
    source.first = is_first ? named.flow.first : std::min(source.first, named.flow.first);
    source.last = is_first ? named.flow.last : std::max(source.last, named.flow.last);
    add(source.messages, named.flow.messages);
    add(sum.cases[case_of(named.flow)], named.flow.messages);
  }

  FailingCase case_of(const store::Flow& flow) const {
    const auto known = failures_.find(key_of(flow));
    FailingCase what = known == failures_.end() ? FailingCase{} : known->second;
    what.source_ip = flow.source_ip;
    what.author = flow.header_from.value_or("");
    if (what.author.empty()) what.author = traffic_.domain;
    what.spf_domain = flow.spf_domain;
    for (const std::string_view signer : libauth::base::split(flow.signers, ' ')) {
      if (signer.empty()) continue;
      const bool is_own = own_.covers(signer.substr(0, signer.find('/')));
      insert(is_own ? what.own_signers : what.foreign_signers, std::string(signer), what.is_cut);
    }
    return what;
  }

  void add_signature(const store::FailedSignature& signature) {
    const std::string domain = signature.domain.value_or("");
    if (domain.empty()) return;
    FailingCase& what = failures_[key_of(signature)];
    if (!own_.covers(domain)) {
      what.has_foreign_failed = true;
      return;
    }
    insert(what.own_failed,
           OwnSignature{domain, signature.selector.value_or(""), signature.result.value_or("")},
           what.is_cut);
  }

  void add_check(const store::SpfCheck& check) {
    // RFC 9989 section 4.4.2: HELO is no identifier of DMARC.
    if (is_helo(check) || is_pass(check) || !check.domain || check.domain->empty()) return;
    FailingCase& what = failures_[key_of(check)];
    insert(what.spf_failed, FailedCheck{*check.domain, check.result.value_or("")}, what.is_cut);
  }

  const Traffic& traffic_;
  const sources::OwnDomain own_;
  std::map<Key, FailingCase> failures_;  // only what did not pass
  std::map<std::string, Sum> sums_;
};

}  // namespace

FailingMail failing_mail(const Traffic& traffic, std::span<const store::FailedSignature> signatures,
                         std::span<const store::SpfCheck> checks) {
  return Gatherer(traffic, signatures, checks).gather();
}

}  // namespace reports::analysis
