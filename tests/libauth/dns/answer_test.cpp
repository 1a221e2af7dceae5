// SPDX-License-Identifier: MIT

#include "libauth/dns/answer.h"

#include <string>

#include <boost/test/unit_test.hpp>

#include "libauth/base/enum.h"
#include "tests/support/zones.h"

using namespace libauth::dns;

namespace {

std::string text_of(Records records) {
  Answer answer;
  answer.status = Status::answered;
  answer.records = std::move(records);
  return tests::joined(record_texts(answer));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(dns_answer)

BOOST_AUTO_TEST_CASE(a_failure_is_unknown_and_never_empty) {
  const struct {
    Status status;
    bool known;
    bool empty;
  } kRows[] = {
      {Status::answered, true, false},    {Status::no_data, true, true},
      {Status::no_such_name, true, true}, {Status::servfail, false, false},
      {Status::refused, false, false},    {Status::timeout, false, false},
      {Status::bogus, false, false},      {Status::malformed, false, false},
      {Status::not_asked, false, false},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(libauth::base::name_of(row.status)) {
      const AnswerPtr answer = failed(row.status, "why");
      BOOST_TEST(answer->is_known() == row.known);
      BOOST_TEST(answer->is_empty() == row.empty);
      BOOST_TEST(answer->detail == "why");
      BOOST_TEST((answer->security == Security::bogus) == (row.status == Status::bogus));
    }
  }
}

BOOST_AUTO_TEST_CASE(gives_records_of_their_own_kind_only) {
  Answer answer;
  BOOST_TEST(answer.addresses().empty());
  BOOST_TEST(answer.txt().empty());
  answer.records = std::vector<Mx>{{10, tests::name("mx.example")}};
  BOOST_TEST(answer.mx().size() == 1U);
  BOOST_TEST(answer.names().empty());
  BOOST_TEST(answer.soa().empty());
}

BOOST_AUTO_TEST_CASE(joins_text_strings_without_anything_between) {
  BOOST_TEST(Txt{}.joined() == "");
  BOOST_TEST((Txt{{"v=spf1", " -all"}}.joined()) == "v=spf1 -all");
}

BOOST_AUTO_TEST_CASE(writes_records_in_presentation_form) {
  BOOST_TEST(text_of({}) == "");
  BOOST_TEST(text_of(std::vector{tests::ip("192.0.2.1"), tests::ip("2001:db8::1")}) ==
             "192.0.2.1 | 2001:db8::1");
  BOOST_TEST(text_of(std::vector{tests::name("mx.example")}) == "mx.example");
  BOOST_TEST(text_of(std::vector{Mx{0, Name()}}) == "0 .");
  BOOST_TEST(text_of(std::vector{Txt{{"a\"b\\c", std::string("\0\xff", 2), ""}}}) ==
             "\"a\\\"b\\\\c\" \"\\000\\255\" \"\"");
  BOOST_TEST(text_of(std::vector{Soa{tests::name("ns.example"), tests::name("h.example"), 7,
                                     60}}) == "ns.example h.example 7 minimum 60");
  BOOST_TEST(text_of(std::vector{Raw{{0x0a, 0xff}}}) == "\\# 2 0aff");
}

BOOST_AUTO_TEST_SUITE_END()
