// SPDX-License-Identifier: MIT
//
// Builds the tree of an SPF record, term by term in the order of evaluation.

#pragma once

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "libauth/dns/facts.h"
#include "libauth/spf/record.h"
#include "libauth/spf/tree.h"

namespace libauth::spf {

/// Builds one tree; its costs of the cheapest and the dearest sender are not worked out yet.
class TreeBuilder {
 public:
  TreeBuilder(const dns::Name& root, dns::Facts& facts)
      : sender_domain_(root.octets()), facts_(facts) {}

  /// Adds the domain's record and all that it leads to.
  /// @param record  null where the text cannot be read
  /// @return its index in Tree::records
  std::size_t add_record(const dns::Name& domain, const std::string& text, const Record* record);

  Tree take() { return std::move(tree_); }

 private:
  void add_directives(const dns::Name& domain, const Record& record, TreeRecord& into);
  void add_modifiers(const dns::Name& domain, const Record& record, TreeRecord& into);
  void evaluate(const dns::Name& domain, const Directive& directive, TreeTerm& term);
  void ask(const dns::Name& target, const Directive& directive, TreeTerm& term);

  bool spend(TreeTerm& term);
  std::optional<dns::Name> target_of(const dns::Name& domain, const MacroString& string,
                                     const std::optional<dns::Name>& fixed, TreeTerm& term) const;
  std::string expand_for_all(const dns::Name& domain, const MacroString& string) const;
  std::string suffix_of(const dns::Name& domain, const MacroString& string) const;
  const dns::Answer* find(const dns::Question& question, TreeTerm& term);
  void follow(const dns::Name& target, TreeTerm& term);
  void ask_addresses(const dns::Name& target, const Directive& directive, TreeTerm& term);
  void ask_exchanges(const dns::Name& target, const Directive& directive, TreeTerm& term);
  void ask_existence(const dns::Name& target, TreeTerm& term);
  void add_networks(const dns::Answer& answer, const Directive& directive, TreeTerm& term);
  void add_network(const base::Network& network, TreeTerm& term);
  void leave_out(TreeTerm& term);

  const std::string sender_domain_;
  dns::Facts& facts_;
  Tree tree_;
  std::vector<dns::Name> path_;  ///< whose records are open, the root's first
  std::size_t spent_ = 0;        ///< lookups
  std::size_t octets_ = 0;       ///< of the records
  std::size_t networks_ = 0;
};

}  // namespace libauth::spf
