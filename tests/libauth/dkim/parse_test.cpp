// SPDX-License-Identifier: MIT

#include "libauth/dkim/parse.h"

#include <string>

#include <boost/test/unit_test.hpp>

#include "libauth/base/enum.h"
#include "tests/support/zones.h"

using namespace libauth::dkim;

namespace {

/// An RSAPublicKey whose modulus is 0x7f7f... of 64 octets, in base64.
constexpr const char* kRsa =
    "MEcCQH9/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/"
    "f38CAwEAAQ==";
constexpr const char* kEd25519 = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";

std::string parsed(const std::string& text) {
  const auto record = parse_key_record(text);
  if (!record) {
    return "error: " + record.error().rule + " at " + std::to_string(record.error().offset);
  }
  std::string got = record->key_type + " " + std::to_string(record->key.size());
  if (!record->hashes.empty()) got += " h=" + tests::joined(record->hashes);
  if (!record->services.empty()) got += " s=" + tests::joined(record->services);
  if (record->testing) got += " testing";
  if (record->same_domain) got += " same domain";
  if (record->is_revoked()) got += " revoked";
  return got;
}

std::string key_of(const std::string& text) {
  const auto record = parse_key_record(text);
  BOOST_TEST_REQUIRE(bool(record), (record ? "" : record.error().message));
  const auto key = read_key(*record);
  if (!key) return "error: " + key.error().rule;
  return std::string(libauth::base::name_of(key->type)) + " " + std::to_string(key->bits);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(dkim_parse)

BOOST_AUTO_TEST_CASE(tells_key_records_from_other_texts) {
  const struct {
    const char* text;
    bool want;
  } kRows[] = {
      {"v=DKIM1; p=", true},
      {"p=abc", true},
      {"k=rsa; p=abc", true},
      {"v=DKIM1", true},
      {"v=DKIM1.0; p=x", true},
      {"v=dkim1; p=x", true},
      {"p=x; v=DKIM1", true},
      {"v=spf1 -all", false},
      {"v=DMARC1; p=none", false},
      {"v=DMARC1; sp=none; p=reject", false},
      {"v=STSv1; id=1", false},
      {"v=BIMI1; l=; a=; p=x", false},
      {"", false},
      {"some-verification=abc", false},
      {"P=x", false},
      {";;;", false},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT('"' << row.text << '"') {
      BOOST_TEST(is_key_record(row.text) == row.want);
    }
  }
}

BOOST_AUTO_TEST_CASE(reads_key_records) {
  // RFC 6376 section 3.6.1.
  const struct {
    std::string text;
    const char* want;
  } kRows[] = {
      {"p=Zm9v", "rsa 3"},
      {"v=DKIM1; k=rsa; p=Zm9v", "rsa 3"},
      {"v=DKIM1;k=ed25519;p=Zm9v;", "ed25519 3"},
      {"v=DKIM1; p=", "rsa 0 revoked"},
      {"v=DKIM1; p= Zm\r\n\t9v ", "rsa 3"},
      {"v=DKIM1; h=sha1:sha256; p=Zm9v", "rsa 3 h=sha1 | sha256"},
      {"v=DKIM1; h= sha1 : sha256 ; s=email : * ; p=Zm9v", "rsa 3 h=sha1 | sha256 s=email | *"},
      {"v=DKIM1; h=; p=Zm9v", "rsa 3 h="},
      {"v=DKIM1; s= ; p=Zm9v", "rsa 3 s="},
      {"v=DKIM1; t=; p=Zm9v", "rsa 3"},
      {"v=DKIM1; t=y; p=Zm9v", "rsa 3 testing"},
      {"v=DKIM1; t=s; p=Zm9v", "rsa 3 same domain"},
      {"v=DKIM1; t= y : s :x; p=Zm9v", "rsa 3 testing same domain"},
      {"v=DKIM1; t=Y; p=Zm9v", "rsa 3"},
      {"v=DKIM1; n=a note; g=*; x=1; p=Zm9v", "rsa 3"},
      {"v=DKIM1; k=; p=Zm9v", " 3"},
      {"k=rsa; v=DKIM1; p=Zm9v", "error: key-v-tag at 7"},
      {"v=DKIM1.0; p=Zm9v", "error: key-v-tag at 2"},
      {"v=dkim1; p=Zm9v", "error: key-v-tag at 2"},
      {"v=; p=Zm9v", "error: key-v-tag at 2"},
      {"v=DKIM1", "error: key-p-tag at 7"},
      {"v=DKIM1; k=rsa;", "error: key-p-tag at 15"},
      {"v=DKIM1; P=Zm9v", "error: key-p-tag at 15"},
      {"", "error: key-p-tag at 0"},
      {"v=DKIM1; p=Zm9", "error: key-p-tag at 11"},
      {"v=DKIM1; p=Zm9v!", "error: key-p-tag at 11"},
      {"v=DKIM1; p=-----BEGIN PUBLIC KEY-----", "error: key-p-tag at 11"},
      {"v=DKIM1; p=\"Zm9v\"", "error: key-p-tag at 11"},
      // RFC 6376 section 3.2: a duplicate makes the whole list invalid.
      {"v=DKIM1; p=Zm9v; p=Zm9v", "error: tag-list at 17"},
      {"v=DKIM1; p=Zm9v; x=1; x=2", "error: tag-list at 22"},
      {"v=DKIM1;; p=Zm9v", "error: tag-list at 8"},
      {"v=DKIM1\\; p=Zm9v", "error: key-v-tag at 2"},
      {"v=DKIM1; rsa; p=Zm9v", "error: tag-list at 9"},
      {"v=DKIM1; n=\xc3\xa4; p=Zm9v", "error: tag-list at 11"},
      {"v=DKIM1; p=" + std::string(400'000, 'A'), "rsa 300000"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT('"' << row.text.substr(0, 80) << '"') {
      BOOST_TEST(parsed(row.text) == row.want);
    }
  }
}

BOOST_AUTO_TEST_CASE(says_what_the_key_is) {
  const std::string rsa(kRsa);
  const std::string ed25519(kEd25519);
  const struct {
    std::string text;
    const char* want;
  } kRows[] = {
      {"p=" + rsa, "rsa 511"},
      {"k=rsa; p=" + rsa, "rsa 511"},
      {"k=ed25519; p=" + ed25519, "ed25519 256"},
      {"k=rsa; p=" + ed25519, "error: key-p-tag"},
      {"k=ed25519; p=" + rsa, "error: key-p-tag"},
      {"k=RSA; p=" + rsa, "error: key-k-tag"},
      {"k=; p=" + rsa, "error: key-k-tag"},
      {"k=rsa2; p=" + rsa, "error: key-k-tag"},
      {"p=", "error: key-p-tag"},
      {"k=other; p=", "error: key-p-tag"},
      {"p=" + std::string(400'000, 'A'), "error: key-p-tag"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT('"' << row.text.substr(0, 80) << '"') {
      BOOST_TEST(key_of(row.text) == row.want);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
