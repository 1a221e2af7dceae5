// SPDX-License-Identifier: MIT
//
// Messages that want to cost much: everything is bounded, and what is over a limit says so.

#include <algorithm>
#include <chrono>
#include <string>

#include <boost/test/unit_test.hpp>

#include "libauth/authres/parse.h"
#include "tests/libauth/verify/world.h"

namespace {

using namespace libauth;

/// A verification, and how long it took.
struct Spent {
  verify::Session session;
  std::chrono::milliseconds time;

  const verify::Report& report() const { return session.report(); }
};

Spent verified(const std::string& message, verify::Settings settings = tests::settings()) {
  auto resolver = tests::world_resolver();
  const auto begin = std::chrono::steady_clock::now();
  auto session = verify::verify(message, tests::envelope(), std::move(settings), resolver);
  const auto time = std::chrono::steady_clock::now() - begin;
  return {std::move(session), std::chrono::duration_cast<std::chrono::milliseconds>(time)};
}

/// Generous: the dev build, on a busy machine.
constexpr std::chrono::milliseconds kPatience{10'000};

std::size_t count(const verify::Report& report, dkim::Reason reason) {
  return static_cast<std::size_t>(
      std::ranges::count(report.dkim, reason, &dkim::Verification::reason));
}

std::string repeated(std::size_t times, const std::string& text) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

bool reads_back(const verify::Report& report) {
  const auto read = authres::parse(authres::write_value(report.authentication_results));
  return read && read->results.size() == report.authentication_results.results.size();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(VerifyBounds)

// RFC 6376 section 8.4.
BOOST_AUTO_TEST_CASE(VerifiesSoManySignaturesAndNoMore) {
  std::string fields;
  for (int i = 0; i < 5000; ++i) {
    const std::string number = std::to_string(i);
    fields += "DKIM-Signature: v=1; a=rsa-sha256; d=d" + number + ".example; s=s" + number +
              "; h=from; bh=" + tests::body_hash("x") + "; b=AAAA\r\n";
  }
  verify::Settings settings = tests::settings();
  settings.limits.header_octets = 1 << 21;
  const auto spent = verified(fields + tests::plain_message(), settings);
  BOOST_REQUIRE(spent.report().dkim.size() == 5000U);
  BOOST_TEST(count(spent.report(), dkim::Reason::too_many) == 4990U);
  BOOST_TEST(count(spent.report(), dkim::Reason::no_key) == 10U);
  BOOST_TEST(spent.report().cost.questions < 60U);
  BOOST_TEST(spent.report().authentication_results.results.size() < 20U);
  BOOST_TEST(reads_back(spent.report()));
  BOOST_TEST((spent.time < kPatience));
}

BOOST_AUTO_TEST_CASE(ShowsSoManySignaturesAndCountsTheOthers) {
  verify::Settings settings = tests::settings();
  settings.limits.dkim.signatures = 1000;
  const std::string broken = repeated(200, "DKIM-Signature: v=1\r\n");
  const auto spent = verified(broken + tests::signed_message(), settings);
  const auto& results = spent.report().authentication_results.results;
  const auto shown = std::ranges::count(results, "dkim", &authres::MethodResult::method);
  BOOST_TEST(shown == static_cast<std::ptrdiff_t>(verify::kMaxShownSignatures) + 1);
  BOOST_TEST(std::ranges::count_if(results, [](const auto& one) {
               return one.method == "dkim" && one.result == "pass";
             }) == 2);
  BOOST_TEST(reads_back(spent.report()));
}

// RFC 8617 section 4.2.1.
BOOST_AUTO_TEST_CASE(ValidatesNoChainOfTooManySets) {
  std::string chain;
  for (int i = 200; i >= 1; --i) {
    const std::string number = std::to_string(i);
    const std::string key = "a=rsa-sha256; d=d" + number + ".example; s=s; b=AAAA";
    chain += "ARC-Seal: i=" + number + "; cv=pass; " + key +
             "\r\nARC-Message-Signature: i=" + number + "; h=from; bh=" + tests::body_hash("x") +
             "; " + key + "\r\nARC-Authentication-Results: i=" + number + "; x.example; none\r\n";
  }
  const auto spent = verified(chain + tests::plain_message());
  BOOST_CHECK(spent.report().arc.result == arc::Result::fail);
  BOOST_TEST(spent.report().cost.questions < 20U);
  BOOST_TEST((spent.time < kPatience));
}

BOOST_AUTO_TEST_CASE(HashesSoManyFieldsAndNoMore) {
  const std::string field =
      "DKIM-Signature: v=1; a=rsa-sha256; d=example.com; s=r; bh=" + tests::body_hash("x") +
      "; b=AAAA; h=from";
  const auto spent =
      verified(repeated(10, field + repeated(10'000, ":\r\n x") + "\r\n") + tests::plain_message());
  BOOST_TEST(count(spent.report(), dkim::Reason::too_many_signed_fields) == 10U);
  BOOST_TEST((spent.time < kPatience));
}

BOOST_AUTO_TEST_CASE(KeepsSoMuchOfTheHeaderAndNoMore) {
  const std::string filler = "X-Filler: " + std::string(990, 'x') + "\r\n";
  const auto spent = verified(repeated(1100, filler) + tests::signed_message());
  BOOST_TEST(spent.report().octets.header > 1'000'000U);
  // What of it was kept has neither signature nor From.
  BOOST_CHECK(spent.report().dmarc.verdict.result == dmarc::Result::permerror);
  // Behind the cut a signature is there, but cannot be verified.
  std::string top = tests::signed_message();
  top.insert(top.find("\r\n\r\n") + 2, repeated(1100, filler));
  const auto cut = verified(top);
  BOOST_TEST(count(cut.report(), dkim::Reason::header_cut) == 2U);
  BOOST_TEST((cut.time < kPatience));
}

BOOST_AUTO_TEST_CASE(TakesAHeaderOfTinyFields) {
  const auto spent = verified(repeated(9'900, "a:\r\n") + tests::signed_message());
  BOOST_CHECK(spent.report().dmarc.verdict.result == dmarc::Result::pass);
  BOOST_TEST(!spent.report().is_header_cut);
  BOOST_TEST((spent.time < kPatience));
  const auto more = verified(repeated(100'000, "a:\r\n") + tests::signed_message());
  BOOST_TEST(more.report().is_header_cut);
  BOOST_CHECK(more.report().dmarc.verdict.result == dmarc::Result::permerror);
  BOOST_TEST((more.time < kPatience));
}

// What is behind the cut is not in the list of forged fields, and that is told.
BOOST_AUTO_TEST_CASE(TellsThatForgedFieldsMayFollow) {
  const std::string forged = "Authentication-Results: mx.receiver.example; dmarc=pass\r\n";
  std::string message = tests::signed_message();
  const std::size_t end = message.find("\r\n\r\n") + 2;
  const auto whole = verified(message.insert(end, forged));
  BOOST_TEST(whole.report().forged.size() == 1U);
  BOOST_TEST(!whole.report().is_header_cut);
  for (const std::string& filler :
       {repeated(540, "X-Filler: " + std::string(990, 'x') + "\r\n"), repeated(10'000, "a:\r\n")}) {
    std::string longer = message;
    const auto spent = verified(longer.insert(end, filler));
    BOOST_TEST(spent.report().is_header_cut);
    BOOST_TEST(spent.report().forged.empty());
    BOOST_CHECK(spent.report().dmarc.verdict.result != dmarc::Result::pass);
  }
}

BOOST_AUTO_TEST_CASE(ReadsSoManyAuthorsAndNoMore) {
  std::string from = "From: a@example.com";
  for (int i = 0; i < 30'000; ++i) from += ",a@\xc3\xbc" + std::to_string(i) + ".e";
  const auto spent = verified(from + "\r\n" + tests::plain_message());
  const mail::Authors& authors = spent.report().authors;
  BOOST_TEST(authors.fields == 2U);
  BOOST_TEST(authors.errors.size() == 1U);
  BOOST_TEST(authors.mailboxes.size() == 1U);
  BOOST_CHECK(spent.report().dmarc.verdict.result == dmarc::Result::permerror);
  BOOST_TEST((spent.time < kPatience));
}

BOOST_AUTO_TEST_CASE(AsksAboutABoundedNumberOfNamesWhereAllIsUsedUp) {
  std::string message = tests::signed_message();
  for (int i = 0; i < 8; ++i) {
    const std::string deep = "a.b.c.d.e.f.g.h" + std::to_string(i) + ".example";
    message = "DKIM-Signature: v=1; a=rsa-sha256; d=" + deep +
              "; s=s; h=from; bh=" + tests::body_hash("x") + "; b=AAAA\r\n" + message;
  }
  const auto spent = verified(message);
  BOOST_TEST(spent.report().cost.questions < 150U);
  BOOST_TEST(spent.report().cost.refused == 0U);
}

// An SPF record of which everything is asked: ten "mx" of ten hosts each, and at the end a domain
// that is not the sender's.
BOOST_AUTO_TEST_CASE(ASendersSpfLeavesRoomForTheOtherMethods) {
  std::string zone = tests::world_zone() +
                     "_dmarc.victim.example. 300 TXT \"v=DMARC1; p=reject\"\n"
                     "_dmarc.a.b.c.d.e.f.victim.example. 300 TXT \"v=spf1 ?all\"\n";
  std::string record = "v=spf1";
  for (int mx = 0; mx < 9; ++mx) {
    const std::string host = "m" + std::to_string(mx) + ".example";
    record += " mx:" + host;
    for (int n = 0; n < 10; ++n) {
      const std::string exchange = "h" + std::to_string(n) + "." + host + ".";
      zone += host + ". 300 MX 10 " + exchange + "\n" + exchange + " 300 A 198.51.100.1\n";
    }
  }
  for (const char* last : {"example.net", "_dmarc.victim.example", "r._domainkey.example.com"}) {
    for (const std::size_t questions : {100U, 200U, 500U}) {
      BOOST_TEST_CONTEXT(last << ", " << questions << " questions") {
        std::vector<dns::Zone> zones;
        zones.push_back(tests::zone(
            zone + tests::txt_line("flat.example.", record + " include:" + last + " ?all")));
        dns::ZoneResolver resolver(std::move(zones));
        verify::Settings settings = tests::settings();
        settings.check_helo = true;
        settings.limits.questions = questions;
        verify::Envelope envelope = tests::envelope("x@flat.example");
        envelope.ip = tests::ip("192.0.2.77");
        envelope.helo = "flat.example";
        verify::Session session(envelope, settings);
        // Before the header comes.
        tests::answer_all(session, resolver);
        session.feed(
            tests::signed_by(tests::plain_message("From: boss@a.b.c.d.e.f.victim.example\r\n"),
                             {tests::signing_key("example.com", "rsa2048.pem")}));
        session.finish();
        tests::answer_all(session, resolver);
        const verify::Report& report = session.report();
        BOOST_TEST((report.cost.refused > 0U) == (questions == 100));
        BOOST_CHECK((report.spf.result == spf::Result::temperror) == (questions == 100));
        BOOST_CHECK(report.dkim.at(0).reason == dkim::Reason::verified);
        BOOST_CHECK(report.dmarc.verdict.result == dmarc::Result::fail);
        BOOST_CHECK(report.dmarc.verdict.disposition == dmarc::Policy::reject);
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
