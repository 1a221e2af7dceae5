// SPDX-License-Identifier: MIT

#include "reports/store/addresses.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>

#include "reports/store/rows.h"
#include "reports/store/select.h"

namespace reports::store {
namespace {

using libauth::base::IpAddress;
using libauth::base::Time;
using Poco::Data::Session;
using Poco::Data::Statement;

/// Reports whose addresses are gathered in one transaction: others wait for it.
constexpr Poco::Int64 kReportsAtOnce = 1000;

/// Addresses of one question. PostgreSQL takes 65,535 values in a statement, SQLite 32,766.
constexpr std::size_t kAddressesAtOnce = 500;

struct Numbers {
  std::int64_t gathered = 0;  ///< up to which report
  std::int64_t last = 0;      ///< of the reports that are there
};
BOOST_DESCRIBE_STRUCT(Numbers, (), (gathered, last))

/// Rows of the table address, by columns.
struct FactColumns {
  std::vector<std::string> address;
  std::vector<Poco::Int64> looked_up;
  std::vector<Poco::Int64> is_complete;
  std::vector<Text> ptr;
  std::vector<Poco::Int64> is_confirmed;
  std::vector<Number> asn;
  std::vector<Text> as_name;
  std::vector<Text> as_domain;
  std::vector<Text> country;
};

Text clean_cell(const std::optional<std::string>& text) {
  return text ? Text(storable(*text)) : Text();
}

FactColumns columns_of(std::span<const sources::AddressFacts> all) {
  FactColumns columns;
  for (const sources::AddressFacts& facts : all) {
    columns.address.push_back(facts.address.text());
    columns.looked_up.push_back(facts.looked_up.time_since_epoch().count());
    columns.is_complete.push_back(facts.is_complete ? 1 : 0);
    columns.ptr.push_back(clean_cell(facts.ptr));
    columns.is_confirmed.push_back(facts.is_confirmed ? 1 : 0);
    columns.asn.push_back(facts.asn ? Number(*facts.asn) : Number());
    columns.as_name.push_back(clean_cell(facts.as_name));
    columns.as_domain.push_back(clean_cell(facts.as_domain));
    columns.country.push_back(clean_cell(facts.country));
  }
  return columns;
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
  Poco::Int64 to = std::min(numbers.last, from + kReportsAtOnce);
  // "+" keeps SQLite from looking through all records of these numbers for each report.
  run(session,
      "INSERT INTO address (address, is_complete, is_confirmed) SELECT DISTINCT c.source_ip, 0, 0"
      " FROM report r JOIN report_record c ON c.domain = r.domain AND c.report = +r.number"
      " WHERE r.number > $1 AND r.number <= $2 AND c.source_ip IS NOT NULL"
      " ON CONFLICT (address) DO NOTHING",
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
  if (facts.empty()) return;
  FactColumns columns = columns_of(facts);
  const std::string was_told = "EXCLUDED.is_complete = 1 OR EXCLUDED.ptr IS NOT NULL";
  run(session,
      "INSERT INTO address (address, looked_up, is_complete, ptr, is_confirmed, asn, as_name,"
      " as_domain, country) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
      " ON CONFLICT (address) DO UPDATE SET looked_up = EXCLUDED.looked_up,"
      " is_complete = EXCLUDED.is_complete,"
      " ptr = CASE WHEN " +
          was_told +
          " THEN EXCLUDED.ptr ELSE address.ptr END,"
          " is_confirmed = CASE WHEN " +
          was_told +
          " THEN EXCLUDED.is_confirmed ELSE address.is_confirmed END,"
          " asn = EXCLUDED.asn, as_name = EXCLUDED.as_name, as_domain = EXCLUDED.as_domain,"
          " country = EXCLUDED.country",
      columns.address, columns.looked_up, columns.is_complete, columns.ptr, columns.is_confirmed,
      columns.asn, columns.as_name, columns.as_domain, columns.country);
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
