// SPDX-License-Identifier: MIT
//
// An SPF record with all records that it leads to: what every term costs, and what it may do.

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include "libauth/dns/facts.h"
#include "libauth/spf/record.h"

namespace libauth::spf {

/// What a term is: a mechanism (RFC 7208 section 5) or a modifier (section 6).
enum class TermKind { all, include, a, mx, ptr, ip4, ip6, exists, redirect, exp, unknown_modifier };

BOOST_DESCRIBE_ENUM(TermKind, all, include, a, mx, ptr, ip4, ip6, exists, redirect, exp,
                    unknown_modifier)

/// How a term stands with the DNS.
enum class TermState {
  ok,             ///< nothing is wrong with it; an "a" may be void for one address family
  depends,        ///< on the sender (macro letters, or "ptr"): cannot be told without one; the
                  ///< letters "d" and "o" do not, and are replaced
  ignored,        ///< never looked at: behind "all", or a redirect beside one (section 6.1)
  empty,          ///< the name asked for exists without such records: a void lookup. Of an "a"
                  ///< neither A nor AAAA
  no_such_name,   ///< the name asked for does not exist: a void lookup
  no_record,      ///< include or redirect of a domain without SPF record: permerror (section 5.2)
  many_records,   ///< of a domain with several: permerror (section 4.5)
  syntax,         ///< of a domain whose record cannot be read: permerror (section 4.6)
  loop,           ///< include or redirect of a record that leads here: permerror in the end
  many_hosts,     ///< an mx with more than ten exchanges: permerror (section 4.6.4)
  not_a_name,     ///< the domain-spec is no name: matches nothing, or permerror (section 4.8)
  unknown,        ///< the DNS did not tell
  not_looked_at,  ///< a limit of ours was reached; see Tree::is_cut
};

BOOST_DESCRIBE_ENUM(TermState, ok, depends, ignored, empty, no_such_name, no_record, many_records,
                    syntax, loop, many_hosts, not_a_name, unknown, not_looked_at)

/// Whether a term with that state gives permerror to all senders that get to it.
bool is_permerror(TermState state);
/// Whether it is not known what a term with that state does.
bool is_unknown(TermState state);

/// A term of a record of the tree.
struct TreeTerm {
  std::string text;        ///< as written
  std::size_t offset = 0;  ///< octets before it in the record
  TermKind kind{};
  Result qualifier = Result::pass;  ///< of a mechanism
  TermState state = TermState::ok;
  std::string target;  ///< the name asked for; empty where there is none, or it depends
  std::string suffix;  ///< of a name that depends on the sender: the labels behind the last macro
                       ///< that does, as in "b.example" of "%{i}.b.example"; may be empty
  std::string detail;  ///< the status of the answer, or the syntax error; where state is ok, which
                       ///< addresses an "a" lacks: "no IPv6 address"
  std::size_t own_lookups = 0;    ///< 0 or 1 (RFC 7208 section 4.6.4)
  std::size_t lookups = 0;        ///< with all terms below it
  std::size_t void_lookups4 = 0;  ///< of IPv4 senders, with all terms below it. What a "ptr" finds
                                  ///< depends on the sender, and is not counted
  std::size_t void_lookups6 = 0;  ///< the same of IPv6 senders
  std::size_t void_lookups = 0;   ///< the larger of the two
  std::size_t spent =
      0;  ///< lookups from the root's first term to this one's end, where none matches
  bool crosses_limit =
      false;  ///< the eleventh lookup of TreeCost::worst is made by this term itself
  std::optional<std::size_t>
      record;  ///< include, redirect: index into Tree::records where it is read
  std::vector<std::string> networks;  ///< those it names or its answers give: "192.0.2.0/24"
};

BOOST_DESCRIBE_STRUCT(TreeTerm, (),
                      (text, offset, kind, qualifier, state, target, suffix, detail, own_lookups,
                       lookups, void_lookups4, void_lookups6, void_lookups, spent, crosses_limit,
                       record, networks))

/// A record of the tree. A domain that is included twice is there twice: it costs twice.
struct TreeRecord {
  std::string domain;
  std::string text;
  std::size_t depth = 0;          ///< 0: the domain's own
  std::size_t lookups = 0;        ///< of all its terms, where none matches
  std::size_t void_lookups4 = 0;  ///< the same, of IPv4 senders
  std::size_t void_lookups6 = 0;  ///< of IPv6 senders
  std::size_t void_lookups = 0;   ///< the larger of the two
  std::vector<TreeTerm> terms;    ///< in order of the text; a redirect and exp too
};

BOOST_DESCRIBE_STRUCT(TreeRecord, (),
                      (domain, text, depth, lookups, void_lookups4, void_lookups6, void_lookups,
                       terms))

/// The lookups that senders cost, of the ten of RFC 7208 section 4.6.4. Terms that give permerror
/// count as if they matched nobody: their errors are told apart, and end with their cause.
struct TreeCost {
  std::size_t best = 0;         ///< a sender that the first accepting term matches
  std::size_t worst = 0;        ///< a sender that no term matches before "all", or another term
                                ///< that every sender matches
  std::size_t void4_worst = 0;  ///< void lookups of the latter with an IPv4 address
  std::size_t void6_worst = 0;  ///< with an IPv6 address
  std::size_t void_worst = 0;   ///< the larger of the two
  std::size_t head_room = 0;    ///< what is left of the ten for the worst; 0 where it is over
  std::size_t depth = 0;        ///< records on the longest way, the root not counted: round trips
};

BOOST_DESCRIBE_STRUCT(TreeCost, (),
                      (best, worst, void4_worst, void6_worst, void_worst, head_room, depth))

struct Tree {
  bool pending = false;  ///< facts are missing
  bool is_cut = false;   ///< stopped at one of the limits below; the counts are at least these
  TreeCost cost;
  std::vector<TreeRecord> records;  ///< the root first, then in the order of evaluation
};

BOOST_DESCRIBE_STRUCT(Tree, (), (is_cut, cost, records))

/// Terms that ask the DNS and are followed: ten are allowed, so that more than this say nothing
/// new.
inline constexpr std::size_t kMaxTreeLookups = 50;
/// Includes and redirects inside each other that are followed. Each takes a round of questions.
inline constexpr std::size_t kMaxTreeDepth = 20;
/// Octets of all records together; a record beyond is not read. The records of large senders with
/// all that they include have 20,000.
inline constexpr std::size_t kMaxTreeOctets = 131'072;
/// Networks of all terms together; addresses beyond are left out.
inline constexpr std::size_t kMaxTreeNetworks = 20'000;

/// The tree of the record with that text, for senders of the domain. Where facts are missing they
/// are noted, all at once that can be foreseen: it is known after as many rounds as the tree is
/// deep and one more, and one for the hosts where an "mx" is deepest.
/// @param text  is_spf_record() holds; one that cannot be read gives a root without terms
/// @spec RFC 7208 section 4.6.4
Tree tree_of(const dns::Name& domain, const std::string& text, dns::Facts& facts);

/// What the term itself asks the DNS: none where it asks nothing, or for what depends on the
/// sender. The addresses of the hosts of an "mx" are not among it.
std::vector<dns::Question> questions_of(const TreeTerm& term);

/// Whether the record of that index lets no sender pass, so that an include of it never matches.
bool accepts_nobody(const Tree& tree, std::size_t record);

}  // namespace libauth::spf
