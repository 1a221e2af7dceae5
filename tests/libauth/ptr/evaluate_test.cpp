// SPDX-License-Identifier: MIT

#include "libauth/ptr/evaluate.h"

#include <string>

#include <boost/test/unit_test.hpp>

#include "libauth/base/enum.h"
#include "libauth/dns/settle.h"
#include "tests/support/zones.h"

using namespace libauth::ptr;
namespace dns = libauth::dns;

namespace {

Evaluation run(dns::Resolver& resolver, std::string_view address) {
  dns::Facts facts;
  const auto ip = tests::ip(address);
  return dns::settle(resolver, facts, [&](dns::Facts& known) { return evaluate(ip, known); });
}

std::string summary(const Evaluation& evaluation) {
  std::string text = evaluation.pending ? "pending " : "";
  text += libauth::base::name_of(evaluation.result);
  for (const dns::Name& name : evaluation.confirmed) text += " " + name.text();
  return text;
}

constexpr const char* kReverse = "1.2.0.192.in-addr.arpa. 60 PTR ";

}  // namespace

BOOST_AUTO_TEST_SUITE(ptr_evaluate)

BOOST_AUTO_TEST_CASE(confirms_names_that_lead_back) {
  // RFC 8601 section 3.
  const std::string ptr(kReverse);
  const struct {
    const char* what;
    const char* address;
    std::string records;
    const char* want;
  } kRows[] = {
      {"one name", "192.0.2.1", ptr + "a.example.\na.example. 60 A 192.0.2.1\n", "pass a.example"},
      {"IPv4-mapped", "::ffff:192.0.2.1", ptr + "a.example.\na.example. 60 A 192.0.2.1\n",
       "pass a.example"},
      {"IPv6", "2001:db8::1",
       "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa. 60 PTR "
       "a.example.\na.example. 60 AAAA 2001:db8::1\n",
       "pass a.example"},
      {"the second of two", "192.0.2.1",
       ptr + "a.example.\n" + ptr +
           "b.example.\nb.example. 60 A 192.0.2.9\n"
           "b.example. 60 A 192.0.2.1\n",
       "pass b.example"},
      {"through an alias", "192.0.2.1",
       "1.2.0.192.in-addr.arpa. 60 CNAME 1.0/25.2.0.192.in-addr.arpa.\n"
       "1.0/25.2.0.192.in-addr.arpa. 60 PTR a.example.\na.example. 60 A 192.0.2.1\n",
       "pass a.example"},
      {"no name leads back", "192.0.2.1", ptr + "a.example.\na.example. 60 A 192.0.2.2\n", "fail"},
      {"the name does not exist", "192.0.2.1", ptr + "a.example.\n", "fail"},
      {"the other address family", "192.0.2.1", ptr + "a.example.\na.example. 60 AAAA ::1\n",
       "fail"},
      {"no name", "192.0.2.1", "", "permerror"},
      {"no PTR record", "192.0.2.1", "1.2.0.192.in-addr.arpa. 60 TXT \"x\"\n", "permerror"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.what) {
      dns::ZoneResolver resolver({tests::world(row.records)});
      BOOST_TEST(summary(run(resolver, row.address)) == row.want);
    }
  }
}

BOOST_AUTO_TEST_CASE(what_the_dns_does_not_tell_is_temperror) {
  const std::string records =
      std::string(kReverse) + "a.example.\n" + kReverse + "b.example.\nb.example. 60 A 192.0.2.";
  const struct {
    const char* what;
    const char* failing;
    const char* last;
    const char* want;
  } kRows[] = {
      {"the names", "1.2.0.192.in-addr.arpa", "1", "temperror"},
      {"an address, and no other name leads back", "a.example", "2", "temperror"},
      {"an address, and another name leads back", "a.example", "1", "pass b.example"},
  };
  for (const auto& row : kRows) {
    for (const dns::Status status :
         {dns::Status::timeout, dns::Status::servfail, dns::Status::refused, dns::Status::bogus}) {
      BOOST_TEST_CONTEXT(row.what << ": " << libauth::base::name_of(status)) {
        dns::ZoneResolver resolver({tests::world(records + row.last + "\n")});
        resolver.fail(tests::name(row.failing), status);
        BOOST_TEST(summary(run(resolver, "192.0.2.1")) == row.want);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(looks_at_ten_names) {
  std::string records;
  for (int i = 0; i < 30; ++i) {
    records += kReverse + ("n" + std::to_string(i)) + ".example.\n";
  }
  dns::ZoneResolver resolver({tests::world(records)});
  const Evaluation got = run(resolver, "192.0.2.1");
  BOOST_TEST(got.names.size() == kMaxNames);
  BOOST_TEST(got.questions.size() == kMaxNames + 1);
  BOOST_TEST(summary(got) == "fail");
}

BOOST_AUTO_TEST_CASE(says_pending_while_facts_are_missing) {
  dns::Facts facts;
  BOOST_TEST(evaluate(tests::ip("192.0.2.1"), facts).pending);
  BOOST_TEST(facts.missing().size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
