// SPDX-License-Identifier: MIT

#include "libauth/dkim/signature.h"

#include <string>

#include <boost/test/unit_test.hpp>

#include "libauth/base/enum.h"
#include "tests/support/zones.h"

using namespace libauth::dkim;
using libauth::base::name_of;

namespace {

/// 32 octets of 0, and 64.
const std::string kHash = std::string(43, 'A') + "=";
const std::string kEd25519 = std::string(86, 'A') + "==";

/// A usable signature with one tag more, in place of its own where it has one; without it where
/// there is no value.
std::string with(const std::string& name, const char* value) {
  const struct {
    const char* name;
    std::string value;
  } kTags[] = {{"v", "1"},  {"a", "rsa-sha256"},  {"b", "AAAA"}, {"bh", kHash},
               {"s", "s1"}, {"d", "example.com"}, {"h", "from"}};
  std::string text;
  bool is_done = value == nullptr;
  for (const auto& tag : kTags) {
    if (tag.name == name && value == nullptr) continue;
    text += std::string(text.empty() ? "" : "; ") + tag.name + "=";
    text += tag.name == name ? std::string(value) : tag.value;
    is_done = is_done || tag.name == name;
  }
  return is_done ? text : text + "; " + name + "=" + value;
}

std::string outcome(const ReadSignature& read) {
  if (const auto* broken = std::get_if<BrokenSignature>(&read)) {
    BOOST_TEST(!broken->error.message.empty());
    return std::string(name_of(broken->error.reason));
  }
  return "ok";
}

/// "ok", or the reason.
std::string parsed(const std::string& value) {
  return outcome(parse_signature(value));
}

Signature good(const std::string& value) {
  const ReadSignature read = parse_signature(value);
  BOOST_TEST_REQUIRE(outcome(read) == "ok", value);
  return std::get<Signature>(read);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(dkim_signature)

BOOST_AUTO_TEST_CASE(reads_every_tag_of_a_usable_signature) {
  const Signature got = good(
      " v=1; a=ed25519-sha256; c=relaxed/simple;\r\n\td=Example.COM; s=S1.Sub;\r\n"
      " i=Ada.Love\r\n\tlace=2Bx@mail.example.com; h=From : TO:\r\n subject;\r\n l=42; q=dns/txt; "
      "t=1777593600; x=1777593601; z=From:a|b;\r\n"
      " bh=" +
      kHash + "; b=" + kEd25519.substr(0, 40) + "\r\n  " + kEd25519.substr(40) + ";");
  BOOST_TEST((got.algorithm == Algorithm::ed25519_sha256));
  BOOST_TEST(got.signature.size() == 64U);
  BOOST_TEST(got.body_hash.size() == 32U);
  BOOST_TEST((got.header_canonicalization == Canonicalization::relaxed));
  BOOST_TEST((got.body_canonicalization == Canonicalization::simple));
  BOOST_TEST(got.domain.text() == "example.com");
  BOOST_TEST(got.selector.text() == "s1.sub");
  BOOST_TEST(got.identity == "Ada.Lovelace+x@mail.example.com");
  BOOST_TEST(got.identity_domain.text() == "mail.example.com");
  BOOST_TEST(tests::joined(got.signed_fields) == "from | to | subject");
  BOOST_TEST(*got.length == 42U);
  BOOST_TEST(got.timestamp->time_since_epoch().count() == 1777593600);
  BOOST_TEST(got.expiration->time_since_epoch().count() == 1777593601);
  BOOST_TEST(got.tags.tags.size() == 14U);
}

BOOST_AUTO_TEST_CASE(what_is_left_out_has_the_defaults_of_the_rfc) {
  // RFC 6376 section 3.5.
  const Signature got = good(with("v", "1"));
  BOOST_TEST((got.header_canonicalization == Canonicalization::simple));
  BOOST_TEST((got.body_canonicalization == Canonicalization::simple));
  BOOST_TEST(got.identity == "@example.com");
  BOOST_TEST(got.identity_domain.text() == "example.com");
  BOOST_TEST(!got.length);
  BOOST_TEST(!got.timestamp);
  BOOST_TEST(!got.expiration);
}

BOOST_AUTO_TEST_CASE(each_tag_has_its_grammar) {
  const struct {
    const char* name;
    const char* value;
    const char* want;
  } kRows[] = {
      // Required tags (RFC 6376 section 6.1.1), and their empty values, which are not the same.
      {"v", nullptr, "missing_tag"},
      {"a", nullptr, "missing_tag"},
      {"b", nullptr, "missing_tag"},
      {"bh", nullptr, "missing_tag"},
      {"d", nullptr, "missing_tag"},
      {"h", nullptr, "missing_tag"},
      {"s", nullptr, "missing_tag"},
      {"v", "", "incompatible_version"},
      {"a", "", "syntax_error"},
      {"b", "", "syntax_error"},
      {"bh", "", "syntax_error"},
      {"d", "", "syntax_error"},
      {"h", "", "syntax_error"},
      {"s", "", "syntax_error"},
      // "v" is just "1".
      {"v", "2", "incompatible_version"},
      {"v", "0", "incompatible_version"},
      {"v", "01", "incompatible_version"},
      {"v", "1.0", "incompatible_version"},
      {"v", "0.5", "incompatible_version"},
      {"v", "DKIM1", "incompatible_version"},
      {"v", "1 1", "incompatible_version"},
      // RFC 8301 section 3.1: no SHA-1. Values are case-sensitive (RFC 6376 section 3.2).
      {"a", "rsa-sha1", "sha1"},
      {"a", "RSA-SHA256", "unsupported_algorithm"},
      {"a", "rsa-sha512", "unsupported_algorithm"},
      {"a", "rsa", "unsupported_algorithm"},
      {"a", "rsa -sha256", "unsupported_algorithm"},
      {"a", "ed25519-sha256", "syntax_error"},  // 64 octets are wanted (RFC 8463 section 3)
      // base64 with white space anywhere.
      {"b", "A A\r\n\tA A", "ok"},
      {"b", "AA==", "ok"},
      {"b", "AAA", "syntax_error"},
      {"b", "A", "syntax_error"},
      {"b", "AA=A", "syntax_error"},
      {"b", "AA-_", "syntax_error"},
      {"b", "AAAA=", "syntax_error"},
      {"b", "====", "syntax_error"},
      {"b", "\"AAAA\"", "syntax_error"},
      {"bh", "AAAA", "syntax_error"},                          // 3 octets
      {"bh", "uoq1oCgLlTqpdDX/iUbLy7J1Wic=", "syntax_error"},  // 20 octets: SHA-1
      {"bh", "frcCV1k9oG9oKj3dpUqdJg1PxRT2RSN/ XKdLCPjaYaY=", "ok"},
      {"bh", "frcCV1k9oG9oKj3dpUqdJg1PxRT2RSN/XKdLCPjaYaY", "syntax_error"},
      // "c": one word or two.
      {"c", "simple", "ok"},
      {"c", "relaxed", "ok"},
      {"c", "relaxed/relaxed", "ok"},
      {"c", "simple/relaxed", "ok"},
      {"c", "", "syntax_error"},
      {"c", "Relaxed", "syntax_error"},
      {"c", "relaxed/", "syntax_error"},
      {"c", "/relaxed", "syntax_error"},
      {"c", "relaxed/simple/simple", "syntax_error"},
      {"c", "relaxed / simple", "syntax_error"},
      {"c", "nowsp", "syntax_error"},
      // "d": two labels or more.
      {"d", "EXAMPLE.com", "ok"},
      {"d", "a.b.c.d.example.com", "ok"},
      {"d", "com", "syntax_error"},
      {"d", "example.com.", "syntax_error"},
      {"d", ".example.com", "syntax_error"},
      {"d", "example..com", "syntax_error"},
      {"d", "exam ple.com", "syntax_error"},
      {"d", "-example.com", "syntax_error"},
      {"d", "exa\\mple.com", "syntax_error"},
      {"d", "example.com, example.net", "syntax_error"},
      {"d", "[192.0.2.1]", "syntax_error"},
      {"d", "192.0.2.1", "syntax_error"},
      {"d", "ada@example.com", "syntax_error"},
      // RFC 8616 section 4: U-labels.
      {"d",
       "b\xc3\xbc"
       "cher.example",
       "ok"},
      {"d", "b\xc3.example", "syntax_error"},
      {"s", "\xc3\xbc", "ok"},
      {"s", "\xff", "syntax_error"},
      // "s": labels.
      {"s", "a.b.c", "ok"},
      {"s", "20260501", "ok"},
      {"s", "my_key-1", "ok"},
      {"s", "a..b", "syntax_error"},
      {"s", ".a", "syntax_error"},
      {"s", "a.", "syntax_error"},
      {"s", "a b", "syntax_error"},
      {"s", "a/b", "syntax_error"},
      {"s", "a\\.b", "syntax_error"},
      {"s", "*", "syntax_error"},
      {"s", "a123456789b123456789c123456789d123456789e123456789f123456789g1234", "syntax_error"},
      // "h": names with colons, From among them (RFC 6376 section 5.4).
      {"h", "From", "ok"},
      {"h", "to : FROM", "ok"},
      {"h", "from:from:from", "ok"},
      {"h", "from:x-none", "ok"},
      {"h", "from:dkim-signature", "ok"},
      {"h", "to", "from_not_signed"},
      {"h", "x-from:from-x", "from_not_signed"},
      {"h", "from:", "syntax_error"},
      {"h", ":from", "syntax_error"},
      {"h", "from::to", "syntax_error"},
      {"h", "from to", "syntax_error"},
      {"h", "from, to", "syntax_error"},
      // "i": quoted-printable, at or below "d".
      {"i", "@example.com", "ok"},
      {"i", "ada@example.com", "ok"},
      {"i", "ada@EXAMPLE.com", "ok"},
      {"i", "ada@a.b.example.com", "ok"},
      {"i", "ada=2Blist@example.com", "ok"},
      {"i", "\"ada=20l\"@example.com", "ok"},
      {"i", "ad\xc3\xa1@example.com", "ok"},
      {"i", "ada@example.net", "domain_mismatch"},
      {"i", "ada@com", "syntax_error"},
      {"i", "ada@notexample.com", "domain_mismatch"},
      {"i", "ada@example.com.example.net", "domain_mismatch"},
      {"i", "", "syntax_error"},
      {"i", "example.com", "syntax_error"},
      {"i", "@", "syntax_error"},
      {"i", "ada@", "syntax_error"},
      {"i", "ada@example.net@example.com", "syntax_error"},
      {"i", "ada=2blist@example.com", "syntax_error"},
      {"i", "ada=2", "syntax_error"},
      {"i", "ada=\r\n 2Bx@example.com", "syntax_error"},
      {"i", "ada=3Blist@example.com", "syntax_error"},
      {"i", "ada=0D=0A@example.com", "syntax_error"},
      {"i", "ada=00@example.com", "syntax_error"},
      {"i", "ada=FF@example.com", "syntax_error"},
      {"i", "<ada@example.com>", "syntax_error"},
      // "l": 1 to 76 digits.
      {"l", "0", "ok"},
      {"l", "00000000000000000000000000000000000000000000000000000000000000000000000000000005",
       "syntax_error"},
      {"l", "99999999999999999999999999999999999999999999999999999999999999999999999999999",
       "syntax_error"},
      {"l", "9999999999999999999999999999999999999999999999999999999999999999999999999999", "ok"},
      {"l", "18446744073709551616", "ok"},
      {"l", "", "syntax_error"},
      {"l", "-1", "syntax_error"},
      {"l", "+1", "syntax_error"},
      {"l", "1 2", "syntax_error"},
      {"l", "0x10", "syntax_error"},
      // "q": what is not known is passed over.
      {"q", "dns/txt", "ok"},
      {"q", "x-new:dns/txt", "ok"},
      {"q", "dns/txt : x-new/y", "ok"},
      {"q", "dns", "unsupported_query"},
      {"q", "x-new", "unsupported_query"},
      {"q", "", "syntax_error"},
      {"q", "dns/txt:", "syntax_error"},
      // "t" and "x": seconds.
      {"t", "0", "ok"},
      {"t", "999999999999", "ok"},
      {"t", "99999999999999999999999999", "ok"},
      {"t", "", "syntax_error"},
      {"t", "-5", "syntax_error"},
      {"t", "1.5", "syntax_error"},
      {"x", "1", "ok"},
      {"x", "1 2", "syntax_error"},
      {"x", "2026-05-01", "syntax_error"},
      // What is not used is passed over, and so is what is not known.
      {"z", "From:a=20b|To:\r\n c", "ok"},
      {"z", "", "ok"},
      {"z", "Subject:\xc3\xa9", "ok"},
      {"unknown", "b=AAAA", "ok"},
      {"V", "2", "ok"},
      {"unknown", "\xc3\xa9", "syntax_error"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.name << "=" << (row.value == nullptr ? "(none)" : row.value)) {
      BOOST_TEST(parsed(with(row.name, row.value)) == row.want);
    }
  }
  BOOST_TEST(std::size(kRows) > 130U);
}

BOOST_AUTO_TEST_CASE(the_tag_list_has_its_grammar) {
  // RFC 6376 section 3.2.
  const std::string base = with("v", "1");
  const struct {
    std::string text;
    const char* want;
  } kRows[] = {
      {base + ";", "ok"},
      {base + "; ", "ok"},
      {base + ";\r\n\t", "ok"},
      {"\r\n " + base, "ok"},
      {base + ";;", "syntax_error"},
      {";" + base, "syntax_error"},
      {base + "; ; t=1", "syntax_error"},
      {base + "; t", "syntax_error"},
      {base + "; =1", "syntax_error"},
      {base + "; 1t=1", "syntax_error"},
      {base + "; t-x=1", "syntax_error"},
      {base + "; t=1; t=1", "syntax_error"},
      {base + "; unknown=1; unknown=2", "syntax_error"},
      {base + "; h=from", "syntax_error"},
      {base + "; t_1 \t= 1", "ok"},
      {base + "; n=a\x01"
              "b",
       "syntax_error"},
      {base + "; n=" + std::string(1, '\0'), "syntax_error"},
      {base + "; n=a\rb", "syntax_error"},
      {base + "; n=a\nb", "syntax_error"},
      {base + "; n=a\n b", "syntax_error"},
      {base + "; n=a\r\nb", "syntax_error"},
      {base + "; n=a\r\r\n b", "syntax_error"},
      {base + "; n=a\r\n b", "ok"},
      {"", "missing_tag"},
      {" ", "missing_tag"},
      {"\xff\xfe", "syntax_error"},
      {std::string(100'000, ';'), "syntax_error"},
      {base + "; n=" + std::string(100'000, 'n'), "ok"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.text.substr(0, 200)) {
      BOOST_TEST(parsed(row.text) == row.want);
    }
  }
}

BOOST_AUTO_TEST_CASE(of_several_faults_the_first_in_the_order_of_the_rfc_is_told) {
  // RFC 6376 section 6.1.1: each row repairs what the one before it tells.
  const std::string hash = "; bh=" + kHash;
  const struct {
    std::string text;
    const char* want;
  } kRows[] = {
      {"v=2; a=rsa-sha1; b=*; i=@example.net; h=to; q=x; d=example.com" + hash, "syntax_error"},
      {"v=2; a=rsa-sha1; b=AAAA; i=@example.net; h=to; q=x; d=example.com" + hash,
       "incompatible_version"},
      {"v=1; a=rsa-sha1; b=AAAA; i=@example.net; h=to; q=x; d=example.com" + hash, "missing_tag"},
      {"v=1; a=rsa-sha1; b=AAAA; i=@example.net; h=to; q=x; d=example.com; s=a" + hash,
       "domain_mismatch"},
      {"v=1; a=rsa-sha1; b=AAAA; i=@example.com; h=to; q=x; d=example.com; s=a" + hash,
       "from_not_signed"},
      {"v=1; a=rsa-sha1; b=AAAA; i=@example.com; h=from; q=x; d=example.com; s=a" + hash, "sha1"},
      {"v=1; a=rsa-sha256; b=AAAA; i=@example.com; h=from; q=x; d=example.com; s=a" + hash,
       "unsupported_query"},
      {"v=1; a=rsa-sha256; b=AAAA; i=@example.com; h=from; d=example.com; s=a" + hash, "ok"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.text) {
      BOOST_TEST(parsed(row.text) == row.want);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_broken_signature_says_where_and_whose) {
  const std::string text = "v=1; a=rsa-sha256; d=Example.com; s=s1; h=from; c=other; bh=" + kHash;
  const ReadSignature read = parse_signature(text);
  const auto* broken = std::get_if<BrokenSignature>(&read);
  BOOST_TEST_REQUIRE(broken != nullptr);
  BOOST_TEST((broken->error.reason == Reason::syntax_error));
  BOOST_TEST(broken->error.offset == text.find("other"));
  BOOST_TEST(broken->domain->text() == "example.com");
  BOOST_TEST(broken->selector->text() == "s1");
  BOOST_TEST(broken->tags.tags.size() == 7U);

  const ReadSignature unread = parse_signature("d=com; s=");
  BOOST_TEST(!std::get<BrokenSignature>(unread).domain);
  BOOST_TEST(!std::get<BrokenSignature>(unread).selector);
}

BOOST_AUTO_TEST_CASE(the_expiration_is_later_than_the_timestamp) {
  // RFC 6376 section 3.5, "x".
  const struct {
    const char* t;
    const char* x;
    const char* want;
  } kRows[] = {
      {"100", "101", "ok"},
      {"100", "100", "syntax_error"},
      {"101", "100", "syntax_error"},
      {"100", "99999999999999", "ok"},
      {"99999999999999", "100", "syntax_error"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT("t=" << row.t << "; x=" << row.x) {
      BOOST_TEST(parsed(with("t", row.t) + "; x=" + row.x) == row.want);
    }
  }
}

BOOST_AUTO_TEST_CASE(lengths_and_times_that_no_number_holds_are_the_greatest) {
  BOOST_TEST(*good(with("l", "18446744073709551615")).length == UINT64_MAX);
  BOOST_TEST(*good(with("l", "18446744073709551616")).length == UINT64_MAX);
  BOOST_TEST(*good(with("l", "0000000000000000000000000000000000000000012")).length == 12U);
  const Signature far = good(with("x", "18446744073709551617"));
  BOOST_TEST(far.expiration->time_since_epoch().count() == 1'000'000'000'000);
}

BOOST_AUTO_TEST_CASE(the_identity_is_decoded) {
  // RFC 6376 section 2.11.
  const struct {
    const char* value;
    const char* want;
  } kRows[] = {
      {"\"ada=3Blist\"@example.com", "\"ada;list\"@example.com"},
      {"a d\r\n a@example.com", "ada@example.com"},
      {"@sub.Example.com", "@sub.Example.com"},
      {"\"a=40b\"@example.com", "\"a@b\"@example.com"},
      {"ada@b\xc3\xbc"
       "cher.example.com",
       "ada@b\xc3\xbc"
       "cher.example.com"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.value) {
      BOOST_TEST(good(with("i", row.value)).identity == row.want);
    }
  }
  BOOST_TEST(good(with("i",
                       "ada@b\xc3\xbc"
                       "cher.example.com"))
                 .identity_domain.text() == "xn--bcher-kva.example.com");
}

BOOST_AUTO_TEST_CASE(the_names_of_signed_fields_are_limited) {
  std::string names = "from";
  for (int i = 1; i < 1000; ++i) names += ":a";
  BOOST_TEST(parsed(with("h", names.c_str())) == "ok");
  names += ":a";
  BOOST_TEST(parsed(with("h", names.c_str())) == "too_many_signed_fields");
  Limits limits;
  limits.signed_fields = 1001;
  BOOST_TEST(outcome(parse_signature(with("h", names.c_str()), limits)) == "ok");
}

BOOST_AUTO_TEST_CASE(a_message_signature_of_arc_has_an_instance_and_no_version) {
  // RFC 8617 section 4.1.2.
  const struct {
    const char* name;
    const char* value;
    const char* want;
  } kRows[] = {
      {"i", "1", "ok"},
      {"i", "50", "ok"},
      {"i", "01", "ok"},
      {"i", "51", "syntax_error"},
      {"i", "0", "syntax_error"},
      {"i", "", "syntax_error"},
      {"i", "001", "syntax_error"},
      {"i", "@example.com", "syntax_error"},
      {"i", nullptr, "missing_tag"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT("i=" << (row.value == nullptr ? "(none)" : row.value)) {
      std::string text = with("v", nullptr);
      if (row.value != nullptr) text += std::string("; i=") + row.value;
      BOOST_TEST(outcome(parse_message_signature(text)) == row.want);
    }
  }
  const auto read = parse_message_signature(with("v", nullptr) + "; i=7");
  BOOST_TEST(std::get<Signature>(read).instance == 7U);
  BOOST_TEST(std::get<Signature>(read).identity_domain.text() == "example.com");
}

BOOST_AUTO_TEST_CASE(algorithms_have_their_words) {
  for (const char* word : {"rsa-sha256", "ed25519-sha256"}) {
    BOOST_TEST_REQUIRE(parse_algorithm(word).has_value());
    BOOST_TEST(to_string(*parse_algorithm(word)) == word);
  }
  BOOST_TEST(!parse_algorithm("rsa-sha1"));
  BOOST_TEST(!parse_algorithm(""));
}

BOOST_AUTO_TEST_CASE(finds_the_value_of_b_and_no_other) {
  // RFC 6376 section 3.5, "b".
  const struct {
    const char* text;
    const char* want;  ///< the text without it
  } kRows[] = {
      {"a=x; b=abc; c=y", "a=x; b=; c=y"},
      {"b=abc", "b="},
      {" b=abc", " b="},
      {"a=x;b=abc;", "a=x;b=;"},
      {"a=x; b = a\r\n b c ; c=y", "a=x; b =; c=y"},
      {"a=x;\r\n b\r\n\t=\r\n abc\r\n ", "a=x;\r\n b\r\n\t="},
      {"bh=abc; b=def", "bh=abc; b="},
      {"x=b=abc; b=def", "x=b=abc; b="},
      {"z=a:b=c; xb=q; b=def==", "z=a:b=c; xb=q; b="},
      {"b=; c=y", "b=; c=y"},
      {"b=one; b=two", "b=; b=two"},
      {"bh=abc", nullptr},
      {"B=abc", nullptr},
      {"b", nullptr},
      {"a=x; b; c=y", nullptr},
      {"", nullptr},
      {";;;", nullptr},
      {"x b=abc", nullptr},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.text) {
      std::string text = row.text;
      const auto extent = signature_extent(text);
      BOOST_TEST_REQUIRE(extent.has_value() == (row.want != nullptr));
      if (extent) BOOST_TEST(text.erase(extent->offset, extent->size) == row.want);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
