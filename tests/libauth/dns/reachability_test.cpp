// SPDX-License-Identifier: MIT

#include "libauth/dns/reachability.h"

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tests/support/nsd.h"

using namespace libauth::dns;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(dns_reachability)

BOOST_AUTO_TEST_CASE(explains_why_nobody_answers) {
  const tests::LoopbackSocket silent;
  const std::string dead = "127.0.0.1@" + std::to_string(silent.port());
  BOOST_TEST_REQUIRE(tests::Nsd::is_installed(), "NSD is missing: apt-get install nsd");
  tests::Nsd nsd(std::map<std::string, std::string>{
      {"example", "@ 60 IN SOA ns.example. h.example. 1 7200 600 86400 60\n"}});
  BOOST_TEST_REQUIRE(nsd.started(), nsd.log());
  const struct {
    const char* what;
    std::vector<std::string> forwarders;
    bool answers;
  } kRows[] = {
      // It has no root zone: a refusal is an answer.
      {"a server that answers", {nsd.address()}, true},
      {"one that is silent", {dead}, false},
      {"one of two", {dead, nsd.address()}, true},
      {"both silent", {dead, dead}, false},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.what) {
      UnboundOptions options;
      options.forwarders = row.forwarders;
      const auto start = std::chrono::steady_clock::now();
      const std::string why = explain_silence(options, 600ms);
      BOOST_TEST((std::chrono::steady_clock::now() - start < 3s));
      BOOST_TEST(why.empty() == row.answers, "got \"" << why << "\"");
      if (!row.answers) BOOST_TEST(why.find(dead) != std::string::npos, "got \"" << why << "\"");
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
