// SPDX-License-Identifier: MIT
//
// Messages that are signed and sealed by our own signer, and a DNS that has their keys.

#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "libauth/arc/seal.h"
#include "libauth/dkim/sign.h"
#include "libauth/dns/zone_resolver.h"
#include "libauth/mail/splitter.h"
#include "libauth/verify/session.h"
#include "tests/support/signed_message.h"
#include "tests/support/verify_summary.h"
#include "tests/support/zones.h"

namespace tests {

inline constexpr std::string_view kClient = "192.0.2.1";

/// 2026-05-01T00:00:00Z
inline constexpr libauth::base::Time kNow{std::chrono::seconds(1'777'593'600)};

/// "owner TXT "..."" with strings of at most 255 octets.
inline std::string txt_line(const std::string& owner, const std::string& text) {
  std::string line = owner + " 300 TXT";
  for (std::size_t at = 0; at < text.size(); at += 255) line += " \"" + text.substr(at, 255) + "\"";
  return line + "\n";
}

/// The whole DNS: other names do not exist.
inline std::string world_zone() {
  std::string text = R"(
. 300 SOA ns.example. hostmaster.example. 1 7200 600 86400 60
example.com. 300 TXT "v=spf1 include:_spf.example.com -all"
_spf.example.com. 300 TXT "v=spf1 ip4:192.0.2.1 -all"
mx.example.com. 300 TXT "v=spf1 a -all"
mx.example.com. 300 A 192.0.2.1
1.2.0.192.in-addr.arpa. 300 PTR mx.example.com.
_dmarc.example.com. 300 TXT "v=DMARC1; p=reject"
_dmarc.example.net. 300 TXT "v=DMARC1; p=quarantine; t=y"
example.org. 300 TXT "v=spf1 -all"
)";
  for (const char* domain : {"example.com.", "example.net.", "list.example."}) {
    text += txt_line(std::string("r._domainkey.") + domain, key_record("rsa2048.pem"));
    text += txt_line(std::string("e._domainkey.") + domain, key_record("ed25519.pem"));
  }
  return text;
}

inline libauth::dns::ZoneResolver world_resolver() {
  std::vector<libauth::dns::Zone> zones;
  zones.push_back(zone(world_zone()));
  return libauth::dns::ZoneResolver(std::move(zones));
}

inline libauth::verify::Envelope envelope(std::string mail_from = "bounce@example.com") {
  return {.ip = ip(kClient), .helo = "mx.example.com", .mail_from = std::move(mail_from)};
}

inline libauth::verify::Settings settings() {
  return {.authserv_id = "mx.receiver.example", .now = kNow};
}

/// A key of fixtures/keys under a name that world_zone() has.
inline libauth::dkim::SigningKey signing_key(const std::string& domain, const std::string& file) {
  return {name(domain), name(file == "ed25519.pem" ? "e" : "r"), private_key(file)};
}

/// A message that was split, for what is signed of it.
struct Split {
  libauth::mail::Splitter splitter{libauth::mail::LineEnd::crlf, 1 << 22};
  libauth::dkim::BodyHasher bodies;
  std::string body;

  explicit Split(std::string_view message) {
    body = splitter.feed(message);
    body += splitter.finish();
  }

  void finish() {
    bodies.update(body);
    bodies.finish();
  }
};

/// The message with a signature on top, in one field for each key.
inline std::string signed_by(const std::string& message,
                             std::vector<libauth::dkim::SigningKey> keys,
                             libauth::dkim::SigningSettings how = {}) {
  Split split(message);
  how.timestamp = kNow;
  const auto signer = libauth::dkim::Signer::create(split.splitter.header(), split.bodies,
                                                    std::move(keys), std::move(how));
  if (!signer) throw std::invalid_argument(signer.error().message);
  split.finish();
  std::string text;
  for (const std::string& field : signer->fields()) text += field + "\r\n";
  return text + message;
}

/// The message with one more ARC set on top, of list.example.
inline std::string sealed(const std::string& message, libauth::arc::Result chain) {
  Split split(message);
  libauth::arc::SealingSettings how;
  how.timestamp = kNow;
  const auto sealer =
      libauth::arc::Sealer::create(split.splitter.header(), split.bodies,
                                   signing_key("list.example", "rsa2048.pem"), std::move(how));
  if (!sealer) throw std::invalid_argument(sealer.error().message);
  split.finish();
  const auto set = sealer->seal("list.example; dkim=pass header.d=example.com", chain);
  if (!set) throw std::invalid_argument("the chain cannot be sealed");
  return set->seal + "\r\n" + set->message_signature + "\r\n" + set->authentication_results +
         "\r\n" + message;
}

/// A message of example.com that is not signed.
inline std::string plain_message(const std::string& from = "From: Joe <joe@example.com>\r\n",
                                 const std::string& body = "Hello,\r\n\r\n  world \r\n\r\n") {
  return from +
         "To: ann@example.net\r\nSubject: hello\r\nDate: Fri, 1 May 2026 00:00:00 +0000\r\n"
         "Message-ID: <1@example.com>\r\n\r\n" +
         body;
}

inline std::string signed_message() {
  return signed_by(plain_message(), {signing_key("example.com", "rsa2048.pem"),
                                     signing_key("example.com", "ed25519.pem")});
}

/// Takes what is open and answers it, until nothing is.
inline void answer_all(libauth::verify::Session& session, libauth::dns::Resolver& resolver) {
  for (;;) {
    const auto given = session.take_questions();
    const std::vector<libauth::dns::Question> questions(given.begin(), given.end());
    if (questions.empty()) return;
    const auto answers = resolver.resolve(questions, libauth::dns::Deadline::max());
    for (std::size_t i = 0; i < questions.size(); ++i) session.answer(questions[i], answers[i]);
  }
}

}  // namespace tests
