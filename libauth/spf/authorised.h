// SPDX-License-Identifier: MIT
//
// Which addresses an SPF record lets send, as sets.
//
// The sets are those of check_host(): what it says to an address outside of `networks` is never
// "pass", and inside it always is, as far as it does not depend on the sender and the DNS told all.
// An error is a decision too: senders that get to a term that gives permerror do not pass by the
// terms behind it.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include "libauth/base/network_set.h"
#include "libauth/spf/tree.h"

namespace libauth::spf {

/// What is odd about the addresses of a term. The first six are about its place among the others
/// and are found for any qualifier; the rest is about terms that let their addresses pass.
enum class NetworkIssue {
  never_matches,  ///< it has no address, or terms before it decide all of them, in the same way
  duplicate,      ///< the same, and one term before it has just these addresses
  contradicted,   ///< terms before it decide all of its addresses, and some in another way
  unneeded,       ///< terms after it decide all of its addresses in the same way
  overlap,        ///< terms before it decide some of its addresses in the same way
  too_wide,       ///< shorter than the "wide" prefix of WidePrefixes
  huge,           ///< shorter than the "huge" one
  not_public,     ///< private, loopback, shared: no mail comes from there over the Internet
  reserved,       ///< multicast, benchmarking, future use: no mail comes from there at all
  documentation,  ///< all of it is for examples, such as that of a manual that was copied
};

BOOST_DESCRIBE_ENUM(NetworkIssue, never_matches, duplicate, contradicted, unneeded, overlap,
                    too_wide, huge, not_public, reserved, documentation)

/// Networks with a shorter prefix are wider than an owner's mail servers need.
struct WidePrefixes {
  unsigned wide = 0;
  unsigned huge = 0;
};

/// 65,536 addresses is more than a mail provider of the first rank sends from in one block, and
/// what universities and companies got in the days of address classes: all their desks, not their
/// mail servers. Nobody was ever given more than a /8.
inline constexpr WidePrefixes kWidePrefixes4 = {.wide = 16, .huge = 8};
/// A /32 is what a provider begins with, for all its customers: an end site has a /48 or less (RFC
/// 6177 section 2). A registry for a continent begins with a /12, sixteen times a /16.
inline constexpr WidePrefixes kWidePrefixes6 = {.wide = 32, .huge = 16};

/// A term with an issue.
struct NetworkFinding {
  NetworkIssue issue{};
  std::size_t record = 0;  ///< index into Tree::records
  std::size_t term = 0;    ///< index into its terms
  std::string network;     ///< the first network, or part of one, that it is about; may be empty
  std::string other;       ///< the term that decides, as written; empty where there is none

  bool operator==(const NetworkFinding&) const = default;
};

BOOST_DESCRIBE_STRUCT(NetworkFinding, (), (issue, record, term, network, other))

/// The addresses that an "include", "a" or "mx" adds to those of the terms before it.
struct TermAddresses {
  std::size_t record = 0;  ///< index into Tree::records
  std::size_t term = 0;    ///< index into its terms
  std::uint64_t ipv4_addresses = 0;
  std::string ipv6_addresses;  ///< decimal digits

  bool operator==(const TermAddresses&) const = default;
};

BOOST_DESCRIBE_STRUCT(TermAddresses, (), (record, term, ipv4_addresses, ipv6_addresses))

/// The addresses that pass, as far as they do not depend on the sender.
struct Authorised {
  std::vector<std::string> networks;  ///< the fewest that make up the set; at most kMaxNetworks
  std::size_t network_count = 0;      ///< how many there are
  std::uint64_t ipv4_addresses = 0;
  std::string ipv6_addresses;      ///< decimal digits
  bool depends_on_sender = false;  ///< there are terms with macro letters, or "ptr"
  /// False: some answers are unknown or were not looked at; or there are more lookups than allowed,
  /// and senders that the "-" of an included record turned away early have spent fewer.
  bool is_complete = true;
  std::vector<TermAddresses> added;      ///< of the root's record and those it redirects to
  std::vector<NetworkFinding> findings;  ///< by record and term; see kMaxNetworkFindings
  std::size_t finding_count = 0;         ///< how many there are

  base::NetworkSet set;  ///< the whole set
  /// Terms of the root's record that it can do without, all of them together: never_matches,
  /// duplicate and unneeded. The set stays the same, unless an error goes away with them.
  std::vector<std::size_t> needless;
};

BOOST_DESCRIBE_STRUCT(Authorised, (),
                      (networks, network_count, ipv4_addresses, ipv6_addresses, depends_on_sender,
                       is_complete, added, findings, finding_count))

/// Networks that are listed.
inline constexpr std::size_t kMaxNetworks = 1000;
/// Findings that are listed of the root's record and those it redirects to, and as many of all
/// others: a record of 64 KiB has thousands of terms, and a provider's must not hide the owner's.
inline constexpr std::size_t kMaxNetworkFindings = 1000;

/// What the tree's root authorises: the first term that matches decides (RFC 7208 section 4.6.2).
/// Void lookups are counted as the evaluation does, for the senders of each address family.
/// @limits  O(n log n) in the networks of the tree, but for prefixes of many lengths around each
///          other: 129 times that
Authorised authorised_by(const Tree& tree);

}  // namespace libauth::spf
