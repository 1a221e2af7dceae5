// SPDX-License-Identifier: MIT

#include "libauth/authres/write.h"

#include <string>

#include <boost/test/unit_test.hpp>

#include "libauth/authres/parse.h"
#include "libauth/authres/text.h"
#include "libauth/base/text.h"
#include "libauth/mail/field.h"
#include "tests/libauth/authres/told.h"

using namespace libauth::authres;
using namespace std::string_literals;

namespace {

AuthenticationResults with(std::vector<MethodResult> results, std::string id = "mx.example.com") {
  return {std::move(id), 1, std::move(results)};
}

MethodResult spf(std::string mail_from) {
  return {"spf", 1, "pass", "", {{"smtp", "mailfrom", std::move(mail_from)}}, ""};
}

/// The value as one line.
std::string line(const AuthenticationResults& results) {
  return libauth::mail::unfolded(write_value(results));
}

void check_lines(const std::string& field) {
  for (std::string_view line : libauth::base::split(field, '\n')) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    BOOST_TEST(line.size() <= 998U);
    BOOST_TEST(!libauth::base::trim(line).empty());
    BOOST_TEST((line.find('\r') == std::string_view::npos));
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(authres_write)

BOOST_AUTO_TEST_CASE(writes_a_result_a_line) {
  const AuthenticationResults results = with({
      {"spf", 1, "pass", "", {{"smtp", "mailfrom", "user@example.net"}}, ""},
      {"dkim",
       1,
       "fail",
       "the body was changed",
       {{"header", "d", "example.net"},
        {"header", "s", "sel"},
        {"header", "a", "rsa-sha256"},
        {"header", "b", "ab/c+"}},
       "2048-bit key"},
      {"dmarc",
       1,
       "fail",
       "",
       {{"header", "from", "example.net"}, {"policy", "dmarc", "reject"}},
       ""},
  });
  BOOST_TEST(write_field(results) ==
             "Authentication-Results: mx.example.com;\r\n"
             " spf=pass smtp.mailfrom=user@example.net;\r\n"
             " dkim=fail (2048-bit key) reason=\"the body was changed\" header.d=example.net\r\n"
             " header.s=sel header.a=rsa-sha256 header.b=\"ab/c+\";\r\n"
             " dmarc=fail header.from=example.net policy.dmarc=reject");
  const std::string lf = write_field(results, libauth::mail::LineEnd::lf);
  BOOST_TEST(lf.find('\r') == std::string::npos);
  BOOST_TEST(libauth::base::split(lf, '\n').size() == 5U);
  BOOST_TEST(write_field(results) == "Authentication-Results: " + write_value(results));
}

BOOST_AUTO_TEST_CASE(no_results_are_none) {
  BOOST_TEST(write_field(with({})) == "Authentication-Results: mx.example.com; none");
  BOOST_TEST(tests::told_of(write_value(with({}))) == "mx.example.com 1");
  AuthenticationResults later = with({spf("a")});
  later.version = 2;
  BOOST_TEST(write_value(later) == "mx.example.com 2; none");
}

BOOST_AUTO_TEST_CASE(quotes_whatever_a_strict_reader_would_not_read) {
  const struct {
    std::string value;
    std::string want;
  } kRows[] = {
      {"example.net", "example.net"},
      {"user@example.net", "user@example.net"},
      {"@example.net", "@example.net"},
      {"user+tag@example.net", "user+tag@example.net"},
      {"b\"c", "\"b\\\"c\""},
      {"b\\c", "\"b\\\\c\""},
      {"", "\"\""},
      {"a b", "\"a b\""},
      {" ", "\" \""},
      {"a;b", "\"a;b\""},
      {"a(b", "\"a(b\""},
      {"a/b", "\"a/b\""},
      {"ab==", "\"ab==\""},
      {"2001:db8::1", "\"2001:db8::1\""},
      {"192.0.2.1", "192.0.2.1"},
      {"a=b@example.net", "\"a=b@example.net\""},
      {"header.d=x@example.net", "\"header.d=x@example.net\""},
      {"\"a b\"@example.net", "\"\\\"a b\\\"@example.net\""},
      {"a..b@example.net", "\"a..b@example.net\""},
      {".a@example.net", "\".a@example.net\""},
      {"user@localhost", "\"user@localhost\""},
      {"user@[192.0.2.1]", "\"user@[192.0.2.1]\""},
      {"user@a_b.example", "\"user@a_b.example\""},
      {"user@-a.example", "\"user@-a.example\""},
      {"user@a-.example", "\"user@a-.example\""},
      {"user@example.net.", "\"user@example.net.\""},
      {"user@", "\"user@\""},
      {"a@b@example.net", "\"a@b@example.net\""},
      {"@", "\"@\""},
      {"b\xc3\xbc"
       "cher.example",
       "\"b\xc3\xbc"
       "cher.example\""},
      {"\xe2\x82\xac", "\"\xe2\x82\xac\""},
      {"\xf0\x9f\x93\xa7", "\"\xf0\x9f\x93\xa7\""},
      {std::string(320, 'a'), std::string(320, 'a')},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(libauth::base::printable(row.value)) {
      const AuthenticationResults results = with({spf(row.value)});
      BOOST_TEST(line(results) == "mx.example.com; spf=pass smtp.mailfrom=" + row.want);
      const auto read = parse(write_value(results));
      BOOST_REQUIRE(read);
      BOOST_TEST((*read == results));
    }
  }
}

// The values of d=, s=, i=, MAIL FROM and HELO come from whoever sent the message.
BOOST_AUTO_TEST_CASE(a_value_that_cannot_be_printed_is_left_out) {
  const std::string kBad[] = {
      "example.net\r\nX-Evil: 1",
      "a\nb",
      "a\rb",
      "a\tb",
      "a\0b"s,
      "\x1b[0m",
      "a\x7f",
      "\x80",
      "caf\xe9",
      "\xc3",
      "\xc3(",
      "\xc0\x8a",          // LF in two octets
      "\xe0\x80\x8a",      // and in three
      "\xf0\x80\x80\x8a",  // and in four
      "\xed\xa0\x80",      // a surrogate
      "\xf4\x90\x80\x80",  // over U+10FFFF
      "\xf5\x80\x80\x80",
      "\xc2\x85",      // NEL
      "\xe2\x80\xa8",  // LINE SEPARATOR
      "\xe2\x80\xa9",  // PARAGRAPH SEPARATOR
      std::string(321, 'a'),
      std::string(100'000, ' '),
  };
  for (const std::string& bad : kBad) {
    BOOST_TEST_CONTEXT(libauth::base::printable(bad, 20)) {
      const AuthenticationResults results = with({{"dkim",
                                                   1,
                                                   "pass",
                                                   "",
                                                   {{"header", "d", bad},
                                                    {"header", "s", "sel"},
                                                    {"header", "i", bad},
                                                    {"smtp", "mailfrom", bad},
                                                    {"smtp", "helo", bad}},
                                                   ""}});
      BOOST_TEST(write_value(results) == "mx.example.com;\r\n dkim=pass header.s=sel");
      BOOST_TEST(write_value(with({}, bad)) == "invalid; none");
    }
  }
}

BOOST_AUTO_TEST_CASE(an_authserv_id_that_is_no_token_is_quoted) {
  const struct {
    std::string id;
    std::string want;
  } kRows[] = {
      {"mx.example.com", "mx.example.com; none"},
      {"mx.example.com/3f2a", "\"mx.example.com/3f2a\"; none"},
      {"my server", "\"my server\"; none"},
      {"a\"b", "\"a\\\"b\"; none"},
      {"b\xc3\xbc"
       "cher.example",
       "\"b\xc3\xbc"
       "cher.example\"; none"},
      {"x; dkim=pass", "\"x; dkim=pass\"; none"},
      {"", "invalid; none"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.id) {
      BOOST_TEST(write_value(with({}, row.id)) == row.want);
      if (row.id.empty()) continue;
      BOOST_TEST((parse(row.want).value() == with({}, row.id)));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_word_that_is_no_keyword_leaves_its_result_out) {
  for (const std::string& bad : {""s, "a b"s, "a=b"s, "a;b"s, "a.b"s, "a_b"s, "a-"s, "-"s,
                                 "a\r\nb"s, "\xc3\xbc"s, "a(b)"s, "a/1"s, std::string(65, 'a')}) {
    BOOST_TEST_CONTEXT(libauth::base::printable(bad)) {
      for (const MethodResult& result :
           {MethodResult{bad, 1, "pass", "", {}, ""}, MethodResult{"spf", 1, bad, "", {}, ""},
            MethodResult{"spf", 1, "pass", "", {{bad, "d", "x"}}, ""},
            MethodResult{"spf", 1, "pass", "", {{"header", bad, "x"}}, ""}}) {
        BOOST_TEST(write_value(with({result})) == "mx.example.com; none");
        BOOST_TEST(line(with({result, spf("a")})) == "mx.example.com; spf=pass smtp.mailfrom=a");
      }
    }
  }
  const std::string longest(64, 'a');
  BOOST_TEST(line(with({{longest, 2, "-X1", "", {{"1", "B", "x"}}, ""}})) ==
             "mx.example.com; " + longest + "/2=-x1 1.b=x");
}

BOOST_AUTO_TEST_CASE(comments_and_reasons_are_escaped_and_cut) {
  const struct {
    std::string text;
    std::string comment;
    std::string reason;
  } kRows[] = {
      {"plain", "(plain)", "plain"},
      {"two words", "(two words)", "\"two words\""},
      {"a) ; dkim=pass (b", "(a\\) ; dkim=pass \\(b)", "\"a) ; dkim=pass (b\""},
      {"a\\", "(a\\\\)", "\"a\\\\\""},
      {"a\r\nX: y", "(a\\\\013\\\\010X: y)", "\"a\\\\013\\\\010X: y\""},
      {"\0"s, "(\\\\000)", "\"\\\\000\""},
      {"\xc3\xbc", "(\xc3\xbc)", "\"\xc3\xbc\""},
      {"\xff", "(\\\\255)", "\"\\\\255\""},
      {"\xc2\x85", "(\\\\194\\\\133)", "\"\\\\194\\\\133\""},
      {std::string(320, 'a'), "(" + std::string(320, 'a') + ")", std::string(320, 'a')},
      {std::string(321, 'a'), "(" + std::string(317, 'a') + "...)", std::string(317, 'a') + "..."},
      {std::string(316, 'a') + "\xc3\xbc\xc3\xbc\xc3\xbc", "(" + std::string(316, 'a') + "...)",
       std::string(316, 'a') + "..."},
      {std::string(316, 'a') + "\n\n\n", "(" + std::string(316, 'a') + "...)",
       std::string(316, 'a') + "..."},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(libauth::base::printable(row.text)) {
      const AuthenticationResults comment = with({{"spf", 1, "pass", "", {}, row.text}});
      BOOST_TEST(line(comment).substr(16) == "spf=pass " + row.comment);
      BOOST_TEST(tests::told_of(write_value(comment)) == "mx.example.com 1 | spf=pass");
      const AuthenticationResults reason = with({{"spf", 1, "pass", row.text, {}, ""}});
      BOOST_TEST(line(reason).substr(16) == "spf=pass reason=" + row.reason);
      const auto read = parse(write_value(reason));
      BOOST_REQUIRE(read);
      BOOST_TEST(read->results[0].reason == shown(row.text, kMaxValue));
    }
  }
}

BOOST_AUTO_TEST_CASE(no_line_is_over_998_or_white_space_alone) {
  for (const std::string& value :
       {std::string(320, '"'), std::string(320, '('), std::string(320, '\\'), std::string(320, ' '),
        std::string(160, ' ') + std::string(160, '"'), std::string(319, ' ') + "a",
        "a" + std::string(319, ' ')}) {
    const AuthenticationResults results =
        with({{std::string(64, 'a'),
               4294967295,
               std::string(64, 'b'),
               value,
               {{std::string(64, 'c'), std::string(64, 'd'), value}},
               value}},
             value);
    const std::string got = write_field(results);
    check_lines(got);
    const auto read = parse(write_value(results));
    BOOST_REQUIRE(read);
    BOOST_TEST(read->authserv_id == value);
    BOOST_TEST(read->results[0].reason == value);
    BOOST_TEST((read->results[0].properties == results.results[0].properties));
  }
}

BOOST_AUTO_TEST_CASE(no_more_is_written_than_is_read) {
  const auto many = parse(write_value(with(std::vector<MethodResult>(101, spf("a")))));
  BOOST_REQUIRE(many);
  BOOST_TEST(many->results.size() == kMaxResults);

  MethodResult wide{"dkim", 1, "pass", "", {}, ""};
  wide.properties.assign(51, {"header", "d", "a"});
  const auto cut = parse(write_value(with({wide})));
  BOOST_REQUIRE(cut);
  BOOST_TEST(cut->results[0].properties.size() == kMaxProperties);

  wide.properties.assign(50, {"header", "d", "a " + std::string(318, '"')});
  const std::string value = write_value(with({spf("a"), wide, wide, spf("b")}));
  BOOST_TEST(value.size() <= kMaxValueOctets);
  check_lines(value);
  const auto big = parse(value);
  BOOST_REQUIRE(big);
  // The first that does not fit ends the field: nothing that is missing hides between others.
  BOOST_TEST(big->results.size() == 2U);

  wide.properties.assign(50, {"header", "d", std::string(160, ' ') + std::string(160, 'a')});
  const std::string spaces = write_value(with(std::vector<MethodResult>(100, wide)));
  BOOST_TEST(spaces.size() <= kMaxValueOctets);
  BOOST_TEST(parse(spaces).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
