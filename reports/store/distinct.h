// SPDX-License-Identifier: MIT
//
// SQL for the domains of a table. Private to this room.

#pragma once

#include <string>

namespace reports::store {

/// The beginning of a statement in which "present" has the domains of the table, once each. Goes
/// from one to the next by the table's key, so that the time is that of the domains and not of the
/// rows.
inline std::string distinct_domains(const std::string& table) {
  return "WITH RECURSIVE walk(domain) AS (SELECT MIN(domain) FROM " + table +
         " UNION ALL SELECT (SELECT MIN(t.domain) FROM " + table +
         " t WHERE t.domain > walk.domain) FROM walk WHERE walk.domain IS NOT NULL),"
         " present AS (SELECT domain FROM walk WHERE domain IS NOT NULL)";
}

}  // namespace reports::store
