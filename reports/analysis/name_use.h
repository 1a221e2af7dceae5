// SPDX-License-Identifier: MIT
//
// Whether a name of the DNS is free for a record that is not there yet.
//
// Functions of the facts alone: where facts are missing they are noted, and what these give is to
// be dropped (libauth::dns::settle does). A DNS failure is `unknown`, never `free`.

#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include "libauth/dns/facts.h"
#include "libauth/dns/name.h"
#include "libauth/dns/rr_type.h"

namespace reports::analysis {

enum class NameState {
  free,       ///< nothing that was looked at stands in the way
  published,  ///< the very record is there already
  taken,      ///< other data is there, which the record would break, or be broken by
  unknown,    ///< the DNS did not tell, or tells the same of every name beside it (a wildcard)
};
BOOST_DESCRIBE_ENUM(NameState, free, published, taken, unknown)

/// What stands at a name where a record is to go.
struct NameUse {
  std::string name;
  NameState state = NameState::unknown;
  std::vector<std::string> records;  ///< that are there: "MX 10 mx.example.com"; kMaxNameRecords
  std::string detail;                ///< why it is unknown; else empty

  bool operator==(const NameUse&) const = default;
};
BOOST_DESCRIBE_STRUCT(NameUse, (), (name, state, records, detail))

/// Records of a name that are told.
inline constexpr std::size_t kMaxNameRecords = 10;

/// Whether a record of that type may be published there. A CNAME stands beside no other data, a key
/// beside no other text, and a mail exchange beside none that takes mail for the name already.
/// @param type  cname, txt or mx
/// @param value  of the record in presentation form, words in capitals for what is not known
/// @spec RFC 1034 section 3.6.2, RFC 6376 section 3.6.2.2
NameUse use_of(const libauth::dns::Name& name, libauth::dns::RrType type, const std::string& value,
               libauth::dns::Facts& facts);

/// The name that owns the records of the type in place of that one, as far as is known already;
/// empty where it is no alias.
std::string alias_of(const libauth::dns::Name& name, libauth::dns::RrType type,
                     const libauth::dns::Facts& facts);

}  // namespace reports::analysis
