// SPDX-License-Identifier: MIT
//
// Seals messages in a test, and validates their chains.

#pragma once

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "libauth/arc/seal.h"
#include "libauth/arc/validate.h"
#include "libauth/base/enum.h"
#include "libauth/mail/splitter.h"
#include "tests/support/dkim_verification.h"
#include "tests/support/signed_message.h"

namespace tests {

/// A message in memory, with what looks at it made when the header is there.
class Message {
 public:
  explicit Message(std::string_view octets,
                   libauth::mail::LineEnd line_ends = libauth::mail::LineEnd::crlf)
      : splitter_(line_ends) {
    body_ = splitter_.feed(octets);
    body_ += splitter_.finish();
  }

  const libauth::mail::Header& header() const { return splitter_.header(); }

  /// The whole message with CRLF line ends.
  std::string octets() const { return std::string(header().octets()) + "\r\n" + body_; }

  /// Hashes the body; for all that asked for it.
  void hash(libauth::dkim::BodyHasher& bodies) const {
    bodies.update(body_);
    bodies.finish();
  }

 private:
  libauth::mail::Splitter splitter_;
  std::string body_;
};

/// A validation, and what was asked for it.
struct Validated {
  libauth::arc::Validation chain;
  std::vector<libauth::dns::Question> asked;

  /// "pass verified", "fail seal"
  std::string summary() const {
    return std::string(libauth::base::name_of(chain.result)) + " " +
           std::string(libauth::base::name_of(chain.reason));
  }
};

inline libauth::arc::Settings arc_settings_now() {
  libauth::arc::Settings settings;
  settings.now = kNow;
  return settings;
}

inline Validated validate(const Message& message, const Keys& keys,
                          const libauth::arc::Settings& settings = arc_settings_now(),
                          bool is_header_cut = false) {
  libauth::dkim::BodyHasher bodies;
  const libauth::arc::Validator validator(message.header(), bodies, settings, is_header_cut);
  message.hash(bodies);
  libauth::dns::Facts facts;
  validator.ask(facts);
  Validated validated;
  for (const auto& question : facts.missing()) {
    validated.asked.push_back(question);
    facts.learn(question, keys.answer(question));
  }
  facts.forget_missing();
  validated.chain = validator.evaluate(facts);
  BOOST_TEST(facts.missing().empty(), "all questions are asked at the end of the header");
  return validated;
}

inline Validated validate(std::string_view message, const Keys& keys,
                          const libauth::arc::Settings& settings = arc_settings_now()) {
  return validate(Message(message), keys, settings);
}

/// A key of fixtures/keys at that selector and domain.
inline libauth::dkim::SigningKey signing_key(std::string_view selector, std::string_view domain,
                                             const std::string& file = "rsa1024.pem") {
  return {name(domain), name(selector), private_key(file)};
}

inline libauth::arc::SealingSettings sealing_now() {
  libauth::arc::SealingSettings settings;
  settings.timestamp = kNow;
  return settings;
}

/// The set for the message; none where nobody adds one.
inline std::optional<libauth::arc::SealedSet> sealed_set(
    const Message& message, const libauth::dkim::SigningKey& key, libauth::arc::Result chain,
    const std::string& results, const libauth::arc::SealingSettings& settings = sealing_now()) {
  libauth::dkim::BodyHasher bodies;
  const auto sealer = libauth::arc::Sealer::create(message.header(), bodies, key, settings);
  if (!sealer) throw std::invalid_argument(sealer.error().message);
  message.hash(bodies);
  return sealer->seal(results, chain);
}

/// The three fields as they stand on a message, with their last CRLF.
inline std::string text_of(const libauth::arc::SealedSet& set) {
  return set.seal + "\r\n" + set.message_signature + "\r\n" + set.authentication_results + "\r\n";
}

/// The message with one set more; a chain that is there must be "pass".
inline std::string sealed(const std::string& message, const libauth::dkim::SigningKey& key,
                          libauth::arc::Result chain,
                          const std::string& results = "mx.example.net; spf=pass") {
  const auto set = sealed_set(Message(message), key, chain, results);
  if (!set) throw std::invalid_argument("nobody adds a set to this message");
  return text_of(*set) + message;
}

}  // namespace tests
