// SPDX-License-Identifier: MIT

#include "reports/analysis/failing.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <tuple>
#include <utility>

#include "libauth/base/text.h"
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

/// Puts the value into its place, once.
template <class T>
void insert(std::vector<T>& sorted, T value) {
  const auto at = std::lower_bound(sorted.begin(), sorted.end(), value);
  if (at == sorted.end() || *at != value) sorted.insert(at, std::move(value));
}

class Gatherer {
 public:
  Gatherer(const Traffic& traffic, std::span<const store::FailedSignature> signatures,
           std::span<const store::SpfCheck> checks)
      : traffic_(traffic), own_(traffic.domain) {
    for (const auto& signature : signatures) signatures_[key_of(signature)].push_back(&signature);
    for (const auto& check : checks) checks_[key_of(check)].push_back(&check);
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
    FailingCase what;
    what.source_ip = flow.source_ip;
    what.author = flow.header_from.value_or("");
    if (what.author.empty()) what.author = traffic_.domain;
    what.spf_domain = flow.spf_domain;
    for (const std::string_view signer : libauth::base::split(flow.signers, ' ')) {
      if (signer.empty()) continue;
      const bool is_own = own_.covers(signer.substr(0, signer.find('/')));
      insert(is_own ? what.own_signers : what.foreign_signers, std::string(signer));
    }
    add_failures(what, key_of(flow));
    return what;
  }

  void add_failures(FailingCase& what, const Key& key) const {
    const auto signatures = signatures_.find(key);
    if (signatures != signatures_.end()) {
      for (const auto* signature : signatures->second) add_signature(what, *signature);
    }
    const auto checks = checks_.find(key);
    if (checks == checks_.end()) return;
    for (const auto* check : checks->second) {
      // RFC 9989 section 4.4.2: HELO is no identifier of DMARC.
      if (check->scope == "helo" || check->result == "pass" || !check->domain) continue;
      if (check->domain->empty()) continue;
      insert(what.spf_failed, FailedCheck{*check->domain, check->result.value_or("")});
    }
  }

  void add_signature(FailingCase& what, const store::FailedSignature& signature) const {
    const std::string domain = signature.domain.value_or("");
    if (domain.empty()) return;
    if (!own_.covers(domain)) {
      what.has_foreign_failed = true;
      return;
    }
    insert(what.own_failed,
           OwnSignature{domain, signature.selector.value_or(""), signature.result.value_or("")});
  }

  const Traffic& traffic_;
  const sources::OwnDomain own_;
  std::map<Key, std::vector<const store::FailedSignature*>> signatures_;
  std::map<Key, std::vector<const store::SpfCheck*>> checks_;
  std::map<std::string, Sum> sums_;
};

}  // namespace

FailingMail failing_mail(const Traffic& traffic, std::span<const store::FailedSignature> signatures,
                         std::span<const store::SpfCheck> checks) {
  return Gatherer(traffic, signatures, checks).gather();
}

}  // namespace reports::analysis
