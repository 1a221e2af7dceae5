// SPDX-License-Identifier: MIT

#include "service/jobs/retention.h"

#include <algorithm>
#include <array>

#include "libauth/base/text.h"

namespace service::jobs {
namespace {

namespace store = reports::store;

using libauth::base::Time;

struct Kind {
  std::string_view name;
  std::optional<std::chrono::days> KeepDays::*days;
  std::optional<Time> store::Retention::*before;
};

constexpr std::array kKinds = {
    Kind{"aggregate", &KeepDays::aggregate, &store::Retention::aggregate},
    Kind{"tls", &KeepDays::tls, &store::Retention::tls},
    Kind{"failure", &KeepDays::failure, &store::Retention::failure},
    Kind{"unread", &KeepDays::unread, &store::Retention::unread},
};

libauth::base::ParseError wrong(std::string_view text) {
  return {.offset = 0,
          .rule = "keep-days",
          .message = "\"" + libauth::base::printable(text, 80) +
                     "\" is not KIND=DAYS; KIND is aggregate, tls, failure or unread, and DAYS a "
                     "number from 1 to " +
                     std::to_string(kMostKeepDays) + "."};
}

}  // namespace

libauth::base::Result<void> read_keep_days(std::string_view text, KeepDays& keep) {
  const std::size_t equals = std::min(text.find('='), text.size());
  const auto kind = std::ranges::find(kKinds, text.substr(0, equals), &Kind::name);
  const unsigned days =
      libauth::base::parse_number<unsigned>(text.substr(std::min(equals + 1, text.size())))
          .value_or(0);
  if (kind == kKinds.end() || days < 1 || days > kMostKeepDays) return wrong(text);
  keep.*kind->days = std::chrono::days(days);
  return {};
}

store::Retention retention_at(const KeepDays& keep, Time now) {
  store::Retention retention;
  for (const Kind& kind : kKinds) {
    if (const auto& days = keep.*kind.days) retention.*kind.before = now - *days;
  }
  return retention;
}

std::string to_text(const store::Removed& removed) {
  if (removed == store::Removed{}) return {};
  return "removed " + std::to_string(removed.aggregate) + " aggregate, " +
         std::to_string(removed.tls) + " TLS and " + std::to_string(removed.failure) +
         " failure reports and " + std::to_string(removed.unread) + " unread payloads by age";
}

}  // namespace service::jobs
