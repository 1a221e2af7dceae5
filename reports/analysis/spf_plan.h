// SPDX-License-Identifier: MIT
//
// One SPF record for each name, for all sources that need it changed: two records in turn would
// undo each other, and two at once are a permerror (RFC 7208 section 4.5).

#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "libauth/base/ip_address.h"
#include "libauth/base/time.h"
#include "libauth/dns/facts.h"
#include "libauth/dns/name.h"
#include "reports/analysis/records.h"
#include "reports/sources/source.h"

namespace reports::analysis {

/// Octets of a record that is proposed. RFC 7208 section 3.4 wants them short, so that an answer
/// has room for them; a longer one nobody keeps up to date.
inline constexpr std::size_t kMaxSpfOctets = 4096;

/// What became of a source.
enum class SpfPlace {
  in_record,     ///< all its addresses that were looked at pass by the record
  by_template,   ///< by the template, with the domain that the service tells
  ask_service,   ///< the service tells which domain to include; the record is without it
  no_pass,       ///< what could be added does not let the addresses pass
  no_room,       ///< a limit is met even for this source alone
  no_room_left,  ///< for all of the sources: those before it have taken what there was
  alias,         ///< the name is an alias: the record is at another one
  unknown,       ///< the DNS did not tell
};

/// What there is no room for in a record.
enum class SpfLimit {
  lookups,       ///< RFC 7208 section 4.6.4: terms that ask the DNS
  void_lookups,  ///< of the same section: terms that find nothing
  octets,        ///< kMaxSpfOctets
};

/// A source that is to pass by the SPF record of a name.
struct SpfNeed {
  const sources::Source* source = nullptr;
  std::set<libauth::base::IpAddress> addresses;
  SpfPlace place = SpfPlace::unknown;
  SpfLimit limit = SpfLimit::lookups;  ///< that is met, for no_room and no_room_left
  std::string terms;                   ///< that it adds to the record; may be empty
  std::string word;  ///< in the terms, in place of the domain that the service tells; may be empty
};

/// The record of one name.
struct SpfPlan {
  SpfNow now;
  std::string alias;                  ///< the name that has the record; empty where it is no alias
  std::string note;                   ///< on what is mended, and how to publish; may be empty
  std::vector<SpfNeed> needs;         ///< in the order of the sources
  std::optional<std::string> record;  ///< complete, and proved for all that are in_record
  /// A template for all that are by_template, only where there is no record.
  std::optional<std::string> fill_in;
};

/// Gathers what is needed, and then makes the records. What it refers to must outlive it.
class SpfPlans {
 public:
  /// What is needed of a path that is no name of a mail domain is left out.
  void add(const std::string& path, const sources::Source& source,
           const std::set<libauth::base::IpAddress>& addresses);

  /// Makes all records. Where facts are missing they are noted.
  void make(libauth::dns::Facts& facts, libauth::base::Time now);

  /// Null for a path that was not added.
  const SpfPlan* of(const std::string& path) const;

 private:
  std::map<libauth::dns::Name, SpfPlan> plans_;
};

/// The need of the source; null where it has none.
const SpfNeed* need_of(const SpfPlan& plan, const sources::Source& source);

}  // namespace reports::analysis
