// SPDX-License-Identifier: MIT
//
// Reads lists of mail addresses, RFC 5322 section 3.4.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "libauth/base/result.h"

namespace libauth::mail {

/// One mailbox: "Mary Smith <mary@example.com>".
struct Mailbox {
  std::string display_name;  ///< unquoted, without comments; encoded words (RFC 2047) as they are
  std::string local_part;    ///< unquoted; any octet but NUL, CR and LF
  std::string domain;        ///< as written, without comments and white space; of a literal with
                             ///< its brackets
  bool is_literal = false;   ///< the domain is a domain literal: "[192.0.2.1]"
  std::size_t offset = 0;    ///< octets before it in the text

  bool operator==(const Mailbox&) const = default;
};

/// "local-part@domain" as it is written, the local part in quotes where it needs them (RFC 5322
/// section 3.4.1): what no program reads as another address.
std::string written(const Mailbox& mailbox);

struct AddressList {
  std::vector<Mailbox> mailboxes;  ///< of groups too, in order
  std::size_t groups = 0;          ///< "undisclosed-recipients:;" is one without a mailbox
  /// A form of RFC 5322 section 4 was used: a route, an empty element, a dot in a name, white space
  /// around a dot, a quoted string beside a dot, a quoted pair in a literal.
  bool has_obsolete = false;

  bool operator==(const AddressList&) const = default;
};

/// Mailboxes and groups of one field that are read where nobody says otherwise; a list that goes on
/// is an error.
inline constexpr std::size_t kMaxAddresses = 10'000;
/// Depth of comments, the outermost one counted; deeper ones are an error.
inline constexpr std::size_t kMaxCommentDepth = 100;

/// Reads the value of a From, Sender, To or the like, folded or not. It takes the whole grammar,
/// the obsolete forms too, and UTF-8 (RFC 6532) where RFC 5322 has text; everything else is an
/// error with its place: two programs that read such a text differently are how a sender is forged.
/// Nothing is guessed. An empty text is an error. Control characters are errors even where RFC 5322
/// section 4.1 has them, and an encoded word (RFC 2047 section 5) in a local part or domain is one.
/// @abnf address-list = (address *("," address)) / obs-addr-list
/// @param max_addresses  mailboxes and groups that are read; more are an error
base::Result<AddressList> parse_address_list(std::string_view value,
                                             std::size_t max_addresses = kMaxAddresses);

}  // namespace libauth::mail
