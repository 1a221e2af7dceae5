// SPDX-License-Identifier: MIT
//
// The resolver over libunbound against servers that are slow, broken, or not there.

#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "libauth/base/enum.h"
#include "libauth/dns/unbound_resolver.h"
#include "tests/support/loopback.h"
#include "tests/support/scripted_dns.h"
#include "tests/support/temp_dir.h"
#include "tests/support/zones.h"

using namespace libauth::dns;
using namespace std::chrono_literals;
using libauth::base::name_of;
using tests::address_data;
using tests::DnsMessage;
using tests::DnsQuery;
using tests::DnsReply;
using tests::question;
using tests::Rcode;
using tests::ScriptedDns;
using tests::wire_name;
using Clock = std::chrono::steady_clock;
using Messages = std::vector<DnsMessage>;

namespace {

UnboundOptions through(const std::vector<std::string>& forwarders) {
  UnboundOptions options;
  options.forwarders = forwarders;
  return options;
}

std::unique_ptr<UnboundResolver> make(const UnboundOptions& options) {
  auto created = UnboundResolver::create(options);
  BOOST_TEST_REQUIRE(bool(created), (created ? "" : created.error().message));
  return std::move(*created);
}

AnswerPtr ask(Resolver& resolver, const std::string& owner, std::chrono::milliseconds time = 5s,
              RrType type = RrType::a) {
  const Question asked = question(owner, type);
  return resolver.resolve({&asked, 1}, Clock::now() + time).at(0);
}

std::string summary(const Answer& answer) {
  std::string text(name_of(answer.status));
  for (const Name& alias : answer.aliases) text += " > " + alias.text();
  for (const std::string& record : record_texts(answer)) text += " [" + record + "]";
  return text;
}

/// A right answer to a question for an address.
DnsMessage right(const DnsQuery& query) {
  return DnsReply(query).answer(query.name, RrType::a, address_data("192.0.2.1")).message();
}

Messages nothing(const DnsQuery&) {
  return {};
}

/// A port of the loopback address where nothing listens.
std::string closed_port() {
  return "127.0.0.1@" + std::to_string(tests::free_port());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(dns_servers)

BOOST_AUTO_TEST_CASE(asks_over_tcp_where_the_answer_is_truncated) {
  const ScriptedDns server([](const DnsQuery& query) -> Messages {
    // RFC 2181 section 9: what is left of the answer does not count.
    if (!query.over_tcp) {
      return {DnsReply(query)
                  .truncated()
                  .answer(query.name, RrType::a, address_data("192.0.2.66"))
                  .message()};
    }
    return {right(query)};
  });
  const auto resolver = make(through({server.address()}));
  BOOST_TEST(summary(*ask(*resolver, "www.example")) == "answered [192.0.2.1]");
  BOOST_TEST(server.tcp_queries() == 1U);
}

BOOST_AUTO_TEST_CASE(does_not_know_what_was_cut_off) {
  const ScriptedDns server([](const DnsQuery& query) -> Messages {
    if (query.over_tcp) return {};
    return {DnsReply(query).truncated().message()};
  });
  const auto resolver = make(through({server.address()}));
  const AnswerPtr got = ask(*resolver, "www.example", 500ms);
  BOOST_TEST(!got->is_known(), summary(*got));
}

BOOST_AUTO_TEST_CASE(does_not_take_wrong_answers_for_knowledge) {
  const struct {
    const char* what;
    ScriptedDns::Script script;
  } kRows[] = {
      {"silence", nothing},
      {"no octets", [](const DnsQuery&) { return Messages{{}}; }},
      {"three octets",
       [](const DnsQuery&) {
         return Messages{{1, 2, 3}};
       }},
      {"a header only",
       [](const DnsQuery& query) {
         DnsMessage message = right(query);
         message.resize(12);
         return Messages{message};
       }},
      {"cut in the middle of a record",
       [](const DnsQuery& query) {
         DnsMessage message = right(query);
         message.resize(message.size() - 3);
         return Messages{message};
       }},
      {"64 KiB of noise",
       [](const DnsQuery& query) {
         DnsMessage message = right(query);
         message.resize(60000, 0xc0);
         message[7] = 0xff;
         return Messages{message};
       }},
      {"another id",
       [](const DnsQuery& query) { return Messages{DnsReply(query).other_id().message()}; }},
      {"another question",
       [](const DnsQuery& query) {
         DnsMessage message = right(query);
         message[13] = message[13] == 'x' ? 'y' : 'x';
         return Messages{message};
       }},
      {"the query itself", [](const DnsQuery& query) { return Messages{query.octets}; }},
      {"a pointer that leads to itself",
       [](const DnsQuery& query) {
         DnsMessage message = right(query);
         // The owner of the record, after the question, becomes a pointer to its own place.
         message.resize(query.question_end);
         tests::append16(message, 0xc000 | query.question_end);
         tests::append16(message, 1);
         tests::append16(message, 1);
         message[7] = 1;
         return Messages{message};
       }},
  };
  std::vector<std::unique_ptr<ScriptedDns>> servers;
  std::vector<std::unique_ptr<UnboundResolver>> resolvers;
  std::vector<std::jthread> threads;
  std::vector<std::string> got(std::size(kRows));
  for (std::size_t i = 0; i < got.size(); ++i) {
    servers.push_back(std::make_unique<ScriptedDns>(kRows[i].script));
    resolvers.push_back(make(through({servers[i]->address()})));
    threads.emplace_back([&got, i, resolver = resolvers[i].get()] {
      const AnswerPtr answer = ask(*resolver, "www.example", 1s);
      got[i] = answer->is_known() ? summary(*answer) : "unknown";
    });
  }
  threads.clear();
  for (std::size_t i = 0; i < got.size(); ++i) {
    BOOST_TEST_CONTEXT(kRows[i].what) BOOST_TEST(got[i] == "unknown");
  }
}

BOOST_AUTO_TEST_CASE(takes_the_right_answer_after_wrong_ones) {
  const ScriptedDns server([](const DnsQuery& query) -> Messages {
    return {DnsReply(query)
                .other_id()
                .answer(query.name, RrType::a, address_data("192.0.2.66"))
                .message(),
            right(query)};
  });
  const auto resolver = make(through({server.address()}));
  BOOST_TEST(summary(*ask(*resolver, "www.example")) == "answered [192.0.2.1]");
}

BOOST_AUTO_TEST_CASE(says_who_gave_no_usable_answer) {
  for (const Rcode rcode : {Rcode::servfail, Rcode::refused, Rcode::formerr}) {
    BOOST_TEST_CONTEXT("response code " << static_cast<int>(rcode)) {
      const ScriptedDns server([rcode](const DnsQuery& query) {
        return Messages{DnsReply(query).rcode(rcode).message()};
      });
      const auto resolver = make(through({server.address()}));
      const AnswerPtr got = ask(*resolver, "www.example");
      BOOST_TEST(summary(*got) == "servfail");
      BOOST_TEST(got->detail.find(server.address()) != std::string::npos, got->detail);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_referral_is_no_answer) {
  const struct {
    const char* what;
    const char* zone;
  } kRows[] = {
      {"to the root", "."}, {"to the zone above", "example"}, {"to the name", "www.example"}};
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.what) {
      const ScriptedDns server([&row](const DnsQuery& query) {
        return Messages{DnsReply(query)
                            .lame()
                            .authority(row.zone, RrType::ns, wire_name("ns.example"))
                            .additional("ns.example", RrType::a, address_data("192.0.2.53"))
                            .message()};
      });
      const auto resolver = make(through({server.address()}));
      const AnswerPtr got = ask(*resolver, "www.example", 1500ms);
      BOOST_TEST(!got->is_known(), summary(*got));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_resolver_may_leave_the_soa_record_out) {
  const ScriptedDns server(
      [](const DnsQuery& query) { return Messages{DnsReply(query).message()}; });
  const auto resolver = make(through({server.address()}));
  BOOST_TEST(summary(*ask(*resolver, "www.example")) == "no_data");
  BOOST_TEST(summary(*ask(*resolver, "www2.example")) == "no_data");
  // Whether it is a resolver was asked once.
  BOOST_TEST(server.queries() == 3U);
}

BOOST_AUTO_TEST_CASE(follows_chains_of_aliases_to_a_limit) {
  // cN.example is an alias of c(N-1).example; c0.example has an address.
  const ScriptedDns server([](const DnsQuery& query) -> Messages {
    const int number = std::stoi(query.name.substr(1));
    if (number == 0) return {right(query)};
    const DnsMessage target = wire_name("c" + std::to_string(number - 1) + ".example");
    return {DnsReply(query).answer(query.name, RrType::cname, target).message()};
  });
  const auto resolver = make(through({server.address()}));
  const AnswerPtr eight = ask(*resolver, "c8.example");
  BOOST_TEST((eight->status == Status::answered), summary(*eight));
  BOOST_TEST(eight->aliases.size() == 8U);
  const AnswerPtr thirty = ask(*resolver, "c40.example");
  BOOST_TEST((thirty->status == Status::servfail), summary(*thirty));
  BOOST_TEST(!thirty->detail.empty());
}

BOOST_AUTO_TEST_CASE(follows_a_chain_that_comes_in_one_message_to_a_limit) {
  const ScriptedDns server([](const DnsQuery& query) -> Messages {
    DnsReply reply(query);
    const int number = std::stoi(query.name.substr(1));
    for (int i = number; i > 0; --i) {
      reply.answer("c" + std::to_string(i) + ".example", RrType::cname,
                   wire_name("c" + std::to_string(i - 1) + ".example"));
    }
    return {reply.answer("c0.example", RrType::a, address_data("192.0.2.1")).message()};
  });
  const auto resolver = make(through({server.address()}));
  BOOST_TEST(ask(*resolver, "c8.example")->aliases.size() == 8U);
  const AnswerPtr got = ask(*resolver, "c60.example");
  BOOST_TEST((got->status == Status::servfail), summary(*got));
}

BOOST_AUTO_TEST_CASE(asks_all_questions_of_a_round_at_once) {
  const ScriptedDns server([](const DnsQuery& query) { return Messages{right(query)}; },
                           {.delay = 100ms});
  const auto resolver = make(through({server.address()}));
  std::vector<Question> all;
  for (int i = 0; i < 150; ++i)
    all.push_back(question("n" + std::to_string(i) + ".example", RrType::a));
  const auto start = Clock::now();
  for (const AnswerPtr& answer : resolver->resolve(all, start + 10s)) {
    BOOST_TEST((answer->status == Status::answered));
  }
  const auto took = Clock::now() - start;
  BOOST_TEST((took >= 100ms && took < 600ms),
             std::chrono::duration_cast<std::chrono::milliseconds>(took).count() << " ms");
}

BOOST_AUTO_TEST_CASE(hands_over_each_answer_when_it_comes) {
  const ScriptedDns server([](const DnsQuery& query) -> Messages {
    if (query.name.starts_with("never")) return {};
    return {right(query)};
  });
  const auto resolver = make(through({server.address()}));
  const std::vector<Question> all = {question("never.example", RrType::a),
                                     question("www.example", RrType::a),
                                     question("www2.example", RrType::a)};
  const auto start = Clock::now();
  const auto thread = std::this_thread::get_id();
  std::map<std::size_t, std::chrono::milliseconds> taken;
  resolver->resolve_each(all, start + 400ms, [&](std::size_t index, const AnswerPtr& answer) {
    BOOST_TEST((std::this_thread::get_id() == thread));
    BOOST_TEST_REQUIRE(answer != nullptr);
    BOOST_TEST((answer->status == (index == 0 ? Status::timeout : Status::answered)));
    BOOST_TEST(!taken.contains(index));
    taken[index] = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start);
  });
  BOOST_TEST_REQUIRE(taken.size() == 3U);
  BOOST_TEST((taken[1] < 300ms && taken[2] < 300ms && taken[0] >= 400ms));
}

BOOST_AUTO_TEST_CASE(asks_what_follows_while_other_names_are_slow) {
  const ScriptedDns server([](const DnsQuery& query) -> Messages {
    if (query.name.starts_with("never")) return {};
    return {right(query)};
  });
  const auto resolver = make(through({server.address()}));
  const auto numbered = [](int n) {
    return question("n" + std::to_string(n) + ".example", RrType::a);
  };
  const std::vector<Question> first = {question("never.example", RrType::a), numbered(0)};
  const auto start = Clock::now();
  std::map<std::string, std::chrono::milliseconds> taken;
  int next = 1;
  std::vector<Question> more;
  resolver->resolve_all(first, start + 800ms, [&](const Question& one, const AnswerPtr& answer) {
    taken[one.text()] = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start);
    more.clear();
    // Each leads to two more; behind the deadline they time out at once.
    const bool is_slow = one.name.text() == "never.example";
    BOOST_TEST(
        (answer->status == (taken.at(one.text()) >= 800ms ? Status::timeout : Status::answered)));
    if (is_slow || next < 40) more = {numbered(next), numbered(next + 1)};
    next += static_cast<int>(more.size());
    return std::span<const Question>(more);
  });
  BOOST_TEST(taken.size() == 44U);
  for (int n = 0; n < 41; ++n) BOOST_TEST((taken.at(numbered(n).text()) < 700ms), n);
  BOOST_TEST((taken.at("never.example A") >= 800ms));
  BOOST_TEST((taken.at(numbered(41).text()) >= 800ms && taken.at(numbered(42).text()) >= 800ms));
}

BOOST_AUTO_TEST_CASE(uses_the_forwarder_that_is_up) {
  const ScriptedDns up([](const DnsQuery& query) { return Messages{right(query)}; });
  const ScriptedDns silent(nothing);
  for (const std::string& down : {closed_port(), silent.address()}) {
    BOOST_TEST_CONTEXT(down) {
      const auto resolver = make(through({down, up.address()}));
      std::vector<Question> all;
      for (int i = 0; i < 20; ++i) {
        all.push_back(question("n" + std::to_string(i) + ".example", RrType::a));
      }
      for (const AnswerPtr& answer : resolver->resolve(all, Clock::now() + 5s)) {
        BOOST_TEST((answer->status == Status::answered), summary(*answer));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(does_not_wait_long_for_a_port_where_nothing_listens) {
  const std::string closed = closed_port();
  const auto resolver = make(through({closed}));
  const std::vector<Question> all = {question("www.example", RrType::a),
                                     question("www.example", RrType::mx)};
  const auto start = Clock::now();
  const auto answers = resolver->resolve(all, start + 20s);
  BOOST_TEST((Clock::now() - start < 2500ms));
  for (const AnswerPtr& answer : answers) {
    BOOST_TEST((answer->status == Status::timeout), summary(*answer));
    BOOST_TEST(answer->detail == "The resolver does not answer: " + closed +
                                     " (connection refused: nothing listens there).");
  }
  // It is known now, and the next round ends at once.
  const auto again = Clock::now();
  BOOST_TEST(ask(*resolver, "www2.example", 20s)->detail == answers[0]->detail);
  BOOST_TEST(resolver->explain_silence(2s) == answers[0]->detail);
  BOOST_TEST((Clock::now() - again < 100ms));
}

BOOST_AUTO_TEST_CASE(waits_for_a_hard_question_where_the_resolver_answers_others) {
  std::atomic<int> probes = 0;
  const ScriptedDns server([&probes](const DnsQuery& query) -> Messages {
    if (query.name != ".") return {};
    ++probes;
    return {DnsReply(query).rcode(Rcode::refused).message()};
  });
  UnboundOptions options = through({server.address()});
  options.silence = 200ms;
  const auto resolver = make(options);
  const auto start = Clock::now();
  std::vector<std::jthread> threads;
  std::atomic<int> in_time = 0;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&resolver, &in_time, start, i] {
      const AnswerPtr got = ask(*resolver, "n" + std::to_string(i) + ".example", 1s);
      if (got->detail == "no answer came in time" && Clock::now() - start >= 1s) ++in_time;
    });
  }
  threads.clear();
  BOOST_TEST(in_time == 8);
  BOOST_TEST(probes == 1);
}

BOOST_AUTO_TEST_CASE(ends_the_waiting_of_all_threads_by_one_probe) {
  std::atomic<int> probes = 0;
  const ScriptedDns server([&probes](const DnsQuery& query) -> Messages {
    if (query.name == ".") ++probes;
    return {};
  });
  UnboundOptions options = through({server.address()});
  options.silence = 300ms;
  const auto resolver = make(options);
  const auto start = Clock::now();
  std::vector<std::jthread> threads;
  std::atomic<int> told = 0;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&resolver, &told, &server, i] {
      const AnswerPtr got = ask(*resolver, "n" + std::to_string(i) + ".example", 20s);
      if (got->detail ==
          "The resolver does not answer: " + server.address() + " (no answer in time).") {
        ++told;
      }
    });
  }
  threads.clear();
  BOOST_TEST((Clock::now() - start < 1s));
  BOOST_TEST(told == 8);
  // One probe asks three times, since a datagram may get lost.
  BOOST_TEST(probes == 3);
}

BOOST_AUTO_TEST_CASE(answers_that_come_end_the_suspicion) {
  // Each answer takes longer than the patience, and the probe is not answered.
  const ScriptedDns server(
      [](const DnsQuery& query) -> Messages {
        if (query.name == ".") return {};
        return {right(query)};
      },
      {.delay = 300ms});
  UnboundOptions options = through({server.address()});
  options.silence = 200ms;
  const auto resolver = make(options);
  BOOST_TEST(summary(*ask(*resolver, "www.example", 5s)) == "answered [192.0.2.1]");
}

BOOST_AUTO_TEST_CASE(asks_the_resolvers_of_the_system) {
  const tests::TempDir folder;
  UnboundOptions options;
  options.system_resolvers = true;
  options.resolv_conf = folder.file("none");
  const auto missing = UnboundResolver::create(options);
  BOOST_TEST_REQUIRE(!missing);
  BOOST_TEST(missing.error().message.find(options.resolv_conf) != std::string::npos);

  const std::string pid = std::to_string(getpid() & 0xff);
  const ScriptedDns server([](const DnsQuery& query) { return Messages{right(query)}; },
                           {.delay = {}, .address = "127.63." + pid + ".53", .port = 53});
  if (!server.started()) {
    BOOST_TEST_MESSAGE("not tested: port 53 cannot be bound here; it takes a privilege");
    return;
  }
  options.resolv_conf = folder.write("resolv.conf", "# nameserver 127.63." + pid +
                                                        ".54\nsearch example\nnameserver 127.63." +
                                                        pid + ".53\noptions edns0\n");
  const auto resolver = make(options);
  BOOST_TEST(summary(*ask(*resolver, "www.example")) == "answered [192.0.2.1]");
}

BOOST_AUTO_TEST_CASE(says_what_is_wrong_with_root_hints) {
  const tests::TempDir folder;
  const struct {
    const char* what;
    std::string path;
  } kRows[] = {
      {"no file", folder.file("gone")},
      {"a folder", folder.path().string()},
      {"nothing", folder.write("empty", "")},
      {"no zone file", folder.write("noise", "what is this?\n")},
      {"no server of the root",
       folder.write("other", "example. NS a.example.\na.example. A 192.0.2.1\n")},
      {"no address", folder.write("bare", ". NS a.example.\nb.example. A 192.0.2.1\n")},
      {"too large", folder.write("large", std::string(2 << 20, ';'))},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.what) {
      UnboundOptions options;
      options.root_hints = row.path;
      const auto created = UnboundResolver::create(options);
      BOOST_TEST_REQUIRE(!created);
      BOOST_TEST(created.error().message.find(row.path) != std::string::npos,
                 created.error().message);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
