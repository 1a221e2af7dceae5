// SPDX-License-Identifier: MIT

#include "libauth/mail/look_alike.h"

#include <chrono>
#include <string>

#include <boost/test/unit_test.hpp>

#include "libauth/base/text.h"

using namespace libauth::mail;
using namespace std::string_literals;

namespace {

bool looks_like_from(std::string_view line) {
  return may_be_taken_for(read_field(line), "From");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(mail_look_alike)

BOOST_AUTO_TEST_CASE(finds_what_only_some_programs_take_for_the_field) {
  const std::string kRows[] = {
      // They unfold first, or take more than space and tab for white space.
      "From\r\n : x",
      "FROM\r\n\t\r\n \t:",
      "From\n: x",
      "From\r: x",
      "From\v\f: x",
      "From\0: x"s,
      // At the start of the header.
      " From: x",
      "\tfrom : x",
      "\r\n From: x",
      "\n From: x",
      " \r\n\t\r\n From\r\n :",
      "\vFrom: x",
      "\0From: x"s,
      // RFC 5321 section 2.3.8: these end no line.
      "Subject: x\nFrom: y",
      "Subject: x\rFrom: y",
      "Subject: x\n\nFrom : y",
      "Subject: x\r\r\nFrom: y",
      "Subject: x\n\r\nFrom: y",
      "Subject: x\r\n y\nFrom\r\n : z",
      "Subject:\nfRoM:",
      "Subject: x\n\0From: y"s,
      "Subject: From\nTo: x\nFrom: y",
      "no field\nFrom: y",
      "From x\nFrom: y",
      // Without the CR or NUL it is the name.
      "Fr\rom: x",
      "F\0r\0om: x"s,
      "Subject: x\nFr\r\r\0om: y"s,
  };
  for (const std::string& line : kRows) {
    BOOST_TEST(looks_like_from(line), libauth::base::printable(line));
  }
}

BOOST_AUTO_TEST_CASE(takes_nothing_else_for_it) {
  const std::string kRows[] = {
      "",
      ":",
      "From",
      "From\r\n ",
      "no field",
      // It has the name, so that nobody takes it for something else.
      "From: x",
      "From : x",
      "fROM:",
      "From: x\nFrom: y",
      // Other names, and lines of mailbox files.
      "From x@example.com Thu Jan  1 00:00:00 2026",
      "From: From: From:\r\n x",
      "X-From: x",
      ">From: x",
      "\n>From: x",
      "Fro m: x",
      "From-: x",
      "Subject: x\nFrom y: z",
      "Subject: x\nX-From: y",
      "Subject: From: y",
      // A fold goes on with the line, also behind a CR or LF alone.
      "Subject: x\r\n From: y",
      "Subject: x\n From: y",
      "Subject: x\r\tFrom: y",
      // A CR or LF alone is only counted.
      "Subject: x\ry\nz",
      "Subject: x\r",
      "Subject: x\n",
      "Subject: x\nFrom",
      "Subject: x\nFro\nm: y",
      "Subject: x\0From: y"s,
  };
  for (const std::string& line : kRows) {
    BOOST_TEST(!looks_like_from(line), libauth::base::printable(line));
  }
}

BOOST_AUTO_TEST_CASE(takes_any_name) {
  const std::string line = "X: y\nauthentication-Results: z";
  BOOST_TEST(may_be_taken_for(read_field(line), "Authentication-Results"));
  BOOST_TEST(!may_be_taken_for(read_field(line), "Authentication"));
  BOOST_TEST(!may_be_taken_for(read_field(line), "Results"));
  BOOST_TEST(!may_be_taken_for(read_field(line), "X"));
}

BOOST_AUTO_TEST_CASE(takes_linear_time) {
  const auto start = std::chrono::steady_clock::now();
  for (const std::string part :
       {"\r", "\n", "F\r", "\nF\r\r\r\r", "\nFrom", "\nFrom\n", "From\r\n "}) {
    std::string line = "X:";
    while (line.size() < 1'000'000) line += part;
    BOOST_TEST(!looks_like_from(line));
    BOOST_TEST(!looks_like_from(line.substr(2)));
  }
  BOOST_TEST((std::chrono::steady_clock::now() - start < std::chrono::seconds(10)));
}

BOOST_AUTO_TEST_SUITE_END()
