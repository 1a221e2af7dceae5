// SPDX-License-Identifier: MIT
//
// Addresses to listen on.

#include "service/http/listen_address.h"

#include <ostream>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

namespace {

using service::http::ListenAddress;

struct Good {
  const char* text;
  const char* address;
  int port;
  bool loopback;
};
std::ostream& operator<<(std::ostream& out, const Good& test) {
  return out << test.text;
}

constexpr Good kGood[] = {
    {"127.0.0.1:8460", "127.0.0.1", 8460, true},
    {"127.9.9.9:0", "127.9.9.9", 0, true},
    {"[::1]:65535", "::1", 65535, true},
    {"0.0.0.0:80", "0.0.0.0", 80, false},
    {"[::]:80", "::", 80, false},
    {"192.0.2.1:80", "192.0.2.1", 80, false},
    {"[2001:db8::1]:80", "2001:db8::1", 80, false},
    {"[::ffff:192.0.2.1]:80", "::ffff:192.0.2.1", 80, false},
};

constexpr const char* kBad[] = {
    "",
    "8460",
    ":8460",
    "127.0.0.1",
    "127.0.0.1:",
    "::1:80",
    "[::1]",
    "[127.0.0.1]:80",
    "localhost:80",
    "127.0.0.1:65536",
    "127.0.0.1:-1",
    "127.0.0.1: 80",
    "[]:80",
    "[::1:80",
    "127.0.0.1:80:80",
    "\x1b[2J:80",
};

}  // namespace

BOOST_AUTO_TEST_SUITE(ListenAddressText)

BOOST_DATA_TEST_CASE(ReadsAddressAndPort, boost::unit_test::data::make(kGood), test) {
  const auto read = ListenAddress::parse(test.text);
  BOOST_REQUIRE(read);
  BOOST_TEST((read->address == *libauth::base::IpAddress::parse(test.address)));
  BOOST_TEST(read->port == test.port);
  BOOST_TEST(read->is_loopback() == test.loopback);
  BOOST_TEST(ListenAddress::parse(read->text())->port == test.port);
}

BOOST_DATA_TEST_CASE(RefusesOtherText, boost::unit_test::data::make(kBad), text) {
  const auto read = ListenAddress::parse(text);
  BOOST_REQUIRE(!read);
  BOOST_TEST(read.error().message.find('\x1b') == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
