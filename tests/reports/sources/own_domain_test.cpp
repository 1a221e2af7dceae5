// SPDX-License-Identifier: MIT

#include "reports/sources/own_domain.h"

#include <boost/test/unit_test.hpp>

using namespace reports::sources;

BOOST_AUTO_TEST_SUITE(SourcesOwnDomain)

BOOST_AUTO_TEST_CASE(FindsTheRegisteredDomain) {
  const struct {
    const char* text;
    const char* want;  // empty: none
  } kRows[] = {
      {"example.com", "example.com"},
      {"Mail.Example.COM.", "example.com"},
      {"a.b.example.co.uk", "example.co.uk"},
      {"user.github.io", "user.github.io"},
      {"a.b.example", "b.example"},
      {"b\xc3\xbc"
       "cher.example",
       "xn--bcher-kva.example"},
      {"com", ""},
      {"co.uk", ""},
      {"localhost", ""},
      {"192.0.2.1", ""},
      {"2001:db8::1", ""},
      {"[192.0.2.1]", ""},
      {"", ""},
      {".", ""},
      {"a..example", ""},
      {"two words.example", ""},
  };
  for (const auto& row : kRows) {
    BOOST_TEST(registrable_domain(row.text).value_or("") == row.want, row.text);
  }
}

BOOST_AUTO_TEST_CASE(CoversWhatTheSameOwnerHas) {
  const struct {
    const char* own;
    const char* other;
    bool want;
  } kRows[] = {
      {"example.com", "example.com", true},
      {"example.com", "Mail.EXAMPLE.com", true},
      {"news.example.com", "example.com", true},
      {"a.example.com", "b.example.com", true},
      {"example.com", "example.net", false},
      {"example.com", "badexample.com", false},
      {"example.com", "example.com.bad.example", false},
      {"a.github.io", "b.github.io", false},
      {"example.com", "com", false},
      {"co.uk", "co.uk", true},
      {"co.uk", "example.co.uk", false},
      {"example.com", "", false},
      {"", "", false},
      {"", "example.com", false},
  };
  for (const auto& row : kRows) {
    BOOST_TEST(OwnDomain(row.own).covers(row.other) == row.want, row.own << " " << row.other);
  }
}

BOOST_AUTO_TEST_SUITE_END()
