// SPDX-License-Identifier: MIT
//
// The C ABI from C.

#include "tests/libauth/capi/plain_c.h"

#include <string>

#include <boost/test/unit_test.hpp>

#include "tests/libauth/capi/c_session.h"

BOOST_AUTO_TEST_SUITE(CapiPlainC)

BOOST_AUTO_TEST_CASE(ACProgramVerifiesAMessage) {
  const std::string message = tests::signed_by_example_com();
  BOOST_TEST(verify_in_plain_c(message.data(), message.size(), tests::kKey) == 0);
}

BOOST_AUTO_TEST_CASE(ItSeesThatAMessageWasChanged) {
  std::string message = tests::signed_by_example_com();
  message.replace(message.find("noon"), 4, "nine");
  BOOST_TEST(verify_in_plain_c(message.data(), message.size(), tests::kKey) != 0);
}

BOOST_AUTO_TEST_SUITE_END()
