// SPDX-License-Identifier: MIT
//
// By what a file is known again that was imported, and where to go on in it.

#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>

#include "reports/store/upkeep.h"

namespace service::cli {

/// How the file is known, with nothing read of it; none where it is no regular file.
std::optional<reports::store::ImportMark> fresh_mark(const std::filesystem::path& file);

/// Notes the digests of what was read of mbox files. A file that has changed since its mark was
/// made gets none.
void add_digests(std::span<reports::store::ImportMark> marks);

/// Octets of the file that need not be read again: of one that is as `before` has it, those that
/// were read; of an mbox file to which mails were added, those before the first of them; else 0.
/// What was read of a grown file counts as the same where its last 4096 octets are.
/// @param now  of the same path
std::uint64_t octets_read(const reports::store::ImportMark& before,
                          const reports::store::ImportMark& now);

}  // namespace service::cli
