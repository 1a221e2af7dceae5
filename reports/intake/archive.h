// SPDX-License-Identifier: MIT
//
// Reads an archive in memory, member by member. The only file that knows libarchive.

#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "libauth/base/result.h"

struct archive;
struct archive_entry;

namespace reports::intake {

/// Called with each piece of a member; an error ends the reading.
using Sink = std::function<std::optional<libauth::base::ParseError>(std::string_view)>;

/// A gzip stream, as an archive of one member without a name (none where nothing comes out), or a
/// zip archive.
class Archive {
 public:
  enum class Form { gzip, zip };

  /// The octets must outlive the archive.
  Archive(Form form, std::string_view octets);

  enum class Step { member, end };
  /// Goes to the next member, folders included, or to the end.
  libauth::base::Result<Step> next();

  /// Of the current member: its name as it is written, any octets; empty for gzip only.
  std::string_view name() const;
  bool is_folder() const;
  bool is_encrypted() const;

  /// Gives the octets of the current member to the sink, piece by piece.
  std::optional<libauth::base::ParseError> read(const Sink& sink);

 private:
  struct Close {
    void operator()(archive* opened) const;
  };

  Form form_;
  std::string broken_;  // why it cannot be read at all; empty where it can
  std::unique_ptr<archive, Close> archive_;
  archive_entry* entry_ = nullptr;  // owned by archive_, valid until the next member
};

}  // namespace reports::intake
