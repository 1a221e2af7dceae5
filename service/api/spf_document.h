// SPDX-License-Identifier: MIT
//
// The documents mailvet.spf/1 and mailvet.spf_tree/1, which docs/spf-json.md describes.
//
// In both of them a text that would be empty is left out, as are members that do not apply; lists
// are always there.

#pragma once

#include <cstddef>
#include <string_view>

#include <boost/json/object.hpp>

#include "service/api/spf_check.h"
#include "service/api/spf_tree.h"

namespace service::api {

inline constexpr std::string_view kSpfSchema = "mailvet.spf/1";
inline constexpr std::string_view kSpfTreeSchema = "mailvet.spf_tree/1";

/// Steps that a document has; the first ones and the last. A record of 64 KiB has room for 10,000
/// networks, and an include that loops brings it ten times.
inline constexpr std::size_t kMaxSpfSteps = 1000;

/// Terms that a document has, of all its records together; what is over is left out from the end,
/// and counted.
inline constexpr std::size_t kMaxSpfTerms = 5000;

boost::json::object document_of(const SenderCheck& check);
boost::json::object document_of(SpfTree look);

}  // namespace service::api
