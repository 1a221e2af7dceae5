// SPDX-License-Identifier: MIT
//
// What a session says of whole messages.

#include "libauth/verify/session.h"

#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "libauth/base/enum.h"
#include "tests/libauth/verify/world.h"

namespace {

using namespace libauth;

/// "spf dkim,dkim arc dmarc disposition"
std::string outcome(const verify::Report& report) {
  std::string text = std::string(base::name_of(report.spf.result)) + " ";
  for (const auto& signature : report.dkim) {
    text += std::string(&signature == report.dkim.data() ? "" : ",") +
            std::string(base::name_of(signature.reason));
  }
  if (report.dkim.empty()) text += "unsigned";
  return text + " " + std::string(base::name_of(report.arc.result)) + " " +
         std::string(base::name_of(report.dmarc.verdict.result)) + " " +
         std::string(base::name_of(report.dmarc.verdict.disposition));
}

/// The text with `from` replaced by `to` where it stands first.
std::string changed(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  BOOST_REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

verify::Session verified(const std::string& message, verify::Envelope envelope = tests::envelope(),
                         verify::Settings settings = tests::settings()) {
  auto resolver = tests::world_resolver();
  return verify::verify(message, std::move(envelope), std::move(settings), resolver);
}

struct Case {
  const char* name;
  std::string message;
  const char* mail_from;
  const char* ip;
  const char* expected;
};

std::vector<Case> cases() {
  const std::string good = tests::signed_message();
  const std::string plain = tests::plain_message();
  const std::string two_from =
      tests::plain_message("From: joe@example.com\r\nFrom: eve@example.net\r\n");
  const std::string two_addresses =
      tests::plain_message("From: eve@example.net, joe@example.com\r\n");
  const auto from_nobody = [](const char* from) { return tests::plain_message(from); };
  const std::string broken = changed(good, "world", "World");
  const std::string chain = tests::sealed(good, arc::Result::none);
  return {
      {"all is well", good, "b@example.com", "192.0.2.1", "pass verified,verified none pass none"},
      {"forwarded: SPF fails, DKIM holds", good, "b@example.org", "192.0.2.9",
       "fail verified,verified none pass none"},
      {"SPF passes and is aligned, DKIM is broken", broken, "b@example.com", "192.0.2.1",
       "pass body_mismatch,body_mismatch none pass none"},
      {"SPF passes for another domain", broken, "b@mx.example.com", "192.0.2.1",
       "pass body_mismatch,body_mismatch none pass none"},
      {"neither", broken, "b@example.com", "192.0.2.9",
       "fail body_mismatch,body_mismatch none fail reject"},
      {"the subject was changed", changed(good, "hello", "hallo"), "b@example.org", "192.0.2.9",
       "fail signature_mismatch,signature_mismatch none fail reject"},
      {"not signed", plain, "b@example.com", "192.0.2.1", "pass unsigned none pass none"},
      {"a bounce: HELO stands in (RFC 9989 section 4.3.2)", plain, "", "192.0.2.1",
       "pass unsigned none pass none"},
      {"a policy that is tested", from_nobody("From: joe@example.net\r\n"), "b@example.com",
       "192.0.2.1", "pass unsigned none fail none"},
      {"no policy", from_nobody("From: joe@other.example\r\n"), "b@example.com", "192.0.2.1",
       "pass unsigned none none none"},
      {"no From", from_nobody(""), "b@example.com", "192.0.2.1",
       "pass unsigned none permerror none"},
      {"From that cannot be read", from_nobody("From: <joe@example.com\r\n"), "b@example.com",
       "192.0.2.1", "pass unsigned none permerror none"},
      {"From without an address", from_nobody("From: undisclosed:;\r\n"), "b@example.com",
       "192.0.2.1", "pass unsigned none permerror none"},
      {"From with an address literal", from_nobody("From: joe@[192.0.2.1]\r\n"), "b@example.com",
       "192.0.2.1", "pass unsigned none permerror none"},
      {"an author with an empty label", from_nobody("From: joe@example..com\r\n"), "b@example.com",
       "192.0.2.1", "pass unsigned none permerror none"},
      {"an author with an empty first label", from_nobody("From: joe@.example.com\r\n"),
       "b@example.com", "192.0.2.1", "pass unsigned none permerror none"},
      {"an author with a dot at the end", from_nobody("From: joe@example.com.\r\n"),
       "b@example.com", "192.0.2.1", "pass unsigned none permerror none"},
      {"a From that only some programs see (RFC 5321 section 2.3.8)",
       from_nobody("From: joe@example.com\r\nX: y\nFrom: eve@example.net\r\n"), "b@example.com",
       "192.0.2.1", "pass unsigned none permerror none"},
      {"the same, and the other one fails",
       from_nobody("X: y\rFrom: eve@example.net\r\nFrom: joe@example.com\r\n"), "b@example.org",
       "192.0.2.9", "fail unsigned none fail reject"},
      {"a CR in a field that is no From", from_nobody("From: joe@example.com\r\nX: y\rz\r\n"),
       "b@example.com", "192.0.2.1", "pass unsigned none pass none"},
      {"several From fields: the strictest counts", two_from, "b@example.org", "192.0.2.9",
       "fail unsigned none fail reject"},
      {"several addresses: the one without proof counts", two_addresses, "b@example.com",
       "192.0.2.1", "pass unsigned none fail none"},
      {"a chain", chain, "b@example.org", "192.0.2.9", "fail verified,verified pass pass none"},
      {"a longer chain", tests::sealed(chain, arc::Result::pass), "b@example.org", "192.0.2.9",
       "fail verified,verified pass pass none"},
      {"a chain that is broken", changed(chain, "cv=none", "cv=pass"), "b@example.org", "192.0.2.9",
       "fail verified,verified fail pass none"},
      {"nothing at all", "", "b@example.com", "192.0.2.1", "pass unsigned none permerror none"},
      {"an empty body", tests::plain_message("From: joe@example.com\r\n", ""), "b@example.com",
       "192.0.2.1", "pass unsigned none pass none"},
  };
}

}  // namespace

BOOST_AUTO_TEST_SUITE(VerifySession)

BOOST_AUTO_TEST_CASE(SaysWhatBecameOfEachMethod) {
  for (const Case& one : cases()) {
    BOOST_TEST_CONTEXT(one.name) {
      verify::Envelope envelope = tests::envelope(one.mail_from);
      envelope.ip = tests::ip(one.ip);
      auto session = verified(one.message, std::move(envelope));
      BOOST_TEST(session.is_done());
      BOOST_TEST(outcome(session.report()) == one.expected);
    }
  }
}

// docs/decisions/several-from.md: RFC 6376 section 5.4.2 has a signature cover the last From field,
// and readers show the first.
BOOST_AUTO_TEST_CASE(TakesNoSignatureForAnAuthorThatItDoesNotCover) {
  dkim::SigningSettings lightly;
  lightly.oversigned = {};
  const std::string good = tests::signed_by(
      tests::plain_message(), {tests::signing_key("example.com", "rsa2048.pem")}, lightly);
  const std::string eve = "From: Boss <boss@example.com>\r\n";
  const std::string twice = "From: Joe <joe@example.com>\r\n";
  const auto judged = [](const std::string& message, const char* mail_from, const char* client) {
    verify::Envelope envelope = tests::envelope(mail_from);
    envelope.ip = tests::ip(client);
    auto session = verified(message, std::move(envelope));
    const verify::Report& report = session.report();
    return outcome(report) + (report.dkim.front().covers_all_from ? "" : ", From not covered");
  };
  BOOST_TEST(judged(good, "b@example.org", "192.0.2.9") == "fail verified none pass none");
  for (const std::string& added : {eve, twice}) {
    BOOST_TEST(judged(added + good, "b@example.org", "192.0.2.9") ==
               "fail verified none fail reject, From not covered");
    // Who may send for the domain may write what it likes.
    BOOST_TEST(judged(added + good, "b@example.com", "192.0.2.1") ==
               "pass verified none pass none, From not covered");
  }
  // A line that only some programs take for a From field.
  BOOST_TEST(judged("X: y\n" + eve + good, "b@example.org", "192.0.2.9") ==
             "fail verified none permerror none");
}

BOOST_AUTO_TEST_CASE(CountsASignatureThatCoversAllFromFields) {
  const std::string first = "From: Joe <joe@example.com>\r\n";
  const std::string second = "From: Ann <ann@example.com>\r\n";
  const std::string field = tests::signature_field(
      {"v=1; a=rsa-sha256; d=example.com; s=r; h=from:from", second + first, "Hi\r\n", true});
  auto session = verified(field + first + second + "\r\nHi\r\n", verify::Envelope{});
  BOOST_TEST(outcome(session.report()) == "none verified none pass none");
  BOOST_TEST(session.report().dkim.front().covers_all_from);
  BOOST_TEST(session.report().authors.fields == 2U);
}

// What cannot be read is told where it is, counted from 1.
BOOST_AUTO_TEST_CASE(SaysWhyThereIsNoAuthor) {
  const struct {
    const char* from;
    const char* reason;
  } kRows[] = {
      {"From: <joe@example.com\r\n",
       "A From field cannot be read, at octet 18 of its value: An address is not closed with "
       "\">\"."},
      {"From: J\xF6rg <joe@example.com>\r\n",
       "A From field cannot be read, at octet 3 of its value: The octets here are not UTF-8 text, "
       "and nobody says what else they are."},
      {"From: undisclosed:;\r\n", "The From field has no address."},
      {"From: joe@[192.0.2.1]\r\n",
       "An author's address has no domain name but the literal \"[192.0.2.1]\"."},
      {"From: joe@aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example\r\n",
       "The domain \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example\" of "
       "an author is none: A label of the name is longer than 63 octets."},
  };
  for (const auto& row : kRows) {
    auto session = verified(tests::plain_message(row.from));
    BOOST_TEST(session.report().dmarc.verdict.reason == row.reason);
    BOOST_REQUIRE(session.report().unreadable_authors.size() == 1U);
    BOOST_TEST(session.report().unreadable_authors.front() == row.reason);
  }
}

BOOST_AUTO_TEST_CASE(SaysWhereTheHeaderWasCutBeforeFrom) {
  verify::Settings settings = tests::settings();
  settings.limits.header_octets = 20;
  const std::string long_field = "X-Long: " + std::string(100, 'x') + "\r\n";
  auto before = verified(long_field + tests::plain_message(), tests::envelope(), settings);
  BOOST_TEST(before.report().dmarc.verdict.reason ==
             "No From field was found in the first 20 octets of the header, and no more of it is "
             "read.");
  settings.limits.header_octets = 40;
  auto behind = verified(tests::plain_message(), tests::envelope(), settings);
  BOOST_TEST(behind.report().dmarc.verdict.reason ==
             "No more than the first 40 octets of the header are read.");
  BOOST_TEST(behind.report().unreadable_authors.empty());
}

BOOST_AUTO_TEST_CASE(TellsWhatStandsInFrontOfTheHeader) {
  const std::string plain = tests::plain_message();
  BOOST_CHECK(verified(plain).report().beginning == mail::Beginning::usual);
  BOOST_CHECK(verified("\r\n" + plain).report().beginning == mail::Beginning::empty_line);
}

// There is no name to check, and none is made up.
BOOST_AUTO_TEST_CASE(ChecksNoSpfWithoutASender) {
  auto session =
      verified(tests::plain_message(), {.ip = tests::ip("192.0.2.1"), .helo = {}, .mail_from = {}});
  const verify::Report& report = session.report();
  BOOST_TEST(outcome(report) == "none unsigned none fail reject");
  BOOST_TEST(report.spf.reason ==
             "Neither an address of MAIL FROM nor a HELO name is known, so that SPF could not be "
             "checked.");
  BOOST_TEST(!report.dmarc.verdict.spf.has_value());
  for (const auto& result : report.authentication_results.results) {
    BOOST_TEST(result.method != "spf");
  }
}

BOOST_AUTO_TEST_CASE(TellsTheAuthorsAndTheirPolicies) {
  auto session = verified(
      tests::plain_message("From: joe@example.com, eve@EXAMPLE.net\r\nFrom: x@example.com\r\n"),
      tests::envelope("b@example.com"));
  const verify::Report& report = session.report();
  BOOST_TEST(report.authors.fields == 2U);
  BOOST_TEST(report.authors.mailboxes.size() == 3U);
  BOOST_TEST(report.dmarc.has_many_authors);
  BOOST_REQUIRE(report.dmarc.authors.size() == 2U);
  BOOST_TEST(report.dmarc.authors[0].author.text() == "example.com");
  BOOST_TEST(report.dmarc.authors[1].author.text() == "example.net");
}

// RFC 9989 section 11.5: the number of author domains is capped.
BOOST_AUTO_TEST_CASE(GivesUpOnTooManyAuthors) {
  std::string from = "From: a@example.com";
  for (int i = 0; i < 5000; ++i) from += ",\r\n a@d" + std::to_string(i) + ".example";
  auto session = verified(tests::plain_message(from + "\r\n"));
  BOOST_TEST(outcome(session.report()) == "pass unsigned none permerror none");
  BOOST_TEST(session.report().cost.questions < 100U);
}

BOOST_AUTO_TEST_CASE(DoesWithoutAClient) {
  auto session = verified(tests::signed_message(), verify::Envelope{});
  const verify::Report& report = session.report();
  BOOST_TEST(outcome(report) == "none verified,verified none pass none");
  BOOST_TEST(report.spf.reason ==
             "The address of the client is not known, so that SPF could not be checked.");
  BOOST_TEST(report.iprev.pending);
  BOOST_TEST(!report.dmarc.verdict.spf.has_value());
}

BOOST_AUTO_TEST_CASE(ChecksTheHeloNameWhereItIsToldTo) {
  verify::Settings settings = tests::settings();
  BOOST_TEST(!verified(tests::plain_message()).report().helo.has_value());
  settings.check_helo = true;
  auto session = verified(tests::plain_message(), tests::envelope(), settings);
  BOOST_REQUIRE(session.report().helo.has_value());
  BOOST_CHECK(session.report().helo->result == spf::Result::pass);
  BOOST_TEST(session.report().helo->domain == "mx.example.com");
}

// RFC 9989 section 4.3.2; CVE-2019-20790: with a reverse-path HELO says nothing about the author.
BOOST_AUTO_TEST_CASE(ACheckedHeloNameAuthenticatesNoAuthor) {
  verify::Settings settings = tests::settings();
  settings.check_helo = true;
  for (const char* mail_from : {"b@example.org", "b@other.example", "b@localhost"}) {
    BOOST_TEST_CONTEXT(mail_from) {
      auto session = verified(tests::plain_message(), tests::envelope(mail_from), settings);
      const verify::Report& report = session.report();
      BOOST_REQUIRE(report.helo.has_value());
      BOOST_CHECK(report.helo->result == spf::Result::pass);
      BOOST_CHECK(report.spf.result != spf::Result::pass);
      BOOST_CHECK(report.dmarc.verdict.result == dmarc::Result::fail);
      BOOST_CHECK(report.dmarc.verdict.disposition == dmarc::Policy::reject);
    }
  }
}

BOOST_AUTO_TEST_CASE(LooksAtTheTimeOfSignatures) {
  verify::Settings settings = tests::settings();
  settings.now = tests::kNow - std::chrono::hours(1);
  auto session = verified(tests::signed_message(), tests::envelope("b@example.org"), settings);
  BOOST_TEST(outcome(session.report()) == "fail in_the_future,in_the_future none fail reject");
  settings.check_time = false;
  auto other = verified(tests::signed_message(), tests::envelope("b@example.org"), settings);
  BOOST_TEST(outcome(other.report()) == "fail verified,verified none pass none");
}

BOOST_AUTO_TEST_CASE(FollowsTheModeOfDmarc) {
  verify::Settings settings = tests::settings();
  settings.dmarc_mode = dmarc::Mode::rfc7489;
  auto session = verified(tests::signed_message(), tests::envelope(), settings);
  BOOST_TEST(outcome(session.report()) == "pass verified,verified none pass none");
}

BOOST_AUTO_TEST_CASE(TakesFilesWithBareLineFeeds) {
  std::string text = tests::signed_message();
  std::erase(text, '\r');
  verify::Settings settings = tests::settings();
  settings.line_ends = mail::LineEnd::lf;
  auto session = verified(text, tests::envelope(), settings);
  BOOST_TEST(outcome(session.report()) == "pass verified,verified none pass none");
  BOOST_TEST(session.report().octets.bare_lf == 0U);
}

// RFC 8601 section 5: fields that claim to be ours are found, the last one first.
BOOST_AUTO_TEST_CASE(FindsForgedFields) {
  const std::string forged =
      "Authentication-Results: MX.receiver.example; dkim=pass\r\n"
      "Authentication-Results: other.example; dkim=pass\r\n"
      "Authentication-Results: (unclosed\r\n"
      "Authentication-Results: old.receiver.example; spf=pass\r\n";
  verify::Settings settings = tests::settings();
  settings.own_ids = {"old.receiver.example"};
  auto session = verified(forged + tests::plain_message(), tests::envelope(), settings);
  const auto& fields = session.report().forged;
  BOOST_REQUIRE(fields.size() == 3U);
  BOOST_TEST(fields[0].occurrence == 4U);
  BOOST_TEST(fields[1].occurrence == 3U);
  BOOST_CHECK(fields[1].why == authres::Forgery::unreadable);
  BOOST_TEST(fields[2].occurrence == 1U);
}

// Nobody who deletes fields by name and number can delete it.
BOOST_AUTO_TEST_CASE(FindsForgedFieldsThatHaveNotGotTheName) {
  const std::string field = "Authentication-Results: mx.receiver.example; dmarc=pass\r\n";
  for (const std::string& message :
       {" " + field + tests::plain_message(), "X: y\n" + field + tests::plain_message(),
        "X: y\r" + field + tests::plain_message(),
        "Authentication-Results\r\n : mx.receiver.example; dmarc=pass\r\n" +
            tests::plain_message()}) {
    auto session = verified(message);
    const auto& fields = session.report().forged;
    BOOST_REQUIRE(fields.size() == 1U);
    BOOST_TEST(fields[0].occurrence == 0U);
    BOOST_CHECK(fields[0].why == authres::Forgery::unreadable);
    BOOST_TEST(!session.report().is_header_cut);
  }
}

BOOST_AUTO_TEST_CASE(CountsOddOctets) {
  auto session = verified(tests::plain_message("From: joe@example.com\r\n", "a\rb\nc\r\n"));
  BOOST_TEST(session.report().octets.bare_cr == 1U);
  BOOST_TEST(session.report().octets.bare_lf == 1U);
  BOOST_TEST(session.report().octets.body == 7U);
}

BOOST_AUTO_TEST_CASE(StaysWhereItIsWhenMoved) {
  auto first = verified(tests::signed_message());
  const verify::Report* report = &first.report();
  verify::Session second = std::move(first);
  BOOST_TEST(&second.report() == report);
  BOOST_TEST(second.report().dkim.front().field->octets.starts_with("DKIM-Signature:"));
}

BOOST_AUTO_TEST_SUITE_END()
