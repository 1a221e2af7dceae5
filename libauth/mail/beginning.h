// SPDX-License-Identifier: MIT
//
// What programs put in front of a message, so that its header is not found where it should be.

#pragma once

#include <boost/describe/enum.hpp>

#include "libauth/mail/header.h"
#include "libauth/mail/splitter.h"

namespace libauth::mail {

/// How a message begins.
enum class Beginning {
  usual,
  mbox_line,        ///< with "From " and no colon, as messages in an mbox file do (RFC 4155)
  byte_order_mark,  ///< with the octets EF BB BF, which an editor wrote: they are part of the name
                    ///< of the first field
  empty_line,       ///< with an empty line, so that its header is empty and all of it is body
};

BOOST_DESCRIBE_ENUM(Beginning, usual, mbox_line, byte_order_mark, empty_line)

/// @param counts  of the whole message
Beginning beginning_of(const Header& header, const OctetCounts& counts);

}  // namespace libauth::mail
