// SPDX-License-Identifier: MIT
//
// Who a message says it is from: all From fields, and all mailboxes in them.

#pragma once

#include <cstddef>
#include <vector>

#include "libauth/base/result.h"
#include "libauth/mail/address.h"
#include "libauth/mail/header.h"

namespace libauth::mail {

struct Authors {
  std::size_t fields = 0;                ///< From fields; RFC 5322 section 3.6 asks for just one
  std::vector<Mailbox> mailboxes;        ///< of all those fields that can be read
  std::vector<base::ParseError> errors;  ///< one for each From field that cannot be read
};

/// Mailboxes and errors that are kept. Nobody has so many authors, DMARC looks at five of their
/// domains, and a header has room for 100,000, which would take much time and 20 times the memory
/// of the header.
inline constexpr std::size_t kMaxAuthorsKept = 1000;

/// The From fields of the header, "From" in any case and with white space before the colon (RFC
/// 5322 section 4.5.2). What is no From field, but may be taken for one (look_alike.h), counts as a
/// From field that cannot be read. So does the field with which there are more than
/// kMaxAuthorsKept; those behind it are only counted.
Authors authors_of(const Header& header);

}  // namespace libauth::mail
