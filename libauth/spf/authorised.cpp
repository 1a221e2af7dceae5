// SPDX-License-Identifier: MIT

#include "libauth/spf/authorised.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "libauth/spf/decisions.h"
#include "libauth/spf/limits.h"

namespace libauth::spf {
namespace {

using base::IpAddress;
using base::Network;
using base::NetworkSet;
using base::Reach;

constexpr std::string_view kAllIpv4 = "0.0.0.0/0";
constexpr std::string_view kAllIpv6 = "::/0";
/// Senders with such addresses are IPv4 senders, so that no "ip6" matches them (RFC 7208 section
/// 5).
constexpr std::string_view kMapped = "::ffff:0:0/96";

NetworkSet set_of(std::string_view network) {
  return NetworkSet(*Network::parse(network));
}

/// Whether all of the network is in the other one.
bool is_inside(const Network& network, const Network& other) {
  return network.prefix >= other.prefix && other.contains(network.address);
}

/// The networks of a term that a sender can have.
NetworkSet set_of(const TreeTerm& term) {
  static const Network mapped = *Network::parse(kMapped);
  NetworkSet set;
  for (const std::string& text : term.networks) {
    const auto network = Network::parse(text);
    if (network && !is_inside(*network, mapped)) set.add(*network);
  }
  return set;
}

/// The network where all of it is special in that way, or the first such network inside it.
std::optional<Network> special_part(const Network& network, Reach reach) {
  for (const base::SpecialNetwork& special : base::special_networks()) {
    if (special.reach != reach) continue;
    if (is_inside(network, special.network)) return network;
    if (is_inside(special.network, network)) return special.network;
  }
  return std::nullopt;
}

std::optional<NetworkIssue> width_issue(const Network& network) {
  const WidePrefixes& limits = network.address.is_v4() ? kWidePrefixes4 : kWidePrefixes6;
  if (network.prefix < limits.huge) return NetworkIssue::huge;
  if (network.prefix < limits.wide) return NetworkIssue::too_wide;
  return std::nullopt;
}

/// The findings about the networks of a term, one for each issue: the first network that has it.
std::vector<NetworkFinding> network_findings(const TreeTerm& term, TermPlace place) {
  std::vector<NetworkFinding> findings;
  const auto add = [&](NetworkIssue issue, const Network& network) {
    const bool is_told =
        std::any_of(findings.begin(), findings.end(),
                    [issue](const NetworkFinding& finding) { return finding.issue == issue; });
    if (is_told) return;
    const Network shown{network.first(), network.prefix};
    findings.push_back({issue, place.record, place.term, shown.text(), {}});
  };
  for (const std::string& text : term.networks) {
    const auto network = Network::parse(text);
    if (!network) continue;
    if (const auto issue = width_issue(*network)) add(*issue, *network);
    // Everything has the special networks too, and has worse.
    if (network->prefix == 0) continue;
    if (const auto part = special_part(*network, Reach::local)) {
      add(NetworkIssue::not_public, *part);
    }
    if (const auto part = special_part(*network, Reach::reserved)) {
      add(NetworkIssue::reserved, *part);
    }
    // A wide network has examples in it too, and was not copied from one.
    if (const auto part = special_part(*network, Reach::documentation); part == network) {
      add(NetworkIssue::documentation, *part);
    }
  }
  return findings;
}

/// Walks the tree as check_host() does for all senders at once.
class Walker {
 public:
  explicit Walker(const Tree& tree) : tree_(tree) { told_.is_complete = !tree.pending; }

  Authorised run() {
    if (tree_.records.empty()) {
      told_.is_complete = false;
    } else {
      told_.set = check_host(0, true).matches;
    }
    std::stable_sort(told_.findings.begin(), told_.findings.end(),
                     [](const auto& a, const auto& b) {
                       return std::pair(a.record, a.term) < std::pair(b.record, b.term);
                     });
    const std::vector<Network> networks = told_.set.networks();
    told_.network_count = networks.size();
    for (const Network& network : networks) {
      if (told_.networks.size() == kMaxNetworks) break;
      told_.networks.push_back(network.text());
    }
    told_.ipv4_addresses = told_.set.count_v4();
    told_.ipv6_addresses = told_.set.count_v6();
    return std::move(told_);
  }

 private:
  /// What the record does to those who get to it. `is_own`: it is the root.
  TermEffect check_host(std::size_t record, bool is_own) {
    Decisions decisions(tree_);
    for (std::optional<std::size_t> next = record; next;)
      next = take_record(*next, decisions, is_own);
    if (is_own) decisions.find_unneeded();
    for (NetworkFinding& finding : decisions.findings()) tell(std::move(finding), is_own);
    if (is_own) {
      for (const TermPlace place : decisions.needless()) {
        if (place.record == record) told_.needless.push_back(place.term);
      }
    }
    return std::move(decisions).outcome();
  }

  /// Takes the terms of one record; gives the record that it redirects to.
  std::optional<std::size_t> take_record(std::size_t record, Decisions& decisions, bool is_own) {
    const std::vector<TreeTerm>& terms = tree_.records[record].terms;
    std::optional<TermPlace> redirect;
    for (std::size_t i = 0; i < terms.size() && !decisions.is_over(); ++i) {
      const TreeTerm& term = terms[i];
      if (term.state == TermState::ignored || term.kind == TermKind::exp ||
          term.kind == TermKind::unknown_modifier) {
        continue;
      }
      // RFC 7208 section 6.1: wherever it stands, it comes after all mechanisms.
      if (term.kind == TermKind::redirect) {
        redirect = {record, i};
      } else {
        take({record, i}, decisions, is_own);
      }
    }
    if (!redirect || decisions.is_over()) return std::nullopt;
    const auto next = child_of(record, terms[redirect->term]);
    if (next && lookups_ < Limits().lookups) {
      ++lookups_;
      return next;
    }
    decisions.take(*redirect, effect_of(*redirect));
    return std::nullopt;
  }

  void take(TermPlace place, Decisions& decisions, bool is_own) {
    const TreeTerm& term = tree_.records[place.record].terms[place.term];
    const NetworkSet& fresh = decisions.take(place, effect_of(place));
    const bool lets_pass = term.qualifier == Result::pass;
    if (!is_own && !lets_pass && term.kind != TermKind::all && !fresh.is_empty()) {
      has_early_leavers_ = true;
    }
    if (!lets_pass) return;
    for (NetworkFinding& finding : network_findings(term, place)) tell(std::move(finding), is_own);
    const bool adds =
        term.kind == TermKind::include || term.kind == TermKind::a || term.kind == TermKind::mx;
    if (is_own && adds) {
      told_.added.push_back({place.record, place.term, fresh.count_v4(), fresh.count_v6()});
    }
  }

  void tell(NetworkFinding finding, bool is_own) {
    ++told_.finding_count;
    std::size_t& count = is_own ? own_findings_ : other_findings_;
    if (++count <= kMaxNetworkFindings) told_.findings.push_back(std::move(finding));
  }

  /// The record that an include or redirect leads to.
  std::optional<std::size_t> child_of(std::size_t record, const TreeTerm& term) const {
    if (term.state != TermState::ok || !term.record) return std::nullopt;
    // In the order of evaluation, so that there is no way round.
    const bool is_below = *term.record > record && *term.record < tree_.records.size();
    return is_below ? term.record : std::nullopt;
  }

  TermEffect effect_of(TermPlace place) {
    const TreeTerm& term = tree_.records[place.record].terms[place.term];
    // RFC 7208 section 4.6.4: the eleventh lookup is a permerror for all who get so far. Counted
    // here and not taken from the tree, whose count goes on where nobody gets.
    lookups_ += term.own_lookups;
    if (term.own_lookups > 0 && lookups_ > Limits().lookups) {
      return over_limit(NetworkSet::everything());
    }
    switch (term.state) {
      case TermState::ok:
        return matches_of(place, term);
      case TermState::ignored:
        return {};
      case TermState::depends:
        told_.depends_on_sender = true;
        return {.matches = {}, .errors = {}, .is_exact = false};
      case TermState::empty:
      case TermState::no_such_name:
        return spend_void(true, true, {});
      case TermState::not_a_name:
        // RFC 7208 section 4.8 leaves it open; the evaluation says no match, and permerror for a
        // redirect.
        if (term.kind != TermKind::redirect) return {};
        return {.matches = {}, .errors = NetworkSet::everything()};
      case TermState::no_record:
      case TermState::many_records:
      case TermState::syntax:
      case TermState::loop:
      case TermState::many_hosts:
        return {.matches = {}, .errors = NetworkSet::everything()};
      case TermState::unknown:
      case TermState::not_looked_at:
        break;
    }
    told_.is_complete = false;
    return {.matches = set_of(term), .errors = {}, .is_exact = false};
  }

  TermEffect matches_of(TermPlace place, const TreeTerm& term) {
    switch (term.kind) {
      case TermKind::all:
      case TermKind::exists:
        return {.matches = NetworkSet::everything(), .errors = {}};
      case TermKind::include:
        if (const auto record = child_of(place.record, term)) return check_host(*record, false);
        break;
      case TermKind::a:
        return spend_void(term.void_lookups4 > 0, term.void_lookups6 > 0, set_of(term));
      case TermKind::mx:
      case TermKind::ip4:
      case TermKind::ip6:
        return {.matches = set_of(term), .errors = {}};
      case TermKind::ptr:
      case TermKind::redirect:
      case TermKind::exp:
      case TermKind::unknown_modifier:
        break;
    }
    // A tree that says nothing about what the term leads to.
    told_.is_complete = false;
    return {.matches = {}, .errors = {}, .is_exact = false};
  }

  /// A term whose lookup gave nothing for senders of a family (RFC 7208 section 4.6.4).
  TermEffect spend_void(bool v4, bool v6, NetworkSet matches) {
    const std::size_t limit = Limits().void_lookups;
    NetworkSet errors;
    if (v4 && ++void_lookups4_ > limit) errors.add(set_of(kAllIpv4));
    if (v6 && ++void_lookups6_ > limit) errors.add(set_of(kAllIpv6));
    TermEffect effect = errors.is_empty() ? TermEffect{} : over_limit(std::move(errors));
    effect.matches = std::move(matches);
    return effect;
  }

  TermEffect over_limit(NetworkSet errors) {
    if (has_early_leavers_) told_.is_complete = false;
    return {.matches = {}, .errors = std::move(errors)};
  }

  const Tree& tree_;
  Authorised told_;
  std::size_t own_findings_ = 0;
  std::size_t other_findings_ = 0;
  std::size_t lookups_ = 0;        ///< of senders that nothing matched so far
  std::size_t void_lookups4_ = 0;  ///< the same for IPv4 senders
  std::size_t void_lookups6_ = 0;
  bool has_early_leavers_ = false;  ///< an included record's "-" sent some back before its end
};

}  // namespace

Authorised authorised_by(const Tree& tree) {
  return Walker(tree).run();
}

}  // namespace libauth::spf
