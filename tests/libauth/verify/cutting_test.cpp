// SPDX-License-Identifier: MIT
//
// However a message is cut into pieces, the report is the same.

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "libauth/dns/caching_resolver.h"
#include "tests/libauth/verify/world.h"

namespace {

using namespace libauth;

/// What a message without a body line, lines that are no field, odd line ends and the like become.
std::vector<std::string> messages() {
  // Ed25519 makes a short message: there are as many cuts as octets.
  const std::string good =
      tests::signed_by(tests::plain_message(), {tests::signing_key("example.com", "ed25519.pem")});
  std::string odd = good;
  odd.insert(odd.find("Hello") + 2, "\r\r\n\n\r");
  std::string bare = good;
  std::erase(bare, '\r');
  return {good,
          tests::sealed(good, arc::Result::none),
          tests::plain_message(),
          odd,
          bare,
          "",
          "\r\n",
          "\r\nbody",
          "From: joe@example.com",
          "From: joe@example.com\r\n",
          "From: joe@example.com\r\n\r",
          "From: joe@example.com\r\n\r\n\r\n\r\n",
          "no field\r\nFrom: a@example.com\r\n folded\r\n\r\n.\r\n",
          "From: joe@example.com\r\nTo: x\n\nstill header?\r\n\r\nbody \t\r\n \r\n\r\n",
          std::string("From: joe@example.com\0\r\n\r\n\xff\r", 27)};
}

std::string report_of(const std::vector<std::string_view>& pieces, mail::LineEnd line_ends) {
  static auto world = tests::world_resolver();
  static dns::CachingResolver resolver(world);  // so that keys are decoded once
  verify::Settings settings = tests::settings();
  settings.line_ends = line_ends;
  verify::Session session(tests::envelope(), settings);
  for (const std::string_view piece : pieces) session.feed(piece);
  session.finish();
  tests::answer_all(session, resolver);
  return session.is_done() ? tests::summary(session.report()) : "it does not end";
}

std::vector<std::string_view> cut_at_random(std::string_view text, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<std::string_view> pieces;
  while (!text.empty()) {
    const std::size_t count = std::min<std::size_t>(random() % (seed % 50 + 2), text.size());
    pieces.push_back(text.substr(0, count));
    text.remove_prefix(count);
  }
  return pieces;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(VerifyCutting)

BOOST_AUTO_TEST_CASE(ChangesNothing) {
  std::size_t number = 0;
  for (const std::string& message : messages()) {
    const std::string_view text = message;
    for (const auto line_ends : {mail::LineEnd::crlf, mail::LineEnd::lf}) {
      if (line_ends == mail::LineEnd::lf && text.size() > 1000) continue;
      BOOST_TEST_CONTEXT("message " << number) {
        const std::string whole = report_of({text}, line_ends);
        std::vector<std::string_view> octets;
        for (std::size_t i = 0; i < text.size(); ++i) octets.push_back(text.substr(i, 1));
        BOOST_TEST(report_of(octets, line_ends) == whole);
        for (std::size_t at = 0; at <= text.size(); ++at) {
          const std::string halves = report_of({text.substr(0, at), text.substr(at)}, line_ends);
          BOOST_REQUIRE_MESSAGE(halves == whole, "cut at octet " << at);
        }
        for (unsigned seed = 0; seed < 20; ++seed) {
          const std::string pieces = report_of(cut_at_random(text, seed), line_ends);
          BOOST_REQUIRE_MESSAGE(pieces == whole, "seed " << seed);
        }
      }
    }
    ++number;
  }
  BOOST_TEST(number == 15U);
}

BOOST_AUTO_TEST_SUITE_END()
