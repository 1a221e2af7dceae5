// SPDX-License-Identifier: MIT
//
// Prints an answer as a document where --format says so.

#pragma once

#include <string_view>

#include "service/cli/format.h"
#include "service/cli/terminal.h"
#include "service/json.h"

namespace service::cli {

/// Whether it was printed: with Format::text nothing is.
template <class Document>
bool print_json(Format format, std::string_view schema, const Document& document,
                Terminal& terminal) {
  if (format != Format::json) return false;
  terminal.out << json::pretty(json::document(schema, document));
  return true;
}

}  // namespace service::cli
