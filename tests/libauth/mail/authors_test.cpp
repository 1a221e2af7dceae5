// SPDX-License-Identifier: MIT

#include "libauth/mail/authors.h"

#include <string>

#include <boost/test/unit_test.hpp>

using namespace libauth::mail;
using namespace std::string_literals;

namespace {

/// "fields: domain@offset, domain@offset; !offset rule"
std::string summary(std::string_view header) {
  const Authors authors = authors_of(Header(header));
  std::string text = std::to_string(authors.fields) + ":";
  for (const Mailbox& mailbox : authors.mailboxes) {
    text += " " + mailbox.domain + "@" + std::to_string(mailbox.offset);
  }
  for (const auto& error : authors.errors) {
    text += " !" + std::to_string(error.offset) + " " + error.rule;
  }
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(mail_authors)

BOOST_AUTO_TEST_CASE(finds_every_from_field_and_every_mailbox) {
  const struct {
    std::string header;
    std::string want;
  } kRows[] = {
      {"", "0:"},
      {"Subject: x\r\nSender: a@example.com\r\n", "0:"},
      {"From: a@example.com\r\n", "1: example.com@1"},
      {"From:a@example.com", "1: example.com@0"},
      {"fRoM: a@example.com\r\n", "1: example.com@1"},
      {"From: a@example.com, b@example.net\r\n", "1: example.com@1 example.net@16"},
      {"From: G: a@example.com;\r\n", "1: example.com@4"},
      {"From: nobody:;\r\n", "1:"},
      {"From:\r\n", "1: !0 address-list"},
      {"From: Mary\r\n", "1: !5 addr-spec"},
      {"From:\r\n a@example.com\r\n", "1: example.com@3"},
      // RFC 5322 section 3.6: once. Which one a program shows differs.
      {"From: a@evil.example\r\nTo: x@example.com\r\nFrom: b@good.example\r\n",
       "2: evil.example@1 good.example@1"},
      {"From: b@good.example\r\nFrom: a@evil.example, \r\nFrom: <\r\n",
       "3: good.example@1 evil.example@1 !2 addr-spec"},
      // RFC 5322 section 4.5.2: white space before the colon.
      {"From : a@evil.example\r\nFrom: b@good.example\r\n", "2: evil.example@1 good.example@1"},
      {"From\t \t: a@evil.example\r\n", "1: evil.example@1"},
      // No field by RFC 5322, but one to programs that unfold first or go over white space.
      {" From: a@evil.example\r\nFrom: b@good.example\r\n", "2: good.example@1 !0 from"},
      {"\tFrom : a@evil.example\r\n", "1: !0 from"},
      {"From\r\n : a@evil.example\r\nFrom: b@good.example\r\n", "2: good.example@1 !0 from"},
      {"\r\n From: a@evil.example\r\n", "1: !0 from"},
      // A line of a mailbox file, a continuation, and other names.
      {"From a@example.com Thu Jan  1 00:00:00 2026\r\nFrom: b@example.net\r\n",
       "1: example.net@1"},
      {"Subject: x\r\n From: a@evil.example\r\nFrom: b@example.net\r\n", "1: example.net@1"},
      {">From: a@example.com\r\nX-From: a@example.com\r\nResent-From: a@example.com\r\n", "0:"},
      // A line end that is none (RFC 5321 section 2.3.8) begins no field, but some programs see
      // one.
      {"Subject: x\nFrom: a@evil.example\r\nFrom: b@example.net\r\n", "2: example.net@1 !0 from"},
      {"Subject: x\rFrom: a@evil.example\r\nFrom: b@example.net\r\n", "2: example.net@1 !0 from"},
      {"Subject: x\ry\nz\r\nFrom: b@example.net\r\n", "1: example.net@1"},
      {"From: a@example.com\nFrom: b@example.net\r\n", "1: !14 FWS"},
      {"From: a@example.com\rFrom: b@example.net\r\n", "1: !14 FWS"},
      {"From: a@evil.example\0@good.example\r\n"s, "1: !15 VCHAR"},
  };
  for (const auto& [header, want] : kRows) {
    BOOST_TEST_CONTEXT(header) {
      BOOST_TEST(summary(header) == want);
    }
  }
}

BOOST_AUTO_TEST_CASE(keeps_so_many_mailboxes_and_no_more) {
  const auto list = [](std::size_t count) {
    std::string text = "From: a@example.com";
    for (std::size_t i = 1; i < count; ++i) text += ",a@example.com";
    return text + "\r\n";
  };
  const struct {
    std::string header;
    std::size_t fields;
    std::size_t mailboxes;
    std::size_t errors;
  } kRows[] = {
      {list(kMaxAuthorsKept), 1, kMaxAuthorsKept, 0},
      // A field of which not all is read cannot be read.
      {list(kMaxAuthorsKept + 1), 1, 0, 1},
      {list(30'000), 1, 0, 1},
      {list(kMaxAuthorsKept) + list(1), 2, kMaxAuthorsKept, 1},
      {list(kMaxAuthorsKept) + list(1) + list(1) + "From:\r\n" + list(1), 5, kMaxAuthorsKept, 1},
      {list(kMaxAuthorsKept - 1) + list(2) + list(1), 3, kMaxAuthorsKept - 1, 2},
      {list(kMaxAuthorsKept) + "Subject: x\nFrom: y\r\n", 2, kMaxAuthorsKept, 1},
  };
  for (const auto& row : kRows) {
    const Authors authors = authors_of(Header(row.header));
    BOOST_TEST(authors.fields == row.fields);
    BOOST_TEST(authors.mailboxes.size() == row.mailboxes);
    BOOST_TEST(authors.errors.size() == row.errors);
  }
}

BOOST_AUTO_TEST_CASE(keeps_so_many_errors_and_no_more) {
  std::string header;
  for (std::size_t i = 0; i < 5000; ++i) header += i % 2 == 0 ? "From: <\r\n" : "X: y\nFrom: z\r\n";
  const Authors authors = authors_of(Header(header));
  BOOST_TEST(authors.fields == 5000U);
  BOOST_TEST(authors.errors.size() == kMaxAuthorsKept + 1);
  BOOST_TEST(authors.errors.back().message == "There are too many authors.");
}

BOOST_AUTO_TEST_SUITE_END()
