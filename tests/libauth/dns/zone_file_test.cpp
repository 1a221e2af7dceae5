// SPDX-License-Identifier: MIT

#include "libauth/dns/zone_file.h"

#include <string>
#include <string_view>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "libauth/dns/zone.h"
#include "tests/support/temp_dir.h"
#include "tests/support/zones.h"

using namespace libauth::dns;
using namespace std::string_literals;

namespace {

const std::string kSoa =
    "$ORIGIN example.\n"
    "$TTL 3600\n"
    "@ 3600 IN SOA ns hostmaster 1 7200 600 86400 300\n"
    "@ IN NS ns\n";

/// A record as one line: "www.example 60 A 192.0.2.1".
std::string text_of(const ZoneRecord& record) {
  Answer answer;
  answer.records = record.records;
  std::string type(to_string(record.type));
  if (type.empty()) type = "TYPE" + std::to_string(static_cast<int>(record.type));
  return record.owner.text() + " " + std::to_string(record.ttl) + " " + type + " " +
         tests::joined(record_texts(answer));
}

/// The zone's origin and the last record, or the error.
std::string last_of(std::string_view text, const std::optional<Name>& origin = {}) {
  const auto file = read_zone_file(text, origin);
  if (!file) return file.error().message;
  return file->origin.text() + ": " + text_of(file->records.back());
}

std::string line(int number, const std::string& why) {
  return "Line " + std::to_string(number) + " of the zone file: " + why;
}

const std::string kNoOrigin =
    " has no dot at its end, and the file does not say what it is below: put a line such as "
    "\"$ORIGIN example.com.\" at the top, or write whole names, with a dot at the end.";

}  // namespace

BOOST_AUTO_TEST_SUITE(dns_zone_file)

BOOST_AUTO_TEST_CASE(reads_every_form_of_a_record) {
  // RFC 1035 section 5.1; the first rows follow the lines of kSoa.
  const struct {
    const char* what;
    std::string text;
    std::string want;
  } kRows[] = {
      {"class and TTL left out", kSoa + "www A 192.0.2.1\n", "www.example 3600 A 192.0.2.1"},
      {"TTL, class", kSoa + "www 60 IN A 192.0.2.1\n", "www.example 60 A 192.0.2.1"},
      {"class, TTL", kSoa + "www in 60 a 192.0.2.1\n", "www.example 60 A 192.0.2.1"},
      {"units", kSoa + "www 1w2D3h4M5s A 192.0.2.1\n", "www.example 788645 A 192.0.2.1"},
      {"a TTL of 0", kSoa + "www 0s A 192.0.2.1\n", "www.example 0 A 192.0.2.1"},
      {"the longest TTL", kSoa + "www 2147483647 A 192.0.2.1\n",
       "www.example 2147483647 A 192.0.2.1"},
      {"the owner of the line before", kSoa + "www A 192.0.2.1\n  A 192.0.2.2\n",
       "www.example 3600 A 192.0.2.2"},
      {"an owner of digits", kSoa + "10 A 192.0.2.1\n", "10.example 3600 A 192.0.2.1"},
      {"no line end", kSoa + "www A 192.0.2.1", "www.example 3600 A 192.0.2.1"},
      {"CRLF", "$ORIGIN example.\r\n@ 60 TXT ( \"a\" ; one\r\n \"b\" )\r\n\r\n",
       "example 60 TXT \"a\" \"b\""},
      {"a byte order mark", "\xEF\xBB\xBF" + kSoa + "www A 192.0.2.1\n",
       "www.example 3600 A 192.0.2.1"},
      {"parentheses", kSoa + "www TXT ( \"a;\" ; not )\nsub\n ) ; end\n",
       "www.example 3600 TXT \"a;\" \"sub\""},
      {"parentheses before the data", kSoa + "( www\n A ) 192.0.2.1\n",
       "www.example 3600 A 192.0.2.1"},
      {"octets over 127", kSoa + "t TXT \"\xC3\xBC\xFF\"\n",
       "t.example 3600 TXT \"\\195\\188\\255\""},
      {"escapes", kSoa + "t TXT \"\\255\\000\\\"\\\\\\;\" a\\ b \"\"\n",
       "t.example 3600 TXT \"\\255\\000\\\"\\\\;\" \"a b\" \"\""},
      {"strings without space", kSoa + "t TXT \"a\"\"b\"\n", "t.example 3600 TXT \"a\" \"b\""},
      {"a string of 255 octets", kSoa + "t TXT " + std::string(255, 'a') + "\n",
       "t.example 3600 TXT \"" + std::string(255, 'a') + "\""},
      {"escapes in names", kSoa + "\\097\\.b MX 10 a\\@.\\\"\n",
       "a\\.b.example 3600 MX 10 a\\@.\\\".example"},
      {"an escaped dot is not the end", kSoa + "a\\. A 192.0.2.1\n",
       "a\\..example 3600 A 192.0.2.1"},
      {"the origin as data", kSoa + "www MX 0 @\n", "www.example 3600 MX 0 example"},
      {"no exchange", kSoa + "www MX 0 .\n", "www.example 3600 MX 0 ."},
      {"another origin", kSoa + "$origin sub\nwww A 192.0.2.1\n",
       "www.sub.example 3600 A 192.0.2.1"},
      {"data in hexadecimal digits", kSoa + "t TYPE16 \\# 4 03 616263\n",
       "t.example 3600 TXT \"abc\""},
      {"data of an unknown type", kSoa + "t TYPE65280 \\# 2 beef\n",
       "t.example 3600 TYPE65280 \\# 2 beef"},
      {"a string that begins with #", kSoa + "t TXT \"\\#\" 1\n", "t.example 3600 TXT \"#\" \"1\""},
      {"CAA", kSoa + "t CAA 0 issue \"ca.example; a=b\"\n",
       "t.example 3600 TYPE257 \\# 22 0005697373756563612e6578616d706c653b20613d62"},
      {"blank lines and comments", kSoa + "\n ; a\n\t\n;b\nwww A 192.0.2.1 ;c",
       "www.example 3600 A 192.0.2.1"},
      {"an alias and its signature", kSoa + "a CNAME b\na CNAME b\na NSEC b CNAME\n",
       "a.example 3600 TYPE47 \\# 14 0162076578616d706c6500000104"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.what) {
      BOOST_TEST(last_of(row.text) == "example: " + row.want);
    }
  }
}

BOOST_AUTO_TEST_CASE(takes_the_ttl_that_was_stated_last_where_there_is_no_default) {
  // RFC 1035 section 5.1, RFC 2308 section 4.
  const std::string soa = "example. 900 SOA ns.example. h.example. 1 2h 10m 1d 5m\n";
  const struct {
    std::string text;
    const char* want;
  } kRows[] = {
      {"www.example. A 192.0.2.1\n", "www.example: www.example 3600 A 192.0.2.1"},
      {soa + "www A 192.0.2.1\n", "example: www.example 900 A 192.0.2.1"},
      {"$TTL 1h\n" + soa + "www A 192.0.2.1\n", "example: www.example 3600 A 192.0.2.1"},
      {"$TTL 1h\n$TTL 60\n" + soa + "www A 192.0.2.1\n", "example: www.example 60 A 192.0.2.1"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.text) {
      BOOST_TEST(last_of(row.text) == row.want);
    }
  }
}

BOOST_AUTO_TEST_CASE(names_are_below_an_origin_that_the_file_gives) {
  const std::string soa = " 60 IN SOA ns.example. h.example. 1 2 3 4 5\n";
  const struct {
    const char* what;
    std::string text;
    std::string want;
  } kRows[] = {
      {"$ORIGIN", "$ORIGIN example.com.\n@" + soa + "www 1 A 192.0.2.1",
       "example.com: www.example.com 1 A 192.0.2.1"},
      {"the SOA record's owner", "example.com." + soa + "www 1 A 192.0.2.1",
       "example.com: www.example.com 1 A 192.0.2.1"},
      {"the SOA record's owner, in its own data", "example.com. 60 SOA ns h 1 2 3 4 5\n",
       "example.com: example.com 60 SOA ns.example.com h.example.com 1 minimum 5"},
      {"$ORIGIN of the parent", "$ORIGIN .\nexample.com" + soa + "$ORIGIN example.com.\na 1 NS b",
       "example.com: a.example.com 1 NS b.example.com"},
      {"$ORIGIN without SOA", "$ORIGIN example.com.\n_dmarc 1 TXT a",
       "example.com: _dmarc.example.com 1 TXT \"a\""},
      {"whole names without SOA", "_dmarc.example.com. 1 TXT a\nexample.com. 1 TXT b",
       "example.com: example.com 1 TXT \"b\""},
      {"one whole name", "_dmarc.example.com. 1 TXT a",
       "_dmarc.example.com: _dmarc.example.com 1 TXT \"a\""},
      {"the root by $ORIGIN", "$ORIGIN .\n@" + soa + "com 1 NS a", ".: com 1 NS a"},
      {"the root by its name", "." + soa + "com 1 NS a", ".: com 1 NS a"},
      {"the root without SOA", ". 1 NS a.example.\na.example. 1 A 192.0.2.1",
       ".: a.example 1 A 192.0.2.1"},
      {"@ alone", "@" + soa + "@ TXT \"v=spf1 mx -all\"\n", line(1, "the name \"@\"" + kNoOrigin)},
      {"a name without dot", "; a zone\nexample.com" + soa,
       line(2, "the name \"example.com\"" + kNoOrigin)},
      {"a relative name as data", "example.com. 60 MX 10 mail\n",
       line(1, "the name \"mail\"" + kNoOrigin)},
      {"@ as data", "example.com. 60 MX 10 @\n", line(1, "the name \"@\"" + kNoOrigin)},
      {"a relative name before the SOA record", "www 1 A 192.0.2.1\nexample.com." + soa,
       line(1, "the name \"www\"" + kNoOrigin)},
      {"$ORIGIN without dot", "$ORIGIN example.com\n@" + soa,
       line(1, "the name \"example.com\"" + kNoOrigin)},
      {"$ORIGIN too late", "@" + soa + "$ORIGIN example.com.\n",
       line(1, "the name \"@\"" + kNoOrigin)},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.what) {
      BOOST_TEST(last_of(row.text) == row.want);
    }
  }
}

BOOST_AUTO_TEST_CASE(names_are_below_the_given_origin) {
  const struct {
    const char* text;
    const char* origin;
    const char* want;
  } kRows[] = {
      {"www 60 IN A 192.0.2.1\n", "example", "example: www.example 60 A 192.0.2.1"},
      {"www 60 IN A 192.0.2.1\n", ".", ".: www 60 A 192.0.2.1"},
      {"@ 60 SOA a b 1 2 3 4 5\n", "example",
       "example: example 60 SOA a.example b.example 1 minimum 5"},
      {"sub 60 SOA a. b. 1 2 3 4 5\n", "example",
       "sub.example: sub.example 60 SOA a b 1 minimum 5"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.text << " below " << row.origin) {
      BOOST_TEST(last_of(row.text, tests::name(row.origin)) == row.want);
    }
  }
}

BOOST_AUTO_TEST_CASE(refuses_what_holds_no_records) {
  for (const std::string_view text : {"", "\n", "; nothing\n", "   \n\n", "\r\n",
                                      "$ORIGIN example.\n$TTL 60\n", "\xEF\xBB\xBF", "()"}) {
    BOOST_TEST_CONTEXT('"' << text << '"') {
      BOOST_TEST(last_of(text) == "The zone file holds no records.");
      BOOST_TEST(last_of(text, tests::name("example")) == "The zone file holds no records.");
    }
  }
}

BOOST_AUTO_TEST_CASE(says_what_is_wrong_and_where) {
  const struct {
    const char* what;
    std::string text;  ///< after kSoa, so that its first line is line 5
    int line;
    std::string want;  ///< within the message
  } kRows[] = {
      {"an open quote", "\nbroken TXT \"abc", 6, "the quote that opens here is not closed"},
      {"a quote that a line end cuts", "a TXT \"abc\nb TXT \"abc\"\n", 5, "the quote that opens"},
      {"a quote that CRLF cuts", "a TXT \"abc\r\nb TXT \"abc\"\n", 5, "the quote that opens"},
      {"a quote after a backslash", "a TXT \"abc\\\"\n", 5, "the quote that opens"},
      {"a backslash at the end of a quote", "a TXT \"abc\\", 5, "the quote that opens"},
      {"an open quote within parentheses", "a TXT (\n\"abc )\n", 6, "the quote that opens"},
      {"an open parenthesis", "a TXT ( \"abc\"\n\n\n", 5, "the parenthesis that opens here"},
      {"two of them, one closed", "a TXT ( \"a\"\n( \"b\" )\n", 5, "the parenthesis that opens"},
      {"a parenthesis that closes nothing", "a TXT \"abc\" )\n", 5, "a parenthesis closes"},
      {"text after a quote", "a TXT \"abc\"def\n", 5, "after the closing quote a space"},
      {"a quote in a word", "a TXT abc\"def\"\n", 5, "a quote in the middle"},
      {"a backslash at the end", "a TXT abc\\\n", 5, "a backslash stands at the end"},
      {"a backslash at the end of the file", "a TXT abc\\", 5, "a backslash stands at the end"},
      {"a carriage return alone", "a A 192.0.2.1\rb A 192.0.2.2\n", 5, "a carriage return"},
      {"one in a comment", "; a comment\rb A 192.0.2.2\n", 5, "a carriage return"},
      {"a zero octet", "a A 192.0.2.1\0 A\n"s, 5, "a control character"},
      {"a zero octet in a quote", "a TXT \"a\0b\"\n"s, 5, "a zero octet"},
      {"an escape over 255", "a TXT \"\\256\"\n", 5, "three digits, 000 to 255"},
      {"an escape of two digits", "a TXT \"\\25\"\n", 5, "three digits, 000 to 255"},
      {"an escape over 255 in a name", "a\\256 A 192.0.2.1\n", 5, "is not a name"},
      {"a string of 256 octets", "t TXT \"" + std::string(256, 'a') + "\"\n", 5,
       "a string has 256 octets, and 255 is the most: split it into several strings"},
      {"strings over 65535 octets",
       [] {
         std::string text = "t TXT";
         for (int i = 0; i < 256; ++i) text += " " + std::string(255, 'a');
         return text;
       }(),
       5, "the record is longer than a record can be"},
      {"an include", "$INCLUDE /dev/null\n", 5, "$INCLUDE is not followed"},
      {"an include in lower case", "$include other\n", 5, "$INCLUDE is not followed"},
      {"another directive", "$GENERATE 1-9 a$ A 192.0.2.$\n", 5,
       "\"$GENERATE\" is not a directive"},
      {"an indented directive", " $ORIGIN a.\n", 5, "\"$ORIGIN\" is not a type"},
      {"$ORIGIN without a name", "$ORIGIN\n", 5, "one word follows $ORIGIN"},
      {"$TTL with more", "$TTL 1 2\n", 5, "one word follows $TTL"},
      {"$TTL that is none", "$TTL 1x\n", 5, "\"1x\" is not a TTL"},
      {"a TTL that is too long", "a 2147483648 A 192.0.2.1\n", 5, "is neither a TTL"},
      {"a TTL that is too long by units", "a 9999999w A 192.0.2.1\n", 5, "is neither a TTL"},
      {"a TTL with half a unit", "a 1h30 A 192.0.2.1\n", 5, "\"1h30\" is neither a TTL"},
      {"outside of the zone", "a A 192.0.2.1\nwww.example.com. A 192.0.2.1\n", 6,
       "www.example.com is outside of the zone example;"},
      {"another zone", "sub SOA ns h 1 2 3 4 5\n", 5, "there is a SOA record already"},
      {"another class", "www CH A 192.0.2.1\n", 5, "the class is not IN"},
      {"another class by number", "www CLASS3 A 192.0.2.1\n", 5, "the class is not IN"},
      {"not an address", "www A 192.0.2.256\n", 5, "could not parse"},
      {"two addresses", "www A 192.0.2.1 192.0.2.2\n", 5, "superfluous text"},
      {"no data", "www A\n", 5, "the record has no data"},
      {"no type", "www 60 IN\n", 5, "the record has no type"},
      {"an owner alone", "www\n", 5, "the record has no type"},
      {"an unknown type", "www WRONG x\n", 5, "\"WRONG\" is not a type of records"},
      {"a type of questions", "www ANY x\n", 5, "\"ANY\" is not a type of records"},
      {"a type with a letter too many", "www TYPE16x \\# 0\n", 5, "is not a type of records"},
      {"a preference over 65535", "www MX 70000 mx\n", 5, "\"70000\" is no number"},
      {"a negative preference", "www MX -1 mx\n", 5, "\"-1\" is no number"},
      {"a serial over 32 bits", "@ SOA a b 4294967296 2 3 4 5\n", 5, "is no number"},
      {"a time that is none", "@ SOA a b 1 2x 3 4 5\n", 5, "\"2x\" is no number"},
      {"a name in quotes", "www MX 10 \"mx\"\n", 5, "a name stands in quotes"},
      {"a name that ldns would misread", "www MX 10 \\@.b\n", 5, "begins with a label"},
      {"too many words for hexadecimal digits", "t TLSA 3 1 1 ab cd xx\n", 5, "could not parse"},
      {"an owner in quotes", "\"www\" A 192.0.2.1\n", 5, "a name stands in quotes"},
      {"a label over 63 octets", std::string(64, 'a') + " A 192.0.2.1\n", 5, "is not a name"},
      {"an empty label", "a..b A 192.0.2.1\n", 5, "is not a name"},
      {"a line without end", std::string(1'000'000, 'a'), 5, "is not a name"},
      {"data without end", "www A " + std::string(1'000'000, '1') + "\n", 5, "too long"},
      {"no zone file at all", std::string(5000, '\xff'), 5, "is not a name"},
      {"an alias and an address", "a CNAME b\na A 192.0.2.1\n", 6, "a.example has a CNAME"},
      {"an address and an alias", "a A 192.0.2.1\n\na CNAME b\n", 7, "a.example has a CNAME"},
      {"two aliases", "a CNAME b\na CNAME c\n", 6, "a.example has a CNAME"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.what) {
      const std::string got = last_of(kSoa + row.text);
      BOOST_TEST(got.starts_with(line(row.line, "")), "got " << got << ", want line " << row.line);
      BOOST_TEST(got.find(row.want) != std::string::npos, "got " << got << ", want " << row.want);
    }
  }
}

BOOST_AUTO_TEST_CASE(the_first_record_has_an_owner) {
  BOOST_TEST(last_of("  60 A 192.0.2.1\n") == line(1, "the first record has no name before it."));
}

BOOST_AUTO_TEST_CASE(two_zones_in_a_file_are_refused_without_soa_too) {
  BOOST_TEST(last_of("example.com. A 192.0.2.1\nexample.net. A 192.0.2.1\n")
                 .starts_with(line(2, "example.net is outside of the zone example.com;")));
}

BOOST_AUTO_TEST_SUITE_END()
