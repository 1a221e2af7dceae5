// SPDX-License-Identifier: MIT
//
// The resolver over libunbound, against a real name server on the loopback address.

#include "libauth/dns/unbound_resolver.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "libauth/base/enum.h"
#include "tests/support/nsd.h"
#include "tests/support/zones.h"

using namespace libauth::dns;
using namespace std::chrono_literals;
using tests::question;

namespace {

std::string soa(const std::string& zone) {
  return "$ORIGIN " + zone +
         ".\n$TTL 600\n@ 3600 IN SOA ns h 1 7200 600 86400 300\n@ NS ns\n"
         "ns A 127.0.0.1\n";
}

/// 20 strings of 250 octets: more than a UDP answer holds.
std::string large_text() {
  std::string text;
  for (int i = 0; i < 20; ++i) text += " \"" + std::string(250, static_cast<char>('a' + i)) + "\"";
  return text;
}

std::map<std::string, std::string> zones() {
  return {
      {"example", soa("example") +
                      "www A 192.0.2.1\nwww A 192.0.2.2\nwww AAAA 2001:db8::1\n"
                      "alias CNAME www\nalias2 CNAME alias\nbeyond CNAME www.example.com.\n"
                      "nowhere CNAME gone\nloop1 CNAME loop2\nloop2 CNAME loop1\n"
                      "@ MX 10 mx1\n@ MX 20 mx2\nnull MX 0 .\n"
                      "two TXT \"v=spf1 \" \"-all\"\n"
                      "odd TXT \"\\000\\255\\\"\\\\\" \"\"\n"
                      "large TXT" +
                      large_text() +
                      "\n"
                      "many TXT \"one\"\nmany TXT \"two\"\n"
                      "deep.between A 192.0.2.3\n*.wild A 192.0.2.4\n"
                      "_443._tcp.www TLSA 3 1 1 "
                      "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n"
                      "old DNAME new\nx.new A 192.0.2.5\n"},
      {"example.com", soa("example.com") + "www 30 A 192.0.2.80\n"},
      {"2.0.192.in-addr.arpa", soa("2.0.192.in-addr.arpa") + "1 PTR www.example.\n"},
      {"8.b.d.0.1.0.0.2.ip6.arpa",
       soa("8.b.d.0.1.0.0.2.ip6.arpa") +
           "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0 PTR www.example.\n"},
      {"168.192.in-addr.arpa", soa("168.192.in-addr.arpa") + "1.1 PTR private.example.\n"},
      {"test", soa("test") + "www A 192.0.2.6\n"},
      {"invalid", soa("invalid") + "www A 192.0.2.7\n"},
  };
}

/// One server and one resolver for the whole program.
struct World {
  World() {
    BOOST_TEST_REQUIRE(tests::Nsd::is_installed(), "NSD is missing: apt-get install nsd");
    nsd = std::make_unique<tests::Nsd>(zones());
    BOOST_TEST_REQUIRE(nsd->started(), "NSD does not answer: " << nsd->log());
    resolver = make({nsd->address()});
  }

  static std::unique_ptr<UnboundResolver> make(const std::vector<std::string>& forwarders) {
    UnboundOptions options;
    options.forwarders = forwarders;
    auto created = UnboundResolver::create(options);
    BOOST_TEST_REQUIRE(bool(created), (created ? "" : created.error().message));
    return std::move(*created);
  }

  std::unique_ptr<tests::Nsd> nsd;
  std::unique_ptr<UnboundResolver> resolver;
};

World& world() {
  static World only;
  return only;
}

std::string summary(const Answer& answer) {
  std::string text(libauth::base::name_of(answer.status));
  for (const Name& alias : answer.aliases) text += " > " + alias.text();
  auto records = record_texts(answer);
  std::sort(records.begin(), records.end());
  for (const std::string& record : records) text += " [" + record + "]";
  return text;
}

AnswerPtr ask(Resolver& resolver, const Question& asked, std::chrono::milliseconds time = 10s) {
  return resolver.resolve({&asked, 1}, std::chrono::steady_clock::now() + time).at(0);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(dns_unbound_resolver)

BOOST_AUTO_TEST_CASE(answers_as_the_zones_have_it) {
  const struct {
    const char* owner;
    RrType type;
    const char* want;
    int ttl;
  } kRows[] = {
      {"www.example", RrType::a, "answered [192.0.2.1] [192.0.2.2]", 600},
      {"WWW.Example", RrType::aaaa, "answered [2001:db8::1]", 600},
      {"www.example", RrType::txt, "no_data", 300},
      {"gone.example", RrType::a, "no_such_name", 300},
      {"between.example", RrType::a, "no_data", 300},
      {"any.wild.example", RrType::a, "answered [192.0.2.4]", 600},
      {"alias2.example", RrType::a,
       "answered > alias.example > www.example [192.0.2.1] [192.0.2.2]", 600},
      {"alias.example", RrType::cname, "answered [www.example]", 600},
      {"beyond.example", RrType::a, "answered > www.example.com [192.0.2.80]", 30},
      {"nowhere.example", RrType::a, "no_such_name > gone.example", 300},
      {"x.old.example", RrType::a, "answered > x.new.example [192.0.2.5]", 600},
      {"example", RrType::mx, "answered [10 mx1.example] [20 mx2.example]", 600},
      {"null.example", RrType::mx, "answered [0 .]", 600},
      {"two.example", RrType::txt, "answered [\"v=spf1 \" \"-all\"]", 600},
      {"odd.example", RrType::txt, "answered [\"\\000\\255\\\"\\\\\" \"\"]", 600},
      {"many.example", RrType::txt, "answered [\"one\"] [\"two\"]", 600},
      {"example", RrType::soa, "answered [ns.example h.example 1 minimum 300]", 3600},
      {"_443._tcp.www.example", RrType::tlsa,
       "answered [\\# 35 "
       "03010100112233445566778899aabbccddeeff00112233445566778899aabbccddeeff]",
       600},
      // libunbound would answer these itself if it were let.
      {"www.test", RrType::a, "answered [192.0.2.6]", 600},
      {"gone.test", RrType::a, "no_such_name", 300},
      {"www.invalid", RrType::a, "answered [192.0.2.7]", 600},
      {"1.2.0.192.in-addr.arpa", RrType::ptr, "answered [www.example]", 600},
      {"9.2.0.192.in-addr.arpa", RrType::ptr, "no_such_name", 300},
      {"1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa", RrType::ptr,
       "answered [www.example]", 600},
      {"1.1.168.192.in-addr.arpa", RrType::ptr, "answered [private.example]", 600},
  };
  std::vector<Question> all;
  for (const auto& row : kRows) all.push_back(question(row.owner, row.type));
  const auto answers = world().resolver->resolve(all, std::chrono::steady_clock::now() + 20s);
  BOOST_TEST_REQUIRE(answers.size() == all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    BOOST_TEST_CONTEXT(all[i].text()) {
      const Answer& got = *answers[i];
      BOOST_TEST(summary(got) == kRows[i].want);
      const auto ttl = got.ttl.count();
      BOOST_TEST((ttl <= kRows[i].ttl && ttl + 20 >= kRows[i].ttl),
                 "got TTL " << ttl << ", want " << kRows[i].ttl);
      BOOST_TEST((got.security == Security::unchecked));
      BOOST_TEST(got.size > 12U);
    }
  }
}

BOOST_AUTO_TEST_CASE(takes_large_answers_over_tcp) {
  const AnswerPtr got = ask(*world().resolver, question("large.example", RrType::txt));
  BOOST_TEST((got->status == Status::answered), "got " << summary(*got).substr(0, 80));
  BOOST_TEST_REQUIRE(got->txt().size() == 1U);
  BOOST_TEST(got->txt()[0].strings.size() == 20U);
  BOOST_TEST(got->txt()[0].joined().size() == 5000U);
  BOOST_TEST(got->size > 4096U);
}

BOOST_AUTO_TEST_CASE(a_name_that_no_zone_has_is_unknown) {
  // NSD refuses it, which libunbound makes a SERVFAIL.
  for (const char* owner : {"www.example.net", "other"}) {
    BOOST_TEST_CONTEXT(owner) {
      const AnswerPtr got = ask(*world().resolver, question(owner, RrType::a));
      BOOST_TEST(!got->is_known(), "got " << summary(*got));
      BOOST_TEST(!got->detail.empty());
    }
  }
}

BOOST_AUTO_TEST_CASE(a_loop_of_aliases_is_a_failure) {
  const AnswerPtr got = ask(*world().resolver, question("loop1.example", RrType::a));
  BOOST_TEST((got->status == Status::servfail), "got " << summary(*got));
}

BOOST_AUTO_TEST_CASE(a_server_that_never_answers_is_a_timeout) {
  const tests::LoopbackSocket silent;
  const auto resolver = World::make({"127.0.0.1@" + std::to_string(silent.port())});
  const auto start = std::chrono::steady_clock::now();
  const AnswerPtr got = ask(*resolver, question("www.example", RrType::a), 300ms);
  const auto waited = std::chrono::steady_clock::now() - start;
  BOOST_TEST((got->status == Status::timeout), "got " << summary(*got));
  BOOST_TEST((waited >= 300ms && waited < 3s),
             "waited " << std::chrono::duration_cast<std::chrono::milliseconds>(waited).count()
                       << " ms, want 300");
  // The question is still open here: the resolver goes away with it.
}

BOOST_AUTO_TEST_CASE(a_deadline_that_has_passed_still_gives_answers) {
  const std::vector<Question> all(3, question("slow.wild.example", RrType::a));
  const auto answers = world().resolver->resolve(all, std::chrono::steady_clock::now() - 1s);
  BOOST_TEST_REQUIRE(answers.size() == 3U);
  for (const AnswerPtr& answer : answers) BOOST_TEST_REQUIRE(answer != nullptr);
}

BOOST_AUTO_TEST_CASE(no_questions_have_no_answers) {
  BOOST_TEST(world().resolver->resolve({}, std::chrono::steady_clock::now() + 5s).empty());
}

BOOST_AUTO_TEST_CASE(goes_away_while_many_questions_are_open) {
  const tests::LoopbackSocket silent;
  for (int round = 0; round < 5; ++round) {
    const auto resolver = World::make({"127.0.0.1@" + std::to_string(silent.port())});
    std::vector<Question> all;
    for (int i = 0; i < 100; ++i) {
      all.push_back(question("n" + std::to_string(i) + ".example", RrType::a));
    }
    for (const AnswerPtr& answer :
         resolver->resolve(all, std::chrono::steady_clock::now() + 20ms)) {
      BOOST_TEST((answer->status == Status::timeout));
    }
  }
}

BOOST_AUTO_TEST_CASE(answers_many_threads_at_once) {
  constexpr int kThreads = 8;
  constexpr int kRounds = 25;
  std::atomic<int> right = 0;
  std::vector<std::jthread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([thread, &right] {
      for (int round = 0; round < kRounds; ++round) {
        const std::string own = "t" + std::to_string(thread) + "r" + std::to_string(round);
        const std::vector<Question> all = {question(own + ".wild.example", RrType::a),
                                           question(own + ".example", RrType::a),
                                           question("www.example", RrType::aaaa)};
        const auto answers = world().resolver->resolve(all, std::chrono::steady_clock::now() + 20s);
        if (summary(*answers[0]) == "answered [192.0.2.4]" &&
            summary(*answers[1]) == "no_such_name" &&
            summary(*answers[2]) == "answered [2001:db8::1]") {
          ++right;
        }
      }
    });
  }
  threads.clear();
  BOOST_TEST(right == kThreads * kRounds);
}

BOOST_AUTO_TEST_CASE(asks_a_server_again_soon_after_it_came_back) {
  tests::Nsd nsd(
      std::map<std::string, std::string>{{"example", soa("example") + "www A 192.0.2.1\n"}});
  BOOST_TEST_REQUIRE(nsd.started(), nsd.log());
  const auto resolver = World::make({nsd.address()});
  BOOST_TEST(summary(*ask(*resolver, question("www.example", RrType::a))) ==
             "answered [192.0.2.1]");
  nsd.stop();
  BOOST_TEST(!ask(*resolver, question("www.example", RrType::aaaa), 500ms)->is_known());
  nsd.restart();
  BOOST_TEST_REQUIRE(nsd.started(), nsd.log());
  bool back = false;
  for (int i = 0; i < 40 && !back; ++i) {
    back = ask(*resolver, question("n" + std::to_string(i) + ".example", RrType::a), 500ms)
               ->is_known();
  }
  BOOST_TEST(back);
}

BOOST_AUTO_TEST_CASE(says_what_is_wrong_with_its_options) {
  for (const char* forwarder : {"", "example.com", "192.0.2.1@", "192.0.2.1@0", "192.0.2.1@65536",
                                "192.0.2.1:53", "@53", "192.0.2.1@53@53", "192.0.2.1\n"}) {
    BOOST_TEST_CONTEXT('"' << forwarder << '"') {
      UnboundOptions options;
      options.forwarders = {forwarder};
      const auto created = UnboundResolver::create(options);
      BOOST_TEST_REQUIRE(!created);
      BOOST_TEST(created.error().message.find("ADDRESS@PORT") != std::string::npos);
      BOOST_TEST(created.error().message.find('\n') == std::string::npos);
    }
  }
  UnboundOptions options;
  options.forwarders = {"127.0.0.1@53"};
  options.validate_forwarded = true;
  options.trust_anchor = "/nonexistent/root.key";
  const auto created = UnboundResolver::create(options);
  BOOST_TEST_REQUIRE(!created);
  BOOST_TEST(created.error().message.find("/nonexistent/root.key") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
