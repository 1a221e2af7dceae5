// SPDX-License-Identifier: MIT

#include "reports/intake/zip.h"

#include <string>

#include <archive.h>
#include <archive_entry.h>

#include "libauth/base/text.h"
#include "reports/intake/rules.h"

namespace reports::intake {
namespace {

using libauth::base::ParseError;
using libauth::base::Result;

/// ARCHIVE_WARN says that something small was odd and the data are there.
bool is_fine(int status) {
  return status == ARCHIVE_OK || status == ARCHIVE_WARN;
}

std::string_view text_of(const char* text) {
  return text == nullptr ? std::string_view() : std::string_view(text);
}

ParseError damaged(std::string_view reason) {
  return {0, std::string(kArchiveRule),
          "The archive cannot be read: " +
              libauth::base::printable(reason.empty() ? "unknown reason" : reason)};
}

}  // namespace

void Zip::Close::operator()(archive* opened) const {
  archive_read_free(opened);
}

Zip::Zip(std::string_view octets) : archive_(archive_read_new()) {
  // Only what is meant to be read is switched on: each further format is code that an attacker
  // could reach.
  archive_read_support_format_zip(archive_.get());
  archive_read_open_memory(archive_.get(), octets.data(), octets.size());
}

Result<Zip::Step> Zip::next() {
  const int status = archive_read_next_header(archive_.get(), &entry_);
  if (status == ARCHIVE_EOF) return Step::end;
  if (!is_fine(status)) return damaged(text_of(archive_error_string(archive_.get())));
  return Step::member;
}

std::string_view Zip::name() const {
  const std::string_view name = text_of(archive_entry_pathname(entry_));
  // There is none where the archive's character set cannot be had.
  return name.empty() ? "unnamed" : name;
}

bool Zip::is_folder() const {
  return archive_entry_filetype(entry_) == AE_IFDIR;
}

ParseError Zip::unreadable() const {
  // libarchive names the method in the name of the format: "ZIP 4.5 (deflate-64-bit)".
  const std::string_view format = text_of(archive_format_name(archive_.get()));
  const bool is_known = format.find("(deflation)") != std::string_view::npos ||
                        format.find("(uncompressed)") != std::string_view::npos;
  if (is_known) return damaged(text_of(archive_error_string(archive_.get())));
  return {0, std::string(kMethodRule),
          "It is compressed in a way that cannot be read: " + libauth::base::printable(format)};
}

std::optional<ParseError> Zip::read(const Sink& sink) {
  if (archive_entry_is_encrypted(entry_) != 0) {
    return ParseError{0, std::string(kEncryptedRule), "It is encrypted"};
  }
  for (;;) {
    const void* block = "";
    std::size_t size = 0;
    la_int64_t offset = 0;
    const int status = archive_read_data_block(archive_.get(), &block, &size, &offset);
    if (status == ARCHIVE_EOF) return std::nullopt;
    if (!is_fine(status)) return unreadable();
    if (auto error = sink({static_cast<const char*>(block), size})) return error;
    // libarchive's only warnings here: CRC or size are not what the archive says.
    if (status == ARCHIVE_WARN) {
      return ParseError{0, std::string(kChecksumRule),
                        "The checksum or the length is wrong; what came out was looked at"};
    }
  }
}

}  // namespace reports::intake
