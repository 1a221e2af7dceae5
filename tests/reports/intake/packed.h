// SPDX-License-Identifier: MIT
//
// Archives and mails for the tests of intake, made here.

#pragma once

#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <archive.h>
#include <archive_entry.h>

#include "libauth/base/base64.h"

namespace tests {

using Members = std::vector<std::pair<std::string, std::string>>;

/// Packs members; libarchive's own writer is what makes the archives of these tests.
class Packer {
 public:
  Packer() : archive_(archive_write_new()) { archive_write_set_bytes_in_last_block(archive_, 1); }
  Packer(const Packer&) = delete;
  Packer& operator=(const Packer&) = delete;
  ~Packer() { archive_write_free(archive_); }

  archive* get() const { return archive_; }

  std::string pack(const Members& members) {
    std::string out(std::size_t{4} << 20, '\0');
    std::size_t used = 0;
    check(archive_write_open_memory(archive_, out.data(), out.size(), &used));
    for (const auto& [name, octets] : members) add(name, octets);
    check(archive_write_close(archive_));
    out.resize(used);
    return out;
  }

 private:
  void add(const std::string& name, const std::string& octets) {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, name.c_str());
    archive_entry_set_filetype(entry, name.ends_with('/') ? AE_IFDIR : AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_size(entry, static_cast<la_int64_t>(octets.size()));
    check(archive_write_header(archive_, entry));
    archive_entry_free(entry);
    if (archive_write_data(archive_, octets.data(), octets.size()) < 0) {
      throw std::runtime_error(archive_error_string(archive_));
    }
  }

  void check(int status) {
    if (status != ARCHIVE_OK) throw std::runtime_error(archive_error_string(archive_));
  }

  archive* archive_;
};

/// @param option  of libarchive: "zip:compression=store"
inline std::string zip(const Members& members, const char* option = nullptr) {
  Packer packer;
  archive_write_set_format_zip(packer.get());
  if (option != nullptr) archive_write_set_options(packer.get(), option);
  archive_write_set_passphrase(packer.get(), "secret");
  return packer.pack(members);
}

inline std::string encrypted_zip(const Members& members) {
  return zip(members, "zip:encryption=traditional");
}

inline std::string gzip(const std::string& octets) {
  Packer packer;
  archive_write_add_filter_gzip(packer.get());
  archive_write_set_format_raw(packer.get());
  return packer.pack({{"data", octets}});
}

inline std::string gzip(const std::string& octets, int layers) {
  return layers == 0 ? octets : gzip(gzip(octets, layers - 1));
}

/// On lines of 76 octets.
inline std::string base64(const std::string& octets) {
  const std::string text = libauth::base::encode_base64(
      {reinterpret_cast<const std::uint8_t*>(octets.data()), octets.size()});
  std::string lines;
  for (std::size_t at = 0; at < text.size(); at += 76) lines += text.substr(at, 76) + "\n";
  return lines;
}

/// A part: its fields, each with its line end, and its content.
inline std::string part(const std::string& fields, const std::string& content) {
  return fields + "\n" + content;
}

/// The part of an attachment in base64.
inline std::string attached(const std::string& octets,
                            const std::string& type = "application/octet-stream") {
  return part("Content-Type: " + type + "\nContent-Transfer-Encoding: base64\n", base64(octets));
}

/// A multipart with its own fields.
inline std::string multipart(const std::string& subtype, const std::vector<std::string>& parts,
                             const std::string& boundary = "b1") {
  std::string text = "Content-Type: multipart/" + subtype + "; boundary=\"" + boundary + "\"\n\n";
  for (const std::string& one : parts) text += "--" + boundary + "\n" + one + "\n";
  return text + "--" + boundary + "--\n";
}

/// A mail with what `part` or `multipart` made.
inline std::string mail(const std::string& content) {
  return "From: reports@receiver.example.net\nTo: dmarc@example.com\nSubject: Report\n"
         "MIME-Version: 1.0\n" +
         content;
}

/// The text with CRLF for each LF.
inline std::string with_crlf(const std::string& text) {
  std::string out;
  for (const char c : text) out += c == '\n' ? std::string("\r\n") : std::string(1, c);
  return out;
}

}  // namespace tests
