// SPDX-License-Identifier: MIT

#include "libauth/capi/options.h"

#include <chrono>
#include <cstddef>
#include <utility>

namespace libauth::capi {
namespace {

constexpr std::uint32_t kFlags = LIBAUTH_IGNORE_TIMES | LIBAUTH_ACCEPT_PARTIAL_BODY |
                                 LIBAUTH_CHECK_HELO | LIBAUTH_EXPLAIN | LIBAUTH_UNKNOWN_CLIENT |
                                 LIBAUTH_TRUST_AD;

/// Sets a limit where the caller has one.
template <class Number>
void set_limit(Number& limit, std::uint32_t given) {
  if (given != 0) limit = given;
}

void read_limits(const libauth_session_options& options, verify::Limits& limits) {
  set_limit(limits.header_octets, options.max_header_octets);
  set_limit(limits.questions, options.max_questions);
  set_limit(limits.rounds, options.max_rounds);
  set_limit(limits.arc.sets, options.max_arc_sets);
  set_limit(limits.spf.lookups, options.max_spf_lookups);
  set_limit(limits.spf.void_lookups, options.max_spf_void_lookups);
  set_limit(limits.dkim.signatures, options.max_signatures);
  set_limit(limits.dkim.signed_fields, options.max_signed_fields);
  set_limit(limits.dkim.min_rsa_bits, options.min_rsa_bits);
  set_limit(limits.dkim.max_rsa_bits, options.max_rsa_bits);
}

bool are_allowed(const libauth_session_options& options) {
  const verify::Limits limits;
  const bool is_safe_key =
      options.min_rsa_bits == 0 || options.min_rsa_bits >= limits.dkim.min_rsa_bits;
  return (options.flags & ~kFlags) == 0 && options.line_end <= LIBAUTH_LF &&
         options.dmarc_mode <= LIBAUTH_DMARC_RFC7489 && is_safe_key &&
         (options.own_ids != nullptr || options.own_id_count == 0);
}

void read_flags(std::uint32_t flags, SessionSetup& setup) {
  setup.settings.check_time = (flags & LIBAUTH_IGNORE_TIMES) == 0;
  setup.settings.accept_partial_body = (flags & LIBAUTH_ACCEPT_PARTIAL_BODY) != 0;
  setup.settings.check_helo = (flags & LIBAUTH_CHECK_HELO) != 0;
  setup.settings.explain = (flags & LIBAUTH_EXPLAIN) != 0;
  setup.trust_ad = (flags & LIBAUTH_TRUST_AD) != 0;
}

libauth_status read_own_ids(const libauth_session_options& options, verify::Settings& settings) {
  settings.authserv_id = text_of(options.authserv_id);
  for (const char* const id : std::span(options.own_ids, options.own_id_count)) {
    if (id == nullptr) return LIBAUTH_ERR_ARGUMENT;
    settings.own_ids.emplace_back(id);
  }
  return LIBAUTH_OK;
}

/// The address is there, or it is said that it is not known; to leave it out by mistake would leave
/// SPF out.
libauth_status read_client(const libauth_session_options& options, verify::Envelope& envelope) {
  if ((options.flags & LIBAUTH_UNKNOWN_CLIENT) != 0) {
    const bool is_given = options.ip != nullptr || options.ip_octets != nullptr;
    return is_given ? LIBAUTH_ERR_ARGUMENT : LIBAUTH_OK;
  }
  envelope.ip = read_ip(options.ip, options.ip_octets, options.ip_octets_size);
  return envelope.ip ? LIBAUTH_OK : LIBAUTH_ERR_ADDRESS;
}

}  // namespace

std::optional<base::Time> read_time(std::int64_t seconds) {
  constexpr std::int64_t kLast = 253'402'300'799;  // 9999-12-31T23:59:59Z
  if (seconds < 1 || seconds > kLast) return std::nullopt;
  return base::Time(std::chrono::seconds(seconds));
}

std::optional<base::IpAddress> read_ip(const char* text, const void* octets, std::size_t size) {
  if ((text == nullptr) == (octets == nullptr)) return std::nullopt;
  if (text != nullptr) return base::IpAddress::parse(text);
  if (size != 4 && size != 16) return std::nullopt;
  return base::IpAddress::from_octets({static_cast<const std::uint8_t*>(octets), size});
}

libauth_status read_session_options(const libauth_session_options* given, SessionSetup& setup) {
  libauth_session_options options = LIBAUTH_SESSION_OPTIONS_INIT;
  if (const auto status = read_struct(given, options); status != LIBAUTH_OK) return status;
  if (!are_allowed(options)) return LIBAUTH_ERR_ARGUMENT;
  const auto now = read_time(options.now);
  if (!now) return LIBAUTH_ERR_TIME;
  SessionSetup read;
  if (const auto status = read_client(options, read.envelope); status != LIBAUTH_OK) return status;
  read_envelope(options, read.envelope);
  if (const auto status = read_own_ids(options, read.settings); status != LIBAUTH_OK) return status;
  read.settings.now = *now;
  read.settings.drift = std::chrono::seconds(options.drift);
  read.settings.line_ends =
      options.line_end == LIBAUTH_LF ? mail::LineEnd::lf : mail::LineEnd::crlf;
  read.settings.dmarc_mode =
      options.dmarc_mode == LIBAUTH_DMARC_RFC7489 ? dmarc::Mode::rfc7489 : dmarc::Mode::rfc9989;
  read_flags(options.flags, read);
  read_limits(options, read.settings.limits);
  setup = std::move(read);
  return LIBAUTH_OK;
}

}  // namespace libauth::capi
