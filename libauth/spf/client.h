// SPDX-License-Identifier: MIT
//
// The SMTP client and its message, as a record's terms see them: what the macros stand for.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libauth/dns/facts.h"
#include "libauth/spf/macro.h"
#include "libauth/spf/record.h"
#include "libauth/spf/request.h"

namespace libauth::spf {

/// One request over the facts. What needs facts that are missing is pending: nullopt, and they are
/// noted. Neither the request nor the facts are kept longer than the client.
class Client {
 public:
  /// @param max_names  names of the address that are looked at (RFC 7208 section 4.6.4)
  Client(const Request& request, dns::Facts& facts, std::size_t max_names);

  /// The address; IPv4 where it was IPv4-mapped.
  const base::IpAddress& ip() const { return ip_; }
  /// The domain of the sender, without trailing dot (RFC 7208 section 4.3).
  const std::string& sender_domain() const { return sender_domain_; }
  /// The type of record that has addresses like the client's.
  dns::RrType address_type() const { return ip_.is_v4() ? dns::RrType::a : dns::RrType::aaaa; }

  /// The address's names that lead back to it (RFC 7208 section 5.5); DNS errors make names fall
  /// away.
  std::optional<std::vector<dns::Name>> validated_names() const;
  /// Whether the DNS says that the address has no name.
  bool has_no_name() const;

  /// The macro string with the values that hold in the record of the domain.
  std::optional<std::string> expand_for(const dns::Name& domain, const MacroString& string) const;

  /// The name that a directive, or a redirect or exp, in the record of the domain leads to: the
  /// domain itself where it has no domain-spec. Pending: nullopt; a domain-spec that stands for no
  /// name: null. Points to an argument; what macros made of it is put into `place`.
  template <class Term>
  std::optional<const dns::Name*> target_of(const dns::Name& domain, const Term& term,
                                            dns::Name& place) const {
    if (term.target) return &*term.target;
    return expanded_target(domain, domain_spec_of(term), place);
  }

 private:
  static const MacroString& domain_spec_of(const Directive& term) { return term.domain; }
  static const MacroString& domain_spec_of(const Modifier& term) { return term.value; }
  std::optional<const dns::Name*> expanded_target(const dns::Name& domain,
                                                  const MacroString& string,
                                                  dns::Name& place) const;
  std::optional<std::string> validated_name(const dns::Name& domain) const;

  const Request& request_;
  dns::Facts& facts_;
  const std::size_t max_names_;
  const base::IpAddress ip_;
  std::string_view sender_local_;  ///< of the request
  std::string sender_domain_;
};

}  // namespace libauth::spf
