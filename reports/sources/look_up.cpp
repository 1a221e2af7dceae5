// SPDX-License-Identifier: MIT

#include "reports/sources/look_up.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "libauth/dns/facts.h"

namespace reports::sources {
namespace {

namespace base = libauth::base;
namespace dns = libauth::dns;
namespace ptr = libauth::ptr;

/// The names of some addresses, asked for at the same time: an address whose servers are slow holds
/// up no other one.
class NameCheck {
 public:
  explicit NameCheck(std::span<const base::IpAddress> addresses) {
    for (const base::IpAddress& address : addresses) {
      const auto missing = missing_for(address);
      for (const dns::Question& question : missing) reverse_.emplace(question, address);
      questions_.insert(questions_.end(), missing.begin(), missing.end());
    }
  }

  void run(dns::Resolver& resolver, dns::Deadline deadline) {
    const std::vector<dns::Question> first = std::move(questions_);
    resolver.resolve_all(first, deadline,
                         [this](const dns::Question& question, dns::AnswerPtr answer) {
                           return follow(question, std::move(answer));
                         });
  }

  ptr::Evaluation evaluation(const base::IpAddress& address) {
    return ptr::evaluate(address, facts_);
  }

 private:
  /// What the address's check asks for and nobody asked for yet.
  std::vector<dns::Question> missing_for(const base::IpAddress& address) {
    facts_.forget_missing();
    ptr::evaluate(address, facts_);
    std::vector<dns::Question> missing;
    for (const dns::Question& question : facts_.missing()) {
      if (asked_.insert(question).second) missing.push_back(question);
    }
    return missing;
  }

  /// The addresses of the names follow from the names; nothing follows from addresses.
  std::span<const dns::Question> follow(const dns::Question& question, dns::AnswerPtr answer) {
    facts_.learn(question, std::move(answer));
    questions_.clear();
    const auto address = reverse_.find(question);
    if (address != reverse_.end()) questions_ = missing_for(address->second);
    return questions_;
  }

  dns::Facts facts_;
  std::unordered_set<dns::Question> asked_;
  std::unordered_map<dns::Question, base::IpAddress> reverse_;
  std::vector<dns::Question> questions_;  // the last that follow() gave
};

template <class T>
void fill(std::optional<T>& value, std::optional<T>&& other) {
  if (!value) value = std::move(other);
}

void add_network(AddressFacts& facts, std::span<const Mmdb> files) {
  for (const Mmdb& file : files) {
    NetworkFacts network = file.find(facts.address);
    fill(facts.asn, std::move(network.asn));
    fill(facts.as_name, std::move(network.as_name));
    fill(facts.as_domain, std::move(network.as_domain));
    fill(facts.country, std::move(network.country));
  }
}

}  // namespace

AddressFacts facts_of(const base::IpAddress& address, const ptr::Evaluation& evaluation,
                      base::Time now) {
  AddressFacts facts{.address = address, .looked_up = now};
  facts.is_confirmed = !evaluation.confirmed.empty();
  const auto& names = facts.is_confirmed ? evaluation.confirmed : evaluation.names;
  if (!names.empty()) facts.ptr = names.front().text();
  facts.is_complete = !evaluation.pending && evaluation.result != ptr::Result::temperror;
  return facts;
}

std::vector<AddressFacts> look_up(std::span<const base::IpAddress> addresses,
                                  dns::Resolver& resolver, std::span<const Mmdb> files,
                                  base::Time now, const LookUpLimits& limits) {
  std::vector<AddressFacts> found;
  found.reserve(addresses.size());
  const std::size_t at_once = std::max<std::size_t>(limits.at_once, 1);
  while (found.size() < addresses.size()) {
    const auto rest = addresses.subspan(found.size());
    const auto some = rest.first(std::min(at_once, rest.size()));
    NameCheck check(some);
    check.run(resolver, std::chrono::steady_clock::now() + limits.time);
    for (const base::IpAddress& address : some) {
      found.push_back(facts_of(address, check.evaluation(address), now));
      add_network(found.back(), files);
    }
  }
  return found;
}

}  // namespace reports::sources
