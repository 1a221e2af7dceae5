// SPDX-License-Identifier: MIT

#include "service/api/request.h"

#include <algorithm>

namespace service::api {

std::optional<std::string_view> Request::parameter(std::string_view name) const {
  const auto found = std::ranges::find(query, name, &Parameter::name);
  if (found == query.end()) return std::nullopt;
  return found->value;
}

std::vector<std::string> Request::parameters(std::string_view name) const {
  std::vector<std::string> values;
  for (const Parameter& parameter : query) {
    if (parameter.name == name) values.push_back(parameter.value);
  }
  return values;
}

std::string_view Request::place(std::string_view name) const {
  const auto found = std::ranges::find(places, name, &Parameter::name);
  return found == places.end() ? std::string_view() : std::string_view(found->value);
}

}  // namespace service::api
