// SPDX-License-Identifier: MIT
//
// Chains whose structure is right: their signatures, keys and times, RFC 8617 section 5.2 steps 4
// to 7.

#include "libauth/arc/validate.h"

#include <algorithm>
#include <string>

#include <boost/test/unit_test.hpp>

#include "libauth/arc/field_set.h"
#include "libauth/dkim/header_hash.h"
#include "libauth/mail/field.h"
#include "tests/libauth/arc/chain_fields.h"

using namespace libauth;
using tests::chain_of;
using tests::Fields;
using tests::replaced;

namespace {

/// The reasons of the sets, from the first: "verified/verified -/no_key", message signature before
/// seal; "-" where it was not looked at.
std::string reasons_of(const arc::Validation& chain) {
  const auto word = [](const std::optional<dkim::Reason>& reason) {
    return reason ? std::string(base::name_of(*reason)) : std::string("-");
  };
  std::string text;
  for (const auto& set : chain.sets) {
    text += (text.empty() ? "" : " ") + word(set.message_signature) + "/" + word(set.seal);
  }
  return text;
}

tests::Validated validated(const std::string& message) {
  return tests::validate(message, tests::chain_keys());
}

/// The field without its folds and without its signature; "b" is its last tag.
std::string without_signature(const std::string& field) {
  std::string line = mail::unfolded(field);
  line.resize(line.find(" b=") + 3);
  return line;
}

std::vector<std::string> names_signed_by(const std::string& field) {
  const auto read =
      dkim::parse_message_signature(std::string(mail::read_field(field).value) + "AA==");
  const auto* signature = std::get_if<dkim::Signature>(&read);
  return signature == nullptr ? std::vector<std::string>{"from"} : signature->signed_fields;
}

/// The message with one set more, whose message signature has `to` instead of `from` and is signed
/// and sealed like that.
std::string sealed_with(const std::string& octets, unsigned instance, const std::string& from,
                        const std::string& to) {
  const tests::Message message(octets);
  const auto key = tests::hop(instance);
  const auto chain = instance == 1 ? arc::Result::none : arc::Result::pass;
  auto set = *tests::sealed_set(message, key, chain, "mx.example.net; none");
  const tests::Message with_results(set.authentication_results + "\r\n" + octets);
  std::string& signature = set.message_signature;
  signature = without_signature(replaced(mail::unfolded(signature), from, to));
  signature += base::encode_base64(key.key.sign(
      dkim::header_digest(with_results.header(), names_signed_by(signature),
                          dkim::Canonicalization::relaxed, mail::read_field(signature))));
  std::string text;
  for (const auto& before : arc::field_sets_of(message.header()).sets) {
    arc::append_sealed(text, before);
  }
  arc::append_sealed(text, mail::read_field(set.authentication_results));
  arc::append_sealed(text, mail::read_field(signature));
  set.seal = without_signature(set.seal);
  dkim::append_canonical(text, mail::read_field(set.seal), dkim::Canonicalization::relaxed);
  set.seal += base::encode_base64(key.key.sign(crypto::sha256(text)));
  return tests::text_of(set) + octets;
}

std::string signed_with(const std::string& from, const std::string& to) {
  return sealed_with(tests::kPlainMessage, 1, from, to);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(ArcValidate)

BOOST_AUTO_TEST_CASE(ChainsOfSeveralSetsPass) {
  const char* const kReasons[] = {"verified/verified", "verified/verified verified/verified",
                                  "verified/verified verified/verified verified/verified"};
  for (const unsigned sets : {1U, 2U, 3U}) {
    const auto validation = validated(chain_of(sets));
    BOOST_TEST(validation.summary() == "pass verified");
    BOOST_TEST(reasons_of(validation.chain) == kReasons[sets - 1]);
    BOOST_TEST(validation.chain.instances == sets);
    BOOST_TEST(validation.chain.oldest_pass.value() == 0U);
    BOOST_TEST(validation.chain.detail.empty());
    // Seal and message signature have one key here.
    BOOST_TEST(validation.asked.size() == sets);
  }
}

BOOST_AUTO_TEST_CASE(SetsAreTold) {
  const auto chain = validated(chain_of(2)).chain;
  BOOST_TEST_REQUIRE(chain.sets.size() == 2U);
  BOOST_TEST(chain.sets[0].instance == 1U);
  BOOST_TEST(chain.sets[0].domain->text() == "one.example");
  BOOST_TEST(chain.sets[0].selector->text() == "s1");
  BOOST_TEST(chain.sets[0].authentication_results == "mx1.example.net; spf=pass");
  BOOST_TEST(chain.sets[1].instance == 2U);
  BOOST_TEST(chain.sets[1].domain->text() == "two.example");
  BOOST_TEST(chain.sets[1].authentication_results == "mx2.example.net; spf=pass");
}

// The order of fields in the message says nothing: RFC 8617 section 5.1.1 orders by instance.
BOOST_AUTO_TEST_CASE(OrderOfFieldsDoesNotMatter) {
  Fields fields(chain_of(3));
  std::reverse(fields.fields.begin(), fields.fields.end());
  BOOST_TEST(validated(fields.text()).summary() == "pass verified");
  std::rotate(fields.fields.begin(), fields.fields.begin() + 5, fields.fields.end());
  BOOST_TEST(validated(fields.text()).summary() == "pass verified");
  std::sort(fields.fields.begin(), fields.fields.end());
  BOOST_TEST(validated(fields.text()).summary() == "pass verified");
}

BOOST_AUTO_TEST_CASE(LastLineNeedsNoEnd) {
  std::string message = chain_of(1);
  message.resize(message.size() - 2);
  BOOST_TEST(validated(message).summary() == "pass verified");
}

BOOST_AUTO_TEST_CASE(RelaxedChangesDoNotMatter) {
  Fields fields(chain_of(2));
  for (std::string& field : fields.fields) {
    if (field.starts_with("ARC-"))
      field = "arc-" + replaced(field.substr(4), ": ", " :\r\n \t") + " ";
  }
  BOOST_TEST(validated(fields.text()).summary() == "pass verified");
}

// RFC 8617 section 5.2 step 5: a later hop changed the message, and says so by its own signature.
BOOST_AUTO_TEST_CASE(OldestPassIsTheFirstSetAfterTheLastChange) {
  const auto change_body = [](std::string message) { return message + "-- \r\na footer\r\n"; };
  const auto change_subject = [](const std::string& message) {
    return replaced(message, "Subject: ", "Subject: [list] ");
  };
  const auto pass = arc::Result::pass;
  const std::string changed_once = tests::sealed(change_body(chain_of(1)), tests::hop(2), pass);
  auto validation = validated(changed_once);
  BOOST_TEST(validation.summary() == "pass verified");
  BOOST_TEST(validation.chain.oldest_pass.value() == 2U);
  BOOST_TEST(reasons_of(validation.chain) == "body_mismatch/verified verified/verified");

  validation = validated(tests::sealed(changed_once, tests::hop(3), pass));
  BOOST_TEST(validation.chain.oldest_pass.value() == 2U);

  validation = validated(tests::sealed(change_subject(chain_of(2)), tests::hop(3), pass));
  BOOST_TEST(validation.chain.oldest_pass.value() == 3U);
  // What is older than one that failed is not looked at.
  BOOST_TEST(reasons_of(validation.chain) ==
             "-/verified signature_mismatch/verified verified/verified");

  // A change after the last set breaks the chain.
  validation = validated(change_body(chain_of(3)));
  BOOST_TEST(validation.summary() == "fail message_signature");
  BOOST_TEST(!validation.chain.oldest_pass.has_value());
  BOOST_TEST(!validation.chain.is_temporary);
  BOOST_TEST(validation.chain.detail ==
             "The ARC-Message-Signature of set 3 does not verify: The body is not the one that was "
             "signed.");
}

BOOST_AUTO_TEST_CASE(OlderSignaturesAreLeftOutWhereNobodyWantsThem) {
  arc::Settings settings = tests::arc_settings_now();
  settings.find_oldest_pass = false;
  const auto validation = tests::validate(chain_of(3), tests::chain_keys(), settings);
  BOOST_TEST(validation.summary() == "pass verified");
  BOOST_TEST(!validation.chain.oldest_pass.has_value());
  BOOST_TEST(reasons_of(validation.chain) == "-/verified -/verified verified/verified");
}

// RFC 8617 section 5.2 step 6: each seal covers all sets before it.
BOOST_AUTO_TEST_CASE(EachChangedFieldOfASetBreaksASeal) {
  for (const unsigned instance : {1U, 2U, 3U}) {
    for (const std::string kind : tests::kKinds) {
      Fields fields(chain_of(3));
      std::string& field = fields.at(kind, instance);
      field += kind == "ARC-Authentication-Results" ? " x" : "; x=1";
      const bool breaks_newest = instance == 3 && kind == "ARC-Message-Signature";
      const auto validation = validated(fields.text());
      BOOST_TEST(validation.summary() == (breaks_newest ? "fail message_signature" : "fail seal"),
                 kind << " " << instance);
      BOOST_TEST(!validation.chain.oldest_pass.has_value());
    }
  }
}

BOOST_AUTO_TEST_CASE(SealOfAnotherMessageIsNone) {
  Fields fields(chain_of(2));
  const Fields other(chain_of(2, replaced(tests::kPlainMessage, "Hello", "Hallo")));
  fields.at("ARC-Seal", 2) = Fields(other).at("ARC-Seal", 2);
  BOOST_TEST(reasons_of(validated(fields.text()).chain) == "-/- verified/signature_mismatch");
}

// A seal that cannot be read needs no key to fail.
BOOST_AUTO_TEST_CASE(UnreadableSignaturesAskNothing) {
  const struct {
    const char* kind;
    const char* from;
    const char* to;
    const char* want;
  } kCases[] = {
      {"ARC-Seal", "a=rsa-sha256;", "a=rsa-sha1;", "fail seal"},
      {"ARC-Seal", "a=rsa-sha256;", "h=from; a=rsa-sha256;", "fail seal"},
      {"ARC-Seal", "a=rsa-sha256;", "a=rsa-sha256; bh=AAAA;", "fail seal"},
      {"ARC-Seal", "d=one.example;", "d=example;", "fail seal"},
      {"ARC-Seal", " b=", " b=*", "fail seal"},
      {"ARC-Message-Signature", "a=rsa-sha256;", "a=rsa-sha1;", "fail message_signature"},
      {"ARC-Message-Signature", "d=one.example;", "", "fail message_signature"},
      {"ARC-Message-Signature", "c=relaxed/relaxed;", "c=x;", "fail message_signature"},
  };
  for (const auto& test : kCases) {
    Fields fields(chain_of(1));
    std::string& field = fields.at(test.kind, 1);
    field = replaced(field, test.from, test.to);
    const auto validation = validated(fields.text());
    BOOST_TEST(validation.summary() == test.want, test.to);
    BOOST_TEST(validation.asked.empty(), test.to);
  }
}

BOOST_AUTO_TEST_CASE(UnreadableOlderMessageSignatureEndsTheSearch) {
  const auto two = sealed_with(chain_of(1), 2, "a=ed25519-sha256;", "a=unknown;");
  BOOST_TEST(validated(two).summary() == "fail message_signature");
  const auto validation = validated(tests::sealed(two, tests::hop(3), arc::Result::pass));
  BOOST_TEST(validation.summary() == "pass verified");
  BOOST_TEST(validation.chain.oldest_pass.value() == 3U);
  BOOST_TEST(reasons_of(validation.chain) ==
             "-/verified unsupported_algorithm/verified verified/verified");
}

// The message signature and the seal of a set may have different keys: two questions a set.
BOOST_AUTO_TEST_CASE(EachSetAsksForTwoKeysAtMost) {
  const auto message = signed_with("s=s1;", "s=other;");
  auto keys = tests::chain_keys();
  keys.add("other._domainkey.one.example", {tests::key_record("rsa1024.pem")});
  const auto validation = tests::validate(message, keys);
  BOOST_TEST(validation.summary() == "pass verified");
  BOOST_TEST_REQUIRE(validation.asked.size() == 2U);
  BOOST_TEST(validation.asked[0].text() == "other._domainkey.one.example TXT");
  BOOST_TEST(validation.asked[1].text() == "s1._domainkey.one.example TXT");
}

BOOST_AUTO_TEST_CASE(KeysAreNeeded) {
  const std::string owner = "s2._domainkey.two.example";
  const auto key = tests::key_record("ed25519.pem");
  const struct {
    const char* what;
    tests::Keys keys;
    const char* summary;
    const char* reasons;
    bool is_temporary;
  } kCases[] = {
      {"no such name", tests::chain_keys().fail(owner, dns::Status::no_such_name),
       "fail message_signature", "-/- no_key/-", false},
      {"no data", tests::chain_keys().fail(owner, dns::Status::no_data), "fail message_signature",
       "-/- no_key/-", false},
      {"servfail", tests::chain_keys().fail(owner, dns::Status::servfail), "fail message_signature",
       "-/- key_unavailable/-", true},
      {"timeout", tests::chain_keys().fail(owner, dns::Status::timeout), "fail message_signature",
       "-/- key_unavailable/-", true},
      {"not asked", tests::chain_keys().fail(owner, dns::Status::not_asked),
       "fail message_signature", "-/- key_unavailable/-", true},
      {"revoked", tests::chain_keys().add(owner, {"v=DKIM1; k=ed25519; p="}),
       "fail message_signature", "-/- key_revoked/-", false},
      {"another type", tests::chain_keys().add(owner, {tests::key_record("rsa2048.pem")}),
       "fail message_signature", "-/- inappropriate_algorithm/-", false},
      {"no key", tests::chain_keys().add(owner, {"v=spf1 -all"}), "fail message_signature",
       "-/- no_key/-", false},
      {"broken", tests::chain_keys().add(owner, {"v=DKIM1; p=*"}), "fail message_signature",
       "-/- key_syntax_error/-", false},
      {"two keys", tests::chain_keys().add(owner, {key, key + ";"}), "fail message_signature",
       "-/- several_keys/-", false},
      {"not for mail", tests::chain_keys().add(owner, {key + "; s=other"}),
       "fail message_signature", "-/- inappropriate_service/-", false},
      // There is no identity in ARC that t=s could forbid.
      {"same domain", tests::chain_keys().add(owner, {key + "; t=s"}), "pass verified",
       "verified/verified verified/verified", false},
      {"the first key", tests::chain_keys().fail("s1._domainkey.one.example", dns::Status::refused),
       "fail seal", "-/key_unavailable verified/verified", true},
      {"another key",
       tests::chain_keys().add("s1._domainkey.one.example", {tests::key_record("rsa2048.pem")}),
       "fail seal", "-/signature_mismatch verified/verified", false},
  };
  const std::string message = chain_of(2);
  for (const auto& test : kCases) {
    const auto validation = tests::validate(message, test.keys);
    BOOST_TEST(validation.summary() == test.summary, test.what);
    BOOST_TEST(reasons_of(validation.chain) == test.reasons, test.what);
    // RFC 8617 section 5.2.1: it is a failure all the same.
    BOOST_TEST(validation.chain.is_temporary == test.is_temporary, test.what);
    BOOST_TEST(validation.chain.detail.empty() == (validation.summary() == "pass verified"));
  }
}

// RFC 8301 section 3.2.
BOOST_AUTO_TEST_CASE(KeysHaveToBeLongEnough) {
  arc::Settings settings = tests::arc_settings_now();
  settings.dkim.min_rsa_bits = 2048;
  auto validation = tests::validate(chain_of(1), tests::chain_keys(), settings);
  BOOST_TEST(reasons_of(validation.chain) == "key_too_short/-");
  settings = tests::arc_settings_now();
  settings.dkim.max_rsa_bits = 1023;
  validation = tests::validate(chain_of(1), tests::chain_keys(), settings);
  BOOST_TEST(reasons_of(validation.chain) == "key_too_long/-");
}

BOOST_AUTO_TEST_CASE(TagsOfMessageSignaturesAreHeldToTheRules) {
  const std::string now = std::to_string(tests::kNow.time_since_epoch().count());
  const auto at = [](int seconds) {
    return "x=" + std::to_string(tests::kNow.time_since_epoch().count() + seconds) + ";";
  };
  const std::string names = "h=from:subject:date:to;";
  const struct {
    std::string from;
    std::string to;
    const char* reasons;
  } kCases[] = {
      {"t=" + now + ";", "t=" + now + ";", "verified/verified"},
      {"t=" + now + ";", "", "verified/verified"},
      // RFC 8617 section 4.1.2: "v" is not defined for it, and is passed over.
      {"t=" + now + ";", "v=2;", "verified/verified"},
      {"t=" + now + ";", "q=dns/txt; z=From:x; unknown=1;", "verified/verified"},
      {"t=" + now + ";", at(-299), "verified/verified"},
      {"t=" + now + ";", at(-301), "expired/-"},
      {"t=" + now + ";", "t=12345678901234567890;", "verified/verified"},
      {"c=relaxed/relaxed;", "c=relaxed/relaxed; l=10;", "body_mismatch/-"},
      {"c=relaxed/relaxed;", "c=relaxed/relaxed; l=21;", "verified/verified"},
      {"c=relaxed/relaxed;", "c=relaxed/relaxed; l=22;", "body_too_short/-"},
      {names, "h=subject:date:to;", "from_not_signed/-"},  // RFC 6376 section 5.4
      {names, "h=;", "syntax_error/-"},                    // RFC 6376 section 3.5
      {names, "h=from::to;", "syntax_error/-"},
      {names, "h=from:arc-authentication-results;", "verified/verified"},
      {names, "h=from:authentication-results;", "verified/verified"},
      {names, "h=from:ARC-Seal;", "syntax_error/-"},
  };
  for (const auto& test : kCases) {
    const auto validation = validated(signed_with(test.from, test.to));
    BOOST_TEST(reasons_of(validation.chain) == test.reasons, test.to);
  }
}

BOOST_AUTO_TEST_CASE(TimesAreLookedAtOnlyWhereWanted) {
  const auto message =
      signed_with("t=" + std::to_string(tests::kNow.time_since_epoch().count()) + ";", "t=1; x=2;");
  arc::Settings settings = tests::arc_settings_now();
  BOOST_TEST(tests::validate(message, tests::chain_keys(), settings).summary() ==
             "fail message_signature");
  settings.check_time = false;
  BOOST_TEST(tests::validate(message, tests::chain_keys(), settings).summary() == "pass verified");
}

BOOST_AUTO_TEST_CASE(PartOfABodyIsAcceptedOnlyWhereWanted) {
  const auto message = signed_with("c=relaxed/relaxed;", "c=relaxed/relaxed; l=21;") + "more\r\n";
  arc::Settings settings = tests::arc_settings_now();
  auto validation = tests::validate(message, tests::chain_keys(), settings);
  BOOST_TEST(reasons_of(validation.chain) == "partial_body/-");
  settings.accept_partial_body = true;
  validation = tests::validate(message, tests::chain_keys(), settings);
  BOOST_TEST(reasons_of(validation.chain) == "verified/verified");
}

BOOST_AUTO_TEST_CASE(LimitsOfSignaturesAreKept) {
  arc::Settings settings = tests::arc_settings_now();
  settings.dkim.signed_fields = 3;
  const auto validation = tests::validate(chain_of(1), tests::chain_keys(), settings);
  BOOST_TEST(reasons_of(validation.chain) == "too_many_signed_fields/-");
  BOOST_TEST(validation.asked.empty());
}

// Where facts are missing they are noted, all of them at once.
BOOST_AUTO_TEST_CASE(MissingFactsAreNoted) {
  const tests::Message message(chain_of(3));
  dkim::BodyHasher bodies;
  const arc::Validator validator(message.header(), bodies, tests::arc_settings_now());
  message.hash(bodies);
  dns::Facts facts;
  validator.evaluate(facts);
  BOOST_TEST(facts.missing().size() == 3U);
}

BOOST_AUTO_TEST_SUITE_END()
