// SPDX-License-Identifier: MIT
//
// The results of one host, as they go into an ARC set.

#pragma once

#include <string>
#include <string_view>

#include "libauth/mail/header.h"

namespace libauth::arc {

/// All results of the Authentication-Results fields that name this authserv-id (case does not
/// count), in their order from the top, comments and all: "mx.example.com; spf=pass ...; dkim=...",
/// on one line, for Sealer::seal(). There is only one ARC-Authentication-Results in a set, so that
/// several fields become one. Fields that cannot be read, or have no results, are passed over;
/// without any it is "mx.example.com; none". Whether the fields are not forged is the caller's
/// business (authres::forged_fields()).
/// @spec RFC 8617 section 4.1.1
std::string own_results(const mail::Header& header, std::string_view authserv_id);

}  // namespace libauth::arc
