// SPDX-License-Identifier: MIT

#include "libauth/dns/server_address.h"

#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tests/support/temp_dir.h"

using libauth::dns::parse_server_address;
using libauth::dns::read_resolv_conf;

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
      if (server) BOOST_TEST((parse_server_address(server->text()) == server));
    }
  }
}

BOOST_AUTO_TEST_CASE(reads_the_resolvers_of_the_system) {
  const struct {
    const char* text;
    std::vector<std::string> want;
  } kRows[] = {
      {"nameserver 192.0.2.53\n", {"192.0.2.53@53"}},
      {"search example.com\nnameserver\t192.0.2.54\n  nameserver 2001:db8::53\noptions edns0",
       {"192.0.2.54@53", "2001:db8::53@53"}},
      {"nameserver 192.0.2.53 # ours\n", {"192.0.2.53@53"}},
      {"nameserver fe80::1%eth0\n", {"fe80::1@53"}},
      {"# nameserver 192.0.2.1\n; nameserver 192.0.2.2\nnameserver 192.0.2.53", {"192.0.2.53@53"}},
      // resolv.conf(5): without any it is the server of this host.
      {"", {"127.0.0.1@53"}},
      {"nameserver\nnameservers 192.0.2.1\nnameserver ns.example.com\n", {"127.0.0.1@53"}},
  };
  const tests::TempDir folder;
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.text) {
      const auto servers = read_resolv_conf(folder.write("resolv.conf", row.text));
      BOOST_TEST_REQUIRE(servers.has_value());
      std::vector<std::string> got;
      for (const auto& server : *servers) got.push_back(server.text());
      BOOST_TEST(got == row.want, boost::test_tools::per_element());
    }
  }
  BOOST_TEST(!read_resolv_conf(folder.file("gone")));
}

BOOST_AUTO_TEST_SUITE_END()
