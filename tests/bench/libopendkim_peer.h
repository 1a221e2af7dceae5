// SPDX-License-Identifier: MIT
//
// libopendkim, to measure beside: its verification of the same messages.

#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "tests/bench/mail_corpus.h"

namespace bench {

/// One DKIM_LIB, which finds the one key through its look-up hook, so that no DNS is asked.
///
/// Not safe for use by several threads at once, and one at a time.
class LibopendkimPeer {
 public:
  /// @param key  the text of the key record
  /// @throws std::bad_alloc where libopendkim cannot start
  explicit LibopendkimPeer(std::string key);
  ~LibopendkimPeer();
  LibopendkimPeer(const LibopendkimPeer&) = delete;
  LibopendkimPeer& operator=(const LibopendkimPeer&) = delete;

  /// How many signatures of the message it finds good.
  std::size_t verify(const Mail& mail);

 private:
  struct Library;
  std::unique_ptr<Library> library_;
};

}  // namespace bench
