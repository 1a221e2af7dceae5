// SPDX-License-Identifier: MIT

#include "tests/bench/mail_corpus.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <random>
#include <sstream>
#include <stdexcept>

#include "libauth/base/base64.h"
#include "libauth/crypto/private_key.h"
#include "libauth/dkim/sign.h"
#include "libauth/mail/splitter.h"
#include "tests/support/zones.h"

namespace bench {
namespace {

using namespace libauth;

constexpr std::size_t kDomains = 50;
constexpr std::string_view kSelector = "s1";

const crypto::PrivateKey& private_key() {
  static const crypto::PrivateKey kKey = [] {
    std::ifstream file(MAILVET_SOURCE_DIR "/fixtures/keys/rsa2048.pem");
    std::ostringstream text;
    text << file.rdbuf();
    auto key = crypto::PrivateKey::parse_pem(text.str());
    if (!key) throw std::runtime_error(key.error().message);
    return *key;
  }();
  return kKey;
}

std::string domain_text(std::size_t number) {
  return "sender" + std::to_string(number % kDomains) + ".example";
}

/// Text of words, with a run of blanks and a blank at the line's end here and there.
void add_text(std::string& body, std::size_t size, std::mt19937& random) {
  static constexpr std::array kWords = {"the",     "of",   "postmaster", "message", "a", "delivery",
                                        "reports", "that", "domain",     "owner",   "is"};
  std::size_t column = 0;
  while (body.size() < size) {
    const std::string_view word = kWords[random() % kWords.size()];
    body += word;
    column += word.size() + 1;
    if (column > 68) {
      body += random() % 8 == 0 ? " \r\n" : "\r\n";
      column = 0;
    } else {
      body += random() % 16 == 0 ? "  " : " ";
    }
  }
  body += "\r\n";
}

/// Lines of 76 base64 digits.
void add_base64(std::string& body, std::size_t size, std::mt19937& random) {
  static constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  while (body.size() < size) {
    for (int i = 0; i < 76; ++i) body += kDigits[random() % kDigits.size()];
    body += "\r\n";
  }
}

std::string header_of(std::size_t number) {
  const std::string domain = domain_text(number);
  const std::string id = std::to_string(number);
  return "Received: from mail." + domain + " (mail." + domain +
         " [192.0.2.10])\r\n\tby mx.example.net (Postfix) with ESMTPS id 4XyZ" + id +
         "\r\n\tfor <reader@example.net>; Fri, 20 Nov 2026 10:00:00 +0000 (UTC)\r\n"
         "Received: by app." +
         domain + " with HTTP; Fri, 20 Nov 2026 09:59:58 +0000\r\nFrom: \"Accounts of " + domain +
         "\" <accounts@" + domain + ">\r\nTo: Reader <reader@example.net>\r\nReply-To: <reply@" +
         domain + ">\r\nSubject: Your statement of November,\r\n  number " + id +
         "\r\nDate: Fri, 20 Nov 2026 09:59:58 +0000\r\nMessage-ID: <" + id + "." + id + "@" +
         domain +
         ">\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
         "Content-Transfer-Encoding: 8bit\r\nList-Unsubscribe: <https://" +
         domain + "/unsubscribe/" + id +
         ">\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\nX-Mailer: statement 4.2\r\n";
}

dkim::SigningSettings settings_of(std::size_t number, base::Time now) {
  dkim::SigningSettings settings;
  settings.timestamp = now;
  if (number % 10 >= 7) settings.body = dkim::Canonicalization::simple;
  if (number % 10 == 9) settings.header = dkim::Canonicalization::simple;
  return settings;
}

std::string signed_message(const std::string& message, std::size_t number, std::size_t signatures,
                           base::Time now) {
  mail::Splitter splitter;
  dkim::BodyHasher bodies;
  const std::string body(splitter.feed(message));
  splitter.finish();
  std::vector<dkim::SigningKey> keys;
  for (std::size_t i = 0; i < signatures; ++i) {
    keys.push_back({tests::name(domain_text(number + i)), tests::name(kSelector), private_key()});
  }
  const auto signer =
      dkim::Signer::create(splitter.header(), bodies, std::move(keys), settings_of(number, now));
  if (!signer) throw std::runtime_error(signer.error().message);
  bodies.update(body);
  bodies.finish();
  std::string octets;
  for (const std::string& field : signer->fields()) octets += field + "\r\n";
  return octets + message;
}

std::string records() {
  std::ostringstream zone;
  zone << "10.2.0.192.in-addr.arpa. 3600 IN PTR mail.sender0.example.\n"
          "_spf.provider.example. 3600 IN TXT \"v=spf1 ip4:198.51.100.0/24 "
          "ip4:203.0.113.0/24 ip6:2001:db8:1::/48 -all\"\n";
  for (std::size_t i = 0; i < kDomains; ++i) {
    const std::string domain = domain_text(i) + ".";
    zone << domain
         << " 3600 IN TXT \"v=spf1 include:_spf.provider.example ip4:192.0.2.0/24 -all\"\n"
         << "mail." << domain << " 3600 IN A 192.0.2.10\n"
         << "_dmarc." << domain
         << " 3600 IN TXT \"v=DMARC1; p=reject; rua=mailto:reports@sender0.example\"\n"
         << kSelector << "._domainkey." << domain << " 3600 IN TXT";
    const std::string key = key_record();
    for (std::size_t at = 0; at < key.size(); at += 250)
      zone << " \"" << key.substr(at, 250) << "\"";
    zone << "\n";
  }
  return zone.str();
}

}  // namespace

std::string key_record() {
  return "v=DKIM1; k=rsa; p=" + base::encode_base64(public_key());
}

std::vector<std::uint8_t> public_key() {
  return private_key().public_octets();
}

std::size_t MailCorpus::octets() const {
  std::size_t sum = 0;
  for (const Mail& mail : mails) sum += mail.octets.size();
  return sum;
}

MailCorpus mail_corpus(std::size_t count, std::size_t signatures, Sizes sizes) {
  const auto least = static_cast<double>(1024 * sizes.least);
  const auto most = static_cast<double>(1024 * sizes.most);
  std::vector<dns::Zone> zones;
  zones.push_back(tests::world(records()));
  MailCorpus corpus{.mails = {},
                    .resolver = std::make_unique<dns::ZoneResolver>(std::move(zones)),
                    .now = base::Time(std::chrono::seconds(1'795'168'800))};
  std::mt19937 random(6376);
  for (std::size_t i = 0; i < count; ++i) {
    const double place =
        static_cast<double>(i) / static_cast<double>(std::max<std::size_t>(count - 1, 1));
    const auto size = static_cast<std::size_t>(least * std::pow(most / least, place));
    std::string message = header_of(i) + "\r\n";
    if (size > 64 * 1024 && i % 2 == 0) {
      add_base64(message, size, random);
    } else {
      add_text(message, size, random);
    }
    const std::string domain = domain_text(i);
    corpus.mails.push_back({.octets = signed_message(message, i, signatures, corpus.now),
                            .ip = tests::ip("192.0.2.10"),
                            .helo = "mail." + domain,
                            .mail_from = "bounce@" + domain,
                            .signatures = signatures});
  }
  // Arrival has no order.
  std::shuffle(corpus.mails.begin(), corpus.mails.end(), random);
  return corpus;
}

}  // namespace bench
