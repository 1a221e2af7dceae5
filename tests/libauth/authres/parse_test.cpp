// SPDX-License-Identifier: MIT

#include "libauth/authres/parse.h"

#include <string>

#include <boost/test/unit_test.hpp>

#include "libauth/base/text.h"
#include "tests/libauth/authres/told.h"

using namespace libauth::authres;
using namespace std::string_literals;
using tests::told_of;

namespace {

struct Row {
  std::string value;
  std::string want;
};

template <std::size_t N>
void check(const Row (&rows)[N]) {
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(libauth::base::printable(row.value)) {
      BOOST_TEST(told_of(row.value) == row.want);
    }
  }
}

std::string repeated(std::string_view text, std::size_t count) {
  std::string all;
  for (std::size_t i = 0; i < count; ++i) all += text;
  return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(authres_parse)

BOOST_AUTO_TEST_CASE(reads_the_grammar_of_rfc_8601_section_2_2) {
  check({
      {"example.org 1; none", "example.org 1"},
      {"example.org; none", "example.org 1"},
      {"example.org;none", "example.org 1"},
      {"example.org ; none\r\n", "example.org 1"},
      {"example.com; spf=pass smtp.mailfrom=example.net",
       "example.com 1 | spf=pass smtp.mailfrom=[example.net]"},
      {"example.com;\r\n\tauth=pass (cram-md5) smtp.auth=sender@example.net;\r\n"
       "\tspf=pass smtp.mailfrom=example.net",
       "example.com 1 | auth=pass smtp.auth=[sender@example.net]"
       " | spf=pass smtp.mailfrom=[example.net]"},
      {"example.com; dkim=pass reason=\"good signature\" header.i=@mail.example.net",
       "example.com 1 | dkim=pass {good signature} header.i=[@mail.example.net]"},
      {"example.com;\n dkim=fail\n reason=\"bad\n signature\"\n header.i=@example.net\n",
       "example.com 1 | dkim=fail {bad signature} header.i=[@example.net]"},
      {"example.com 01; spf=pass", "example.com 1 | spf=pass"},
      {"example.com; dkim/1=pass", "example.com 1 | dkim=pass"},
      {"example.com; dkim / 2 = pass", "example.com 1 | dkim/2=pass"},
      {"example.com; spf=pass smtp . mailfrom = user@example.net smtp.helo=mx.example.net",
       "example.com 1 | spf=pass smtp.mailfrom=[user@example.net] smtp.helo=[mx.example.net]"},
      {"example.com; spf=pass reason = x smtp.mailfrom=a",
       "example.com 1 | spf=pass {x} smtp.mailfrom=[a]"},
      {"example.com; auth=pass reason=\"\"", "example.com 1 | auth=pass"},
  });
}

BOOST_AUTO_TEST_CASE(reads_what_the_other_documents_add) {
  check({
      // RFC 6008 section 4: the beginning of the signature.
      {"mx.example.com; dkim=pass header.d=example.net header.b=\"oINEO8hg\";"
       " dkim=fail header.d=example.net header.b=EToRSuvU",
       "mx.example.com 1 | dkim=pass header.d=[example.net] header.b=[oINEO8hg]"
       " | dkim=fail header.d=[example.net] header.b=[EToRSuvU]"},
      // RFC 8904 section 3: a ptype of its own.
      {"mx.example.com; dnswl=pass dns.zone=list.example policy.ip=127.0.10.1"
       " policy.txt=\"promo.example\" dns.sec=yes",
       "mx.example.com 1 | dnswl=pass dns.zone=[list.example] policy.ip=[127.0.10.1]"
       " policy.txt=[promo.example] dns.sec=[yes]"},
      // RFC 9989 section 9.1.
      {"mx.example.com; dmarc=fail header.from=example.net policy.dmarc=reject",
       "mx.example.com 1 | dmarc=fail header.from=[example.net] policy.dmarc=[reject]"},
      // RFC 8617 section 10.2.
      {"mx.example.com; arc=pass header.oldest-pass=0 smtp.remote-ip=\"2001:db8::1\"",
       "mx.example.com 1 | arc=pass header.oldest-pass=[0] smtp.remote-ip=[2001:db8::1]"},
      // RFC 7293 section 7: RRVS.
      {"mx.example.com; rrvs=unknown smtp.rcptto=user@example.com",
       "mx.example.com 1 | rrvs=unknown smtp.rcptto=[user@example.com]"},
      // What no registry knows is kept (RFC 8601 sections 2.7.6 and 2.7.7).
      {"mx.example.com; x-new=perhaps x-type.x-property=1",
       "mx.example.com 1 | x-new=perhaps x-type.x-property=[1]"},
      {"mx.example.com; none=pass", "mx.example.com 1 | none=pass"},
      {"mx.example.com; spf=pass; none=none", "mx.example.com 1 | spf=pass | none=none"},
  });
}

BOOST_AUTO_TEST_CASE(keywords_have_no_case_and_values_have) {
  check({
      {"MX.Example.com; SPF=Pass SMTP.MailFrom=User@Example.com",
       "MX.Example.com 1 | spf=pass smtp.mailfrom=[User@Example.com]"},
      {"mx.example.com; NONE", "mx.example.com 1"},
      {"mx.example.com; spf=pass REASON=Why", "mx.example.com 1 | spf=pass {Why}"},
  });
}

BOOST_AUTO_TEST_CASE(comments_stand_wherever_white_space_may) {
  check({
      {"(a)mx.example.com(b)1(c);(d)spf(e)=(f)pass(g)reason(h)=(i)r(j)smtp(k).(l)helo(m)=(n)x(o)",
       "mx.example.com 1 | spf=pass {r} smtp.helo=[x]"},
      {"mx.example.com;(d)dkim(e)/(f)1(g)=(h)pass", "mx.example.com 1 | dkim=pass"},
      {"mx.example.com; (c) none (d)", "mx.example.com 1"},
      {"(a (nested (comment)) here) mx.example.com; none", "mx.example.com 1"},
      {"mx.example.com (\\) \\( \\\\); none", "mx.example.com 1"},
      {"mx.example.com ((\r\n folded)\r\n ); none", "mx.example.com 1"},
      {"mx.example.com (caf\xc3\xa9 and \xff); none", "mx.example.com 1"},
      {"mx.example.com; spf=pass smtp.mailfrom=user(c)@example.com(d)",
       "mx.example.com 1 | spf=pass smtp.mailfrom=[user@example.com]"},
      {repeated("(", 50) + repeated(")", 50) + "mx.example.com; none", "mx.example.com 1"},
      {repeated("(", 51) + repeated(")", 51) + "mx.example.com; none", "error: comment"},
      {repeated("(", 60000), "error: comment"},
      {"mx.example.com (; none", "error: comment"},
      {"mx.example.com (\\); none", "error: comment"},
      {"mx.example.com (\\", "error: quoted-pair"},
      {"mx.example.com ); none", "error: authres-version"},
      {"mx.example.com; spf=pass )", "error: propspec"},
  });
}

// CVE-2020-12272: what looks like a result inside a comment, a value or another word is none.
BOOST_AUTO_TEST_CASE(nothing_inside_other_things_is_a_result) {
  check({
      {"mx.example.com; spf=fail (; spf=pass smtp.mailfrom=example.net) smtp.helo=x",
       "mx.example.com 1 | spf=fail smtp.helo=[x]"},
      {"mx.example.com; spf=fail smtp.mailfrom=\"x; spf=pass\"",
       "mx.example.com 1 | spf=fail smtp.mailfrom=[x; spf=pass]"},
      {"mx.example.com; spf=fail smtp.mailfrom=\"x\\\"; dkim=pass\"",
       "mx.example.com 1 | spf=fail smtp.mailfrom=[x\"; dkim=pass]"},
      {"mx.example.com; spf=fail smtp.mailfrom=a=spf=pass@example.net",
       "mx.example.com 1 | spf=fail smtp.mailfrom=[a=spf=pass@example.net]"},
      {"mx.example.com; x-dkim=pass header.d=example.net",
       "mx.example.com 1 | x-dkim=pass header.d=[example.net]"},
      {"mx.example.com; dkim=none header.d=dkim.pass",
       "mx.example.com 1 | dkim=none header.d=[dkim.pass]"},
      {"mx.example.com; dkim=pass header.d=legit.example(.attacker.example", "error: comment"},
      {"mx.example.com; dkim=pass header.d=legit.example(.attacker.example)",
       "mx.example.com 1 | dkim=pass header.d=[legit.example]"},
      {"mx.example.com; dkim=pass header.i=\"@legit.example (\" header.d=attacker.example",
       "mx.example.com 1 | dkim=pass header.i=[@legit.example (] header.d=[attacker.example]"},
  });
}

BOOST_AUTO_TEST_CASE(values_are_words_quoted_strings_and_addresses) {
  const struct {
    std::string text;
    std::string want;
  } kRows[] = {
      {"example.com", "example.com"},
      {"@example.com", "@example.com"},
      {"user@example.com", "user@example.com"},
      {"user+tag=x@example.com", "user+tag=x@example.com"},
      {"\"user@example.com\"", "user@example.com"},
      {"\"a b\"@example.com", "\"a b\"@example.com"},
      {"\"a\\\"b\"@example.com", "\"a\\\"b\"@example.com"},
      {"\"a b@example.com\"", "a b@example.com"},
      {"\"\"@example.com", "\"\"@example.com"},
      {"\"\"", ""},
      {"\"a\\b\"", "ab"},
      {"\"a\\\\b\"", "a\\b"},
      {"\"a\r\n b\"", "a b"},
      {"\"a\tb\"", "a\tb"},
      {"user @example.com", "user@example.com"},
      {" user@example.com", "user@example.com"},
      {"user@[192.0.2.1]", "user@[192.0.2.1]"},
      {"<user@example.com>", "<user@example.com>"},
      {"<>", "<>"},
      {"abc/def+", "abc/def+"},  // base64 without quotes: RFC 2045 has no "/" in a token
      {"abcdef==", "abcdef=="},
      {" abcdef==", "abcdef=="},
      {"2001:db8::1", "2001:db8::1"},
      {"b\xc3\xbc"
       "cher.example",
       "b\xc3\xbc"
       "cher.example"},
      {"u@b\xc3\xbc"
       "cher.example",
       "u@b\xc3\xbc"
       "cher.example"},
      {"\xff", "\xff"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(libauth::base::printable(row.text)) {
      BOOST_TEST(told_of("x; spf=pass smtp.mailfrom=" + row.text + " smtp.helo=y") ==
                 "x 1 | spf=pass smtp.mailfrom=[" + row.want + "] smtp.helo=[y]");
      BOOST_TEST(told_of("x; spf=pass smtp.mailfrom=" + row.text + "; dkim=none") ==
                 "x 1 | spf=pass smtp.mailfrom=[" + row.want + "] | dkim=none");
    }
  }
}

BOOST_AUTO_TEST_CASE(values_that_two_readers_read_differently_are_errors) {
  check({
      {"x; spf=pass smtp.mailfrom=", "error: pvalue"},
      {"x; spf=pass smtp.mailfrom=; dkim=pass", "error: pvalue"},
      {"x; spf=pass smtp.mailfrom= smtp.helo=y", "error: pvalue"},
      {"x; spf=pass smtp.mailfrom= smtp.helo=y@example.com", "error: pvalue"},
      {"x; spf=pass smtp.mailfrom=(c)header.d=y", "error: pvalue"},
      {"x; spf=pass smtp.mailfrom= reason=y", "error: pvalue"},
      {"x; spf=pass reason= smtp.helo=y", "error: reasonspec"},
      {"x; spf=pass smtp.mailfrom= smtp.helo =y", "error: propspec"},
      {"x; spf=pass smtp.mailfrom=a\"b\"", "error: propspec"},
      {"x; spf=pass smtp.mailfrom=a\\b", "error: propspec"},
      {"x; spf=pass smtp.mailfrom=a b@example.com", "error: propspec"},
      {"x; spf=pass smtp.mailfrom=\"a", "error: quoted-string"},
      {"x; spf=pass smtp.mailfrom=\"a\\", "error: quoted-pair"},
      {"x; spf=pass smtp.mailfrom=\"a\\\r\n b\"", "error: quoted-pair"},
      {"x; spf=pass smtp.mailfrom=\"a\"@", "error: pvalue"},
      {"x; spf=pass smtp.mailfrom=\"a\"@ b.example", "error: pvalue"},
      {"x; spf=pass smtp.mailfrom=a (c)@", "error: pvalue"},
      {"x; spf=pass smtp.mailfrom=\"a\" (", "error: comment"},
  });
}

BOOST_AUTO_TEST_CASE(takes_what_is_out_there_and_can_mean_one_thing_only) {
  check({
      {"mx.example.com;\r\n       dkim=pass header.i=@example.net header.s=20230601"
       " header.b=Vh/2+kQ9;\r\n       spf=pass (mx.example.com: domain of a@example.net designates"
       " 192.0.2.1 as permitted sender) smtp.mailfrom=a@example.net;\r\n       dmarc=pass (p=NONE"
       " sp=NONE dis=NONE) header.from=example.net",
       "mx.example.com 1 | dkim=pass header.i=[@example.net] header.s=[20230601]"
       " header.b=[Vh/2+kQ9] | spf=pass smtp.mailfrom=[a@example.net]"
       " | dmarc=pass header.from=[example.net]"},
      {"mx.example.com; spf=pass;", "mx.example.com 1 | spf=pass"},
      {"mx.example.com; spf=pass ; (end) \r\n ", "mx.example.com 1 | spf=pass"},
      {"mx.example.com; none;", "mx.example.com 1"},
      {"mx.example.com; x-return-mx=pass policy.is_org=yes",
       "mx.example.com 1 | x-return-mx=pass policy.is_org=[yes]"},
      {"mx.example.com; dkim=fail header.d=example.net reason=\"bad\"",
       "mx.example.com 1 | dkim=fail {bad} header.d=[example.net]"},
      {"mx.example.com; dkim=pass header.d=\"example.net\"header.s=a",
       "mx.example.com 1 | dkim=pass header.d=[example.net] header.s=[a]"},
      {"mx.example.com; dkim=pass(c)header.d=a", "mx.example.com 1 | dkim=pass header.d=[a]"},
  });
}

BOOST_AUTO_TEST_CASE(a_field_that_does_not_say_whose_it_is_is_an_error) {
  check({
      {"", "error: authserv-id"},
      {" \r\n ", "error: authserv-id"},
      {"(mx.example.com)", "error: authserv-id"},
      {"; spf=pass", "error: authserv-id"},
      {"\"\"; spf=pass", "error: authserv-id"},
      // Office 365 leaves the authserv-id out.
      {"spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=example.net; dkim=pass (signature was"
       " verified) header.d=example.net;dmarc=pass action=none header.from=example.net;",
       "error: authserv-id"},
      {"spf =pass", "error: authres-version"},
      {"mx.example.com/3f2a; spf=pass", "error: authserv-id"},
      {"mx.example.com, mx.example.net; spf=pass", "error: authserv-id"},
      {"mx.exam(c)ple.com; spf=pass", "error: authres-version"},
      {"mx.exam\r\n ple.com; spf=pass", "error: authres-version"},
      {"mx.example.com mx.example.net; spf=pass", "error: authres-version"},
      {"\"mx.example.com\"1; spf=pass", "error: authserv-id"},
      {"\"mx.example.com; spf=pass", "error: quoted-string"},
      {"=?utf-8?q?mx.example.com?=; spf=pass", "error: authserv-id"},
      {"<mx.example.com>; spf=pass", "error: authserv-id"},
      {"mx\xff; spf=pass", "error: authserv-id"},
      {"\"mx\t\"; spf=pass", "error: authserv-id"},
      {std::string(1001, 'a') + "; spf=pass", "error: authserv-id"},
      {std::string(1000, 'a') + "; none", std::string(1000, 'a') + " 1"},
      {"\"mx.example.com/3f2a\"; none", "mx.example.com/3f2a 1"},
      {"b\xc3\xbc"
       "cher.example; none",
       "b\xc3\xbc"
       "cher.example 1"},
  });
}

BOOST_AUTO_TEST_CASE(results_and_properties_have_a_form) {
  check({
      {"x", "error: resinfo"},
      {"x 1", "error: resinfo"},
      {"x;", "error: method"},
      {"x;;", "error: method"},
      {"x; spf=pass;;", "error: method"},
      {"x; ; spf=pass", "error: method"},
      {"x; spf", "error: methodspec"},
      {"x; spf=", "error: result"},
      {"x; =pass", "error: method"},
      {"x; spf=\"pass\"", "error: result"},
      {"x; \"spf\"=pass", "error: method"},
      {"x; spf/=pass", "error: method-version"},
      {"x; spf/a=pass", "error: method-version"},
      {"x; spf/4294967296=pass", "error: method-version"},
      {"x; spf/1/2=pass", "error: methodspec"},
      {"x; none; spf=pass", "error: no-result"},
      {"x; none; none", "error: no-result"},
      {"x; none spf=pass", "error: methodspec"},
      {"x; spf=pass; none", "error: methodspec"},
      {"x; spf=pass pass", "error: propspec"},
      {"x; dmarc=pass action=none header.from=a", "error: propspec"},
      {"x; spf=pass smtp.=a", "error: property"},
      {"x; spf=pass smtp.mailfrom", "error: propspec"},
      {"x; spf=pass smtp.mailfrom a", "error: propspec"},
      {"x; spf=pass .mailfrom=a", "error: propspec"},
      {"x; spf=pass reason=a reason=b", "error: reasonspec"},
      {"x; spf=pass, dkim=pass", "error: propspec"},
      {"x 1 2; spf=pass", "error: authres-payload"},
      {"x 1a; spf=pass", "error: authres-version"},
      {"x -1; spf=pass", "error: authres-version"},
      {"x 4294967296; spf=pass", "error: authres-version"},
  });
}

BOOST_AUTO_TEST_CASE(of_another_version_only_the_beginning_is_read) {
  check({
      {"mx.example.com 2; none", "mx.example.com 2"},
      {"mx.example.com 0; spf=pass", "mx.example.com 0"},
      {"mx.example.com 2 {something=new}", "mx.example.com 2"},
      {"mx.example.com (c) 4294967295; spf=pass", "mx.example.com 4294967295"},
  });
}

BOOST_AUTO_TEST_CASE(controls_and_line_ends_that_are_no_folds_are_errors) {
  const std::string kBad[] = {"\0"s,  "\r",   "\n", "\r\r\n ", "\r\nX: y", "\nX: y",
                              "\x01", "\x7f", "\v", "\r\n",    " \r x",    "\xc3\r\n\t\0"s};
  for (const std::string& bad : kBad) {
    BOOST_TEST_CONTEXT(libauth::base::printable(bad)) {
      for (const std::string& value :
           {bad + "x; none", "x" + bad + "; none", "x; spf=pass" + bad + "(c)",
            "x; spf=pass (" + bad + ") smtp.helo=a", "x; spf=pass smtp.helo=\"" + bad + "\""}) {
        BOOST_TEST(told_of(value) == "error: authres-payload");
        BOOST_TEST(!parse_authserv_id(value));
      }
    }
  }
  BOOST_TEST(told_of("x; none\r\n\r\n") == "error: authres-payload");
  BOOST_TEST(parse("x; none\r\n\r\n").error().offset == 7U);
}

// CVE-2021-34555 and the overflow of OpenDMARC that more than 16 results make.
BOOST_AUTO_TEST_CASE(limits_are_errors_of_their_own) {
  const std::string result = "; dkim=pass header.d=example.com";
  const auto many = parse("x" + repeated(result, 100));
  BOOST_REQUIRE(many);
  BOOST_TEST(many->results.size() == 100U);
  BOOST_TEST(told_of("x" + repeated("; spf=pass", 17)) == "x 1" + repeated(" | spf=pass", 17));
  const auto too_many = parse("x" + repeated(result, 101));
  BOOST_REQUIRE(!too_many);
  BOOST_TEST(too_many.error().message == "There are too many results.");

  const auto properties = parse("x; dkim=pass" + repeated(" header.d=a", 50));
  BOOST_REQUIRE(properties);
  BOOST_TEST(properties->results[0].properties.size() == 50U);
  const auto too_many_properties = parse("x; dkim=pass" + repeated(" header.d=a", 51));
  BOOST_REQUIRE(!too_many_properties);
  BOOST_TEST(too_many_properties.error().message == "There are too many properties.");

  const std::string start = "x; spf=pass reason=";
  BOOST_TEST(parse(start + std::string(kMaxValueOctets - start.size(), 'a')).has_value());
  const auto too_long = parse(start + std::string(kMaxValueOctets - start.size() + 1, 'a'));
  BOOST_REQUIRE(!too_long);
  BOOST_TEST(too_long.error().message == "The field is too long.");
}

BOOST_AUTO_TEST_CASE(the_authserv_id_is_read_whatever_comes_behind_it) {
  const struct {
    const char* value;
    const char* want;
  } kRows[] = {
      {"mx.example.com", "mx.example.com"},
      {" (c) \"mx.example.com\" (d) 1 ; spf=", "mx.example.com"},
      {"mx.example.com; (", "mx.example.com"},
      {"mx.example.com; \"", "mx.example.com"},
      {"mx.example.com 7 (d) whatever", "mx.example.com"},
      {"\"my server\"; none", "my server"},
      {"\"a\\\"b\"; none", "a\"b"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.value) {
      const auto id = parse_authserv_id(row.value);
      BOOST_REQUIRE(id);
      BOOST_TEST(*id == row.want);
    }
  }
  BOOST_TEST(!parse_authserv_id("mx.example.com; " + std::string(kMaxValueOctets, 'a')));
}

BOOST_AUTO_TEST_SUITE_END()
