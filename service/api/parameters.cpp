// SPDX-License-Identifier: MIT

#include "service/api/parameters.h"

#include <utility>

#include "libauth/base/text.h"
#include "service/api/limits.h"
#include "service/api/problem.h"
#include "service/api/words.h"

namespace service::api {

Response bad_parameter(std::string detail, const Request& request) {
  return problem(kBadParameter, std::move(detail), request.path);
}

std::string read_limit(const Request& request, std::size_t& limit) {
  limit = kDefaultPage;
  const auto text = request.parameter("limit");
  if (!text) return {};
  limit = libauth::base::parse_number<std::size_t>(*text).value_or(0);
  if (limit >= 1 && limit <= kMaxPage) return {};
  return "limit is a number from 1 to " + std::to_string(kMaxPage) + ", not " + quoted(*text) + ".";
}

}  // namespace service::api
