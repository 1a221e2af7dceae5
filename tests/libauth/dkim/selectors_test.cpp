// SPDX-License-Identifier: MIT

#include "libauth/dkim/selectors.h"

#include <algorithm>
#include <set>
#include <string>

#include <boost/test/unit_test.hpp>

#include "tests/support/zones.h"

using namespace libauth::dkim;

BOOST_AUTO_TEST_SUITE(dkim_selectors)

BOOST_AUTO_TEST_CASE(every_selector_makes_a_name) {
  const auto selectors = well_known_selectors();
  BOOST_TEST(selectors.size() > 20U);
  BOOST_TEST(std::is_sorted(selectors.begin(), selectors.end()));
  BOOST_TEST(std::set<std::string_view>(selectors.begin(), selectors.end()).size() ==
             selectors.size());
  for (const std::string_view selector : selectors) {
    BOOST_TEST_CONTEXT(selector) {
      const auto name = tests::name("example.com").below(std::string(selector) + "._domainkey");
      BOOST_TEST_REQUIRE(bool(name));
      BOOST_TEST(name->text() == std::string(selector) + "._domainkey.example.com");
      BOOST_TEST(name->is_mail_domain());
    }
  }
  BOOST_TEST(std::count(selectors.begin(), selectors.end(), kImprobableSelector) == 0);
}

BOOST_AUTO_TEST_SUITE_END()
