// SPDX-License-Identifier: MIT

#include "service/cli/report_paths.h"

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>

namespace service::cli {
namespace {

namespace fs = std::filesystem;
namespace intake = reports::intake;

Opened give_folder(const fs::path& folder, const intake::Limits& limits, const intake::Take& take,
                   const intake::Begin& begin) {
  bool is_closed = false;
  const auto watch = [&](intake::Payload&& payload) {
    is_closed |= payload.error && payload.file == folder;
    return take(std::move(payload));
  };
  intake::each_payload(folder, limits, watch, begin);
  return is_closed ? Opened::nothing : Opened::folder;
}

Opened give_file(const fs::path& path, std::uint64_t start, const intake::Limits& limits,
                 const intake::Take& take) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (file) {
    intake::each_payload(file, path, limits, take, start);
    return Opened::stream;
  }
  intake::Payload payload{.file = path, .octets = {}, .error = {}};
  payload.error = {0, std::string(intake::kOpenRule),
                   "It cannot be opened: " + std::generic_category().message(errno)};
  take(std::move(payload));
  return Opened::nothing;
}

}  // namespace

Opened each_payload_of(const std::string& path, std::istream& standard_input,
                       const intake::Limits& limits, const intake::Take& take,
                       const intake::Begin& begin) {
  std::error_code unknown;
  const bool is_standard_input = path == "-";
  if (!is_standard_input && fs::is_directory(path, unknown))
    return give_folder(path, limits, take, begin);
  const std::optional<std::uint64_t> start = begin ? begin(path) : 0;
  if (is_standard_input) {
    intake::each_payload(standard_input, path, limits, take);
    return Opened::stream;
  }
  return start ? give_file(path, *start, limits, take) : Opened::stream;
}

int status_of(std::uint64_t rejected, const RejectedFile* first, bool has_opened,
              Terminal& terminal) {
  if (first == nullptr) return kGood;
  if (has_opened) return kFindings;
  return fail(terminal, (rejected == 1 ? "" : "None of the files could be opened; the first is ") +
                            first->file + ": " + first->reason);
}

}  // namespace service::cli
