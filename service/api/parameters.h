// SPDX-License-Identifier: MIT
//
// Reads what several routes take: domains in paths, and the parameters of pages.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "libauth/base/result.h"
#include "libauth/dns/name.h"
#include "service/api/request.h"
#include "service/api/response.h"

namespace service::api {

/// The text in quotes, on one printable line, at most 80 octets of it.
std::string quoted(std::string_view text);

/// The problem document of a parameter that has a bad value.
Response bad_parameter(std::string detail, const Request& request);

/// Reads "limit": how many there are on a page, 1 to kMaxPage; kDefaultPage where it is left out.
/// @return what is wrong with it, a sentence; empty where nothing is
std::string read_limit(const Request& request, std::size_t& limit);

/// A domain in any case, with or without a dot at the end. The message of an error is a sentence.
libauth::base::Result<libauth::dns::Name> read_domain_name(std::string_view text);

}  // namespace service::api
