// SPDX-License-Identifier: MIT

#include "libauth/dkim/key.h"

#include <string>

#include <boost/test/unit_test.hpp>

#include "libauth/base/enum.h"
#include "tests/support/dkim_verification.h"
#include "tests/support/signed_message.h"

using namespace libauth::dkim;
using libauth::base::name_of;
using libauth::dns::Status;
using tests::name;

namespace {

const std::string kOwner = "s1._domainkey.example.com";

libauth::dns::AnswerPtr answer_with(const std::vector<std::string>& records) {
  return tests::Keys().add(kOwner, records).answer({name(kOwner), libauth::dns::RrType::txt});
}

/// "p=..." of a key of fixtures/keys.
std::string p_of(const std::string& file) {
  const std::string record = tests::key_record(file);
  return record.substr(record.find("p="));
}

std::string outcome(std::optional<Reason> reason) {
  return std::string(name_of(reason.value_or(Reason::verified)));
}

/// Whether the key may verify a signature with that algorithm.
std::string objection(const std::string& record, Algorithm algorithm = Algorithm::rsa_sha256,
                      const char* identity = "example.com", const Limits& limits = {}) {
  const auto answer = answer_with({record});
  return outcome(key_objection(published_key(*answer), algorithm, name("example.com"),
                               name(identity), limits));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(dkim_key)

BOOST_AUTO_TEST_CASE(the_question_is_for_the_selector_below_domainkey) {
  // RFC 6376 section 3.6.2.1.
  const auto question = key_question(name("a.b"), name("Example.com"));
  BOOST_TEST_REQUIRE(bool(question));
  BOOST_TEST(question->text() == "a.b._domainkey.example.com TXT");
}

BOOST_AUTO_TEST_CASE(a_name_that_is_too_long_has_no_question) {
  std::string label(60, 'a');
  const std::string three = label + "." + label + "." + label;
  BOOST_TEST(bool(key_question(name(three), name(label + ".example"))) == false);
  BOOST_TEST(bool(key_question(name(three), name("example.com"))) == true);
}

BOOST_AUTO_TEST_CASE(finds_the_one_key_in_an_answer) {
  const std::string rsa = tests::key_record("rsa2048.pem");
  const struct {
    const char* name;
    std::vector<std::string> records;
    const char* want;
  } kRows[] = {
      {"one key", {rsa}, "verified"},
      {"a key without a version", {p_of("rsa2048.pem")}, "verified"},
      {"other records, as wildcards bring them", {"v=spf1 -all", rsa, "some text"}, "verified"},
      {"no key among the records", {"v=spf1 -all"}, "no_key"},
      {"an empty record", {""}, "no_key"},
      {"two keys", {rsa, tests::key_record("ed25519.pem")}, "several_keys"},
      {"a key and a broken one", {rsa, "v=DKIM1; p=*"}, "several_keys"},
      {"a key and a revoked one", {rsa, "v=DKIM1; p="}, "several_keys"},
      {"a revoked key", {"v=DKIM1; p="}, "key_revoked"},
      {"no p", {"v=DKIM1; k=rsa"}, "key_syntax_error"},
      {"another version", {"v=DKIM2; " + p_of("rsa2048.pem")}, "key_syntax_error"},
      {"a version that is not first", {p_of("rsa2048.pem") + "; v=DKIM1"}, "key_syntax_error"},
      {"a version in another case", {"v=dkim1; " + p_of("rsa2048.pem")}, "key_syntax_error"},
      {"a tag twice", {rsa + "; k=rsa"}, "key_syntax_error"},
      {"p is no base64", {"v=DKIM1; p=AAAA!"}, "key_syntax_error"},
      {"p is no key", {"v=DKIM1; p=AAAA"}, "key_syntax_error"},
      {"octets behind the key", {rsa + "AAAA"}, "key_syntax_error"},
      {"PEM armour", {"v=DKIM1; p=-----BEGIN PUBLIC KEY-----"}, "key_syntax_error"},
      {"a backslash of a zone file", {"v=DKIM1\\; " + p_of("rsa2048.pem")}, "key_syntax_error"},
      {"quotes of a zone file", {"\"v=DKIM1; " + p_of("rsa2048.pem") + "\""}, "key_syntax_error"},
      {"an ed25519 key", {tests::key_record("ed25519.pem")}, "verified"},
      {"an ed25519 key of 31 octets",
       {"k=ed25519; p=" + std::string(40, 'A') + "AA=="},
       "key_syntax_error"},
      {"an ed25519 key of 33 octets", {"k=ed25519; p=" + std::string(44, 'A')}, "key_syntax_error"},
      {"an rsa key called ed25519", {"k=ed25519; " + p_of("rsa2048.pem")}, "key_syntax_error"},
      {"an ed25519 key called rsa", {p_of("ed25519.pem")}, "key_syntax_error"},
      {"a key type that is not known", {"k=ml-dsa; p=AAAA"}, "inappropriate_algorithm"},
      {"key types are case-sensitive",
       {"k=RSA; " + p_of("rsa2048.pem")},
       "inappropriate_algorithm"},
      {"white space in p", {"v=DKIM1; p=\r\n\t " + p_of("rsa2048.pem").substr(2)}, "verified"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.name) {
      const auto answer = answer_with(row.records);
      const PublishedKey& key = published_key(*answer);
      BOOST_TEST(name_of(key.reason) == row.want);
      BOOST_TEST(key.key.has_value() == (key.reason == Reason::verified));
      BOOST_TEST(key.detail.empty() == (key.reason == Reason::verified));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_failure_of_the_dns_is_unknown_and_not_missing) {
  const struct {
    Status status{};
    Reason want{};
  } kRows[] = {
      {Status::no_data, Reason::no_key},
      {Status::no_such_name, Reason::no_key},
      {Status::servfail, Reason::key_unavailable},
      {Status::refused, Reason::key_unavailable},
      {Status::timeout, Reason::key_unavailable},
      {Status::bogus, Reason::key_unavailable},
      {Status::malformed, Reason::key_unavailable},
      {Status::not_asked, Reason::key_unavailable},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(name_of(row.status)) {
      const auto answer = libauth::dns::failed(row.status, "");
      const PublishedKey& key = published_key(*answer);
      BOOST_TEST((key.reason == row.want));
      BOOST_TEST(!key.detail.empty());
      BOOST_TEST(outcome(key_objection(key, Algorithm::rsa_sha256, name("example.com"),
                                       name("example.com"), {})) == name_of(row.want));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_key_is_decoded_once_for_an_answer) {
  const auto answer = answer_with({tests::key_record("rsa2048.pem")});
  const std::size_t before = answer->octets();
  const PublishedKey& key = published_key(*answer);
  BOOST_TEST(&key == &published_key(*answer));
  BOOST_TEST(answer->octets() > before + 256);
  BOOST_TEST(key.octets() > 256U);
}

BOOST_AUTO_TEST_CASE(the_record_says_what_a_key_is_for) {
  // RFC 6376 sections 3.6.1 and 6.1.2.
  const std::string p = p_of("rsa2048.pem");
  const struct {
    std::string record;
    const char* want;
  } kRows[] = {
      {p, "verified"},
      {"h=sha256; " + p, "verified"},
      {"h=sha1 : sha256; " + p, "verified"},
      {"h=sha1; " + p, "inappropriate_hash"},
      {"h=sha512:md5; " + p, "inappropriate_hash"},
      {"h=SHA256; " + p, "inappropriate_hash"},
      // RFC 6376 section 3.2: an empty value is not an omitted tag.
      {"h=; " + p, "inappropriate_hash"},
      {"h= ; " + p, "inappropriate_hash"},
      {"h=:; " + p, "inappropriate_hash"},
      {"h=:sha256; " + p, "verified"},
      {"s=; " + p, "inappropriate_service"},
      {"s= : ; " + p, "inappropriate_service"},
      {"t=; n=; " + p, "verified"},
      {"s=*; " + p, "verified"},
      {"s=email; " + p, "verified"},
      {"s=tlsrpt : email; " + p, "verified"},
      {"s=tlsrpt; " + p, "inappropriate_service"},
      {"s=emails; " + p, "inappropriate_service"},
      {"k=rsa; n=notes; g=*; x=y; t=y; " + p, "verified"},
      {"p=", "key_revoked"},
      {"k=other; p=AAAA", "inappropriate_algorithm"},
      {"k=ed25519; " + p_of("ed25519.pem"), "inappropriate_algorithm"},
      {p_of("rsa1024.pem"), "verified"},
      // The order, where more than one thing is wrong.
      {"h=sha1; s=tlsrpt; p=", "inappropriate_hash"},
      {"s=tlsrpt; p=", "inappropriate_service"},
      {"h=sha1; k=other; p=AAAA", "inappropriate_hash"},
      {"h=sha1; p=AAAA", "key_syntax_error"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.record) {
      BOOST_TEST(objection(row.record) == row.want);
    }
  }
}

BOOST_AUTO_TEST_CASE(the_key_type_is_that_of_the_algorithm) {
  // RFC 6376 section 6.1.2 step 8, RFC 8463 section 3.
  const std::string rsa = tests::key_record("rsa2048.pem");
  const std::string ed25519 = tests::key_record("ed25519.pem");
  BOOST_TEST(objection(rsa, Algorithm::rsa_sha256) == "verified");
  BOOST_TEST(objection(rsa, Algorithm::ed25519_sha256) == "inappropriate_algorithm");
  BOOST_TEST(objection(ed25519, Algorithm::ed25519_sha256) == "verified");
  BOOST_TEST(objection(ed25519, Algorithm::rsa_sha256) == "inappropriate_algorithm");
}

BOOST_AUTO_TEST_CASE(a_key_may_forbid_identities_below_its_domain) {
  // RFC 6376 section 3.6.1, "t=s".
  const std::string key = tests::key_record("rsa2048.pem");
  const struct {
    const char* flags;
    const char* identity;
    const char* want;
  } kRows[] = {
      {"; t=s", "example.com", "verified"},
      {"; t=s", "sub.example.com", "inappropriate_domain"},
      {"; t=y:s", "sub.example.com", "inappropriate_domain"},
      {"; t=y : s", "sub.example.com", "inappropriate_domain"},
      {"; t=y", "sub.example.com", "verified"},
      {"; t=S", "sub.example.com", "verified"},
      {"; t=strict", "sub.example.com", "verified"},
      {"", "sub.example.com", "verified"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.flags << " " << row.identity) {
      BOOST_TEST(objection(key + row.flags, Algorithm::rsa_sha256, row.identity) == row.want);
    }
  }
}

BOOST_AUTO_TEST_CASE(the_bits_of_rsa_keys_have_bounds) {
  // RFC 8301 section 3.2: less than 1024 bits are never valid. This key has 512.
  const std::string key512 =
      "v=DKIM1; p=MEcCQH9/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/"
      "f39/f39/f38CAwEAAQ==";
  BOOST_TEST(objection(key512) == "key_too_short");
  Limits limits;
  limits.min_rsa_bits = 2048;
  limits.max_rsa_bits = 2048;
  const auto with_limits = [&](const char* file) {
    return objection(tests::key_record(file), Algorithm::rsa_sha256, "example.com", limits);
  };
  BOOST_TEST(with_limits("rsa1024.pem") == "key_too_short");
  BOOST_TEST(with_limits("rsa2048.pem") == "verified");
  limits.min_rsa_bits = 1024;
  limits.max_rsa_bits = 2047;
  BOOST_TEST(with_limits("rsa2048.pem") == "key_too_long");
  BOOST_TEST(with_limits("rsa1024.pem") == "verified");
  BOOST_TEST(objection(tests::key_record("ed25519.pem"), Algorithm::ed25519_sha256, "example.com",
                       limits) == "verified");
}

BOOST_AUTO_TEST_SUITE_END()
