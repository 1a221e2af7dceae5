// SPDX-License-Identifier: MIT
//
// What a verification takes of the memory: the same for a short and for a long body, and little. A
// program of its own, as it counts every allocation.

#include <algorithm>
#include <cstddef>
#include <string>

#include <boost/test/unit_test.hpp>

#include "libauth/base/text.h"
#include "tests/libauth/verify/world.h"
#include "tests/support/allocation_count.h"

using tests::allocated;
using tests::peak;

namespace {

using namespace libauth;

/// A signed message of about so many octets.
std::string message_of(std::size_t octets) {
  std::string body;
  while (body.size() < octets) body += "A line of some length, \t with spaces at its end  \r\n";
  return tests::signed_by(tests::plain_message("From: joe@example.com\r\n", body),
                          {tests::signing_key("example.com", "rsa2048.pem"),
                           tests::signing_key("example.com", "ed25519.pem")});
}

/// Octets that were allocated at most beyond what was before, from the making of a session to its
/// report.
std::size_t cost_of(std::string_view message, dns::Resolver& resolver) {
  const std::size_t before = allocated;
  peak = before;
  verify::Session session(tests::envelope(), tests::settings(), resolver);
  session.feed(message);
  session.finish();
  tests::answer_all(session, resolver);
  BOOST_REQUIRE(session.is_done());
  return peak - before;
}

/// The same for a message that passes, fed in pieces.
std::size_t cost_of(std::string_view message, dns::Resolver& resolver, mail::LineEnd line_ends,
                    std::size_t piece) {
  verify::Settings settings = tests::settings();
  settings.line_ends = line_ends;
  const std::size_t before = allocated;
  peak = before;
  verify::Session session(tests::envelope(), settings, resolver);
  for (; !message.empty(); message.remove_prefix(std::min(piece, message.size()))) {
    session.feed(message.substr(0, piece));
  }
  session.finish();
  tests::answer_all(session, resolver);
  BOOST_REQUIRE(session.is_done());
  BOOST_CHECK(session.report().dmarc.verdict.result == dmarc::Result::pass);
  BOOST_CHECK(session.report().dkim.at(0).result == dkim::Result::pass);
  return peak - before;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(VerifyMemory)

BOOST_AUTO_TEST_CASE(IsSmallAndDoesNotGrowWithTheBody) {
  auto resolver = tests::world_resolver();
  std::string small = message_of(100'000);
  std::string large = message_of(10'000'000);
  for (const auto line_ends : {mail::LineEnd::crlf, mail::LineEnd::lf}) {
    if (line_ends == mail::LineEnd::lf) {
      std::erase(small, '\r');
      std::erase(large, '\r');
    }
    const std::size_t header =
        small.find("\n\n") == std::string::npos ? small.find("\r\n\r\n") : small.find("\n\n");
    for (const std::size_t piece : {std::size_t{4096}, std::size_t{1} << 30}) {
      BOOST_TEST_CONTEXT("pieces of " << piece << " octets") {
        const std::size_t of_small = cost_of(small, resolver, line_ends, piece);
        const std::size_t of_large = cost_of(large, resolver, line_ends, piece);
        BOOST_TEST_MESSAGE(of_small << " and " << of_large << " octets, header " << header);
        // malloc() gives some octets more than it was asked for, and not always as many.
        BOOST_TEST(std::max(of_small, of_large) - std::min(of_small, of_large) < 512U);
        BOOST_TEST(of_large < header + 64 * 1024);
      }
    }
  }
}

// As many as a header has room for. What it takes beyond the header, which is kept and, while it
// arrives, may have to move to a larger place.
BOOST_AUTO_TEST_CASE(IsBoundedWhereTheHeaderIsMadeToCostMuch) {
  auto resolver = tests::world_resolver();
  const auto filled = [](const std::string& start, const std::string& part) {
    std::string header = start;
    while (header.size() < mail::kMaxHeaderOctets - 1000) header += part;
    return header + "b@example.com\r\n\r\n";
  };
  const std::string messages[] = {
      filled("", "a:\r\n"),
      filled("", "a\r\n"),
      filled("From: ", "a@some.example,"),
      filled("From: ", "a@some.example,\r\nFrom: "),
      filled("", "From:\r\n"),
      filled("", "X: y\nFrom: z\r\n"),
      filled("", "Authentication-Results: x y z;none\r\n"),
  };
  for (const std::string& message : messages) {
    BOOST_TEST_CONTEXT(base::printable(message.substr(0, 20))) {
      const std::size_t cost = cost_of(message, resolver);
      BOOST_TEST_MESSAGE(cost << " octets");
      BOOST_TEST(cost < 2 * mail::kMaxHeaderOctets + 1'000'000);
    }
  }
}

BOOST_AUTO_TEST_CASE(SeesWhatIsAllocated) {
  const std::size_t before = allocated;
  peak = before;
  { const std::string text(100'000, 'x'); }
  BOOST_TEST(peak - before >= 100'000U);
}

BOOST_AUTO_TEST_SUITE_END()
