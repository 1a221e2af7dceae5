// SPDX-License-Identifier: MIT
//
// Payloads that could not be read, kept for another try. Private to this room.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <Poco/Data/Session.h>

#include "reports/store/answers.h"
#include "reports/store/store.h"

namespace reports::store {

/// Notes what came of another try: the error and the time, or, where it was read, that it is gone.
/// An id that is not there is no error.
void settle_unread(Poco::Data::Session& session, std::string_view id,
                   const std::optional<libauth::base::ParseError>& error,
                   libauth::base::Time tried);

/// One page, see Store::unread().
UnreadPage read_unread(Poco::Data::Session& session, std::size_t limit,
                       std::optional<std::int64_t> after);
std::optional<std::string> read_unread_payload(Poco::Data::Session& session, std::string_view id);
std::uint64_t count_unread(Poco::Data::Session& session);
/// Those that were received in a period, and not set aside as of other domains.
std::uint64_t count_unread(Poco::Data::Session& session, const Period& received);

}  // namespace reports::store
