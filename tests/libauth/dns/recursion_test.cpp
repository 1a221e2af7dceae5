// SPDX-License-Identifier: MIT
//
// Full recursion with DNSSEC validation, the default that users get, in a DNS of the test's own.

#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "libauth/audit/audit.h"
#include "libauth/base/enum.h"
#include "libauth/dns/settle.h"
#include "libauth/dns/unbound_resolver.h"
#include "libauth/spf/evaluate.h"
#include "tests/support/dns_world.h"
#include "tests/support/zones.h"

using namespace libauth::dns;
using namespace std::chrono_literals;
using libauth::base::name_of;
using tests::DnsWorld;
using tests::question;
using tests::Signing;

namespace {

/// Names of the server that says nothing and of the address where there is none.
const std::string kSilent = DnsWorld::address(8);
const std::string kNobody = DnsWorld::address(9);
const std::string kOdd = DnsWorld::address(7);

/// A server for "odd.example" that is lame in several ways, by the first letter of the name.
std::vector<tests::DnsMessage> odd(const tests::DnsQuery& query) {
  tests::DnsReply reply(query);
  reply.lame();
  switch (query.name.front()) {
    case 'u':  // refers upward
      return {reply.authority(".", RrType::ns, tests::wire_name("ns.root.example")).message()};
    case 's':  // refers to itself
      return {
          reply.authority("odd.example", RrType::ns, tests::wire_name("ns.odd.example")).message()};
    case 'e':  // says nothing at all
      return {reply.message()};
    case 'o':  // speaks of something else
      return {
          reply.answer("other.example", RrType::a, tests::address_data("192.0.2.66")).message()};
    case 'r':
      return {reply.rcode(tests::Rcode::refused).message()};
    case 'f':
      return {reply.rcode(tests::Rcode::servfail).message()};
    default:
      return {{0xff, 0xff}};
  }
}

std::string large_text() {
  std::string text;
  for (int i = 0; i < 20; ++i) text += " \"" + std::string(250, static_cast<char>('a' + i)) + "\"";
  return text;
}

std::vector<tests::WorldZone> zones() {
  const std::string spf = "@ TXT \"v=spf1 ip4:192.0.2.0/24 -all\"\n";
  return {
      {"secure.example", Signing::nsec,
       spf + "@ MX 10 www\nwww A 192.0.2.1\n*.wild A 192.0.2.2\nlarge TXT" + large_text() +
           "\nto-nsec3 CNAME www.nsec3.example.\nto-insecure CNAME www.insecure.example.\n"
           "to-bogus CNAME www.wrongkey.example.\nto-dead CNAME www.dead.example.\n"
           "to-lame CNAME www.lame.example.\n"
           "to-nothing CNAME gone.nsec3.example.\n"
           "to-itself CNAME and-back.insecure.example.\n"
           "via-wrongkey TXT \"v=spf1 include:wrongkey.example -all\"\n"
           "via-expired TXT \"v=spf1 redirect=expired.example\"\n"
           "via-dead TXT \"v=spf1 a:www.dead.example -all\"\n"
           "via-secure TXT \"v=spf1 include:secure.example -all\"\n"},
      {"nsec3.example", Signing::nsec3, "www A 192.0.2.3\n*.wild A 192.0.2.4\n"},
      {"insecure.example", Signing::none,
       spf + "www A 192.0.2.5\nto-secure CNAME www.secure.example.\n"
             "and-back CNAME to-itself.secure.example.\n"},
      {"wrongkey.example", Signing::wrong_key, spf + "www A 192.0.2.6\n"},
      {"expired.example", Signing::expired, spf + "www A 192.0.2.7\n"},
      {"stripped.example", Signing::stripped, spf + "www A 192.0.2.8\n"},
  };
}

std::vector<tests::WorldHole> holes() {
  return {
      {"dead.example", kNobody},
      {"silent.example", kSilent},
      {"lame.example", DnsWorld::top_address()},  // it has the zone above, and refers to itself
      {"refused.example", DnsWorld::leaf_address()},
      {"odd.example", kOdd},
  };
}

/// One world for the whole program.
struct World {
  World() {
    missing = DnsWorld::why_not();
    if (!missing.empty()) return;
    silent = std::make_unique<tests::ScriptedDns>(
        [](const tests::DnsQuery&) { return std::vector<tests::DnsMessage>{}; },
        tests::ScriptedDns::Options{.delay = {}, .address = kSilent, .port = 53});
    lame = std::make_unique<tests::ScriptedDns>(
        odd, tests::ScriptedDns::Options{.delay = {}, .address = kOdd, .port = 53});
    BOOST_TEST_REQUIRE((silent->started() && lame->started()));
    dns = std::make_unique<DnsWorld>(zones(), holes());
    BOOST_TEST_REQUIRE(dns->problem() == "");
    UnboundOptions options = dns->options();
    options.silence = 300ms;
    resolver = make(options);
  }

  static std::unique_ptr<UnboundResolver> make(const UnboundOptions& options) {
    auto created = UnboundResolver::create(options);
    BOOST_TEST_REQUIRE(bool(created), (created ? "" : created.error().message));
    return std::move(*created);
  }

  std::string missing;  ///< why there is no world; empty where there is one
  std::unique_ptr<tests::ScriptedDns> silent;
  std::unique_ptr<tests::ScriptedDns> lame;
  std::unique_ptr<DnsWorld> dns;
  std::unique_ptr<UnboundResolver> resolver;
};

World& world() {
  static World only;
  return only;
}

/// Whether the test can be made; says why where it cannot.
bool is_there() {
  if (world().missing.empty()) return true;
  BOOST_TEST_MESSAGE("not tested: " << world().missing << "; it takes a privilege, as root has it");
  return false;
}

std::string summary(const Answer& answer) {
  std::string text(name_of(answer.status));
  text += " " + std::string(name_of(answer.security));
  for (const Name& alias : answer.aliases) text += " > " + alias.text();
  for (const std::string& record : record_texts(answer)) text += " [" + record + "]";
  return text;
}

struct Row {
  const char* owner;
  RrType type;
  const char* want;
};

void check(const std::vector<Row>& rows, std::chrono::milliseconds time) {
  std::vector<Question> all;
  for (const Row& row : rows) all.push_back(question(row.owner, row.type));
  const auto answers = world().resolver->resolve(all, std::chrono::steady_clock::now() + time);
  BOOST_TEST_REQUIRE(answers.size() == rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    BOOST_TEST_CONTEXT(all[i].text() << ": " << answers[i]->detail) {
      BOOST_TEST(summary(*answers[i]).substr(0, 120) == rows[i].want);
      BOOST_TEST(answers[i]->is_known() == answers[i]->detail.empty());
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(dns_recursion)

BOOST_AUTO_TEST_CASE(answers_securely_from_signed_zones) {
  if (!is_there()) return;
  check(
      {
          {".", RrType::ns, "answered secure [ns.root.example]"},
          {"example", RrType::ns, "answered secure [ns.example]"},
          {"www.secure.example", RrType::a, "answered secure [192.0.2.1]"},
          {"secure.example", RrType::mx, "answered secure [10 www.secure.example]"},
          {"any.wild.secure.example", RrType::a, "answered secure [192.0.2.2]"},
          {"www.nsec3.example", RrType::a, "answered secure [192.0.2.3]"},
          {"any.wild.nsec3.example", RrType::a, "answered secure [192.0.2.4]"},
      },
      10s);
}

BOOST_AUTO_TEST_CASE(proves_what_is_not_there) {
  if (!is_there()) return;
  check(
      {
          {"gone.secure.example", RrType::a, "no_such_name secure"},
          {"www.secure.example", RrType::aaaa, "no_data secure"},
          {"gone.nsec3.example", RrType::a, "no_such_name secure"},
          {"www.nsec3.example", RrType::aaaa, "no_data secure"},
          {"gone.example", RrType::a, "no_such_name secure"},
          {"gone", RrType::a, "no_such_name secure"},
          {"to-nothing.secure.example", RrType::a, "no_such_name secure > gone.nsec3.example"},
      },
      10s);
}

BOOST_AUTO_TEST_CASE(tells_a_zone_that_is_not_signed) {
  if (!is_there()) return;
  check(
      {
          {"www.insecure.example", RrType::a, "answered insecure [192.0.2.5]"},
          {"gone.insecure.example", RrType::a, "no_such_name insecure"},
          {"www.insecure.example", RrType::txt, "no_data insecure"},
          {"ns.insecure.example", RrType::txt, "no_data insecure"},
      },
      10s);
  // Out of libunbound's cache.
  check({{"www.insecure.example", RrType::txt, "no_data insecure"}}, 10s);
}

BOOST_AUTO_TEST_CASE(follows_aliases_across_zones) {
  if (!is_there()) return;
  check(
      {
          {"to-nsec3.secure.example", RrType::a, "answered secure > www.nsec3.example [192.0.2.3]"},
          // The weakest link counts.
          {"to-insecure.secure.example", RrType::a,
           "answered insecure > www.insecure.example [192.0.2.5]"},
          {"to-secure.insecure.example", RrType::a,
           "answered insecure > www.secure.example [192.0.2.1]"},
          {"to-bogus.secure.example", RrType::a, "bogus bogus"},
          {"to-itself.secure.example", RrType::a, "servfail unchecked"},
      },
      10s);
}

BOOST_AUTO_TEST_CASE(calls_bogus_what_fails_validation) {
  if (!is_there()) return;
  check(
      {
          {"www.wrongkey.example", RrType::a, "bogus bogus"},
          {"gone.wrongkey.example", RrType::a, "bogus bogus"},
          {"www.expired.example", RrType::a, "bogus bogus"},
          {"www.stripped.example", RrType::a, "bogus bogus"},
      },
      10s);
}

BOOST_AUTO_TEST_CASE(does_not_know_what_dead_servers_would_say) {
  if (!is_there()) return;
  const auto start = std::chrono::steady_clock::now();
  check(
      {
          {"www.dead.example", RrType::a, "timeout unchecked"},
          {"www.silent.example", RrType::a, "timeout unchecked"},
          {"to-dead.secure.example", RrType::a, "timeout unchecked"},
          {"www.lame.example", RrType::a, "servfail unchecked"},
          {"to-lame.secure.example", RrType::a, "servfail unchecked"},
          {"www.refused.example", RrType::a, "servfail unchecked"},
          // Others are answered meanwhile.
          {"first.wild.secure.example", RrType::a, "answered secure [192.0.2.2]"},
      },
      1200ms);
  // The root answers, so that it goes on waiting for the servers of the domain.
  BOOST_TEST((std::chrono::steady_clock::now() - start >= 1200ms));
}

BOOST_AUTO_TEST_CASE(does_not_know_what_lame_servers_say) {
  if (!is_there()) return;
  std::vector<Question> all;
  for (const char* owner : {"upward", "self", "empty", "other", "refused", "failed", "noise"}) {
    all.push_back(question(std::string(owner) + ".odd.example", RrType::txt));
  }
  const auto answers = world().resolver->resolve(all, std::chrono::steady_clock::now() + 1s);
  for (std::size_t i = 0; i < all.size(); ++i) {
    BOOST_TEST_CONTEXT(all[i].text()) BOOST_TEST(!answers[i]->is_known(), summary(*answers[i]));
  }
}

BOOST_AUTO_TEST_CASE(takes_large_signed_answers) {
  if (!is_there()) return;
  const AnswerPtr got =
      tests::ask(*world().resolver, question("large.secure.example", RrType::txt));
  BOOST_TEST((got->status == Status::answered), got->detail);
  BOOST_TEST((got->security == Security::secure));
  BOOST_TEST_REQUIRE(got->txt().size() == 1U);
  BOOST_TEST(got->txt()[0].joined().size() == 5000U);
}

BOOST_AUTO_TEST_CASE(without_its_anchor_everything_is_bogus) {
  if (!is_there()) return;
  UnboundOptions options = world().dns->options();
  options.trust_anchor.clear();
  const auto resolver = UnboundResolver::create(options);
  // The system's anchor is for another root.
  BOOST_TEST_REQUIRE(bool(resolver));
  BOOST_TEST(summary(*tests::ask(**resolver, question("www.secure.example", RrType::a))) ==
             "bogus bogus");
}

BOOST_AUTO_TEST_CASE(spf_is_a_temporary_error_where_the_dns_is_broken) {
  if (!is_there()) return;
  const struct {
    const char* sender;
    const char* want;
  } kRows[] = {
      {"secure.example", "pass"},
      {"via-secure.secure.example", "pass"},
      {"insecure.example", "pass"},
      {"www.secure.example", "none"},
      {"gone.secure.example", "none"},
      {"wrongkey.example", "temperror"},
      {"expired.example", "temperror"},
      {"stripped.example", "temperror"},
      {"dead.example", "temperror"},
      {"lame.example", "temperror"},
      {"refused.example", "temperror"},
      {"via-wrongkey.secure.example", "temperror"},
      {"via-expired.secure.example", "temperror"},
      {"via-dead.secure.example", "temperror"},
  };
  std::vector<std::jthread> threads;
  std::vector<std::string> got(std::size(kRows));
  for (std::size_t i = 0; i < std::size(kRows); ++i) {
    threads.emplace_back([&got, &kRows, i] {
      libauth::spf::Request request;
      request.ip = tests::ip("192.0.2.99");
      request.mail_from = std::string("a@") + kRows[i].sender;
      Facts facts;
      SettleLimits limits;
      limits.time = 1s;
      const auto judge = [&request](Facts& known) {
        return libauth::spf::evaluate(request, known);
      };
      got[i] = name_of(settle(*world().resolver, facts, judge, limits).result);
    });
  }
  threads.clear();
  for (std::size_t i = 0; i < got.size(); ++i) {
    BOOST_TEST_CONTEXT(kRows[i].sender) BOOST_TEST(got[i] == kRows[i].want);
  }
}

BOOST_AUTO_TEST_CASE(an_audit_finds_nothing_missing_where_the_dns_is_broken) {
  if (!is_there()) return;
  for (const char* domain : {"wrongkey.example", "lame.example", "dead.example"}) {
    BOOST_TEST_CONTEXT(domain) {
      SettleLimits limits;
      limits.time = 1s;
      libauth::audit::Options options;
      options.probe_selectors = false;
      const auto audit =
          libauth::audit::run(tests::name(domain), options, *world().resolver, limits);
      BOOST_TEST((audit.verdict == libauth::audit::Verdict::unknown));
      BOOST_TEST(!audit.findings.empty());
      for (const auto& finding : audit.findings) {
        BOOST_TEST((finding.verdict == libauth::audit::Verdict::unknown), finding.id);
        BOOST_TEST(finding.id.find("missing") == std::string::npos, finding.id);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(says_at_once_that_the_root_servers_are_silent) {
  if (!is_there()) return;
  const tests::TempDir folder;
  UnboundOptions options = world().dns->options();
  options.root_hints =
      folder.write("hints", ". NS ns.root.example.\nns.root.example. A " + kNobody + "\n");
  const auto resolver = World::make(options);
  const auto start = std::chrono::steady_clock::now();
  const Question asked = question("www.secure.example", RrType::a);
  const AnswerPtr got = resolver->resolve({&asked, 1}, start + 20s).at(0);
  BOOST_TEST((std::chrono::steady_clock::now() - start < 3s));
  BOOST_TEST((got->status == Status::timeout), summary(*got));
  BOOST_TEST(got->detail.starts_with("No root name server answers: " + kNobody + "@53"),
             got->detail);
  BOOST_TEST(got->detail.find("--resolver system") != std::string::npos, got->detail);
}

BOOST_AUTO_TEST_SUITE_END()
