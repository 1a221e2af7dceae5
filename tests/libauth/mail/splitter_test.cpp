// SPDX-License-Identifier: MIT

#include "libauth/mail/splitter.h"

#include <ostream>
#include <string>

#include <boost/test/unit_test.hpp>

#include "libauth/base/enum.h"
#include "libauth/base/text.h"

using namespace libauth::mail;
using namespace std::string_literals;

namespace {

/// What came out of a splitter.
struct Parts {
  std::string header;
  std::string body;
  OctetCounts counts;
  bool is_cut = false;

  bool operator==(const Parts&) const = default;
};

std::ostream& operator<<(std::ostream& out, const Parts& parts) {
  const OctetCounts& counts = parts.counts;
  return out << "[" << parts.header << "][" << parts.body << "] header=" << counts.header
             << " body=" << counts.body << " cr=" << counts.bare_cr << " lf=" << counts.bare_lf
             << " nul=" << counts.nul << " eight=" << counts.eight_bit
             << " none=" << counts.no_fields << (parts.is_cut ? " cut" : "");
}

/// @param step  octets that are fed at once; 0: all
Parts split(std::string_view message, LineEnd line_ends, std::size_t step = 0,
            std::size_t limit = kMaxHeaderOctets) {
  Splitter splitter(line_ends, limit);
  Parts parts;
  std::string_view rest = message;
  do {
    const std::string_view piece = rest.substr(0, step == 0 ? rest.size() : step);
    rest.remove_prefix(piece.size());
    parts.body += splitter.feed(piece);
    if (!splitter.has_header()) BOOST_TEST(splitter.header().octets().empty());
  } while (!rest.empty());
  parts.body += splitter.finish();
  parts.header = splitter.header().octets();
  parts.counts = splitter.counts();
  parts.is_cut = splitter.is_header_cut();
  BOOST_TEST(splitter.has_header());
  return parts;
}

/// Every cutting into two pieces, and into pieces of one, two and three octets.
void check_cuttings(std::string_view message, LineEnd line_ends, const Parts& want,
                    std::size_t limit = kMaxHeaderOctets) {
  for (const unsigned step : {0U, 1U, 2U, 3U}) {
    BOOST_TEST(split(message, line_ends, step, limit) == want);
  }
  for (std::size_t cut = 0; cut <= message.size(); ++cut) {
    Splitter splitter(line_ends, limit);
    std::string body(splitter.feed(message.substr(0, cut)));
    body += splitter.feed("");
    body += splitter.feed(message.substr(cut));
    body += splitter.finish();
    BOOST_TEST(body == want.body);
    BOOST_TEST(splitter.header().octets() == want.header);
    BOOST_TEST((splitter.counts() == want.counts));
    BOOST_TEST(splitter.is_header_cut() == want.is_cut);
  }
}

struct Row {
  std::string message;
  std::string header;
  std::string body;
  OctetCounts counts;
};

template <std::size_t N>
void check(const Row (&rows)[N], LineEnd line_ends) {
  for (const auto& [message, header, body, counts] : rows) {
    BOOST_TEST_CONTEXT(libauth::base::printable(message)) {
      check_cuttings(message, line_ends, {header, body, counts, false});
    }
  }
}

std::string repeated(std::string_view part, std::size_t times) {
  std::string text;
  for (std::size_t i = 0; i < times; ++i) text += part;
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(mail_splitter)

BOOST_AUTO_TEST_CASE(ends_the_header_at_the_first_empty_line) {
  // Counts: header, body, bare CR, bare LF, NUL, 8-bit, lines that are no field.
  const Row kRows[] = {
      {"A: 1\r\n\r\nbody\r\n", "A: 1\r\n", "body\r\n", {6, 6, 0, 0, 0, 0, 0}},
      {"A: 1\r\nB: 2\r\n\r\n", "A: 1\r\nB: 2\r\n", "", {12, 0, 0, 0, 0, 0, 0}},
      {"A: 1\r\n\r\n\r\n\r\n", "A: 1\r\n", "\r\n\r\n", {6, 4, 0, 0, 0, 0, 0}},
      {"A: 1\r\n 2\r\n \r\n\r\nb", "A: 1\r\n 2\r\n \r\n", "b", {13, 1, 0, 0, 0, 0, 0}},
      // RFC 5322 section 2.1: a message that begins with the empty line has no fields.
      {"\r\nbody", "", "body", {0, 4, 0, 0, 0, 0, 0}},
      {"\r\n", "", "", {0, 0, 0, 0, 0, 0, 0}},
      // Without an empty line all is header.
      {"", "", "", {0, 0, 0, 0, 0, 0, 0}},
      {"A: 1", "A: 1", "", {4, 0, 0, 0, 0, 0, 0}},
      {"A: 1\r\n", "A: 1\r\n", "", {6, 0, 0, 0, 0, 0, 0}},
      {"A: 1\r\nno field", "A: 1\r\nno field", "", {14, 0, 0, 0, 0, 0, 1}},
      {"A: \0\xc3\xbc\r\nB\0: \r\n\r\n\0\xff"s,
       "A: \0\xc3\xbc\r\nB\0: \r\n"s,
       "\0\xff"s,
       {14, 2, 0, 0, 2, 2, 1}},
      {"From x\r\n y\r\nA: 1\r\n\r\n", "From x\r\n y\r\nA: 1\r\n", "", {18, 0, 0, 0, 0, 0, 1}},
  };
  check(kRows, LineEnd::crlf);
}

BOOST_AUTO_TEST_CASE(takes_cr_and_lf_alone_as_octets) {
  // RFC 5321 section 2.3.8; what they are taken for elsewhere is SMTP smuggling.
  const Row kRows[] = {
      {"A: 1\n\nbody", "A: 1\n\nbody", "", {10, 0, 0, 2, 0, 0, 0}},
      {"A: 1\r\n\nbody\r\n\r\nb", "A: 1\r\n\nbody\r\n", "b", {13, 1, 0, 1, 0, 0, 1}},
      {"A: 1\n\r\nB: 2\r\n\r\n", "A: 1\n\r\nB: 2\r\n", "", {13, 0, 0, 1, 0, 0, 0}},
      {"A: 1\r\n\r\r\nb", "A: 1\r\n\r\r\nb", "", {10, 0, 1, 0, 0, 0, 2}},
      {"A: 1\r\r\n\r\nb", "A: 1\r\r\n", "b", {7, 1, 1, 0, 0, 0, 0}},
      {"A: 1\r\rB: 2\r\n\r\n", "A: 1\r\rB: 2\r\n", "", {12, 0, 2, 0, 0, 0, 0}},
      {"\n\r\n\r\n", "\n\r\n", "", {3, 0, 0, 1, 0, 0, 1}},
      {"\r\r\n\r\n", "\r\r\n", "", {3, 0, 1, 0, 0, 0, 1}},
      {"A: 1\r", "A: 1\r", "", {5, 0, 1, 0, 0, 0, 0}},
      {"A: 1\r\n\r", "A: 1\r\n\r", "", {7, 0, 1, 0, 0, 0, 1}},
      {"A: 1\r\n\r\n\n", "A: 1\r\n", "\n", {6, 1, 0, 1, 0, 0, 0}},
      {"A: 1\r\n\r\n\r", "A: 1\r\n", "\r", {6, 1, 1, 0, 0, 0, 0}},
      {"\r\n\r\r\n\n\r\r\r\n.\n.\r\n.\r.",
       "",
       "\r\r\n\n\r\r\r\n.\n.\r\n.\r.",
       {0, 16, 4, 2, 0, 0, 0}},
  };
  check(kRows, LineEnd::crlf);
}

BOOST_AUTO_TEST_CASE(makes_crlf_of_lf_where_the_caller_says_so) {
  const Row kRows[] = {
      {"A: 1\nB: 2\n\nbody\n", "A: 1\r\nB: 2\r\n", "body\r\n", {10, 5, 0, 0, 0, 0, 0}},
      {"A: 1\r\nB: 2\n\r\nbody\r\nx\n",
       "A: 1\r\nB: 2\r\n",
       "body\r\nx\r\n",
       {11, 8, 0, 0, 0, 0, 0}},
      {"A: 1\n 2\n\n\n\n", "A: 1\r\n 2\r\n", "\r\n\r\n", {8, 2, 0, 0, 0, 0, 0}},
      {"\nbody", "", "body", {0, 4, 0, 0, 0, 0, 0}},
      {"\r\nbody", "", "body", {0, 4, 0, 0, 0, 0, 0}},
      {"A: 1\n", "A: 1\r\n", "", {5, 0, 0, 0, 0, 0, 0}},
      {"A: 1\r\r\nB: 2\n\n\r\r\nx\ry\n\r",
       "A: 1\r\r\nB: 2\r\n",
       "\r\r\nx\ry\r\n\r",
       {12, 8, 4, 0, 0, 0, 0}},
      {"\n\r\n\n\r\n", "", "\r\n\r\n\r\n", {0, 5, 0, 0, 0, 0, 0}},
  };
  check(kRows, LineEnd::lf);
}

BOOST_AUTO_TEST_CASE(counts_line_ends_in_long_bodies) {
  // Longer than the blocks that are counted at once, with a line end of each kind at each place.
  for (std::size_t at = 0; at < 700; ++at) {
    std::string body = repeated("x", 240 * 3);
    body.replace(at, 9, "\r\n.\r.\n\n\r\r");
    const OctetCounts want{0, body.size(), 3, 2, 0, 0, 0};
    BOOST_TEST_CONTEXT(at) {
      BOOST_TEST((split("\r\n" + body, LineEnd::crlf).counts == want));
      BOOST_TEST((split("\r\n" + body, LineEnd::crlf, 241).counts == want));
    }
  }
  const std::string all = repeated("\n", 1000) + repeated("\r", 1000) + repeated("\r\n", 1000);
  BOOST_TEST((split("\r\n" + all, LineEnd::crlf).counts == OctetCounts{0, 4000, 1000, 1000}));
}

BOOST_AUTO_TEST_CASE(gives_the_body_as_views_into_the_input) {
  const std::string message = "A: 1\r\n\r\nbody\n";
  Splitter splitter;
  const std::string_view first = splitter.feed(message);
  BOOST_TEST(static_cast<const void*>(first.data()) == static_cast<const void*>(&message[8]));
  const std::string more = "more\r";
  BOOST_TEST(static_cast<const void*>(splitter.feed(more).data()) ==
             static_cast<const void*>(more.data()));
  // Nothing is to be converted here either.
  Splitter lines(LineEnd::lf);
  lines.feed("\n");
  const std::string converted = "x\r\ny\r\n";
  BOOST_TEST(static_cast<const void*>(lines.feed(converted).data()) ==
             static_cast<const void*>(converted.data()));
}

BOOST_AUTO_TEST_CASE(has_no_header_before_the_empty_line) {
  Splitter splitter;
  BOOST_TEST(splitter.feed("A: 1\r\n\r").empty());
  BOOST_TEST(!splitter.has_header());
  BOOST_TEST(splitter.header().fields().empty());
  BOOST_TEST(splitter.feed("\nb") == "b");
  BOOST_TEST(splitter.has_header());
  const char* octets = splitter.header().octets().data();
  splitter.feed("more");
  splitter.finish();
  BOOST_TEST(splitter.finish().empty());
  BOOST_CHECK(splitter.header().octets().data() == octets);
  BOOST_TEST(splitter.counts().body == 5U);
}

BOOST_AUTO_TEST_CASE(keeps_whole_fields_up_to_the_limit) {
  const struct {
    std::string message;
    std::size_t limit;
    std::string header;
    bool is_cut;
    OctetCounts counts;
  } kRows[] = {
      {"A: 1\r\nB: 2\r\n\r\nx", 12, "A: 1\r\nB: 2\r\n", false, {12, 1}},
      {"A: 1\r\nB: 2\r\n\r\nx", 11, "A: 1\r\n", true, {12, 1}},
      {"A: 1\r\nB: 2\r\n\r\nx", 6, "A: 1\r\n", true, {12, 1}},
      {"A: 1\r\nB: 2\r\n\r\nx", 5, "", true, {12, 1}},
      {"A: 1\r\nB: 2\r\n\r\nx", 0, "", true, {12, 1}},
      {"\r\nx", 0, "", false, {0, 1}},
      {"A: 1\r\n\r\nx", 6, "A: 1\r\n", false, {6, 1}},
      // A field is not whole without its continuation.
      {"A: 1\r\nB: 2\r\n 3\r\n\r\nx", 12, "A: 1\r\n", true, {16, 1}},
      {"A: 1\r\nB: 2\r\n 3\r\n\r\nx", 16, "A: 1\r\nB: 2\r\n 3\r\n", false, {16, 1}},
      {" 1\r\n 2\r\n\r\nx", 6, "", true, {8, 1}},
      // What is left out ends for ever: no later field stands where another was.
      {"A: 1\r\nLong: 234567890\r\nC: 3\r\n\r\nx", 14, "A: 1\r\n", true, {29, 1}},
      {"A: 1\r\n\rB: 2\r\n\r\nx", 12, "A: 1\r\n", true, {13, 1, 1}},
      {"A: 1\r\nB: 2", 9, "A: 1\r\n", true, {10, 0}},
      {"A: 1\r\nB: 2", 10, "A: 1\r\nB: 2", false, {10, 0}},
      // NUL and 8-bit octets count where they are not kept too.
      {"A: 1\r\nB: \0\xff\r\n\r\nx"s, 6, "A: 1\r\n", true, {13, 1, 0, 0, 1, 1}},
  };
  for (const auto& [message, limit, header, is_cut, counts] : kRows) {
    const std::string body = message.ends_with('x') ? "x" : "";
    BOOST_TEST_CONTEXT(libauth::base::printable(message) << " " << limit) {
      check_cuttings(message, LineEnd::crlf, {header, body, counts, is_cut}, limit);
    }
  }
}

BOOST_AUTO_TEST_CASE(measures_the_limit_on_the_header_with_crlf) {
  check_cuttings("A: 1\nB: 2\n\nx", LineEnd::lf, {"A: 1\r\nB: 2\r\n", "x", {10, 1}, false}, 12);
  check_cuttings("A: 1\nB: 2\n\nx", LineEnd::lf, {"A: 1\r\n", "x", {10, 1}, true}, 11);
}

// Each takes memory beyond its octets. Continuation lines are part of their field.
BOOST_AUTO_TEST_CASE(keeps_so_many_fields_and_no_more) {
  const std::string most = repeated("a:\r\n", kMaxHeaderFields);
  const std::string folds = repeated(" x\r\n", 20'000);
  const struct {
    std::string header;
    std::string kept;
    std::uint64_t no_fields;
  } kRows[] = {
      {most, most, 0},
      {most + folds, most + folds, 0},
      {most + "b: 1\r\n" + folds + "c: 2\r\n", most, 0},
      {repeated("x\r\n", kMaxHeaderFields) + "b: 1\r\n", repeated("x\r\n", kMaxHeaderFields),
       kMaxHeaderFields},
  };
  for (const auto& [header, kept, no_fields] : kRows) {
    const bool is_cut = kept != header;
    const Parts want{kept, "body", {header.size(), 4, 0, 0, 0, 0, no_fields}, is_cut};
    for (const std::size_t step : {0U, 1U, 4096U}) {
      const Parts parts = split(header + "\r\nbody", LineEnd::crlf, step);
      BOOST_TEST((parts == want),
                 step << " octets at once: " << parts.header.size() << " and " << parts.body);
    }
    std::string lines = header;
    std::erase(lines, '\r');
    const Parts parts = split(lines + "\nbody", LineEnd::lf);
    BOOST_TEST((parts.header == kept));
    BOOST_TEST(parts.is_cut == is_cut);
  }
}

BOOST_AUTO_TEST_CASE(finds_the_end_of_a_header_over_the_limit) {
  const std::string line = "X: " + repeated("x", 95) + "\r\n";
  const std::string header = repeated(line, 20'000);
  const Parts parts = split(header + "\r\nbody", LineEnd::crlf, 8192);
  BOOST_TEST(parts.is_cut);
  BOOST_TEST(parts.header.size() == kMaxHeaderOctets / line.size() * line.size());
  BOOST_TEST(parts.body == "body");
  BOOST_TEST(parts.counts.header == header.size());
}

BOOST_AUTO_TEST_CASE(takes_a_header_of_line_ends_in_linear_time) {
  const std::string crs = repeated("a\r", 1'000'000);
  BOOST_TEST(split(crs, LineEnd::crlf).counts.bare_cr == 1'000'000U);
  BOOST_TEST(split(crs, LineEnd::lf).counts.bare_cr == 1'000'000U);
}

BOOST_AUTO_TEST_CASE(names_its_line_ends) {
  BOOST_TEST(libauth::base::name_of(LineEnd::lf) == "lf");
}

BOOST_AUTO_TEST_SUITE_END()
