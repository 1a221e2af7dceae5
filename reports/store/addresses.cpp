// SPDX-License-Identifier: MIT

#include "reports/store/addresses.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>

#include "reports/store/at_once.h"
#include "reports/store/rows.h"
#include "reports/store/select.h"
#include "reports/store/table.h"

namespace reports::store {
namespace {

using libauth::base::IpAddress;
using libauth::base::Time;
using Poco::Data::Session;
using Poco::Data::Statement;

/// Reports whose addresses are gathered in one transaction: others wait for it. See also
/// kRecordsAtOnce.
constexpr Poco::Int64 kReportsAtOnce = 1000;

/// Addresses that are removed in one transaction.
constexpr const char* kRemovedAtOnce = "10000";

/// Addresses of one question. PostgreSQL takes 65,535 values in a statement, SQLite 32,766.
constexpr std::size_t kAddressesAtOnce = 500;

struct Numbers {
  std::int64_t gathered = 0;  ///< up to which report
  std::int64_t last = 0;      ///< of the reports that are there
};
BOOST_DESCRIBE_STRUCT(Numbers, (), (gathered, last))

/// A row of the table address, but for what reports tell.
struct FactRow {
  std::string address;
  Poco::Int64 looked_up = 0;
  Poco::Int64 is_complete = 0;
  Text ptr;
  Poco::Int64 is_confirmed = 0;
  Number asn;
  Text as_name;
  Text as_domain;
  Text country;
};
BOOST_DESCRIBE_STRUCT(FactRow, (),
                      (address, looked_up, is_complete, ptr, is_confirmed, asn, as_name, as_domain,
                       country))

Text clean_cell(const std::optional<std::string>& text) {
  return text ? Text(storable(*text)) : Text();
}

FactRow row_of(const sources::AddressFacts& facts) {
  return {.address = facts.address.text(),
          .looked_up = facts.looked_up.time_since_epoch().count(),
          .is_complete = facts.is_complete ? 1 : 0,
          .ptr = clean_cell(facts.ptr),
          .is_confirmed = facts.is_confirmed ? 1 : 0,
          .asn = facts.asn ? Number(*facts.asn) : Number(),
          .as_name = clean_cell(facts.as_name),
          .as_domain = clean_cell(facts.as_domain),
          .country = clean_cell(facts.country)};
}

constexpr const char* kTakeLaterFacts =
    " ON CONFLICT (address) DO UPDATE SET looked_up = EXCLUDED.looked_up,"
    " is_complete = EXCLUDED.is_complete,"
    " ptr = CASE WHEN EXCLUDED.is_complete = 1 OR EXCLUDED.ptr IS NOT NULL"
    " THEN EXCLUDED.ptr ELSE address.ptr END,"
    " is_confirmed = CASE WHEN EXCLUDED.is_complete = 1 OR EXCLUDED.ptr IS NOT NULL"
    " THEN EXCLUDED.is_confirmed ELSE address.is_confirmed END,"
    " asn = EXCLUDED.asn, as_name = EXCLUDED.as_name, as_domain = EXCLUDED.as_domain,"
    " country = EXCLUDED.country";

/// The last report to be gathered in one transaction, of those behind `from` up to `to`.
Poco::Int64 last_at_once(Session& session, Poco::Int64 from, Poco::Int64 to) {
  const auto reports = select<ReportSize>(session,
                                          "SELECT number, records FROM report"
                                          " WHERE number > $1 AND number <= $2 ORDER BY number",
                                          from, to);
  const std::size_t count = count_at_once(reports);
  // Numbers are never taken again, so that there is nothing between that one and the one before.
  return count < reports.size() ? reports[count].number - 1 : to;
}

Numbers numbers_of(Session& session) {
  return select<Numbers>(
             session, "SELECT p.report, n.value FROM address_progress p CROSS JOIN report_number n")
      .at(0);
}

}  // namespace

bool has_new_addresses(Session& session) {
  const Numbers numbers = numbers_of(session);
  return numbers.gathered < numbers.last;
}

bool gather_addresses(Session& session) {
  const Numbers numbers = numbers_of(session);
  Poco::Int64 from = numbers.gathered;
  Poco::Int64 to = last_at_once(session, from, std::min(numbers.last, from + kReportsAtOnce));
  // "+" keeps SQLite from looking through all records of these numbers for each report.
  run(session,
      "INSERT INTO address (address, is_complete, is_confirmed, seen)"
      " SELECT c.source_ip, 0, 0, MAX(r.middle_time)"
      " FROM report r JOIN report_record c ON c.domain = r.domain AND c.report = +r.number"
      " WHERE r.number > $1 AND r.number <= $2 AND r.kind = 'aggregate' AND r.is_latest = 1"
      " AND COALESCE(r.trust, 'pass') = 'pass' AND c.source_ip IS NOT NULL GROUP BY c.source_ip"
      " ON CONFLICT (address) DO UPDATE SET seen ="
      " CASE WHEN EXCLUDED.seen > address.seen THEN EXCLUDED.seen ELSE address.seen END",
      from, to);
  run(session, "UPDATE address_progress SET report = $1", to);
  return to < numbers.last;
}

std::vector<IpAddress> read_addresses_to_enrich(Session& session, std::size_t limit, Time now) {
  const auto before = [&](std::chrono::seconds age) {
    return std::to_string((now - age).time_since_epoch().count());
  };
  const std::string groups[] = {
      "is_complete = 0 AND looked_up IS NULL",
      "is_complete = 0 AND looked_up <= " + before(std::chrono::hours(1)),
      "is_complete = 1 AND looked_up <= " + before(std::chrono::days(30)),
  };
  std::vector<IpAddress> addresses;
  for (const std::string& group : groups) {
    const auto texts =
        select_column<std::string>(session, "SELECT address FROM address WHERE " + group +
                                                " ORDER BY looked_up, address LIMIT " +
                                                std::to_string(limit - addresses.size()));
    for (const std::string& text : texts) addresses.push_back(IpAddress::parse(text).value());
  }
  return addresses;
}

void write_address_facts(Session& session, std::span<const sources::AddressFacts> facts) {
  FactRow row;
  LazyStatement insert;
  for (const sources::AddressFacts& each : facts) {
    row = row_of(each);
    insert.execute(session, [&] {
      Statement statement = insert_statement(session, "address", row);
      statement << kTakeLaterFacts;
      return statement;
    });
  }
}

std::uint64_t remove_addresses(Session& session, Time before) {
  Poco::Int64 time = before.time_since_epoch().count();
  Statement statement =
      statement_of(session,
                   std::string("DELETE FROM address WHERE address IN (SELECT address FROM address"
                               " WHERE seen < $1 LIMIT ") +
                       kRemovedAtOnce + ")",
                   time);
  return statement.execute();
}

std::vector<sources::AddressFacts> read_address_facts(Session& session,
                                                      std::span<const IpAddress> addresses) {
  std::vector<sources::AddressFacts> all;
  while (!addresses.empty()) {
    const auto chunk = addresses.first(std::min(addresses.size(), kAddressesAtOnce));
    // The text of an address has nothing that would have to be escaped.
    std::string list;
    for (const IpAddress& address : chunk) {
      list += (list.empty() ? "'" : ", '") + address.text() + "'";
    }
    auto found = select<sources::AddressFacts>(
        session,
        "SELECT address, ptr, is_confirmed, asn, as_name, as_domain, country, looked_up,"
        " is_complete FROM address WHERE looked_up IS NOT NULL AND address IN (" +
            list + ")");
    all.insert(all.end(), std::make_move_iterator(found.begin()),
               std::make_move_iterator(found.end()));
    addresses = addresses.subspan(chunk.size());
  }
  return all;
}

}  // namespace reports::store
