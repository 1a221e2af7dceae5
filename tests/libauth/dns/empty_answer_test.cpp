// SPDX-License-Identifier: MIT

#include "libauth/dns/empty_answer.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/dns_message.h"

using namespace libauth::dns;
using tests::DnsMessage;
using tests::DnsReply;

namespace {

tests::DnsQuery query() {
  tests::DnsQuery query;
  DnsMessage octets = {0, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0};
  const DnsMessage name = tests::wire_name("www.example");
  octets.insert(octets.end(), name.begin(), name.end());
  tests::append16(octets, static_cast<std::size_t>(RrType::txt));
  tests::append16(octets, 1);
  BOOST_TEST_REQUIRE(query.read(octets));
  return query;
}

DnsReply reply() {
  return DnsReply(query());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(dns_empty_answer)

// RFC 2308 section 2.2: the types of NODATA answers, and the referral.
BOOST_AUTO_TEST_CASE(tells_no_data_from_a_referral) {
  const DnsMessage soa = tests::soa_data("example", 60);
  const DnsMessage ns = tests::wire_name("ns.example");
  const DnsMessage two = reply().authority("example", RrType::soa, soa).message();
  DnsMessage cut = two;
  cut.pop_back();
  const struct {
    const char* what;
    DnsMessage message;
    EmptyAnswer want;
  } kRows[] = {
      {"NODATA type 1: SOA and NS",
       reply()
           .authority("example", RrType::ns, ns)
           .authority("example", RrType::soa, soa)
           .message(),
       EmptyAnswer::no_data},
      {"NODATA type 2: SOA", two, EmptyAnswer::no_data},
      {"NODATA type 3: neither", reply().message(), EmptyAnswer::unclear},
      {"referral", reply().authority("example", RrType::ns, ns).message(), EmptyAnswer::referral},
      {"referral upward", reply().authority(".", RrType::ns, ns).message(), EmptyAnswer::referral},
      {"neither, but glue", reply().additional("ns.example", RrType::ns, ns).message(),
       EmptyAnswer::unclear},
      {"cut off", cut, EmptyAnswer::unclear},
      {"nothing", {}, EmptyAnswer::unclear},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.what) BOOST_TEST((read_empty_answer(row.message) == row.want));
  }
}

BOOST_AUTO_TEST_SUITE_END()
