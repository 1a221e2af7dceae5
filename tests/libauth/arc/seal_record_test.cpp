// SPDX-License-Identifier: MIT

#include "libauth/arc/seal_record.h"

#include <string>

#include <boost/test/unit_test.hpp>

using namespace libauth;

namespace {

/// A seal with one tag more, in place of its own where it has one; without it where there is no
/// value.
std::string with(const std::string& name, const char* value) {
  const struct {
    const char* name;
    const char* value;
  } kTags[] = {{"i", "1"},  {"a", "rsa-sha256"}, {"cv", "none"}, {"d", "example.com"},
               {"s", "s1"}, {"t", "1777593600"}, {"b", "AAAA"}};
  std::string text;
  bool is_done = value == nullptr;
  for (const auto& tag : kTags) {
    if (tag.name == name) {
      is_done = true;
      if (value == nullptr) continue;
    }
    text += std::string(text.empty() ? "" : "; ") + tag.name + "=";
    text += tag.name == name ? value : tag.value;
  }
  return is_done ? text : text + "; " + name + "=" + value;
}

/// "ok", or the rule that is not met.
std::string parsed(const std::string& value) {
  const auto seal = arc::parse_seal(value);
  if (seal) return "ok";
  BOOST_TEST(!seal.error().message.empty());
  BOOST_TEST(seal.error().offset <= value.size());
  return seal.error().rule;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(ArcSealRecord)

BOOST_AUTO_TEST_CASE(ReadsAllTags) {
  const auto seal = arc::parse_seal(
      " i=2; a=ed25519-sha256; t=1777593600; cv=pass;\r\n\td=Example.COM; s=S1.x;\r\n b=AA\r\n AA");
  BOOST_TEST_REQUIRE(seal.has_value());
  BOOST_TEST(seal->instance == 2U);
  BOOST_TEST((seal->algorithm == dkim::Algorithm::ed25519_sha256));
  BOOST_TEST((seal->chain == arc::Result::pass));
  BOOST_TEST(seal->domain.text() == "example.com");
  BOOST_TEST(seal->selector.text() == "s1.x");
  BOOST_TEST(seal->signature.size() == 3U);
  BOOST_TEST(seal->timestamp->time_since_epoch().count() == 1777593600);
}

// RFC 8617 section 4.1.3, with the grammars of RFC 6376 section 3.5.
BOOST_AUTO_TEST_CASE(EachTagHasItsGrammar) {
  const struct {
    const char* name;
    const char* value;  ///< null: the tag is left out
    const char* rule;
  } kCases[] = {
      {"i", "50", "ok"},
      {"i", "01", "ok"},
      {"i", nullptr, "position"},
      {"i", "", "position"},
      {"i", "0", "position"},
      {"i", "51", "position"},
      {"i", "1.0", "position"},
      {"a", "ed25519-sha256", "ok"},
      {"a", nullptr, "sig-a-tag"},
      {"a", "", "sig-a-tag"},
      {"a", "rsa-sha1", "sig-a-tag"},  // RFC 8301 section 3.1
      {"a", "RSA-SHA256", "sig-a-tag"},
      {"b", "AA AA", "ok"},
      {"b", nullptr, "sig-b-tag"},
      {"b", "", "sig-b-tag"},
      {"b", "A", "sig-b-tag"},
      {"b", "AA*A", "sig-b-tag"},
      {"cv", "fail", "ok"},
      {"cv", "Pass", "ok"},
      {"cv", nullptr, "chain-status"},
      {"cv", "", "chain-status"},
      {"cv", "(null)", "chain-status"},
      {"d", "mail.example.com", "ok"},
      {"d",
       "b\xc3\xbc"
       "cher.example",
       "ok"},  // RFC 8617 section 4.1.4
      {"d", nullptr, "sig-d-tag"},
      {"d", "", "sig-d-tag"},
      {"d", "com", "sig-d-tag"},
      {"d", "***", "sig-d-tag"},
      {"d", "example...", "sig-d-tag"},
      {"d", "example.com\xff", "tag-list"},
      {"s", "2026.mail", "ok"},
      {"s", nullptr, "sig-s-tag"},
      {"s", "", "sig-s-tag"},
      {"s", "s 1", "sig-s-tag"},
      {"t", nullptr, "ok"},
      {"t", "0", "ok"},
      {"t", "99999999999999999999999999", "ok"},
      {"t", "", "sig-t-tag"},
      {"t", "-123.4", "sig-t-tag"},
      {"t", "1 2", "sig-t-tag"},
      {"h", "from:to", "arc-seal"},  // "MUST result in a cv status of fail"
      {"h", "", "arc-seal"},
      {"bh", "AAAA", "arc-seal"},
      {"w", "unknown", "ok"},
      {"v", "1", "ok"},
      {"H", "from", "ok"},
  };
  for (const auto& test : kCases) {
    BOOST_TEST(parsed(with(test.name, test.value)) == test.rule,
               test.name << "=" << (test.value == nullptr ? "(left out)" : test.value));
  }
}

BOOST_AUTO_TEST_CASE(TagListMustBeOne) {
  const std::string good = with("w", "x");
  BOOST_TEST(parsed(good + ";") == "ok");
  BOOST_TEST(parsed(good + ";;") == "tag-list");
  BOOST_TEST(parsed(good + "; i=1") == "tag-list");
  BOOST_TEST(parsed(good + "; nothing") == "tag-list");
  BOOST_TEST(parsed("") == "position");
  BOOST_TEST(parsed(good + "\r\nx") == "tag-list");
  BOOST_TEST(parsed(good + "\n") == "tag-list");
  BOOST_TEST(parsed(good + std::string(1, '\0')) == "tag-list");
  std::string many = good;
  for (int i = 0; i < 200; ++i) many += "; x" + std::to_string(i) + "=1";
  BOOST_TEST(parsed(many) == "tag-list");
}

BOOST_AUTO_TEST_SUITE_END()
