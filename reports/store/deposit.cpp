// SPDX-License-Identifier: MIT

#include "reports/store/deposit.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "libauth/base/result.h"

namespace reports::store {
namespace {

std::optional<intake::Trust> trust_of(const intake::Document& document, std::string_view reporter,
                                      std::span<const std::string> authserv_ids) {
  if (!document.mail_header) return std::nullopt;
  return intake::trust_of(*document.mail_header, reporter, authserv_ids);
}

std::vector<Upload> uploads_of(const intake::Reading& reading,
                               std::span<const std::string> authserv_ids) {
  std::vector<Upload> uploads;
  uploads.reserve(reading.reports.size());
  for (const intake::ReadReport& read : reading.reports) {
    const failure::Parts* parts = read.document.parts ? &*read.document.parts : nullptr;
    std::visit(
        [&](const auto& report) {
          uploads.push_back({&report, read.document.octets, parts,
                             trust_of(read.document, reporter_of(report), authserv_ids)});
        },
        read.report);
  }
  return uploads;
}

std::string joined(std::string_view upload, const std::string& payload) {
  std::string name(upload);
  if (!name.empty() && !payload.empty()) name += ": ";
  return name + payload;
}

/// Why the payload is not read; none where it is.
std::optional<libauth::base::ParseError> error_of(const intake::Reading& reading) {
  if (!reading.refused.empty()) return reading.refused.front().error;
  if (reading.reports.empty() && !reading.skipped.empty()) return reading.skipped.front().error;
  return std::nullopt;
}

std::vector<std::string> unread_ids(const Store& store) {
  std::vector<std::string> ids;
  std::optional<std::int64_t> after;
  do {
    const UnreadPage page = store.unread(kMaxPage, after);
    for (const Unread& unread : page.payloads) ids.push_back(unread.id);
    after = page.next;
  } while (after);
  return ids;
}

}  // namespace

Added deposit(Store& store, const intake::Reading& reading, std::string_view name,
              libauth::base::Time received, std::span<const std::string> authserv_ids) {
  std::vector<std::string> names;
  names.reserve(reading.refused.size());  // the uploads refer to them
  std::vector<UnreadUpload> unread;
  for (const intake::Refused& refused : reading.refused) {
    if (refused.octets.empty()) continue;
    names.push_back(joined(name, refused.name));
    unread.push_back({names.back(), refused.octets, refused.error});
  }
  return store.add(uploads_of(reading, authserv_ids), unread, received);
}

Reread reread_all(Store& store, const intake::Limits& limits, libauth::base::Time now) {
  Reread result;
  for (const std::string& id : unread_ids(store)) {
    const auto payload = store.unread_payload(id);
    if (!payload) continue;
    const intake::Reading reading = intake::read(*payload, limits);
    const auto error = error_of(reading);
    const auto outcomes = store.reread(id, uploads_of(reading, {}), error, now);
    result.reports += static_cast<std::uint64_t>(
        std::count_if(outcomes.begin(), outcomes.end(),
                      [](const Outcome& outcome) { return outcome.stored != Stored::duplicate; }));
    ++(error ? result.unread : result.read);
  }
  return result;
}

}  // namespace reports::store
