// SPDX-License-Identifier: MIT
//
// The network is looked at where no server answers, and not where a zone in memory is the cause.

#include <boost/test/unit_test.hpp>

#include "service/api/domain_audit.h"
#include "service/api/spf_check.h"
#include "service/api/spf_tree.h"
#include "tests/support/zones.h"

using namespace service::api;

BOOST_AUTO_TEST_SUITE(Silence)

BOOST_AUTO_TEST_CASE(IsNotTheCauseOfALoopInAZone) {
  libauth::dns::ZoneResolver nobody({});
  libauth::dns::ZoneResolver resolver({tests::zone("$ORIGIN example.\n"
                                                   "@ 60 SOA ns h 1 2 3 4 5\n"
                                                   "a CNAME b\nb CNAME a\n"
                                                   "* CNAME a\n*.a CNAME b\n")},
                                      &nobody);
  const DnsAccess dns{.resolver = resolver, .explain_silence = [] { return "nobody answers"; }};
  const struct {
    const char* domain;
    const char* want;
  } kRows[] = {{"a.example", ""}, {"b.example", ""}, {"other.test", "nobody answers"}};
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.domain) {
      const auto order = read_audit({.domain = row.domain});
      BOOST_REQUIRE(order.has_value());
      BOOST_TEST(audit_domain(*order, dns).silence == row.want);
      BOOST_TEST(look_at_spf(order->domain, dns).silence == row.want);
      SenderWords words;
      words.ip = "192.0.2.1";
      words.domain = row.domain;
      const auto request = read_sender(words);
      BOOST_REQUIRE(request.has_value());
      BOOST_TEST(check_sender(*request, dns).silence == row.want);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
