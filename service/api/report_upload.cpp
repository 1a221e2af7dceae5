// SPDX-License-Identifier: MIT

#include "service/api/report_upload.h"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <variant>
#include <vector>

#include "libauth/base/text.h"
#include "reports/intake/own_domains.h"
#include "reports/intake/read.h"
#include "reports/store/deposit.h"

namespace service::api {
namespace {

namespace aggregate = reports::aggregate;
namespace failure = reports::failure;
namespace intake = reports::intake;
namespace store = reports::store;
namespace tls = reports::tls;

std::optional<std::string> member_of(std::string name) {
  return name.empty() ? std::nullopt : std::optional(std::move(name));
}

void describe(UploadedReport& uploaded, aggregate::Report&& report) {
  uploaded.kind = intake::Kind::aggregate;
  uploaded.records = report.records.size();
  uploaded.messages = aggregate::message_count(report);
  auto& metadata = report.report_metadata;
  uploaded.domain = std::move(report.policy_published.domain);
  uploaded.org_name = std::move(metadata.org_name);
  uploaded.report_id = std::move(metadata.report_id);
  uploaded.begin = metadata.begin;
  uploaded.end = metadata.end;
  uploaded.warnings = std::move(report.warnings);
}

void describe(UploadedReport& uploaded, tls::Report&& report) {
  uploaded.kind = intake::Kind::tls;
  uploaded.records = report.policies.size();
  uploaded.domain = tls::domain_of(report);
  uploaded.org_name = std::move(report.organization_name);
  uploaded.report_id = std::move(report.report_id);
  uploaded.begin = report.begin;
  uploaded.end = report.end;
  uploaded.warnings = std::move(report.warnings);
}

void describe(UploadedReport& uploaded, failure::Report&& report) {
  uploaded.kind = intake::Kind::failure;
  uploaded.records = 1;
  uploaded.messages = report.incidents.value_or(1);
  uploaded.domain = failure::domain_of(report);
  uploaded.begin = failure::arrival_of(report);
  uploaded.end = uploaded.begin;
  uploaded.warnings = std::move(report.warnings);
}

UploadedReport uploaded(intake::ReadReport&& read, const store::Outcome& outcome) {
  UploadedReport uploaded;
  uploaded.id = outcome.id;
  uploaded.outcome = outcome.stored;
  uploaded.revision = outcome.revision;
  uploaded.member = member_of(std::move(read.document.name));
  std::visit([&](auto& report) { describe(uploaded, std::move(report)); }, read.report);
  return uploaded;
}

std::optional<store::Stored> outcome_of(const std::vector<store::Outcome>& outcomes) {
  const auto has = [&](store::Stored stored) {
    return std::ranges::count(outcomes, stored, &store::Outcome::stored) > 0;
  };
  if (outcomes.empty()) return std::nullopt;
  if (has(store::Stored::stored)) return store::Stored::stored;
  return has(store::Stored::revised) ? store::Stored::revised : store::Stored::duplicate;
}

/// @param ids  of the refused payloads that have octets, in their order
std::vector<RejectedDocument> rejected_of(std::vector<intake::Refused>&& refused,
                                          std::vector<std::string>&& ids) {
  std::vector<RejectedDocument> rejected;
  std::size_t kept = 0;
  for (intake::Refused& one : refused) {
    RejectedDocument document{member_of(std::move(one.name)), std::move(one.error.rule),
                              std::move(one.error.message), std::nullopt};
    if (!one.octets.empty() && kept < ids.size()) document.unread = std::move(ids[kept++]);
    rejected.push_back(std::move(document));
  }
  return rejected;
}

/// Why there is no report; nothing where there is one.
libauth::base::ParseError error_of(const intake::Reading& reading) {
  if (!reading.reports.empty()) return {};
  if (!reading.refused.empty()) return reading.refused.front().error;
  return reading.skipped.empty() ? libauth::base::ParseError{} : reading.skipped.front().error;
}

}  // namespace

FileOutcome store_file(std::string_view octets, std::string_view name, store::Store& store,
                       libauth::base::Time received, const intake::Limits& limits,
                       std::span<const std::string> authserv_ids,
                       std::span<const libauth::dns::Name> own_domains) {
  const std::string shown = libauth::base::printable(name);
  intake::Reading reading = intake::read(octets, limits, name);
  intake::refuse_others(reading, octets, own_domains);
  store::Added added = store::deposit(store, reading, shown, received, authserv_ids);
  FileOutcome outcome;
  outcome.error = error_of(reading);
  outcome.output = reading.output;
  outcome.file.name = member_of(shown);
  outcome.file.outcome = outcome_of(added.reports);
  for (std::size_t i = 0; i < reading.reports.size(); ++i) {
    std::visit([&](const auto& report) { outcome.totals.add(report); }, reading.reports[i].report);
    outcome.file.reports.push_back(uploaded(std::move(reading.reports[i]), added.reports[i]));
  }
  outcome.file.rejected = rejected_of(std::move(reading.refused), std::move(added.unread));
  for (intake::Skipped& skipped : reading.skipped) {
    outcome.file.skipped.push_back(std::move(skipped.name));
  }
  return outcome;
}

void ReportTotals::add(const aggregate::Report& report) {
  reports += 1;
  records += static_cast<std::int64_t>(report.records.size());
  const std::uint64_t room = aggregate::kMaxCount - messages;
  messages += std::min(room, aggregate::message_count(report));
}

}  // namespace service::api
