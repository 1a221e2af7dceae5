// SPDX-License-Identifier: MIT
//
// The words of an audit are read, or refused with a reason.

#include "service/api/domain_audit.h"

#include <ostream>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "libauth/base/text.h"
#include "service/api/limits.h"

namespace {

using namespace service::api;

struct Good {
  const char* domain;
  const char* name;
};
std::ostream& operator<<(std::ostream& out, const Good& test) {
  return out << test.domain;
}

constexpr Good kGood[] = {
    {"example.com", "example.com"},
    {"Example.COM.", "example.com"},
    {"b\xC3\xBC"
     "cher.example",
     "xn--bcher-kva.example"},
    {"xn--bcher-kva.example", "xn--bcher-kva.example"},
    {"3com.example", "3com.example"},
    {"example", "example"},
};

struct Bad {
  std::string domain;
  const char* says;  ///< in the message
};
std::ostream& operator<<(std::ostream& out, const Bad& test) {
  return out << libauth::base::printable(test.domain, 40);
}

const Bad kBad[] = {
    {"", "empty"},
    {".", "the root has no mail"},
    {"192.0.2.1", "is an IP address"},
    {"2001:db8::1", "is an IP address"},
    {"example.com.1", "last label is a number"},
    {"foo bar", "at octet 3"},
    {"mail.foo bar.example", "at octet 8"},
    {"example..com", "at octet 8"},
    {".example.com", "at octet 0"},
    {"-example.com", "label 1"},
    {"example-.com", "label 1"},
    {"foo_bar.example", "label 1"},
    {"https://example.com/", "label 1"},
    {"someone@example.com", "label 1"},
    {"example.com:25", "label 2"},
    {std::string(300, 'a'), "63"},
    {std::string(64, 'a') + ".example", "63"},
    {std::string("exa\0mple.com", 12), "at octet 3"},
    {"\x1b[2J.example", "at octet 0"},
};

std::string long_name() {
  std::string name;
  for (int i = 0; i < 150; ++i) name += "a.";
  return name + "example";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(DomainAudit)

BOOST_DATA_TEST_CASE(TakesDomains, boost::unit_test::data::make(kGood), test) {
  const auto order = read_audit({.domain = test.domain});
  BOOST_REQUIRE(order);
  BOOST_TEST(order->domain.text() == test.name);
}

BOOST_DATA_TEST_CASE(RefusesOtherNamesAndSaysWhere, boost::unit_test::data::make(kBad), test) {
  const auto order = read_audit({.domain = test.domain});
  BOOST_REQUIRE(!order);
  BOOST_TEST(order.error().rule == "domain");
  BOOST_TEST_CONTEXT(order.error().message) {
    BOOST_TEST(order.error().message.find(test.says) != std::string::npos);
  }
  BOOST_TEST(libauth::base::printable(order.error().message, 1000) == order.error().message);
}

BOOST_AUTO_TEST_CASE(RefusesNamesThatAreTooLong) {
  const auto order = read_audit({.domain = long_name()});
  BOOST_REQUIRE(!order);
  BOOST_TEST(order.error().message.find("255") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(TakesSelectorsAsTheyAreInUse) {
  const auto order = read_audit(
      {.domain = "example.com", .selectors = {"S1", "20230601", "a.b", "with_underscore", "k-1"}});
  BOOST_REQUIRE(order);
  BOOST_TEST(order->options.selectors ==
                 (std::vector<std::string>{"s1", "20230601", "a.b", "with_underscore", "k-1"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(RefusesOtherSelectors) {
  for (const std::string& selector :
       {std::string(), std::string("a b"), std::string("a..b"), std::string("a."), std::string("*"),
        std::string(64, 'a'), std::string("\\065")}) {
    const auto order = read_audit({.domain = "example.com", .selectors = {"good", selector}});
    BOOST_TEST_CONTEXT(selector) {
      BOOST_REQUIRE(!order);
      BOOST_TEST(order.error().rule == "selector");
    }
  }
}

BOOST_AUTO_TEST_CASE(RefusesBlocklistsThatAreNoZones) {
  const auto order = read_audit({.domain = "example.com", .blocklists = {"bl.example", "a..b"}});
  BOOST_REQUIRE(!order);
  BOOST_TEST(order.error().rule == "blocklist");
  BOOST_TEST(read_audit({.domain = "example.com", .blocklists = {"bl.example"}}).has_value());
}

BOOST_AUTO_TEST_CASE(RefusesMoreThanTheLimits) {
  const std::vector<std::string> selectors(kMaxSelectors + 1, "s");
  BOOST_TEST(!read_audit({.domain = "example.com", .selectors = selectors}));
  const std::vector<std::string> zones(kMaxBlocklists + 1, "bl.example");
  BOOST_TEST(!read_audit({.domain = "example.com", .blocklists = zones}));
}

BOOST_AUTO_TEST_SUITE_END()
