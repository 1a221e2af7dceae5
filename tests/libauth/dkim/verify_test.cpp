// SPDX-License-Identifier: MIT

#include "libauth/dkim/verify.h"

#include <string>

#include <boost/test/unit_test.hpp>

#include "tests/support/dkim_verification.h"
#include "tests/support/signed_message.h"

using namespace libauth::dkim;
using namespace std::string_literals;
using libauth::dns::Status;
using tests::Keys;
using tests::settings_now;
using tests::Signing;
using tests::verified;
using tests::Verified;

namespace {

const std::string kOwner = "s1._domainkey.example.com";
const std::string kFrom = "From: ada@example.com\r\n";
const std::string kRest = kFrom + "\r\nHi\r\n";

/// A signature over kRest, with these tags too.
std::string field_with(const std::string& tags, const std::string& key = "rsa2048.pem") {
  return tests::signature_field(
      {"v=1; a=rsa-sha256; d=example.com; s=s1; h=from" + tags, kFrom, "Hi\r\n", true, key});
}

const Keys& keys() {
  static const Keys kKeys = {{kOwner, tests::key_record("rsa2048.pem")}};
  return kKeys;
}

Verified verify(const std::string& message, const Keys& known = keys(),
                const Settings& settings = settings_now()) {
  return {{message}, known, settings};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(dkim_verify)

BOOST_AUTO_TEST_CASE(a_message_without_signatures_has_no_outcome) {
  const Verified got = verify(kRest);
  BOOST_TEST(got.signatures.empty());
  BOOST_TEST(got.asked.empty());
  BOOST_TEST(verify("").signatures.empty());
}

BOOST_AUTO_TEST_CASE(tells_what_a_good_signature_says) {
  Keys known;
  known.add(kOwner, {tests::key_record("rsa2048.pem") + "; t=y"});
  const std::string field = field_with("; i=ada@sub.example.com");
  const Verified got = verify(field + kRest, known);
  BOOST_TEST_REQUIRE(got.signatures.size() == 1U);
  const Verification& one = got.signatures.front();
  BOOST_TEST((one.result == Result::pass));
  BOOST_TEST(one.field->octets == field.substr(0, field.size() - 2));
  BOOST_TEST(one.domain->text() == "example.com");
  BOOST_TEST(one.selector->text() == "s1");
  BOOST_TEST(one.identity == "ada@sub.example.com");
  BOOST_TEST(one.algorithm == "rsa-sha256");
  BOOST_TEST(one.signature_text == field.substr(field.rfind("b=") + 2, 344));
  BOOST_TEST((one.key->type == libauth::crypto::KeyType::rsa));
  BOOST_TEST(one.key->bits == 2048U);
  BOOST_TEST(one.testing);
  BOOST_TEST((one.security == libauth::dns::Security::unchecked));
  BOOST_TEST(one.question->text() == kOwner + " TXT");
  BOOST_TEST(one.signed_octets == 4U);
  BOOST_TEST(one.body_octets == 4U);
  BOOST_TEST(one.detail.empty());
}

BOOST_AUTO_TEST_CASE(tells_what_can_be_read_of_a_broken_one) {
  const Verified got = verify(
      "DKIM-Signature: v=1; a=rsa-sha999; d=example.com; s=s1; h=from; b=A A\r\n A A; bh=AAAA\r\n" +
      kRest);
  BOOST_TEST_REQUIRE(got.signatures.size() == 1U);
  const Verification& one = got.signatures.front();
  BOOST_TEST((one.reason == Reason::unsupported_algorithm));
  BOOST_TEST(one.domain->text() == "example.com");
  BOOST_TEST(one.selector->text() == "s1");
  BOOST_TEST(one.identity.empty());
  BOOST_TEST(one.algorithm == "rsa-sha999");
  BOOST_TEST(one.signature_text == "AAAA");
  BOOST_TEST(!one.detail.empty());
  BOOST_TEST(!one.question);
}

BOOST_AUTO_TEST_CASE(only_keys_that_are_needed_are_asked_for_and_each_once) {
  const Verified got =
      verify(field_with("") + field_with("; n=x") + field_with("; x=1") +
             field_with("; t=99999999999") + "DKIM-Signature: v=1\r\n" +
             "DKIM-Signature: v=1; a=rsa-sha1; d=example.com; s=s9; h=from; b=AAAA; bh=AAAA\r\n" +
             tests::signature_field(
                 {"v=1; a=rsa-sha256; d=example.net; s=s1; h=from", kFrom, "Hi\r\n", true}) +
             kRest);
  BOOST_TEST(got.summary() ==
             "pass verified | pass verified | policy expired | policy in_the_future | "
             "permerror missing_tag | permerror sha1 | permerror no_key");
  std::vector<std::string> asked;
  for (const auto& question : got.asked) asked.push_back(question.text());
  BOOST_TEST(tests::joined(asked) ==
             "s1._domainkey.example.com TXT | s1._domainkey.example.net TXT");
}

BOOST_AUTO_TEST_CASE(what_is_not_known_yet_is_noted_and_known_facts_give_the_same_again) {
  const std::string message = field_with("") + kRest;
  libauth::mail::Header header(std::string_view(message).substr(0, message.find("\r\n\r\n") + 2));
  BodyHasher bodies;
  Verifier verifier(header, bodies, settings_now());
  bodies.update("Hi\r\n");
  bodies.finish();
  libauth::dns::Facts facts;
  BOOST_TEST((verifier.evaluate(facts).front().reason == Reason::key_unavailable));
  BOOST_TEST_REQUIRE(facts.missing().size() == 1U);
  const auto question = facts.missing().front();
  facts.learn(question, keys().answer(question));
  facts.forget_missing();
  BOOST_TEST((verifier.evaluate(facts).front().reason == Reason::verified));
  const auto again = verifier.evaluate(facts);
  const auto last = std::move(verifier).evaluate(facts);
  for (const auto& got : {again.front(), last.front()}) {
    BOOST_TEST((got.reason == Reason::verified));
    BOOST_TEST(got.domain->text() == "example.com");
    BOOST_TEST((got.question == question));
  }
  BOOST_TEST(last.front().addable_fields == again.front().addable_fields,
             boost::test_tools::per_element());
  BOOST_TEST(facts.missing().empty());
}

BOOST_AUTO_TEST_CASE(a_failure_of_the_dns_is_temporary_and_nothing_else_is) {
  // RFC 6376 section 6.1.2 steps 2 and 3.
  const std::string message = field_with("") + kRest;
  for (const Status status : {Status::servfail, Status::refused, Status::timeout, Status::bogus,
                              Status::malformed, Status::not_asked}) {
    BOOST_TEST_CONTEXT(libauth::base::name_of(status)) {
      BOOST_TEST(verify(message, Keys().fail(kOwner, status)).summary() ==
                 "temperror key_unavailable");
    }
  }
  const Verified bogus = verify(message, Keys().fail(kOwner, Status::bogus));
  BOOST_TEST((bogus.signatures.front().security == libauth::dns::Security::bogus));
  BOOST_TEST(verify(message, Keys().fail(kOwner, Status::no_data)).summary() == "permerror no_key");
  BOOST_TEST(verify(message, Keys()).summary() == "permerror no_key");
}

BOOST_AUTO_TEST_CASE(keys_say_what_they_may_verify) {
  const std::string key = tests::key_record("rsa2048.pem");
  const std::string p = key.substr(key.find("p="));
  const struct {
    std::string record;
    std::string tags;
    const char* want;
  } kRows[] = {
      {key, "", "pass verified"},
      {p, "", "pass verified"},
      {"v=DKIM1; h=sha1; " + p, "", "permerror inappropriate_hash"},
      {"v=DKIM1; s=other; " + p, "", "permerror inappropriate_service"},
      {"v=DKIM1; p=", "", "permerror key_revoked"},
      {"v=DKIM1; k=other; " + p, "", "permerror inappropriate_algorithm"},
      {"v=DKIM1; p=AAAA", "", "permerror key_syntax_error"},
      {"v=DKIM1; xp=AAAA; " + p, "", "pass verified"},
      {"v=DKIM1; xp=" + p.substr(2), "", "permerror key_syntax_error"},
      {"v=DKIM2; " + p, "", "permerror key_syntax_error"},
      {"v=spf1 -all", "", "permerror no_key"},
      {key + "; t=s", "", "pass verified"},
      {key + "; t=s", "; i=@EXAMPLE.com", "pass verified"},
      {key + "; t=s", "; i=@sub.example.com", "permerror inappropriate_domain"},
      {key + "; t=y", "; i=@sub.example.com", "pass verified"},
      {tests::key_record("ed25519.pem"), "", "permerror inappropriate_algorithm"},
      {tests::key_record("rsa1024.pem"), "", "fail signature_mismatch"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.record << row.tags) {
      Keys known;
      known.add(kOwner, {row.record});
      const Verified got = verify(field_with(row.tags) + kRest, known);
      BOOST_TEST(got.summary() == row.want);
      BOOST_TEST(got.signatures.front().detail.empty() ==
                 (got.signatures.front().result == Result::pass));
    }
  }
  Keys several;
  several.add(kOwner, {key, "v=DKIM1; k=rsa; p="});
  BOOST_TEST(verify(field_with("") + kRest, several).summary() == "permerror several_keys");
}

BOOST_AUTO_TEST_CASE(times_are_looked_at_with_a_drift) {
  // RFC 6376 section 3.5; now is 1777593600.
  const struct {
    const char* tags;
    const char* want;
    const char* without_drift;
  } kRows[] = {
      {"; t=1777593600", "pass verified", "pass verified"},
      {"; t=1777593601", "pass verified", "policy in_the_future"},
      {"; t=1777593900", "pass verified", "policy in_the_future"},
      {"; t=1777593901", "policy in_the_future", "policy in_the_future"},
      {"; t=999999999999999", "policy in_the_future", "policy in_the_future"},
      {"; t=0", "pass verified", "pass verified"},
      {"; x=1777593600", "pass verified", "pass verified"},
      {"; x=1777593599", "pass verified", "policy expired"},
      {"; x=1777593300", "pass verified", "policy expired"},
      {"; x=1777593299", "policy expired", "policy expired"},
      {"; x=999999999999999", "pass verified", "pass verified"},
      {"; x=0", "policy expired", "policy expired"},
      {"; t=1777593700; x=1777593800", "pass verified", "policy in_the_future"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.tags) {
      const std::string message = field_with(row.tags) + kRest;
      Settings settings = settings_now();
      BOOST_TEST(verify(message, keys(), settings).summary() == row.want);
      settings.drift = std::chrono::seconds(0);
      BOOST_TEST(verify(message, keys(), settings).summary() == row.without_drift);
      settings.check_time = false;
      BOOST_TEST(verify(message, keys(), settings).summary() == "pass verified");
    }
  }
}

BOOST_AUTO_TEST_CASE(every_signature_field_counts_for_the_limit) {
  // RFC 6376 section 8.4.
  Settings settings = settings_now();
  settings.limits.signatures = 2;
  const std::string good = field_with("");
  const std::string broken = "DKIM-Signature: x\r\n";
  const std::string other =
      tests::signature_field({"v=1; a=rsa-sha256; d=example.net; s=s1; h=from", kFrom, "", true});
  const struct {
    std::string fields;
    const char* want;
    std::size_t questions;
  } kRows[] = {
      {good + good, "pass verified | pass verified", 1},
      {good + good + good, "pass verified | pass verified | policy too_many", 1},
      {broken + good + good, "permerror syntax_error | pass verified | policy too_many", 1},
      {broken + broken + good, "permerror syntax_error | permerror syntax_error | policy too_many",
       0},
      {good + broken + other, "pass verified | permerror syntax_error | policy too_many", 1},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.want) {
      const Verified got = verify(row.fields + kRest, keys(), settings);
      BOOST_TEST(got.summary() == row.want);
      BOOST_TEST(got.asked.size() == row.questions);
    }
  }
  settings.limits.signatures = 0;
  BOOST_TEST(verify(good + kRest, keys(), settings).summary() == "policy too_many");
}

BOOST_AUTO_TEST_CASE(thousands_of_signatures_cost_ten) {
  std::string fields;
  for (int i = 0; i < 3000; ++i) {
    fields += "DKIM-Signature: v=1; a=rsa-sha256; d=d" + std::to_string(i) +
              ".example; s=s; h=from; b=AAAA; bh=" + tests::body_hash("") + "\r\n";
  }
  const Verified got = verify(fields + kRest);
  BOOST_TEST(got.signatures.size() == 3000U);
  BOOST_TEST(got.asked.size() == 10U);
}

BOOST_AUTO_TEST_CASE(a_field_over_the_limit_is_not_read) {
  const std::string good = field_with("");
  Settings settings = settings_now();
  settings.limits.field_octets = good.size() - 2;
  BOOST_TEST(verify(good + kRest, keys(), settings).summary() == "pass verified");
  settings.limits.field_octets = good.size() - 3;
  const Verified got = verify(good + kRest, keys(), settings);
  BOOST_TEST(got.summary() == "policy too_long");
  BOOST_TEST(got.signatures.front().algorithm.empty());
  BOOST_TEST(got.asked.empty());
}

BOOST_AUTO_TEST_CASE(names_over_the_limit_are_not_looked_for) {
  std::string names;
  for (int i = 0; i < 1000; ++i) names += ":x";
  const Verified got = verify(field_with("" + names) + kRest);
  BOOST_TEST(got.summary() == "policy too_many_signed_fields");
  BOOST_TEST(got.asked.empty());
  BOOST_TEST(verify(field_with(names.substr(2)) + kRest).summary() == "pass verified");
}

BOOST_AUTO_TEST_CASE(nothing_is_verified_where_the_header_is_cut) {
  const std::string good = field_with("");
  const libauth::mail::Header header(good + kFrom);
  BodyHasher bodies;
  const Verifier verifier(header, bodies, settings_now(), true);
  bodies.finish();
  libauth::dns::Facts facts;
  verifier.ask(facts);
  const auto got = verifier.evaluate(facts);
  BOOST_TEST(facts.missing().empty());
  BOOST_TEST_REQUIRE(got.size() == 1U);
  BOOST_TEST((got.front().reason == Reason::header_cut));
}

BOOST_AUTO_TEST_CASE(of_two_faults_the_first_in_the_order_of_the_reasons_is_told) {
  // RFC 6376 sections 6.1.1 to 6.1.3: the signature, the time, the key, the body, the header.
  const std::string key = tests::key_record("rsa2048.pem");
  const std::string p = key.substr(key.find("p="));
  const std::string revoked = "v=DKIM1; h=sha1; s=x; p=";
  const struct {
    std::string tags;
    std::string record;
    const char* rest;
    const char* want;
  } kRows[] = {
      {"; c=x; x=1", revoked, "From: eve\r\n\r\nHo\r\n", "permerror syntax_error"},
      {"; x=1; l=100", revoked, "From: eve\r\n\r\nHo\r\n", "policy expired"},
      {"; t=99999999999; l=100", revoked, "From: eve\r\n\r\nHo\r\n", "policy in_the_future"},
      {"; l=100", revoked, "From: eve\r\n\r\nHo\r\n", "permerror inappropriate_hash"},
      {"; l=100", "s=x; p=", "From: eve\r\n\r\nHo\r\n", "permerror inappropriate_service"},
      {"; l=100", "p=", "From: eve\r\n\r\nHo\r\n", "permerror key_revoked"},
      {"; l=100; i=@a.example.com", "k=ed25519; t=s; " + p, "From: eve\r\n\r\nHo\r\n",
       "permerror key_syntax_error"},
      {"; l=100; i=@a.example.com", tests::key_record("ed25519.pem") + "; t=s",
       "From: eve\r\n\r\nHo\r\n", "permerror inappropriate_algorithm"},
      {"; l=100; i=@a.example.com", key + "; t=s", "From: eve\r\n\r\nHo\r\n",
       "permerror inappropriate_domain"},
      {"; l=100", key, "From: eve\r\n\r\nHo\r\n", "permerror body_too_short"},
      {"; l=4", key, "From: eve\r\n\r\nHo\r\nmore\r\n", "fail body_mismatch 4/10"},
      {"; l=4", key, "From: eve\r\n\r\nHi\r\nmore\r\n", "fail signature_mismatch 4/10"},
      {"; l=4", key, "From: ada@example.com\r\n\r\nHi\r\nmore\r\n", "policy partial_body 4/10"},
      {"; l=4", key, "From: ada@example.com\r\n\r\nHi\r\n", "pass verified"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.tags << " " << row.record.substr(0, 20)) {
      Keys known;
      known.add(kOwner, {row.record});
      BOOST_TEST(verified(field_with(row.tags) + row.rest, known) == row.want);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_part_of_the_body_that_is_not_signed_is_told_in_octets) {
  const auto detail = [](const char* tags, const char* body) {
    const std::string field = tests::signature_field(
        {"v=1; a=rsa-sha256; d=example.com; s=s1; h=from"s + tags, kFrom, body, true});
    return verify(field + kRest).signatures.front().detail;
  };
  BOOST_TEST(detail("; l=2", "Hi") == "Only 2 of the 4 octets of the body are signed (l=).");
  BOOST_TEST(detail("; l=0", "") == "Nothing of the body is signed (l=0).");
}

BOOST_AUTO_TEST_CASE(keys_of_1024_bits_are_taken_and_shorter_ones_are_not) {
  // RFC 8301 section 3.2.
  Keys known;
  known.add(kOwner, {tests::key_record("rsa1024.pem")});
  const std::string message = field_with("", "rsa1024.pem") + kRest;
  BOOST_TEST(verify(message, known).summary() == "pass verified");
  Settings settings = settings_now();
  settings.limits.min_rsa_bits = 1025;
  BOOST_TEST(verify(message, known, settings).summary() == "policy key_too_short");
  settings.limits.min_rsa_bits = 512;
  settings.limits.max_rsa_bits = 1023;
  BOOST_TEST(verify(message, known, settings).summary() == "policy key_too_long");
}

BOOST_AUTO_TEST_CASE(a_key_whose_name_is_too_long_cannot_be_there) {
  const std::string label(60, 'a');
  const std::string domain = label + "." + label + "." + label + "." + label + ".example";
  const Verified got =
      verify(tests::signature_field(
                 {"v=1; a=rsa-sha256; d=" + domain + "; s=s1; h=from", kFrom, "Hi\r\n", true}) +
             kRest);
  BOOST_TEST(got.summary() == "permerror no_key");
  BOOST_TEST(got.asked.empty());
}

BOOST_AUTO_TEST_CASE(international_domains_are_asked_for_by_their_a_labels) {
  // RFC 8616 section 4.
  Keys known;
  known.add("s1._domainkey.xn--bcher-kva.example", {tests::key_record("rsa2048.pem")});
  const std::string field =
      tests::signature_field({"v=1; a=rsa-sha256; d=b\xc3\xbc"
                              "cher.example; s=s1; h=from",
                              kFrom, "Hi\r\n", true});
  BOOST_TEST(verified(field + kRest, known) == "pass verified");
}

BOOST_AUTO_TEST_CASE(tells_whether_all_from_fields_are_covered) {
  // RFC 6376 section 5.4.2: each name of "h" covers one field.
  const auto covers = [](const std::string& names, const std::string& header) {
    const std::string field = tests::signature_field(
        {"v=1; a=rsa-sha256; d=example.com; s=s1; h=" + names, "", "", true});
    return verify(field + header + "\r\n").signatures.front().covers_all_from;
  };
  const std::string two = "From: a\r\nX: y\r\nFROM : b\r\n";
  BOOST_TEST(covers("from", "From: a\r\n"));
  BOOST_TEST(covers("from:from", "From: a\r\n"));
  BOOST_TEST(!covers("from", two));
  BOOST_TEST(covers("From:x:FROM", two));
  BOOST_TEST(!covers("from:from", two + "from: c\r\n"));
  BOOST_TEST(!verify("DKIM-Signature: v=1\r\n" + kRest).signatures.front().covers_all_from);
}

BOOST_AUTO_TEST_CASE(fields_that_can_be_added_are_told) {
  // RFC 6376 section 8.15.
  const auto addable = [](const std::string& names, const std::string& header) {
    const std::string field = tests::signature_field(
        {"v=1; a=rsa-sha256; d=example.com; s=s1; h=" + names, "", "", true});
    const Verified got = verify(field + header + "\r\n");
    const auto& list = got.signatures.front().addable_fields;
    std::string found;
    for (const char* name : {"from", "to", "subject", "content-type"}) {
      if (std::find(list.begin(), list.end(), name) != list.end()) found += name + " "s;
    }
    return found;
  };
  const std::string header = "From: a\r\nTo: b\r\nSubject: c\r\n";
  BOOST_TEST(addable("from", header) == "from to subject content-type ");
  BOOST_TEST(addable("from:from:to", header) == "to subject content-type ");
  BOOST_TEST(addable("From:FROM:to:to:subject:subject:content-type", header).empty());
  BOOST_TEST(addable("from:from", "From: a\r\nfrom: b\r\n") == "from to subject content-type ");
  BOOST_TEST(addable("from:from:from", "From: a\r\nfrom: b\r\n") == "to subject content-type ");
}

BOOST_AUTO_TEST_SUITE_END()
