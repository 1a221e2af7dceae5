// SPDX-License-Identifier: MIT
//
// A zone, read from a zone file, that answers as an authoritative server would.

#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "libauth/base/result.h"
#include "libauth/dns/answer.h"
#include "libauth/dns/question.h"

namespace libauth::dns {

/// Records of one owner and type.
struct RrSet {
  std::uint32_t ttl = 0;
  Records records;
};

class Zone {
 public:
  /// An empty zone of that origin.
  explicit Zone(Name origin) : origin_(std::move(origin)) {}

  /// Reads a zone file (RFC 1035 section 5) of at most 64 MiB. The zone's origin is the owner of
  /// the SOA record, or else the argument, or else what $ORIGIN says, as read_zone_file() tells it.
  /// A file without records is an error. The error names the line.
  static base::Result<Zone> read_file(const std::string& path,
                                      const std::optional<Name>& origin = {});
  static base::Result<Zone> read_text(std::string_view text,
                                      const std::optional<Name>& origin = {});

  const Name& origin() const { return origin_; }

  /// Adds records to those that the owner has of the type. The owner is at or below the origin.
  void add(const Name& owner, RrType type, std::uint32_t ttl, const Records& records);

  /// What a look-up in the zone gave, RFC 1034 section 4.3.2.
  struct Found {
    enum class Kind {
      records,
      alias,
      no_data,
      no_such_name,
      delegated,
      too_long,  ///< a DNAME makes the name longer than a name can be (RFC 6672 section 2.2)
    };
    Kind kind = Kind::no_such_name;
    const RrSet* set = nullptr;  ///< with records and alias (CNAME); valid as long as the zone
    Name target;                 ///< with alias: where it leads; with delegated: the zone cut
    std::uint32_t ttl = 0;       ///< of the set; with no_data and no_such_name by the SOA
  };
  Found find(const Question& question) const;

 private:
  using Sets = std::map<RrType, RrSet>;

  const Sets* sets_at(const Name& owner) const;
  bool exists(const Name& owner) const { return names_.contains(owner); }
  Found find_at(const Sets& sets, const Question& question) const;
  std::uint32_t negative_ttl() const;

  Name origin_;
  std::map<Name, Sets> owners_;
  std::set<Name> names_;  ///< owners and the empty non-terminals above them
};

}  // namespace libauth::dns
