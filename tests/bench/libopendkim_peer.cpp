// SPDX-License-Identifier: MIT

#include "tests/bench/libopendkim_peer.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <new>

// The header is written for C, and has no type of C++ for its truth values.
using _Bool = bool;
#include <opendkim/dkim.h>

namespace bench {
namespace {

/// The hook has no place for a closure of the library's; there is one peer at a time.
std::string& hooked_key() {
  static std::string key;
  return key;
}

DKIM_CBSTAT find_key(DKIM* /*dkim*/, DKIM_SIGINFO* /*signature*/, unsigned char* buffer,
                     std::size_t size) {
  const std::string& key = hooked_key();
  if (size <= key.size()) return DKIM_CBSTAT_NOTFOUND;
  std::memcpy(buffer, key.c_str(), key.size() + 1);
  return DKIM_CBSTAT_CONTINUE;
}

unsigned char* octets_of(std::string_view text) {
  // It takes them as not const, and leaves them as they are.
  return reinterpret_cast<unsigned char*>(const_cast<char*>(text.data()));
}

/// Octets of the field that the text begins with, without its last line end.
std::size_t field_size(std::string_view text) {
  std::size_t end = text.find("\r\n");
  while (text.substr(end + 2).starts_with(' ') || text.substr(end + 2).starts_with('\t')) {
    end = text.find("\r\n", end + 2);
  }
  return end;
}

/// Feeds it as milters do, which takes less time than dkim_chunk().
void feed(DKIM* dkim, std::string_view message) {
  for (std::size_t size = 0; (size = field_size(message)) > 0; message.remove_prefix(size + 2)) {
    dkim_header(dkim, octets_of(message), size);
  }
  dkim_eoh(dkim);
  in_pieces(message.substr(2),
            [dkim](std::string_view piece) { dkim_body(dkim, octets_of(piece), piece.size()); });
}

std::size_t count_good(DKIM* dkim) {
  DKIM_SIGINFO** signatures = nullptr;
  int count = 0;
  if (dkim_getsiglist(dkim, &signatures, &count) != DKIM_STAT_OK) return 0;
  return static_cast<std::size_t>(
      std::count_if(signatures, signatures + count, [](DKIM_SIGINFO* signature) {
        // libopendkim goes through the others only where it is asked to.
        return (dkim_sig_getflags(signature) & DKIM_SIGFLAG_PASSED) != 0 &&
               dkim_sig_getbh(signature) == DKIM_SIGBH_MATCH;
      }));
}

}  // namespace

struct LibopendkimPeer::Library {
  DKIM_LIB* handle = dkim_init(nullptr, nullptr);
  ~Library() {
    if (handle != nullptr) dkim_close(handle);
  }
};

LibopendkimPeer::LibopendkimPeer(std::string key) : library_(std::make_unique<Library>()) {
  if (library_->handle == nullptr) throw std::bad_alloc();
  hooked_key() = std::move(key);
  dkim_set_key_lookup(library_->handle, find_key);
}

LibopendkimPeer::~LibopendkimPeer() = default;

std::size_t LibopendkimPeer::verify(const Mail& mail) {
  static constexpr std::array<unsigned char, 2> kId = {'m', 0};
  DKIM_STAT status = DKIM_STAT_OK;
  DKIM* dkim = dkim_verify(library_->handle, kId.data(), nullptr, &status);
  if (dkim == nullptr) throw std::bad_alloc();
  feed(dkim, mail.octets);
  bool testing = false;
  dkim_eom(dkim, &testing);
  const std::size_t good = count_good(dkim);
  dkim_free(dkim);
  return good;
}

}  // namespace bench
