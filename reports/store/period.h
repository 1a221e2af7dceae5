// SPDX-License-Identifier: MIT
//
// Questions on a domain in a period. Private to this room.

#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "reports/store/answers.h"
#include "reports/store/select.h"

namespace reports::store {

/// Which reports of a domain are counted.
struct Counting {
  Period period;
  bool leave_out_untrusted = false;  ///< intake::Trust::fail and mismatch
  std::size_t max_rows = 0;          ///< that ask() gives
};

/// The rows of a statement with kCounted in which $1 is a domain, in the order of their members.
/// (That of a database depends on its collation, and on where it has NULL.) One more than
/// Counting::max_rows tells that there are too many.
template <class Row>
std::vector<Row> ask(Poco::Data::Session& session, const std::string& sql,
                     const std::string& domain, const Counting& counting) {
  std::string bound = storable(domain);
  Poco::Int64 from = counting.period.from.time_since_epoch().count();
  Poco::Int64 to = counting.period.to.time_since_epoch().count();
  Poco::Int64 leave_out = counting.leave_out_untrusted ? 1 : 0;
  Poco::Int64 limit = static_cast<Poco::Int64>(counting.max_rows) + 1;
  std::vector<Row> rows =
      select<Row>(session, sql + " LIMIT $5", bound, from, to, leave_out, limit);
  std::sort(rows.begin(), rows.end(), is_before<Row>);
  return rows;
}

}  // namespace reports::store
