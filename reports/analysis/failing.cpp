// SPDX-License-Identifier: MIT

#include "reports/analysis/failing.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <set>
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

/// A report of a day, which some receivers make longer by minutes.
constexpr auto kReportSpan = std::chrono::hours(25);

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
    for (const NamedFlow& flow : traffic_.flows) {
      if (flow.mail_class == sources::Class::failing) add_failing(flow);
    }
    for (const NamedFlow& flow : traffic_.flows) {
      if (flow.mail_class == sources::Class::aligned) add_aligned(flow);
    }
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
    std::map<FailingCase, CountedCase> cases;  // without what they are
  };

  /// An identifier, and the domain in From of the mail; '' for mail of any.
  using Identified = std::pair<std::string, std::string>;

  /// What an address sends of which messages fail.
  struct AddressSum {
    std::uint64_t messages = 0;
    std::set<std::string> signed_authors;
    std::map<Identified, Span> passing;
  };

  static bool is_more_urgent(const FailingSource& a, const FailingSource& b) {
    const bool is_approved = a.verdict == sources::Verdict::approve;
    if (is_approved != (b.verdict == sources::Verdict::approve)) return is_approved;
    return a.messages > b.messages;
  }

  FailingSource finished(Sum&& sum) const {
    FailingSource source = std::move(sum.source);
    std::set<std::string> addresses;
    for (auto& [what, counted] : sum.cases) {
      counted.what = what;
      const auto address = addresses_.find(what.source_ip.value_or(""));
      if (address != addresses_.end()) {
        counted.of_address = address->second.messages;
        counted.passing = passing_beside(what, counted.span, address->second);
        addresses.insert(address->first);
      }
      source.cases.push_back(std::move(counted));
    }
    for (const std::string& address : addresses) {
      const auto& authors = addresses_.at(address).signed_authors;
      source.signed_authors.insert(authors.begin(), authors.end());
    }
    std::stable_sort(
        source.cases.begin(), source.cases.end(),
        [](const CountedCase& a, const CountedCase& b) { return a.messages > b.messages; });
    return source;
  }

  /// Whether a check fails does not depend on the From field; whether what it finds is aligned
  /// does.
  static std::vector<PassingBeside> passing_beside(const FailingCase& what, const Span& failing,
                                                   const AddressSum& address) {
    std::set<Identified> wanted;
    for (const std::string& signer : what.own_signers) wanted.insert({signer, what.author});
    if (what.spf_domain) wanted.insert({*what.spf_domain, what.author});
    for (const auto& [domain, selector, result] : what.own_failed) {
      wanted.insert({domain + "/" + selector, ""});
    }
    for (const FailedCheck& check : what.spf_failed) wanted.insert({check.domain, ""});
    std::vector<PassingBeside> beside;
    for (const Identified& each : wanted) {
      const auto found = address.passing.find(each);
      if (found == address.passing.end() || !are_at_once(failing, found->second)) continue;
      if (!beside.empty() && beside.back().identifier == each.first) {
        beside.back().span.include(found->second);
      } else {
        beside.push_back({each.first, found->second});
      }
    }
    return beside;
  }

  void add_failing(const NamedFlow& named) {
    const store::Flow& flow = named.flow;
    const Span span{flow.first, flow.last};
    Sum& sum = sums_[named.source.name];
    FailingSource& source = sum.source;
    Span whole = span;
    if (!sum.cases.empty()) whole.include({source.first, source.last});
    source.source = named.source;
    if (named.verdict) source.verdict = named.verdict;
    source.first = whole.first;
    source.last = whole.last;
    add(source.messages, flow.messages);

    const FailingCase what = case_of(flow);
    const auto [found, is_new] = sum.cases.try_emplace(what);
    CountedCase& counted = found->second;
    if (is_new) counted.span = span;
    counted.span.include(span);
    add(counted.messages, flow.messages);
    add(counted.reporters[flow.reporter], flow.messages);
    add(counted.dispositions, flow);
    if (!flow.source_ip) return;
    AddressSum& address = addresses_[*flow.source_ip];
    add(address.messages, flow.messages);
    if (!what.own_signers.empty()) address.signed_authors.insert(what.author);
  }

  /// Of what passes only that is kept which something failing is to be held against.
  void add_aligned(const NamedFlow& named) {
    const store::Flow& flow = named.flow;
    const auto sum = sums_.find(named.source.name);
    const auto found = addresses_.find(flow.source_ip.value_or(""));
    if (sum == sums_.end() && found == addresses_.end()) return;
    const FailingCase what = case_of(flow);
    const bool is_signed = !what.own_signers.empty();
    if (sum != sums_.end()) {
      add(sum->second.source.passed, flow.messages);
      if (is_signed) sum->second.source.signed_authors.insert(what.author);
    }
    if (found == addresses_.end()) return;
    AddressSum& address = found->second;
    add(address.messages, flow.messages);
    if (is_signed) address.signed_authors.insert(what.author);
    const Span span{flow.first, flow.last};
    for (const std::string& signer : what.own_signers) {
      include(address.passing, {signer, what.author}, span);
    }
    if (what.spf_domain) include(address.passing, {*what.spf_domain, what.author}, span);
  }

  /// Notes it for that From domain, and for any.
  static void include(std::map<Identified, Span>& passing, Identified what, const Span& span) {
    for (const std::string& author : {what.second, std::string()}) {
      const auto [found, is_new] = passing.try_emplace({what.first, author}, span);
      if (!is_new) found->second.include(span);
    }
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
  std::map<Key, FailingCase> failures_;          // only what did not pass
  std::map<std::string, Sum> sums_;              // by source
  std::map<std::string, AddressSum> addresses_;  // of which messages fail
};

}  // namespace

void Span::include(const Span& other) {
  first = std::min(first, other.first);
  last = std::max(last, other.last);
}

bool are_at_once(const Span& a, const Span& b) {
  const auto overlap = std::min(a.last, b.last) - std::max(a.first, b.first);
  if (overlap <= std::chrono::seconds(0)) return false;
  if (overlap > kReportSpan) return true;
  const bool is_a_before =
      b.first - a.first >= kReportSpan / 2 && b.last - a.last >= kReportSpan / 2;
  const bool is_b_before =
      a.first - b.first >= kReportSpan / 2 && a.last - b.last >= kReportSpan / 2;
  return !is_a_before && !is_b_before;
}

FailingMail failing_mail(const Traffic& traffic, std::span<const store::FailedSignature> signatures,
                         std::span<const store::SpfCheck> checks) {
  return Gatherer(traffic, signatures, checks).gather();
}

}  // namespace reports::analysis
