// SPDX-License-Identifier: MIT
//
// The options that say how the DNS is asked, as a user sees them work.

#include <chrono>
#include <string>
#include <vector>

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include "tests/service/cli/captured.h"
#include "tests/support/dns_world.h"

namespace {

std::vector<std::string> audit(std::vector<std::string> more) {
  more.insert(more.begin(), {"audit", "--no-selector-probe", "--format", "json"});
  return more;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(ResolverOptions)

BOOST_AUTO_TEST_CASE(DoNotMakeAnybodyWaitForAResolverThatIsNotThere) {
  const std::string closed = "127.0.0.1@" + std::to_string(tests::free_port());
  const auto start = std::chrono::steady_clock::now();
  const tests::Captured ran = tests::run(audit({"example.com", "--resolver", closed}));
  const auto took = std::chrono::steady_clock::now() - start;
  BOOST_TEST((took < std::chrono::seconds(3)),
             std::chrono::duration_cast<std::chrono::milliseconds>(took).count() << " ms");
  BOOST_TEST(ran.status == 2);
  BOOST_TEST(ran.err == "mailvet: The resolver does not answer: " + closed +
                            " (connection refused: nothing listens there).\n");
}

BOOST_AUTO_TEST_CASE(BeginAtTheRootThatIsNamed) {
  if (const std::string why = tests::DnsWorld::why_not(); !why.empty()) {
    BOOST_TEST_MESSAGE("not tested: " << why << "; it takes a privilege");
    return;
  }
  const std::string records =
      "@ MX 10 mx\nmx A 192.0.2.1\n@ TXT \"v=spf1 mx -all\"\n_dmarc TXT \"v=DMARC1; p=reject\"\n";
  const tests::DnsWorld world({{"secure.example", tests::Signing::nsec, records},
                               {"bogus.example", tests::Signing::wrong_key, records}},
                              {});
  BOOST_TEST_REQUIRE(world.problem() == "");
  const auto spf_record = [&world](const std::string& domain) {
    const tests::Captured ran =
        tests::run(audit({domain, "--root-hints", world.root_hints(), "--trust-anchor",
                          world.trust_anchor(), "--timeout", "5"}));
    BOOST_TEST_REQUIRE(!ran.out.empty(), ran.err);
    const boost::json::value document = boost::json::parse(ran.out);
    for (const auto& check : document.at("checks").as_array()) {
      if (check.at("id").as_string() == "spf-record") return check.as_object();
    }
    return boost::json::object{};
  };
  BOOST_TEST(spf_record("secure.example").at("verdict").as_string() == "pass");
  BOOST_TEST(spf_record("bogus.example").at("verdict").as_string() == "unknown");
}

BOOST_AUTO_TEST_SUITE_END()
