// SPDX-License-Identifier: MIT
//
// The documents of the API and of the command line, by their schema name.

#pragma once

#include <span>
#include <string_view>

#include "service/json.h"

namespace service::api {

struct Schema {
  std::string_view id;  ///< "mailvet.audit/1", what the member "schema" says; never changes meaning
  std::string_view description;
  json::object (*build)() = nullptr;  ///< the JSON Schema
};

/// Every schema.
std::span<const Schema> all_schemas();

}  // namespace service::api
