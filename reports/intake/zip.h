// SPDX-License-Identifier: MIT
//
// Reads a zip archive in memory, member by member. The only file that knows libarchive.

#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "libauth/base/result.h"
#include "reports/intake/gzip.h"

struct archive;
struct archive_entry;

namespace reports::intake {

class Zip {
 public:
  /// The octets must outlive the archive.
  explicit Zip(std::string_view octets);

  enum class Step { member, end };
  /// Goes to the next member, folders included, or to the end. After an error there are no more.
  libauth::base::Result<Step> next();

  /// Of the current member: its name as it is written, any octets.
  std::string_view name() const;
  bool is_folder() const;

  /// Gives the octets of the current member to the sink, piece by piece. The error is what the sink
  /// said, or has kEncryptedRule, kMethodRule, kChecksumRule (all was given to the sink) or
  /// kArchiveRule; the members behind it can be read all the same.
  std::optional<libauth::base::ParseError> read(const Sink& sink);

 private:
  struct Close {
    void operator()(archive* opened) const;
  };

  libauth::base::ParseError unreadable() const;

  std::unique_ptr<archive, Close> archive_;
  archive_entry* entry_ = nullptr;  // owned by archive_, valid until the next member
};

}  // namespace reports::intake
