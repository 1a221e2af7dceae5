// SPDX-License-Identifier: MIT

#include "libauth/audit/fix/spf_proof.h"

#include <algorithm>
#include <limits>
#include <set>

#include "libauth/audit/fix/what_if.h"
#include "libauth/base/ip_address.h"
#include "libauth/spf/evaluate.h"

namespace libauth::audit {
namespace {

using base::IpAddress;
using base::Network;
using spf::Result;
using spf::TermState;
using spf::Tree;

/// Lookups that an evaluation may make here: more than a tree has that is not cut, and an end for
/// records that include each other.
constexpr std::size_t kProofLookups = spf::kMaxTreeLookups + 1;

/// Every address where a network of the tree begins, or that follows one.
void add_edges(const Tree& tree, std::set<IpAddress>& edges) {
  for (const spf::TreeRecord& record : tree.records) {
    for (const spf::TreeTerm& term : record.terms) {
      for (const std::string& text : term.networks) {
        const auto network = Network::parse(text);
        if (!network) continue;
        edges.insert(network->first());
        // After the last address of all comes the first, which is an edge in any case.
        edges.insert(network->last().next());
      }
    }
  }
}

/// Terms that one evaluation may look at.
std::size_t steps_of(const Tree& tree) {
  std::size_t steps = 0;
  bool has_loop = false;
  for (const spf::TreeRecord& record : tree.records) {
    steps += record.terms.size();
    for (const spf::TreeTerm& term : record.terms) {
      has_loop = has_loop || term.state == TermState::loop;
    }
  }
  return has_loop ? steps * kProofLookups : steps;
}

bool depends_on_sender(const Tree& tree) {
  const auto depends = [](const spf::TreeTerm& term) { return term.state == TermState::depends; };
  return std::any_of(tree.records.begin(), tree.records.end(), [&](const spf::TreeRecord& record) {
    return std::any_of(record.terms.begin(), record.terms.end(), depends);
  });
}

constexpr spf::Limits kUnlimited = {.lookups = kProofLookups,
                                    .void_lookups = std::numeric_limits<std::size_t>::max()};

/// Gives the results of one record.
class Judge {
 public:
  Judge(const Tree& tree, const dns::Facts& facts, const spf::Limits& limits)
      : domain_(*dns::Name::parse(tree.records.front().domain)),
        what_if_(facts, domain_, tree.records.front().text,
                 dns::failed(dns::Status::no_such_name, {})),
        facts_(what_if_) {
    settings_.limits = limits;
    settings_.foresight = false;
    settings_.trace = false;
    request_.mail_from = "postmaster@" + domain_.text();
    request_.helo = domain_.text();
  }

  Result result_for(const IpAddress& address) {
    request_.ip = address;
    return spf::evaluate(request_, facts_, settings_).result;
  }

 private:
  const dns::Name domain_;
  WhatIf what_if_;
  dns::Facts facts_;
  spf::Settings settings_;
  spf::Request request_;
};

bool is_among(Result result, const std::vector<Result>& results) {
  return std::find(results.begin(), results.end(), result) != results.end();
}

}  // namespace

bool gives_same_results(const Tree& old_tree, const Tree& new_tree, const dns::Facts& facts,
                        const ResultChange& change) {
  if (old_tree.is_cut || new_tree.is_cut) return false;
  std::set<IpAddress> edges = {*IpAddress::parse("0.0.0.0"), *IpAddress::parse("::")};
  add_edges(old_tree, edges);
  add_edges(new_tree, edges);
  if (edges.size() * (steps_of(old_tree) + steps_of(new_tree)) > kMaxProofSteps) return false;
  Judge old_judge(old_tree, facts, kUnlimited);
  Judge new_judge(new_tree, facts, kUnlimited);
  const bool is_same = std::all_of(edges.begin(), edges.end(), [&](const IpAddress& address) {
    const Result before = old_judge.result_for(address);
    const Result after = new_judge.result_for(address);
    return before == after || (is_among(before, change.from) && is_among(after, change.to));
  });
  const bool is_within = new_tree.cost.void_worst <= spf::Limits().void_lookups;
  if (!is_same || (is_within && !depends_on_sender(new_tree))) return is_same;
  // RFC 7208 section 4.6.4: what depends on the sender may be one void look-up too many.
  Judge old_limited(old_tree, facts, {});
  Judge new_limited(new_tree, facts, {});
  return std::all_of(edges.begin(), edges.end(), [&](const IpAddress& address) {
    return new_limited.result_for(address) != Result::permerror ||
           old_limited.result_for(address) == Result::permerror;
  });
}

}  // namespace libauth::audit
