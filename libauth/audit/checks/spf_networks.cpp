// SPDX-License-Identifier: MIT

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "libauth/audit/checks/all_checks.h"
#include "libauth/audit/checks/published_spf.h"
#include "libauth/audit/fix/spf_fix.h"
#include "libauth/spf/authorised.h"
#include "libauth/spf/stance.h"

namespace libauth::audit {
namespace {

using spf::Authorised;
using spf::NetworkFinding;
using spf::NetworkIssue;
using spf::Result;
using spf::TermKind;
using spf::TreeRecord;
using spf::TreeTerm;

constexpr FindingInfo kAuthorised = {
    .id = "spf-networks-authorised",
    .severity = Severity::info,
    .verdict = Verdict::pass,
    .message =
        "The SPF record of {domain} lets {ipv4} IPv4 and {ipv6} IPv6 addresses send in its name: "
        "{networks}.",
    .spec = "RFC 7208 section 4.6.2",
};
constexpr FindingInfo kUnknown = {
    .id = "spf-networks-unknown",
    .severity = Severity::notice,
    .verdict = Verdict::unknown,
    .message =
        "The SPF record of {domain} lets at least {ipv4} IPv4 and {ipv6} IPv6 addresses send in "
        "its name: {networks}. Which others it does is not known.",
    .spec = "RFC 7208 section 4.6.2",
};
constexpr FindingInfo kIncluded = {
    .id = "spf-networks-included",
    .severity = Severity::info,
    .verdict = Verdict::pass,
    .message =
        "Of the addresses that the SPF record of {domain} lets send, \"{term}\" adds {ipv4} of "
        "IPv4 and {ipv6} of IPv6.",
    .spec = "RFC 7208 section 5.2",
};
constexpr FindingInfo kEveryone = {
    .id = "spf-network-everyone",
    .severity = Severity::critical,
    .verdict = Verdict::fail,
    .message =
        "The terms of the SPF record of {domain} together let every {family} address on the "
        "Internet send in its name.",
    .spec = "RFC 7208 section 4.6.2",
};
constexpr FindingInfo kHuge = {
    .id = "spf-network-huge",
    .severity = Severity::error,
    .verdict = Verdict::fail,
    .message =
        "In the SPF record of {owner} \"{term}\" lets all of {network} send, a network wider than "
        "any one owner has.",
    .spec = "",
};
constexpr FindingInfo kWide = {
    .id = "spf-network-wide",
    .severity = Severity::warning,
    .verdict = Verdict::fail,
    .message =
        "In the SPF record of {owner} \"{term}\" lets all of {network} send, a network wider than "
        "mail servers need.",
    .spec = "",
};
constexpr FindingInfo kPrivate = {
    .id = "spf-network-private",
    .severity = Severity::warning,
    .verdict = Verdict::fail,
    .message =
        "In the SPF record of {owner} \"{term}\" lets {network} send, which is not on the "
        "Internet: every organization has hosts with such addresses inside.",
    .spec = "RFC 6890 section 2",
};
constexpr FindingInfo kReserved = {
    .id = "spf-network-reserved",
    .severity = Severity::notice,
    .verdict = Verdict::pass,
    .message =
        "In the SPF record of {owner} \"{term}\" lets {network} send, which is reserved: no mail "
        "comes from there.",
    .spec = "RFC 6890 section 2",
};
constexpr FindingInfo kDocumentation = {
    .id = "spf-network-documentation",
    .severity = Severity::notice,
    .verdict = Verdict::pass,
    .message =
        "In the SPF record of {owner} \"{term}\" lets {network} send, which is for examples: no "
        "mail comes from there. If it was copied from a manual, write the addresses of your own "
        "servers.",
    .spec = "RFC 6890 section 2",
};
constexpr FindingInfo kMapped = {
    .id = "spf-network-mapped",
    .severity = Severity::notice,
    .verdict = Verdict::pass,
    .message =
        "In the SPF record of {owner} \"{term}\" never matches: who sends from an IPv4-mapped "
        "address counts as an IPv4 sender, so write \"ip4\".",
    .spec = "RFC 7208 section 5",
};
constexpr FindingInfo kContradicted = {
    .id = "spf-term-contradicted",
    .severity = Severity::warning,
    .verdict = Verdict::fail,
    .message =
        "In the SPF record of {owner} \"{term}\" never decides: \"{other}\" before it says "
        "otherwise for the same addresses.",
    .spec = "RFC 7208 section 4.6.2",
};
constexpr FindingInfo kDuplicate = {
    .id = "spf-term-duplicate",
    .severity = Severity::notice,
    .verdict = Verdict::pass,
    .message =
        "In the SPF record of {owner} \"{term}\" never decides: \"{other}\" before it has the same "
        "addresses.",
    .spec = "RFC 7208 section 4.6.2",
};
constexpr FindingInfo kNeverMatches = {
    .id = "spf-term-never-matches",
    .severity = Severity::notice,
    .verdict = Verdict::pass,
    .message =
        "In the SPF record of {owner} \"{term}\" never decides: terms before it, such as "
        "\"{other}\", have all of its addresses.",
    .spec = "RFC 7208 section 4.6.2",
};
constexpr FindingInfo kUnneeded = {
    .id = "spf-term-unneeded",
    .severity = Severity::notice,
    .verdict = Verdict::pass,
    .message =
        "In the SPF record of {owner} nobody needs \"{term}\": terms behind it, such as "
        "\"{other}\", have all of its addresses.",
    .spec = "RFC 7208 section 4.6.2",
};
constexpr FindingInfo kOverlap = {
    .id = "spf-term-overlap",
    .severity = Severity::notice,
    .verdict = Verdict::pass,
    .message =
        "In the SPF record of {owner} \"{term}\" has {network} in common with \"{other}\" before "
        "it.",
    .spec = "RFC 7208 section 4.6.2",
};
constexpr std::array kFindings = {&kEveryone,     &kHuge,      &kWide,     &kPrivate,
                                  &kContradicted, &kDuplicate, &kMapped,   &kNeverMatches,
                                  &kUnneeded,     &kOverlap,   &kReserved, &kDocumentation,
                                  &kAuthorised,   &kIncluded,  &kUnknown};

const FindingInfo& info_of(const NetworkFinding& finding) {
  switch (finding.issue) {
    case NetworkIssue::huge:
      return kHuge;
    case NetworkIssue::too_wide:
      return kWide;
    case NetworkIssue::not_public:
      return kPrivate;
    case NetworkIssue::reserved:
      return kReserved;
    case NetworkIssue::documentation:
      return kDocumentation;
    case NetworkIssue::contradicted:
      return kContradicted;
    case NetworkIssue::duplicate:
      return kDuplicate;
    case NetworkIssue::unneeded:
      return kUnneeded;
    case NetworkIssue::overlap:
      return kOverlap;
    case NetworkIssue::never_matches:
      break;
  }
  return finding.other.empty() ? kMapped : kNeverMatches;
}

/// Whether the issue is about the term's place among the others.
bool is_about_place(NetworkIssue issue) {
  return issue != NetworkIssue::huge && issue != NetworkIssue::too_wide &&
         issue != NetworkIssue::not_public && issue != NetworkIssue::reserved &&
         issue != NetworkIssue::documentation;
}

/// The special-purpose addresses from which no mail comes over the Internet.
base::NetworkSet unreachable_addresses() {
  base::NetworkSet set;
  for (const base::SpecialNetwork& special : base::special_networks()) {
    if (special.reach != base::Reach::documentation) set.add(special.network);
  }
  return set;
}

/// The first networks for people; the whole list is in the SPF tree.
std::string networks_text(const Authorised& authorised) {
  constexpr std::size_t kShown = 10;
  std::string text;
  const std::size_t shown = std::min(kShown, authorised.networks.size());
  for (std::size_t i = 0; i < shown; ++i) text += (i == 0 ? "" : ", ") + authorised.networks[i];
  if (authorised.network_count > shown) {
    text += " and " + std::to_string(authorised.network_count - shown) + " more networks";
  }
  if (authorised.depends_on_sender) {
    text += std::string(text.empty() ? "" : ", and ") +
            "those that its macros or \"ptr\" let pass, which nobody can count";
  }
  return text.empty() ? "nobody" : text;
}

class NetworksJudge {
 public:
  NetworksJudge(const Subject& subject, const SpfWithTree& known, Reporter& reporter)
      : domain_(subject.domain),
        known_(known),
        tree_(known.tree),
        authorised_(spf::authorised_by(known.tree)),
        reporter_(reporter),
        fixer_(known.tree, subject.facts) {}

  void judge() {
    judge_everyone();
    for (const NetworkFinding& finding : authorised_.findings) judge(finding);
    tell_sum();
    for (const spf::TermAddresses& added : authorised_.added) tell(added);
  }

 private:
  bool has_all_v4() const { return authorised_.ipv4_addresses == everything_.count_v4(); }
  bool has_all_v6() const { return authorised_.ipv6_addresses == everything_.count_v6(); }
  bool has_all() const { return has_all_v4() || has_all_v6(); }

  /// Where one term lets everyone pass, spf-all-pass says so.
  void judge_everyone() {
    if (!has_all() || spf::stance_of(tree_).kind == spf::Stance::Kind::pass) return;
    reporter_.report(kEveryone,
                     {{"domain", domain_.text()}, {"family", has_all_v4() ? "IPv4" : "IPv6"}},
                     {known_.spf.question});
  }

  /// Whether the record is the domain's own, or one of those that it is split into.
  bool is_own(const TreeRecord& record) const {
    const auto name = dns::Name::parse(record.domain);
    return name && name->is_at_or_below(domain_);
  }

  void judge(const NetworkFinding& finding) {
    const TreeRecord& record = tree_.records[finding.record];
    const TreeTerm& term = record.terms[finding.term];
    if (!is_own(record)) return;
    // Of a term that lets everyone pass spf-all-pass tells, and the others then say nothing.
    if (finding.network.ends_with("/0") || (has_all() && is_about_place(finding.issue))) return;
    // Of terms that cost look-ups for nothing spf-terms tells.
    if (finding.record == 0 && is_about_place(finding.issue) && term.own_lookups > 0 &&
        matches_nothing(tree_, term)) {
      return;
    }
    const FindingInfo& info = info_of(finding);
    reporter_.report(info,
                     {{"owner", record.domain},
                      {"term", term.text},
                      {"network", finding.network},
                      {"other", finding.other}},
                     evidence_for(record, term), fix_of(finding));
  }

  std::optional<Fix> fix_of(const NetworkFinding& finding) {
    // What the addresses are that belong there only the owner knows.
    if (finding.record != 0 || finding.issue == NetworkIssue::documentation) return std::nullopt;
    const auto& needless = authorised_.needless;
    if (std::binary_search(needless.begin(), needless.end(), finding.term)) {
      return without_needless();
    }
    const bool is_unreachable =
        finding.issue == NetworkIssue::not_public || finding.issue == NetworkIssue::reserved;
    if (is_unreachable && is_unreachable_term(tree_.records.front().terms[finding.term])) {
      return without_unreachable();
    }
    return std::nullopt;
  }

  /// The record without all terms that it can do without.
  const std::optional<Fix>& without_needless() {
    if (without_needless_) return *without_needless_;
    std::set<std::size_t> offsets;
    for (const std::size_t term : authorised_.needless) {
      offsets.insert(tree_.records.front().terms[term].offset);
    }
    const auto is_needless = [&offsets](const TreeTerm& term) {
      return offsets.contains(term.offset);
    };
    const auto lets_all_pass = [this](const spf::Tree& tree) {
      return spf::authorised_by(tree).set.covers(authorised_.set);
    };
    return without_needless_.emplace(
        fixer_.without(is_needless,
                       "It leaves out the terms whose addresses others have as well, as the DNS is "
                       "now.",
                       {.is_reached = lets_all_pass}));
  }

  /// The record without the networks that are not on the Internet.
  const std::optional<Fix>& without_unreachable() {
    if (without_unreachable_) return *without_unreachable_;
    const auto lets_all_others_pass = [this](const spf::Tree& tree) {
      base::NetworkSet lost = authorised_.set;
      lost.remove(spf::authorised_by(tree).set);
      return unreachable_.covers(lost);
    };
    return without_unreachable_.emplace(fixer_.without(
        [this](const TreeTerm& term) { return is_unreachable_term(term); },
        "It leaves out the networks from which no mail comes over the Internet.",
        {.is_reached = lets_all_others_pass,
         .change = {.from = {Result::permerror, Result::pass}, .to = kNoPermerror.to}}));
  }

  bool is_unreachable_term(const TreeTerm& term) const {
    if (term.kind != TermKind::ip4 && term.kind != TermKind::ip6) return false;
    if (term.qualifier != Result::pass || term.state != spf::TermState::ok) return false;
    return std::all_of(term.networks.begin(), term.networks.end(), [this](const auto& text) {
      const auto network = base::Network::parse(text);
      return network && unreachable_.covers(base::NetworkSet(*network));
    });
  }

  void tell_sum() {
    std::vector<dns::Question> evidence;
    std::set<std::string> seen;
    for (const TreeRecord& record : tree_.records) {
      const auto name = dns::Name::parse(record.domain);
      if (name && seen.insert(record.domain).second) evidence.push_back({*name, dns::RrType::txt});
    }
    reporter_.report(authorised_.is_complete ? kAuthorised : kUnknown,
                     {{"domain", domain_.text()},
                      {"ipv4", std::to_string(authorised_.ipv4_addresses)},
                      {"ipv6", authorised_.ipv6_addresses},
                      {"networks", networks_text(authorised_)}},
                     std::move(evidence));
  }

  void tell(const spf::TermAddresses& added) {
    const TreeRecord& record = tree_.records[added.record];
    const TreeTerm& term = record.terms[added.term];
    if (added.record != 0 || term.kind != TermKind::include) return;
    if (added.ipv4_addresses == 0 && added.ipv6_addresses == "0") return;
    reporter_.report(kIncluded,
                     {{"domain", domain_.text()},
                      {"term", term.text},
                      {"ipv4", std::to_string(added.ipv4_addresses)},
                      {"ipv6", added.ipv6_addresses}},
                     evidence_for(record, term));
  }

  const dns::Name& domain_;
  const SpfWithTree& known_;
  const spf::Tree& tree_;
  const Authorised authorised_;
  Reporter& reporter_;
  SpfFixer fixer_;
  const base::NetworkSet everything_ = base::NetworkSet::everything();
  const base::NetworkSet unreachable_ = unreachable_addresses();
  std::optional<std::optional<Fix>> without_needless_;
  std::optional<std::optional<Fix>> without_unreachable_;
};

void run(const Subject& subject, Reporter& reporter) {
  const auto known = spf_with_tree(subject, reporter);
  if (known) NetworksJudge(subject, *known, reporter).judge();
}

}  // namespace

constexpr Check kSpfNetworks = {.id = "spf-networks",
                                .title = "The SPF record names the networks of mail servers, once",
                                .area = Area::spf,
                                .findings = kFindings,
                                .run = run};

}  // namespace libauth::audit
