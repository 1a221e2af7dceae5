// SPDX-License-Identifier: MIT
//
// What waits for answers: a message, SPF alone, DMARC alone, over a real name server.

#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tests/libauth/capi/c_session.h"
#include "tests/support/nsd.h"

using namespace tests;
using namespace std::string_view_literals;

namespace {

struct FreeResolver {
  void operator()(libauth_resolver* resolver) const { libauth_resolver_free(resolver); }
};
using ResolverHandle = std::unique_ptr<libauth_resolver, FreeResolver>;

ResolverHandle resolver_over(const std::string& server) {
  const char* const servers[] = {server.c_str()};
  libauth_resolver_options options = LIBAUTH_RESOLVER_OPTIONS_INIT;
  options.servers = servers;
  options.server_count = 1;
  options.timeout_ms = 5000;
  libauth_resolver* resolver = nullptr;
  BOOST_TEST_REQUIRE(libauth_resolver_new(&options, &resolver) == LIBAUTH_OK);
  return ResolverHandle(resolver);
}

/// NSD with the world of the example.
struct World {
  Nsd nsd{{{".",
            ". 300 IN SOA ns.example. hostmaster.example. 1 7200 600 86400 60\n"
            ". 300 IN NS ns.example.\n"
            "$TTL 300\n" +
                example_com_records()}}};
  ResolverHandle resolver = resolver_over(nsd.address());
};

libauth_spf_options spf_options() {
  libauth_spf_options options = LIBAUTH_SPF_OPTIONS_INIT;
  options.ip = "192.0.2.10";
  options.helo = "mx.example.com";
  options.mail_from = "alice@example.com";
  options.receiver = "mx.example.net";
  options.now = 1'714'564'900;
  return options;
}

libauth_dmarc_options dmarc_options() {
  libauth_dmarc_options options = LIBAUTH_DMARC_OPTIONS_INIT;
  options.author = "www.example.com";
  return options;
}

libauth_dmarc_result evaluate(libauth_resolver* resolver, const libauth_dmarc_options& options) {
  libauth_dmarc* dmarc = nullptr;
  auto result = LIBAUTH_RESULT_INIT(libauth_dmarc_result);
  BOOST_TEST_REQUIRE(libauth_dmarc_check(resolver, &options, &dmarc) == LIBAUTH_OK);
  BOOST_TEST(libauth_dmarc_get(dmarc, &result) == LIBAUTH_OK);
  libauth_dmarc_free(dmarc);
  result.reason = result.author = result.org_domain = result.record = nullptr;  // freed
  return result;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(CapiResolver)

BOOST_AUTO_TEST_CASE(AMessageIsVerified) {
  BOOST_TEST_REQUIRE(Nsd::is_installed(), "NSD is missing: script/bootstrap test");
  const World world;
  const std::string message = signed_by_example_com();
  const libauth_session_options options = options_of_example();
  libauth_session* made = nullptr;
  BOOST_TEST_REQUIRE(libauth_verify(world.resolver.get(), &options, message.data(), message.size(),
                                    &made) == LIBAUTH_OK);
  const SessionHandle session(made);
  BOOST_TEST(libauth_session_is_done(made) == 1);
  BOOST_TEST(libauth_session_feed(made, "x", 1) == LIBAUTH_ERR_STATE);
  auto dmarc = LIBAUTH_RESULT_INIT(libauth_dmarc_result);
  auto iprev = LIBAUTH_RESULT_INIT(libauth_iprev_result);
  BOOST_TEST(libauth_session_dmarc(made, &dmarc) == LIBAUTH_OK);
  BOOST_TEST(dmarc.result == std::uint32_t{LIBAUTH_RESULT_PASS});
  BOOST_TEST(libauth_session_iprev(made, &iprev) == LIBAUTH_OK);
  BOOST_TEST(iprev.result == std::uint32_t{LIBAUTH_RESULT_PASS});
}

BOOST_AUTO_TEST_CASE(ManyThreadsUseOneResolver) {
  BOOST_TEST_REQUIRE(Nsd::is_installed(), "NSD is missing: script/bootstrap test");
  const World world;
  const std::string message = signed_by_example_com();
  const libauth_session_options options = options_of_example();
  std::vector<std::uint32_t> results(4);
  {
    std::vector<std::jthread> threads;
    for (std::uint32_t& result : results) {
      threads.emplace_back([&] {
        libauth_session* session = nullptr;
        auto dmarc = LIBAUTH_RESULT_INIT(libauth_dmarc_result);
        libauth_verify(world.resolver.get(), &options, message.data(), message.size(), &session);
        libauth_session_dmarc(session, &dmarc);
        result = dmarc.result;
        libauth_session_free(session);
      });
    }
  }
  for (const std::uint32_t result : results) {
    BOOST_TEST(result == std::uint32_t{LIBAUTH_RESULT_PASS});
  }
}

BOOST_AUTO_TEST_CASE(SpfAlone) {
  BOOST_TEST_REQUIRE(Nsd::is_installed(), "NSD is missing: script/bootstrap test");
  const World world;
  const libauth_spf_options options = spf_options();
  libauth_spf* spf = nullptr;
  BOOST_TEST_REQUIRE(libauth_spf_check(world.resolver.get(), &options, &spf) == LIBAUTH_OK);
  auto result = LIBAUTH_RESULT_INIT(libauth_spf_result);
  BOOST_TEST(libauth_spf_get(spf, &result) == LIBAUTH_OK);
  BOOST_TEST(result.result == std::uint32_t{LIBAUTH_RESULT_PASS});
  BOOST_TEST(result.matched == "ip4:192.0.2.10"sv);
  const char* field = nullptr;
  std::size_t size = 0;
  BOOST_TEST(libauth_spf_received_spf(spf, LIBAUTH_LF, &field, &size) == LIBAUTH_OK);
  BOOST_TEST(std::string_view(field, size).starts_with("Received-SPF: pass"));
  BOOST_TEST(libauth_spf_received_spf(spf, 2, &field, &size) == LIBAUTH_ERR_ARGUMENT);
  BOOST_TEST(libauth_spf_get(spf, nullptr) == LIBAUTH_ERR_ARGUMENT);
  libauth_spf_free(spf);
}

BOOST_AUTO_TEST_CASE(DmarcAlone) {
  BOOST_TEST_REQUIRE(Nsd::is_installed(), "NSD is missing: script/bootstrap test");
  const World world;
  libauth_dmarc_options options = dmarc_options();
  const auto nothing = evaluate(world.resolver.get(), options);
  BOOST_TEST(nothing.result == std::uint32_t{LIBAUTH_RESULT_FAIL});
  BOOST_TEST(nothing.disposition == std::uint32_t{LIBAUTH_POLICY_REJECT});

  // aspf is relaxed in the record, adkim is strict.
  options.spf_domain = "example.com";
  options.spf_result = LIBAUTH_RESULT_PASS;
  BOOST_TEST(evaluate(world.resolver.get(), options).flags == std::uint32_t{LIBAUTH_DMARC_BY_SPF});
  options.spf_result = LIBAUTH_RESULT_SOFTFAIL;
  BOOST_TEST(evaluate(world.resolver.get(), options).flags == 0U);
  const libauth_dkim_identifier relaxed[] = {{"example.com", LIBAUTH_RESULT_PASS, 0}};
  options.dkim = relaxed;
  options.dkim_count = 1;
  BOOST_TEST(evaluate(world.resolver.get(), options).flags == 0U);
  const libauth_dkim_identifier strict[] = {{"example.net", LIBAUTH_RESULT_FAIL, 0},
                                            {"WWW.example.com", LIBAUTH_RESULT_PASS, 0}};
  options.dkim = strict;
  options.dkim_count = 2;
  const auto passed = evaluate(world.resolver.get(), options);
  BOOST_TEST(passed.flags == std::uint32_t{LIBAUTH_DMARC_BY_DKIM});
  BOOST_TEST(passed.result == std::uint32_t{LIBAUTH_RESULT_PASS});
}

BOOST_AUTO_TEST_CASE(ASilentServerIsUnknown) {
  const LoopbackSocket silent;
  const std::string server = "127.0.0.1@" + std::to_string(silent.port());
  const char* const servers[] = {server.c_str()};
  libauth_resolver_options resolver_options = LIBAUTH_RESOLVER_OPTIONS_INIT;
  resolver_options.servers = servers;
  resolver_options.server_count = 1;
  resolver_options.timeout_ms = 300;
  libauth_resolver* resolver = nullptr;
  BOOST_TEST_REQUIRE(libauth_resolver_new(&resolver_options, &resolver) == LIBAUTH_OK);
  const libauth_spf_options options = spf_options();
  libauth_spf* spf = nullptr;
  auto result = LIBAUTH_RESULT_INIT(libauth_spf_result);
  BOOST_TEST(libauth_spf_check(resolver, &options, &spf) == LIBAUTH_OK);
  BOOST_TEST(libauth_spf_get(spf, &result) == LIBAUTH_OK);
  BOOST_TEST(result.result == std::uint32_t{LIBAUTH_RESULT_TEMPERROR});
  libauth_spf_free(spf);
  libauth_resolver_free(resolver);
}

BOOST_AUTO_TEST_CASE(ResolversThatCannotBeMadeAreRefused) {
  const auto make = [](const char* server, const auto& change) {
    const char* const servers[] = {server};
    libauth_resolver_options options = LIBAUTH_RESOLVER_OPTIONS_INIT;
    options.servers = servers;
    options.server_count = 1;
    change(options);
    libauth_resolver* resolver = nullptr;
    const libauth_status status = libauth_resolver_new(&options, &resolver);
    BOOST_TEST((resolver != nullptr) == (status == LIBAUTH_OK));
    libauth_resolver_free(resolver);
    return status;
  };
  using Options = libauth_resolver_options;
  BOOST_TEST(make("192.0.2.53", [](Options&) {}) == LIBAUTH_OK);
  BOOST_TEST(make("ns.example", [](Options&) {}) == LIBAUTH_ERR_ADDRESS);
  BOOST_TEST(make(nullptr, [](Options&) {}) == LIBAUTH_ERR_ARGUMENT);
  BOOST_TEST(make("192.0.2.53", [](Options& o) { o.flags = 4; }) == LIBAUTH_ERR_ARGUMENT);
  BOOST_TEST(make("192.0.2.53", [](Options& o) { o.servers = nullptr; }) == LIBAUTH_ERR_ARGUMENT);
  BOOST_TEST(make("192.0.2.53", [](Options& o) { o.size = 1; }) == LIBAUTH_ERR_STRUCT_SIZE);
  BOOST_TEST(make("192.0.2.53", [](Options& o) {
               o.flags = LIBAUTH_RESOLVER_SYSTEM;
               o.resolv_conf = "/nonexistent/resolv.conf";
             }) == LIBAUTH_ERR_RESOLVER);
}

BOOST_AUTO_TEST_CASE(MistakesOfTheCallerAreErrors) {
  const auto resolver = resolver_over("192.0.2.53");
  libauth_resolver* const any = resolver.get();
  libauth_spf* spf = nullptr;
  libauth_dmarc* dmarc = nullptr;
  libauth_session* session = nullptr;
  const auto options = options_of_example();
  const auto spf_given = spf_options();
  auto dmarc_given = dmarc_options();
  BOOST_TEST(libauth_verify(nullptr, &options, "", 0, &session) == LIBAUTH_ERR_ARGUMENT);
  BOOST_TEST(libauth_verify(any, nullptr, "", 0, &session) == LIBAUTH_ERR_ARGUMENT);
  BOOST_TEST(libauth_verify(any, &options, nullptr, 1, &session) == LIBAUTH_ERR_ARGUMENT);
  BOOST_TEST(libauth_verify(any, &options, "", 0, nullptr) == LIBAUTH_ERR_ARGUMENT);
  BOOST_TEST(libauth_spf_check(nullptr, &spf_given, &spf) == LIBAUTH_ERR_ARGUMENT);
  BOOST_TEST(libauth_spf_check(any, nullptr, &spf) == LIBAUTH_ERR_ARGUMENT);
  auto spf_spoilt = spf_given;
  spf_spoilt.ip = "192.0.2";
  BOOST_TEST(libauth_spf_check(any, &spf_spoilt, &spf) == LIBAUTH_ERR_ADDRESS);
  spf_spoilt = spf_given;
  spf_spoilt.now = 0;
  BOOST_TEST(libauth_spf_check(any, &spf_spoilt, &spf) == LIBAUTH_ERR_TIME);
  BOOST_TEST(libauth_dmarc_check(nullptr, &dmarc_given, &dmarc) == LIBAUTH_ERR_ARGUMENT);
  dmarc_given.author = nullptr;
  BOOST_TEST(libauth_dmarc_check(any, &dmarc_given, &dmarc) == LIBAUTH_ERR_ARGUMENT);
  dmarc_given.author = "a..b";
  BOOST_TEST(libauth_dmarc_check(any, &dmarc_given, &dmarc) == LIBAUTH_ERR_NAME);
  dmarc_given.author = ".";
  BOOST_TEST(libauth_dmarc_check(any, &dmarc_given, &dmarc) == LIBAUTH_ERR_NAME);
  dmarc_given = dmarc_options();
  dmarc_given.spf_domain = "example.com";
  dmarc_given.spf_result = LIBAUTH_RESULT_POLICY;  // no result of SPF
  BOOST_TEST(libauth_dmarc_check(any, &dmarc_given, &dmarc) == LIBAUTH_ERR_ARGUMENT);
  dmarc_given = dmarc_options();
  dmarc_given.dkim_count = 1;
  BOOST_TEST(libauth_dmarc_check(any, &dmarc_given, &dmarc) == LIBAUTH_ERR_ARGUMENT);
  dmarc_given = dmarc_options();
  dmarc_given.reserved = 1;
  BOOST_TEST(libauth_dmarc_check(any, &dmarc_given, &dmarc) == LIBAUTH_ERR_ARGUMENT);
  dmarc_given = dmarc_options();
  const libauth_dkim_identifier newer = {"example.com", LIBAUTH_RESULT_PASS, 1};
  dmarc_given.dkim = &newer;
  dmarc_given.dkim_count = 1;
  BOOST_TEST(libauth_dmarc_check(any, &dmarc_given, &dmarc) == LIBAUTH_ERR_ARGUMENT);
  BOOST_TEST(libauth_dmarc_get(nullptr, nullptr) == LIBAUTH_ERR_ARGUMENT);
  BOOST_TEST(libauth_spf_get(nullptr, nullptr) == LIBAUTH_ERR_ARGUMENT);
  libauth_spf_free(nullptr);
  libauth_dmarc_free(nullptr);
  libauth_resolver_free(nullptr);
}

BOOST_AUTO_TEST_SUITE_END()
