// SPDX-License-Identifier: MIT

#include "libauth/base/ip_address.h"

#include <string>
#include <unordered_set>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tests/support/zones.h"

using namespace libauth::base;
using tests::ip;

namespace {

std::string parsed(std::string_view text) {
  const auto address = IpAddress::parse(text);
  return address ? address->text() : "none";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(base_ip_address)

BOOST_AUTO_TEST_CASE(reads_addresses_and_writes_them_as_rfc_5952_has_it) {
  const struct {
    std::string text;
    std::string want;
  } kRows[] = {
      {"192.0.2.1", "192.0.2.1"},
      {"0.0.0.0", "0.0.0.0"},
      {"255.255.255.255", "255.255.255.255"},
      {"2001:DB8::1", "2001:db8::1"},
      {"2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"},
      {"2001:0db8:0000:0000:0000:0000:0000:0001", "2001:db8::1"},
      {"::", "::"},
      {"::ffff:192.0.2.1", "::ffff:192.0.2.1"},
      {"2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"},
      {"", "none"},
      {"192.0.2", "none"},
      {"192.0.2.1.1", "none"},
      {"192.0.2.256", "none"},
      {"192.0.2.01", "none"},
      {"192.0.2.00", "none"},
      {"0192.0.2.1", "none"},
      {"192.0.2.", "none"},
      {".192.0.2.1", "none"},
      {"0xc0.0.2.1", "none"},
      {"3221225985", "none"},
      {" 192.0.2.1", "none"},
      {"192.0.2.1 ", "none"},
      {"192.0.2.1/32", "none"},
      {"[2001:db8::1]", "none"},
      {"fe80::1%eth0", "none"},
      {"2001:db8::1::", "none"},
      {"2001:db8", "none"},
      {":", "none"},
      {":::", "none"},
      {"1:2:3:4:5:6:7:8:9", "none"},
      {"12345::", "none"},
      {"::ffff:192.0.2.01", "none"},
      {"::ffff:192.0.2.256", "none"},
      {std::string("192.0.2.1\0", 10), "none"},
      {std::string(1000, '1'), "none"},
      {std::string(1000, ':'), "none"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT('"' << row.text << '"') {
      BOOST_TEST(parsed(row.text) == row.want);
    }
  }
}

BOOST_AUTO_TEST_CASE(takes_four_octets_or_sixteen) {
  for (std::size_t count = 0; count < 20; ++count) {
    BOOST_TEST_CONTEXT(count << " octets") {
      const std::vector<std::uint8_t> octets(count, 1);
      const auto address = IpAddress::from_octets(octets);
      BOOST_TEST(address.has_value() == (count == 4 || count == 16));
      if (address) BOOST_TEST(address->octets().size() == count);
    }
  }
}

BOOST_AUTO_TEST_CASE(unmaps_mapped_addresses_only) {
  BOOST_TEST(ip("::ffff:192.0.2.1").unmapped().text() == "192.0.2.1");
  BOOST_TEST(ip("::ffff:192.0.2.1").is_v6());
  BOOST_TEST(ip("192.0.2.1").unmapped().text() == "192.0.2.1");
  BOOST_TEST(ip("::192.0.2.1").unmapped().is_v6());
  BOOST_TEST(ip("::fffe:192.0.2.1").unmapped().is_v6());
}

BOOST_AUTO_TEST_CASE(a_network_has_the_addresses_of_its_prefix) {
  const struct {
    const char* network;
    unsigned prefix;
    const char* address;
    bool want;
  } kRows[] = {
      {"192.0.2.0", 24, "192.0.2.255", true},
      {"192.0.2.0", 24, "192.0.3.0", false},
      {"192.0.2.77", 24, "192.0.2.1", true},
      {"192.0.2.0", 25, "192.0.2.127", true},
      {"192.0.2.0", 25, "192.0.2.128", false},
      {"192.0.2.1", 32, "192.0.2.1", true},
      {"192.0.2.1", 32, "192.0.2.0", false},
      {"192.0.2.0", 31, "192.0.2.1", true},
      {"0.0.0.0", 0, "203.0.113.9", true},
      {"0.0.0.0", 0, "2001:db8::", false},
      {"128.0.0.0", 1, "127.255.255.255", false},
      {"::", 0, "2001:db8::", true},
      {"::", 0, "192.0.2.1", false},
      {"2001:db8::", 33, "2001:db8:8000::", false},
      {"2001:db8::1", 128, "2001:db8::1", true},
      {"2001:db8::1", 128, "2001:db8::", false},
      {"2001:db8::1", 127, "2001:db8::", true},
      // An IPv4 address is none of ::ffff:0:0/96 (RFC 7208 section 5 relies on it).
      {"::ffff:0:0", 96, "192.0.2.1", false},
  };
  for (const auto& row : kRows) {
    const Network network{ip(row.network), row.prefix};
    BOOST_TEST_CONTEXT(network.text() << " and " << row.address) {
      BOOST_TEST(network.contains(ip(row.address)) == row.want);
    }
  }
  BOOST_TEST((Network{ip("2001:db8::"), 32}.text()) == "2001:db8::/32");
}

BOOST_AUTO_TEST_CASE(reads_networks_and_tells_their_ends) {
  const struct {
    std::string text;
    const char* want;
  } kRows[] = {
      {"192.0.2.0/24", "192.0.2.0 192.0.2.255"},
      {"192.0.2.77/24", "192.0.2.0 192.0.2.255"},
      {"192.0.2.77/32", "192.0.2.77 192.0.2.77"},
      {"192.0.2.77/31", "192.0.2.76 192.0.2.77"},
      {"192.0.2.77/0", "0.0.0.0 255.255.255.255"},
      {"198.51.100.1/7", "198.0.0.0 199.255.255.255"},
      {"2001:db8::1/32", "2001:db8:: 2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"},
      {"2001:db8::1/128", "2001:db8::1 2001:db8::1"},
      {"2001:db8::1/0", ":: ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
      {"2001:db8:ffff::/33", "2001:db8:8000:: 2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"},
      {"", "none"},
      {"/", "none"},
      {"192.0.2.0", "none"},
      {"192.0.2.0/", "none"},
      {"/24", "none"},
      {"192.0.2.0/33", "none"},
      {"192.0.2.0/024", "none"},
      {"192.0.2.0/-1", "none"},
      {"192.0.2.0/24 ", "none"},
      {"192.0.2.0/24/24", "none"},
      {"192.0.2/24", "none"},
      {"192.0.2.0/4294967296", "none"},
      {"2001:db8::/129", "none"},
      {std::string(1000, '/'), "none"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT('"' << row.text << '"') {
      const auto network = Network::parse(row.text);
      BOOST_TEST((network ? network->first().text() + " " + network->last().text() : "none") ==
                 row.want);
    }
  }
}

BOOST_AUTO_TEST_CASE(special_networks_are_apart) {
  // So that the order of the table decides nothing.
  for (const SpecialNetwork& a : special_networks()) {
    BOOST_TEST((a.reach != Reach::global));
    BOOST_TEST((a.network.first() == a.network.address), a.network.text());
    for (const SpecialNetwork& b : special_networks()) {
      if (&a != &b) BOOST_TEST(!a.network.contains(b.network.address), a.network.text());
    }
  }
}

BOOST_AUTO_TEST_CASE(knows_how_far_an_address_reaches) {
  // RFC 6890 and its registries.
  const struct {
    const char* address;
    Reach want;
  } kRows[] = {
      {"192.0.2.1", Reach::documentation},
      {"198.51.100.255", Reach::documentation},
      {"203.0.113.0", Reach::documentation},
      {"2001:db8:ffff::1", Reach::documentation},
      {"3fff:fff::1", Reach::documentation},
      {"::ffff:192.0.2.1", Reach::documentation},
      {"10.255.255.255", Reach::local},
      {"127.0.0.2", Reach::local},
      {"169.254.0.1", Reach::local},
      {"172.16.0.1", Reach::local},
      {"172.31.255.255", Reach::local},
      {"172.32.0.0", Reach::global},
      {"192.168.1.1", Reach::local},
      {"100.64.0.1", Reach::local},
      {"100.128.0.1", Reach::global},
      {"::1", Reach::local},
      {"fd00::1", Reach::local},
      {"64:ff9b:1::1", Reach::local},
      {"64:ff9b::1", Reach::global},
      {"fe80::1", Reach::local},
      {"::ffff:127.0.0.1", Reach::local},
      {"0.0.0.0", Reach::reserved},
      {"224.0.0.1", Reach::reserved},
      {"255.255.255.255", Reach::reserved},
      {"198.18.0.1", Reach::reserved},
      {"::", Reach::reserved},
      {"ff02::1", Reach::reserved},
      {"fec0::1", Reach::reserved},
      {"2001:2::1", Reach::reserved},
      {"192.0.3.1", Reach::global},
      {"2001:db9::1", Reach::global},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.address) {
      BOOST_TEST((reach_of(ip(row.address)) == row.want));
    }
  }
}

BOOST_AUTO_TEST_CASE(equal_addresses_are_one_key) {
  std::unordered_set<IpAddress> set = {ip("192.0.2.1"), ip("192.0.2.1"), ip("2001:DB8::1"),
                                       ip("2001:db8::1"), ip("::ffff:192.0.2.1")};
  BOOST_TEST(set.size() == 3U);
  BOOST_TEST((IpAddress() == ip("0.0.0.0")));
}

BOOST_AUTO_TEST_CASE(knows_its_neighbours) {
  const struct {
    const char* address;
    const char* next;
  } kRows[] = {
      {"192.0.2.1", "192.0.2.2"},
      {"192.0.2.255", "192.0.3.0"},
      {"255.255.255.255", "0.0.0.0"},
      {"2001:db8::ffff", "2001:db8::1:0"},
      {"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "::"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.address) {
      BOOST_TEST(IpAddress::parse(row.address)->next().text() == row.next);
      BOOST_TEST(IpAddress::parse(row.next)->previous().text() == row.address);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
