// SPDX-License-Identifier: MIT
//
// What Authentication-Results says of a report.

#include <algorithm>
#include <string>
#include <utility>

#include <boost/test/unit_test.hpp>

#include "libauth/authres/write.h"
#include "libauth/base/text.h"
#include "libauth/mail/field.h"
#include "libauth/verify/report.h"
#include "tests/libauth/verify/world.h"

namespace {

using namespace libauth;

dkim::Verification signature(std::string b) {
  dkim::Verification made;
  made.result = dkim::Result::pass;
  made.reason = dkim::Reason::verified;
  made.domain = tests::name("example.com");
  made.selector = tests::name("s");
  made.identity = "@example.com";
  made.algorithm = "rsa-sha256";
  made.signature_text = std::move(b);
  made.key = crypto::KeyFacts{crypto::KeyType::rsa, 2048, 65537};
  made.covers_all_from = true;
  return made;
}

/// A message that passes everything.
verify::Report report() {
  verify::Report made;
  made.spf.result = spf::Result::pass;
  made.iprev.pending = false;
  made.iprev.result = ptr::Result::pass;
  made.iprev.confirmed = {tests::name("mx.example.com")};
  made.arc.result = arc::Result::none;
  made.dmarc.verdict.result = dmarc::Result::pass;
  made.dmarc.verdict.author = tests::name("example.com");
  made.dmarc.verdict.policy = dmarc::Policy::reject;
  return made;
}

/// The field's value, without its authserv-id.
std::string shown(const verify::Report& report, const verify::Envelope& envelope) {
  const auto results = verify::results_of(report, envelope, "mx.receiver.example");
  BOOST_TEST(results.authserv_id == "mx.receiver.example");
  const std::string value = mail::unfolded(authres::write_value(results));
  return value.substr(value.find(';') + 2);
}

/// The same without what comes of iprev, SPF, ARC and DMARC in report().
std::string shown_dkim(verify::Report report) {
  const std::string value = shown(report, {});
  return value.substr(0, value.find("; arc="));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(VerifyAuthenticationResults)

BOOST_AUTO_TEST_CASE(ShowsEachMethod) {
  verify::Report made = report();
  made.dkim = {signature("AbCdEfGhIjKl")};
  made.arc.result = arc::Result::pass;
  made.arc.oldest_pass = 0;
  BOOST_TEST(shown(made, tests::envelope("user@example.com")) ==
             "iprev=pass (mx.example.com) policy.iprev=192.0.2.1; "
             "spf=pass smtp.mailfrom=example.com; "
             "dkim=pass (2048-bit key) header.d=example.com header.i=@example.com header.s=s "
             "header.a=rsa-sha256 header.b=AbCdEfGh; "
             "arc=pass smtp.remote-ip=192.0.2.1 header.oldest-pass=0; "
             "dmarc=pass header.from=example.com policy.dmarc=reject");
}

BOOST_AUTO_TEST_CASE(LeavesOutWhatNeedsAClient) {
  BOOST_TEST(shown(report(), {}) ==
             "dkim=none; arc=none; dmarc=pass header.from=example.com policy.dmarc=reject");
}

// RFC 8601 section 2.7.2: a bounce is about the HELO name.
BOOST_AUTO_TEST_CASE(NamesTheIdentityThatSpfChecked) {
  verify::Report made = report();
  BOOST_TEST(shown(made, tests::envelope("")).find("spf=pass smtp.helo=mx.example.com;") !=
             std::string::npos);
  made.helo.emplace().result = spf::Result::fail;
  made.helo->reason = "No.";
  made.helo->domain = "mx.example.com";
  made.helo->matched = "-all";
  BOOST_TEST(shown(made, tests::envelope("\"a@b\"@example.com"))
                 .find("spf=pass smtp.mailfrom=example.com; spf=fail reason=\"-all in the record "
                       "of mx.example.com\" smtp.helo=mx.example.com;") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(QuotesWhatIsNoToken) {
  verify::Envelope envelope = tests::envelope();
  envelope.ip = tests::ip("2001:db8::1");
  BOOST_TEST(shown(report(), envelope).find("policy.iprev=\"2001:db8::1\"") != std::string::npos);
}

// What an attacker writes must not end the field or begin another (verifiers.md 5, row 11).
BOOST_AUTO_TEST_CASE(LetsNothingThrough) {
  verify::Report made = report();
  made.dkim = {signature("AbCdEfGh")};
  made.dkim[0].identity = "x@example.com\r\nX-Evil: yes";
  made.dkim[0].algorithm = "rsa; dmarc=pass";
  made.dkim[0].detail = "a\"b)c\r\nd";
  made.dkim[0].result = dkim::Result::fail;
  verify::Envelope envelope = tests::envelope("u@evil.example; dkim=pass (x");
  envelope.helo = "a\nb";
  const auto results = verify::results_of(made, envelope, "mx.receiver.example");
  const std::string field = authres::write_field(results);
  BOOST_TEST(field.find("X-Evil: yes\r") == std::string::npos);
  BOOST_TEST(field.find("\r\nX-Evil") == std::string::npos);
  BOOST_TEST(field.find("; dmarc=pass\"") != std::string::npos);
  BOOST_TEST(mail::unfolded(field).find('\n') == std::string::npos);
}

// Who reads the field is not asked to know RFC 6532.
BOOST_AUTO_TEST_CASE(IsAscii) {
  verify::Report made = report();
  made.dkim = {signature("AbCdEfGh"), signature("IjKlMnOp")};
  made.dkim[0].identity =
      "joe@b\xC3\xBC"
      "cher.example.com";
  made.dkim[1].identity = "j\xC3\xB6@example.com";
  made.dkim[1].algorithm = "rs\xC3\xA4";
  made.dkim[1].result = dkim::Result::fail;
  made.dkim[1].detail = "\xC3\xA4";
  made.dmarc.verdict.result = dmarc::Result::fail;
  made.dmarc.verdict.reason = "b\xC3\xBC";
  verify::Envelope envelope = tests::envelope(
      "j\xC3\xB6@b\xC3\xBC"
      "cher.example");
  const std::string value = shown(made, envelope);
  BOOST_TEST(std::ranges::all_of(value, base::is_printable_ascii), value);
  BOOST_TEST(value.find("smtp.mailfrom=xn--bcher-kva.example;") != std::string::npos, value);
  BOOST_TEST(value.find("header.i=joe@xn--bcher-kva.example.com") != std::string::npos, value);
  BOOST_TEST(value.find("header.i=j") == value.rfind("header.i="), value);
  envelope = tests::envelope("");
  for (const auto& [helo, written] : {std::pair("b\xC3\xBC"
                                                "cher.example",
                                                "smtp.helo=xn--bcher-kva.example;"),
                                      std::pair("b\xC3\xBC cher\xFF", "spf=pass;")}) {
    envelope.helo = helo;
    BOOST_TEST(shown(made, envelope).find(written) != std::string::npos);
  }
}

// docs/decisions/several-from.md: whoever weighs the signature by this field has to know.
BOOST_AUTO_TEST_CASE(SaysThatASignatureDoesNotCoverAllFromFields) {
  verify::Report made = report();
  made.dkim = {signature("AbCdEfGh")};
  made.dkim[0].covers_all_from = false;
  BOOST_TEST(shown_dkim(made).starts_with(
      "dkim=pass (2048-bit key, not all From fields are signed) header.d=example.com"));
}

// RFC 6008 section 4: at least eight characters, and more where they are the same.
BOOST_AUTO_TEST_CASE(ShowsAsMuchOfTheSignatureAsTellsThemApart) {
  struct Row {
    std::vector<const char*> signatures;
    const char* shown;
  };
  const Row rows[] = {
      {{"AbCdEfGhIjKl"}, "AbCdEfGh"},
      {{"AbCdEfGhIjKl", "ZbCdEfGhIjKl"}, "AbCdEfGh ZbCdEfGh"},
      {{"AbCdEfGhIjKl", "AbCdEfGhIxKl"}, "AbCdEfGhIj AbCdEfGhIx"},
      {{"AbCdEfGhIjKl", "AbCdEfGhIxKl", "xxxxxxxxxxxx"}, "AbCdEfGhIj AbCdEfGhIx xxxxxxxxxx"},
      {{"AbCdEfGhIjKl", "AbCdEfGhIjKl"}, "AbCdEfGh AbCdEfGh"},
      {{"AbCdEfGhIj", "AbCdEfGhIjKl"}, "AbCdEfGhIj AbCdEfGhIjK"},
      {{"AbC", ""}, "AbC"},
  };
  for (const Row& row : rows) {
    verify::Report made = report();
    for (const char* text : row.signatures) made.dkim.push_back(signature(text));
    std::string shown;
    for (const auto& result : verify::results_of(made, {}, "x").results) {
      for (const auto& property : result.properties) {
        if (property.name == "b") shown += (shown.empty() ? "" : " ") + property.value;
      }
    }
    BOOST_TEST(shown == row.shown);
  }
}

BOOST_AUTO_TEST_CASE(SaysWhySomethingFailed) {
  verify::Report made = report();
  made.dkim = {signature("AbCdEfGh"), signature("IjKlMnOp")};
  made.dkim[0].result = dkim::Result::fail;
  made.dkim[0].reason = dkim::Reason::body_mismatch;
  made.dkim[0].testing = true;
  made.dkim[1].result = dkim::Result::permerror;
  made.dkim[1].reason = dkim::Reason::no_key;
  made.dkim[1].detail = "There is no key.";
  made.dkim[1].key = std::nullopt;
  BOOST_TEST(shown_dkim(made) ==
             "dkim=fail (2048-bit key, testing) reason=body_mismatch header.d=example.com "
             "header.i=@example.com header.s=s header.a=rsa-sha256 header.b=AbCdEfGh; "
             "dkim=permerror reason=\"There is no key.\" header.d=example.com "
             "header.i=@example.com header.s=s header.a=rsa-sha256 header.b=IjKlMnOp");
}

BOOST_AUTO_TEST_CASE(ShowsWhatCouldBeReadOfASignature) {
  verify::Report made = report();
  made.dkim.emplace_back();
  made.dkim[0].result = dkim::Result::permerror;
  made.dkim[0].reason = dkim::Reason::syntax_error;
  BOOST_TEST(shown_dkim(made) == "dkim=permerror reason=syntax_error");
}

// RFC 9989 section 9.2: the policy when all options are applied.
BOOST_AUTO_TEST_CASE(ShowsThePolicyWithItsOptionsApplied) {
  struct Row {
    dmarc::Result result;
    dmarc::Policy policy;
    bool testing;
    dmarc::Policy disposition;
    const char* shown;
  };
  using dmarc::Policy;
  const Row rows[] = {
      {dmarc::Result::pass, Policy::reject, false, Policy::none, "policy.dmarc=reject"},
      {dmarc::Result::pass, Policy::reject, true, Policy::none, "policy.dmarc=quarantine"},
      {dmarc::Result::pass, Policy::quarantine, true, Policy::none, "policy.dmarc=none"},
      {dmarc::Result::fail, Policy::reject, false, Policy::reject, "policy.dmarc=reject"},
      {dmarc::Result::fail, Policy::reject, true, Policy::quarantine, "policy.dmarc=quarantine"},
  };
  for (const Row& row : rows) {
    verify::Report made = report();
    made.dmarc.verdict.result = row.result;
    made.dmarc.verdict.policy = row.policy;
    made.dmarc.verdict.testing = row.testing;
    made.dmarc.verdict.disposition = row.disposition;
    BOOST_TEST(shown(made, {}).ends_with(row.shown));
  }
  verify::Report none = report();
  none.dmarc.verdict.result = dmarc::Result::none;
  none.dmarc.verdict.policy = std::nullopt;
  BOOST_TEST(shown(none, {}).ends_with("dmarc=none header.from=example.com"));
}

BOOST_AUTO_TEST_CASE(ShowsNoAuthorWhereThereIsNone) {
  verify::Report made = report();
  made.dmarc.verdict = {};
  made.dmarc.verdict.result = dmarc::Result::permerror;
  made.dmarc.verdict.reason = "There is no From.";
  BOOST_TEST(shown(made, {}).ends_with("dmarc=permerror reason=\"There is no From.\""));
  made.dmarc.has_many_authors = true;
  BOOST_TEST(shown(made, {}).find("(several author domains)") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(SaysWhyAChainFails) {
  verify::Report made = report();
  made.arc.result = arc::Result::fail;
  made.arc.reason = arc::Reason::seal;
  BOOST_TEST(shown(made, {}).find("arc=fail reason=seal;") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
