// SPDX-License-Identifier: MIT

#include "libauth/dns/name.h"

#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tests/support/zones.h"

using libauth::dns::Name;
using tests::name;

namespace {

std::string repeated(std::string_view part, std::size_t times) {
  std::string text;
  for (std::size_t i = 0; i < times; ++i) text += part;
  return text;
}

/// The text of the parsed name, or "error: " and the rule.
std::string parsed(std::string_view text) {
  const auto got = Name::parse(text);
  return got ? got->text() : "error: " + got.error().rule;
}

/// The wire form of labels.
std::vector<std::uint8_t> wire(const std::vector<std::string>& labels) {
  std::vector<std::uint8_t> octets;
  for (const std::string& label : labels) {
    octets.push_back(static_cast<std::uint8_t>(label.size()));
    octets.insert(octets.end(), label.begin(), label.end());
  }
  octets.push_back(0);
  return octets;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(dns_name)

BOOST_AUTO_TEST_CASE(reads_presentation_form_into_one_form) {
  const std::string l63(63, 'a');
  const struct {
    const char* what;
    std::string text;
    std::string want;
  } kRows[] = {
      {"the root, RFC 1035 section 5.1", ".", "."},
      {"case does not count, RFC 4343", "ExAmPle.COM", "example.com"},
      {"one trailing dot", "example.com.", "example.com"},
      {"one label", "com", "com"},
      {"underscores", "_dmarc.example.com", "_dmarc.example.com"},
      {"a wildcard", "*.example.com", "*.example.com"},
      {"a slash", "0/25.2.0.192.in-addr.arpa", "0/25.2.0.192.in-addr.arpa"},
      {"an escaped dot is no separator", "a\\.b.example.com", "a\\.b.example.com"},
      {"decimal escapes of plain octets", "\\101x\\065mple.com", "example.com"},
      {"a decimal escape of a space", "a\\032b.example", "a\\032b.example"},
      {"an escape that is not needed", "\\e\\x.example", "ex.example"},
      {"an escaped backslash", "a\\\\b.example", "a\\\\b.example"},
      {"parentheses are escaped", "a(b).example", "a\\(b\\).example"},
      {"DEL by its number", "a\\127b.example", "a\\127b.example"},
      {"NUL by its number", "a\\000b.example", "a\\000b.example"},
      {"octet 255 by its number", "\\255.example", "\\255.example"},
      {"U-label to A-label, RFC 5891",
       "b\xc3\xbc"
       "cher.example",
       "xn--bcher-kva.example"},
      {"U-label in upper case",
       "B\xc3\x9c"
       "CHER.example",
       "xn--bcher-kva.example"},
      {"label of 63 octets", l63 + ".example", l63 + ".example"},
      {"empty", "", "error: domain"},
      {"empty first label", ".example.com", "error: label"},
      {"empty label inside", "a..b", "error: label"},
      {"two trailing dots", "example.com..", "error: label"},
      {"two dots", "..", "error: label"},
      {"label of 64 octets", l63 + "a.example", "error: label"},
      {"space", "a b.example", "error: domain"},
      {"tab", "a\tb.example", "error: domain"},
      {"line end", "example.com\n", "error: domain"},
      {"DEL", "a\x7f.example", "error: domain"},
      {"NUL", std::string("a\0b", 3), "error: domain"},
      {"NUL beside octets over 127", std::string("\xc3\xbc\0b", 4), "error: domain"},
      {"backslash at the end", "example\\", "error: domain"},
      {"escape over 255", "a\\256.example", "error: domain"},
      {"escape of two digits", "a\\12", "error: domain"},
      {"escape of two digits and a letter", "a\\12x.example", "error: domain"},
      {"broken UTF-8", "a\xff\xfe.example", "error: U-label"},
      {"huge", std::string(100'000, 'a'), "error: domain"},
      {"huge with dots", repeated("a.", 50'000), "error: domain"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.what) {
      BOOST_TEST(parsed(row.text) == row.want);
    }
  }
}

BOOST_AUTO_TEST_CASE(keeps_the_255_octets_of_a_name) {
  // RFC 1035 section 2.3.4: 255 octets on the wire, length octets and the root's among them.
  const std::string l61(61, 'b');
  const std::string l62(62, 'b');
  const std::string three = repeated(std::string(63, 'a') + ".", 3);
  BOOST_TEST(parsed(three + l61) == three + l61);
  BOOST_TEST(parsed(three + l62) == "error: domain");
  BOOST_TEST(parsed(repeated("a.", 127)) == repeated("a.", 126) + "a");
  BOOST_TEST(parsed(repeated("a.", 128)) == "error: domain");
  // Escapes count as the octet they stand for.
  const std::string escaped = repeated("\\001", 63);
  const std::string longest = escaped + "." + escaped + "." + escaped + "." + repeated("\\001", 61);
  BOOST_TEST(parsed(longest) == longest);
}

BOOST_AUTO_TEST_CASE(every_octet_survives_labels_text_and_wire) {
  for (unsigned value = 0; value < 256; ++value) {
    BOOST_TEST_CONTEXT("octet " << value) {
      const std::string label = {'x', static_cast<char>(value), '1'};
      const std::string_view labels[] = {label, "example"};
      const auto from_labels = Name::from_labels(labels);
      BOOST_TEST_REQUIRE(bool(from_labels));
      const auto from_text = Name::parse(from_labels->text());
      BOOST_TEST_REQUIRE(bool(from_text), "text " << from_labels->text());
      BOOST_TEST(from_text->text() == from_labels->text());
      const auto from_wire = Name::from_wire(wire({label, "example"}));
      BOOST_TEST_REQUIRE(bool(from_wire));
      BOOST_TEST(from_wire->text() == from_labels->text());
      BOOST_TEST(from_labels->label_count() == 2U);
    }
  }
}

BOOST_AUTO_TEST_CASE(reads_the_wire_form_or_nothing) {
  const struct {
    const char* what;
    std::vector<std::uint8_t> octets;
    std::string want;
  } kRows[] = {
      {"the root", {0}, "."},
      {"two labels", wire({"Example", "COM"}), "example.com"},
      {"octets behind the end are another's", {1, 'a', 0, 9, 9}, "a"},
      {"a label that is a dot", wire({"."}), "\\."},
      {"no octets", {}, "none"},
      {"no end", {1, 'a'}, "none"},
      {"label over the end", {5, 'a', 0}, "none"},
      {"compression pointer", {0xc0, 0x0c}, "none"},
      {"label of 64 octets", wire({std::string(64, 'a')}), "none"},
      {"256 octets",
       wire({std::string(63, 'a'), std::string(63, 'a'), std::string(63, 'a'),
             std::string(62, 'a')}),
       "none"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.what) {
      const auto got = Name::from_wire(row.octets);
      BOOST_TEST((got ? got->text() : "none") == row.want);
    }
  }
}

BOOST_AUTO_TEST_CASE(from_labels_takes_octets_as_they_are) {
  const std::string_view none[] = {""};
  BOOST_TEST(!Name::from_labels(none));
  BOOST_TEST(Name::from_labels({})->is_root());
  const std::string_view odd[] = {"a.b", "\\046", "example"};
  BOOST_TEST(Name::from_labels(odd)->text() == "a\\.b.\\\\046.example");
}

BOOST_AUTO_TEST_CASE(splits_labels_at_unescaped_dots_only) {
  BOOST_TEST(tests::joined(name("a\\.b.c\\\\.example").labels()) == "a\\.b | c\\\\ | example");
  BOOST_TEST(name("a\\.b.c\\\\.example").label_count() == 3U);
  BOOST_TEST(name("\\046.x").labels().front() == "\\.");
  BOOST_TEST(Name().labels().empty());
}

BOOST_AUTO_TEST_CASE(gives_its_octets_without_escapes) {
  BOOST_TEST(name("a\\.b\\\\.c\\(.example").octets() == "a.b\\.c(.example");
  BOOST_TEST(name("a\\032\\255.example").octets() == "a \xff.example");
  BOOST_TEST(name("example.com").octets() == "example.com");
}

BOOST_AUTO_TEST_CASE(knows_what_can_be_a_mail_domain) {
  const struct {
    const char* text;
    bool want;
  } kRows[] = {
      {"example.com", true},
      {"localhost", true},
      {"_dmarc.example.com", true},
      {"a-b.example", true},
      {"1.example", true},
      {"xn--bcher-kva.example", true},
      {".", false},
      {"-a.example", false},
      {"a-.example", false},
      {"a_b.example", false},
      {"_.example", false},
      {"_-a.example", false},
      {"192.0.2.1", false},
      {"example.123", false},
      {"a\\032b.example", false},
      {"a\\.b.example", false},
      {"*.example", false},
      {"a(b.example", false},
      {"__a.example", false},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.text) {
      BOOST_TEST(name(row.text).is_mail_domain() == row.want);
    }
  }
}

BOOST_AUTO_TEST_CASE(compares_ancestors_by_labels) {
  const struct {
    const char* below;
    const char* above;
    bool want;
  } kRows[] = {
      {"a.example.com", "example.com", true},
      {"example.com", "example.com", true},
      {"example.com", ".", true},
      {".", ".", true},
      {"example.com", "a.example.com", false},
      {"badexample.com", "example.com", false},
      {"a\\.example.com", "example.com", false},
      {"a\\\\.example.com", "example.com", true},
      {"a\\\\\\.example.com", "example.com", false},
      {".", "com", false},
      {"x.a\\.b.example", "a\\.b.example", true},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.below << " below " << row.above) {
      BOOST_TEST(name(row.below).is_at_or_below(name(row.above)) == row.want);
    }
  }
}

BOOST_AUTO_TEST_CASE(goes_up_and_down) {
  BOOST_TEST(name("a.b.example").parent().text() == "b.example");
  BOOST_TEST(name("a\\.b.example").parent().text() == "example");
  BOOST_TEST(name("example").parent().text() == ".");
  BOOST_TEST(Name().parent().text() == ".");
  BOOST_TEST(name("a.b.c.d").last_labels(2).text() == "c.d");
  BOOST_TEST(name("a.b").last_labels(0).text() == ".");
  BOOST_TEST(name("a.b").last_labels(9).text() == "a.b");
  BOOST_TEST(name("a\\.b.example").last_labels(2).text() == "a\\.b.example");
  BOOST_TEST(name("a\\\\.b.example").last_labels(2).text() == "b.example");
  BOOST_TEST(Name().last_labels(1).text() == ".");
  BOOST_TEST(name("example.com").below("_dmarc")->text() == "_dmarc.example.com");
  BOOST_TEST(name("example.com").below("a._report._dmarc")->text() ==
             "a._report._dmarc.example.com");
  BOOST_TEST(Name().below("com")->text() == "com");
}

BOOST_AUTO_TEST_CASE(puts_labels_in_front_as_if_they_had_been_written_there) {
  const std::string l63(63, 'a');
  const std::string kPrefixes[] = {"_dmarc",
                                   "a._report._dmarc",
                                   "A-1",
                                   "a\\.b",
                                   "a\\",
                                   "a b",
                                   "b\xc3\xbc"
                                   "cher",
                                   "",
                                   ".",
                                   "a.",
                                   ".a",
                                   "a..b",
                                   "*",
                                   l63,
                                   l63 + "a"};
  const std::string kNames[] = {"example.com",
                                "a\\.b\\\\.example",
                                "com",
                                repeated(l63 + ".", 3) + std::string(58, 'b'),
                                repeated(l63 + ".", 3) + std::string(54, 'b'),
                                repeated(l63 + ".", 3) + std::string(53, 'b'),
                                repeated("a.", 126),
                                repeated("a.", 127)};
  for (const std::string& prefix : kPrefixes) {
    for (const std::string& below : kNames) {
      BOOST_TEST_CONTEXT(prefix << " in front of " << below) {
        const Name domain = name(below);
        const auto got = domain.below(prefix);
        const std::string want = parsed(prefix + "." + domain.text());
        BOOST_TEST((got ? got->text() : "error: " + got.error().rule) == want);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(tells_where_and_why_a_name_is_none) {
  const auto got = Name::parse("www.exa mple.com");
  BOOST_TEST_REQUIRE(!got);
  BOOST_TEST(got.error().offset == 7U);
  const auto empty = Name::parse("www..com");
  BOOST_TEST_REQUIRE(!empty);
  BOOST_TEST(empty.error().offset == 4U);
}

BOOST_AUTO_TEST_SUITE_END()
