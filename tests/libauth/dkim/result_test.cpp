// SPDX-License-Identifier: MIT

#include "libauth/dkim/result.h"

#include <map>
#include <string_view>

#include <boost/test/unit_test.hpp>

#include "libauth/base/enum.h"

using namespace libauth::dkim;
using libauth::base::name_of;

BOOST_AUTO_TEST_SUITE(dkim_result)

BOOST_AUTO_TEST_CASE(every_reason_has_a_result_and_only_verified_is_pass) {
  std::map<std::string_view, std::size_t> counts;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<Reason>>([&](const auto& reason) {
    const Result result = result_of(reason.value);
    ++counts[name_of(result)];
    BOOST_TEST((result == Result::pass) == (reason.value == Reason::verified), reason.name);
    BOOST_TEST((result == Result::temperror) == (reason.value == Reason::key_unavailable),
               reason.name);
  });
  BOOST_TEST(counts["pass"] == 1U);
  BOOST_TEST(counts["fail"] == 2U);
  BOOST_TEST(counts["policy"] == 9U);
  BOOST_TEST(counts["temperror"] == 1U);
  BOOST_TEST(counts["permerror"] == 17U);
  BOOST_TEST(counts["none"] == 0U);
  BOOST_TEST(counts["neutral"] == 0U);
}

BOOST_AUTO_TEST_CASE(a_value_that_is_no_reason_is_neutral) {
  BOOST_TEST((result_of(static_cast<Reason>(1000)) == Result::neutral));
}

BOOST_AUTO_TEST_SUITE_END()
