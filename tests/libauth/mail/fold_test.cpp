// SPDX-License-Identifier: MIT

#include "libauth/mail/fold.h"

#include <string>

#include <boost/test/unit_test.hpp>

#include "libauth/base/text.h"
#include "libauth/mail/field.h"
#include "libauth/mail/quote.h"

using namespace libauth::mail;

BOOST_AUTO_TEST_SUITE(mail_fold)

BOOST_AUTO_TEST_CASE(folds_before_the_word_that_does_not_fit) {
  const std::string a(40, 'a');
  const std::string b(37, 'b');
  const struct {
    std::string text;
    std::size_t column;
    std::string want;
  } kRows[] = {
      {"", 0, ""},
      {"a b", 0, "a b"},
      {a + " " + b, 0, a + " " + b},  // 78
      {a + " " + b + "b", 0, a + "\r\n " + b + "b"},
      {a + " " + b, 1, a + "\r\n " + b},
      {a + " " + b + " c", 0, a + " " + b + "\r\n c"},
      {std::string(100, 'x'), 24, std::string(100, 'x')},
      {" " + std::string(100, 'x'), 0, " " + std::string(100, 'x')},
      {" " + std::string(100, 'x'), 24, "\r\n " + std::string(100, 'x')},
      // RFC 5322 section 3.2.2: no line of white space alone.
      {a + a + "   b", 0, a + a + "\r\n   b"},
      {a + a + "   ", 0, a + a + "   "},
      {a + std::string(100, ' ') + "b", 0, a + "\r\n" + std::string(100, ' ') + "b"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.text) {
      const std::string got = folded(row.text, LineEnd::crlf, row.column);
      BOOST_TEST(got == row.want);
      BOOST_TEST(unfolded(got) == row.text);
      std::string appended = "A: ";
      append_folded(appended, row.text, LineEnd::crlf, row.column);
      BOOST_TEST(appended == "A: " + row.want);
    }
  }
}

BOOST_AUTO_TEST_CASE(lines_end_as_they_are_told_to) {
  const std::string text = std::string(70, 'a') + " " + std::string(70, 'b');
  BOOST_TEST(folded(text, LineEnd::crlf) == std::string(70, 'a') + "\r\n " + std::string(70, 'b'));
  BOOST_TEST(folded(text, LineEnd::lf) == std::string(70, 'a') + "\n " + std::string(70, 'b'));
}

BOOST_AUTO_TEST_CASE(quotes_what_has_to_be_quoted) {
  const struct {
    const char* text;
    const char* quoted;
    const char* comment;
    bool is_dot_atom;
  } kRows[] = {
      {"", "\"\"", "()", false},
      {"a", "\"a\"", "(a)", true},
      {"mail.example.com", "\"mail.example.com\"", "(mail.example.com)", true},
      {"a+b=c", "\"a+b=c\"", "(a+b=c)", true},
      {"a..b", "\"a..b\"", "(a..b)", false},
      {".a", "\".a\"", "(.a)", false},
      {"a.", "\"a.\"", "(a.)", false},
      {"a b", "\"a b\"", "(a b)", false},
      {"a@b", "\"a@b\"", "(a@b)", false},
      {"a\"b", "\"a\\\"b\"", "(a\"b)", false},
      {"a\\", "\"a\\\\\"", "(a\\\\)", false},
      {"(a)", "\"(a)\"", "(\\(a\\))", false},
      {")", "\")\"", "(\\))", false},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.text) {
      BOOST_TEST(quoted_string(row.text) == row.quoted);
      BOOST_TEST(comment(row.text) == row.comment);
      std::string appended = "A: ";
      append_quoted_string(appended, row.text);
      append_comment(appended, row.text);
      BOOST_TEST(appended == std::string("A: ") + row.quoted + row.comment);
      BOOST_TEST(is_dot_atom(row.text) == row.is_dot_atom);
    }
  }
}

BOOST_AUTO_TEST_CASE(lines_end_as_the_first_one_does) {
  struct Row {
    std::string text;
    LineEnd end;
  };
  const Row kRows[] = {
      {"", LineEnd::crlf},         {"From: a", LineEnd::crlf}, {"From: a\r", LineEnd::crlf},
      {"a\r\nb\n", LineEnd::crlf}, {"a\nb\r\n", LineEnd::lf},  {"\n", LineEnd::lf},
      {"\r\n", LineEnd::crlf},     {"a\r\r\n", LineEnd::crlf}, {"a\rb\n", LineEnd::lf},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.text) {
      BOOST_CHECK(first_line_end(row.text) == row.end);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
