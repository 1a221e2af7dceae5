// SPDX-License-Identifier: MIT
//
// Authentication results as one line, for tables.

#pragma once

#include <string>
#include <string_view>

#include "libauth/authres/parse.h"

namespace tests {

/// "mx.example.com 1 | spf=pass smtp.mailfrom=[a@example.com] | dkim/2=fail {reason}".
inline std::string told(const libauth::authres::AuthenticationResults& results) {
  std::string text = results.authserv_id + " " + std::to_string(results.version);
  for (const auto& result : results.results) {
    text += " | " + result.method;
    if (result.version != 1) text += "/" + std::to_string(result.version);
    text += "=" + result.result;
    if (!result.reason.empty()) text += " {" + result.reason + "}";
    for (const auto& property : result.properties) {
      text += " " + property.type + "." + property.name + "=[" + property.value + "]";
    }
  }
  return text;
}

/// What was read, or "error: " and the rule.
inline std::string told_of(std::string_view value) {
  const auto results = libauth::authres::parse(value);
  return results ? told(*results) : "error: " + results.error().rule;
}

}  // namespace tests
