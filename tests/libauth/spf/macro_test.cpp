// SPDX-License-Identifier: MIT

#include "libauth/spf/macro.h"

#include <string>

#include <boost/test/unit_test.hpp>

#include "tests/support/zones.h"

using namespace libauth::spf;

namespace {

/// The message of RFC 7208 section 7.4.
MacroValues values_of(std::string_view address = "192.0.2.3") {
  MacroValues values;
  values.sender_local = "strong-bad";
  values.sender_domain = "email.example.com";
  values.domain = "email.example.com";
  values.ip = tests::ip(address);
  values.helo = "mx.example.org";
  values.validated = "host.example.net";
  values.receiver = "receiver.example";
  values.now = libauth::base::Time(std::chrono::seconds(1'234'567'890));
  return values;
}

std::string expanded(std::string_view text, const MacroValues& values) {
  const auto string = parse_macro_string(text, MacroPlace::explanation);
  return string ? expand(*string, values) : "error: " + string.error().rule;
}

std::string target(std::string_view text) {
  const auto name = target_name(text);
  return name ? name->text() : "none";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(spf_macro)

BOOST_AUTO_TEST_CASE(expands_the_examples_of_rfc_7208_section_7_4) {
  const struct {
    const char* text;
    const char* want;
  } kRows[] = {
      {"%{s}", "strong-bad@email.example.com"},
      {"%{o}", "email.example.com"},
      {"%{d}", "email.example.com"},
      {"%{d4}", "email.example.com"},
      {"%{d3}", "email.example.com"},
      {"%{d2}", "example.com"},
      {"%{d1}", "com"},
      {"%{dr}", "com.example.email"},
      {"%{d2r}", "example.email"},
      {"%{l}", "strong-bad"},
      {"%{l-}", "strong.bad"},
      {"%{lr}", "strong-bad"},
      {"%{lr-}", "bad.strong"},
      {"%{l1r-}", "strong"},
      {"%{ir}.%{v}._spf.%{d2}", "3.2.0.192.in-addr._spf.example.com"},
      {"%{lr-}.lp._spf.%{d2}", "bad.strong.lp._spf.example.com"},
      {"%{lr-}.lp.%{ir}.%{v}._spf.%{d2}", "bad.strong.lp.3.2.0.192.in-addr._spf.example.com"},
      {"%{ir}.%{v}.%{l1r-}.lp._spf.%{d2}", "3.2.0.192.in-addr.strong.lp._spf.example.com"},
      {"%{d2}.trusted-domains.example.net", "example.com.trusted-domains.example.net"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.text) {
      BOOST_TEST(expanded(row.text, values_of()) == row.want);
    }
  }
  BOOST_TEST(
      expanded("%{ir}.%{v}._spf.%{d2}", values_of("2001:db8::cb01")) ==
      "1.0.B.C.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.B.D.0.1.0.0.2.ip6._spf.example.com");
}

BOOST_AUTO_TEST_CASE(expands_the_rest_of_section_7) {
  const struct {
    const char* text;
    const char* want;
  } kRows[] = {
      {"", ""},
      {"plain text", "plain text"},
      {"%%%_%-", "% %20"},
      {"%{h}", "mx.example.org"},
      {"%{p}", "host.example.net"},
      {"%{c} %{r} %{t}", "192.0.2.3 receiver.example 1234567890"},
      {"%{d127}", "email.example.com"},
      {"%{d128}", "email.example.com"},
      {"%{d99999999999999999999}", "email.example.com"},
      {"%{D2R}", "example.email"},
      {"%{S}", "strong-bad%40email.example.com"},
      {"%{l2r+-}", "bad.strong"},
      {"%{o.}", "email.example.com"},
      {"%{o-}", "email.example.com"},
      {"%{d,}", "email.example.com"},
      {"%{d.-}", "email.example.com"},
      {"%{i1}", "3"},
      {"%{ir1}", "error: macro-expand"},
      {"%{d2x}", "error: macro-expand"},
      {"%{d", "error: macro-expand"},
      {"%{dr2}", "error: macro-expand"},
      {"%{drr}", "error: macro-expand"},
      {"tab\t", "error: macro-literal"},
      {"\xc3\xa4", "error: macro-literal"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.text) {
      BOOST_TEST(expanded(row.text, values_of()) == row.want);
    }
  }
}

BOOST_AUTO_TEST_CASE(splits_at_delimiters_and_joins_with_dots) {
  MacroValues values = values_of();
  const struct {
    const char* local;
    const char* text;
    const char* want;
  } kRows[] = {
      {"a+b-c", "%{l+-}", "a.b.c"},
      {"a+b-c", "%{l2+-}", "b.c"},
      {"a+b-c", "%{lr+}", "b-c.a"},
      {"a++b", "%{l+}", "a..b"},
      {"+", "%{l+}", "."},
      {"", "%{l}", ""},
      {"a.b", "%{l-}", "a.b"},
      {"~jack&jill=up-a_b3.c", "%{L}", "~jack%26jill%3Dup-a_b3.c"},
      {"a/b,c=d_e", "%{l/,=_}", "a.b.c.d.e"},
      {"a/b,c=d_e", "%{l////////////////////,,,,,,,,,,,,,,,,,,,,====________}", "a.b.c.d.e"},
      {"\xff", "%{L}", "%FF"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.local << " " << row.text) {
      values.sender_local = row.local;
      BOOST_TEST(expanded(row.text, values) == row.want);
    }
  }
}

BOOST_AUTO_TEST_CASE(some_letters_are_for_explanations_only) {
  for (const char letter : std::string("slodipvhSLODIPVH")) {
    BOOST_TEST_CONTEXT(letter) {
      const std::string text = std::string("%{") + letter + "}";
      BOOST_TEST(bool(parse_macro_string(text, MacroPlace::record)));
    }
  }
  for (const char letter : std::string("crtCRT")) {
    BOOST_TEST_CONTEXT(letter) {
      const std::string text = std::string("%{") + letter + "}";
      BOOST_TEST(!parse_macro_string(text, MacroPlace::record));
      BOOST_TEST(bool(parse_macro_string(text, MacroPlace::explanation)));
    }
  }
  BOOST_TEST(!parse_macro_string("a b", MacroPlace::record));
  BOOST_TEST(parse_macro_string("%{P}.x", MacroPlace::record)->uses('p'));
  BOOST_TEST(!parse_macro_string("p", MacroPlace::record)->uses('p'));
}

BOOST_AUTO_TEST_CASE(a_target_is_a_name_or_none) {
  const std::string l63(63, 'a');
  const struct {
    std::string text;
    std::string want;
  } kRows[] = {
      {"Example.COM", "example.com"},
      {"example.com.", "example.com"},
      {"a b.example", "a\\032b.example"},
      {"a\\.example", "a\\\\.example"},
      {"a..example", "none"},
      {".example", "none"},
      {"", "none"},
      {".", "none"},
      {"..", "none"},
      {l63 + "a.example", "none"},
      {std::string(300, 'a'), "none"},
      // RFC 7208 section 7.3: labels are dropped from the left until 253 octets are left.
      {l63 + "." + l63 + "." + l63 + "." + l63 + ".example",
       l63 + "." + l63 + "." + l63 + ".example"},
      {std::string(300, 'b') + "." + l63 + ".example", l63 + ".example"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.text) {
      BOOST_TEST(target(row.text) == row.want);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
