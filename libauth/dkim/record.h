// SPDX-License-Identifier: MIT
//
// A DKIM key record as it is published, RFC 6376 section 3.6.1.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "libauth/crypto/public_key.h"
#include "libauth/taglist/tag_list.h"

namespace libauth::dkim {

struct KeyRecord {
  std::vector<std::string> hashes;    ///< "h": acceptable hash algorithms; none: all. A tag that is
                                      ///< there and empty has one empty word, and allows none
  std::string key_type = "rsa";       ///< "k", as written
  std::vector<std::uint8_t> key;      ///< "p", decoded; empty: the key is revoked
  std::vector<std::string> services;  ///< "s": service types; as "h"
  bool testing = false;               ///< "t=y": the domain tests DKIM
  bool same_domain = false;           ///< "t=s": the domain of i= must be d= itself
  taglist::TagList tags;              ///< all tags as written, with what is wrong with them

  bool is_revoked() const { return key.empty(); }
};

}  // namespace libauth::dkim
