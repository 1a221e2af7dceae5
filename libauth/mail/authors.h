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

/// The From fields of the header, "From" in any case and with white space before the colon (RFC
/// 5322 section 4.5.2). A line that is no field, but that a program could take for a From field if
/// it unfolds before it looks for the colon or goes over white space at the start of the header,
/// counts as a From field that cannot be read.
Authors authors_of(const Header& header);

}  // namespace libauth::mail
