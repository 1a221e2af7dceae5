// SPDX-License-Identifier: MIT
//
// Which domains belong together: those of one registered domain.

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "libauth/dns/name.h"

namespace reports::sources {

/// The domain as a name; none for what cannot be the domain of a mail address, such as "192.0.2.1".
std::optional<libauth::dns::Name> read_domain_name(std::string_view text);

/// The registered domain of a host or a domain: "example.co.uk" of "mail.example.co.uk", by the
/// public suffix list. None for a public suffix itself and for what is no domain.
std::optional<std::string> registrable_domain(std::string_view text);

/// The domain whose reports are looked at.
class OwnDomain {
 public:
  explicit OwnDomain(std::string_view domain);

  /// Whether the other domain has the same owner: the same registered domain, or, where nobody
  /// registers the own domain, the very same.
  bool covers(const libauth::dns::Name& other) const;
  bool covers(std::string_view other) const;

 private:
  std::optional<libauth::dns::Name> domain_;
  std::optional<libauth::dns::Name> registrable_;
};

}  // namespace reports::sources
