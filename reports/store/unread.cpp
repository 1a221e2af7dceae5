// SPDX-License-Identifier: MIT

#include "reports/store/unread.h"

#include <algorithm>

#include "reports/store/dialect.h"
#include "reports/store/payload.h"
#include "reports/store/select.h"

namespace reports::store {

using Poco::Data::Session;

namespace {

struct NumberedUnread : Unread {
  std::int64_t number = 0;
};
BOOST_DESCRIBE_STRUCT(NumberedUnread, (Unread), (number))

}  // namespace

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

UnreadPage read_unread(Session& session, std::size_t limit, std::optional<std::int64_t> after) {
  const std::size_t size = std::clamp<std::size_t>(limit, 1, kMaxPage);
  Poco::Int64 from = after.value_or(0);  // numbers start at 1
  auto rows = select<NumberedUnread>(
      session,
      "SELECT id, name, rule, reason, octets, received, tried, number FROM unread_payload"
      " WHERE number > $1 ORDER BY number LIMIT " +
          std::to_string(size + 1),
      from);
  UnreadPage page;
  if (rows.size() > size) {
    rows.pop_back();
    page.next = rows.back().number;
  }
  page.payloads.assign(rows.begin(), rows.end());
  return page;
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

std::uint64_t count_unread(Session& session, const Period& received) {
  Poco::Int64 from = received.from.time_since_epoch().count();
  Poco::Int64 to = received.to.time_since_epoch().count();
  std::string set_aside(intake::kOtherDomainRule);
  const auto counts = select_column<Poco::Int64>(
      session,
      "SELECT COUNT(*) FROM unread_payload WHERE received >= $1 AND received < $2 AND rule <> $3",
      from, to, set_aside);
  return static_cast<std::uint64_t>(counts.at(0));
}

}  // namespace reports::store
