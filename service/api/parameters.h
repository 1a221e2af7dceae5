// SPDX-License-Identifier: MIT
//
// Reads what several routes take: the parameters of pages.

#pragma once

#include <cstddef>
#include <string>

#include "service/api/request.h"
#include "service/api/response.h"

namespace service::api {

/// The problem document of a parameter that has a bad value.
Response bad_parameter(std::string detail, const Request& request);

/// Reads "limit": how many there are on a page, 1 to kMaxPage; kDefaultPage where it is left out.
/// @return what is wrong with it, a sentence; empty where nothing is
std::string read_limit(const Request& request, std::size_t& limit);

}  // namespace service::api
