// SPDX-License-Identifier: MIT

#include "libauth/dns/server_address.h"

#include <string>

#include <boost/test/unit_test.hpp>

using libauth::dns::parse_server_address;

BOOST_AUTO_TEST_SUITE(dns_server_address)

BOOST_AUTO_TEST_CASE(reads_an_address_with_or_without_port) {
  const struct {
    const char* text;
    const char* want;
  } kRows[] = {
      {"192.0.2.53", "192.0.2.53 53"},
      {"192.0.2.53@5353", "192.0.2.53 5353"},
      {"2001:db8::53", "2001:db8::53 53"},
      {"2001:db8::53@65535", "2001:db8::53 65535"},
      {"", "none"},
      {"@", "none"},
      {"@53", "none"},
      {"192.0.2.53@", "none"},
      {"192.0.2.53@0", "none"},
      {"192.0.2.53@65536", "none"},
      {"192.0.2.53@53@53", "none"},
      {"192.0.2.53@+53", "none"},
      {"192.0.2.53:53", "none"},
      {"[2001:db8::53]@53", "none"},
      {"ns.example.com", "none"},
      {"192.0.2.53 ", "none"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT('"' << row.text << '"') {
      const auto server = parse_server_address(row.text);
      const std::string got =
          server ? server->address.text() + " " + std::to_string(server->port) : "none";
      BOOST_TEST(got == row.want);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
