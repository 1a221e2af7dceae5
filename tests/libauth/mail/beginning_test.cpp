// SPDX-License-Identifier: MIT

#include "libauth/mail/beginning.h"

#include <string>

#include <boost/test/unit_test.hpp>

#include "libauth/base/enum.h"

using namespace libauth::mail;

namespace {

std::string beginning(std::string_view message) {
  Splitter splitter;
  splitter.feed(message);
  splitter.finish();
  return std::string(libauth::base::name_of(beginning_of(splitter.header(), splitter.counts())));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(mail_beginning)

BOOST_AUTO_TEST_CASE(tells_what_stands_in_front_of_a_header) {
  const struct {
    std::string message;
    const char* want;
  } kRows[] = {
      {"", "usual"},
      {"From: a@example.com\r\n\r\nx", "usual"},
      {"From : a@example.com\r\n\r\nx", "usual"},
      {"no field\r\n\r\nx", "usual"},
      {"From a@example.com Fri May  1 00:00:00 2026\r\nFrom: a@example.com\r\n\r\n", "mbox_line"},
      {"From a@example.com Fri May\r\n", "mbox_line"},
      {"From: a@example.com\r\nFrom a@example.com\r\n", "usual"},
      {"\xEF\xBB\xBF"
       "From: a@example.com\r\n\r\nx",
       "byte_order_mark"},
      {"\xEF\xBB\xBF\r\n\r\nx", "byte_order_mark"},
      {"\r\nFrom: a@example.com\r\n\r\nx", "empty_line"},
      {"\r\n", "usual"},
  };
  for (const auto& row : kRows) BOOST_TEST(beginning(row.message) == row.want, row.message);
}

BOOST_AUTO_TEST_SUITE_END()
