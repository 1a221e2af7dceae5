// SPDX-License-Identifier: MIT

#include "libauth/dns/reverse.h"

#include <string>

#include <boost/test/unit_test.hpp>

#include "tests/support/zones.h"

using libauth::dns::reverse_name;
using libauth::dns::reverse_name_in;

BOOST_AUTO_TEST_SUITE(dns_reverse)

BOOST_AUTO_TEST_CASE(turns_addresses_around) {
  // RFC 1035 section 3.5, RFC 3596 section 2.5.
  BOOST_TEST(reverse_name(tests::ip("192.0.2.10")).text() == "10.2.0.192.in-addr.arpa");
  BOOST_TEST(reverse_name(tests::ip("255.255.255.255")).text() == "255.255.255.255.in-addr.arpa");
  BOOST_TEST(reverse_name(tests::ip("2001:db8::567:89ab")).text() ==
             "b.a.9.8.7.6.5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa");
}

BOOST_AUTO_TEST_CASE(turns_addresses_around_under_a_list) {
  // RFC 5782 section 2.1 and 2.4.
  BOOST_TEST(reverse_name_in(tests::ip("127.0.0.2"), tests::name("list.example"))->text() ==
             "2.0.0.127.list.example");
  BOOST_TEST(reverse_name_in(tests::ip("2001:db8:1:2:3:4:567:89ab"), tests::name("ugly.example"))
                 ->text() ==
             "b.a.9.8.7.6.5.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.8.b.d.0.1.0.0.2.ugly.example");
  BOOST_TEST(reverse_name_in(tests::ip("192.0.2.1"), libauth::dns::Name())->text() == "1.2.0.192");
}

BOOST_AUTO_TEST_CASE(has_no_name_where_it_gets_too_long) {
  const std::string label(63, 'a');
  const std::string zone = label + "." + label + "." + label + ".example";
  BOOST_TEST(reverse_name_in(tests::ip("192.0.2.1"), tests::name(zone)).has_value());
  BOOST_TEST(!reverse_name_in(tests::ip("2001:db8::1"), tests::name(zone)).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
