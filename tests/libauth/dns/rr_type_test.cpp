// SPDX-License-Identifier: MIT

#include "libauth/dns/rr_type.h"

#include <string>

#include <boost/test/unit_test.hpp>

#include "tests/support/zones.h"

using libauth::dns::kAllRrTypes;
using libauth::dns::parse_rr_type;
using libauth::dns::RrType;

BOOST_AUTO_TEST_SUITE(dns_rr_type)

BOOST_AUTO_TEST_CASE(every_type_reads_back_its_mnemonic) {
  for (const RrType type : kAllRrTypes) {
    const std::string text(to_string(type));
    BOOST_TEST_CONTEXT(text) {
      BOOST_TEST(!text.empty());
      BOOST_TEST((parse_rr_type(text) == type));
    }
  }
}

BOOST_AUTO_TEST_CASE(takes_any_case_and_nothing_else) {
  BOOST_TEST((parse_rr_type("aAaA") == RrType::aaaa));
  for (const char* text : {"", "TXTX", "TX", "TYPE16", " TXT", "ANY"}) {
    BOOST_TEST_CONTEXT('"' << text << '"') {
      BOOST_TEST(!parse_rr_type(text));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_question_says_what_it_asks) {
  BOOST_TEST(tests::question("Example.COM", RrType::txt).text() == "example.com TXT");
  BOOST_TEST(tests::question(".", RrType::ns).text() == ". NS");
}

BOOST_AUTO_TEST_SUITE_END()
