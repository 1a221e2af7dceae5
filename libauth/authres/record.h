// SPDX-License-Identifier: MIT
//
// An Authentication-Results field, RFC 8601 section 2.2.

#pragma once

#include <string>
#include <vector>

namespace libauth::authres {

/// "header.d=example.com": ptype, property and value, unquoted.
struct Property {
  std::string type;   ///< ptype: "smtp", "header", "body", "policy", "dns"
  std::string name;   ///< "mailfrom", "d"
  std::string value;  ///< any octets

  bool operator==(const Property&) const = default;
};

/// What one method found.
struct MethodResult {
  std::string method;    ///< "spf"
  unsigned version = 1;  ///< of the method
  std::string result;    ///< "pass"
  std::string reason;    ///< may be empty
  std::vector<Property> properties;
  std::string comment;  ///< for people, printed behind the result; reading passes comments over

  bool operator==(const MethodResult&) const = default;
};

struct AuthenticationResults {
  std::string authserv_id;            ///< who did the checks, unquoted
  unsigned version = 1;               ///< "authres-version"
  std::vector<MethodResult> results;  ///< empty: "none"

  bool operator==(const AuthenticationResults&) const = default;
};

}  // namespace libauth::authres
