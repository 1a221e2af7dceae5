// SPDX-License-Identifier: MIT
//
// Signed messages to measure with, and the DNS that they need. The same in every run.

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "libauth/base/ip_address.h"
#include "libauth/base/time.h"
#include "libauth/dns/resolver.h"
#include "libauth/dns/zone_resolver.h"

namespace bench {

/// A message as it arrives.
struct Mail {
  std::string octets;  ///< CRLF line ends
  libauth::base::IpAddress ip;
  std::string helo;
  std::string mail_from;
  std::size_t signatures = 1;
};

/// What SMTP servers read at once; messages are fed in pieces of that size.
inline constexpr std::size_t kPiece = 64 * 1024;

/// KiB of the shortest and the longest message.
struct Sizes {
  std::size_t least = 1;
  std::size_t most = 500;
};

/// Signed with rsa-sha256 by a key of 2048 bits, by one of 50 domains. There are as many messages
/// between 1 and 2 KiB as between 250 and 500. Seven in ten are relaxed/relaxed, two
/// relaxed/simple, one simple/simple; half of the long ones are base64, as attachments are.
struct MailCorpus {
  std::vector<Mail> mails;
  /// Knows keys, SPF and DMARC records, PTR and addresses.
  std::unique_ptr<libauth::dns::ZoneResolver> resolver;
  libauth::base::Time now{};

  std::size_t octets() const;
};

/// @param count  messages
/// @param signatures  of each message, by as many domains
/// @throws std::runtime_error where the key of the fixtures cannot be read
MailCorpus mail_corpus(std::size_t count, std::size_t signatures = 1, Sizes sizes = {});

/// Calls work(piece) for the message in pieces of kPiece octets.
template <class Work>
void in_pieces(std::string_view octets, const Work& work) {
  for (; octets.size() > kPiece; octets.remove_prefix(kPiece)) work(octets.substr(0, kPiece));
  work(octets);
}

/// The text of the key's DNS record, as libopendkim's look-up hook wants it.
std::string key_record();

/// The DER SubjectPublicKeyInfo of the key.
std::vector<std::uint8_t> public_key();

}  // namespace bench
