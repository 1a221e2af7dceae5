// SPDX-License-Identifier: MIT

#include "reports/store/unread.h"

#include <algorithm>

#include "reports/store/dialect.h"
#include "reports/store/payload.h"
#include "reports/store/select.h"

namespace reports::store {

using Poco::Data::Session;

void settle_unread(Session& session, std::string_view id,
                   const std::optional<libauth::base::ParseError>& error,
                   libauth::base::Time tried) {
  std::string key = storable(id);
  if (!error) {
    run(session, "DELETE FROM unread_payload WHERE id = $1", key);
    return;
  }
  std::string rule = storable(error->rule);
  std::string reason = storable(error->message);
  Poco::Int64 time = tried.time_since_epoch().count();
  run(session, "UPDATE unread_payload SET rule = $1, reason = $2, tried = $3 WHERE id = $4", rule,
      reason, time, key);
}

std::vector<Unread> read_unread(Session& session, std::size_t limit, std::string_view after) {
  std::string key = storable(after);
  return select<Unread>(
      session,
      "SELECT id, name, rule, reason, octets, received, tried FROM unread_payload WHERE number >"
      " COALESCE((SELECT number FROM unread_payload WHERE id = $1), 0) ORDER BY number LIMIT " +
          std::to_string(std::clamp<std::size_t>(limit, 1, kMaxPage)),
      key);
}

std::optional<std::string> read_unread_payload(Session& session, std::string_view id) {
  std::string key = storable(id);
  const auto frames =
      select_column<BlobText>(session, "SELECT zstd FROM unread_payload WHERE id = $1", key);
  if (frames.empty()) return std::nullopt;
  return decompressed(octets_of(frames[0], dialect_of(session)));
}

std::uint64_t count_unread(Session& session) {
  const auto counts = select_column<Poco::Int64>(session, "SELECT COUNT(*) FROM unread_payload");
  return static_cast<std::uint64_t>(counts.at(0));
}

}  // namespace reports::store
