// SPDX-License-Identifier: MIT
//
// From what was sent into the store: every report that was read, and every payload that was not.

#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/class.hpp>

#include "libauth/base/time.h"
#include "libauth/dns/name.h"
#include "reports/intake/limits.h"
#include "reports/intake/read.h"
#include "reports/store/store.h"

namespace reports::store {

/// Adds all that was read of one upload in one transaction: its reports, and the payloads that were
/// refused and have octets to read again. What was skipped has no report in it.
/// @param   name  of the upload, for people: a path, or '' where it has none. The name of a payload
///                in it follows: "may.zip: may.xml.gz"
/// @return  outcomes in the order of reading.reports, ids in the order of the refused ones with
///          octets; equal payloads have equal ids
/// @param   authserv_ids  of hosts whose Authentication-Results are believed: see
///                intake::own_results(). Empty: the trust of no report is known
/// @throws  Error
Added deposit(Store& store, const intake::Reading& reading, std::string_view name,
              libauth::base::Time received, std::span<const std::string> authserv_ids = {});

/// What is known of every payload that could not be read, the oldest first.
/// @throws  Error
std::vector<Unread> all_unread(const Store& store);

/// What came of another try.
struct Reread {
  std::uint64_t read = 0;     ///< payloads that are read now, and unread no more
  std::uint64_t reports = 0;  ///< that were stored of them and were not there yet
  std::uint64_t unread = 0;   ///< payloads that still cannot be read

  bool operator==(const Reread&) const = default;
};
BOOST_DESCRIBE_STRUCT(Reread, (), (read, reports, unread))

/// Tries all unread payloads once more, in a transaction each. A payload is read when something in
/// it is a report and nothing in it is refused; what else it turned out to be, such as a mail about
/// other things, is noted as the reason why it is not. The trust of what is read then is not known.
/// @param   own_domains  see intake::refuse_others()
/// @throws  Error; what was stored until then stays
Reread reread_all(Store& store, const intake::Limits& limits, libauth::base::Time now,
                  std::span<const libauth::dns::Name> own_domains = {});

}  // namespace reports::store
