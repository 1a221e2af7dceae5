// SPDX-License-Identifier: MIT

#include "reports/sources/own_domain.h"

#include "libauth/dns/public_suffix.h"

namespace reports::sources {

namespace dns = libauth::dns;

std::optional<dns::Name> read_domain_name(std::string_view text) {
  auto name = dns::Name::parse(text);
  if (!name || name->is_root() || !name->is_mail_domain()) return std::nullopt;
  return std::move(*name);
}

std::optional<std::string> registrable_domain(std::string_view text) {
  const auto name = read_domain_name(text);
  const auto registrable = name ? dns::registrable_domain(*name) : std::nullopt;
  if (!registrable) return std::nullopt;
  return registrable->text();
}

OwnDomain::OwnDomain(std::string_view domain) : domain_(read_domain_name(domain)) {
  if (domain_) registrable_ = dns::registrable_domain(*domain_);
}

bool OwnDomain::covers(const dns::Name& other) const {
  if (other == domain_) return true;
  return registrable_ && other.is_at_or_below(*registrable_) &&
         dns::registrable_domain(other) == registrable_;
}

bool OwnDomain::covers(std::string_view other) const {
  const auto name = read_domain_name(other);
  return name && covers(*name);
}

}  // namespace reports::sources
