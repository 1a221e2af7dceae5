// SPDX-License-Identifier: MIT
//
// The request target: path and query, taken apart and decoded.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libauth/base/result.h"
#include "service/api/request.h"

namespace service::http {

struct Target {
  std::string path;                   ///< as sent, what is not printable ASCII percent-encoded
  std::vector<std::string> segments;  ///< decoded, so that "%2F" is part of a segment
  std::vector<api::Parameter> query;  ///< decoded; "+" is itself, not the space of HTML forms
};

/// Reads the forms of RFC 9112 section 3.2: "/path?query", and "http://host/path?query" as proxies
/// send it. An error for malformed percent-encoding, for what is not UTF-8 when decoded, and for a
/// fragment. Octets above 127 stand for themselves, since people type them.
libauth::base::Result<Target> read_target(std::string_view target);

/// The authority of a target in absolute-form, which counts in place of the field Host (RFC 9112
/// section 3.2.2); none of the other forms.
std::optional<std::string_view> authority_of(std::string_view target);

}  // namespace service::http
