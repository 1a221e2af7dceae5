// SPDX-License-Identifier: MIT
//
// The example of docs/embedding.md: it is the file tests/install/event_loop.c, and it works.

#include <map>
#include <string>

#include <boost/test/unit_test.hpp>

#include "tests/libauth/capi/c_session.h"
#include "tests/support/nsd.h"
#include "tests/tree/files.h"

using namespace tests;

namespace {

/// Runs the example against the name server.
Ended run_example(std::uint16_t port, const std::string& client = "192.0.2.10",
                  const std::string& seconds = "20") {
  Process process({MAILVET_EVENT_LOOP, "127.0.0.1", std::to_string(port), client, "mx.example.com",
                   "alice@example.com", seconds},
                  signed_by_example_com());
  return process.wait(std::chrono::seconds(40));
}

std::string zone_with(const std::string& records) {
  return ". 300 IN SOA ns.example. hostmaster.example. 1 7200 600 86400 60\n"
         ". 300 IN NS ns.example.\n$TTL 300\n" +
         records;
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(CapiEventLoop)

BOOST_AUTO_TEST_CASE(ThePageShowsTheFile) {
  const std::string page = read_file("docs/embedding.md");
  const std::string code = read_file("tests/install/event_loop.c");
  BOOST_TEST(!code.empty());
  BOOST_TEST(contains(page, "```c\n" + code + "```\n"),
             "docs/embedding.md shows another text than tests/install/event_loop.c");
}

BOOST_AUTO_TEST_CASE(ItVerifiesAMessageOverANameServer) {
  BOOST_TEST_REQUIRE(Nsd::is_installed(), "NSD is missing: script/bootstrap test");
  Nsd nsd({{".", zone_with(example_com_records())}});
  BOOST_TEST_REQUIRE(nsd.started());
  const Ended ended = run_example(nsd.port());
  BOOST_TEST(ended.status == 0, ended.err);
  BOOST_TEST(contains(ended.out, "spf=pass example.com\n"), ended.out);
  BOOST_TEST(contains(ended.out, "dkim=pass example.com (verified)\n"), ended.out);
  BOOST_TEST(contains(ended.out, "dmarc=pass disposition=none\n"), ended.out);
  BOOST_TEST(contains(ended.out, "Authentication-Results: mx.example.net;"), ended.out);
}

// Such a set of records fits into no UDP answer of 1232 octets.
BOOST_AUTO_TEST_CASE(ItAsksOverTcpWhereAnAnswerIsTruncated) {
  BOOST_TEST_REQUIRE(Nsd::is_installed(), "NSD is missing: script/bootstrap test");
  std::string records = example_com_records();
  for (int i = 0; i < 10; ++i) {
    records += "example.com. TXT \"" + std::to_string(i) + std::string(200, 'x') + "\"\n";
  }
  Nsd nsd({{".", zone_with(records)}});
  BOOST_TEST_REQUIRE(nsd.started());
  const Ended ended = run_example(nsd.port());
  BOOST_TEST(contains(ended.out, "spf=pass example.com\n"), ended.out + ended.err);
}

BOOST_AUTO_TEST_CASE(SilenceIsUnknown) {
  const LoopbackSocket silent;
  const Ended ended = run_example(silent.port(), "192.0.2.10", "1");
  BOOST_TEST(ended.status == 0, ended.err);
  BOOST_TEST(contains(ended.out, "spf=temperror"), ended.out);
  BOOST_TEST(contains(ended.out, "dkim=temperror example.com (key_unavailable)\n"), ended.out);
  BOOST_TEST(contains(ended.out, "dmarc=temperror disposition=none\n"), ended.out);
}

BOOST_AUTO_TEST_CASE(WhatIsNoAddressIsSaidSo) {
  const LoopbackSocket silent;
  const Ended ended = run_example(silent.port(), "mx.example.com");
  BOOST_TEST(ended.status == 2);
  BOOST_TEST(contains(ended.err, "no IP address"), ended.err);
}

BOOST_AUTO_TEST_SUITE_END()
