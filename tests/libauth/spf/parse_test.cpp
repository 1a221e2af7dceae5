// SPDX-License-Identifier: MIT

#include "libauth/spf/parse.h"

#include <string>

#include <boost/test/unit_test.hpp>

#include "libauth/base/enum.h"

using namespace libauth::spf;
using libauth::base::name_of;

namespace {

std::string repeated(std::string_view part, std::size_t times) {
  std::string text;
  for (std::size_t i = 0; i < times; ++i) text += part;
  return text;
}

std::string literal(const MacroString& string) {
  std::string text;
  for (const MacroPart& part : string.parts) {
    text += part.letter == 0 ? part.literal : std::string("<") + part.letter + ">";
  }
  return text;
}

std::string summary(const Directive& directive) {
  std::string text(name_of(directive.qualifier));
  text += " " + std::string(name_of(directive.mechanism));
  if (!directive.domain.parts.empty()) text += " " + literal(directive.domain);
  if (directive.mechanism == Mechanism::ip4 || directive.mechanism == Mechanism::ip6) {
    text += " " + directive.network.text();
  }
  if (directive.prefix4 != 32) text += " /" + std::to_string(directive.prefix4);
  if (directive.prefix6 != 128) text += " //" + std::to_string(directive.prefix6);
  return text;
}

/// The terms, or "error: " with rule and offset.
std::string parsed(std::string_view terms) {
  const auto record = parse_record("v=spf1 " + std::string(terms));
  if (!record) {
    return "error: " + record.error().rule + " at " + std::to_string(record.error().offset);
  }
  std::string text;
  const auto add = [&text](const std::string& part) { text += (text.empty() ? "" : ", ") + part; };
  for (const Directive& directive : record->directives) add(summary(directive));
  if (record->redirect) add("redirect " + literal(record->redirect->value));
  if (record->exp) add("exp " + literal(record->exp->value));
  for (const Modifier& modifier : record->unknown)
    add(modifier.name + " " + literal(modifier.value));
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(spf_parse)

BOOST_AUTO_TEST_CASE(knows_a_record_by_its_version) {
  // RFC 7208 section 4.5.
  const struct {
    std::string text;
    bool want;
  } kRows[] = {
      {"v=spf1", true},      {"v=spf1 -all", true},
      {"V=sPf1 -all", true}, {"v=spf1  ", true},
      {"v=spf10", false},    {"v=spf1\t-all", false},
      {" v=spf1", false},    {"v=spf", false},
      {"v=spf1mx", false},   {"", false},
      {"spf2.0/pra", false}, {"v=spf1\n", false},
      {"v=spf1;", false},    {"\xef\xbb\xbfv=spf1", false},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.text) {
      BOOST_TEST(is_spf_record(row.text) == row.want);
    }
  }
}

BOOST_AUTO_TEST_CASE(reads_terms) {
  const struct {
    const char* terms;
    const char* want;
  } kRows[] = {
      {"", ""},
      {"   ", ""},
      {"  -all  ", "fail all"},
      {"+a ~mx ?ptr -all", "pass a, softfail mx, neutral ptr, fail all"},
      {"ALL A:Example.COM", "pass all, pass a Example.COM"},
      {"ip4:192.0.2.1", "pass ip4 192.0.2.1/32"},
      {"-ip4:192.0.2.0/24", "fail ip4 192.0.2.0/24"},
      {"ip4:0.0.0.0/0", "pass ip4 0.0.0.0/0"},
      {"ip6:2001:db8::1", "pass ip6 2001:db8::1/128"},
      {"ip6:2001:db8::/32", "pass ip6 2001:db8::/32"},
      {"ip6:::ffff:192.0.2.1/96", "pass ip6 ::ffff:192.0.2.1/96"},
      {"a/24", "pass a /24"},
      {"a//64", "pass a //64"},
      {"a/24//64", "pass a /24 //64"},
      {"mx:example.com/0//0", "pass mx example.com /0 //0"},
      {"a:foo:bar/baz.example.com", "pass a foo:bar/baz.example.com"},
      {"a:%{d}/28", "pass a <d> /28"},
      {"a:example.com.", "pass a example.com."},
      {"a:a-b.c-d", "pass a a-b.c-d"},
      {"a:example.1a", "pass a example.1a"},
      {"include:%{ir}.%{v}._spf.%{d2}", "pass include <i>.<v>._spf.<d>"},
      {"exists:%{l}%{o}", "pass exists <l><o>"},
      {"exists:a%%b%_c%-d.example.com", "pass exists a%b c%20d.example.com"},
      {"exists:.example.com", "pass exists .example.com"},
      {"ptr:example.com", "pass ptr example.com"},
      {"redirect=_spf.example.com", "redirect _spf.example.com"},
      {"Redirect=%{d} EXP=e.%{d2} -all", "fail all, redirect <d>, exp e.<d>"},
      {"moo.cow-far_out=man:dog/cat -all", "fail all, moo.cow-far_out man:dog/cat"},
      {"default=pass x= a=b", "default pass, x , a b"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.terms) {
      BOOST_TEST(parsed(row.terms) == row.want);
    }
  }
}

BOOST_AUTO_TEST_CASE(refuses_what_the_grammar_of_section_12_does_not_have) {
  const struct {
    std::string terms;
    const char* rule;
  } kRows[] = {
      {"moo", "mechanism"},
      {"-", "mechanism"},
      {"--all", "mechanism"},
      {"ip4:192.0.2.1 -all moo", "mechanism"},
      {"all.", "mechanism"},
      {"all:example.com", "all"},
      {"all/8", "all"},
      {"-all\t", "all"},
      {"a\tmx", "domain-spec"},
      {"a:", "domain-end"},
      {"a:example", "domain-end"},
      {"a:museum.", "domain-end"},
      {"a:111.222.33.44", "domain-end"},
      {"a:abc.123", "domain-end"},
      {"a:example.-com", "domain-end"},
      {"a:example.com-", "domain-end"},
      {"a:example.com:8080", "domain-end"},
      {"a:example..", "domain-end"},
      {"a:%{d}com", "domain-end"},
      {"a:a.%%com", "domain-end"},
      {"a/33", "ip4-cidr-length"},
      {"a/032", "ip4-cidr-length"},
      {"a/", "domain-spec"},
      {"a//", "domain-spec"},
      {"a/a", "domain-spec"},
      {"a//129", "ip6-cidr-length"},
      {"a/24/64", "ip4-cidr-length"},
      {"a//64/24", "domain-spec"},
      {"a///24", "domain-spec"},
      {"a/99999999999999999999", "ip4-cidr-length"},
      {"mxfoo", "mechanism"},
      {"mx.example.com", "mechanism"},
      {"ptr/0", "domain-spec"},
      {"ptr:", "domain-end"},
      {"include", "domain-spec"},
      {"include:", "domain-end"},
      {"include:example.com/24", "domain-end"},
      {"exists", "domain-spec"},
      {"exists:%{i}/24", "domain-end"},
      {"ip4", "ip-network"},
      {"ip4:", "ip4-network"},
      {"ip4:192.0.2", "ip4-network"},
      {"ip4:192.0.2.1:8080", "ip4-network"},
      {"ip4:192.0.02.1", "ip4-network"},
      {"ip4:2001:db8::1", "ip4-network"},
      {"ip4:192.0.2.0/33", "ip4-cidr-length"},
      {"ip4:192.0.2.0/032", "ip4-cidr-length"},
      {"ip4:192.0.2.0//32", "ip4-cidr-length"},
      {"ip4:192.0.2.0/", "ip4-cidr-length"},
      {"ip6:192.0.2.1", "ip6-network"},
      {"ip6::2001:db8::1", "ip6-network"},
      {"ip6:fe80::1%eth0", "ip6-network"},
      {"ip6:2001:db8::/129", "ip6-cidr-length"},
      {"ip6:2001:db8:://33", "ip6-cidr-length"},
      {"redirect:example.com", "mechanism"},
      {"redirect=", "domain-end"},
      {"redirect=-all", "domain-end"},
      {"+redirect=example.com", "mechanism"},
      {"exp=", "domain-end"},
      {"exp=-all", "domain-end"},
      {"redirect=a.example redirect=b.example", "modifier"},
      {"exp=a.example Exp=b.example", "modifier"},
      {"=all", "mechanism"},
      {"1up=foo", "mechanism"},
      {"moo.cow/far_out=man", "mechanism"},
      {"moo.cow:far_out=man", "mechanism"},
      {"foo=%abc", "macro-expand"},
      {"exists:%(ir).example.com", "macro-expand"},
      {"exists:%{ir.example.com", "macro-expand"},
      {"exists:%{a}.example.com", "macro-letter"},
      {"exists:%{c}.example.com", "macro-letter"},
      {"exists:%{}.example.com", "macro-letter"},
      {"exists:%{d0}.example.com", "transformers"},
      {"exists:%{d00}.example.com", "transformers"},
      {"exists:example.com%", "macro-expand"},
      {"exists:%{", "macro-letter"},
      {"a:ex\xc3\xa4mple.com", "macro-literal"},
      {"x=\x80", "macro-literal"},
      {"x=a\rb", "macro-literal"},
      {std::string("x=a\0b", 5), "macro-literal"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.terms) {
      const std::string got = parsed(row.terms);
      const std::string want = "error: " + std::string(row.rule) + " at ";
      BOOST_TEST(got.starts_with(want), "got " << got << ", want " << want << "...");
    }
  }
}

BOOST_AUTO_TEST_CASE(says_where_the_error_is) {
  const struct {
    const char* text;
    std::size_t offset;
  } kRows[] = {
      {"v=spf1 a moo", 9},
      {"v=spf1 ip4:192.0.2.300 -all", 11},
      {"v=spf1 a:b%{x}.example", 12},
      {"v=spf1  x=\x01", 10},
      {"v=spf1 a/99", 9},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.text) {
      const auto record = parse_record(row.text);
      BOOST_TEST_REQUIRE(!record);
      BOOST_TEST(record.error().offset == row.offset);
    }
  }
}

BOOST_AUTO_TEST_CASE(keeps_each_term_as_it_was_written) {
  const std::string text = "v=spf1 +A:Example.com/24  redirect=%{d} ~all x=y";
  const auto record = parse_record(text);
  BOOST_TEST_REQUIRE(bool(record));
  for (const Directive& directive : record->directives) {
    BOOST_TEST(text.substr(directive.offset, directive.text.size()) == directive.text);
  }
  BOOST_TEST(text.substr(record->redirect->offset, 13) == record->redirect->text);
  BOOST_TEST(record->directives.front().text == "+A:Example.com/24");
  BOOST_TEST(record->all() == &record->directives.back());
  BOOST_TEST(parse_record("v=spf1 a")->all() == nullptr);
}

BOOST_AUTO_TEST_CASE(counts_what_section_4_6_4_counts) {
  const struct {
    Mechanism mechanism;
    bool want;
  } kRows[] = {{Mechanism::all, false},   {Mechanism::ip4, false},   {Mechanism::ip6, false},
               {Mechanism::a, true},      {Mechanism::mx, true},     {Mechanism::ptr, true},
               {Mechanism::exists, true}, {Mechanism::include, true}};
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(name_of(row.mechanism)) {
      BOOST_TEST(costs_lookup(row.mechanism) == row.want);
    }
  }
}

BOOST_AUTO_TEST_CASE(reads_huge_records) {
  BOOST_TEST(parse_record("v=spf1 " + repeated("a ", 20'000))->directives.size() == 20'000U);
  BOOST_TEST(bool(parse_record("v=spf1" + std::string(60'000, ' '))));
  BOOST_TEST(bool(parse_record("v=spf1 exists:" + repeated("%{d}", 15'000))));
  BOOST_TEST(!parse_record("v=spf1 " + std::string(60'000, '/')));
  BOOST_TEST(!parse_record("v=spf1 a:" + std::string(60'000, '9') + "/" + std::string(999, '1')));
}

BOOST_AUTO_TEST_SUITE_END()
