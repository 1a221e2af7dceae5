// SPDX-License-Identifier: MIT
//
// Who sent messages: what the reports and the DNS tell, and the name that follows from it.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include "reports/sources/address_facts.h"

namespace reports::sources {

/// What tells of the sender of some messages.
struct Evidence {
  std::vector<std::string> signers;       ///< of passing DKIM signatures: "domain/selector"
  std::optional<std::string> spf_domain;  ///< of the SPF check that passed
  std::optional<std::string> source_ip;   ///< as text
  const AddressFacts* address = nullptr;  ///< of source_ip; null where nothing is known
};

/// What a source has its name from, strongest first.
enum class Basis {
  dkim,     ///< a signature: its domain, or its selector where the domain is the owner's
  spf,      ///< the domain of the SPF check
  ptr,      ///< the confirmed name of the address
  asn,      ///< the network of the address
  address,  ///< the address itself
};
BOOST_DESCRIBE_ENUM(Basis, dkim, spf, ptr, asn, address)

/// Who sent. Messages of one name are of one source.
struct Source {
  std::string name;                   ///< never empty
  std::optional<std::string> type{};  ///< what kind of service, as the catalogue has it
  Basis basis = Basis::address;
  std::optional<std::string> evidence{};  ///< what told it: "sendgrid.net", "AS64500", "192.0.2.1"
  bool is_listed = false;                 ///< the name is of the catalogue

  bool operator==(const Source&) const = default;
};
BOOST_DESCRIBE_STRUCT(Source, (), (name, type, basis, evidence, is_listed))

}  // namespace reports::sources
