// SPDX-License-Identifier: MIT
//
// What is behind a libauth_session.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "libauth/capi/options.h"
#include "libauth/capi/results.h"
#include "libauth/dns/question.h"
#include "libauth/verify/session.h"

namespace libauth::capi {

/// A question that was given out, or is about to be. Its id is its place, counted from 1.
struct Asked {
  dns::Question question;
  bool is_open = true;
};

/// Arrays of texts and texts that are made for the results.
struct Texts {
  std::vector<std::vector<const char*>> addable_fields;              ///< of each DKIM signature
  std::vector<const char*> names;                                    ///< of iprev
  std::vector<const char*> confirmed;                                ///< of iprev
  std::array<std::optional<std::string>, 2> authentication_results;  ///< by libauth_line_end
};

}  // namespace libauth::capi

struct libauth_session {
  libauth_session(libauth::verify::Session made, bool believes_ad)
      : session(std::move(made)), trust_ad(believes_ad) {}

  libauth::verify::Session session;
  bool trust_ad = false;
  bool is_finished = false;
  std::deque<libauth::capi::Asked> asked;  ///< stays where it is: names are handed out
  std::size_t next = 0;                    ///< in `asked`: to be given out
  libauth_status broken = LIBAUTH_OK;      ///< the error that ended it
  libauth::capi::Texts texts;
};

namespace libauth::capi {

/// Calls `act` with a session that can go on. A fatal error ends the session.
template <class Act>
libauth_status change(libauth_session* session, const Act& act) noexcept {
  if (session == nullptr) return LIBAUTH_ERR_ARGUMENT;
  if (session->broken != LIBAUTH_OK) return session->broken;
  const libauth_status status = guarded([&] { return act(*session); });
  if (is_fatal(status)) session->broken = status;
  return status;
}

/// Calls `act` with the report and the session of a session that is done.
template <class Act>
libauth_status look(libauth_session* session, const Act& act) noexcept {
  return change(session, [&](libauth_session& open) {
    if (!open.is_finished || !open.session.is_done()) return LIBAUTH_ERR_STATE;
    return act(open.session.report(), open);
  });
}

}  // namespace libauth::capi
