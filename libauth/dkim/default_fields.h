// SPDX-License-Identifier: MIT
//
// The fields that signers cover where nobody says otherwise, of DKIM and of ARC.

#pragma once

#include <string_view>

namespace libauth::dkim {

/// RFC 6376 section 5.4.1; Message-ID; the fields by which the body is shown, which let it be shown
/// otherwise where they are not signed (RFC 2045); and List-Unsubscribe-Post, which RFC 8058
/// section 4 wants signed. In lower case.
inline constexpr std::string_view kDefaultFields[] = {
    "from",
    "reply-to",
    "subject",
    "date",
    "to",
    "cc",
    "message-id",
    "resent-date",
    "resent-from",
    "resent-to",
    "resent-cc",
    "in-reply-to",
    "references",
    "mime-version",
    "content-type",
    "content-transfer-encoding",
    "list-id",
    "list-help",
    "list-unsubscribe",
    "list-unsubscribe-post",
    "list-subscribe",
    "list-post",
    "list-owner",
    "list-archive",
};

}  // namespace libauth::dkim
