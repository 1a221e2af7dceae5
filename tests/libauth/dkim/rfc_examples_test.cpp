// SPDX-License-Identifier: MIT
//
// The signed messages of RFC 6376 appendix A and RFC 8463 appendix A.

#include <span>
#include <string>
#include <string_view>

#include <boost/test/unit_test.hpp>

#include "tests/support/dkim_verification.h"
#include "tests/support/rfc_dkim.h"

using tests::verified;

namespace {

const tests::Keys& keys() {
  static const tests::Keys kKeys = [] {
    tests::Keys known;
    for (const auto& key : tests::kRfcKeys)
      known.add(std::string(key.owner), {std::string(key.record)});
    return known;
  }();
  return kKeys;
}

std::string together(std::initializer_list<std::string_view> parts) {
  std::string text;
  for (const std::string_view part : parts) text += part;
  return text;
}

std::string changed(std::string message, std::string_view from, std::string_view to) {
  const std::size_t at = message.find(from);
  BOOST_TEST_REQUIRE(at != std::string::npos);
  return message.replace(at, from.size(), to);
}

struct Change {
  const char* from;
  const char* to;
  const char* want;
};

void check(const std::string& message, std::span<const Change> changes) {
  for (const Change& change : changes) {
    BOOST_TEST_CONTEXT('"' << change.from << "\" becomes \"" << change.to << '"') {
      BOOST_TEST(verified(changed(message, change.from, change.to), keys()) == change.want);
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(dkim_rfc_examples)

BOOST_AUTO_TEST_CASE(rfc_6376_appendix_a) {
  const std::string message = together(
      {tests::kRfc6376Signature, tests::kRfc6376Received, tests::kRfcFields, tests::kRfcBody});
  BOOST_TEST(verified(message, keys()) == "pass verified");
  const Change kChanges[] = {
      {"hungry", "thirsty", "fail body_mismatch"},
      {"game. Are", "game.  Are", "fail body_mismatch"},
      {"Joe.\r\n", "Joe.\r\n\r\n\r\n", "pass verified"},
      {"Joe.\r\n", "Joe. \r\n", "fail body_mismatch"},
      {"joe@football.example.com>", "joe@football.example.net>", "fail signature_mismatch"},
      {"example.com  [192", "example.com [192", "fail signature_mismatch"},
      {"      by", "     by", "fail signature_mismatch"},
      {"Subject: ", "subject: ", "fail signature_mismatch"},
      {"Subject: ", "Subject:  ", "fail signature_mismatch"},
      {"      c=simple", "     c=simple", "fail signature_mismatch"},
      {"i=joe@", "i=eve@", "fail signature_mismatch"},
      {"i=joe@football.example.com", "i=joe@football.example.net", "permerror domain_mismatch"},
      {"4bmp/YzhwvcubU4=", "4bmp/YzhwvcubU5=", "pass verified"},  // bits that stand for nothing
      {"4bmp/Yzhwvc", "4bmp/Yzhwvd", "fail signature_mismatch"},
      {"KVdkLLkp", "KVdk\r\n LLkp", "pass verified"},
      {"Date: ", "X-Date: ", "fail signature_mismatch"},
  };
  check(message, kChanges);
}

BOOST_AUTO_TEST_CASE(rfc_8463_appendix_a) {
  const std::string message = changed(
      together({tests::kRfc8463Ed25519, tests::kRfc8463Rsa, tests::kRfcFields, tests::kRfcBody}),
      "game. Are", "game.  Are");
  BOOST_TEST(verified(message, keys()) == "pass verified | pass verified");
  const Change kChanges[] = {
      {"hungry", "thirsty", "fail body_mismatch | fail body_mismatch"},
      {"  Are", " \t Are", "pass verified | pass verified"},
      {"Suzie Q", "Suzie  Q", "pass verified | pass verified"},
      {"Suzie Q", "SuzieQ", "fail signature_mismatch | fail signature_mismatch"},
      {"From:", "Subject: x\r\nFrom:", "fail signature_mismatch | fail signature_mismatch"},
      {"From:", "From: eve@example.org\r\nFrom:",
       "fail signature_mismatch | fail signature_mismatch"},
      {"From:", "X: x\r\nFrom:", "pass verified | pass verified"},
      {"/gCrinpc", "/gCrinpd", "fail signature_mismatch | pass verified"},
      {"F45dVWDf", "F45dVWDg", "pass verified | fail signature_mismatch"},
      {"s=test", "s=brisbane", "pass verified | permerror inappropriate_algorithm"},
      {"s=brisbane", "s=test", "permerror inappropriate_algorithm | pass verified"},
      {"Q1Dw==", "Q1D=", "permerror syntax_error | pass verified"},
      {"a=ed25519-sha256", "a=rsa-sha256", "permerror inappropriate_algorithm | pass verified"},
  };
  check(message, kChanges);
}

BOOST_AUTO_TEST_SUITE_END()
