// SPDX-License-Identifier: MIT

#include "service/api/parameters.h"

#include <utility>

#include "libauth/base/text.h"
#include "service/api/limits.h"
#include "service/api/problem.h"

namespace service::api {

using libauth::base::ParseError;
using libauth::base::Result;

std::string quoted(std::string_view text) {
  return "\"" + libauth::base::printable(text, 80) + "\"";
}

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

Result<libauth::dns::Name> read_domain_name(std::string_view text) {
  const auto name = libauth::dns::Name::parse(text);
  if (name && !name->is_root()) return *name;
  const std::string why = name ? "the root has no mail." : name.error().message;
  return ParseError{
      .offset = 0, .rule = "domain", .message = quoted(text) + " is not a domain name: " + why};
}

}  // namespace service::api
