// SPDX-License-Identifier: MIT
//
// What is known about an address that sent mail: its name in the DNS, its network, its country.

#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <boost/describe/class.hpp>

#include "libauth/base/ip_address.h"
#include "libauth/base/time.h"

namespace reports::sources {

/// What was found out about one address. What nobody told is absent.
struct AddressFacts {
  libauth::base::IpAddress address{};
  std::optional<std::string> ptr{};        ///< a name of the address, the confirmed one if there is
  bool is_confirmed = false;               ///< the name leads back to the address, RFC 8601 sec. 3
  std::optional<std::uint32_t> asn{};      ///< number of the autonomous system
  std::optional<std::string> as_name{};    ///< who runs it
  std::optional<std::string> as_domain{};  ///< a domain of who runs it
  std::optional<std::string> country{};    ///< two upper-case letters, ISO 3166-1
  libauth::base::Time looked_up{};         ///< when
  bool is_complete = false;                ///< false: the DNS did not tell; to be asked again

  bool operator==(const AddressFacts&) const = default;
};
BOOST_DESCRIBE_STRUCT(AddressFacts, (),
                      (address, ptr, is_confirmed, asn, as_name, as_domain, country, looked_up,
                       is_complete))

}  // namespace reports::sources
