// SPDX-License-Identifier: MIT
//
// Files of networks in the MMDB format, from which the AS and the country of an address are read.
//
// There is none with Mailvet: users bring their own. Those of several makers are understood.

#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "libauth/base/ip_address.h"
#include "libauth/base/result.h"

struct MMDB_s;

namespace reports::sources {

/// What a file says of the network of an address.
struct NetworkFacts {
  std::optional<std::uint32_t> asn;
  std::optional<std::string> as_name;
  std::optional<std::string> as_domain;
  std::optional<std::string> country;  ///< two upper-case letters

  bool operator==(const NetworkFacts&) const = default;
};

/// The rules of the errors of Mmdb::open().
inline constexpr std::string_view kMmdbOpenRule = "mmdb-open";      ///< cannot be opened or read
inline constexpr std::string_view kMmdbFormatRule = "mmdb-format";  ///< no MMDB file

class Mmdb {
 public:
  /// Opens the file and keeps it mapped: replace it by another file of the same name, never write
  /// into it. The message of an error names the path.
  static libauth::base::Result<Mmdb> open(const std::string& path);

  /// What the file says; nothing for an address that it does not have. An IPv4-mapped address
  /// counts as IPv4.
  /// @threads safe
  NetworkFacts find(const libauth::base::IpAddress& address) const;

 private:
  struct Close {
    void operator()(MMDB_s* file) const;
  };
  explicit Mmdb(std::unique_ptr<MMDB_s, Close> file) : file_(std::move(file)) {}

  std::unique_ptr<MMDB_s, Close> file_;
};

}  // namespace reports::sources
