// SPDX-License-Identifier: MIT
//
// Sessions of the C ABI: their options, their course, and what happens where they are misused.

#include <cstring>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <arpa/inet.h>

#include <boost/test/unit_test.hpp>

#include "tests/libauth/capi/c_session.h"

using namespace tests;

namespace {

libauth_status try_options(const libauth_session_options& options) {
  libauth_session* session = nullptr;
  const libauth_status status = libauth_session_new(&options, &session);
  BOOST_TEST((session != nullptr) == (status == LIBAUTH_OK));
  libauth_session_free(session);
  return status;
}

/// The result words of a session that is done, "spf dkim arc dmarc".
std::string words(libauth_session* session) {
  auto spf = LIBAUTH_RESULT_INIT(libauth_spf_result);
  auto dkim = LIBAUTH_RESULT_INIT(libauth_dkim_result);
  auto arc = LIBAUTH_RESULT_INIT(libauth_arc_result);
  auto dmarc = LIBAUTH_RESULT_INIT(libauth_dmarc_result);
  if (libauth_session_spf(session, &spf) != LIBAUTH_OK) return "not done";
  libauth_session_dkim(session, 0, &dkim);
  libauth_session_arc(session, &arc);
  libauth_session_dmarc(session, &dmarc);
  std::string text;
  for (const std::uint32_t result : {spf.result, dkim.result, arc.result, dmarc.result}) {
    text += std::string(text.empty() ? "" : " ") + libauth_result_word(result);
  }
  return text;
}

constexpr const char* kAllPass = "pass pass none pass";

/// All questions that the session has now.
std::vector<libauth_question> questions_of(libauth_session* session) {
  std::vector<libauth_question> questions;
  libauth_question question = LIBAUTH_QUESTION_INIT;
  while (libauth_session_next_question(session, &question) == LIBAUTH_OK) {
    questions.push_back(question);
  }
  return questions;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(CapiSession)

BOOST_AUTO_TEST_CASE(OptionsThatCannotBeAreRefused) {
  using Options = libauth_session_options;
  struct Case {
    void (*spoil)(Options&);
    libauth_status expected;
  };
  static const std::uint8_t kOctets[16] = {192, 0, 2, 10};
  static const char* const kNullId[] = {nullptr};
  const std::vector<Case> cases = {
      {[](Options&) {}, LIBAUTH_OK},
      {[](Options& o) { o.ip = nullptr; }, LIBAUTH_ERR_ADDRESS},
      {[](Options& o) { o.ip = "mx.example"; }, LIBAUTH_ERR_ADDRESS},
      {[](Options& o) {
         o.ip_octets = kOctets;
         o.ip_octets_size = 4;
       },
       LIBAUTH_ERR_ADDRESS},
      {[](Options& o) {
         o.ip = nullptr;
         o.ip_octets = kOctets;
         o.ip_octets_size = 4;
       },
       LIBAUTH_OK},
      {[](Options& o) {
         o.ip = nullptr;
         o.ip_octets = kOctets;
         o.ip_octets_size = 16;
       },
       LIBAUTH_OK},
      {[](Options& o) {
         o.ip = nullptr;
         o.ip_octets = kOctets;
         o.ip_octets_size = 5;
       },
       LIBAUTH_ERR_ADDRESS},
      {[](Options& o) { o.flags = LIBAUTH_UNKNOWN_CLIENT; }, LIBAUTH_ERR_ARGUMENT},
      {[](Options& o) {
         o.ip = nullptr;
         o.flags = LIBAUTH_UNKNOWN_CLIENT;
       },
       LIBAUTH_OK},
      {[](Options& o) { o.now = 0; }, LIBAUTH_ERR_TIME},
      {[](Options& o) { o.now = -1; }, LIBAUTH_ERR_TIME},
      {[](Options& o) { o.now = INT64_MAX; }, LIBAUTH_ERR_TIME},
      {[](Options& o) { o.now = 253'402'300'799; }, LIBAUTH_OK},
      {[](Options& o) { o.drift = UINT32_MAX; }, LIBAUTH_OK},
      {[](Options& o) { o.flags = 1U << 31; }, LIBAUTH_ERR_ARGUMENT},
      {[](Options& o) { o.line_end = 2; }, LIBAUTH_ERR_ARGUMENT},
      {[](Options& o) { o.dmarc_mode = 2; }, LIBAUTH_ERR_ARGUMENT},
      {[](Options& o) { o.own_id_count = 1; }, LIBAUTH_ERR_ARGUMENT},
      {[](Options& o) {
         o.own_id_count = 1;
         o.own_ids = kNullId;
       },
       LIBAUTH_ERR_ARGUMENT},
      // RFC 8301 section 3.2: shorter keys are never valid.
      {[](Options& o) { o.min_rsa_bits = 1023; }, LIBAUTH_ERR_ARGUMENT},
      {[](Options& o) { o.min_rsa_bits = 2048; }, LIBAUTH_OK},
      {[](Options& o) {
         o.helo = nullptr;
         o.mail_from = nullptr;
         o.authserv_id = nullptr;
       },
       LIBAUTH_OK},
      {[](Options& o) { o.size = 0; }, LIBAUTH_ERR_STRUCT_SIZE},
      {[](Options& o) { o.size -= 1; }, LIBAUTH_ERR_STRUCT_SIZE},
  };
  for (std::size_t i = 0; i < cases.size(); ++i) {
    Options options = options_of_example();
    cases[i].spoil(options);
    BOOST_TEST(try_options(options) == cases[i].expected, "case " << i);
  }
}

// An older program knows fewer fields: those behind its own are as LIBAUTH_..._INIT has them.
BOOST_AUTO_TEST_CASE(OptionsOfAnOlderProgramAreCompleted) {
  libauth_session_options options = options_of_example();
  options.line_end = LIBAUTH_CRLF;
  options.size = offsetof(libauth_session_options, max_signatures);
  options.max_signatures = 77;  // not part of the struct as it says its size is
  options.size -= options.size % alignof(libauth_session_options);
  BOOST_TEST(try_options(options) == LIBAUTH_OK);
}

BOOST_AUTO_TEST_CASE(TextAndPacketsGiveTheSame) {
  auto zone = example_com();
  const std::string message = signed_by_example_com();
  const auto by_text = fed_session(message);
  answer_by_text(by_text.get(), zone);
  BOOST_TEST(words(by_text.get()) == kAllPass);
  const auto by_packet = fed_session(message);
  answer_by_packet(by_packet.get(), zone);
  BOOST_TEST(words(by_packet.get()) == kAllPass);
}

BOOST_AUTO_TEST_CASE(TheSocketsOctetsAreAnAddress) {
  in_addr address{};
  inet_pton(AF_INET, "192.0.2.10", &address);
  libauth_session_options options = options_of_example();
  options.ip = nullptr;
  options.ip_octets = &address;
  options.ip_octets_size = sizeof address;
  BOOST_TEST(words(done_session(signed_by_example_com(), options).get()) == kAllPass);
}

// The questions for keys do not wait for the body.
BOOST_AUTO_TEST_CASE(QuestionsComeAsSoonAsTheyAreKnown) {
  const std::string message = signed_by_example_com();
  const auto session = new_session(options_of_example());
  std::set<std::string> asked;
  for (const auto& one : questions_of(session.get())) asked.insert(one.name);
  BOOST_TEST(asked.contains("example.com"));
  BOOST_TEST(asked.contains("10.2.0.192.in-addr.arpa"));
  BOOST_TEST(!asked.contains("test._domainkey.example.com"));
  const std::size_t header = message.find("\n\n") + 2;
  BOOST_TEST(libauth_session_feed(session.get(), message.data(), header) == LIBAUTH_OK);
  asked.clear();
  for (const auto& one : questions_of(session.get())) asked.insert(one.name);
  BOOST_TEST(asked.contains("test._domainkey.example.com"));
  BOOST_TEST(asked.contains("_dmarc.example.com"));
}

BOOST_AUTO_TEST_CASE(EveryCutOfTheMessageGivesTheSame) {
  auto zone = example_com();
  const std::string message = signed_by_example_com();
  for (const std::size_t step : {std::size_t{1}, std::size_t{7}, std::size_t{100}}) {
    const auto session = new_session(options_of_example());
    for (std::size_t at = 0; at < message.size(); at += step) {
      libauth_session_feed(session.get(), message.data() + at, std::min(step, message.size() - at));
      answer_by_text(session.get(), zone);
    }
    libauth_session_feed(session.get(), nullptr, 0);
    libauth_session_finish(session.get());
    answer_by_text(session.get(), zone);
    BOOST_TEST(words(session.get()) == kAllPass, step);
  }
}

BOOST_AUTO_TEST_CASE(AnswersInAnyOrderGiveTheSame) {
  auto zone = example_com();
  const auto session = fed_session(signed_by_example_com());
  while (!libauth_session_is_done(session.get())) {
    auto questions = questions_of(session.get());
    BOOST_TEST_REQUIRE(!questions.empty());
    for (auto one = questions.rbegin(); one != questions.rend(); ++one) {
      const auto type = static_cast<RrType>(one->type);
      text_answer(*ask(zone, question(one->name, type))).give(session.get(), one->id);
    }
  }
  BOOST_TEST(words(session.get()) == kAllPass);
}

BOOST_AUTO_TEST_CASE(AQuestionIsAnsweredOnce) {
  const auto session = new_session(options_of_example());
  libauth_question asked = LIBAUTH_QUESTION_INIT;
  const auto fail = [&](std::uint32_t id) {
    return libauth_session_answer_failed(session.get(), id, LIBAUTH_DNS_SERVFAIL);
  };
  BOOST_TEST(fail(1) == LIBAUTH_ERR_QUESTION);  // not given out yet
  BOOST_TEST_REQUIRE(libauth_session_next_question(session.get(), &asked) == LIBAUTH_OK);
  BOOST_TEST(asked.id == 1U);
  BOOST_TEST(fail(0) == LIBAUTH_ERR_QUESTION);
  BOOST_TEST(fail(2) == LIBAUTH_ERR_QUESTION);
  BOOST_TEST(fail(UINT32_MAX) == LIBAUTH_ERR_QUESTION);
  BOOST_TEST(libauth_session_answer_failed(session.get(), 1, LIBAUTH_DNS_ANSWERED) ==
             LIBAUTH_ERR_ARGUMENT);
  BOOST_TEST(fail(1) == LIBAUTH_OK);
  BOOST_TEST(fail(1) == LIBAUTH_ERR_QUESTION);
}

// What is not taken leaves the question open for the right answer.
BOOST_AUTO_TEST_CASE(WrongAnswersLeaveTheQuestionOpen) {
  const auto session = new_session(options_of_example());
  libauth_question asked = LIBAUTH_QUESTION_INIT;
  libauth_session_next_question(session.get(), &asked);
  const auto give = [&](const DnsMessage& packet) {
    return libauth_session_answer_packet(session.get(), asked.id, packet.data(), packet.size());
  };
  libauth_question other = asked;
  other.name = "other.example";
  const DnsMessage good = DnsReply(query_of(asked)).rcode(Rcode::nxdomain).message();
  BOOST_TEST(give(DnsReply(query_of(other)).message()) == LIBAUTH_ERR_MISMATCH);
  BOOST_TEST(give(DnsReply(query_of(asked)).truncated().message()) == LIBAUTH_ERR_TRUNCATED);
  BOOST_TEST(libauth_session_answer_packet(session.get(), asked.id, nullptr, 0) ==
             LIBAUTH_ERR_ARGUMENT);
  BOOST_TEST(give(good) == LIBAUTH_OK);
  BOOST_TEST(give(good) == LIBAUTH_ERR_QUESTION);
}

// Three-valued truth: no answer is not "no record".
// docs/embedding.md, "SPF alone".
BOOST_AUTO_TEST_CASE(ASessionWithoutAMessageIsSpfAlone) {
  const struct {
    const char* ip;
    bool is_finished_first;
    std::uint32_t want;
  } kRows[] = {
      {"192.0.2.10", true, LIBAUTH_RESULT_PASS},
      {"192.0.2.10", false, LIBAUTH_RESULT_PASS},
      {"192.0.2.11", true, LIBAUTH_RESULT_FAIL},
  };
  for (const auto& row : kRows) {
    libauth_session_options options = options_of_example();
    options.ip = row.ip;
    options.authserv_id = nullptr;
    const SessionHandle session = new_session(options);
    if (row.is_finished_first) libauth_session_finish(session.get());
    libauth::dns::ZoneResolver zone = example_com();
    answer_all(session.get(), zone, [&](const auto& asked, const auto& answer) {
      if (asked.type == 12) {  // PTR, of iprev
        libauth_session_answer_failed(session.get(), asked.id, LIBAUTH_DNS_NOT_ASKED);
      } else {
        text_answer(answer).give(session.get(), asked.id);
      }
    });
    if (!row.is_finished_first) libauth_session_finish(session.get());
    BOOST_TEST(libauth_session_is_done(session.get()) == 1);
    auto spf = LIBAUTH_RESULT_INIT(libauth_spf_result);
    BOOST_TEST(libauth_session_spf(session.get(), &spf) == LIBAUTH_OK);
    BOOST_TEST(spf.result == row.want);
    BOOST_TEST(std::string(spf.domain) == "example.com");
  }
}

BOOST_AUTO_TEST_CASE(GivingUpIsUnknownAndEndsIt) {
  const auto session = fed_session(signed_by_example_com());
  const auto open = questions_of(session.get());
  BOOST_TEST(libauth_session_is_done(session.get()) == 0);
  BOOST_TEST(libauth_session_give_up(session.get()) == LIBAUTH_OK);
  BOOST_TEST(libauth_session_is_done(session.get()) == 1);
  BOOST_TEST(words(session.get()) == "temperror temperror none temperror");
  BOOST_TEST(questions_of(session.get()).empty());
  BOOST_TEST(libauth_session_answer_failed(session.get(), open.at(0).id, LIBAUTH_DNS_NO_DATA) ==
             LIBAUTH_ERR_QUESTION);
}

BOOST_AUTO_TEST_CASE(GivingUpBeforeTheEndWaitsForTheMessage) {
  const std::string message = signed_by_example_com();
  const auto session = new_session(options_of_example());
  BOOST_TEST(libauth_session_give_up(session.get()) == LIBAUTH_OK);
  BOOST_TEST(libauth_session_is_done(session.get()) == 0);
  BOOST_TEST(libauth_session_feed(session.get(), message.data(), message.size()) == LIBAUTH_OK);
  BOOST_TEST(questions_of(session.get()).empty());
  BOOST_TEST(libauth_session_finish(session.get()) == LIBAUTH_OK);
  BOOST_TEST(libauth_session_is_done(session.get()) == 1);
}

BOOST_AUTO_TEST_CASE(AWrongOrderIsAnErrorAndChangesNothing) {
  auto zone = example_com();
  const auto session = fed_session(signed_by_example_com());
  BOOST_TEST(libauth_session_feed(session.get(), "x", 1) == LIBAUTH_ERR_STATE);
  BOOST_TEST(libauth_session_finish(session.get()) == LIBAUTH_ERR_STATE);
  auto spf = LIBAUTH_RESULT_INIT(libauth_spf_result);
  BOOST_TEST(libauth_session_spf(session.get(), &spf) == LIBAUTH_ERR_STATE);
  BOOST_TEST(libauth_session_dkim_count(session.get()) == 0U);
  answer_by_text(session.get(), zone);
  BOOST_TEST(libauth_session_feed(session.get(), "x", 1) == LIBAUTH_ERR_STATE);
  BOOST_TEST(words(session.get()) == kAllPass);
}

BOOST_AUTO_TEST_CASE(NullIsAnErrorEverywhere) {
  libauth_question asked = LIBAUTH_QUESTION_INIT;
  const libauth_session_options options = options_of_example();
  libauth_session* session = nullptr;
  const std::vector<libauth_status> statuses = {
      libauth_session_new(nullptr, &session),
      libauth_session_new(&options, nullptr),
      libauth_session_reset(nullptr, &options),
      libauth_session_feed(nullptr, "x", 1),
      libauth_session_finish(nullptr),
      libauth_session_next_question(nullptr, &asked),
      libauth_session_answer_packet(nullptr, 1, "x", 1),
      libauth_session_answer_text(nullptr, 1, LIBAUTH_DNS_NO_DATA, nullptr, 0),
      libauth_session_answer_failed(nullptr, 1, LIBAUTH_DNS_TIMEOUT),
      libauth_session_give_up(nullptr),
  };
  for (const libauth_status status : statuses) BOOST_TEST(status == LIBAUTH_ERR_ARGUMENT);
  BOOST_TEST(libauth_session_is_done(nullptr) == 0);
  BOOST_TEST(libauth_session_dkim_count(nullptr) == 0U);
  libauth_session_free(nullptr);
  const auto open = new_session(options);
  BOOST_TEST(libauth_session_feed(open.get(), nullptr, 1) == LIBAUTH_ERR_ARGUMENT);
  BOOST_TEST(libauth_session_next_question(open.get(), nullptr) == LIBAUTH_ERR_ARGUMENT);
  BOOST_TEST(libauth_session_answer_text(open.get(), 1, 0, nullptr, 1) == LIBAUTH_ERR_ARGUMENT);
}

BOOST_AUTO_TEST_CASE(AQuestionIsNotLostWhereTheStructIsWrong) {
  const auto session = new_session(options_of_example());
  libauth_question asked{};
  BOOST_TEST(libauth_session_next_question(session.get(), &asked) == LIBAUTH_ERR_STRUCT_SIZE);
  asked = LIBAUTH_QUESTION_INIT;
  BOOST_TEST(libauth_session_next_question(session.get(), &asked) == LIBAUTH_OK);
  BOOST_TEST(asked.id == 1U);
}

BOOST_AUTO_TEST_CASE(AResetSessionKnowsNothingOfTheLastMessage) {
  auto zone = example_com();
  const std::string message = signed_by_example_com();
  const auto session = done_session(message);
  libauth_session_options options = options_of_example();
  options.now = 0;
  BOOST_TEST(libauth_session_reset(session.get(), &options) == LIBAUTH_ERR_TIME);
  BOOST_TEST(words(session.get()) == kAllPass);
  options = options_of_example();
  options.ip = "192.0.2.66";
  BOOST_TEST(libauth_session_reset(session.get(), &options) == LIBAUTH_OK);
  BOOST_TEST(words(session.get()) == "not done");
  libauth_session_feed(session.get(), message.data(), message.size());
  libauth_session_finish(session.get());
  answer_by_text(session.get(), zone);
  BOOST_TEST(words(session.get()) == "fail pass none pass");
}

BOOST_AUTO_TEST_CASE(AnyOctetsMayComeAsTheEnvelope) {
  auto zone = example_com();
  const std::string odd("\0\xff \"<>@\r\n%", 11);
  libauth_session_options options = options_of_example();
  options.helo = odd.data();
  options.helo_size = odd.size();
  options.mail_from = odd.data();
  options.mail_from_size = odd.size();
  const auto session = fed_session(signed_by_example_com(), options);
  answer_by_text(session.get(), zone);
  BOOST_TEST(libauth_session_is_done(session.get()) == 1);
  const char* value = nullptr;
  std::size_t size = 0;
  BOOST_TEST(libauth_session_authentication_results(session.get(), LIBAUTH_LF, &value, &size) ==
             LIBAUTH_OK);
  BOOST_TEST(std::strlen(value) == size);  // no NUL came through
}

BOOST_AUTO_TEST_CASE(SessionsOfDifferentThreadsAreApart) {
  const std::string message = signed_by_example_com();
  std::vector<std::string> results(4);
  {
    std::vector<std::jthread> threads;
    for (std::string& result : results) {
      threads.emplace_back([&] {
        for (int i = 0; i < 20; ++i) result = words(done_session(message).get());
      });
    }
  }
  for (const std::string& result : results) BOOST_TEST(result == kAllPass);
}

BOOST_AUTO_TEST_SUITE_END()
