// SPDX-License-Identifier: MIT
//
// Keeps reports in a database, SQLite or PostgreSQL, and counts what is in them.
//
// Both by the same statements: what differs stands in dialect.h. Every table that grows has the
// domain first in its key, so that the data can be spread over databases by domain.

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include "libauth/base/result.h"
#include "libauth/base/time.h"
#include "reports/aggregate/report.h"
#include "reports/failure/parts.h"
#include "reports/failure/report.h"
#include "reports/intake/trust.h"
#include "reports/intake/unpack.h"
#include "reports/sources/address_facts.h"
#include "reports/sources/verdict.h"
#include "reports/store/answers.h"
#include "reports/store/upkeep.h"
#include "reports/tls/report.h"

namespace reports::store {

/// The database cannot be used. what() is one sentence for the operator, with the path.
class Error : public std::runtime_error {
 public:
  enum class Kind {
    cannot_open,     ///< no such folder, a folder, or not allowed to write
    not_a_database,  ///< the file is something else, another program's, or is damaged
    too_new,         ///< a later version of this program has changed the schema
    too_much,        ///< an answer of more than StoreOptions::max_rows; a shorter period has fewer
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
  duplicate,  ///< the same octets were there already; nothing was changed, but that a report that
              ///< comes again in a mail with Trust::pass has that trust from then on
  revised,    ///< the receiver sent another content under the same key; it counts from now on,
              ///< unless the one that counts is more to be trusted, or is whole and it not
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
  intake::Kind kind = intake::Kind::aggregate;
  std::string domain;    ///< policy domain; of a failure report that of the From field; may be ''
  std::string reporter;  ///< who sent it: aggregate::reporter_of() and its likes
  std::optional<std::string> org_name;
  std::optional<std::string> report_id;
  std::optional<libauth::base::Time> begin;  ///< of a failure report both: when the mail arrived
  std::optional<libauth::base::Time> end;
  libauth::base::Time received;  ///< when it was added
  std::int64_t revision = 1;
  bool is_latest = true;       ///< false: another revision counts
  bool is_truncated = false;   ///< the document breaks off: some records are not there
  std::uint64_t records = 0;   ///< rows; of a TLS report policies, of a failure report 1
  std::uint64_t messages = 0;  ///< sum of their counts; of a TLS report 0, of a failure report its
                               ///< incidents, 1 where it does not say
  std::optional<intake::Trust> trust;  ///< by the mail that brought it; absent: not known

  bool operator==(const Summary&) const = default;
};
BOOST_DESCRIBE_STRUCT(Summary, (),
                      (id, kind, domain, reporter, org_name, report_id, begin, end, received,
                       revision, is_latest, is_truncated, records, messages, trust))

using AnyReport = std::variant<aggregate::Report, tls::Report, failure::Report>;

struct StoredReport {
  Summary summary;
  std::string content_hash;  ///< SHA-256 of the octets, 64 hexadecimal digits; of a failure report
                             ///< of its parts too, of a TLS report over the domain too that its
                             ///< mail or file name says
  AnyReport report;          ///< aggregate: as it was added. Others are read again from the octets

  bool operator==(const StoredReport&) const = default;
};
BOOST_DESCRIBE_STRUCT(StoredReport, (), (summary, content_hash, report))

/// Which reports list() gives.
struct Filter {
  std::optional<std::string> domain = {};  ///< policy domain, in lower case; absent: all
  std::optional<intake::Kind> kind = {};   ///< absent: all
  /// Only those whose day, the middle of their period, is not before; absent: from the first on.
  std::optional<libauth::base::Time> from = {};
  std::optional<libauth::base::Time> to = {};  ///< likewise, and before; absent: to the last
  std::optional<std::int64_t> after = {};      ///< Page::next of the page before; absent: the first
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

/// Sums over the latest revision of each aggregate report, so that nothing is counted twice.
struct Totals {
  std::uint64_t reports = 0;
  std::uint64_t records = 0;
  std::uint64_t messages = 0;    ///< stays at 2^63-1 where it would be more
  std::uint64_t superseded = 0;  ///< revisions that are kept and not counted above

  bool operator==(const Totals&) const = default;
};
BOOST_DESCRIBE_STRUCT(Totals, (), (reports, records, messages, superseded))

/// A report to add. What it points to must outlive the call.
struct Upload {
  std::variant<const aggregate::Report*, const tls::Report*, const failure::Report*> report;
  std::string_view payload;  ///< what it was read from: kept, and what makes two uploads equal
  /// Of a failure report intake::Document::parts, which tell several reports in one mail apart.
  const failure::Parts* parts = nullptr;
  std::optional<intake::Trust> trust = {};  ///< by the mail that brought it; absent: not known
};

/// A payload that could not be read, to keep. What it refers to must outlive the call.
struct UnreadUpload {
  std::string_view name;
  std::string_view payload;
  const libauth::base::ParseError& error;
};

/// What came of one call of Store::add().
struct Added {
  std::vector<Outcome> reports;     ///< in the order of the uploads
  std::vector<std::string> unread;  ///< ids, in their order
};

/// What a store is opened with.
struct StoreOptions {
  /// What is counted of a domain in a period leaves out reports whose trust is fail or mismatch.
  /// They are listed and found all the same.
  bool leave_out_untrusted = false;
  /// Rows of one such answer, which is in memory as a whole: about 1 KB each. Receivers write what
  /// they like, so that their number has no other limit. Above it the call fails: Kind::too_much.
  std::size_t max_rows = 500'000;
};

/// The reports of one database.
///
/// Written with one transaction a call. A call that has returned is on the disk: a process killed
/// at any moment loses nothing that it has answered, and keeps no half of a report. That costs one
/// fsync a call, so that many small reports are added faster in one call.
///
/// Other processes may use the same database. A call waits 10 seconds for one that writes. A
/// connection that is lost fails the call; the next one makes a new one.
///
/// @threads safe. Writers wait for one another; readers have sessions of their own, as many as
///          there are readers at a time, and wait for nobody.
class Store {
 public:
  /// Opens the database, and makes the tables or brings them up to date where needed. The database
  /// of another program is refused and not changed.
  /// @param  target  the path of an SQLite file, whose folder must exist ("-wal" and "-shm" appear
  ///                 beside it); or "postgresql://user:password@host:port/database", as libpq has
  ///                 it, of a database that exists
  /// @throws Error, as all members do
  static Store open(const std::string& target, const StoreOptions& options = {});

  Store(Store&&) noexcept;
  Store& operator=(Store&&) noexcept;
  ~Store();

  /// Adds all of them in one transaction: all are stored or none. A report whose octets are there
  /// already changes nothing.
  ///
  /// Reports are one and the same when kind, domain, reporter, report id, begin and end are
  /// (RFC 9990 section 3.5 only makes the id unique for one receiver and one domain). One
  /// without an id, as all failure reports are, is its octets. Of several revisions the last one
  /// counts of those that are most to be trusted: pass, then what is not known, then fail and
  /// mismatch. So a forged report takes no other one away. Of those
  /// that are trusted alike one that is whole counts before one that is not.
  /// @param  received  the time to note as Summary::received
  Added add(std::span<const Upload> uploads, std::span<const UnreadUpload> unread,
            libauth::base::Time received = now());
  std::vector<Outcome> add(std::span<const Upload> uploads, libauth::base::Time received = now());
  Outcome add(const aggregate::Report& report, std::string_view payload,
              libauth::base::Time received = now());

  /// The report with the id of an Outcome; none where there is none.
  std::optional<StoredReport> find(std::string_view id) const;

  /// The octets that came with the report, and their kind.
  std::optional<std::pair<intake::Kind, std::string>> payload(std::string_view id) const;

  /// One page. A report that arrives meanwhile never moves others to another page.
  Page list(const Filter& filter = {}) const;

  /// Totals of one policy domain, or of all.
  Totals totals(const std::optional<std::string>& domain = std::nullopt) const;

  /// Domains that have aggregate or TLS reports, sorted.
  std::vector<std::string> domains() const;

  // What is counted for a domain in a period; see answers.h. Domains are policy domains in lower
  // case. Rows are in the order of their members; more than StoreOptions::max_rows are an Error.
  std::vector<Flow> flows(const std::string& domain, const Period& period) const;
  std::vector<DailyFlow> daily_flows(const std::string& domain, const Period& period) const;
  std::vector<Day> timeline(const std::string& domain, const Period& period) const;
  /// How many days timeline() has.
  std::uint64_t day_count(const std::string& domain, const Period& period) const;
  std::vector<Receiver> receivers(const std::string& domain, const Period& period) const;
  std::vector<TlsSessions> tls_sessions(const std::string& domain, const Period& period) const;
  std::vector<TlsFailure> tls_failures(const std::string& domain, const Period& period) const;
  std::vector<FailedSignature> failed_signatures(const std::string& domain,
                                                 const Period& period) const;
  std::vector<SpfCheck> spf_checks(const std::string& domain, const Period& period) const;

  /// Payloads that could not be read, the oldest first: one page of 1 to kMaxPage, after that with
  /// UnreadPage::next; and how many there are. What is read or removed meanwhile moves no others.
  UnreadPage unread(std::size_t limit = kMaxPage,
                    std::optional<std::int64_t> after = std::nullopt) const;
  std::optional<std::string> unread_payload(std::string_view id) const;
  std::uint64_t unread_count() const;
  /// Those that were received in a period, and not set aside as of other domains.
  std::uint64_t unread_count(const Period& received) const;
  /// Adds the reports that were read from it now, and removes it where `error` is absent; else
  /// notes the error and the time of the try. One transaction. An id that is not there, as another
  /// process has read it meanwhile, is no error: reports are added all the same.
  std::vector<Outcome> reread(std::string_view id, std::span<const Upload> uploads,
                              const std::optional<libauth::base::ParseError>& error,
                              libauth::base::Time tried = now());

  /// Removes what is older, some reports a transaction, so that nobody waits for long; and what is
  /// known of addresses that were in no other report.
  Removed remove(const Retention& retention);

  /// How far the file was imported; none where it was not.
  std::optional<ImportMark> import_mark(const std::string& path) const;
  /// Notes all of them in one transaction.
  void set_import_marks(std::span<const ImportMark> marks);

  /// Addresses of the aggregate reports that count, those whose trust is fail or mismatch left out,
  /// of which nothing is known, or what is known is older than a
  /// month (an hour where the DNS did not tell), each once, at most `limit`. Reads the reports that
  /// have arrived since the last call, and nothing twice.
  std::vector<libauth::base::IpAddress> addresses_to_enrich(std::size_t limit,
                                                            libauth::base::Time now);
  void keep(std::span<const sources::AddressFacts> facts);
  /// What is known of those addresses of the domain's reports; in no order.
  std::vector<sources::AddressFacts> address_facts(
      std::span<const libauth::base::IpAddress> addresses) const;

  /// Sets or, with none, removes the owner's word.
  void set_verdict(const std::string& domain, const std::string& source,
                   const std::optional<sources::Verdict>& verdict, libauth::base::Time set = now());
  std::vector<SourceVerdict> verdicts(const std::string& domain) const;

 private:
  struct Connection;

  explicit Store(std::unique_ptr<Connection> connection);
  static libauth::base::Time now();

  std::unique_ptr<Connection> connection_;
};

}  // namespace reports::store
