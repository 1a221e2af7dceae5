// SPDX-License-Identifier: MIT

#include "reports/store/store.h"

#include <optional>
#include <utility>

#include "reports/store/addresses.h"
#include "reports/store/connection.h"
#include "reports/store/failures.h"
#include "reports/store/flows.h"
#include "reports/store/marks.h"
#include "reports/store/parcel.h"
#include "reports/store/read.h"
#include "reports/store/target.h"
#include "reports/store/tls_counts.h"
#include "reports/store/unread.h"
#include "reports/store/verdicts.h"

namespace reports::store {
namespace {

using Poco::Data::Session;

/// What add() is to add, made ready.
struct Parcels {
  std::vector<Parcel> reports;
  std::vector<UnreadRow> unread;
};

Parcels parcels_of(std::span<const Upload> uploads, std::span<const UnreadUpload> unread,
                   libauth::base::Time received) {
  Parcels parcels;
  Compressor compressor;
  for (const Upload& upload : uploads) {
    parcels.reports.push_back(parcel_of(upload, received, compressor));
  }
  for (const UnreadUpload& upload : unread) {
    parcels.unread.push_back(unread_row_of(upload, received, compressor));
  }
  return parcels;
}

/// Adds them with the writer.
void add_all(Writer& writer, const Parcels& parcels, Added& added) {
  for (const Parcel& parcel : parcels.reports) {
    added.reports.push_back(writer.add(parcel));
  }
  for (const UnreadRow& row : parcels.unread) {
    added.unread.push_back(writer.keep(row));
  }
}

}  // namespace

Store::Store(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {}
Store::Store(Store&&) noexcept = default;
Store& Store::operator=(Store&&) noexcept = default;
Store::~Store() = default;

libauth::base::Time Store::now() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

Store Store::open(const std::string& target, const StoreOptions& options) {
  auto connection = std::make_unique<Connection>(read_target(target), options);
  connection->prepare();
  return Store(std::move(connection));
}

Outcome Store::add(const aggregate::Report& report, std::string_view payload,
                   libauth::base::Time received) {
  const Upload upload{&report, payload};
  return add({&upload, 1}, received).front();
}

std::vector<Outcome> Store::add(std::span<const Upload> uploads, libauth::base::Time received) {
  return add(uploads, {}, received).reports;
}

Added Store::add(std::span<const Upload> uploads, std::span<const UnreadUpload> unread,
                 libauth::base::Time received) {
  const Parcels parcels = parcels_of(uploads, unread, received);
  Added added;
  connection_->write(uploads.size() + unread.size(), [&](Writing& writing) {
    add_all(writing.writer, parcels, added);
    writing.is_worth_it = writing.writer.is_changed();
  });
  return added;
}

std::optional<StoredReport> Store::find(std::string_view id) const {
  return connection_->read_at_once([&](Session& session) { return read_report(session, id); });
}

std::optional<std::pair<intake::Kind, std::string>> Store::payload(std::string_view id) const {
  return connection_->read_at_once([&](Session& session) { return read_payload(session, id); });
}

Page Store::list(const Filter& filter) const {
  return connection_->read([&](Session& session) { return read_page(session, filter); });
}

Totals Store::totals(const std::optional<std::string>& domain) const {
  return connection_->read([&](Session& session) { return read_totals(session, domain); });
}

std::vector<std::string> Store::domains() const {
  return connection_->read([&](Session& session) { return read_domains(session); });
}

std::vector<Flow> Store::flows(const std::string& domain, const Period& period) const {
  return connection_->count(read_flows, domain, period);
}

std::vector<DailyFlow> Store::daily_flows(const std::string& domain, const Period& period) const {
  return connection_->count(read_daily_flows, domain, period);
}

std::vector<Day> Store::timeline(const std::string& domain, const Period& period) const {
  return connection_->count(read_timeline, domain, period);
}

std::uint64_t Store::day_count(const std::string& domain, const Period& period) const {
  return connection_->count(read_day_count, domain, period).at(0).days;
}

std::vector<Receiver> Store::receivers(const std::string& domain, const Period& period) const {
  return connection_->count(read_receivers, domain, period);
}

std::vector<TlsSessions> Store::tls_sessions(const std::string& domain,
                                             const Period& period) const {
  return connection_->count(read_tls_sessions, domain, period);
}

std::vector<TlsFailure> Store::tls_failures(const std::string& domain, const Period& period) const {
  return connection_->count(read_tls_failures, domain, period);
}

std::vector<FailedSignature> Store::failed_signatures(const std::string& domain,
                                                      const Period& period) const {
  return connection_->count(read_failed_signatures, domain, period);
}

std::vector<SpfCheck> Store::spf_checks(const std::string& domain, const Period& period) const {
  return connection_->count(read_spf_checks, domain, period);
}

UnreadPage Store::unread(std::size_t limit, std::optional<std::int64_t> after) const {
  return connection_->read([&](Session& session) { return read_unread(session, limit, after); });
}

std::optional<std::string> Store::unread_payload(std::string_view id) const {
  return connection_->read([&](Session& session) { return read_unread_payload(session, id); });
}

std::uint64_t Store::unread_count() const {
  return connection_->read([&](Session& session) { return count_unread(session); });
}

std::uint64_t Store::unread_count(const Period& received) const {
  return connection_->read([&](Session& session) { return count_unread(session, received); });
}

std::vector<Outcome> Store::reread(std::string_view id, std::span<const Upload> uploads,
                                   const std::optional<libauth::base::ParseError>& error,
                                   libauth::base::Time tried) {
  const Parcels parcels = parcels_of(uploads, {}, tried);
  Added added;
  connection_->write(uploads.size(), [&](Writing& writing) {
    add_all(writing.writer, parcels, added);
    settle_unread(writing.session, id, error, tried);
  });
  return added.reports;
}

std::optional<ImportMark> Store::import_mark(const std::string& path) const {
  return connection_->read([&](Session& session) { return read_import_mark(session, path); });
}

void Store::set_import_marks(std::span<const ImportMark> marks) {
  if (marks.empty()) return;
  connection_->write(0, [&](Writing& writing) {
    for (const ImportMark& mark : marks) write_import_mark(writing.session, mark);
  });
}

std::vector<libauth::base::IpAddress> Store::addresses_to_enrich(std::size_t limit,
                                                                 libauth::base::Time now) {
  bool has_more = connection_->read([](Session& session) { return has_new_addresses(session); });
  while (has_more) {
    connection_->write(0, [&](Writing& writing) { has_more = gather_addresses(writing.session); });
  }
  return connection_->read(
      [&](Session& session) { return read_addresses_to_enrich(session, limit, now); });
}

void Store::keep(std::span<const sources::AddressFacts> facts) {
  connection_->write(0, [&](Writing& writing) { write_address_facts(writing.session, facts); });
}

std::vector<sources::AddressFacts> Store::address_facts(
    std::span<const libauth::base::IpAddress> addresses) const {
  return connection_->read(
      [&](Session& session) { return read_address_facts(session, addresses); });
}

void Store::set_verdict(const std::string& domain, const std::string& source,
                        const std::optional<sources::Verdict>& verdict, libauth::base::Time set) {
  connection_->write(
      0, [&](Writing& writing) { write_verdict(writing.session, domain, source, verdict, set); });
}

std::vector<SourceVerdict> Store::verdicts(const std::string& domain) const {
  return connection_->read([&](Session& session) { return read_verdicts(session, domain); });
}

}  // namespace reports::store
