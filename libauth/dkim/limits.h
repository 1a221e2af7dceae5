// SPDX-License-Identifier: MIT
//
// What signatures may cost. All of it is looked at before anything is asked of the DNS.

#pragma once

#include <cstddef>

namespace libauth::dkim {

struct Limits {
  /// DKIM-Signature fields that are verified, from the top; the others are Reason::too_many
  /// (RFC 6376 section 8.4). Mailing lists and providers add up to four or five.
  std::size_t signatures = 10;
  /// Names in "h". Real signatures have up to about 50, oversigning counted.
  std::size_t signed_fields = 1000;
  /// Octets of one DKIM-Signature field. One with a copy of the header in "z" has some thousands.
  std::size_t field_octets = 64 * 1024;
  /// Bits of an RSA key. RFC 8301 section 3.2: less than 1024 is never valid, and verifiers take
  /// 1024 to 4096 at least. One of 8192 costs four times as much as one of 4096.
  unsigned min_rsa_bits = 1024;
  unsigned max_rsa_bits = 8192;
};

}  // namespace libauth::dkim
