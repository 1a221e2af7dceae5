// SPDX-License-Identifier: MIT

#include "libauth/dkim/body_hash.h"

#include <ostream>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "libauth/base/base64.h"
#include "libauth/base/enum.h"
#include "libauth/base/text.h"

using namespace libauth;
using dkim::BodyDigest;
using dkim::BodyHasher;
using dkim::BodyRule;
using dkim::Canonicalization;

namespace libauth::dkim {

std::ostream& operator<<(std::ostream& out, const BodyDigest& digest) {
  return out << crypto::hex(digest.digest) << " of " << digest.hashed_octets << " of "
             << digest.body_octets << " octets";
}

}  // namespace libauth::dkim

namespace {

using namespace std::string_literals;

constexpr BodyRule kSimple{Canonicalization::simple, {}};
constexpr BodyRule kRelaxed{Canonicalization::relaxed, {}};

/// Both digests of a body that comes in the pieces.
struct Both {
  BodyDigest simple;
  BodyDigest relaxed;
};

template <class Pieces>
Both hashed(const Pieces& pieces) {
  BodyHasher hasher;
  const std::size_t simple = hasher.add(kSimple);
  const std::size_t relaxed = hasher.add(kRelaxed);
  for (const std::string_view piece : pieces) hasher.update(piece);
  hasher.finish();
  return {hasher.digest(simple), hasher.digest(relaxed)};
}

BodyDigest digest_of(const std::string& canonical) {
  return {crypto::sha256(canonical), canonical.size(), canonical.size()};
}

struct Row {
  std::string body;
  std::string simple;
  std::string relaxed;
};

/// Bodies and their canonical forms, written out by hand.
const Row kRows[] = {
    // RFC 6376 section 3.4.5, the example.
    {" C \r\nD \t E\r\n\r\n\r\n", " C \r\nD \t E\r\n", " C\r\nD E\r\n"},

    // RFC 6376 sections 3.4.3 and 3.4.4: no body, and bodies of nothing but line ends.
    {"", "\r\n", ""},
    {"\r\n", "\r\n", ""},
    {"\r\n\r\n", "\r\n", ""},
    {"\r\n\r\n\r\n\r\n", "\r\n", ""},

    // A missing last line end is added.
    {"a", "a\r\n", "a\r\n"},
    {"a\r\n", "a\r\n", "a\r\n"},
    {"a\r\nb", "a\r\nb\r\n", "a\r\nb\r\n"},
    {"\r\na", "\r\na\r\n", "\r\na\r\n"},

    // Empty lines: those at the end go, others stay.
    {"a\r\n\r\n", "a\r\n", "a\r\n"},
    {"a\r\n\r\n\r\n\r\n", "a\r\n", "a\r\n"},
    {"a\r\n\r\nb\r\n", "a\r\n\r\nb\r\n", "a\r\n\r\nb\r\n"},
    {"\r\n\r\na\r\n\r\n\r\nb\r\n\r\n", "\r\n\r\na\r\n\r\n\r\nb\r\n", "\r\n\r\na\r\n\r\n\r\nb\r\n"},

    // White space at the end of a line.
    {"a \r\n", "a \r\n", "a\r\n"},
    {"a\t\r\n", "a\t\r\n", "a\r\n"},
    {"a \t \r\n", "a \t \r\n", "a\r\n"},
    {"a ", "a \r\n", "a\r\n"},
    {"a \r\nb\t \r\nc", "a \r\nb\t \r\nc\r\n", "a\r\nb\r\nc\r\n"},

    // White space inside of a line and at its beginning.
    {"a b\r\n", "a b\r\n", "a b\r\n"},
    {"a  b\r\n", "a  b\r\n", "a b\r\n"},
    {"a\tb\r\n", "a\tb\r\n", "a b\r\n"},
    {"a\t\tb\r\n", "a\t\tb\r\n", "a b\r\n"},
    {"a \tb\r\n", "a \tb\r\n", "a b\r\n"},
    {"a\t b\r\n", "a\t b\r\n", "a b\r\n"},
    {"a    \t  b  c\r\n", "a    \t  b  c\r\n", "a b c\r\n"},
    {" a\r\n", " a\r\n", " a\r\n"},
    {"   a\r\n", "   a\r\n", " a\r\n"},
    {"\ta\r\n", "\ta\r\n", " a\r\n"},
    {"a\r\n \tb\r\n", "a\r\n \tb\r\n", "a\r\n b\r\n"},

    // Lines of white space are empty lines, but only in the relaxed form: white space is reduced
    // before the lines are counted (RFC 6376 section 3.4.4).
    {" ", " \r\n", ""},
    {" \r\n", " \r\n", ""},
    {"\t\r\n \r\n", "\t\r\n \r\n", ""},
    {"a\r\n \r\n", "a\r\n \r\n", "a\r\n"},
    {"a\r\n\t", "a\r\n\t\r\n", "a\r\n"},
    {"a\r\n \r\n\r\n", "a\r\n \r\n", "a\r\n"},
    {"a\r\n\r\n \r\n", "a\r\n\r\n \r\n", "a\r\n"},
    {"a\r\n \r\nb\r\n", "a\r\n \r\nb\r\n", "a\r\n\r\nb\r\n"},
    {" \r\na", " \r\na\r\n", "\r\na\r\n"},
    {"a \r\n \r\n \r\n", "a \r\n \r\n \r\n", "a\r\n"},

    // A CR alone is an octet like others: it ends no line, and white space before it is not at the
    // end of a line.
    {"\r", "\r\r\n", "\r\r\n"},
    {"a\r", "a\r\r\n", "a\r\r\n"},
    {"a\rb\r\n", "a\rb\r\n", "a\rb\r\n"},
    {"a \rb\r\n", "a \rb\r\n", "a \rb\r\n"},
    {"a  \r", "a  \r\r\n", "a \r\r\n"},
    {"a\r\r\n", "a\r\r\n", "a\r\r\n"},
    {"a \r\r\n", "a \r\r\n", "a \r\r\n"},
    {"a\r \r\n", "a\r \r\n", "a\r\r\n"},
    {"a\r\n\r", "a\r\n\r\r\n", "a\r\n\r\r\n"},
    {"a\r\n\r\r\n\r\n", "a\r\n\r\r\n", "a\r\n\r\r\n"},
    {"\r\r\r", "\r\r\r\r\n", "\r\r\r\r\n"},

    // So is an LF alone.
    {"\n", "\n\r\n", "\n\r\n"},
    {"a\n", "a\n\r\n", "a\n\r\n"},
    {"a\n\n", "a\n\n\r\n", "a\n\n\r\n"},
    {"a \nb\r\n", "a \nb\r\n", "a \nb\r\n"},
    {"a\n\r\n", "a\n\r\n", "a\n\r\n"},
    {"\n\r\n\r\n", "\n\r\n", "\n\r\n"},
    {"a\r\n\n\r\n", "a\r\n\n\r\n", "a\r\n\n\r\n"},
    {"a\n\r", "a\n\r\r\n", "a\n\r\r\n"},
    {"a \t\n \r\n", "a \t\n \r\n", "a \n\r\n"},

    // NUL, 8-bit, and what other standards take for white space.
    {"\0\r\n"s, "\0\r\n"s, "\0\r\n"s},
    {"a \0 b\r\n\0"s, "a \0 b\r\n\0\r\n"s, "a \0 b\r\n\0\r\n"s},
    {"\xc3\xa4 \xff\r\n", "\xc3\xa4 \xff\r\n", "\xc3\xa4 \xff\r\n"},
    {"a\xc2\xa0 \r\n", "a\xc2\xa0 \r\n", "a\xc2\xa0\r\n"},
    {"a\v\r\n", "a\v\r\n", "a\v\r\n"},
    {"a \f b\r\n", "a \f b\r\n", "a \f b\r\n"},
    {"a\x80 \x81\r\n", "a\x80 \x81\r\n", "a\x80 \x81\r\n"},

    // Dots are as they are: what stands for one on the wire is undone before.
    {".\r\n..\r\n", ".\r\n..\r\n", ".\r\n..\r\n"},
};

/// Texts that are longer than what is looked at at once, with white space at each place in them.
std::vector<Row> long_rows() {
  std::vector<Row> rows;
  for (std::size_t before = 55; before < 75; ++before) {
    const std::string text(before, 'a');
    rows.push_back({text + "  \r\n" + text + "\t" + text,
                    text + "  \r\n" + text + "\t" + text + "\r\n",
                    text + "\r\n" + text + " " + text + "\r\n"});
    rows.push_back({text + " \r" + text + " \t ", text + " \r" + text + " \t \r\n",
                    text + " \r" + text + "\r\n"});
  }
  return rows;
}

void check_every_cutting(const Row& row) {
  const BodyDigest simple = digest_of(row.simple);
  const BodyDigest relaxed = digest_of(row.relaxed);
  const std::string_view body = row.body;
  for (std::size_t at = 0; at <= body.size(); ++at) {
    BOOST_TEST_CONTEXT("cut at " << at) {
      const Both got = hashed(std::vector{body.substr(0, at), body.substr(at)});
      BOOST_TEST(got.simple == simple);
      BOOST_TEST(got.relaxed == relaxed);
    }
  }
  std::vector<std::string_view> octets;
  for (std::size_t i = 0; i < body.size(); ++i) octets.push_back(body.substr(i, 1));
  BOOST_TEST_CONTEXT("octet by octet") {
    const Both got = hashed(octets);
    BOOST_TEST(got.simple == simple);
    BOOST_TEST(got.relaxed == relaxed);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(dkim_body_hash)

BOOST_AUTO_TEST_CASE(bodies_have_their_canonical_form_however_they_are_cut) {
  for (const Row& row : kRows) {
    BOOST_TEST_CONTEXT('"' << base::printable(row.body) << '"') {
      check_every_cutting(row);
    }
  }
}

BOOST_AUTO_TEST_CASE(white_space_is_found_wherever_it_stands_in_a_long_line) {
  for (const Row& row : long_rows()) {
    BOOST_TEST_CONTEXT(row.body.size() << " octets") {
      check_every_cutting(row);
    }
  }
}

BOOST_AUTO_TEST_CASE(canonical_bodies_are_their_own_canonical_form) {
  for (const Row& row : kRows) {
    BOOST_TEST_CONTEXT('"' << base::printable(row.body) << '"') {
      BOOST_TEST(hashed(std::vector<std::string_view>{row.simple}).simple == digest_of(row.simple));
      BOOST_TEST(hashed(std::vector<std::string_view>{row.relaxed}).relaxed ==
                 digest_of(row.relaxed));
    }
  }
}

BOOST_AUTO_TEST_CASE(an_empty_body_has_the_digests_of_the_rfc) {
  // RFC 6376 sections 3.4.3 and 3.4.4, the last paragraphs.
  const Both got = hashed(std::vector<std::string_view>{});
  BOOST_TEST(base::encode_base64(got.simple.digest) ==
             "frcCV1k9oG9oKj3dpUqdJg1PxRT2RSN/XKdLCPjaYaY=");
  BOOST_TEST(base::encode_base64(got.relaxed.digest) ==
             "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
}

BOOST_AUTO_TEST_CASE(a_length_hashes_the_first_canonical_octets) {
  // RFC 6376 section 3.4.5.
  const std::string body = " a \r\nb  c\r\n\r\n";
  const struct {
    Canonicalization how;
    std::uint64_t length;
    std::string hashed;
    std::uint64_t body_octets;
  } kLengths[] = {
      {Canonicalization::simple, 0, "", 11},
      {Canonicalization::simple, 1, " ", 11},
      {Canonicalization::simple, 4, " a \r", 11},
      {Canonicalization::simple, 11, " a \r\nb  c\r\n", 11},
      // Longer than the body: hashed_octets tells it.
      {Canonicalization::simple, 12, " a \r\nb  c\r\n", 11},
      {Canonicalization::simple, 13, " a \r\nb  c\r\n", 11},
      {Canonicalization::relaxed, 0, "", 9},
      {Canonicalization::relaxed, 4, " a\r\n", 9},
      {Canonicalization::relaxed, 6, " a\r\nb ", 9},
      {Canonicalization::relaxed, 9, " a\r\nb c\r\n", 9},
      {Canonicalization::relaxed, 10, " a\r\nb c\r\n", 9},
      {Canonicalization::relaxed, UINT64_MAX, " a\r\nb c\r\n", 9},
  };
  for (const auto& row : kLengths) {
    for (std::size_t cut = 0; cut <= body.size(); ++cut) {
      BOOST_TEST_CONTEXT(base::name_of(row.how) << " l=" << row.length << " cut at " << cut) {
        BodyHasher hasher;
        const std::size_t number = hasher.add({row.how, row.length});
        hasher.update(std::string_view(body).substr(0, cut));
        hasher.update(std::string_view(body).substr(cut));
        hasher.finish();
        const BodyDigest want{crypto::sha256(row.hashed), row.hashed.size(), row.body_octets};
        BOOST_TEST(hasher.digest(number) == want);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_length_may_take_line_ends_that_others_leave_out) {
  // The first five canonical octets of a body whose later text makes its empty lines count.
  BodyHasher hasher;
  const std::size_t part = hasher.add({Canonicalization::simple, 5});
  const std::size_t whole = hasher.add(kSimple);
  hasher.update("a\r\n\r\n");
  hasher.update("added\r\n");
  hasher.finish();
  BOOST_TEST(hasher.digest(part) == (BodyDigest{crypto::sha256("a\r\n\r\n"), 5, 12}));
  BOOST_TEST(hasher.digest(whole) == digest_of("a\r\n\r\nadded\r\n"));
}

BOOST_AUTO_TEST_CASE(equal_rules_have_one_number) {
  BodyHasher hasher;
  const BodyRule rules[] = {kSimple,
                            kRelaxed,
                            {Canonicalization::simple, 0},
                            {Canonicalization::relaxed, 0},
                            {Canonicalization::simple, 3},
                            {Canonicalization::simple, UINT64_MAX}};
  std::vector<std::size_t> numbers;
  for (const BodyRule& rule : rules) numbers.push_back(hasher.add(rule));
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    BOOST_TEST(numbers[i] == i);
    BOOST_TEST(hasher.add(rules[i]) == i);
  }
  hasher.update("abc");
  BOOST_TEST(!hasher.is_finished());
  hasher.finish();
  BOOST_TEST(hasher.is_finished());
  const std::string want[] = {"abc\r\n", "abc\r\n", "", "", "abc", "abc\r\n"};
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    BOOST_TEST_CONTEXT("rule " << i) {
      BOOST_TEST(hasher.digest(i) == (BodyDigest{crypto::sha256(want[i]), want[i].size(), 5}));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_hasher_that_nobody_asked_takes_any_body) {
  BodyHasher hasher;
  hasher.update("abc");
  BodyHasher other = std::move(hasher);
  other.update("def");
  other.finish();
  BOOST_TEST(other.is_finished());
}

BOOST_AUTO_TEST_CASE(much_of_everything_is_hashed_as_it_is) {
  constexpr std::size_t kCount = 100'000;
  const auto times = [](std::string_view text) {
    std::string many;
    for (std::size_t i = 0; i < kCount; ++i) many += text;
    return many;
  };
  const Row rows[] = {
      {times("\r\n"), "\r\n", ""},
      {times("\r\n") + "a", times("\r\n") + "a\r\n", times("\r\n") + "a\r\n"},
      {times(" \r\n") + "a", times(" \r\n") + "a\r\n", times("\r\n") + "a\r\n"},
      {times(" "), times(" ") + "\r\n", ""},
      {"a" + times("\t") + "b", "a" + times("\t") + "b\r\n", "a b\r\n"},
      {times("\r"), times("\r") + "\r\n", times("\r") + "\r\n"},
      {times("\n"), times("\n") + "\r\n", times("\n") + "\r\n"},
      {times("0123456789"), times("0123456789") + "\r\n", times("0123456789") + "\r\n"},
      {times("a  b\t\r\n"), times("a  b\t\r\n"), times("a b\r\n")},
  };
  for (const Row& row : rows) {
    for (const std::size_t size : {7UL, 4096UL, 1'000'000UL}) {
      BOOST_TEST_CONTEXT('"' << base::printable(row.body.substr(0, 8)) << "\" in pieces of "
                             << size) {
        std::vector<std::string_view> pieces;
        for (std::string_view rest = row.body; !rest.empty();) {
          pieces.push_back(rest.substr(0, size));
          rest.remove_prefix(pieces.back().size());
        }
        const Both got = hashed(pieces);
        BOOST_TEST(got.simple == digest_of(row.simple));
        BOOST_TEST(got.relaxed == digest_of(row.relaxed));
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
