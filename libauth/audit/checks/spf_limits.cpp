// SPDX-License-Identifier: MIT

#include <algorithm>
#include <map>
#include <set>

#include "libauth/audit/checks/all_checks.h"
#include "libauth/audit/checks/published_spf.h"
#include "libauth/audit/fix/spf_fix.h"
#include "libauth/spf/limits.h"

namespace libauth::audit {
namespace {

using spf::TermKind;
using spf::TermState;
using spf::TreeRecord;
using spf::TreeTerm;

/// From here on one more service can be one too many.
constexpr std::size_t kNearLookups = 9;

constexpr FindingInfo kOver = {
    .id = "spf-lookups-over",
    .severity = Severity::error,
    .verdict = Verdict::fail,
    .message =
        "The SPF record of {domain} needs {count} DNS look-ups where {limit} are allowed: "
        "receivers that get so far return permerror. The first one too many is that of \"{term}\" "
        "in the record of {owner}; a sender that the first accepting term matches costs {best}. "
        "Leave out services that no longer send, or give some of them a subdomain of their own.",
    .spec = "RFC 7208 section 4.6.4",
};
constexpr FindingInfo kNear = {
    .id = "spf-lookups-near",
    .severity = Severity::notice,
    .verdict = Verdict::pass,
    .message =
        "The SPF record of {domain} needs {count} of the {limit} DNS look-ups allowed, and "
        "{best} for a sender that the first accepting term matches: there is room for {room} more.",
    .spec = "RFC 7208 section 4.6.4",
};
constexpr FindingInfo kVoid = {
    .id = "spf-void-over",
    .severity = Severity::error,
    .verdict = Verdict::fail,
    .message =
        "For {senders} the SPF record of {domain} asks for {count} names without records "
        "({names}) where {limit} are allowed: receivers that get so far return permerror.",
    .spec = "RFC 7208 section 4.6.4",
};
/// Less than an error: what the IPv4 senders that most domains have alone get is as meant, and
/// DMARC takes permerror and fail alike.
constexpr FindingInfo kVoid6 = {
    .id = "spf-void-over-ipv6",
    .severity = Severity::warning,
    .verdict = Verdict::fail,
    .message =
        "For senders with IPv6 addresses the SPF record of {domain} asks for {count} names that "
        "have no records for them ({names}) where {limit} are allowed: receivers that get so far "
        "return permerror, to forgers in place of what the record says.",
    .spec = "RFC 7208 section 4.6.4",
};
constexpr FindingInfo kVoidWithin = {
    .id = "spf-void-within",
    .severity = Severity::notice,
    .verdict = Verdict::pass,
    .message =
        "For {senders} the SPF record of {domain} asks for names without records ({names}): "
        "{count} "
        "of the {limit} such look-ups that are allowed.",
    .spec = "RFC 7208 section 4.6.4",
};
constexpr FindingInfo kNoRecord = {
    .id = "spf-include-missing",
    .severity = Severity::error,
    .verdict = Verdict::fail,
    .message =
        "The term \"{term}\" in the record of {owner} leads to {target}, which has no SPF record: "
        "receivers return permerror.",
    .spec = "RFC 7208 section 5.2",
};
constexpr FindingInfo kBroken = {
    .id = "spf-include-broken",
    .severity = Severity::error,
    .verdict = Verdict::fail,
    .message =
        "The term \"{term}\" in the record of {owner} leads to {target}, whose SPF record cannot "
        "be used ({problem}): receivers return permerror. Leave the term out until that record is "
        "mended.",
    .spec = "RFC 7208 section 5.2",
};
constexpr FindingInfo kLoop = {
    .id = "spf-include-loop",
    .severity = Severity::error,
    .verdict = Verdict::fail,
    .message =
        "The term \"{term}\" in the record of {owner} leads back to {target}, whose record leads "
        "there: receivers go round until the limit of look-ups and return permerror.",
    .spec = "RFC 7208 section 4.6.4",
};
constexpr FindingInfo kUnknown = {
    .id = "spf-include-unknown",
    .severity = Severity::notice,
    .verdict = Verdict::unknown,
    .message =
        "The term \"{term}\" in the record of {owner} leads to {target}, whose SPF record is not "
        "known: the DNS did not answer ({status}).",
    .spec = "RFC 7208 section 5.2",
};
constexpr FindingInfo kUnknownTarget = {
    .id = "spf-term-unknown",
    .severity = Severity::notice,
    .verdict = Verdict::unknown,
    .message =
        "What the term \"{term}\" in the record of {owner} asks for at {target} is not known: the "
        "DNS did not answer ({status}).",
    .spec = "RFC 7208 section 4.6.4",
};
constexpr FindingInfo kManyHosts = {
    .id = "spf-mx-over",
    .severity = Severity::error,
    .verdict = Verdict::fail,
    .message =
        "The term \"{term}\" in the record of {owner} leads to {target}, which has more than ten "
        "mail exchanges: receivers that get so far return permerror. Name those that send by a, "
        "ip4 or ip6.",
    .spec = "RFC 7208 section 4.6.4",
};
constexpr FindingInfo kCut = {
    .id = "spf-tree-cut",
    .severity = Severity::notice,
    .verdict = Verdict::unknown,
    .message =
        "The SPF record of {domain} leads to more than is looked at here, so that nothing is said "
        "about the rest: {octets} octets of records, {depth} includes inside each other and "
        "{terms} look-ups are the limits.",
    .spec = "",
};
constexpr std::array kFindings = {&kUnknownTarget, &kManyHosts,  &kOver,     &kNear,
                                  &kVoid,          &kVoid6,      &kNoRecord, &kBroken,
                                  &kUnknown,       &kVoidWithin, &kLoop,     &kCut};

/// For whom a lookup is void: an "a" asks for the addresses of the sender's family alone.
enum class Senders { all, ipv4, ipv6 };

const char* words_of(Senders senders) {
  switch (senders) {
    case Senders::all:
      break;
    case Senders::ipv4:
      return "senders with IPv4 addresses";
    case Senders::ipv6:
      return "senders with IPv6 addresses";
  }
  return "all senders";
}

/// Whether the term's own lookup is void for those senders.
bool is_void_for(const TreeTerm& term, Senders senders) {
  if (term.record) return false;
  const bool v4 = term.void_lookups4 > 0;
  const bool v6 = term.void_lookups6 > 0;
  return senders == Senders::all ? v4 && v6 : senders == Senders::ipv4 ? v4 : v6;
}

bool is_void(const TreeTerm& term) {
  return term.state == TermState::empty || term.state == TermState::no_such_name;
}

/// Judges the record of one subject.
class LimitsJudge {
 public:
  LimitsJudge(const Subject& subject, const SpfWithTree& known, Reporter& reporter)
      : subject_(subject),
        known_(known),
        tree_(known.tree),
        reporter_(reporter),
        fixer_(known.tree, subject.facts) {}

  void judge() {
    judge_lookups();
    judge_voids();
    for (const TreeRecord& record : tree_.records) {
      for (const TreeTerm& term : record.terms) judge_term(record, term);
    }
    if (!tree_.is_cut) return;
    reporter_.report(kCut,
                     {{"domain", subject_.domain.text()},
                      {"octets", std::to_string(spf::kMaxTreeOctets)},
                      {"depth", std::to_string(spf::kMaxTreeDepth)},
                      {"terms", std::to_string(spf::kMaxTreeLookups)}},
                     {known_.spf.question});
  }

 private:
  /// The questions for all records of the tree, each once.
  std::vector<dns::Question> all_records() const {
    std::vector<dns::Question> questions;
    std::set<std::string> seen;
    for (const TreeRecord& record : tree_.records) {
      const auto name = dns::Name::parse(record.domain);
      if (name && seen.insert(record.domain).second) {
        questions.push_back({*name, dns::RrType::txt});
      }
    }
    return questions;
  }

  void judge_lookups() {
    const spf::TreeCost& cost = tree_.cost;
    Arguments arguments = {
        {"domain", subject_.domain.text()},
        {"count", (tree_.is_cut ? "at least " : "") + std::to_string(cost.worst)},
        {"limit", std::to_string(spf::Limits().lookups)},
        {"best", std::to_string(cost.best)}};
    if (cost.worst <= spf::Limits().lookups) {
      if (cost.worst < kNearLookups) return;
      arguments["room"] = std::to_string(cost.head_room);
      return reporter_.report(kNear, arguments, all_records());
    }
    for (const TreeRecord& record : tree_.records) {
      for (const TreeTerm& term : record.terms) {
        if (!term.crosses_limit) continue;
        arguments["term"] = term.text;
        arguments["owner"] = record.domain;
      }
    }
    reporter_.report(kOver, arguments, all_records(), fixer_.with_fewer_lookups());
  }

  void judge_voids() {
    const std::size_t limit = spf::Limits().void_lookups;
    const spf::TreeCost& cost = tree_.cost;
    const std::size_t for_all = voids_of(Senders::all).count;
    if (cost.void_worst <= limit) {
      // One without addresses of one family is as usual as it is harmless, unless no room is left.
      if (for_all == cost.void_worst) return say_voids(kVoidWithin, Senders::all);
      const bool is_larger6 = cost.void6_worst > cost.void4_worst;
      if (for_all > 0 || cost.void_worst == limit) {
        say_voids(kVoidWithin, is_larger6 ? Senders::ipv6 : Senders::ipv4);
      }
      return;
    }
    if (for_all > limit) return say_voids(kVoid, Senders::all);
    const bool is_over4 = cost.void4_worst > limit;
    if (is_over4) say_voids(kVoid, Senders::ipv4);
    if (cost.void6_worst > limit) say_voids(is_over4 ? kVoid : kVoid6, Senders::ipv6);
  }

  struct Voids {
    std::size_t count = 0;
    std::string names;
    std::vector<dns::Question> evidence;
  };

  Voids voids_of(Senders senders) const {
    Voids voids;
    for (const TreeRecord& record : tree_.records) {
      for (const TreeTerm& term : record.terms) {
        if (!is_void_for(term, senders)) continue;
        ++voids.count;
        voids.names += (voids.names.empty() ? "" : ", ") + term.target;
        for (const auto& question : spf::questions_of(term)) voids.evidence.push_back(question);
      }
    }
    return voids;
  }

  void say_voids(const FindingInfo& info, Senders senders) {
    Voids voids = voids_of(senders);
    if (voids.count == 0) return;
    voids.evidence.insert(voids.evidence.begin(), known_.spf.question);
    Arguments arguments = {{"domain", subject_.domain.text()},
                           {"count", std::to_string(voids.count)},
                           {"limit", std::to_string(spf::Limits().void_lookups)},
                           {"names", voids.names}};
    if (&info != &kVoid6) arguments["senders"] = words_of(senders);
    reporter_.report(info, std::move(arguments), std::move(voids.evidence),
                     &info == &kVoidWithin ? std::nullopt : without_voids());
  }

  /// The record without names that have no records; where that does not do for senders of both
  /// families, with addresses in place of names that have those of one.
  std::optional<Fix> without_voids() {
    const auto is_within = [](const spf::Tree& tree) {
      return tree.cost.void_worst <= spf::Limits().void_lookups;
    };
    const spf::TreeRecord& own = tree_.records.front();
    const bool has_void = std::any_of(own.terms.begin(), own.terms.end(), is_void);
    const std::string note = has_void ? "It leaves out the names that have no records." : "";
    if (auto fix = fixer_.without(is_void, note, {.is_reached = is_within})) return fix;
    const auto has_one_family = [](const TreeTerm& term) {
      return is_void_for(term, Senders::ipv4) != is_void_for(term, Senders::ipv6);
    };
    return fixer_.with_addresses(is_void, has_one_family, note, {.is_reached = is_within});
  }

  void judge_term(const TreeRecord& record, const TreeTerm& term) {
    const bool leads_on = term.kind == TermKind::include || term.kind == TermKind::redirect;
    switch (term.state) {
      case TermState::no_record:
        return say(kNoRecord, record, term, fix_of(record, term));
      case TermState::loop:
        return say(kLoop, record, term, fix_of(record, term));
      case TermState::many_records:
      case TermState::syntax:
        return say(kBroken, record, term);
      case TermState::many_hosts:
        return say(kManyHosts, record, term);
      case TermState::unknown:
        return say(leads_on ? kUnknown : kUnknownTarget, record, term);
      case TermState::ok:
      case TermState::depends:
      case TermState::ignored:
      case TermState::empty:
      case TermState::no_such_name:
      case TermState::not_a_name:
      case TermState::not_looked_at:
        break;
    }
  }

  /// The record without all includes of its own that are wrong in the same way.
  std::optional<Fix> fix_of(const TreeRecord& record, const TreeTerm& term) {
    if (record.depth > 0 || term.kind != TermKind::include) return std::nullopt;
    const TermState state = term.state;
    const auto known = fixes_.find(state);
    if (known != fixes_.end()) return known->second;
    return fixes_[state] = fixer_.without(
               [state](const TreeTerm& own) {
                 return own.kind == TermKind::include && own.state == state;
               },
               state == TermState::loop
                   ? "It leaves out the includes that lead back."
                   : "It leaves out the includes of domains without SPF record; a "
                     "service that still sends tells which one to include.");
  }

  void say(const FindingInfo& info, const TreeRecord& record, const TreeTerm& term,
           std::optional<Fix> fix = std::nullopt) {
    Arguments arguments = {{"term", term.text}, {"owner", record.domain}, {"target", term.target}};
    if (&info == &kBroken) {
      arguments["problem"] =
          term.state == TermState::many_records ? "there are several" : term.detail;
    }
    if (&info == &kUnknown || &info == &kUnknownTarget) arguments["status"] = term.detail;
    reporter_.report(info, std::move(arguments), evidence_for(record, term), std::move(fix));
  }

  const Subject& subject_;
  const SpfWithTree& known_;
  const spf::Tree& tree_;
  Reporter& reporter_;
  SpfFixer fixer_;
  std::map<TermState, std::optional<Fix>> fixes_;
};

void run(const Subject& subject, Reporter& reporter) {
  const auto known = spf_with_tree(subject, reporter);
  if (known) LimitsJudge(subject, *known, reporter).judge();
}

}  // namespace

constexpr Check kSpfLimits = {.id = "spf-limits",
                              .title = "The SPF record can be evaluated within the limits",
                              .area = Area::spf,
                              .findings = kFindings,
                              .run = run};

}  // namespace libauth::audit
