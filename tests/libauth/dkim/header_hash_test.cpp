// SPDX-License-Identifier: MIT

#include "libauth/dkim/header_hash.h"

#include <chrono>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "libauth/base/text.h"

using namespace libauth;
using dkim::Canonicalization;

namespace {

using namespace std::string_literals;

std::string canonical(std::string_view field, Canonicalization how) {
  std::string text = "before|";
  dkim::append_canonical(text, mail::read_field(field), how);
  return text;
}

std::string unsigned_form(std::string_view field, Canonicalization how) {
  std::string text = "before|";
  dkim::append_unsigned(text, mail::read_field(field), how);
  return text;
}

/// Names joined with colons, as "h" has them.
std::vector<std::string> names(std::string_view list) {
  std::vector<std::string> all;
  for (const std::string_view name : base::split(list, ':')) all.emplace_back(name);
  return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(dkim_header_hash)

BOOST_AUTO_TEST_CASE(fields_have_their_canonical_form) {
  // RFC 6376 sections 3.4.1 (octets as they are) and 3.4.2.
  const struct {
    std::string field;
    std::string relaxed;
  } kRows[] = {
      // RFC 6376 section 3.4.5, the example.
      {"A: X", "a:X"},
      {"B : Y\t\r\n\tZ  ", "b:Y Z"},

      {"Subject: a b", "subject:a b"},
      {"SUBJECT:a b", "subject:a b"},
      {"X-Mixed_Case.1: Value STAYS", "x-mixed_case.1:Value STAYS"},

      // White space around the colon.
      {"a:b", "a:b"},
      {"a :b", "a:b"},
      {"a \t :\t  b", "a:b"},
      {"a:\r\n b", "a:b"},
      {"a: \r\n\t b", "a:b"},

      // Empty values.
      {"a:", "a:"},
      {"a: ", "a:"},
      {"a: \t ", "a:"},
      {"a:\r\n ", "a:"},
      {"a: \r\n \r\n\t", "a:"},

      // Runs of white space, and white space at the end.
      {"a:b ", "a:b"},
      {"a:b\t", "a:b"},
      {"a:b \t  ", "a:b"},
      {"a:b  c", "a:b c"},
      {"a:b\tc", "a:b c"},
      {"a:b \t c\t\td", "a:b c d"},

      // Folds.
      {"a: b\r\n c", "a:b c"},
      {"a: b\r\n\tc", "a:b c"},
      {"a: b \r\n  c", "a:b c"},
      {"a: b\r\n \r\n c", "a:b c"},
      {"a: b\r\n \r\n", "a:b \r\n"},
      {"a: b\r\n ", "a:b"},
      {"a: b\r\n c\r\n d\r\n\te", "a:b c d e"},
      {"a: b, \r\n\tc", "a:b, c"},

      // CR and LF that fold nothing are octets like others.
      {"a: b\rc", "a:b\rc"},
      {"a: b\nc", "a:b\nc"},
      {"a: b \r c", "a:b \r c"},
      {"a: b \n c", "a:b \n c"},
      {"a: b\r", "a:b\r"},
      {"a: b \r", "a:b \r"},
      {"a: b\r\r\n c", "a:b\r c"},
      {"a: b\n\r\n c", "a:b\n c"},
      {"a: b\r\nc", "a:b\r\nc"},
      {"a:\r b", "a:\r b"},
      {"a:\n", "a:\n"},

      // NUL, 8-bit, and what other standards take for white space.
      {"a: b\0 c"s, "a:b\0 c"s},
      {"a: \xc3\xa4 \xc2\xa0 \xff", "a:\xc3\xa4 \xc2\xa0 \xff"},
      {"a: \v b \f", "a:\v b \f"},

      // Colons behind the first one belong to the value.
      {"a: b : c", "a:b : c"},
      {"a::", "a::"},
      {"a: : ", "a::"},

      // What is no field is taken as it is.
      {" a: b  c", " a: b  c"},
      {"a b: c  d", "a b: c  d"},
      {"no colon  ", "no colon  "},
      {"", ""},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT('"' << base::printable(row.field) << '"') {
      BOOST_TEST(canonical(row.field, Canonicalization::simple) == "before|" + row.field);
      BOOST_TEST(canonical(row.field, Canonicalization::relaxed) == "before|" + row.relaxed);
    }
  }
}

BOOST_AUTO_TEST_CASE(white_space_is_found_wherever_it_stands_in_a_long_field) {
  for (std::size_t size = 50; size < 80; ++size) {
    BOOST_TEST_CONTEXT(size << " octets") {
      const std::string a(size, 'a');
      BOOST_TEST(canonical("n: " + a + "\r\n " + a + "  " + a + "\t" + a + " \r" + a + "\t",
                           Canonicalization::relaxed) ==
                 "before|n:" + a + " " + a + " " + a + " " + a + " \r" + a);
      BOOST_TEST(canonical("n:" + a + " ", Canonicalization::relaxed) == "before|n:" + a);
      BOOST_TEST(canonical("n:" + a + "\r\n\r\n ", Canonicalization::relaxed) ==
                 "before|n:" + a + "\r\n");
    }
  }
}

BOOST_AUTO_TEST_CASE(a_signature_is_hashed_without_the_value_of_b) {
  // RFC 6376 section 3.7.
  const struct {
    std::string field;
    std::string simple;
    std::string relaxed;
  } kRows[] = {
      {"S: a=1; b=xyz; c=2", "S: a=1; b=; c=2", "s:a=1; b=; c=2"},
      {"S: b=xyz", "S: b=", "s:b="},
      {"S: b=xyz;", "S: b=;", "s:b=;"},
      {"S:b=", "S:b=", "s:b="},
      {"S: b= \t xyz \r\n ; c=2", "S: b=; c=2", "s:b=; c=2"},
      {"S: a=1;\r\n\tb=xy\r\n\t z", "S: a=1;\r\n\tb=", "s:a=1; b="},
      {"S: a=1; b=xyz \r\n ", "S: a=1; b=", "s:a=1; b="},
      {"S: b  =  xyz  ; c", "S: b  =; c", "s:b =; c"},
      {"S : b\r\n =xyz;c", "S : b\r\n =;c", "s:b =;c"},
      // Padding is part of the value.
      {"S: b=eA==; c=2", "S: b=; c=2", "s:b=; c=2"},
      // "bh" is another tag, and so is "B".
      {"S: bh=uvw; b=xyz", "S: bh=uvw; b=", "s:bh=uvw; b="},
      {"S: bh=uvw; B=xyz", "S: bh=uvw; B=xyz", "s:bh=uvw; B=xyz"},
      {"S: b=xyz; bh=uvw", "S: b=; bh=uvw", "s:b=; bh=uvw"},
      {"S: z=a|b=c; b=xyz", "S: z=a|b=c; b=", "s:z=a|b=c; b="},
      // Without "b" it is as it is.
      {"S: a=1;  c=2 ", "S: a=1;  c=2 ", "s:a=1; c=2"},
      {"S:", "S:", "s:"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT('"' << base::printable(row.field) << '"') {
      BOOST_TEST(unsigned_form(row.field, Canonicalization::simple) == "before|" + row.simple);
      BOOST_TEST(unsigned_form(row.field, Canonicalization::relaxed) == "before|" + row.relaxed);
    }
  }
}

BOOST_AUTO_TEST_CASE(fields_are_covered_from_the_bottom) {
  // RFC 6376 section 5.4.2. The value of each field is its number.
  const mail::Header header(
      "A: 1\r\nB: 2\r\na: 3\r\nno field\r\nC : 4\r\nA: 5\r\nAB: 6\r\nb:7"
      "\r\n");
  const struct {
    const char* list;
    const char* want;
  } kRows[] = {
      {"a", "5"},           {"A", "5"},          {"a:a", "53"},     {"a:a:a", "531"},
      {"a:a:a:a:a", "531"}, {"b:a:b:a", "7523"}, {"A:a:A", "531"},  {"c", "4"},
      {"ab:a", "65"},       {"d", ""},           {"d:a:e:b", "57"}, {"", ""},
      {"no field", ""},     {"a :b", "7"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.list) {
      std::string got;
      for (const mail::Field* field : dkim::covered_fields(header, names(row.list))) {
        got += base::trim(field->value);
      }
      BOOST_TEST(got == row.want);
    }
  }
  BOOST_TEST(dkim::covered_fields(header, {}).empty());
  BOOST_TEST(dkim::covered_fields(mail::Header(), names("a:b")).empty());
}

BOOST_AUTO_TEST_CASE(names_that_differ_in_one_octet_are_different_names) {
  // Names of up to three words, each with an octet changed in one place.
  for (std::size_t size = 1; size <= 24; ++size) {
    const std::string name(size, 'n');
    std::string text = name + ":0\r\n";
    for (std::size_t at = 0; at < size; ++at) {
      std::string other = name;
      other[at] = 'o';
      text += other + ":" + std::to_string(at) + "\r\n";
    }
    const mail::Header header(text);
    const auto covered = dkim::covered_fields(header, std::vector<std::string>{name, name});
    BOOST_TEST_CONTEXT(size << " octets") {
      BOOST_TEST_REQUIRE(covered.size() == 1U);
      BOOST_TEST(covered.front() == &header.fields().front());
    }
  }
}

BOOST_AUTO_TEST_CASE(large_headers_are_covered_in_time_that_grows_with_them) {
  // Every field against every name would be 400 million comparisons.
  std::string text;
  std::vector<std::string> list;
  for (int i = 0; i < 20'000; ++i) {
    text += "x-" + std::to_string(i) + ":" + std::to_string(i) + "\r\n";
    list.push_back("x-" + std::to_string(19'999 - i));
  }
  const mail::Header header(text);
  const auto start = std::chrono::steady_clock::now();
  const auto covered = dkim::covered_fields(header, list);
  const auto time = std::chrono::steady_clock::now() - start;
  BOOST_TEST_REQUIRE(covered.size() == 20'000U);
  for (std::size_t i = 0; i < covered.size(); ++i) {
    if (covered[i]->value != std::to_string(19'999 - i)) BOOST_ERROR("wrong field at " << i);
  }
  BOOST_TEST((time < std::chrono::seconds(1)));
}

BOOST_AUTO_TEST_CASE(a_signature_signs_the_covered_fields_and_itself) {
  // RFC 6376 section 3.7: each covered field with its line end, the signature without one.
  const mail::Header header(
      "From:  A <a@example.com>\r\nTo: b@example.net,\r\n c@example.net\r\nX: 1\r\nTo: last\r\n");
  const mail::Field signature = mail::read_field("Sig: v=1;\r\n b=abc; c=x");
  const struct {
    Canonicalization how;
    const char* list;
    const char* text;
  } kRows[] = {
      {Canonicalization::simple, "from", "From:  A <a@example.com>\r\nSig: v=1;\r\n b=; c=x"},
      {Canonicalization::simple, "to:from:to:to",
       "To: last\r\nFrom:  A <a@example.com>\r\nTo: b@example.net,\r\n c@example.net\r\n"
       "Sig: v=1;\r\n b=; c=x"},
      {Canonicalization::relaxed, "to:from:to:to",
       "to:last\r\nfrom:A <a@example.com>\r\nto:b@example.net, c@example.net\r\n"
       "sig:v=1; b=; c=x"},
      {Canonicalization::relaxed, "cc:bcc", "sig:v=1; b=; c=x"},
      {Canonicalization::simple, "", "Sig: v=1;\r\n b=; c=x"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.list) {
      const auto got = dkim::header_digest(header, names(row.list), row.how, signature);
      BOOST_TEST(crypto::hex(got) == crypto::hex(crypto::sha256(row.text)));
    }
  }
}

BOOST_AUTO_TEST_CASE(long_headers_are_hashed_whole) {
  const std::string value(3000, 'v');
  std::string text;
  std::string want;
  for (int i = 0; i < 10; ++i) {
    text += "A:  " + value + "\r\n";
    want += "a:" + value + "\r\n";
  }
  const mail::Header header(text);
  const std::vector<std::string> list(12, "a");
  const auto got =
      dkim::header_digest(header, list, Canonicalization::relaxed, mail::read_field("S: b=1"));
  BOOST_TEST(crypto::hex(got) == crypto::hex(crypto::sha256(want + "s:b=")));
}

BOOST_AUTO_TEST_SUITE_END()
