// SPDX-License-Identifier: MIT

#include "reports/store/deposit.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "libauth/base/result.h"
#include "reports/intake/own_domains.h"
#include "reports/intake/trust.h"

namespace reports::store {
namespace {

/// Tells the trust of documents, in their order. All of one mail share its header, which is read
/// once: a mail may have a large header, and an archive with thousands of reports.
class MailTrust {
 public:
  explicit MailTrust(std::span<const std::string> authserv_ids) : authserv_ids_(authserv_ids) {}

  std::optional<intake::Trust> of(const intake::Document& document, std::string_view reporter) {
    if (!document.mail_header) return std::nullopt;
    if (header_ != document.mail_header.get()) {
      header_ = document.mail_header.get();
      own_ = intake::own_results(*header_, authserv_ids_);
    }
    return own_ ? intake::trust_of(*own_, reporter) : std::nullopt;
  }

 private:
  std::span<const std::string> authserv_ids_;
  const std::string* header_ = nullptr;  // the one that was read last
  std::optional<libauth::authres::AuthenticationResults> own_;
};

std::vector<Upload> uploads_of(const intake::Reading& reading,
                               std::span<const std::string> authserv_ids) {
  std::vector<Upload> uploads;
  uploads.reserve(reading.reports.size());
  MailTrust trust(authserv_ids);
  for (const intake::ReadReport& read : reading.reports) {
    const failure::Parts* parts = read.document.parts ? &*read.document.parts : nullptr;
    std::visit(
        [&](const auto& report) {
          uploads.push_back(
              {&report, read.document.octets, parts, trust.of(read.document, reporter_of(report))});
        },
        read.report);
  }
  return uploads;
}

/// Why the payload is not read; none where it is.
std::optional<libauth::base::ParseError> error_of(const intake::Reading& reading) {
  if (!reading.refused.empty()) return reading.refused.front().error;
  if (reading.reports.empty() && !reading.skipped.empty()) return reading.skipped.front().error;
  return std::nullopt;
}

}  // namespace

Added deposit(Store& store, const intake::Reading& reading, std::string_view name,
              libauth::base::Time received, std::span<const std::string> authserv_ids) {
  std::vector<std::string> names;
  names.reserve(reading.refused.size());  // the uploads refer to them
  std::vector<UnreadUpload> unread;
  for (const intake::Refused& refused : reading.refused) {
    if (refused.octets.empty()) continue;
    names.push_back(intake::name_inside(name, refused.name));
    unread.push_back({names.back(), refused.octets, refused.error});
  }
  return store.add(uploads_of(reading, authserv_ids), unread, received);
}

std::vector<Unread> all_unread(const Store& store) {
  std::vector<Unread> all;
  std::optional<std::int64_t> after;
  do {
    UnreadPage page = store.unread(kMaxPage, after);
    std::ranges::move(page.payloads, std::back_inserter(all));
    after = page.next;
  } while (after);
  return all;
}

Reread reread_all(Store& store, const intake::Limits& limits, libauth::base::Time now,
                  std::span<const libauth::dns::Name> own_domains) {
  Reread result;
  for (const Unread& unread : all_unread(store)) {
    const auto payload = store.unread_payload(unread.id);
    if (!payload) continue;
    intake::Reading reading = intake::read(*payload, limits, unread.name);
    intake::refuse_others(reading, *payload, own_domains);
    const auto error = error_of(reading);
    const auto outcomes = store.reread(unread.id, uploads_of(reading, {}), error, now);
    result.reports += static_cast<std::uint64_t>(
        std::count_if(outcomes.begin(), outcomes.end(),
                      [](const Outcome& outcome) { return outcome.stored != Stored::duplicate; }));
    ++(error ? result.unread : result.read);
  }
  return result;
}

}  // namespace reports::store
