// SPDX-License-Identifier: MIT
//
// A JSON document as a tree that knows where each value stood. Private to this room.
//
// Not a boost::json::value: that keeps one of several members of the same name, and no places.

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libauth/base/result.h"
#include "reports/tls/limits.h"

namespace reports::tls {

struct Node {
  enum class Kind { null, boolean, number, text, array, object };

  Kind kind = Kind::null;
  std::size_t begin = 0;       ///< octets before the value
  std::size_t end = 0;         ///< octets before what follows it
  std::string key;             ///< of a member of an object
  std::string text;            ///< of a text, decoded; of a number and a boolean, as written
  std::vector<Node> children;  ///< of an array and an object, in the order sent, duplicates too
};

struct Document {
  Node root;
  std::size_t end = 0;               ///< octets before what follows the first value
  std::optional<std::size_t> comma;  ///< place of the first comma before "]" or "}"
  std::size_t commas = 0;            ///< how many of these
};

/// Reads the first JSON value of a text, by Boost.JSON.
/// @param json   UTF-8
/// @param begin  octets of it to pass over
/// @return  the error has one of the rules "json", "limit-nodes", "limit-depth" of parse.h
libauth::base::Result<Document> read_document(std::string_view json, std::size_t begin,
                                              const Limits& limits);

}  // namespace reports::tls
