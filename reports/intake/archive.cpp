// SPDX-License-Identifier: MIT

#include "reports/intake/archive.h"

#include <archive.h>
#include <archive_entry.h>

#include "libauth/base/text.h"
#include "reports/intake/unpack.h"

namespace reports::intake {
namespace {

using libauth::base::ParseError;
using libauth::base::Result;

/// ARCHIVE_WARN says that something small was odd and the data are there.
bool is_fine(int status) {
  return status == ARCHIVE_OK || status == ARCHIVE_WARN;
}

ParseError damaged(const char* reason) {
  return {0, std::string(kArchiveRule),
          "The archive cannot be read: " +
              libauth::base::printable(reason == nullptr ? "unknown reason" : reason)};
}

/// RFC 1952 section 2.3.1: the only method is 8, and reserved flags must be refused. libarchive
/// would take such a stream for an empty one.
bool has_gzip_header(std::string_view octets) {
  constexpr std::size_t kSize = 10;
  constexpr unsigned kReserved = 0xE0;
  return octets.size() >= kSize && octets[2] == 8 &&
         (static_cast<unsigned char>(octets[3]) & kReserved) == 0;
}

}  // namespace

void Archive::Close::operator()(archive* opened) const {
  archive_read_free(opened);
}

Archive::Archive(Form form, std::string_view octets) : form_(form), archive_(archive_read_new()) {
  if (form == Form::gzip && !has_gzip_header(octets)) broken_ = "the gzip header is invalid";
  // Only what is meant to be read is switched on: each further format is code that an attacker
  // could reach.
  if (form == Form::gzip) {
    // Appended and not "supported", which would take off all layers of gzip at once, uncounted.
    archive_read_append_filter(archive_.get(), ARCHIVE_FILTER_GZIP);
    archive_read_support_format_empty(archive_.get());
    archive_read_support_format_raw(archive_.get());
  } else {
    archive_read_support_format_zip(archive_.get());
  }
  archive_read_open_memory(archive_.get(), octets.data(), octets.size());
  // A gzip stream that breaks in its first block looks empty later on; only now is there an error.
  const char* reason = archive_error_string(archive_.get());
  if (form == Form::gzip && reason != nullptr && broken_.empty()) broken_ = reason;
}

Result<Archive::Step> Archive::next() {
  if (!broken_.empty()) return damaged(broken_.c_str());
  const int status = archive_read_next_header(archive_.get(), &entry_);
  if (status == ARCHIVE_EOF) return Step::end;
  if (!is_fine(status)) return damaged(archive_error_string(archive_.get()));
  return Step::member;
}

std::string_view Archive::name() const {
  if (form_ == Form::gzip) return {};
  const char* name = archive_entry_pathname(entry_);
  // There is none where the archive's character set cannot be had.
  return name == nullptr || *name == '\0' ? std::string_view("unnamed") : std::string_view(name);
}

bool Archive::is_folder() const {
  return archive_entry_filetype(entry_) == AE_IFDIR;
}

bool Archive::is_encrypted() const {
  return archive_entry_is_encrypted(entry_) != 0;
}

std::optional<ParseError> Archive::read(const Sink& sink) {
  for (;;) {
    const void* block = nullptr;
    std::size_t size = 0;
    la_int64_t offset = 0;
    const int status = archive_read_data_block(archive_.get(), &block, &size, &offset);
    if (status == ARCHIVE_EOF) return std::nullopt;
    if (!is_fine(status)) return damaged(archive_error_string(archive_.get()));
    if (auto error = sink({static_cast<const char*>(block), size})) return error;
  }
}

}  // namespace reports::intake
