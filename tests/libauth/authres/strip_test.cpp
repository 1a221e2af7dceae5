// SPDX-License-Identifier: MIT

#include "libauth/authres/strip.h"

#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "libauth/authres/parse.h"
#include "libauth/base/enum.h"
#include "libauth/base/text.h"

using namespace libauth::authres;
using namespace std::string_literals;
using libauth::mail::Header;

namespace {

const std::vector<std::string> kOwn = {"mx.example.com"};

/// "3/2 own_id" for each field: its place, its number among its name, and why.
std::string told(const std::vector<ForgedField>& fields) {
  std::string text;
  for (const ForgedField& field : fields) {
    if (!text.empty()) text += ", ";
    text += std::to_string(field.index) + "/" + std::to_string(field.occurrence) + " " +
            std::string(libauth::base::name_of(field.why));
  }
  return text;
}

/// Why the one field goes; empty where it stays.
std::string why(const std::string& field, const std::vector<std::string>& own = kOwn) {
  const Header header(field + "\r\nSubject: x\r\n");
  const auto fields = forged_fields(header, own);
  return fields.empty() ? "" : std::string(libauth::base::name_of(fields.front().why));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(authres_strip)

BOOST_AUTO_TEST_CASE(finds_the_fields_that_have_to_go) {
  const struct {
    std::string field;
    std::string want;
  } kRows[] = {
      {"Authentication-Results: mx.example.com; dkim=pass", "own_id"},
      {"authentication-results:mx.example.com; dkim=pass", "own_id"},
      {"Authentication-Results : mx.example.com; dkim=pass", "own_id"},
      {"Authentication-Results\t \t: mx.example.com; dkim=pass", "own_id"},
      {"Authentication-Results:\r\n mx.example.com;\r\n dkim=pass", "own_id"},
      {"Authentication-Results:\r\n\t(c)\r\n\t(d (e))mx.example.com(f)1; dkim=pass", "own_id"},
      {"Authentication-Results: \"mx.example.com\"; dkim=pass", "own_id"},
      {"Authentication-Results: \"mx.\\example.com\"; dkim=pass", "own_id"},
      {"Authentication-Results: \" mx.example.com \"; dkim=pass", "own_id"},
      {"Authentication-Results: MX.EXAMPLE.COM; dkim=pass", "own_id"},
      {"Authentication-Results: mx.example.com.; dkim=pass", "own_id"},
      {"Authentication-Results: mx\xef\xbc\x8e"
       "example\xe3\x80\x82"
       "com; dkim=pass",
       "own_id"},
      {"Authentication-Results: mx.exam\xc2\xadple.com; dkim=pass", "own_id"},
      {"Authentication-Results: \"mx.example.com/3f2a\"; dkim=pass", "own_id"},
      {"Authentication-Results: \"(x) mx.example.com\"; dkim=pass", "own_id"},
      {"Authentication-Results: \"x@mx.example.com\"; dkim=pass", "own_id"},
      {"Authentication-Results: \"x y z Mx.Example.com\"; dkim=pass", "own_id"},
      {"Authentication-Results: \"x mx.example.com.\"; dkim=pass", "own_id"},
      {"Authentication-Results: \"x .mx.example.com..\"; dkim=pass", "own_id"},
      {"Authentication-Results: \"x mx.exam\xc2\xadple.com\"; dkim=pass", "own_id"},
      {"Authentication-Results: \"\xc3\xbc \xc3\xbc mx\xef\xbc\x8e"
       "example\xe3\x80\x82"
       "com\"; dkim=pass",
       "own_id"},
      {"Authentication-Results: mx.example.com", "own_id"},
      {"Authentication-Results: mx.example.com; none", "own_id"},
      {"Authentication-Results: mx.example.com; (unfinished", "own_id"},
      {"Authentication-Results: mx.example.com 2; dkim=pass", "own_id"},
      {"Authentication-Results: mx.example.com;" + std::string(60'000, 'a'), "own_id"},

      {"Authentication-Results: mx.example.net 2; dkim=pass", "version"},
      {"Authentication-Results: mx.example.net (c) 0; dkim=pass", "version"},

      {"Authentication-Results:", "unreadable"},
      {"Authentication-Results: ;", "unreadable"},
      {"Authentication-Results: \"\"; dkim=pass", "unreadable"},
      {"Authentication-Results: spf=pass smtp.mailfrom=example.net; dkim=pass", "unreadable"},
      {"Authentication-Results: (mx.example.com; dkim=pass", "unreadable"},
      {"Authentication-Results: \"mx.example.com; dkim=pass", "unreadable"},
      {"Authentication-Results: mx.example.com/3f2a; dkim=pass", "unreadable"},
      {"Authentication-Results: mx.example.com, dkim=pass", "unreadable"},
      {"Authentication-Results: mx.example.com dkim=pass", "unreadable"},
      {"Authentication-Results: x mx.example.com; dkim=pass", "unreadable"},
      {"Authentication-Results: mx.exam(c)ple.com; dkim=pass", "unreadable"},
      {"Authentication-Results: mx.exam\r\n ple.com; dkim=pass", "unreadable"},
      {"Authentication-Results: =?utf-8?q?mx.example.com?=; dkim=pass", "unreadable"},
      {"Authentication-Results: <mx.example.com>; dkim=pass", "unreadable"},
      {"Authentication-Results: \0 mx.example.com; dkim=pass"s, "unreadable"},
      {"Authentication-Results: mx.example.com\0; dkim=pass"s, "unreadable"},
      {"Authentication-Results: mx.example.net; dkim=pass\0"s, "unreadable"},
      {"Authentication-Results: mx.example.net;\nAuthentication-Results: mx.example.com; dkim=pass",
       "unreadable"},
      {"Authentication-Results: mx.example.net;\rAuthentication-Results: mx.example.com; dkim=pass",
       "unreadable"},
      {"Authentication-Results: mx\xff.example.com; dkim=pass", "unreadable"},
      {"Authentication-Results: mx.example.net 99999999999; dkim=pass", "unreadable"},
      // Oversized: nobody reads it, nobody lets it through.
      {"Authentication-Results: mx.example.com; " + std::string(kMaxValueOctets, 'a'),
       "unreadable"},
      {"Authentication-Results: mx.example.net; " + std::string(kMaxValueOctets, 'a'),
       "unreadable"},
      {"Authentication-Results: (" + std::string(kMaxValueOctets, 'a') + ") mx.example.com; none",
       "unreadable"},
      {"Authentication-Results: " + std::string(1001, 'a') + "; none", "unreadable"},
      {"Authentication-Results: " + std::string(60'000, '(') + "mx.example.com; none",
       "unreadable"},

      // No field of the name (RFC 5322 section 2.2), but one to some programs.
      {"Authentication-Results\r\n : mx.example.com; dkim=pass", "unreadable"},
      {" Authentication-Results: mx.example.com; dkim=pass", "unreadable"},
      {"X: y\nAuthentication-Results: mx.example.com; dkim=pass", "unreadable"},
      {"X: y\rauthentication-results: mx.example.com; dkim=pass", "unreadable"},
      {"X: y\nAuthentication-Results: mx.example.net; dkim=pass", "unreadable"},
      {"Authentication\r-Results: mx.example.com; dkim=pass", "unreadable"},

      {"Authentication-Results: mx.example.net; dkim=pass", ""},
      {"X: y\r\n Authentication-Results: mx.example.com; dkim=pass", ""},
      {"X: y\rz\nAuthentication-Results-Original: mx.example.com; dkim=pass", ""},
      {"Authentication-Results: example.com; dkim=pass", ""},
      {"Authentication-Results: a.mx.example.com; dkim=pass", ""},
      {"Authentication-Results: mx.example.com.attacker.example; dkim=pass", ""},
      {"Authentication-Results: evil-mx.example.com; dkim=pass", ""},
      {"Authentication-Results: mx.example.community; dkim=pass", ""},
      {"Authentication-Results: (mx.example.com) mx.example.net; dkim=pass", ""},
      {"Authentication-Results: mx.example.net (mx.example.com); x=y z.z=mx.example.com", ""},
      {"Authentication-Results: mx.example.net; dkim=(garbage", ""},
      {"Authentication-Results: mx.example.net 1; dkim=pass", ""},
      {"ARC-Authentication-Results: i=1; mx.example.com; dkim=pass", ""},
      {"X-Authentication-Results: mx.example.com; dkim=pass", ""},
      {"Authentication-Results-Original: mx.example.com; dkim=pass", ""},
      {"Subject: Authentication-Results: mx.example.com; dkim=pass", ""},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(libauth::base::printable(row.field)) {
      BOOST_TEST(why(row.field) == row.want);
    }
  }
}

// RFC 8601 section 5: names are compared after A-labels and U-labels are made the same.
BOOST_AUTO_TEST_CASE(authserv_ids_are_compared_as_names_or_as_text) {
  const struct {
    std::string own;
    std::string id;
    bool is_own;
  } kRows[] = {
      {"mx.xn--bcher-kva.example",
       "mx.b\xc3\xbc"
       "cher.example",
       true},
      {"mx.b\xc3\xbc"
       "cher.example",
       "mx.xn--bcher-kva.example", true},
      {"mx.b\xc3\xbc"
       "cher.example",
       "MX.B\xc3\x9c"
       "CHER.example",
       true},
      {"mx.b\xc3\xbc"
       "cher.example",
       "\"mx.bu\xcc\x88"
       "cher.example\"",
       true},
      {"mx.b\xc3\xbc"
       "cher.example",
       "mx.bucher.example", false},
      {"MX.example.com.", "mx.example.com", true},
      {"localhost", "LocalHost", true},
      {"mail_1.example.com", "MAIL_1.example.com", true},
      {"My Server", "\"my server\"", true},
      {"My Server", "\"my server/1\"", true},
      {"My Server", "my", false},
      {"mx/1", "\"MX/1\"", true},
      {"mx/1", "mx", false},
      {"", "mx.example.com", false},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.own << " and " << row.id) {
      BOOST_TEST(why("Authentication-Results: " + row.id + "; none", {row.own}) ==
                 (row.is_own ? "own_id" : ""));
    }
  }
}

BOOST_AUTO_TEST_CASE(every_id_of_ours_counts) {
  const std::vector<std::string> own = {"mx1.example.com", "mx2.example.com"};
  BOOST_TEST(why("Authentication-Results: mx1.example.com; none", own) == "own_id");
  BOOST_TEST(why("Authentication-Results: mx2.example.com; none", own) == "own_id");
  BOOST_TEST(why("Authentication-Results: mx3.example.com; none", own).empty());
  BOOST_TEST(why("Authentication-Results: mx1.example.com; none", {}).empty());
  BOOST_TEST(why("Authentication-Results: (", {}) == "unreadable");
}

// CVE-2022-48521: places shift where a field is deleted, so the last one comes first; and milters
// count the fields of a name from 1.
BOOST_AUTO_TEST_CASE(fields_come_last_first_with_their_number_among_their_name) {
  const Header header(
      "Received: from a\r\n"
      "Authentication-Results: mx.example.com; dkim=pass\r\n"
      "Authentication-Results: mx.example.net; dkim=pass\r\n"
      "Subject: x\r\n"
      "no field\r\n"
      "AUTHENTICATION-RESULTS : mx.example.net 2; none\r\n"
      "ARC-Authentication-Results: i=1; mx.example.com; dkim=pass\r\n"
      "Authentication-Results: mx.example.com;\r\n dkim=pass\r\n"
      "Authentication-Results: spf=pass\r\n"
      "To: x\r\n");
  BOOST_TEST(told(forged_fields(header, kOwn)) ==
             "8/5 unreadable, 7/4 own_id, 5/3 version, 1/1 own_id");
}

// What a mail server does with the list: delete by name and number, one after the other.
BOOST_AUTO_TEST_CASE(deleting_in_that_order_leaves_no_forged_field) {
  for (std::size_t pattern = 0; pattern < 256; ++pattern) {
    std::vector<std::string> fields;
    for (std::size_t i = 0; i < 8; ++i) {
      const bool is_own = (pattern >> i & 1) != 0;
      fields.push_back(is_own ? "Authentication-Results: mx.example.com; dkim=pass"
                              : "Authentication-Results: mx.example.net; dkim=pass");
      if (i % 3 == 0) fields.push_back("X-Other: mx.example.com");
    }
    std::string text;
    for (const std::string& field : fields) text += field + "\r\n";
    const Header header(text);
    for (const ForgedField& forged : forged_fields(header, kOwn)) {
      std::size_t seen = 0;
      for (std::size_t i = 0; i < fields.size(); ++i) {
        if (!fields[i].starts_with("Authentication-Results:")) continue;
        if (++seen == forged.occurrence) {
          fields.erase(fields.begin() + static_cast<std::ptrdiff_t>(i));
          break;
        }
      }
    }
    std::size_t left = 0;
    for (const std::string& field : fields) {
      BOOST_TEST(!field.starts_with("Authentication-Results: mx.example.com"));
      left += field.starts_with("Authentication-Results: mx.example.net") ? 1U : 0U;
    }
    std::size_t want = 8;
    for (std::size_t i = 0; i < 8; ++i) want -= pattern >> i & 1;
    BOOST_TEST(left == want);
  }
}

// No program that deletes by name and number can delete these.
BOOST_AUTO_TEST_CASE(what_has_not_got_the_name_has_no_number) {
  const Header header(
      " Authentication-Results: mx.example.com; dkim=pass\r\n"
      "Authentication-Results: mx.example.com; dkim=pass\r\n"
      "X: y\nAuthentication-Results: mx.example.com; dkim=pass\r\n"
      "Authentication-Results\r\n : mx.example.com; dkim=pass\r\n"
      "Authentication-Results: mx.example.com; dkim=pass\r\n");
  BOOST_TEST(told(forged_fields(header, kOwn)) ==
             "4/2 own_id, 3/0 unreadable, 2/0 unreadable, 1/1 own_id, 0/0 unreadable");
}

// To compare a U-label takes time: what is not compared does not stay.
BOOST_AUTO_TEST_CASE(ids_of_very_many_words_are_unreadable) {
  const auto words = [](std::size_t count) {
    std::string text = "Authentication-Results: \"";
    for (std::size_t i = 0; i < count; ++i) text += "\xc3\xbc ";
    return text + "\"; none\r\n";
  };
  BOOST_TEST(forged_fields(Header(words(300)), kOwn).empty());
  BOOST_TEST(forged_fields(Header(words(300) + words(300) + words(300)), kOwn).empty());
  const std::string most = words(300) + words(300) + words(300) + words(100);
  BOOST_TEST(forged_fields(Header(most), kOwn).empty());
  const std::string ascii = "Authentication-Results: mx.example.net; none\r\n";
  BOOST_TEST(told(forged_fields(Header(most + ascii + words(1)), kOwn)) == "5/6 unreadable");
}

BOOST_AUTO_TEST_CASE(an_empty_header_has_none) {
  BOOST_TEST(forged_fields(Header(""), kOwn).empty());
}

BOOST_AUTO_TEST_SUITE_END()
