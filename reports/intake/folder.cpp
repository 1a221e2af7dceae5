// SPDX-License-Identifier: MIT

#include "reports/intake/folder.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <system_error>
#include <utility>
#include <vector>

#include "reports/intake/mbox.h"
#include "reports/intake/rules.h"

namespace reports::intake {
namespace {

namespace fs = std::filesystem;
using libauth::base::ParseError;

/// Folders inside each other.
constexpr int kDeepest = 32;

/// An mbox file begins with it, and every mail in it.
constexpr std::string_view kMboxStart = "From ";

ParseError cannot_read(std::string message) {
  return {0, std::string(kOpenRule), std::move(message)};
}

ParseError too_large(const Limits& limits) {
  return {0, std::string(kInputRule), "More than " + std::to_string(limits.input) + " octets"};
}

bool give_error(const fs::path& file, ParseError error, const Take& take) {
  Payload payload;
  payload.file = file;
  payload.error = std::move(error);
  return take(std::move(payload));
}

bool is_folder(const fs::path& path) {
  std::error_code error;
  return fs::is_directory(path, error);
}

bool is_maildir(const fs::path& folder) {
  return is_folder(folder / "cur") || is_folder(folder / "new");
}

/// Reads as much as there is, up to `most` octets.
std::string read_some(std::istream& in, std::size_t most) {
  constexpr std::size_t kChunk = 65'536;
  std::string octets;
  while (in && octets.size() < most) {
    const std::size_t had = octets.size();
    const std::size_t wanted = std::min(kChunk, most - had);
    octets.resize(had + wanted);
    in.read(octets.data() + had, static_cast<std::streamsize>(wanted));
    octets.resize(had + static_cast<std::size_t>(in.gcount()));
  }
  return octets;
}

/// @param start  octet of the file with which the reader began
bool give_mbox(MboxReader& reader, std::uint64_t start, const std::istream& in,
               const fs::path& name, const Limits& limits, const Take& take) {
  while (std::optional<MboxMail> mail = reader.next()) {
    Payload payload{.file = name,
                    .offset = start + mail->offset,
                    .end = start + reader.offset(),
                    .octets = std::move(mail->octets),
                    .error = {}};
    if (mail->is_too_large) payload.error = too_large(limits);
    if (!take(std::move(payload))) return false;
  }
  return !in.bad() || give_error(name, cannot_read("It cannot be read to its end"), take);
}

/// The first octets of what is left, as many as begin a mail of an mbox file, or there are.
std::string read_start(std::istream& in) {
  std::array<char, kMboxStart.size()> start{};
  in.read(start.data(), start.size());
  return {start.data(), static_cast<std::size_t>(in.gcount())};
}

/// Goes to that octet.
/// @return  whether a mail of an mbox file begins there; if not, the stream is at its beginning
bool go_to_mail(std::istream& in, std::uint64_t start) {
  const auto go_to = [&in](std::uint64_t octet) {
    in.clear();
    in.seekg(static_cast<std::streamoff>(octet));
  };
  go_to(start);
  const bool is_mail = read_start(in) == kMboxStart;
  go_to(is_mail ? start : 0);
  return is_mail;
}

class Walk {
 public:
  Walk(const Limits& limits, const Take& take, const Begin& begin)
      : limits_(limits), take_(take), begin_(begin) {}

  bool give(const fs::path& path, int depth);

 private:
  bool give_folder(const fs::path& folder, int depth);
  bool give_maildir(const fs::path& folder, int depth);
  bool give_all(const fs::path& folder, int depth, bool only_subfolders);
  bool give_file(const fs::path& file);

  const Limits& limits_;
  const Take& take_;
  const Begin& begin_;
};

bool Walk::give(const fs::path& path, int depth) {
  return is_folder(path) ? give_folder(path, depth) : give_file(path);
}

bool Walk::give_file(const fs::path& file) {
  const std::optional<std::uint64_t> start = begin_ ? begin_(file) : 0;
  if (!start) return true;
  std::error_code error;
  // A pipe would keep us waiting; a device never ends.
  if (fs::exists(file, error) && !fs::is_regular_file(file, error)) {
    return give_error(file, cannot_read("It is no file"), take_);
  }
  errno = 0;
  std::ifstream in(file, std::ios::binary);
  if (!in) {
    const std::string why = std::generic_category().message(errno);
    return give_error(file, cannot_read("It cannot be opened: " + why), take_);
  }
  return each_payload(in, file, limits_, take_, *start);
}

bool Walk::give_folder(const fs::path& folder, int depth) {
  if (depth == kDeepest) {
    return give_error(folder, cannot_read("It is too deep in other folders"), take_);
  }
  return is_maildir(folder) ? give_maildir(folder, depth) : give_all(folder, depth, false);
}

/// What is in "tmp" is not complete yet, and other files are notes of mail servers.
bool Walk::give_maildir(const fs::path& folder, int depth) {
  for (const char* name : {"new", "cur"}) {
    const fs::path inner = folder / name;
    if (is_folder(inner) && !give_all(inner, depth + 1, false)) return false;
  }
  return give_all(folder, depth, true);
}

/// @param only_subfolders  only the subfolders of a Maildir: ".Sent"
bool Walk::give_all(const fs::path& folder, int depth, bool only_subfolders) {
  std::error_code error;
  std::vector<fs::path> paths;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    const fs::path& path = it->path();
    std::error_code unknown;
    const bool is_link = fs::is_symlink(path, unknown);
    const bool is_subfolder = is_folder(path) && path.filename().native().starts_with('.');
    if ((is_link && is_folder(path)) || (only_subfolders && !is_subfolder)) continue;
    paths.push_back(path);
  }
  if (error) return give_error(folder, cannot_read("It cannot be read: " + error.message()), take_);
  std::ranges::sort(paths);
  return std::ranges::all_of(paths, [&](const fs::path& path) { return give(path, depth + 1); });
}

}  // namespace

bool each_payload(std::istream& in, const fs::path& name, const Limits& limits, const Take& take,
                  std::uint64_t start) {
  if (start > 0 && !go_to_mail(in, start)) start = 0;
  std::string octets = read_start(in);
  if (octets == kMboxStart) {
    MboxReader reader(in, limits.input, std::move(octets));
    return give_mbox(reader, start, in, name, limits, take);
  }
  octets += read_some(in, limits.input + 1 - std::min(octets.size(), limits.input + 1));
  if (in.bad()) return give_error(name, cannot_read("It cannot be read to its end"), take);
  if (octets.size() > limits.input) return give_error(name, too_large(limits), take);
  Payload payload{
      .file = name, .offset = 0, .end = octets.size(), .octets = std::move(octets), .error = {}};
  return take(std::move(payload));
}

bool each_payload(const fs::path& path, const Limits& limits, const Take& take,
                  const Begin& begin) {
  return Walk(limits, take, begin).give(path, 0);
}

}  // namespace reports::intake
