// SPDX-License-Identifier: MIT

#include "libauth/mail/address.h"

#include <string>

#include <boost/test/unit_test.hpp>

using namespace libauth::mail;
using namespace std::string_literals;

namespace {

std::string repeated(std::string_view part, std::size_t times) {
  std::string text;
  for (std::size_t i = 0; i < times; ++i) text += part;
  return text;
}

/// "name <local@domain>, <local@domain> groups=1 obsolete", or "!offset rule".
std::string summary(std::string_view value) {
  const auto list = parse_address_list(value);
  if (!list) return "!" + std::to_string(list.error().offset) + " " + list.error().rule;
  std::string text;
  for (const Mailbox& mailbox : list->mailboxes) {
    if (!text.empty()) text += ", ";
    if (!mailbox.display_name.empty()) text += mailbox.display_name + " ";
    text += "<" + mailbox.local_part + "@" + mailbox.domain + ">";
    if (mailbox.is_literal) text += "(literal)";
  }
  if (list->groups > 0) text += " groups=" + std::to_string(list->groups);
  if (list->has_obsolete) text += " obsolete";
  return text;
}

struct Row {
  std::string value;
  std::string want;
};

template <std::size_t N>
void check(const Row (&rows)[N]) {
  for (const auto& [value, want] : rows) {
    BOOST_TEST_CONTEXT(value) {
      BOOST_TEST(summary(value) == want);
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(mail_address)

BOOST_AUTO_TEST_CASE(reads_the_mailboxes_of_rfc_5322_section_3_4) {
  const Row kRows[] = {
      {"a@example.com", "<a@example.com>"},
      {" a@example.com ", "<a@example.com>"},
      {"<a@example.com>", "<a@example.com>"},
      {"< a@example.com\t>", "<a@example.com>"},
      {"Mary <a@example.com>", "Mary <a@example.com>"},
      {"Mary Ann Smith<a@example.com>", "Mary Ann Smith <a@example.com>"},
      {"Mary\t  Ann <a@example.com>", "Mary Ann <a@example.com>"},
      {"\"Mary Ann\" <a@example.com>", "Mary Ann <a@example.com>"},
      {"\"Mary  Ann\" <a@example.com>", "Mary  Ann <a@example.com>"},
      {"\"Joe Q. Public\" <a@example.com>", "Joe Q. Public <a@example.com>"},
      {"\"\" <a@example.com>", "<a@example.com>"},
      {"\"Giant; \\\"Big\\\" \\\\ Box\" <a@example.com>", "Giant; \"Big\" \\ Box <a@example.com>"},
      {"\"a\\\tb\\ c\" <a@example.com>", "a\tb c <a@example.com>"},
      {"A \"b c\" d <a@example.com>", "A b c d <a@example.com>"},
      {"\"a\"\"b\" <a@example.com>", "ab <a@example.com>"},
      {"!#$%&'*+-/=?^_`{|}~09 <a@example.com>", "!#$%&'*+-/=?^_`{|}~09 <a@example.com>"},
      {"!#$%&'*+-/=?^_`{|}~09@example.com", "<!#$%&'*+-/=?^_`{|}~09@example.com>"},
      {"a.b.c@example.com", "<a.b.c@example.com>"},
      {"A.B@Example.COM", "<A.B@Example.COM>"},
      {"a@b", "<a@b>"},
      {"a@host_1.example", "<a@host_1.example>"},
      {"\"a b\"@example.com", "<a b@example.com>"},
      {"\"a@b\"@example.com", "<a@b@example.com>"},
      {"\"a..b\"@example.com", "<a..b@example.com>"},
      {"\"\"@example.com", "<@example.com>"},
      {"\"a\\\"b\\\\\"@example.com", "<a\"b\\@example.com>"},
      {"a @ example.com", "<a@example.com>"},
      {"Mary <\"a b\"@example.com>", "Mary <a b@example.com>"},
      {"a@[192.0.2.1]", "<a@[192.0.2.1]>(literal)"},
      {"a@[IPv6:2001:db8::1]", "<a@[IPv6:2001:db8::1]>(literal)"},
      {"a@ [ 192.0.2.1 ] ", "<a@[192.0.2.1]>(literal)"},
      {"Mary <a@[192.0.2.1]>", "Mary <a@[192.0.2.1]>(literal)"},
      {"a@[]", "<a@[]>(literal)"},
  };
  check(kRows);
}

BOOST_AUTO_TEST_CASE(reads_lists_and_groups) {
  const Row kRows[] = {
      {"a@example.com,b@example.net", "<a@example.com>, <b@example.net>"},
      {"a@example.com , Mary <b@example.net>,c@example.org",
       "<a@example.com>, Mary <b@example.net>, <c@example.org>"},
      {"\"a, b\" <a@example.com>, b@example.net", "a, b <a@example.com>, <b@example.net>"},
      {"Undisclosed recipients:;", " groups=1"},
      {"Undisclosed recipients : (nobody) ; (really)", " groups=1"},
      {"\"A: group\":a@example.com;", "<a@example.com> groups=1"},
      {"G:a@example.com, Mary <b@example.net>;", "<a@example.com>, Mary <b@example.net> groups=1"},
      {"G:a@example.com;,b@example.net", "<a@example.com>, <b@example.net> groups=1"},
      {"a@example.com, G:;, H:b@example.net;", "<a@example.com>, <b@example.net> groups=2"},
      {":;", "!0 address"},
      {"G:", "!2 group"},
      {"G:a@example.com", "!15 group"},
      {"G:a@example.com,", "!16 group"},
      {"G:a@example.com b@example.net;", "!16 group-list"},
      {"G:H:;;", "!3 group-list"},
      {"G:;;", "!3 address-list"},
      {"G:; a@example.com", "!4 address-list"},
      {"G:;@example.com", "!3 address-list"},
      {"a@example.com;", "!13 address-list"},
      {"a@example.com;b@example.net", "!13 address-list"},
      {"a@example.com:b@example.net;", "!13 address-list"},
      {"<a@example.com>:b@example.net;", "!15 address-list"},
      {";", "!0 address"},
  };
  check(kRows);
}

BOOST_AUTO_TEST_CASE(are_written_so_that_they_are_read_again) {
  const Row kRows[] = {
      {"a.b@example.com", "a.b@example.com"},
      {"Joe <\"a.b\"@example.com>", "a.b@example.com"},
      {"\"a b\"@example.com", "\"a b\"@example.com"},
      {"\"x@example.net\"@example.com", "\"x@example.net\"@example.com"},
      {"\"a\\\"b\\\\\"@example.com", "\"a\\\"b\\\\\"@example.com"},
      {"\"\"@example.com", "\"\"@example.com"},
      {"\xC3\xBC.x@b\xC3\xBC.example", "\xC3\xBC.x@b\xC3\xBC.example"},
      {"a@[192.0.2.1]", "a@[192.0.2.1]"},
  };
  for (const auto& [value, want] : kRows) {
    const auto list = parse_address_list(value);
    BOOST_TEST_REQUIRE(bool(list));
    const std::string text = written(list->mailboxes.at(0));
    BOOST_TEST(text == want);
    const auto again = parse_address_list(text);
    BOOST_TEST_REQUIRE(bool(again));
    BOOST_TEST(again->mailboxes.at(0).local_part == list->mailboxes.at(0).local_part);
  }
}

BOOST_AUTO_TEST_CASE(goes_over_comments_and_folds) {
  const Row kRows[] = {
      {"(c) a@example.com (c)", "<a@example.com>"},
      {"a(c)@(c)example.com", "<a@example.com>"},
      {"a@example.com(c)(d) (e)", "<a@example.com>"},
      {"Mary(c)Ann <a@example.com>", "Mary Ann <a@example.com>"},
      {"(c)Mary(d)<(e)a(f)@(g)example.com(h)>(i)", "Mary <a@example.com>"},
      {"a@example.com (a (b (c) d) e)", "<a@example.com>"},
      {"a@example.com (\\( \\) \\\\)", "<a@example.com>"},
      {"a@example.com (\"quote)", "<a@example.com>"},
      {"a@example.com ()", "<a@example.com>"},
      {"Mary\r\n <a@example.com>", "Mary <a@example.com>"},
      {"\r\n a@example.com", "<a@example.com>"},
      {"a@example.com\r\n\t", "<a@example.com>"},
      {"Mary \r\n \r\n <a@example.com>", "Mary <a@example.com>"},
      {"\"Mary\r\n Ann\" <a@example.com>", "Mary Ann <a@example.com>"},
      {"\"a\r\n b\"@example.com", "<a b@example.com>"},
      {"a@example.com (c\r\n d)", "<a@example.com>"},
      {"a@[192.0.2\r\n .1]", "<a@[192.0.2.1]>(literal)"},
      {"a@example.com,\r\n\tb@example.net", "<a@example.com>, <b@example.net>"},
      {"a@example.com (c", "!16 comment"},
      {"a@example.com (c (d)", "!20 comment"},
      {"a@example.com (c\\)", "!18 comment"},
      {"a@example.com (c\\", "!17 VCHAR"},
      {"a@example.com c)", "!14 address-list"},
      {"a@example.com )", "!14 comment"},
      {")a@example.com", "!0 comment"},
      {"a)b@example.com", "!1 comment"},
      {"a@example.com (c))", "!17 comment"},
      {repeated("(", kMaxCommentDepth) + repeated(")", kMaxCommentDepth) + "a@example.com",
       "<a@example.com>"},
      {repeated("(", kMaxCommentDepth + 1) + repeated(")", kMaxCommentDepth + 1) + "a@example.com",
       "!100 comment"},
      {repeated("()", kMaxCommentDepth + 1) + "a@example.com", "<a@example.com>"},
  };
  check(kRows);
}

BOOST_AUTO_TEST_CASE(reads_the_obsolete_forms_of_rfc_5322_section_4_4) {
  const Row kRows[] = {
      {"Joe Q. Public <a@example.com>", "Joe Q. Public <a@example.com> obsolete"},
      {"J.D. <a@example.com>", "J.D. <a@example.com> obsolete"},
      {"J . D <a@example.com>", "J . D <a@example.com> obsolete"},
      {"J.\"D\" <a@example.com>", "J.D <a@example.com> obsolete"},
      {"Dept.: a@example.com;", "<a@example.com> groups=1 obsolete"},
      {"a . b@example.com", "<a.b@example.com> obsolete"},
      {"a.(c)b@example.com", "<a.b@example.com> obsolete"},
      {"a(c).b@example.com", "<a.b@example.com> obsolete"},
      {"\"a\".b@example.com", "<a.b@example.com> obsolete"},
      {"a.\"b c\".d@example.com", "<a.b c.d@example.com> obsolete"},
      {"a@example . com", "<a@example.com> obsolete"},
      {"a@example.\r\n com", "<a@example.com> obsolete"},
      {"a@example(c).com", "<a@example.com> obsolete"},
      {"<a@example. com>", "<a@example.com> obsolete"},
      {"<@host.example:a@example.com>", "<a@example.com> obsolete"},
      {"Mary <@host.example,@x.example:a@example.com>", "Mary <a@example.com> obsolete"},
      {"<,(c), @host.example , ,@x.example,:a@example.com>", "<a@example.com> obsolete"},
      {"<@[192.0.2.1]:a@example.com>", "<a@example.com> obsolete"},
      {",a@example.com", "<a@example.com> obsolete"},
      {"a@example.com,", "<a@example.com> obsolete"},
      {"a@example.com, (c) ,,b@example.net , ", "<a@example.com>, <b@example.net> obsolete"},
      {"G:,;", " groups=1 obsolete"},
      {"G:,a@example.com,,b@example.net,;", "<a@example.com>, <b@example.net> groups=1 obsolete"},
      {"a@[192.0.2.\\1]", "<a@[192.0.2.\\1]>(literal) obsolete"},
      {"<@host.example a@example.com>", "!15 obs-route"},
      {"<@host.example>", "!14 obs-route"},
      {"<@host.example@x.example:a@example.com>", "!14 obs-route"},
      {"<@host.example:>", "!15 addr-spec"},
      {"<@host.example:@x.example:a@example.com>", "!15 local-part"},
      {"<@:a@example.com>", "!2 domain"},
      {"<,:a@example.com>", "!3 obs-route"},
      {"<host.example:a@example.com>", "!13 addr-spec"},
      {"@host.example:a@example.com", "!0 local-part"},
  };
  check(kRows);
}

BOOST_AUTO_TEST_CASE(refuses_what_is_no_address) {
  const Row kRows[] = {
      {"", "!0 address-list"},
      {" \r\n ", "!4 address-list"},
      {"(c)", "!3 address-list"},
      {",", "!1 address-list"},
      {"a", "!1 addr-spec"},
      {"Mary Ann", "!8 addr-spec"},
      {"example.com", "!11 addr-spec"},
      {"a@", "!2 domain"},
      {"a@ ", "!3 domain"},
      {"@", "!0 local-part"},
      {"@example.com", "!0 local-part"},
      {"<@example.com>", "!13 obs-route"},
      {"<a>", "!2 addr-spec"},
      {"<a@>", "!3 domain"},
      {"<>", "!1 addr-spec"},
      {"Mary <>", "!6 addr-spec"},
      {"<a@example.com", "!14 angle-addr"},
      {"<<a@example.com>>", "!1 addr-spec"},
      {"<a@example.com>>", "!15 address-list"},
      {"a@example.com>", "!13 address-list"},
      {"a@example.com> <b@example.net>", "!13 address-list"},
      {"> a@example.com", "!0 address"},
      {"Mary >a@example.com<", "!5 addr-spec"},
      {"<a@example.com> x", "!16 address-list"},
      {"<a@example.com> \"x\"", "!16 address-list"},
      {"a@example.com x", "!14 address-list"},
      {"a@example.com b@example.net", "!14 address-list"},
      {"<a@example.com, b@example.net>", "!14 angle-addr"},
      {"<a b@example.com>", "!4 local-part"},
      {"a b@example.com", "!3 local-part"},
      {"\"a\"b@example.com", "!4 local-part"},
      {".a@example.com", "!2 local-part"},
      {"a.@example.com", "!2 local-part"},
      {"a..b@example.com", "!4 local-part"},
      {".@example.com", "!1 local-part"},
      {".Mary <a@example.com>", "!6 phrase"},
      {"a@.example.com", "!2 domain"},
      {"a@example..com", "!10 domain"},
      {"a@example.com.", "!14 domain"},
      {"a@\"example.com\"", "!2 domain"},
      {"a@example.com[192.0.2.1]", "!13 address-list"},
      {"a@[192.0.2.1", "!12 domain-literal"},
      {"a@192.0.2.1]", "!11 address-list"},
      {"a@[[192.0.2.1]]", "!3 domain-literal"},
      {"a@[192.0.2.1].example.com", "!13 address-list"},
      {"[a]@example.com", "!0 address"},
      {"[Mary] <a@example.com>", "!0 address"},
      {"\"Mary <a@example.com>", "!21 quoted-string"},
      {"Mary\" <a@example.com>", "!21 quoted-string"},
      {"\"Mary\\\" <a@example.com>", "!23 quoted-string"},
      {"\"Mary\\", "!6 VCHAR"},
      {"a\\@b@example.com", "!1 addr-spec"},
      {"\\a@example.com", "!0 address"},
      {"mailto:a@example.com", "!20 group"},
  };
  check(kRows);
}

BOOST_AUTO_TEST_CASE(refuses_controls_and_line_ends) {
  const Row kRows[] = {
      {"a@example.com\r\n", "!13 FWS"},
      {"a@example.com\n", "!13 FWS"},
      {"a@example.com\r", "!13 FWS"},
      {"a@example.com\n b", "!13 FWS"},
      {"a@example.com\r\n\r\n ", "!13 FWS"},
      {"a@example.com\r\r\n ", "!13 FWS"},
      {"a\rb@example.com", "!1 FWS"},
      {"\"a\nb\"@example.com", "!2 FWS"},
      {"\"a\r\nb\"@example.com", "!2 FWS"},
      {"\"a\\\r\n b\"@example.com", "!3 FWS"},
      {"\"a\\\nb\"@example.com", "!3 FWS"},
      {"(a\nb) a@example.com", "!2 FWS"},
      {"a@[192.0.2.1\n]", "!12 FWS"},
      {"\0a@example.com"s, "!0 VCHAR"},
      {"\"a\0\"@example.com"s, "!2 VCHAR"},
      {"\"a\\\0\"@example.com"s, "!3 VCHAR"},
      {"(\0) a@example.com"s, "!1 VCHAR"},
      {"a@example.com\0"s, "!13 VCHAR"},
      {"a@[\0]"s, "!3 VCHAR"},
      {"a\x01@example.com", "!1 VCHAR"},
      {"\"\x1b[1m\" <a@example.com>", "!1 VCHAR"},
      {"\"a\x7f\" <a@example.com>", "!2 VCHAR"},
      {"a@example\x7f.com", "!9 VCHAR"},
      {"a\v@example.com", "!1 VCHAR"},
  };
  check(kRows);
}

BOOST_AUTO_TEST_CASE(reads_the_utf_8_of_rfc_6532_and_nothing_else_above_127) {
  const Row kRows[] = {
      {"J\xc3\xbcrgen <a@example.com>", "J\xc3\xbcrgen <a@example.com>"},
      {"\"J\xc3\xbc. \xe2\x82\xac\" <a@example.com>", "J\xc3\xbc. \xe2\x82\xac <a@example.com>"},
      {"\"\\\xc3\xbc\" <a@example.com>", "\xc3\xbc <a@example.com>"},
      {"j\xc3\xbcrgen@example.com", "<j\xc3\xbcrgen@example.com>"},
      {"\"j\xc3\xbc r\"@example.com", "<j\xc3\xbc r@example.com>"},
      {"a@b\xc3\xbc"
       "cher.example",
       "<a@b\xc3\xbc"
       "cher.example>"},
      {"a@example.com (\xf0\x9f\x98\x80)", "<a@example.com>"},
      {"\xf4\x8f\xbf\xbf@example.com", "<\xf4\x8f\xbf\xbf@example.com>"},
      // RFC 3629 section 3: cut short, overlong, surrogates, above U+10FFFF, no first octet.
      {"\xfc@example.com", "!0 UTF8-non-ascii"},
      {"J\xc3 <a@example.com>", "!1 UTF8-non-ascii"},
      {"a@example.com\xc3", "!13 UTF8-non-ascii"},
      {"\"\xc3\"@example.com", "!1 UTF8-non-ascii"},
      {"\x80@example.com", "!0 UTF8-non-ascii"},
      {"\xc0\x80@example.com", "!0 UTF8-non-ascii"},
      {"a\xc1\x80"
       "b@example.com",
       "!1 UTF8-non-ascii"},
      {"\xe0\x80\xaf@example.com", "!0 UTF8-non-ascii"},
      {"\xed\xa0\x80@example.com", "!0 UTF8-non-ascii"},
      {"\xf4\x90\x80\x80@example.com", "!0 UTF8-non-ascii"},
      {"\xf8\x88\x80\x80\x80@example.com", "!0 UTF8-non-ascii"},
      {"(\xff) a@example.com", "!1 UTF8-non-ascii"},
      {"a@[\xff]", "!3 UTF8-non-ascii"},
      // A control: U+0085, which ends a line for some programs.
      {"a\xc2\x85@example.com", "!1 UTF8-non-ascii"},
  };
  check(kRows);
}

// What programs that check the sender and programs that show it read differently.
BOOST_AUTO_TEST_CASE(reads_forged_senders_by_the_grammar_or_not_at_all) {
  const Row kRows[] = {
      {" a@evil.example, b@good.example", "<a@evil.example>, <b@good.example>"},
      {" <a@evil.example>(<b@good.example>)", "<a@evil.example>"},
      {" (<b@good.example>) <a@evil.example>", "<a@evil.example>"},
      {" \"b@good.example\" <a@evil.example>", "b@good.example <a@evil.example>"},
      {" \"<b@good.example>\" <a@evil.example>", "<b@good.example> <a@evil.example>"},
      {" \"\\\"<b@good.example>\" <a@evil.example>", "\"<b@good.example> <a@evil.example>"},
      {" b@good.example <a@evil.example>", "!16 address-list"},
      {" <b@good.example> <a@evil.example>", "!18 address-list"},
      {" <b@good.example><a@evil.example>", "!17 address-list"},
      {" <<b@good.example><a@evil.example>>", "!2 addr-spec"},
      {" <a@evil.example\0@good.example>"s, "!16 VCHAR"},
      {" a@evil.example\0@good.example"s, "!15 VCHAR"},
      {" a@evil.example@good.example", "!15 address-list"},
      {" <@good.example,@x.example:a@evil.example>", "<a@evil.example> obsolete"},
      {" <@good.example:a@evil.example:b@x.example>", "!30 angle-addr"},
      {" \"a@evil.example>\"@good.example", "<a@evil.example>@good.example>"},
      {" \"a\\\"@good.example\"@evil.example", "<a\"@good.example@evil.example>"},
      {" a@evil.example\\,b@good.example", "!15 address-list"},
      {" a@evil.example(comment@good.example", "!36 comment"},
      {" a@evil.example(\\)@good.example)", "<a@evil.example>"},
      {" a@good.example(.evil.example)", "<a@good.example>"},
      {" a@good.example\r\n .evil.example", "<a@good.example.evil.example> obsolete"},
      {" a@evil\r\n il.example", "!10 address-list"},
      {" a@good.example\n\n<a@evil.example>", "!15 FWS"},
      {" good:a@evil.example, b@good.example;", "<a@evil.example>, <b@good.example> groups=1"},
      // RFC 2047 section 5, rule 3: not in an address.
      {" =?utf-8?Q?b=40good.example?= <a@evil.example>",
       "=?utf-8?Q?b=40good.example?= <a@evil.example> obsolete"},
      {" =?utf-8?Q?b=40good=2Eexample?= <a@evil.example>",
       "=?utf-8?Q?b=40good=2Eexample?= <a@evil.example>"},
      {" =?utf-8?B?YkBnb29kLmV4YW1wbGU=?=", "!33 addr-spec"},
      {" =?utf-8?B?YkBnb29kLmV4YW1wbGU=?=@evil.example", "!46 addr-spec"},
      {" <=?utf-8?Q?b=40good.example=3E?=@evil.example>", "!46 addr-spec"},
      {" \"=?utf-8?Q?b=40good.example?=\"@evil.example", "!44 addr-spec"},
      {" a@=?utf-8?Q?evil.example?=", "!27 addr-spec"},
      {" =?@example.com", "<=?@example.com>"},
      {" a=?b@example.com", "<a=?b@example.com>"},
  };
  check(kRows);
}

BOOST_AUTO_TEST_CASE(tells_where_each_mailbox_begins) {
  const auto list = parse_address_list(" (c) a@example.com,  Mary <b@example.net>, G: <c@b>;");
  BOOST_REQUIRE(list);
  BOOST_REQUIRE(list->mailboxes.size() == 3U);
  BOOST_TEST(list->mailboxes[0].offset == 5U);
  BOOST_TEST(list->mailboxes[1].offset == 21U);
  BOOST_TEST(list->mailboxes[2].offset == 46U);
}

BOOST_AUTO_TEST_CASE(tells_why_in_a_sentence_without_octets_of_the_text) {
  const auto list = parse_address_list("a@example.com \x1b]0;x");
  BOOST_REQUIRE(!list);
  BOOST_TEST(list.error().message == "A control character stands here.");
}

BOOST_AUTO_TEST_CASE(reads_so_many_addresses_and_no_more) {
  const std::string full = "G:" + repeated("a@b,", kMaxAddresses - 1);
  const auto list = parse_address_list(full + ";");
  BOOST_REQUIRE(list);
  BOOST_TEST(list->mailboxes.size() == kMaxAddresses - 1);
  BOOST_TEST(summary(full + "a@b;") == "!" + std::to_string(full.size()) + " address-list");
  BOOST_TEST(summary(full + ";,H:;") == "!" + std::to_string(full.size() + 2) + " address-list");
}

BOOST_AUTO_TEST_CASE(takes_long_texts_in_linear_time) {
  // Each part that a text can be made of.
  for (const std::string_view part : {"a", ".", "\"", "\\", "(", "()", "<", "@", ",", "a ", "\"a\"",
                                      "a.", "\r\n ", "\r", "[", "=?", "a@b,", "a:;,", "\xc3\xbc"}) {
    const std::string value = repeated(part, 128 * 1024 / part.size());
    BOOST_TEST_CONTEXT(part) {
      const auto list = parse_address_list(value);
      BOOST_TEST((!list && list.error().offset <= value.size()));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
