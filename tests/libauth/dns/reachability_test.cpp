// SPDX-License-Identifier: MIT
//
// Who is silent, and why: against servers of the loopback address, and without any network.

#include "libauth/dns/reachability.h"

#include <chrono>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <sched.h>

#include "tests/support/loopback.h"
#include "tests/support/scripted_dns.h"
#include "tests/support/temp_dir.h"

using namespace libauth::dns;
using namespace std::chrono_literals;
using tests::DnsMessage;
using tests::DnsQuery;
using tests::DnsReply;
using tests::Rcode;
using tests::ScriptedDns;
using Clock = std::chrono::steady_clock;
using Messages = std::vector<DnsMessage>;

namespace {

UnboundOptions through(const std::vector<std::string>& forwarders) {
  UnboundOptions options;
  options.forwarders = forwarders;
  return options;
}

/// Calls it on a thread that has no network at all, not even loopback; none where the system does
/// not let us make such a thread.
template <class Function>
std::optional<std::string> without_network(const Function& function) {
  std::optional<std::string> result;
  std::jthread([&] {
    if (unshare(CLONE_NEWNET) == 0) result = function();
  }).join();
  if (!result) BOOST_TEST_MESSAGE("not tested: a network of its own takes a privilege");
  return result;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(dns_reachability)

BOOST_AUTO_TEST_CASE(explains_why_nobody_answers) {
  const ScriptedDns good([](const DnsQuery& query) { return Messages{DnsReply(query).message()}; });
  const ScriptedDns broken([](const DnsQuery& query) {
    return Messages{DnsReply(query).rcode(Rcode::servfail).message()};
  });
  const ScriptedDns refuses([](const DnsQuery& query) {
    return Messages{DnsReply(query).rcode(Rcode::refused).message()};
  });
  const ScriptedDns noise([](const DnsQuery&) { return Messages{{1, 2, 3}}; });
  const ScriptedDns forged(
      [](const DnsQuery& query) { return Messages{DnsReply(query).other_id().message()}; });
  const ScriptedDns echo([](const DnsQuery& query) { return Messages{query.octets}; });
  const ScriptedDns silent([](const DnsQuery&) { return Messages{}; });
  const std::string closed = "127.0.0.1@" + std::to_string(tests::free_port());
  const std::string one = "The resolver does not answer: ";
  const struct {
    const char* what;
    std::vector<std::string> forwarders;
    std::string want;
    bool at_once;
  } kRows[] = {
      {"one that answers", {good.address()}, "", true},
      // It is there, and other questions may fare better.
      {"one that fails", {broken.address()}, "", true},
      {"one that is silent",
       {silent.address()},
       one + silent.address() + " (no answer in time).",
       false},
      {"a closed port",
       {closed},
       one + closed + " (connection refused: nothing listens there).",
       true},
      {"one that refuses",
       {refuses.address()},
       one + refuses.address() + " (it refuses to answer).",
       true},
      {"noise",
       {noise.address()},
       one + noise.address() + " (what it sends cannot be read).",
       false},
      {"another id", {forged.address()}, one + forged.address() + " (no answer in time).", false},
      {"the query itself", {echo.address()}, one + echo.address() + " (no answer in time).", false},
      {"one of two", {silent.address(), good.address()}, "", true},
      {"one of two, the other refuses", {refuses.address(), good.address()}, "", true},
      {"two silent ones and a closed port",
       {silent.address(), closed, forged.address()},
       "No resolver answers: " + silent.address() + ", " + forged.address() +
           " (no answer in time); " + closed + " (connection refused: nothing listens there).",
       false},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.what) {
      const auto start = Clock::now();
      BOOST_TEST(explain_silence(through(row.forwarders), 300ms) == row.want);
      const auto took = Clock::now() - start;
      BOOST_TEST((row.at_once ? took < 250ms : took >= 300ms && took < 600ms));
    }
  }
}

BOOST_AUTO_TEST_CASE(asks_again_where_a_datagram_was_lost) {
  std::atomic<int> count = 0;
  const ScriptedDns server([&count](const DnsQuery& query) -> Messages {
    if (++count < 3) return {};
    return {DnsReply(query).message()};
  });
  BOOST_TEST(explain_silence(through({server.address()}), 600ms) == "");
  BOOST_TEST(count == 3);
}

BOOST_AUTO_TEST_CASE(wants_the_root_of_what_answers_as_a_root_server) {
  const tests::TempDir folder;
  const std::string address = "127.62." + std::to_string(getpid() & 0xff) + ".53";
  UnboundOptions options;
  options.root_hints = folder.write("hints", ". NS a.example.\na.example. A " + address + "\n");
  std::atomic<bool> knows_root = false;
  const ScriptedDns server(
      [&knows_root](const DnsQuery& query) {
        DnsReply reply(query);
        if (knows_root) reply.answer(".", tests::RrType::ns, tests::wire_name("a.example"));
        return Messages{reply.message()};
      },
      {.delay = {}, .address = address, .port = 53});
  if (!server.started()) {
    BOOST_TEST_MESSAGE("not tested: port 53 cannot be bound here; it takes a privilege");
    return;
  }
  BOOST_TEST(explain_silence(options, 300ms) ==
             "No root name server answers: " + address +
                 "@53 (what answers there does not know the root). This network may let no DNS "
                 "questions out; try --resolver system.");
  knows_root = true;
  BOOST_TEST(explain_silence(options, 300ms) == "");
}

BOOST_AUTO_TEST_CASE(says_that_this_host_has_no_ipv6) {
  const auto forwarded = without_network([] {
    return explain_silence(through({"2001:db8::53", "192.0.2.53"}), 2s);
  });
  if (!forwarded) return;
  BOOST_TEST(*forwarded ==
             "No resolver answers: 2001:db8::53@53 (this host has no IPv6); 192.0.2.53@53 (this "
             "host has no route to that network).");
  const auto recursive = without_network([] { return explain_silence({}, 2s); });
  BOOST_TEST_REQUIRE(recursive.has_value());
  BOOST_TEST(recursive->find("2001:7fd::1@53 (this host has no IPv6)") != std::string::npos,
             *recursive);
  BOOST_TEST(recursive->find("--resolver system") != std::string::npos, *recursive);
  const auto route = without_network([] { return has_ipv6_route() ? "a route" : "none"; });
  BOOST_TEST(route.value_or("") == "none");
}

BOOST_AUTO_TEST_CASE(nobody_is_silent_where_that_cannot_be_known) {
  // A link-local address without its zone cannot be asked.
  BOOST_TEST(explain_silence(through({"fe80::1"}), 300ms) == "");
  Probe nobody({}, 300ms);
  BOOST_TEST(nobody.poll(0ms));
  BOOST_TEST(nobody.found_one(true));
}

BOOST_AUTO_TEST_CASE(knows_whom_questions_go_to_first) {
  const tests::TempDir folder;
  UnboundOptions options;
  BOOST_TEST(first_servers(options).are_roots);
  BOOST_TEST(first_servers(options).addresses.size() == 6U);
  options.root_hints = folder.write(
      "hints",
      "; ours\n. 60 NS a.example.\n. 60 NS b.example.\na.example. 60 A 192.0.2.2\n"
      "a.example. 60 AAAA 2001:db8::1\nb.example. 60 A 192.0.2.1\nb.example. A 192.0.2.2\n"
      "c.example. A 192.0.2.3\n");
  std::string hints;
  for (const ServerAddress& server : first_servers(options).addresses) hints += server.text() + " ";
  BOOST_TEST(hints == "2001:db8::1@53 192.0.2.1@53 192.0.2.2@53 ");
  options.forwarders = {"192.0.2.53@5353"};
  options.system_resolvers = true;
  options.resolv_conf = folder.write("resolv.conf", "nameserver 192.0.2.54\n");
  const FirstServers first = first_servers(options);
  BOOST_TEST(!first.are_roots);
  BOOST_TEST_REQUIRE(first.addresses.size() == 2U);
  BOOST_TEST(first.addresses[0].text() == "192.0.2.53@5353");
  BOOST_TEST(first.addresses[1].text() == "192.0.2.54@53");
}

BOOST_AUTO_TEST_SUITE_END()
