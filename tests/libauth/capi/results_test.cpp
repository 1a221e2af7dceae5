// SPDX-License-Identifier: MIT
//
// What a session of the C ABI tells when it is done.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tests/libauth/capi/c_session.h"
#include "tests/libauth/verify/world.h"

using namespace tests;
using namespace std::string_view_literals;

namespace {

/// Fills a struct of results by its function; it has to work.
template <class Result>
Result get(libauth_status (*function)(libauth_session*, Result*), const SessionHandle& session) {
  auto result = LIBAUTH_RESULT_INIT(Result);
  BOOST_TEST_REQUIRE(function(session.get(), &result) == LIBAUTH_OK);
  return result;
}
template <class Result>
Result get_at(libauth_status (*function)(libauth_session*, std::size_t, Result*),
              const SessionHandle& session, std::size_t index) {
  auto result = LIBAUTH_RESULT_INIT(Result);
  BOOST_TEST_REQUIRE(function(session.get(), index, &result) == LIBAUTH_OK);
  return result;
}

SessionHandle done_with(const std::string& message, const std::string& records,
                        const libauth_session_options& options = options_of_example()) {
  SessionHandle session = fed_session(message, options);
  libauth::dns::ZoneResolver zone({world(records)});
  answer_by_text(session.get(), zone);
  return session;
}

/// The example with further fields on top.
std::string with_fields(const std::string& fields) {
  return fields + signed_by_example_com();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(CapiResults)

BOOST_AUTO_TEST_CASE(Spf) {
  const auto session = done_session(signed_by_example_com());
  const auto spf = get(libauth_session_spf, session);
  BOOST_TEST(spf.result == std::uint32_t{LIBAUTH_RESULT_PASS});
  BOOST_TEST(spf.domain == "example.com"sv);
  BOOST_TEST(spf.matched == "ip4:192.0.2.10"sv);
  BOOST_TEST(spf.reason != ""sv);
  BOOST_TEST(spf.explanation == ""sv);
  auto helo = LIBAUTH_RESULT_INIT(libauth_spf_result);
  BOOST_TEST(libauth_session_spf_helo(session.get(), &helo) == LIBAUTH_NONE);
}

// RFC 7208 section 2.3.
BOOST_AUTO_TEST_CASE(HeloIsCheckedWhereItIsAskedFor) {
  libauth_session_options options = options_of_example();
  options.flags = LIBAUTH_CHECK_HELO;
  const auto session =
      done_with(signed_by_example_com(),
                example_com_records() + "mx.example.com. TXT \"v=spf1 a -all\"\n", options);
  const auto helo = get(libauth_session_spf_helo, session);
  BOOST_TEST(helo.result == std::uint32_t{LIBAUTH_RESULT_PASS});
  BOOST_TEST(helo.domain == "mx.example.com"sv);
  BOOST_TEST(helo.lookups == 1U);
}

BOOST_AUTO_TEST_CASE(Dkim) {
  const auto session = done_session(signed_by_example_com());
  BOOST_TEST(libauth_session_dkim_count(session.get()) == 1U);
  const auto dkim = get_at(libauth_session_dkim, session, 0);
  BOOST_TEST(dkim.result == std::uint32_t{LIBAUTH_RESULT_PASS});
  BOOST_TEST(dkim.reason == "verified"sv);
  BOOST_TEST(dkim.domain == "example.com"sv);
  BOOST_TEST(dkim.selector == "test"sv);
  BOOST_TEST(std::string_view(dkim.identity, dkim.identity_size) == "@example.com");
  BOOST_TEST(std::string_view(dkim.algorithm, dkim.algorithm_size) == "ed25519-sha256");
  BOOST_TEST(std::string_view(dkim.signature, dkim.signature_size).ends_with("=="));
  BOOST_TEST(dkim.key_type == "ed25519"sv);
  BOOST_TEST(dkim.key_bits == 256U);
  BOOST_TEST(dkim.body_octets > 0U);
  BOOST_TEST(dkim.signed_octets == dkim.body_octets);
  BOOST_TEST(dkim.flags == 0U);
  std::vector<std::string> addable(dkim.addable_fields,
                                   dkim.addable_fields + dkim.addable_field_count);
  BOOST_TEST((std::find(addable.begin(), addable.end(), "subject") != addable.end()));
  BOOST_TEST((std::find(addable.begin(), addable.end(), "from") == addable.end()));
  auto none = LIBAUTH_RESULT_INIT(libauth_dkim_result);
  BOOST_TEST(libauth_session_dkim(session.get(), 1, &none) == LIBAUTH_NONE);
  BOOST_TEST(libauth_session_dkim(session.get(), SIZE_MAX, &none) == LIBAUTH_NONE);
}

// docs/decisions/several-from.md
BOOST_AUTO_TEST_CASE(ASignatureThatDoesNotCoverEveryFromIsMarked) {
  libauth::dkim::SigningSettings lightly;
  lightly.oversigned = {};
  const std::string message = tests::signed_by(
      tests::plain_message(), {tests::signing_key("example.com", "ed25519.pem")}, lightly);
  const auto records = example_com_records() + "e._domainkey.example.com. TXT \"" +
                       key_record("ed25519.pem") + "\"\n";
  libauth_session_options options = options_of_example();
  options.now = kNow.time_since_epoch().count();
  const auto all = done_with(message, records, options);
  const auto covered = get_at(libauth_session_dkim, all, 0);
  BOOST_TEST(covered.reason == "verified"sv);
  BOOST_TEST(covered.flags == 0U);
  const auto some = done_with("From: Boss <boss@example.com>\r\n" + message, records, options);
  const auto dkim = get_at(libauth_session_dkim, some, 0);
  BOOST_TEST(dkim.result == std::uint32_t{LIBAUTH_RESULT_PASS});
  BOOST_TEST(dkim.flags == std::uint32_t{LIBAUTH_DKIM_SOME_FROM});
}

BOOST_AUTO_TEST_CASE(ASignatureThatCannotBeReadHasNoNames) {
  const auto session = done_session(with_fields("DKIM-Signature: nonsense\n"));
  BOOST_TEST(libauth_session_dkim_count(session.get()) == 2U);
  const auto dkim = get_at(libauth_session_dkim, session, 0);
  BOOST_TEST(dkim.result == std::uint32_t{LIBAUTH_RESULT_PERMERROR});
  BOOST_TEST((dkim.domain == nullptr && dkim.selector == nullptr && dkim.key_type == nullptr));
  BOOST_TEST(dkim.detail != ""sv);
}

BOOST_AUTO_TEST_CASE(DnssecOfTheKeyIsTold) {
  libauth_session_options options = options_of_example();
  options.flags = LIBAUTH_TRUST_AD;
  auto zone = example_com();
  const auto session = fed_session(signed_by_example_com(), options);
  answer_all(session.get(), zone, [&](const auto& asked, const auto& answer) {
    DnsMessage packet = packet_answer(asked, answer);
    packet[3] |= 0x20;
    libauth_session_answer_packet(session.get(), asked.id, packet.data(), packet.size());
  });
  const auto dkim = get_at(libauth_session_dkim, session, 0);
  BOOST_TEST(dkim.flags == std::uint32_t{LIBAUTH_DKIM_SECURE});
}

BOOST_AUTO_TEST_CASE(ArcOfAMessageWithout) {
  const auto session = done_session(signed_by_example_com());
  const auto arc = get(libauth_session_arc, session);
  BOOST_TEST(arc.result == std::uint32_t{LIBAUTH_RESULT_NONE});
  BOOST_TEST(arc.reason == "no_chain"sv);
  BOOST_TEST(arc.oldest_pass == -1);
  BOOST_TEST(arc.instances == 0U);
  auto set = LIBAUTH_RESULT_INIT(libauth_arc_set);
  BOOST_TEST(libauth_session_arc_set(session.get(), 0, &set) == LIBAUTH_NONE);
}

BOOST_AUTO_TEST_CASE(Dmarc) {
  const auto session = done_session(signed_by_example_com());
  const auto dmarc = get(libauth_session_dmarc, session);
  BOOST_TEST(dmarc.result == std::uint32_t{LIBAUTH_RESULT_PASS});
  BOOST_TEST(dmarc.policy == std::uint32_t{LIBAUTH_POLICY_REJECT});
  BOOST_TEST(dmarc.disposition == std::uint32_t{LIBAUTH_POLICY_NONE});
  BOOST_TEST(dmarc.policy_source == "p"sv);
  BOOST_TEST(dmarc.author == "example.com"sv);
  BOOST_TEST(dmarc.record_domain == "example.com"sv);
  BOOST_TEST(dmarc.record == "v=DMARC1; p=reject; adkim=s"sv);
  BOOST_TEST(dmarc.percent == 100U);
  const std::uint32_t both = LIBAUTH_DMARC_BY_SPF | LIBAUTH_DMARC_BY_DKIM;
  BOOST_TEST(dmarc.flags == both);
  const auto author = get_at(libauth_session_dmarc_author, session, 0);
  BOOST_TEST(author.author == "example.com"sv);
  auto none = LIBAUTH_RESULT_INIT(libauth_dmarc_result);
  BOOST_TEST(libauth_session_dmarc_author(session.get(), 1, &none) == LIBAUTH_NONE);
}

BOOST_AUTO_TEST_CASE(AForgedAuthorIsToBeRejected) {
  const auto session =
      done_with("From: a@example.com\n\nhi\n",
                "_dmarc.example.com. TXT \"v=DMARC1; p=reject; t=y\"\nexample.com. TXT \"none\"\n");
  const auto dmarc = get(libauth_session_dmarc, session);
  BOOST_TEST(dmarc.result == std::uint32_t{LIBAUTH_RESULT_FAIL});
  BOOST_TEST(dmarc.policy == std::uint32_t{LIBAUTH_POLICY_REJECT});
  BOOST_TEST(dmarc.disposition == std::uint32_t{LIBAUTH_POLICY_QUARANTINE});  // t=y: one weaker
  BOOST_TEST(dmarc.flags == std::uint32_t{LIBAUTH_DMARC_TESTING});
}

BOOST_AUTO_TEST_CASE(AMessageWithoutAuthorHasNoDomain) {
  const auto session = done_session("Subject: hi\n\nhi\n");
  const auto dmarc = get(libauth_session_dmarc, session);
  BOOST_TEST(dmarc.result == std::uint32_t{LIBAUTH_RESULT_PERMERROR});
  BOOST_TEST(dmarc.policy == std::uint32_t{LIBAUTH_POLICY_ABSENT});
  BOOST_TEST(
      (dmarc.author == nullptr && dmarc.record == nullptr && dmarc.policy_source == nullptr));
}

BOOST_AUTO_TEST_CASE(SeveralAuthorsAreAllThere) {
  const auto session =
      done_session("From: \"A, B\" <a@example.com>, b@example.net\nFrom: broken@\n\nhi\n");
  const auto dmarc = get(libauth_session_dmarc, session);
  BOOST_TEST((dmarc.flags & LIBAUTH_DMARC_MANY_AUTHORS) != 0U);
  const auto counts = get(libauth_session_counts, session);
  BOOST_TEST(counts.from_fields == 2U);
  BOOST_TEST(counts.from_mailboxes == 2U);
  BOOST_TEST(counts.from_unreadable == 1U);
  const auto first = get_at(libauth_session_author, session, 0);
  BOOST_TEST(std::string_view(first.display_name, first.display_name_size) == "A, B");
  BOOST_TEST(std::string_view(first.local_part, first.local_part_size) == "a");
  BOOST_TEST(std::string_view(first.domain, first.domain_size) == "example.com");
  auto none = LIBAUTH_RESULT_INIT(libauth_mailbox);
  BOOST_TEST(libauth_session_author(session.get(), 2, &none) == LIBAUTH_NONE);
}

BOOST_AUTO_TEST_CASE(Iprev) {
  const auto session = done_session(signed_by_example_com());
  const auto iprev = get(libauth_session_iprev, session);
  BOOST_TEST(iprev.result == std::uint32_t{LIBAUTH_RESULT_PASS});
  BOOST_TEST_REQUIRE(iprev.name_count == 1U);
  BOOST_TEST(iprev.names[0] == "mx.example.com"sv);
  BOOST_TEST_REQUIRE(iprev.confirmed_count == 1U);
  BOOST_TEST(iprev.confirmed[0] == "mx.example.com"sv);
}

BOOST_AUTO_TEST_CASE(WithoutAClientThereIsNeitherSpfNorIprev) {
  libauth_session_options options = options_of_example();
  options.ip = nullptr;
  options.flags = LIBAUTH_UNKNOWN_CLIENT;
  const auto session = done_session(signed_by_example_com(), options);
  BOOST_TEST(get(libauth_session_spf, session).result == std::uint32_t{LIBAUTH_RESULT_NONE});
  auto iprev = LIBAUTH_RESULT_INIT(libauth_iprev_result);
  BOOST_TEST(libauth_session_iprev(session.get(), &iprev) == LIBAUTH_NONE);
  BOOST_TEST(get(libauth_session_dmarc, session).flags == std::uint32_t{LIBAUTH_DMARC_BY_DKIM});
}

BOOST_AUTO_TEST_CASE(AuthenticationResultsHaveTheLineEndsAskedFor) {
  const auto session = done_session(signed_by_example_com());
  const char* crlf = nullptr;
  const char* lf = nullptr;
  std::size_t size = 0;
  BOOST_TEST(libauth_session_authentication_results(session.get(), LIBAUTH_CRLF, &crlf, nullptr) ==
             LIBAUTH_OK);
  BOOST_TEST(libauth_session_authentication_results(session.get(), LIBAUTH_LF, &lf, &size) ==
             LIBAUTH_OK);
  std::string text = lf;
  BOOST_TEST(text.size() == size);
  BOOST_TEST(text.starts_with("mx.example.net;"));
  BOOST_TEST(text.find("dmarc=pass") != text.npos);
  BOOST_TEST(text.find('\r') == text.npos);
  for (std::size_t at = 0; (at = text.find('\n', at)) != text.npos; at += 2) text.insert(at, "\r");
  BOOST_TEST(text == crlf);
  BOOST_TEST(libauth_session_authentication_results(session.get(), 2, &lf, &size) ==
             LIBAUTH_ERR_ARGUMENT);
  BOOST_TEST(libauth_session_authentication_results(session.get(), 0, nullptr, &size) ==
             LIBAUTH_ERR_ARGUMENT);
}

// CVE-2022-48521: the last one first, so that deleting shifts none of the others.
BOOST_AUTO_TEST_CASE(ForgedFieldsComeFromTheLastToTheFirst) {
  static const char* const kOwn[] = {"old.example.net"};
  libauth_session_options options = options_of_example();
  options.own_ids = kOwn;
  options.own_id_count = 1;
  const auto session =
      done_session(with_fields("Authentication-Results: MX.example.net; spf=pass\n"
                               "Received: by mx\n"
                               "Authentication-Results: other.example; spf=pass\n"
                               "Authentication-Results: old.example.net; spf=pass\n"),
                   options);
  const auto first = get_at(libauth_session_forged, session, 0);
  BOOST_TEST(first.occurrence == 3U);
  BOOST_TEST(first.index == 3U);
  BOOST_TEST(first.why == "own_id"sv);
  const auto second = get_at(libauth_session_forged, session, 1);
  BOOST_TEST(second.occurrence == 1U);
  auto none = LIBAUTH_RESULT_INIT(libauth_forged_field);
  BOOST_TEST(libauth_session_forged(session.get(), 2, &none) == LIBAUTH_NONE);
}

BOOST_AUTO_TEST_CASE(SomeForgedFieldsCannotBeDeletedByNumber) {
  libauth_session_options options = options_of_example();
  options.line_end = LIBAUTH_CRLF;
  const auto session = done_session(
      "X: y\nAuthentication-Results: mx.example.net; spf=pass\r\n"
      "Authentication-Results: mx.example.net; spf=pass\r\n\r\n",
      options);
  BOOST_TEST(get_at(libauth_session_forged, session, 0).occurrence == 1U);
  const auto second = get_at(libauth_session_forged, session, 1);
  BOOST_TEST(second.index == 0U);
  BOOST_TEST(second.occurrence == 0U);
  BOOST_TEST(second.why == "unreadable"sv);
}

BOOST_AUTO_TEST_CASE(SaysWhetherAllOfTheHeaderWasRead) {
  libauth_session_options options = options_of_example();
  const std::string header = with_fields("Authentication-Results: mx.example.net; spf=pass\n");
  BOOST_TEST(get(libauth_session_counts, done_session(header, options)).is_header_cut == 0U);
  options.max_header_octets = 40;
  const auto session = done_session(header, options);
  BOOST_TEST(get(libauth_session_counts, session).is_header_cut == 1U);
  auto none = LIBAUTH_RESULT_INIT(libauth_forged_field);
  BOOST_TEST(libauth_session_forged(session.get(), 0, &none) == LIBAUTH_NONE);
  // A caller who was built before that counter was there.
  auto counts = LIBAUTH_RESULT_INIT(libauth_counts);
  counts.size = offsetof(libauth_counts, is_header_cut);
  counts.is_header_cut = 7;
  BOOST_TEST(libauth_session_counts(session.get(), &counts) == LIBAUTH_OK);
  BOOST_TEST(counts.is_header_cut == 7U);
}

BOOST_AUTO_TEST_CASE(Counts) {
  libauth_session_options options = options_of_example();
  options.line_end = LIBAUTH_CRLF;
  const auto session =
      done_session("From: a@example.com\r\nX: \xe9\r\nno field\r\n\r\na\nb\rc\r\n", options);
  const auto counts = get(libauth_session_counts, session);
  BOOST_TEST(counts.body_octets == 7U);
  BOOST_TEST(counts.bare_lf == 1U);
  BOOST_TEST(counts.bare_cr == 1U);
  BOOST_TEST(counts.eight_bit == 1U);
  BOOST_TEST(counts.no_fields == 1U);
  BOOST_TEST(counts.nul == 0U);
  BOOST_TEST(counts.questions > 2U);
  BOOST_TEST(counts.rounds > 0U);
  BOOST_TEST(counts.not_asked == 0U);
}

BOOST_AUTO_TEST_CASE(ALimitKeepsQuestionsBack) {
  libauth_session_options options = options_of_example();
  options.max_questions = 1;
  const auto session = done_session(signed_by_example_com(), options);
  const auto counts = get(libauth_session_counts, session);
  BOOST_TEST(counts.questions == 1U);
  BOOST_TEST(counts.not_asked > 0U);
  BOOST_TEST(get(libauth_session_dmarc, session).result == std::uint32_t{LIBAUTH_RESULT_TEMPERROR});
}

BOOST_AUTO_TEST_CASE(StructsAreCheckedBeforeTheyAreFilled) {
  const auto session = done_session(signed_by_example_com());
  libauth_spf_result unset{};
  BOOST_TEST(libauth_session_spf(session.get(), &unset) == LIBAUTH_ERR_STRUCT_SIZE);
  BOOST_TEST(libauth_session_spf(session.get(), nullptr) == LIBAUTH_ERR_ARGUMENT);
  BOOST_TEST(libauth_session_spf(nullptr, &unset) == LIBAUTH_ERR_ARGUMENT);
  BOOST_TEST(libauth_session_dkim(session.get(), 0, nullptr) == LIBAUTH_ERR_ARGUMENT);
  BOOST_TEST(libauth_session_counts(session.get(), nullptr) == LIBAUTH_ERR_ARGUMENT);
}

// They live as long as the session, whatever is asked in between.
BOOST_AUTO_TEST_CASE(PointersStayTheSame) {
  const auto session = done_session(with_fields("DKIM-Signature: nonsense\n"));
  const auto first = get_at(libauth_session_dkim, session, 1);
  const auto names = get(libauth_session_iprev, session).names;
  get_at(libauth_session_dkim, session, 0);
  const auto again = get_at(libauth_session_dkim, session, 1);
  BOOST_TEST(first.addable_fields == again.addable_fields);
  BOOST_TEST(first.domain == static_cast<const void*>(again.domain));
  BOOST_TEST(get(libauth_session_iprev, session).names == names);
}

BOOST_AUTO_TEST_SUITE_END()
