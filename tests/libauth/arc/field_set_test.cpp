// SPDX-License-Identifier: MIT

#include "libauth/arc/field_set.h"

#include <string>

#include <boost/test/unit_test.hpp>

#include "libauth/mail/field.h"

using namespace libauth;

namespace {

/// The instance; 0 where there is none.
unsigned instance(const std::string& field) {
  return arc::instance_of(mail::read_field(field)).value_or(0);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(ArcFieldSet)

// RFC 8617 sections 3.9 and 4.1.1: instance = [CFWS] %s"i" [CFWS] "=" [CFWS] position.
BOOST_AUTO_TEST_CASE(InstanceOfResultsStandsFirst) {
  const struct {
    const char* value;
    unsigned instance;
  } kCases[] = {
      {"i=1; mx.example.net; spf=pass", 1},
      {"i=1;mx.example.net;spf=pass", 1},
      {" i=50; mx.example.net; none", 50},
      {"i=07; mx.example.net; none", 7},
      {"\r\n i=2; mx.example.net; none", 2},
      {" i = 2 ; mx.example.net; none", 2},
      {"(a) i (b (c)) = \r\n\t(d) 3 (e\\)) ; mx.example.net", 3},
      // What one large provider writes: a version and comments behind it.
      {" i=1; mx.example.com 1; spf=pass (sender ip is 192.0.2.1) smtp.mailfrom=example.com", 1},
      {"", 0},
      {"i", 0},
      {"i=", 0},
      {"i=;", 0},
      {"i=1", 0},
      {"i=1 mx.example.net; none", 0},
      {"i=0; mx.example.net; none", 0},
      {"i=51; mx.example.net; none", 0},
      {"i=001; mx.example.net; none", 0},
      {"i=-1; mx.example.net; none", 0},
      {"i=+1; mx.example.net; none", 0},
      {"i=1a; mx.example.net; none", 0},
      {"i=18446744073709551617; mx.example.net; none", 0},
      {"I=1; mx.example.net; none", 0},
      {"mx.example.net; i=1; none", 0},
      {"(open i=1; mx.example.net; none", 0},
      {"(\\", 0},
      {") i=1;", 0},
  };
  for (const auto& test : kCases) {
    BOOST_TEST(instance(std::string("ARC-Authentication-Results:") + test.value) == test.instance,
               test.value);
  }
}

BOOST_AUTO_TEST_CASE(InstanceOfSignaturesIsATagAnywhere) {
  const struct {
    const char* value;
    unsigned instance;
  } kCases[] = {
      {"i=1; a=rsa-sha256", 1},
      {"a=rsa-sha256; i=50", 50},
      {"a=rsa-sha256;\r\n\ti = 12 ;", 12},
      {"i=01; a=x", 1},
      {"i=0; a=x", 0},
      {"i=51; a=x", 0},
      {"i=001; a=x", 0},
      {"i=; a=x", 0},
      {"i=a", 0},
      {"a=x", 0},
      {"I=1", 0},
      {"i=1 2", 0},
      {"i=4294967297", 0},
      {"", 0},
      {"ii=1", 0},
  };
  for (const std::string name : {"ARC-Seal:", "ARC-Message-Signature:", "arc-SEAL :"}) {
    for (const auto& test : kCases) {
      BOOST_TEST(instance(name + test.value) == test.instance, test.value);
    }
  }
}

BOOST_AUTO_TEST_CASE(OtherFieldsHaveNoInstance) {
  BOOST_TEST(instance("DKIM-Signature: i=1; a=x") == 0U);
  BOOST_TEST(instance("Authentication-Results: i=1; mx.example.net") == 0U);
  BOOST_TEST(instance("ARC-Sealed: i=1") == 0U);
  BOOST_TEST(instance("no field") == 0U);
}

BOOST_AUTO_TEST_CASE(PayloadIsOneLineBehindTheInstance) {
  BOOST_TEST(arc::payload_of(" i=1; mx.example.net;\r\n\tspf=pass \r\n dkim=fail ") ==
             "mx.example.net;\tspf=pass  dkim=fail");
  BOOST_TEST(arc::payload_of("i=1;").empty());
  BOOST_TEST(arc::payload_of("mx.example.net; spf=pass").empty());
}

// RFC 8617 section 3.9: the words without "%s" are read in any case.
BOOST_AUTO_TEST_CASE(ChainStatusIsOneOfThreeWords) {
  BOOST_TEST((arc::parse_chain_status("none") == arc::Result::none));
  BOOST_TEST((arc::parse_chain_status("Fail") == arc::Result::fail));
  BOOST_TEST((arc::parse_chain_status("PASS") == arc::Result::pass));
  for (const char* word : {"", "(null)", "passed", "pass ", "p", "temperror"}) {
    BOOST_TEST(!arc::parse_chain_status(word), word);
  }
}

BOOST_AUTO_TEST_CASE(SetsAreOrderedByInstanceWhereverTheirFieldsStand) {
  const mail::Header header(
      std::string_view("ARC-Seal: i=2; cv=pass\r\n"
                       "ARC-Authentication-Results: i=1; x\r\n"
                       "From: a@example.com\r\n"
                       "arc-seal: cv=none; i=1\r\n"
                       "ARC-Message-Signature: i=2\r\n"
                       "ARC-Message-Signature: i=1\r\n"
                       "ARC-Authentication-Results: i=2; y\r\n"));
  const arc::FieldSets all = arc::field_sets_of(header);
  BOOST_TEST(all.is_whole());
  BOOST_TEST(all.most == 2U);
  BOOST_TEST_REQUIRE(all.sets.size() == 2U);
  BOOST_TEST(all.sets[0].seal->value == " cv=none; i=1");
  BOOST_TEST(all.sets[1].authentication_results->value == " i=2; y");
  BOOST_TEST(!all.has_failed_before());
}

BOOST_AUTO_TEST_CASE(HeaderWithoutAChainHasNoSets) {
  const arc::FieldSets all = arc::field_sets_of(mail::Header(std::string_view("From: a\r\n")));
  BOOST_TEST(!all.is_there());
  BOOST_TEST(all.sets.empty());
  BOOST_TEST(!all.has_failed_before());
}

BOOST_AUTO_TEST_SUITE_END()
