// SPDX-License-Identifier: MIT
//
// Sets of addresses: their algebra, their size, their networks.

#include "libauth/base/network_set.h"

#include <chrono>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tests/support/zones.h"

using namespace libauth::base;
using tests::ip;

namespace {

/// The set of the networks in the text, one after another.
NetworkSet set_of(const std::string& text) {
  NetworkSet set;
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    const auto network = Network::parse(word);
    if (!network) throw std::invalid_argument("no network: " + word);
    set.add(*network);
  }
  return set;
}

std::string text_of(const NetworkSet& set) {
  std::string text;
  for (const Network& network : set.networks()) {
    text += (text.empty() ? "" : " ") + network.text();
  }
  return text;
}

NetworkSet minus(NetworkSet set, const NetworkSet& other) {
  set.remove(other);
  return set;
}

NetworkSet plus(NetworkSet set, const NetworkSet& other) {
  set.add(other);
  return set;
}

/// The halves of everything in IPv6.
constexpr const char* kHalves = "::/1 8000::/1";

}  // namespace

BOOST_AUTO_TEST_SUITE(base_network_set)

BOOST_AUTO_TEST_CASE(is_written_as_the_fewest_networks) {
  const struct {
    std::string networks;
    const char* want;
  } kRows[] = {
      {"", ""},
      {"192.0.2.1/32", "192.0.2.1/32"},
      // Bits after the prefix do not count.
      {"192.0.2.1/24", "192.0.2.0/24"},
      {"2001:db8::1/32", "2001:db8::/32"},
      {"192.0.2.255/0", "0.0.0.0/0"},
      // Adjacent ones are one.
      {"192.0.2.0/25 192.0.2.128/25", "192.0.2.0/24"},
      {"192.0.2.128/25 192.0.2.0/25", "192.0.2.0/24"},
      {"192.0.2.1/32 192.0.2.3/32 192.0.2.2/32 192.0.2.0/32", "192.0.2.0/30"},
      {"192.0.2.255/32 192.0.3.0/32", "192.0.2.255/32 192.0.3.0/32"},
      {"2001:db8::/33 2001:db8:8000::/33", "2001:db8::/32"},
      // Nested and repeated ones too.
      {"192.0.2.0/24 192.0.2.7/32 192.0.2.0/24", "192.0.2.0/24"},
      {"192.0.2.7/32 192.0.2.9/32 192.0.2.0/24", "192.0.2.0/24"},
      // In order, IPv4 first.
      {"2001:db8::/32 203.0.113.0/24 192.0.2.0/24", "192.0.2.0/24 203.0.113.0/24 2001:db8::/32"},
      // A range that is no network.
      {"192.0.2.1/32 192.0.2.2/31 192.0.2.4/32", "192.0.2.1/32 192.0.2.2/31 192.0.2.4/32"},
      // The ends of the address space.
      {"0.0.0.0/32 255.255.255.255/32", "0.0.0.0/32 255.255.255.255/32"},
      {"0.0.0.0/1 128.0.0.0/1", "0.0.0.0/0"},
      {"128.0.0.0/1 0.0.0.0/1 0.0.0.0/32 255.255.255.255/32", "0.0.0.0/0"},
      {"0.0.0.0/0 255.255.255.255/32", "0.0.0.0/0"},
      {"::/128 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128",
       "::/128 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128"},
      {kHalves, "::/0"},
      {"::/0 0.0.0.0/0", "0.0.0.0/0 ::/0"},
      // IPv4-mapped addresses are IPv6.
      {"192.0.2.0/24 ::ffff:192.0.2.0/120", "192.0.2.0/24 ::ffff:192.0.2.0/120"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT('"' << row.networks << '"') {
      BOOST_TEST(text_of(set_of(row.networks)) == row.want);
    }
  }
}

BOOST_AUTO_TEST_CASE(adds_removes_and_intersects) {
  const struct {
    std::string a;
    std::string b;
    std::string both;
    std::string without;
  } kRows[] = {
      {"", "", "", ""},
      {"192.0.2.0/24", "", "", "192.0.2.0/24"},
      {"", "192.0.2.0/24", "", ""},
      {"192.0.2.0/24", "192.0.2.0/24", "192.0.2.0/24", ""},
      {"192.0.2.0/24", "192.0.3.0/24", "", "192.0.2.0/24"},
      {"192.0.2.0/24", "2001:db8::/32", "", "192.0.2.0/24"},
      {"192.0.2.0/24", "::ffff:192.0.2.0/120", "", "192.0.2.0/24"},
      {"192.0.2.0/24", "192.0.2.0/25", "192.0.2.0/25", "192.0.2.128/25"},
      {"192.0.2.0/24", "192.0.2.128/25", "192.0.2.128/25", "192.0.2.0/25"},
      {"192.0.2.0/25", "192.0.2.0/24", "192.0.2.0/25", ""},
      {"192.0.2.0/30", "192.0.2.1/32", "192.0.2.1/32", "192.0.2.0/32 192.0.2.2/31"},
      {"192.0.2.0/29", "192.0.2.1/32 192.0.2.6/32", "192.0.2.1/32 192.0.2.6/32",
       "192.0.2.0/32 192.0.2.2/31 192.0.2.4/31 192.0.2.7/32"},
      {"192.0.2.1/32 192.0.2.6/32", "192.0.2.0/29", "192.0.2.1/32 192.0.2.6/32", ""},
      // Ranges that end inside each other.
      {"192.0.2.0/25 192.0.2.128/26", "192.0.2.64/26 192.0.2.128/25",
       "192.0.2.64/26 192.0.2.128/26", "192.0.2.0/26"},
      {"0.0.0.0/0", "0.0.0.0/32 255.255.255.255/32", "0.0.0.0/32 255.255.255.255/32",
       text_of(minus(set_of("0.0.0.0/0"), set_of("0.0.0.0/32 255.255.255.255/32")))},
      {"255.255.255.255/32", "0.0.0.0/0", "255.255.255.255/32", ""},
      {"::/0", kHalves, "::/0", ""},
      {"0.0.0.0/0 ::/0", "::/0", "::/0", "0.0.0.0/0"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT('"' << row.a << "\" and \"" << row.b << '"') {
      const NetworkSet a = set_of(row.a);
      const NetworkSet b = set_of(row.b);
      BOOST_TEST(text_of(a.intersection(b)) == row.both);
      BOOST_TEST(text_of(b.intersection(a)) == row.both);
      BOOST_TEST(text_of(minus(a, b)) == row.without);
      BOOST_TEST(text_of(plus(a, b)) == text_of(set_of(row.a + " " + row.b)));
      BOOST_TEST((plus(a, b) == plus(b, a)));
      BOOST_TEST((plus(minus(a, b), a.intersection(b)) == a));
      BOOST_TEST(a.intersects(b) == !row.both.empty());
      BOOST_TEST(b.intersects(a) == !row.both.empty());
      BOOST_TEST(b.covers(a) == row.without.empty());
    }
  }
}

BOOST_AUTO_TEST_CASE(adding_and_removing_itself) {
  NetworkSet set = set_of("192.0.2.0/24 198.51.100.7/32 2001:db8::/32");
  const NetworkSet before = set;
  set.add(set);
  BOOST_TEST((set == before));
  set.remove(set);
  BOOST_TEST(set.is_empty());
}

BOOST_AUTO_TEST_CASE(has_the_addresses_of_its_networks) {
  const NetworkSet set = set_of("192.0.2.0/24 198.51.100.7/32 2001:db8::/32");
  const struct {
    const char* address;
    bool want;
  } kRows[] = {
      {"192.0.2.0", true},         {"192.0.2.255", true},
      {"192.0.1.255", false},      {"192.0.3.0", false},
      {"198.51.100.7", true},      {"198.51.100.6", false},
      {"198.51.100.8", false},     {"0.0.0.0", false},
      {"2001:db8::", true},        {"2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", true},
      {"2001:db9::", false},       {"2001:db7:ffff:ffff:ffff:ffff:ffff:ffff", false},
      {"::ffff:192.0.2.1", false}, {"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", false},
  };
  for (const auto& row : kRows) BOOST_TEST(set.contains(ip(row.address)) == row.want, row.address);
  BOOST_TEST(!NetworkSet().contains(ip("192.0.2.1")));
  BOOST_TEST(NetworkSet::everything().contains(ip("255.255.255.255")));
  BOOST_TEST(NetworkSet::everything().contains(ip("::")));
}

BOOST_AUTO_TEST_CASE(tells_its_ranges_and_its_first_network) {
  const NetworkSet set = set_of("2001:db8::/32 192.0.2.1/32 192.0.2.2/31 192.0.2.8/32");
  std::string text;
  for (const AddressRange& range : set.ranges()) {
    text += range.first.text() + "-" + range.last.text() + " ";
  }
  BOOST_TEST(text ==
             "192.0.2.1-192.0.2.3 192.0.2.8-192.0.2.8 "
             "2001:db8::-2001:db8:ffff:ffff:ffff:ffff:ffff:ffff ");
  BOOST_TEST(set.first_network().text() == "192.0.2.1/32");
  BOOST_TEST(set_of("2001:db8::1/127").first_network().text() == "2001:db8::/127");
  BOOST_TEST(NetworkSet::everything().first_network().text() == "0.0.0.0/0");
  BOOST_TEST(NetworkSet().ranges().empty());
}

BOOST_AUTO_TEST_CASE(counts_exactly) {
  const struct {
    std::string networks;
    std::uint64_t v4;
    const char* v6;
  } kRows[] = {
      {"", 0, "0"},
      {"192.0.2.1/32 2001:db8::/128", 1, "1"},
      {"192.0.2.0/24 192.0.2.0/25", 256, "0"},
      {"0.0.0.0/0", 4294967296, "0"},
      {"0.0.0.0/1", 2147483648, "0"},
      {"2001:db8::/118", 0, "1024"},
      {"2001:db8::/64", 0, "18446744073709551616"},
      {"2001:db8::/64 2001:db8:0:1::/128", 0, "18446744073709551617"},
      {"2001:db8::/32", 0, "79228162514264337593543950336"},
      {"::/0", 0, "340282366920938463463374607431768211456"},
      {kHalves, 0, "340282366920938463463374607431768211456"},
      {"8000::/1", 0, "170141183460469231731687303715884105728"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT('"' << row.networks << '"') {
      BOOST_TEST(set_of(row.networks).count_v4() == row.v4);
      BOOST_TEST(set_of(row.networks).count_v6() == row.v6);
    }
  }
  const NetworkSet all_but_one = minus(NetworkSet::everything(), set_of("::1/128 192.0.2.1/32"));
  BOOST_TEST(all_but_one.count_v4() == 4294967295U);
  BOOST_TEST(all_but_one.count_v6() == "340282366920938463463374607431768211455");
  BOOST_TEST(all_but_one.networks().size() == 32U + 128U);
}

BOOST_AUTO_TEST_CASE(many_networks_take_little_time) {
  // Every second address, from the last to the first: nothing merges. Then what is between.
  constexpr unsigned kCount = 20000;
  const auto host = [](unsigned number) {
    return Network{*IpAddress::from_octets(std::vector<std::uint8_t>{
                       10, static_cast<std::uint8_t>(number >> 16),
                       static_cast<std::uint8_t>(number >> 8), static_cast<std::uint8_t>(number)}),
                   32};
  };
  const auto start = std::chrono::steady_clock::now();
  NetworkSet set;
  for (unsigned i = kCount; i-- > 0;) set.add(host(2 * i));
  BOOST_TEST(set.networks().size() == kCount);
  NetworkSet rest = set_of("10.0.0.0/8");
  rest.remove(set);
  BOOST_TEST(rest.count_v4() == (1U << 24) - kCount);
  for (unsigned i = kCount; i-- > 0;) set.add(host(2 * i + 1));
  BOOST_TEST(set.count_v4() == 2 * kCount);
  set.add(rest);
  BOOST_TEST(text_of(set) == "10.0.0.0/8");
  // About 0.1 s; a quadratic step would take minutes.
  BOOST_TEST((std::chrono::steady_clock::now() - start < std::chrono::seconds(10)));
}

BOOST_AUTO_TEST_SUITE_END()
