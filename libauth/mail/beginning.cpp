// SPDX-License-Identifier: MIT

#include "libauth/mail/beginning.h"

namespace libauth::mail {

Beginning beginning_of(const Header& header, const OctetCounts& counts) {
  if (header.fields().empty()) {
    return counts.header == 0 && counts.body > 0 ? Beginning::empty_line : Beginning::usual;
  }
  const Field& first = header.fields().front();
  if (first.octets.starts_with("\xEF\xBB\xBF")) return Beginning::byte_order_mark;
  const bool is_mbox_line = first.octets.starts_with("From ") && !first.is_named("From");
  return is_mbox_line ? Beginning::mbox_line : Beginning::usual;
}

}  // namespace libauth::mail
