// SPDX-License-Identifier: MIT
//
// Names sources: who is behind a signature, a return path, a host name or a network.

#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "libauth/base/result.h"
#include "libauth/dns/name.h"
#include "reports/sources/limits.h"
#include "reports/sources/own_domain.h"
#include "reports/sources/sender_map.h"
#include "reports/sources/source.h"

namespace reports::sources {

/// @threads safe; does not change once it is made
class Catalogue {
 public:
  /// The senders that we know, known_senders().
  static const Catalogue& built_in();

  /// The same and those of a map, whose rows replace what is here by the same evidence; of two rows
  /// with the same evidence the last one counts. Errors are those of parse_sender_map().
  libauth::base::Result<Catalogue> extended_with(std::string_view csv,
                                                 const MapLimits& limits = {}) const;
  /// Only those of a map.
  static libauth::base::Result<Catalogue> replaced_by(std::string_view csv,
                                                      const MapLimits& limits = {});

  /// Who sent messages of the domain. The first of these that there is, listed here or not:
  ///
  /// 1. the domain of a passing signature that is not the owner's. Of several a listed one, then
  ///    any other, then a service that only carries mail (kTransactional), as it signs besides
  ///    those whose mail it carries;
  /// 2. a listed selector of the owner's domain;
  /// 3. the domain of the SPF check that passed, where it is not the owner's;
  /// 4. the name of the address, where it leads back to it: also one of the owner;
  /// 5. the network of the address;
  /// 6. the address itself; of IPv6 the network of 64 bits, as one host has many addresses there.
  ///
  /// What is not listed has its registered domain as name, a network that of its holder. A domain
  /// is listed where it, or one above it, is; the longest counts.
  Source source_of(const Evidence& evidence, const OwnDomain& own) const;
  Source source_of(const Evidence& evidence, std::string_view own_domain) const {
    return source_of(evidence, OwnDomain(own_domain));
  }

  /// How many rows there are.
  std::size_t size() const { return senders_.size(); }

 private:
  /// Number of a row of senders_, from 1; 0 for none.
  using Index = std::uint32_t;
  struct Sender {
    std::string name;
    std::optional<std::string> type;
  };
  struct Pattern {
    std::string text;
    Index sender;
  };
  /// Which evidence a domain stands in.
  enum class Place { dkim, spf, ptr };
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept {
      return std::hash<std::string_view>{}(text);
    }
  };
  template <class T>
  using ByText = boost::unordered_flat_map<std::string, T, Hash, std::equal_to<>>;

  void add(MapRow row);
  void add(std::vector<MapRow> rows);
  void add_domain(std::string domain, std::initializer_list<Place> places);

  Index find_domain(Place place, const libauth::dns::Name& name) const;
  Index find_selector(std::string_view selector) const;

  std::optional<Source> by_domain(Place place, Basis basis, std::string_view domain) const;
  std::optional<Source> by_signer(const Evidence& evidence, const OwnDomain& own) const;
  std::optional<Source> by_selector(const Evidence& evidence, const OwnDomain& own) const;
  std::optional<Source> by_network(const AddressFacts& facts) const;
  Source listed(Index sender, Basis basis, std::string_view evidence) const;

  std::vector<Sender> senders_;
  ByText<std::array<Index, 3>> domains_;  // by Place
  ByText<Index> selectors_;
  std::vector<Pattern> patterns_;
  boost::unordered_flat_map<std::uint32_t, Index> networks_;
};

}  // namespace reports::sources
