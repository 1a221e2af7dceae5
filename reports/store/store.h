// SPDX-License-Identifier: MIT
//
// Keeps aggregate reports in a database.
//
// SQLite today; the SQL of this room is what PostgreSQL has too. Every table has the policy domain
// first in its key, so that the data can be spread over databases by domain.

#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include "libauth/base/time.h"
#include "reports/aggregate/report.h"

namespace reports::store {

/// The database cannot be used. what() is one sentence for the operator, with the path.
class Error : public std::runtime_error {
 public:
  enum class Kind {
    cannot_open,     ///< no such folder, a folder, or not allowed to write
    not_a_database,  ///< the file is something else, another program's, or is damaged
    too_new,         ///< a later version of this program has changed the schema
    failed,          ///< disk full, locked by another process for too long, or our own bug
  };

  Error(Kind kind, const std::string& message) : std::runtime_error(message), kind_(kind) {}
  Kind kind() const { return kind_; }

 private:
  Kind kind_;
};

/// What became of a report that was added.
enum class Stored {
  stored,     ///< it is new
  duplicate,  ///< the same octets were there already; nothing was changed
  revised,    ///< the receiver sent another content under the same key; it counts from now on
};
BOOST_DESCRIBE_ENUM(Stored, stored, duplicate, revised)

/// The answer to an upload. When it is given, the report is on the disk.
struct Outcome {
  std::string id;             ///< 26 hexadecimal digits, made of the content: stable for ever
  Stored stored{};            ///< what was done
  std::int64_t revision = 1;  ///< 1 for the first content under a key

  bool operator==(const Outcome&) const = default;
};
BOOST_DESCRIBE_STRUCT(Outcome, (), (id, stored, revision))

/// A report without its records.
struct Summary {
  std::string id;
  std::string domain;    ///< policy domain
  std::string reporter;  ///< aggregate::reporter_of()
  std::optional<std::string> org_name;
  std::optional<std::string> report_id;
  std::optional<libauth::base::Time> begin;
  std::optional<libauth::base::Time> end;
  libauth::base::Time received;  ///< when it was added
  std::int64_t revision = 1;
  bool is_latest = true;       ///< false: a later revision took its place
  std::uint64_t records = 0;   ///< rows
  std::uint64_t messages = 0;  ///< sum of their counts

  bool operator==(const Summary&) const = default;
};
BOOST_DESCRIBE_STRUCT(Summary, (),
                      (id, domain, reporter, org_name, report_id, begin, end, received, revision,
                       is_latest, records, messages))

struct StoredReport {
  Summary summary;
  std::string content_hash;  ///< SHA-256 of the XML octets, 64 hexadecimal digits
  aggregate::Report report;  ///< as it was added

  bool operator==(const StoredReport&) const = default;
};
BOOST_DESCRIBE_STRUCT(StoredReport, (), (summary, content_hash, report))

/// Which reports list() gives.
struct Filter {
  std::optional<std::string> domain = {};  ///< policy domain, in lower case; absent: all
  std::optional<std::int64_t> after = {};  ///< Page::next of the page before; absent: the first
  std::size_t limit = 50;  ///< reports on the page: 1 to kMaxPage, others are brought there
};

inline constexpr std::size_t kMaxPage = 1000;

/// Reports, the newest to arrive first.
struct Page {
  std::vector<Summary> reports;
  std::optional<std::int64_t> next;  ///< for Filter::after; absent on the last page

  bool operator==(const Page&) const = default;
};
BOOST_DESCRIBE_STRUCT(Page, (), (reports, next))

/// Sums over the latest revision of each report, so that nothing is counted twice.
struct Totals {
  std::uint64_t reports = 0;
  std::uint64_t records = 0;
  std::uint64_t messages = 0;    ///< stays at 2^64-1 where it would be more
  std::uint64_t superseded = 0;  ///< revisions that are kept and not counted above

  bool operator==(const Totals&) const = default;
};
BOOST_DESCRIBE_STRUCT(Totals, (), (reports, records, messages, superseded))

/// A report to add. The views must outlive the call.
struct Upload {
  const aggregate::Report& report;
  std::string_view payload;  ///< the XML it was read from: kept, and what makes two uploads equal
};

/// The reports of one database.
///
/// Written with one transaction a call. A call that has returned is on the disk (SQLite in WAL
/// mode with synchronous=FULL): a process killed at any moment loses nothing that it has answered,
/// and keeps no half of a report. That costs one fsync a call, so that many small reports are
/// added faster in one call.
///
/// Other processes may use the same file. A call waits 10 seconds for one that writes.
///
/// @threads safe. Writers wait for one another; readers have sessions of their own, as many as
/// there
///          are readers at a time, and wait for nobody.
class Store {
 public:
  /// Opens the database, and makes it or brings its schema up to date where needed. The database of
  /// another program is refused and not changed.
  /// @param  path  of the SQLite file; its folder must exist. "-wal" and "-shm" appear beside it
  /// @throws Error, as all members do
  static Store open(const std::string& path);

  Store(Store&&) noexcept;
  Store& operator=(Store&&) noexcept;
  ~Store();

  /// Adds a report, unless the same octets are there.
  ///
  /// Reports are one and the same when policy domain, reporter, report id, begin and end are
  /// (RFC 9990 section 3.5 only makes the id unique for one receiver and one domain).
  /// @param  payload   the XML octets, at most 2 GiB
  /// @param  received  the time to note as Summary::received
  Outcome add(const aggregate::Report& report, std::string_view payload,
              libauth::base::Time received = now());

  /// Adds all of them in one transaction: all are stored or none. Outcomes are in their order.
  std::vector<Outcome> add(std::span<const Upload> uploads, libauth::base::Time received = now());

  /// The report with the id of an Outcome; none where there is none.
  std::optional<StoredReport> find(std::string_view id) const;

  /// The XML octets that came with the report.
  std::optional<std::string> payload(std::string_view id) const;

  /// One page. A report that arrives meanwhile never moves others to another page.
  Page list(const Filter& filter = {}) const;

  /// Totals of one policy domain, or of all.
  Totals totals(const std::optional<std::string>& domain = std::nullopt) const;

 private:
  struct Connection;

  explicit Store(std::unique_ptr<Connection> connection);
  static libauth::base::Time now();

  std::unique_ptr<Connection> connection_;
};

}  // namespace reports::store
