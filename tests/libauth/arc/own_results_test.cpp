// SPDX-License-Identifier: MIT

#include "libauth/arc/own_results.h"

#include <string>

#include <boost/test/unit_test.hpp>

using namespace libauth;

namespace {

std::string results(const std::string& octets) {
  return arc::own_results(mail::Header(std::string_view(octets)), "mx.example.net");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(ArcOwnResults)

// RFC 8617 section 4.1.1: one field with all results of the host.
BOOST_AUTO_TEST_CASE(FieldsOfOneHostBecomeOne) {
  BOOST_TEST(
      results("Authentication-Results: mx.example.net; arc=none\r\n"
              "Received: x\r\n"
              "Authentication-Results: MX.example.net 1;\r\n"
              "\tspf=pass (a; comment) smtp.mailfrom=example.com;\r\n"
              "\tdkim=pass header.d=example.com\r\n"
              "Authentication-Results: other.example.net; dmarc=fail\r\n"
              "authentication-results: \"mx.example.net\"; dmarc=pass\r\n") ==
      "mx.example.net; arc=none; spf=pass (a; comment) smtp.mailfrom=example.com;\tdkim=pass "
      "header.d=example.com; dmarc=pass");
}

BOOST_AUTO_TEST_CASE(SemicolonsBeforeTheResultsAreNoEnds) {
  BOOST_TEST(results("Authentication-Results: (a; b\\) (c;)) \"mx.example.net\" 1; spf=pass\r\n") ==
             "(a; b\\) (c;)) \"mx.example.net\" 1; spf=pass");
}

BOOST_AUTO_TEST_CASE(HostWithoutResultsHasNone) {
  for (const std::string header :
       {"", "From: a@example.com\r\n", "Authentication-Results: mx.example.net; none\r\n",
        "Authentication-Results: other.example.net; spf=pass\r\n",
        "Authentication-Results: sub.mx.example.net; spf=pass\r\n",
        "Authentication-Results: mx.example.net; spf=\r\n",
        "Authentication-Results: mx.example.net (spf=pass\r\n",
        "Authentication-Results: mx.example.net 2; spf=pass\r\n",
        "ARC-Authentication-Results: i=1; mx.example.net; spf=pass\r\n"}) {
    BOOST_TEST(results(header) == "mx.example.net; none", header);
  }
}

BOOST_AUTO_TEST_SUITE_END()
