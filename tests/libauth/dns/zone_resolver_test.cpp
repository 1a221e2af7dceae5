// SPDX-License-Identifier: MIT

#include "libauth/dns/zone_resolver.h"

#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "libauth/base/enum.h"
#include "tests/support/zones.h"

using namespace libauth::dns;
using tests::ask;
using tests::question;

namespace {

constexpr const char* kZone =
    "$ORIGIN example.\n"
    "@ 3600 IN SOA ns h 1 7200 600 86400 300\n"
    "www 7200 A 192.0.2.1\n"
    "alias 60 CNAME www\n"
    "far 50 CNAME www.example.com.\n"
    "farther 40 CNAME far\n"
    "nowhere 60 CNAME missing\n"
    "empty 60 CNAME www\n"
    "self 60 CNAME self\n"
    "loop1 60 CNAME loop2\n"
    "loop2 60 CNAME loop3\n"
    "loop3 60 CNAME loop2\n"
    "old 60 DNAME www.example.com.\n"
    "sub NS ns.sub\n";

std::string summary(const Answer& answer) {
  std::string text(libauth::base::name_of(answer.status));
  for (const Name& alias : answer.aliases) text += " > " + alias.text();
  for (const std::string& record : record_texts(answer)) text += " [" + record + "]";
  return text;
}

/// CNAMEs from n0 to n<count>, which has an address.
std::string chain(int count) {
  std::string text = "$ORIGIN example.\n@ 60 IN SOA ns h 1 7200 600 86400 300\n";
  for (int i = 0; i < count; ++i) {
    text += "n" + std::to_string(i) + " CNAME n" + std::to_string(i + 1) + "\n";
  }
  return text + "n" + std::to_string(count) + " A 192.0.2.1\n";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(dns_zone_resolver)

BOOST_AUTO_TEST_CASE(answers_from_its_zones_and_refuses_others) {
  ZoneResolver resolver({tests::zone(kZone)});
  const struct {
    const char* owner;
    RrType type;
    const char* want;
    int ttl;
  } kRows[] = {
      {"www.example", RrType::a, "answered [192.0.2.1]", 7200},
      {"www.example", RrType::txt, "no_data", 300},
      {"missing.example", RrType::a, "no_such_name", 300},
      {"alias.example", RrType::a, "answered > www.example [192.0.2.1]", 60},
      {"alias.example", RrType::cname, "answered [www.example]", 60},
      {"alias.example", RrType::txt, "no_data > www.example", 60},
      {"nowhere.example", RrType::a, "no_such_name > missing.example", 60},
      {"far.example", RrType::a, "refused > www.example.com", 50},
      {"a.sub.example", RrType::a, "refused", 0},
      {"example.com", RrType::a, "refused", 0},
      {"self.example", RrType::a, "servfail", 60},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.owner << " " << to_string(row.type)) {
      const AnswerPtr got = ask(resolver, question(row.owner, row.type));
      BOOST_TEST(summary(*got) == row.want);
      BOOST_TEST(got->ttl.count() == row.ttl);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_loop_of_aliases_ends) {
  ZoneResolver nobody({});
  ZoneResolver resolver({tests::zone(kZone)}, &nobody);
  for (const char* owner : {"self.example", "loop1.example", "loop2.example"}) {
    BOOST_TEST_CONTEXT(owner) {
      const AnswerPtr got = ask(resolver, question(owner, RrType::a));
      BOOST_TEST((got->status == Status::servfail));
      BOOST_TEST(got->detail == "the name leads through a loop of aliases");
    }
  }
}

BOOST_AUTO_TEST_CASE(says_which_answers_no_server_has_part_in) {
  ZoneResolver nobody({});
  ZoneResolver resolver({tests::zone(kZone)}, &nobody);
  resolver.fail(tests::name("scripted.example"), Status::timeout);
  const struct {
    const char* owner;
    bool want;
  } kRows[] = {
      {"www.example", true},    {"alias.example", true}, {"missing.example", true},
      {"self.example", true},   {"loop1.example", true}, {"far.example", false},
      {"a.sub.example", false}, {"example.com", false},  {"scripted.example", false},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.owner) {
      BOOST_TEST(ask(resolver, question(row.owner, RrType::a))->from_zone == row.want);
    }
  }
}

BOOST_AUTO_TEST_CASE(follows_sixteen_aliases_and_no_more) {
  for (const int count : {1, 15, 16, 17, 40}) {
    BOOST_TEST_CONTEXT(count << " aliases") {
      ZoneResolver resolver({tests::zone(chain(count))});
      const AnswerPtr got = ask(resolver, question("n0.example", RrType::a));
      BOOST_TEST((got->status == Status::answered) == (count <= 16), "got " << summary(*got));
      BOOST_TEST(got->detail == (count <= 16 ? "" : "the name leads through more than 16 aliases"));
    }
  }
}

BOOST_AUTO_TEST_CASE(the_closest_zone_answers) {
  ZoneResolver resolver({tests::zone(kZone), tests::zone("$ORIGIN sub.example.\n"
                                                         "@ 60 IN SOA ns h 1 2 3 4 5\n"
                                                         "www A 192.0.2.7\n")});
  BOOST_TEST(summary(*ask(resolver, question("www.sub.example", RrType::a))) ==
             "answered [192.0.2.7]");
  BOOST_TEST(summary(*ask(resolver, question("www.example", RrType::a))) == "answered [192.0.2.1]");
}

BOOST_AUTO_TEST_CASE(asks_beyond_for_what_its_zones_do_not_have) {
  ZoneResolver beyond({tests::zone("$ORIGIN com.\n@ 3600 IN SOA ns h 1 2 3 4 5\n"
                                   "www.example 900 A 192.0.2.80\n"
                                   "a.www.example 900 A 192.0.2.81\n"),
                       tests::zone("$ORIGIN sub.example.\n@ 60 IN SOA ns h 1 2 3 4 5\n"
                                   "a 900 A 192.0.2.82\n")});
  ZoneResolver resolver({tests::zone(kZone)}, &beyond);
  const struct {
    const char* owner;
    const char* want;
    int ttl;
  } kRows[] = {
      {"www.example.com", "answered [192.0.2.80]", 900},
      {"far.example", "answered > www.example.com [192.0.2.80]", 50},
      {"farther.example", "answered > far.example > www.example.com [192.0.2.80]", 40},
      {"a.old.example", "answered > a.www.example.com [192.0.2.81]", 60},
      // The zone cut has no TTL to lower the answer's with.
      {"a.sub.example", "answered [192.0.2.82]", 900},
      {"other.test", "refused", 0},
      {"www.example", "answered [192.0.2.1]", 7200},
  };
  std::vector<Question> all;
  for (const auto& row : kRows) all.push_back(question(row.owner, RrType::a));
  const auto answers = resolver.resolve(all, tests::soon());
  BOOST_TEST_REQUIRE(answers.size() == all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    BOOST_TEST_CONTEXT(kRows[i].owner) {
      BOOST_TEST(summary(*answers[i]) == kRows[i].want);
      BOOST_TEST(answers[i]->ttl.count() == kRows[i].ttl);
    }
  }
}

BOOST_AUTO_TEST_CASE(fails_where_it_is_told_to) {
  ZoneResolver resolver({tests::zone(kZone)});
  resolver.fail(tests::name("www.example"), Status::timeout);
  resolver.fail(question("missing.example", RrType::mx), Status::bogus);
  const struct {
    const char* owner;
    RrType type;
    const char* want;
  } kRows[] = {
      {"www.example", RrType::a, "timeout"},
      {"WWW.example", RrType::txt, "timeout"},
      {"alias.example", RrType::a, "timeout > www.example"},
      {"missing.example", RrType::mx, "bogus"},
      {"missing.example", RrType::a, "no_such_name"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.owner << " " << to_string(row.type)) {
      BOOST_TEST(summary(*ask(resolver, question(row.owner, row.type))) == row.want);
    }
  }
  BOOST_TEST((ask(resolver, question("missing.example", RrType::mx))->security == Security::bogus));
}

BOOST_AUTO_TEST_CASE(a_name_that_gets_too_long_by_dname_is_a_failure) {
  // RFC 6672 section 2.2: nothing is known about the name, least of all that it does not exist.
  const std::string l60(60, 'a');
  ZoneResolver resolver(
      {tests::zone("$ORIGIN example.\n@ 60 IN SOA ns h 1 2 3 4 5\n"
                   "old DNAME " +
                   l60 + "." + l60 + "." + l60 + ".example.\n")});
  BOOST_TEST(
      (ask(resolver, question(l60 + ".xy.old.example", RrType::a))->status == Status::servfail));
}

BOOST_AUTO_TEST_CASE(no_questions_have_no_answers) {
  ZoneResolver resolver({});
  BOOST_TEST(resolver.resolve({}, tests::soon()).empty());
}

BOOST_AUTO_TEST_SUITE_END()
