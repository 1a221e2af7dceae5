// SPDX-License-Identifier: MIT
//
// The records of a zone file, RFC 1035 section 5.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libauth/base/result.h"
#include "libauth/dns/answer.h"
#include "libauth/dns/name.h"
#include "libauth/dns/zone_text.h"

namespace libauth::dns {

/// A record, and where it stands.
struct ZoneRecord {
  ZonePlace place;
  Name owner;
  RrType type{};
  std::uint32_t ttl = 0;  ///< seconds
  Records records;        ///< its data: one record
};

struct ZoneFile {
  Name origin;                      ///< of the zone; every owner is at or below it
  std::vector<ZoneRecord> records;  ///< never empty, in the order of the file
};

/// Reads a zone file. Relative names are below what $ORIGIN says, or else below `origin`, or else
/// below the owner of the SOA record where that is absolute; a relative name before all of these is
/// an error, as the root is nobody's origin by accident. The zone's origin is the owner of the SOA
/// record, or else `origin`, or else the first $ORIGIN, or else the owner that all others are
/// below. Other files are never read. The error names the line.
base::Result<ZoneFile> read_zone_file(std::string_view text, const std::optional<Name>& origin);

}  // namespace libauth::dns
