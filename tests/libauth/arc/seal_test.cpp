// SPDX-License-Identifier: MIT

#include "libauth/arc/seal.h"

#include <string>

#include <boost/test/unit_test.hpp>

#include "libauth/arc/field_set.h"
#include "libauth/arc/seal_record.h"
#include "libauth/base/text.h"
#include "libauth/dkim/header_hash.h"
#include "libauth/mail/field.h"
#include "tests/libauth/arc/chain_fields.h"

using namespace libauth;
using tests::chain_of;
using tests::Fields;
using tests::replaced;

namespace {

arc::SealedSet set_for(const std::string& message, unsigned instance, arc::Result chain,
                       const arc::SealingSettings& settings = tests::sealing_now()) {
  auto set = tests::sealed_set(tests::Message(message), tests::hop(instance), chain,
                               "mx.example.net; spf=pass", settings);
  BOOST_TEST_REQUIRE(set.has_value());
  return std::move(*set);
}

arc::Seal seal_of(const arc::SealedSet& set) {
  auto seal = arc::parse_seal(mail::read_field(set.seal).value);
  BOOST_TEST_REQUIRE(seal.has_value());
  return std::move(*seal);
}

/// Why there can be no sealer; empty where there can.
std::string refusal(const std::string& message, const std::vector<std::string>& fields) {
  const tests::Message read(message);
  dkim::BodyHasher bodies;
  auto settings = tests::sealing_now();
  settings.fields = fields;
  const auto sealer = arc::Sealer::create(read.header(), bodies, tests::hop(1), settings);
  return sealer ? std::string() : sealer.error().message;
}

std::size_t longest_line(const std::string& text) {
  std::size_t longest = 0;
  for (const auto line : base::split(text, '\n')) longest = std::max(longest, line.size());
  return longest - 1;
}

/// Whether the seal's signature is over its own set alone.
bool covers_its_own_set_only(const arc::SealedSet& set, const std::string& key_file) {
  std::string text;
  arc::append_sealed(text, mail::read_field(set.authentication_results));
  arc::append_sealed(text, mail::read_field(set.message_signature));
  dkim::append_unsigned(text, mail::read_field(set.seal), dkim::Canonicalization::relaxed);
  const auto octets = tests::private_key(key_file).public_octets();
  const auto key = crypto::PublicKey::rsa(octets);
  return key->verify(crypto::sha256(text), seal_of(set).signature);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(ArcSeal)

// RFC 8617 sections 4.1.1 to 4.1.3: the instance stands first in all three.
BOOST_AUTO_TEST_CASE(SetHasItsThreeFields) {
  const auto set = set_for(tests::kPlainMessage, 1, arc::Result::none);
  BOOST_TEST(set.seal.starts_with("ARC-Seal: i=1; a=rsa-sha256; d=one.example; s=s1; t="));
  BOOST_TEST(set.message_signature.starts_with(
      "ARC-Message-Signature: i=1; a=rsa-sha256; d=one.example; s=s1;"));
  BOOST_TEST(set.authentication_results ==
             "ARC-Authentication-Results: i=1; mx.example.net; spf=pass");
  const auto seal = seal_of(set);
  BOOST_TEST((seal.chain == arc::Result::none));
  BOOST_TEST((seal.timestamp == tests::kNow));
}

BOOST_AUTO_TEST_CASE(LinesAreFoldedAndEndBareless) {
  const auto set = set_for(chain_of(2), 3, arc::Result::pass);
  for (const std::string& field : {set.seal, set.message_signature, set.authentication_results}) {
    BOOST_TEST(longest_line(field) <= 78U, field);
    BOOST_TEST(!field.ends_with("\n"));
    const mail::Header header{std::string_view(field)};
    BOOST_TEST(header.fields().size() == 1U, field);
  }
}

BOOST_AUTO_TEST_CASE(MessageSignatureCoversTheUsualFieldsAsOftenAsTheyAreThere) {
  const auto set = set_for(
      "DKIM-Signature: v=1\r\nDKIM-Signature: v=1\r\nReceived: x\r\nReturn-Path: <>\r\n"
      "Authentication-Results: mx.example.net; none\r\n" +
          chain_of(1),
      2, arc::Result::pass);
  const auto read = dkim::parse_message_signature(mail::read_field(set.message_signature).value);
  const auto* signature = std::get_if<dkim::Signature>(&read);
  BOOST_TEST_REQUIRE(signature != nullptr);
  BOOST_TEST(tests::joined(signature->signed_fields) ==
             "from | subject | date | to | dkim-signature | dkim-signature");
}

// An unsigned Content-Type lets the body be shown otherwise.
BOOST_AUTO_TEST_CASE(MessageSignatureCoversHowTheBodyIsShown) {
  const auto set = set_for(
      "Content-Type: text/html\r\nMIME-Version: 1.0\r\nMessage-ID: <1@example.com>\r\n"
      "Content-Transfer-Encoding: base64\r\n" +
          tests::kPlainMessage,
      1, arc::Result::none);
  const auto read = dkim::parse_message_signature(mail::read_field(set.message_signature).value);
  const auto* signature = std::get_if<dkim::Signature>(&read);
  BOOST_TEST_REQUIRE(signature != nullptr);
  BOOST_TEST(tests::joined(signature->signed_fields) ==
             "from | subject | date | to | message-id | mime-version | content-type | "
             "content-transfer-encoding");
}

BOOST_AUTO_TEST_CASE(EveryCanonicalizationValidates) {
  for (const auto header : {dkim::Canonicalization::simple, dkim::Canonicalization::relaxed}) {
    for (const auto body : {dkim::Canonicalization::simple, dkim::Canonicalization::relaxed}) {
      for (const unsigned instance : {1U, 2U, 3U}) {
        auto settings = tests::sealing_now();
        settings.header = header;
        settings.body = body;
        const std::string message = chain_of(instance - 1);
        const auto chain = instance == 1 ? arc::Result::none : arc::Result::pass;
        const auto set = set_for(message, instance, chain, settings);
        const auto validation = tests::validate(tests::text_of(set) + message, tests::chain_keys());
        BOOST_TEST(validation.summary() == "pass verified", set.message_signature);
        BOOST_TEST(validation.chain.oldest_pass.value() == 0U);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(ManyFieldsAreFolded) {
  auto settings = tests::sealing_now();
  settings.fields = {"From"};
  std::string message = tests::kPlainMessage;
  for (int i = 0; i < 40; ++i) {
    settings.fields.push_back("X-Field-" + std::to_string(i));
    message = settings.fields.back() + ": x\r\n" + message;
  }
  const auto set = set_for(message, 1, arc::Result::none, settings);
  BOOST_TEST(longest_line(set.message_signature) <= 78U);
  const auto validation = tests::validate(tests::text_of(set) + message, tests::chain_keys());
  BOOST_TEST(validation.summary() == "pass verified");
}

// RFC 8617 section 5.1 step 2 and section 5.1.3.
BOOST_AUTO_TEST_CASE(NobodyAddsToAChainThatHasFailed) {
  Fields fields(chain_of(2));
  std::string& seal = fields.at("ARC-Seal", 2);
  seal = replaced(seal, "cv=pass", "cv=fail");
  const tests::Message message(fields.text());
  for (const auto chain : {arc::Result::none, arc::Result::pass, arc::Result::fail}) {
    BOOST_TEST(!tests::sealed_set(message, tests::hop(3), chain, "mx.example.net; none"));
  }
}

// RFC 8617 section 4.2.1.
BOOST_AUTO_TEST_CASE(NobodyAddsToFiftySets) {
  const auto with_newest = [](unsigned instance) {
    return tests::Message("ARC-Seal: i=" + std::to_string(instance) + "; cv=pass\r\n" +
                          tests::kPlainMessage);
  };
  const auto results = "mx.example.net; none";
  BOOST_TEST(!tests::sealed_set(with_newest(50), tests::hop(1), arc::Result::fail, results));
  const auto last = tests::sealed_set(with_newest(49), tests::hop(1), arc::Result::fail, results);
  BOOST_TEST_REQUIRE(last.has_value());
  BOOST_TEST(seal_of(*last).instance == 50U);
}

// RFC 8617 section 5.1.2.
BOOST_AUTO_TEST_CASE(SealOfAFailedChainCoversItsOwnSetOnly) {
  const std::string message = chain_of(2) + "changed\r\n";
  const auto set = set_for(message, 3, arc::Result::fail);
  BOOST_TEST((seal_of(set).chain == arc::Result::fail));
  BOOST_TEST(seal_of(set).instance == 3U);
  BOOST_TEST(covers_its_own_set_only(set, "rsa2048.pem"));
  const auto validation = tests::validate(tests::text_of(set) + message, tests::chain_keys());
  BOOST_TEST(validation.summary() == "fail failed_before");
  // The other way round: a seal of a chain that passed does not.
  BOOST_TEST(!covers_its_own_set_only(set_for(chain_of(2), 3, arc::Result::pass), "rsa2048.pem"));
}

// "cv" is one of the three words, and "pass" is only said of a chain that may pass.
BOOST_AUTO_TEST_CASE(ChainStatusFitsTheMessage) {
  const std::string plain = tests::kPlainMessage;
  const std::string incomplete = "ARC-Seal: i=1; cv=none\r\n" + plain;
  const std::string bad_instance = "ARC-Seal: i=51; cv=none\r\n" + plain;
  const struct {
    std::string message;
    arc::Result given;
    arc::Result written;
    unsigned instance;
  } kCases[] = {
      {plain, arc::Result::none, arc::Result::none, 1},
      {plain, arc::Result::pass, arc::Result::none, 1},
      {plain, arc::Result::fail, arc::Result::fail, 1},
      {chain_of(1), arc::Result::pass, arc::Result::pass, 2},
      {chain_of(1), arc::Result::none, arc::Result::fail, 2},
      {chain_of(1), arc::Result::fail, arc::Result::fail, 2},
      {incomplete, arc::Result::pass, arc::Result::fail, 2},
      {bad_instance, arc::Result::pass, arc::Result::fail, 1},
  };
  for (const auto& test : kCases) {
    const auto seal = seal_of(set_for(test.message, 3, test.given));
    BOOST_TEST(base::name_of(seal.chain) == base::name_of(test.written));
    BOOST_TEST(seal.instance == test.instance);
  }
}

BOOST_AUTO_TEST_CASE(LineEndsOfResultsBecomeFolds) {
  const tests::Message message(tests::kPlainMessage);
  for (const std::string results :
       {"mx.example.net; spf=pass\r\nX-Injected: 1", "mx.example.net; spf=pass\nX-Injected: 1",
        "mx.example.net; spf=pass\r\n\r\nX-Injected: 1", "mx.example.net; spf=pass\rX-Injected: 1",
        " mx.example.net; spf=pass \r\n\t\r\n  X-Injected: 1\r\n"}) {
    const auto set = tests::sealed_set(message, tests::hop(1), arc::Result::none, results);
    BOOST_TEST(set->authentication_results ==
               "ARC-Authentication-Results: i=1; mx.example.net; spf=pass X-Injected: 1");
  }
}

// RFC 8617 section 4.1.2: a sealer must not sign what later hosts add or take away.
BOOST_AUTO_TEST_CASE(WhatMustNotBeSignedIsRefused) {
  const struct {
    std::vector<std::string> fields;
    const char* refusal;
  } kCases[] = {
      {{}, ""},
      {{"FROM", "x-other"}, ""},
      {{"to"}, "The From field has to be signed."},
      {{"from", "Authentication-Results"},
       "A message signature must not cover \"authentication-results\"."},
      {{"from", "ARC-Seal"}, "A message signature must not cover \"arc-seal\"."},
      {{"from", "arc-message-signature"},
       "A message signature must not cover \"arc-message-signature\"."},
      {{"from", "ARC-Authentication-Results"},
       "A message signature must not cover \"arc-authentication-results\"."},
      {{"from", ""}, "\"\" is no name of a field."},
      {{"from", "a b"}, "\"a b\" is no name of a field."},
      {{"from", "a:b"}, "\"a:b\" is no name of a field."},
      {{"from", "a;b"}, "\"a;b\" is no name of a field."},
      {{"from", "a\r\nb"}, "\"a\\013\\010b\" is no name of a field."},
  };
  for (const auto& test : kCases) {
    BOOST_TEST(refusal(tests::kPlainMessage, test.fields) == test.refusal);
  }
  BOOST_TEST(refusal("To: b@example.net\r\n\r\n", {}) == "The message has no From field.");
  BOOST_TEST(refusal("", {}) == "The message has no From field.");
}

BOOST_AUTO_TEST_CASE(WhatNoKeyCanVerifyIsRefused) {
  const tests::Message message(tests::kPlainMessage);
  const std::string label(63, 'a');
  const auto refused = [&message](const dkim::SigningKey& key, std::int64_t seconds) {
    dkim::BodyHasher bodies;
    arc::SealingSettings settings;
    settings.timestamp = base::Time(std::chrono::seconds(seconds));
    return !arc::Sealer::create(message.header(), bodies, key, settings);
  };
  BOOST_TEST(!refused(tests::signing_key("s1", "one.example"), 0));
  BOOST_TEST(!refused(tests::signing_key("s1", "one.example"), 999'999'999'999));
  BOOST_TEST(refused(tests::signing_key("s1", "one.example"), -1));
  BOOST_TEST(refused(tests::signing_key("s1", "one.example"), 1'000'000'000'000));
  BOOST_TEST(refused(tests::signing_key("s1", "example"), 0));
  BOOST_TEST(refused(tests::signing_key(".", "one.example"), 0));
  const std::string longest = label + "." + label + "." + label + ".example";
  BOOST_TEST(refused(tests::signing_key(label, longest), 0));
}

// A name that is given twice is signed as often as it is there, not twice as often.
BOOST_AUTO_TEST_CASE(NamesCountOnce) {
  auto settings = tests::sealing_now();
  settings.fields = {"from", "From", "x-not-there"};
  const auto set = set_for(tests::kPlainMessage, 1, arc::Result::none, settings);
  BOOST_TEST(set.message_signature.find(" h=from;") != std::string::npos);
  settings.fields = {"from", "x"};
  std::string message = tests::kPlainMessage;
  for (int i = 0; i < 1000; ++i) message = "X: y\r\n" + message;
  const tests::Message many(message);
  dkim::BodyHasher bodies;
  BOOST_TEST(!arc::Sealer::create(many.header(), bodies, tests::hop(1), settings));
}

BOOST_AUTO_TEST_SUITE_END()
