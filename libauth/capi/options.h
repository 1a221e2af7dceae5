// SPDX-License-Identifier: MIT
//
// Structs of options of the C ABI, read into those of the library.

#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "libauth/base/ip_address.h"
#include "libauth/base/time.h"
#include "libauth/capi/guard.h"
#include "libauth/capi/session.h"
#include "libauth/verify/settings.h"

namespace libauth::capi {

/// What a session is made of.
struct SessionSetup {
  verify::Envelope envelope;
  verify::Settings settings;
  bool trust_ad = false;
};

/// @param setup  set with LIBAUTH_OK
libauth_status read_session_options(const libauth_session_options* given, SessionSetup& setup);

/// The time; none where it is not set or out of range.
std::optional<base::Time> read_time(std::int64_t seconds);

/// The address that is given as text or as octets; none where it is given as neither or both, or
/// where it is none.
std::optional<base::IpAddress> read_ip(const char* text, const void* octets, std::size_t size);

/// Envelope of a struct of options that has one, but for the address.
template <class Options, class Envelope>
void read_envelope(const Options& options, Envelope& envelope) {
  envelope.helo = text_of(options.helo, options.helo_size);
  envelope.mail_from = text_of(options.mail_from, options.mail_from_size);
}

}  // namespace libauth::capi
