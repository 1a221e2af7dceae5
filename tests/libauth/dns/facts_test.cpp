// SPDX-License-Identifier: MIT

#include "libauth/dns/facts.h"

#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tests/support/zones.h"

using namespace libauth::dns;
using tests::question;

namespace {

std::string texts(std::span<const Question> questions) {
  std::vector<std::string> list;
  for (const Question& one : questions) list.push_back(one.text());
  return tests::joined(list);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(dns_facts)

BOOST_AUTO_TEST_CASE(notes_what_is_missing_once_and_in_order) {
  Facts facts;
  BOOST_TEST(facts.find(question("b.example", RrType::a)) == nullptr);
  BOOST_TEST(facts.find(question("a.example", RrType::a)) == nullptr);
  BOOST_TEST(facts.find(question("B.example", RrType::a)) == nullptr);
  BOOST_TEST(facts.find(question("b.example", RrType::txt)) == nullptr);
  BOOST_TEST(texts(facts.missing()) == "b.example A | a.example A | b.example TXT");
  facts.forget_missing();
  BOOST_TEST(facts.missing().empty());
  BOOST_TEST(facts.find(question("b.example", RrType::a)) == nullptr);
  BOOST_TEST(facts.missing().size() == 1U);
}

BOOST_AUTO_TEST_CASE(peeking_notes_nothing) {
  Facts facts;
  BOOST_TEST(facts.peek(question("a.example", RrType::a)) == nullptr);
  BOOST_TEST(facts.missing().empty());
}

BOOST_AUTO_TEST_CASE(a_fact_does_not_change) {
  Facts facts;
  const Question asked = question("a.example", RrType::a);
  facts.learn(asked, failed(Status::no_data, "first"));
  facts.learn(asked, failed(Status::servfail, "second"));
  BOOST_TEST_REQUIRE(facts.find(asked) != nullptr);
  BOOST_TEST(facts.find(asked)->detail == "first");
  BOOST_TEST(facts.size() == 1U);
  BOOST_TEST(facts.missing().empty());
}

BOOST_AUTO_TEST_CASE(answers_stay_where_they_are_while_more_are_learned) {
  Facts facts;
  const Question asked = question("a.example", RrType::a);
  facts.learn(asked, failed(Status::no_data, "kept"));
  const Answer* before = facts.find(asked);
  for (int i = 0; i < 1000; ++i) {
    facts.learn(question("n" + std::to_string(i) + ".example", RrType::a),
                failed(Status::no_data, ""));
  }
  BOOST_TEST(facts.find(asked) == before);
  BOOST_TEST(before->detail == "kept");
}

BOOST_AUTO_TEST_CASE(logs_every_question_each_time) {
  Facts facts;
  std::vector<Question> log;
  const Question asked = question("a.example", RrType::a);
  facts.log_into(&log);
  facts.find(asked);
  facts.learn(asked, failed(Status::no_data, ""));
  facts.find(asked);
  facts.peek(asked);
  facts.log_into(nullptr);
  facts.find(asked);
  BOOST_TEST(texts(log) == "a.example A | a.example A");
}

BOOST_AUTO_TEST_SUITE_END()
