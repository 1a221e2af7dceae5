// SPDX-License-Identifier: MIT
//
// Which database is opened, and how. Private to this room.

#pragma once

#include <string>
#include <string_view>

#include "reports/store/dialect.h"

namespace reports::store {

/// What Store::open() was given, read.
struct Target {
  const Dialect* dialect = &kSqlite;
  std::string connection;  ///< as Poco's connector has it; with the password
  std::string name;        ///< for messages: the path, or the address without the password
  std::string password;    ///< empty where there is none
};

/// Reads a path, or an address as libpq has it ("postgresql://..." or "postgres://...").
/// @throws Error::Kind::cannot_open where an address is not in its form, and for an empty path and
///         ":memory:", which would be gone with the session
Target read_target(const std::string& text);

/// The text of an error without the password, wherever it came from, and on one line; where a file
/// cannot be used, with what is the matter with it or its folder.
std::string shown(const Target& target, std::string_view message);

}  // namespace reports::store
