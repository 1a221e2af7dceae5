// SPDX-License-Identifier: MIT

#include "service/cli/import_marks.h"

#include <algorithm>
#include <fstream>
#include <string>
#include <string_view>
#include <system_error>

#include <sys/stat.h>

#include "libauth/crypto/digest.h"

namespace service::cli {
namespace {

namespace fs = std::filesystem;
using reports::store::ImportMark;

constexpr std::string_view kMboxStart = "From ";

/// So many octets of the file, or as many as there are.
std::string octets_at(const fs::path& file, std::uint64_t from, std::size_t size) {
  std::string octets(size, '\0');
  std::ifstream in(file, std::ios::binary);
  in.seekg(static_cast<std::streamoff>(from));
  in.read(octets.data(), static_cast<std::streamsize>(size));
  octets.resize(static_cast<std::size_t>(in.gcount()));
  return octets;
}

/// SHA-256 of the last octets before `end`.
std::string digest_before(const fs::path& file, std::uint64_t end) {
  constexpr std::uint64_t kOctets = 4096;
  const std::uint64_t size = std::min(end, kOctets);
  const std::string octets = octets_at(file, end - size, static_cast<std::size_t>(size));
  return libauth::crypto::hex(libauth::crypto::sha256(octets));
}

bool is_as(const ImportMark& before, const ImportMark& now) {
  return before.size == now.size && before.modified == now.modified;
}

/// Where the mail begins that stands behind so many octets, with line ends between them; 0 where
/// there is none, as the last mail was not complete.
std::uint64_t next_mail(const fs::path& file, std::uint64_t read_to) {
  constexpr std::size_t kLineEnds = 4;
  const std::string octets = octets_at(file, read_to - 1, 1 + kLineEnds + kMboxStart.size());
  const std::size_t at = octets.find_first_not_of("\r\n", 1);
  const bool is_mail = at != std::string::npos && octets[at - 1] == '\n' &&
                       octets.compare(at, kMboxStart.size(), kMboxStart) == 0;
  return is_mail ? read_to - 1 + at : 0;
}

}  // namespace

std::optional<ImportMark> fresh_mark(const fs::path& file) {
  struct stat status {};
  if (stat(file.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return std::nullopt;
  std::error_code error;
  const fs::path absolute = fs::weakly_canonical(file, error);
  if (error) return std::nullopt;
  constexpr std::int64_t kNanoseconds = 1'000'000'000;
  return ImportMark{.path = absolute.string(),
                    .size = static_cast<std::uint64_t>(status.st_size),
                    .modified = status.st_mtim.tv_sec * kNanoseconds + status.st_mtim.tv_nsec,
                    .read_to = 0};
}

void add_digests(std::span<ImportMark> marks) {
  for (ImportMark& mark : marks) {
    if (octets_at(mark.path, 0, kMboxStart.size()) != kMboxStart) continue;
    std::string digest = digest_before(mark.path, mark.read_to);
    const auto now = fresh_mark(mark.path);
    if (now && is_as(mark, *now)) mark.digest = std::move(digest);
  }
}

std::uint64_t octets_read(const ImportMark& before, const ImportMark& now) {
  if (is_as(before, now)) return before.read_to;
  const bool has_grown = before.read_to > 0 && now.size > before.size && !before.digest.empty() &&
                         digest_before(now.path, before.read_to) == before.digest;
  return has_grown ? next_mail(now.path, before.read_to) : 0;
}

}  // namespace service::cli
