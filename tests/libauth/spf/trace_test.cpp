// SPDX-License-Identifier: MIT
//
// What an evaluation tells about its steps.

#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "libauth/base/enum.h"
#include "libauth/dns/settle.h"
#include "libauth/spf/evaluate.h"
#include "tests/support/zones.h"

using namespace libauth::spf;
namespace base = libauth::base;
namespace dns = libauth::dns;

namespace {

constexpr const char* kRecords =
    "example.com. 60 TXT \"v=spf1 ip4:192.0.2.1 a include:_spf.example.net exists:%{i}.example.org "
    "-all exp=why.example.com\"\n"
    "example.com. 60 A 192.0.2.2\n"
    "why.example.com. 60 TXT \"%{i} is not one of ours\"\n"
    "_spf.example.net. 60 TXT \"v=spf1 mx:mail.example.net ?all\"\n"
    "mail.example.net. 60 MX 10 mx1.example.net.\n"
    "mx1.example.net. 60 A 198.51.100.1\n"
    "to.example. 60 TXT \"v=spf1 redirect=example.com\"\n"
    "two.example. 60 TXT \"v=spf1 -all\"\n"
    "two.example. 60 TXT \"v=spf1 ~all\"\n"
    "bad.example. 60 TXT \"v=spf1 moo\"\n"
    "none.example. 60 TXT \"no record\"\n"
    "loop.example. 60 TXT \"v=spf1 include:loop.example -all\"\n"
    "down.example. 60 TXT \"v=spf1 a:down.example.net -all\"\n"
    "nowhere.example. 60 TXT \"v=spf1 redirect=none.example\"\n"
    "ptr.example. 60 TXT \"v=spf1 ptr -all\"\n";

const Settings kTraced = {.trace = true};

Evaluation evaluate_for(const std::string& domain, const std::string& address,
                        const Settings& settings = kTraced, dns::Facts* kept = nullptr) {
  dns::ZoneResolver resolver({tests::world(kRecords)});
  resolver.fail(tests::name("down.example.net"), dns::Status::timeout);
  Request request;
  request.ip = tests::ip(address);
  request.helo = "mail.example.org";
  request.mail_from = "user@" + domain;
  dns::Facts own;
  dns::Facts& facts = kept == nullptr ? own : *kept;
  return dns::settle(resolver, facts,
                     [&](dns::Facts& known) { return evaluate(request, known, settings); });
}

/// One line a step: depth, domain, term, target, outcome, look-ups and void look-ups so far,
/// questions.
std::vector<std::string> lines(const Evaluation& evaluation) {
  std::vector<std::string> lines;
  for (const Step& step : evaluation.trace) {
    std::string line = std::to_string(step.depth) + " " + step.domain + " " + step.term + " >" +
                       step.target + " " + std::string(base::name_of(step.outcome)) + " " +
                       std::to_string(step.lookups) + "+" + std::to_string(step.void_lookups);
    for (const dns::Question& question : step.questions) line += " [" + question.text() + "]";
    lines.push_back(line);
  }
  return lines;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(spf_trace)

BOOST_AUTO_TEST_CASE(has_every_step_and_every_question_in_order) {
  const struct {
    const char* domain;
    const char* address;
    std::vector<std::string> want;
  } kRows[] = {
      {"example.com",
       "192.0.2.1",
       {"0 example.com v=spf1 >example.com record 0+0 [example.com TXT]",
        "0 example.com ip4:192.0.2.1 > match 0+0"}},
      {"example.com",
       "203.0.113.1",
       {"0 example.com v=spf1 >example.com record 0+0 [example.com TXT]",
        "0 example.com ip4:192.0.2.1 > no_match 0+0",
        "0 example.com a >example.com no_match 1+0 [example.com A]",
        "0 example.com include:_spf.example.net >_spf.example.net no_match 3+0",
        "1 _spf.example.net v=spf1 >_spf.example.net record 2+0 [_spf.example.net TXT]",
        "1 _spf.example.net mx:mail.example.net >mail.example.net no_match 3+0 "
        "[mail.example.net MX] [mx1.example.net A]",
        "1 _spf.example.net ?all > match 3+0",
        "0 example.com exists:%{i}.example.org >203.0.113.1.example.org no_match 4+1 "
        "[203.0.113.1.example.org A]",
        "0 example.com -all > match 4+1",
        "0 example.com exp=why.example.com >why.example.com followed 4+1 [why.example.com TXT]"}},
      {"to.example",
       "192.0.2.1",
       {"0 to.example v=spf1 >to.example record 0+0 [to.example TXT]",
        "0 to.example redirect=example.com >example.com followed 1+0",
        "1 example.com v=spf1 >example.com record 1+0 [example.com TXT]",
        "1 example.com ip4:192.0.2.1 > match 1+0"}},
      {"two.example",
       "192.0.2.1",
       {"0 two.example v=spf1 >two.example many_records 0+0 [two.example TXT]"}},
      {"bad.example",
       "192.0.2.1",
       {"0 bad.example v=spf1 >bad.example unreadable 0+0 [bad.example TXT]"}},
      {"none.example",
       "192.0.2.1",
       {"0 none.example v=spf1 >none.example no_record 0+0 [none.example TXT]"}},
      {"nowhere.example",
       "192.0.2.1",
       {"0 nowhere.example v=spf1 >nowhere.example record 0+0 [nowhere.example TXT]",
        "0 nowhere.example redirect=none.example >none.example followed 1+0",
        "1 none.example v=spf1 >none.example no_record 1+0 [none.example TXT]"}},
      {"down.example",
       "192.0.2.1",
       {"0 down.example v=spf1 >down.example record 0+0 [down.example TXT]",
        "0 down.example a:down.example.net >down.example.net temperror 1+0 "
        "[down.example.net A]"}},
      {"ptr.example",
       "192.0.2.9",
       {"0 ptr.example v=spf1 >ptr.example record 0+0 [ptr.example TXT]",
        "0 ptr.example ptr >ptr.example no_match 1+1 [9.2.0.192.in-addr.arpa PTR]",
        "0 ptr.example -all > match 1+1"}},
      {"[192.0.2.1]", "192.0.2.1", {}},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.domain << " for " << row.address) {
      const auto got = lines(evaluate_for(row.domain, row.address));
      BOOST_TEST(got == row.want, boost::test_tools::per_element());
    }
  }
}

BOOST_AUTO_TEST_CASE(says_in_a_sentence_why_a_step_failed) {
  const auto detail = [](const char* domain) {
    return evaluate_for(domain, "192.0.2.1").trace.back().detail;
  };
  BOOST_TEST(detail("down.example") == "The DNS did not answer for down.example.net (timeout).");
  BOOST_TEST(detail("two.example") == "There are several SPF records at two.example.");
  BOOST_TEST(detail("bad.example").find("There is no such mechanism.") == 0U);
  BOOST_TEST(detail("loop.example") == "More than 10 terms ask the DNS.");
}

BOOST_AUTO_TEST_CASE(an_endless_include_stops_at_the_eleventh_look_up) {
  // RFC 7208 section 4.6.4.
  const Evaluation got = evaluate_for("loop.example", "192.0.2.1");
  BOOST_TEST((got.result == Result::permerror));
  BOOST_TEST(got.lookups == 11U);
  // Eleven records, and the includes that lead to ten of them and to nothing.
  BOOST_TEST(got.trace.size() == 22U);
}

BOOST_AUTO_TEST_CASE(without_it_all_else_is_the_same) {
  const Settings settings;
  for (const char* domain : {"example.com", "to.example", "loop.example", "down.example"}) {
    Evaluation with = evaluate_for(domain, "203.0.113.1");
    BOOST_TEST(!with.trace.empty());
    const Evaluation without = evaluate_for(domain, "203.0.113.1", settings);
    BOOST_TEST(without.trace.empty());
    with.trace.clear();
    BOOST_TEST((with == without), domain);
  }
}

BOOST_AUTO_TEST_CASE(leaves_the_log_of_the_facts_as_it_was) {
  std::vector<dns::Question> log;
  dns::Facts facts;
  facts.log_into(&log);
  evaluate_for("example.com", "203.0.113.1", kTraced, &facts);
  BOOST_TEST(facts.log() == &log);
  bool has_record = false;
  for (const dns::Question& question : log) {
    has_record = has_record || question.text() == "_spf.example.net TXT";
  }
  BOOST_TEST(has_record);
}

BOOST_AUTO_TEST_SUITE_END()
