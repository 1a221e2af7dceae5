// SPDX-License-Identifier: MIT

#include "libauth/dns/public_suffix.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/zones.h"

using namespace libauth::dns;
using tests::name;

BOOST_AUTO_TEST_SUITE(PublicSuffix)

BOOST_AUTO_TEST_CASE(TellsWhatIsRegistered) {
  const struct {
    const char* name;
    const char* suffix;
    const char* registrable;  ///< empty: none
  } kRows[] = {
      {"www.example.com", "com", "example.com"},
      {"example.com", "com", "example.com"},
      {"com", "com", ""},
      {"a.b.example.co.uk", "co.uk", "example.co.uk"},
      {"co.uk", "co.uk", ""},
      {"uk", "uk", ""},
      // An unlisted top-level domain is a suffix.
      {"_spf.mail.example", "example", "mail.example"},
      {"example", "example", ""},
      // A provider's suffix.
      {"example.github.io", "github.io", "example.github.io"},
      // Case does not count, and A-labels are known.
      {"WWW.Example.COM", "com", "example.com"},
      {"a.example.xn--p1ai", "xn--p1ai", "example.xn--p1ai"},
      // Octets that need an escape.
      {"a\\.b.example.com", "com", "example.com"},
      {".", ".", ""},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.name) {
      BOOST_TEST(public_suffix(name(row.name)).text() == row.suffix);
      const auto registrable = registrable_domain(name(row.name));
      BOOST_TEST((registrable ? registrable->text() : "") == row.registrable);
    }
  }
}

BOOST_AUTO_TEST_CASE(knows_the_suffixes_of_providers) {
  for (const char* suffix : {"github.io", "GitHub.io"}) {
    BOOST_TEST(is_private_suffix(name(suffix)), suffix);
  }
  for (const char* suffix : {"com", "co.uk", "io", "example", "me.github.io", "."}) {
    BOOST_TEST(!is_private_suffix(name(suffix)), suffix);
  }
}

BOOST_AUTO_TEST_SUITE_END()
