// SPDX-License-Identifier: MIT

#include "libauth/dnsbl/evaluate.h"

#include <string>

#include <boost/test/unit_test.hpp>

#include "libauth/base/enum.h"
#include "libauth/dns/settle.h"
#include "tests/support/zones.h"

using namespace libauth::dnsbl;
namespace dns = libauth::dns;
using libauth::base::name_of;

namespace {

Evaluation run(dns::Resolver& resolver, std::string_view address, std::string_view zone) {
  dns::Facts facts;
  return dns::settle(resolver, facts, [&](dns::Facts& known) {
    return evaluate(tests::ip(address), tests::name(zone), known);
  });
}

std::string health(dns::Resolver& resolver, std::string_view zone) {
  dns::Facts facts;
  const HealthCheck check = dns::settle(
      resolver, facts, [&](dns::Facts& known) { return check_health(tests::name(zone), Family::v4, known); });
  return std::string(name_of(check.health));
}

std::string a(std::string_view owner, std::string_view address) {
  return std::string(owner) + ". 60 A " + std::string(address) + "\n";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(dnsbl_evaluate)

BOOST_AUTO_TEST_CASE(reads_the_answers_of_a_list) {
  // RFC 5782 section 2; RFC 6471 section 3.3.
  const std::string name = "1.2.0.192.zen.spamhaus.org";
  const struct {
    const char* what;
    std::string records;
    Result want;
    bool is_policy;
  } kRows[] = {
      {"no such name", "", Result::not_listed, false},
      {"no address", name + ". 60 TXT \"x\"\n", Result::not_listed, false},
      {"listed", a(name, "127.0.0.2"), Result::listed, false},
      {"policy", a(name, "127.0.0.10"), Result::listed, true},
      {"listed and policy", a(name, "127.0.0.4") + a(name, "127.0.0.10"), Result::listed, false},
      {"refused, public resolver", a(name, "127.255.255.254"), Result::unknown, false},
      {"the zone was lost", a(name, "192.0.2.80"), Result::unknown, false},
      {"a code outside of the dictionary", a(name, "127.0.0.99"), Result::unknown, false},
      {"listed beside a refusal", a(name, "127.0.0.2") + a(name, "127.255.255.255"), Result::listed,
       false},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.what) {
      dns::ZoneResolver resolver({tests::world(row.records)});
      const Evaluation got = run(resolver, "192.0.2.1", "zen.spamhaus.org");
      BOOST_TEST(name_of(got.result) == name_of(row.want));
      BOOST_TEST(got.is_policy == row.is_policy);
      BOOST_TEST(got.question.name.text() == name);
      BOOST_TEST(got.text.empty() == (row.want == Result::not_listed));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_failure_says_nothing_about_the_address) {
  for (const dns::Status status :
       {dns::Status::timeout, dns::Status::servfail, dns::Status::refused, dns::Status::bogus,
        dns::Status::malformed, dns::Status::not_asked}) {
    BOOST_TEST_CONTEXT(name_of(status)) {
      dns::ZoneResolver resolver({tests::world(a("1.2.0.192.list.example", "127.0.0.2"))});
      resolver.fail(tests::question("1.2.0.192.list.example", dns::RrType::a), status);
      resolver.fail(tests::name("2.0.0.127.list.example"), status);
      const Evaluation got = run(resolver, "192.0.2.1", "list.example");
      BOOST_TEST(name_of(got.result) == "unknown");
      BOOST_TEST(got.text == name_of(status));
      BOOST_TEST(health(resolver, "list.example") == "unknown");
    }
  }
}

BOOST_AUTO_TEST_CASE(asks_for_the_reason_of_a_listing) {
  const std::string name = "1.2.0.192.list.example";
  dns::ZoneResolver resolver({tests::world(a(name, "127.0.0.2") + name +
                                           ". 60 TXT \"see \" \"https://list.example\\010\"\n")});
  const Evaluation got = run(resolver, "192.0.2.1", "list.example");
  BOOST_TEST(name_of(got.result) == "listed");
  BOOST_TEST(got.reason == "see https://list.example\\010");
  resolver.fail(got.reason_question, dns::Status::timeout);
  BOOST_TEST(name_of(run(resolver, "192.0.2.1", "list.example").result) == "listed");
}

BOOST_AUTO_TEST_CASE(turns_every_address_around) {
  dns::ZoneResolver resolver({tests::world(
      a("1.2.0.192.list.example", "127.0.0.2") +
      a("1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.list.example",
        "127.0.0.2"))});
  for (const char* address : {"192.0.2.1", "::ffff:192.0.2.1", "2001:db8::1"}) {
    BOOST_TEST_CONTEXT(address) {
      BOOST_TEST(name_of(run(resolver, address, "list.example").result) == "listed");
    }
  }
  const std::string label(63, 'a');
  BOOST_TEST(name_of(run(resolver, "2001:db8::1", label + "." + label + "." + label + ".example")
                         .result) == "unknown");
}

BOOST_AUTO_TEST_CASE(believes_a_list_by_its_test_points) {
  // RFC 5782 section 5: 127.0.0.2 is listed, 127.0.0.1 is not; RFC 6471 section 3.5.
  const std::string listed = "2.0.0.127.zen.spamhaus.org";
  const std::string other = "1.0.0.127.zen.spamhaus.org";
  const struct {
    const char* what;
    std::string records;
    const char* want;
  } kRows[] = {
      {"as it must be", a(listed, "127.0.0.2"), "working"},
      {"with several codes", a(listed, "127.0.0.10") + a(listed, "127.0.0.4"), "working"},
      {"nothing is listed", "", "no_answer"},
      {"everything is listed", a(listed, "127.0.0.2") + a(other, "127.0.0.2"), "lists_all"},
      {"everything is listed as policy", a(listed, "127.0.0.2") + a(other, "127.0.0.10"),
       "lists_all"},
      {"it refuses us", a(listed, "127.255.255.254") + a(other, "127.255.255.254"), "no_answer"},
      {"the zone was lost", a(listed, "192.0.2.80") + a(other, "192.0.2.80"), "no_answer"},
      {"the zone was lost but for one name", a(listed, "127.0.0.2") + a(other, "192.0.2.80"),
       "no_answer"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.what) {
      dns::ZoneResolver resolver({tests::world(row.records)});
      BOOST_TEST(health(resolver, "zen.spamhaus.org") == row.want);
    }
  }
  const std::string karma = "0.0.127.hostkarma.junkemailfilter.com";
  dns::ZoneResolver resolver(
      {tests::world(a("2." + karma, "127.0.0.2") + a("1." + karma, "127.0.0.1"))});
  BOOST_TEST(health(resolver, "hostkarma.junkemailfilter.com") == "working");
}

BOOST_AUTO_TEST_CASE(asks_for_both_test_points_at_once) {
  dns::Facts facts;
  BOOST_TEST(name_of(check_health(tests::name("list.example"), Family::v4, facts).health) == "pending");
  BOOST_TEST(facts.missing().size() == 2U);
}

BOOST_AUTO_TEST_SUITE_END()
