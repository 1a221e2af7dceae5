// SPDX-License-Identifier: MIT

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "libauth/base/text.h"
#include "libauth/capi/dns_message.h"
#include "libauth/capi/session.h"
#include "libauth/dns/packet.h"
#include "libauth/dns/zone_rdata.h"
#include "libauth/dns/zone_text.h"

namespace libauth::capi {
namespace {

using dns::Status;

/// By libauth_dns_status.
constexpr std::array kStatuses = {Status::answered, Status::no_data,   Status::no_such_name,
                                  Status::servfail, Status::refused,   Status::timeout,
                                  Status::bogus,    Status::malformed, Status::not_asked};
static_assert(kStatuses.size() == LIBAUTH_DNS_NOT_ASKED + 1);

/// Octets of a record's data, RFC 1035 section 3.2.1; with each as "\DDD" a text is four times as
/// long.
constexpr std::size_t kMaxData = 65'535;
constexpr std::size_t kMaxText = 4 * kMaxData;
/// Octets of a string of a TXT record, RFC 1035 section 3.3.
constexpr std::size_t kMaxString = 255;

/// A text that is not quoted, cut into strings.
dns::Records plain_text(std::string_view text) {
  dns::Txt txt;
  do {
    txt.strings.emplace_back(text.substr(0, kMaxString));
    text.remove_prefix(std::min(kMaxString, text.size()));
  } while (!text.empty());
  return std::vector<dns::Txt>{std::move(txt)};
}

/// The record that one line of a zone file, behind the type, stands for; monostate for none.
dns::Records zone_data(dns::RrType type, std::string_view text) {
  dns::ZoneText zone(text);
  const auto entry = zone.next();
  if (!entry || !*entry) return {};
  const auto more = zone.next();
  if (!more || *more) return {};
  const auto records = dns::read_zone_rdata(static_cast<std::uint16_t>(type), (*entry)->words,
                                            dns::Name(), (*entry)->place);
  return records ? *records : dns::Records();
}

dns::Records read_record(dns::RrType type, std::string_view text) {
  if (text.size() > kMaxText) return {};
  if (type != dns::RrType::txt || base::trim(text).starts_with('"')) return zone_data(type, text);
  return text.size() > kMaxData ? dns::Records() : plain_text(text);
}

}  // namespace

libauth_status read_text_answer(const dns::Question& question, std::uint32_t status,
                                std::span<const char* const> records, dns::AnswerPtr& answer) {
  const bool is_answered = status == LIBAUTH_DNS_ANSWERED;
  if (status >= kStatuses.size() || is_answered == records.empty()) return LIBAUTH_ERR_ARGUMENT;
  if (!is_answered) {
    answer = dns::failed(kStatuses[status], "the caller was told so");
    return LIBAUTH_OK;
  }
  dns::Answer read;
  read.status = Status::answered;
  for (const char* const text : records) {
    if (text == nullptr) return LIBAUTH_ERR_ARGUMENT;
    const dns::Records record = read_record(question.type, text);
    if (std::holds_alternative<std::monostate>(record)) return LIBAUTH_ERR_SYNTAX;
    dns::merge(read.records, record);
  }
  answer = std::make_shared<const dns::Answer>(std::move(read));
  return LIBAUTH_OK;
}

}  // namespace libauth::capi
