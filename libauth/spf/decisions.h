// SPDX-License-Identifier: MIT
//
// The terms of one check_host() in order: which addresses each of them decides, and which it
// cannot.

#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "libauth/base/network_set.h"
#include "libauth/spf/authorised.h"
#include "libauth/spf/result.h"
#include "libauth/spf/tree.h"

namespace libauth::spf {

/// A term of a tree.
struct TermPlace {
  std::size_t record = 0;
  std::size_t term = 0;
};

/// What a term does to the senders that get to it. No address is in both sets.
struct TermEffect {
  base::NetworkSet matches;
  base::NetworkSet errors;  ///< permerror
  bool is_exact = true;  ///< false: it may match more, by the sender or because the DNS was silent
};

/// Which of some terms, told by numbers, has an address.
class AddressOwners {
 public:
  /// The addresses of the set have no owner yet.
  void add(const base::NetworkSet& set, std::size_t owner);
  std::optional<std::size_t> of(const base::IpAddress& address) const;
  void clear() { owners_ = {}; }

 private:
  struct Owned {
    base::IpAddress last;
    std::size_t owner = 0;
  };
  std::array<std::map<base::IpAddress, Owned>, 2> owners_;  ///< IPv4, IPv6; by the first address
};

/// Takes the terms of a record, and of those it redirects to, and keeps who decides what.
class Decisions {
 public:
  explicit Decisions(const Tree& tree) : tree_(tree) {}

  /// Takes the next term; gives the addresses that it decides by matching.
  const base::NetworkSet& take(TermPlace place, TermEffect effect);
  /// Whether no address is left for a further term.
  bool is_over() const { return decided_ == everything_; }

  /// Finds the terms that are unneeded, for which all terms have to be there.
  void find_unneeded();
  /// What is odd about the terms' places, by term.
  std::vector<NetworkFinding> findings() const;
  /// Terms that decide nothing that others do not, all of them together.
  std::vector<TermPlace> needless() const;

  /// What all terms together do: "pass" is what an include of the record matches.
  TermEffect outcome() &&;

 private:
  struct Entry {
    TermPlace place;
    TermEffect effect;
    base::NetworkSet fresh;   ///< of those it matches, what no term before it decides
    base::NetworkSet shared;  ///< what terms before it decide in the same way
    std::optional<NetworkIssue> issue;
    std::optional<std::size_t> other;  ///< the entry that the issue is with
    bool is_needless = false;

    /// Whether what it does to every address is known, and no error.
    bool is_settled() const { return effect.is_exact && effect.errors.is_empty(); }
  };

  const TreeTerm& term(const Entry& entry) const;
  base::NetworkSet& decided_by(Result qualifier);
  void judge(Entry& entry);
  void judge_covered(Entry& entry);
  bool judge_repeated(Entry& entry);
  void set_issue(Entry& entry, NetworkIssue issue, std::optional<std::size_t> other);
  NetworkFinding finding(const Entry& entry, NetworkIssue issue, const base::NetworkSet& about,
                         std::optional<std::size_t> other) const;

  const Tree& tree_;
  const base::NetworkSet everything_ = base::NetworkSet::everything();
  base::NetworkSet decided_;
  std::map<Result, base::NetworkSet> by_result_;  ///< of decided_, what a term matches
  base::NetworkSet errors_;                       ///< of decided_, the rest
  base::NetworkSet unneeded_;
  bool is_exact_ = true;
  AddressOwners owners_;
  std::map<std::pair<std::size_t, std::string>, std::size_t> texts_;  ///< entries by their words
  std::vector<Entry> entries_;
};

}  // namespace libauth::spf
