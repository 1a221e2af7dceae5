// SPDX-License-Identifier: MIT

#include "reports/store/writer.h"

#include <algorithm>

namespace reports::store {
namespace {

using namespace Poco::Data::Keywords;
using Poco::Data::Session;
using Poco::Data::Statement;

/// Records that are held as rows at a time, some 1000 octets each. Twice as many take no less time.
constexpr std::size_t kChunk = 1000;

/// ReportRow::trust of a report whose mail is its reporter's.
const Text kTrusted(std::string("pass"));

/// The key of a report; see the index report_identity.
const std::string kWhereKey =
    " WHERE domain = $1 AND kind = $2 AND reporter = $3 AND report_key = $4"
    " AND COALESCE(begin_time, -1) = $5 AND COALESCE(end_time, -1) = $6";

/// Which revision counts: a forged one takes no other away, nor does one that was cut off; of those
/// that are equal in both the last one counts.
const std::string kBestFirst =
    " ORDER BY CASE WHEN trust = 'pass' THEN 2 WHEN trust IS NULL THEN 1 ELSE 0 END DESC,"
    " is_truncated, revision DESC LIMIT 1";

}  // namespace

Writer::Writer(const Poco::Data::Session& session) : session_(session) {
  if (!dialect_of(session_).has_arrays) given_.emplace(session_);
}

void Writer::begin(std::size_t numbers) {
  is_changed_ = false;
  taken_ = static_cast<Poco::Int64>(numbers);
  raise_number_.execute(session_, [&]() -> Statement {
    return (session_ << "UPDATE report_number SET value = value + $1", use(taken_));
  });
  read_number_.execute(session_, [&]() -> Statement {
    return (session_ << "SELECT value FROM report_number", into(number_));
  });
  number_ -= taken_;
}

Statement Writer::with_key(const std::string& sql) {
  return (session_ << sql, use(row_.domain), use(row_.kind), use(row_.reporter),
          use(row_.report_key), use(begin_), use(end_));
}

Outcome Writer::add(const Parcel& parcel) {
  row_ = parcel.row;
  begin_ = row_.begin_time.value(-1);
  end_ = row_.end_time.value(-1);
  find_content_.execute(session_, [&]() -> Statement {
    return (session_ << "SELECT COALESCE(MAX(revision), 0), COALESCE(MAX(is_latest), 1),"
                        " COALESCE(MIN(COALESCE(trust, '')), '') FROM report"
                        " WHERE domain = $1 AND content_hash = $2",
            use(row_.domain), use(row_.content_hash), into(found_), into(is_latest_),
            into(least_trust_));
  });
  if (found_ > 0) {
    const Outcome outcome{row_.id, Stored::duplicate, found_};
    see_again();
    return outcome;
  }
  count_revisions_.execute(session_, [&]() -> Statement {
    return (with_key("SELECT COALESCE(MAX(revision), 0) FROM report" + kWhereKey), into(found_));
  });
  row_.revision = found_ + 1;
  row_.number = ++number_;
  const bool is_revised = found_ > 0;
  is_changed_ = true;
  row_.is_latest = is_revised ? 0 : 1;
  insert(parcel);
  if (is_revised) choose_latest();
  return {row_.id, is_revised ? Stored::revised : Stored::stored, row_.revision};
}

void Writer::choose_latest() {
  find_latest_.execute(session_, [&]() -> Statement {
    return (with_key("SELECT revision, is_latest, number - 1 FROM report" + kWhereKey + kBestFirst),
            into(found_), into(is_latest_), into(before_latest_));
  });
  if (is_latest_ == 1) return;
  is_changed_ = true;
  supersede_.execute(session_,
                     [&] { return with_key("UPDATE report SET is_latest = 0" + kWhereKey); });
  set_latest_.execute(session_, [&]() -> Statement {
    return (with_key("UPDATE report SET is_latest = 1" + kWhereKey + " AND revision = $7"),
            use(found_));
  });
  // Addresses are gathered of what counts: those of this report were passed over.
  gather_again_.execute(session_, [&]() -> Statement {
    return (session_ << "UPDATE address_progress SET report = $1 WHERE report > $2",
            use(before_latest_), use(before_latest_));
  });
}

void Writer::see_again() {
  const bool gains_trust = row_.trust == kTrusted && least_trust_ != kTrusted.value();
  if (!gains_trust && is_latest_ == 1) return;
  if (gains_trust) {
    is_changed_ = true;
    raise_trust_.execute(session_, [&]() -> Statement {
      return (session_ << "UPDATE report SET trust = 'pass'"
                          " WHERE domain = $1 AND content_hash = $2",
              use(row_.domain), use(row_.content_hash));
    });
  }
  // Its key may be that of an earlier program.
  find_key_.execute(session_, [&]() -> Statement {
    return (session_ << "SELECT kind, reporter, report_key, COALESCE(begin_time, -1),"
                        " COALESCE(end_time, -1) FROM report"
                        " WHERE domain = $1 AND content_hash = $2 ORDER BY revision DESC LIMIT 1",
            use(row_.domain), use(row_.content_hash), into(row_.kind), into(row_.reporter),
            into(row_.report_key), into(begin_), into(end_));
  });
  choose_latest();
}

void Writer::insert(const Parcel& parcel) {
  insert_report_.execute(session_, [&] { return insert_statement(session_, "report", row_); });
  payload_ = parcel.payload;
  insert_payload_.execute(session_, [&]() -> Statement {
    return (session_ << "INSERT INTO report_payload (domain, report, zstd) VALUES ($1, $2, $3)",
            use(row_.domain), use(row_.number), use(payload_));
  });
  std::visit([&](const auto* report) { append(*report); }, parcel.upload.report);
}

void Writer::append(const aggregate::Report& report) {
  append_notes(children_, row_, report);
  const std::size_t records = report.records.size();
  for (std::size_t from = 0; from < records; from += kChunk) {
    append_records(children_, row_, report, from, std::min(from + kChunk, records));
    if (children_.records.domain.size() >= kChunk) flush();
  }
}

void Writer::append(const tls::Report& report) {
  append_notes(children_, row_, report);
  append_policies(tls_, row_, report);
  if (tls_.failures.domain.size() >= kChunk) flush();
}

void Writer::append(const failure::Report& report) {
  append_notes(children_, row_, report);
}

std::string Writer::keep(const UnreadRow& row) {
  unread_ = row;
  find_unread_.execute(session_, [&]() -> Statement {
    return (session_ << "SELECT COUNT(*) FROM unread_payload WHERE id = $1", use(unread_.id),
            into(found_));
  });
  if (found_ > 0) return unread_.id;
  is_changed_ = true;
  unread_.number = ++number_;
  insert_unread_.execute(session_,
                         [&] { return insert_statement(session_, "unread_payload", unread_); });
  return unread_.id;
}

void Writer::flush() {
  insert_all(insert_records_, children_.records);
  insert_all(insert_reasons_, children_.reasons);
  insert_all(insert_dkim_, children_.dkim);
  insert_all(insert_spf_, children_.spf);
  insert_all(insert_errors_, children_.errors);
  insert_all(insert_warnings_, children_.warnings);
  insert_all(insert_deviations_, children_.deviations);
  insert_all(insert_policies_, tls_.policies);
  insert_all(insert_failures_, tls_.failures);
}

}  // namespace reports::store
