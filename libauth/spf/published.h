// SPDX-License-Identifier: MIT
//
// Which SPF record a domain has.

#pragma once

#include <cstddef>
#include <string_view>

#include "libauth/base/result.h"
#include "libauth/dns/facts.h"
#include "libauth/spf/record.h"

namespace libauth::spf {

/// What a domain publishes for SPF. All that it points to lives as long as the facts.
struct Published {
  enum class Kind {
    unknown,  ///< not asked yet, or the DNS did not tell; see `answer`
    none,     ///< there is no SPF record
    one,      ///< there is one
    many,     ///< there are several, which is a permerror
  };
  Kind kind = Kind::unknown;
  const dns::Answer* answer = nullptr;           ///< null where it is not known yet
  std::string_view text;                         ///< the record, or the first
  const base::Result<Record>* record = nullptr;  ///< that record read; null with unknown and none
  std::size_t count = 0;
};

/// Selects the SPF records among the TXT records of the name, RFC 7208 section 4.5. A record is
/// read once, however many evaluations use the answer.
Published published_record(const dns::Name& domain, dns::Facts& facts);

}  // namespace libauth::spf
