// SPDX-License-Identifier: MIT
//
// Goes through files, mbox files, Maildirs and folders, one upload after the other.

#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <istream>
#include <optional>
#include <string>

#include "libauth/base/result.h"
#include "reports/intake/limits.h"

namespace reports::intake {

inline constexpr std::string_view kOpenRule = "open";  ///< a file that cannot be opened or read

/// What is to be read as one upload: a file, or a mail of an mbox file.
struct Payload {
  std::filesystem::path file;
  std::uint64_t offset = 0;                        ///< of the mail in its file
  std::uint64_t end = 0;                           ///< octets of the file that were read with it
  std::string octets;                              ///< with an error: empty, or the beginning
  std::optional<libauth::base::ParseError> error;  ///< kOpenRule or kInputRule
};

/// Takes a payload; whether to go on.
using Take = std::function<bool(Payload&&)>;

/// Where to begin in a file that is next: an octet of it, see below; none: it is not opened.
using Begin = std::function<std::optional<std::uint64_t>(const std::filesystem::path& file)>;

/// Gives the payloads of a path, in an order that stays the same where nothing changes: of a file
/// itself; of an mbox file, however large, every mail; of a Maildir (a folder with "cur" or "new")
/// the files in these two, and those of its subfolders, which begin with "."; of another folder the
/// files and folders in it. Names are taken as they are: nothing in them is a pattern. Links to
/// folders are not followed, but for the path itself.
///
/// @param   begin  is asked for every file, right before it; empty: all are read from their
///                 beginning
/// @return  whether it went on to the end
/// @limits  memory: Limits::input a few times, and the names of one folder; 32 folders deep
/// @threads safe; keeps no state
bool each_payload(const std::filesystem::path& path, const Limits& limits, const Take& take,
                  const Begin& begin = {});

/// The same of a stream, such as standard input: an mbox file or one upload.
/// @param name   stands in the payloads as `file`
/// @param start  octet at which a mail of an mbox file begins, to leave out those before it; where
///               none does, and where it is 0, the stream is read from its beginning
bool each_payload(std::istream& in, const std::filesystem::path& name, const Limits& limits,
                  const Take& take, std::uint64_t start = 0);

}  // namespace reports::intake
