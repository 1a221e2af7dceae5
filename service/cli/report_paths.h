// SPDX-License-Identifier: MIT
//
// What `mailvet report` and `mailvet report import` do alike with the paths that they are given.

#pragma once

#include <cstdint>
#include <istream>
#include <string>
#include <string_view>

#include "reports/intake/folder.h"
#include "service/cli/report_document.h"
#include "service/cli/terminal.h"

namespace service::cli {

/// Why a file is rejected that has several other things in it.
inline constexpr std::string_view kNoReport = "There is no report in it";

/// What a path turned out to be.
enum class Opened { nothing, stream, folder };

/// Gives the payloads of a file, an mbox file, a Maildir or a folder of that very name, or of
/// standard input where the name is "-". A file may be a pipe. What cannot be opened is given with
/// an error.
/// @param   begin  is asked for the path too, also for "-"; of standard input nothing is left out.
///                 Empty: all is read
/// @return  a file that `begin` leaves out is a stream
Opened each_payload_of(const std::string& path, std::istream& standard_input,
                       const reports::intake::Limits& limits, const reports::intake::Take& take,
                       const reports::intake::Begin& begin = {});

/// The exit status after so many were rejected. Where none of the files could be opened, the first
/// one is told.
/// @param first  that was rejected; null where none was
int status_of(std::uint64_t rejected, const RejectedFile* first, bool has_opened,
              Terminal& terminal);

}  // namespace service::cli
