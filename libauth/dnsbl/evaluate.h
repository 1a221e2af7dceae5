// SPDX-License-Identifier: MIT
//
// Whether an address is on a DNS-based list, RFC 5782.

#pragma once

#include <string>
#include <vector>

#include <boost/describe/enum.hpp>

#include "libauth/base/ip_address.h"
#include "libauth/dns/facts.h"
#include "libauth/dnsbl/list.h"

namespace libauth::dnsbl {

/// Whether a list can be believed: RFC 5782 section 5 has an address that is always listed and one
/// that never is.
enum class Health {
  pending,    ///< facts are missing
  working,    ///< both test points are as they must be
  unknown,    ///< the DNS did not tell
  no_answer,  ///< the point that must be listed is not: the list is gone, or refuses us
  lists_all,  ///< the point that must not be listed is: the list lists the world
};

BOOST_DESCRIBE_ENUM(Health, pending, working, unknown, no_answer, lists_all)

struct HealthCheck {
  Health health = Health::pending;
  std::vector<dns::Question> questions;  ///< the two test points
};

/// The kinds of addresses that a list may have; its test points differ.
enum class Family { v4, v6 };

/// Asks for the test points of the list: 127.0.0.2 and 127.0.0.1, or ::FFFF:7F00:2 and
/// ::FFFF:7F00:1. With v6, no_answer mostly means that the list has no IPv6 addresses.
HealthCheck check_health(const dns::Name& zone, Family family, dns::Facts& facts);

enum class Result {
  pending,     ///< facts are missing
  listed,      ///< with the codes' meanings
  not_listed,  ///< the list says nothing bad
  unknown,     ///< the DNS did not tell, or the list refused us
};

BOOST_DESCRIBE_ENUM(Result, pending, listed, not_listed, unknown)

struct Evaluation {
  Result result = Result::pending;
  dns::Question question;         ///< the A question
  dns::Question reason_question;  ///< the TXT question, asked where the address is listed
  std::string text;               ///< what the codes mean, or why it is unknown
  std::string reason;             ///< what the list says in TXT; may be empty
  bool is_policy = false;         ///< only codes that mean policy
};

/// Asks one list about one address.
/// @spec RFC 5782 section 2
Evaluation evaluate(const base::IpAddress& address, const dns::Name& zone, dns::Facts& facts);

}  // namespace libauth::dnsbl
