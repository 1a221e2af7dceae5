// SPDX-License-Identifier: MIT

#include "libauth/spf/tree.h"

#include <algorithm>
#include <string>
#include <vector>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "libauth/base/enum.h"
#include "libauth/spf/evaluate.h"
#include "libauth/spf/limits.h"
#include "tests/support/zones.h"

using namespace libauth::spf;
namespace dns = libauth::dns;
using libauth::base::name_of;

namespace {

struct Looked {
  Tree tree;
  dns::SettleCost cost;
};

Looked look(dns::Resolver& resolver, const std::string& text) {
  Looked looked;
  dns::Facts facts;
  looked.tree = dns::settle(
      resolver, facts,
      [&](dns::Facts& known) { return tree_of(tests::name("example.com"), text, known); }, {},
      &looked.cost);
  return looked;
}

Tree tree(const std::string& text, const std::string& records,
          const std::vector<const char*>& failing = {}) {
  dns::ZoneResolver resolver({tests::world(records)});
  for (const char* name : failing) resolver.fail(tests::name(name), dns::Status::timeout);
  return look(resolver, text).tree;
}

/// Terms whose state is not ok: "include:x.example no_record, ...".
std::string states(const Tree& tree) {
  std::string text;
  for (const TreeRecord& record : tree.records) {
    for (const TreeTerm& term : record.terms) {
      if (term.state == TermState::ok) continue;
      text += (text.empty() ? "" : ", ") + term.text + " " + std::string(name_of(term.state));
    }
  }
  return text;
}

/// The term of the eleventh lookup and whose it is: "a:x.example of example.com".
std::string crossing(const Tree& tree) {
  std::string text;
  for (const TreeRecord& record : tree.records) {
    for (const TreeTerm& term : record.terms) {
      if (term.crosses_limit) text += term.text + " of " + record.domain;
    }
  }
  return text;
}

const TreeTerm& term(const Tree& tree, std::size_t record, std::size_t index) {
  return tree.records.at(record).terms.at(index);
}

std::string repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

struct Row {
  const char* about;
  std::string text;
  std::size_t best;
  std::size_t worst;
  std::size_t voids;  ///< of IPv4 senders
  std::string states{};
  std::string crossing{};
  std::vector<const char*> failing{};
};
std::ostream& operator<<(std::ostream& out, const Row& row) {
  return out << row.about;
}

const std::string kRecords =
    "h.example. 60 A 192.0.2.1\n"
    "six.example. 60 AAAA 2001:db8::1\n"
    "m.example. 60 MX 10 h.example.\n"
    "common.example. 60 TXT \"v=spf1 a:h.example a:six.example a:h.example mx:m.example -all\"\n"
    "one.example. 60 TXT \"v=spf1 include:common.example -all\"\n"
    "two.example. 60 TXT \"v=spf1 include:common.example ~all\"\n"
    "three.example. 60 TXT \"v=spf1 include:common.example ?all\"\n"
    "none.example. 60 TXT \"not for mail\"\n"
    "many.example. 60 TXT \"v=spf1 a\"\nmany.example. 60 TXT \"v=spf1 mx\"\n"
    "bad.example. 60 TXT \"v=spf1 moo\"\n"
    "self.example. 60 TXT \"v=spf1 a:h.example include:self.example -all\"\n"
    "ping.example. 60 TXT \"v=spf1 include:pong.example -all\"\n"
    "pong.example. 60 TXT \"v=spf1 redirect=ping.example\"\n"
    "_spf.example.com. 60 TXT \"v=spf1 ip4:192.0.2.0/24 -all\"\n"
    "d.of.six.example. 60 TXT \"v=spf1 a:%{d2} include:_spf.%{o} -all\"\n"
    "nobody.example. 60 TXT \"v=spf1 -a:h.example ~all\"\n"
    "eleven.example. 60 MX 1 a.example.\neleven.example. 60 MX 2 b.example.\n"
    "eleven.example. 60 MX 3 c.example.\neleven.example. 60 MX 4 d.example.\n"
    "eleven.example. 60 MX 5 e.example.\neleven.example. 60 MX 6 f.example.\n"
    "eleven.example. 60 MX 7 g.example.\neleven.example. 60 MX 8 i.example.\n"
    "eleven.example. 60 MX 9 j.example.\neleven.example. 60 MX 10 k.example.\n"
    "eleven.example. 60 MX 11 l.example.\n"
    "null.example. 60 MX 0 .\n"
    "both.example. 60 A 192.0.2.2\nboth.example. 60 AAAA 2001:db8::2\n"
    "open.example. 60 TXT \"v=spf1 +all\"\n"
    "shut.example. 60 TXT \"v=spf1 -exists:h.example a:gone.example -all\"\n"
    "moved.example. 60 TXT \"v=spf1 redirect=open.example\"\n"
    "alias.example. 60 CNAME nowhere.example.\n";

/// RFC 7208 section 4.6.4.
const Row kRows[] = {
    {"nothing but all", "v=spf1 -all", 0, 0, 0},
    {"networks and exp cost nothing", "v=spf1 ip4:192.0.2.1 exp=x.example -all", 0, 0, 0},
    {"each mechanism that asks costs one",
     "v=spf1 a:h.example mx:m.example ptr exists:h.example -all", 1, 4, 0, "ptr depends"},
    // Defects that are known of other auditors, each with what is right.
    {"twelve a terms", "v=spf1" + repeated(" a:h.example", 12) + " -all", 1, 12, 0, "",
     "a:h.example of example.com"},
    {"three includes of one common include",
     "v=spf1 include:one.example include:two.example include:three.example -all", 3, 18, 3, "",
     "a:h.example of common.example"},
    {"prefix lengths are no part of the name", "v=spf1 mx:m.example/28 a:h.example/24//64 -all", 1,
     2, 0},
    {"prefix lengths without a name ask for the domain itself", "v=spf1 mx/24 a/24 -all", 2, 2, 2,
     "mx/24 empty, a/24 empty"},
    {"a redirect beside all", "v=spf1 redirect=one.example -all", 0, 0, 0,
     "redirect=one.example ignored"},
    {"a redirect after all", "v=spf1 -all redirect=one.example", 0, 0, 0,
     "redirect=one.example ignored"},
    {"terms after all", "v=spf1 a:h.example -all" + repeated(" a:h.example", 11), 1, 1, 0,
     "a:h.example ignored" + repeated(", a:h.example ignored", 10)},
    {"an include that is not answered",
     "v=spf1 include:one.example -all",
     1,
     1,
     0,
     "include:one.example unknown",
     "",
     {"one.example"}},
    {"an include of a domain without SPF record", "v=spf1 include:none.example -all", 1, 1, 0,
     "include:none.example no_record"},
    {"unknown modifiers", "v=spf1 moo=cow ra=postmaster a:h.example -all", 1, 1, 0},
    {"three includes that are not answered",
     "v=spf1 include:one.example include:two.example include:three.example -all",
     1,
     3,
     0,
     "include:one.example unknown, include:two.example unknown, include:three.example unknown",
     "",
     {"one.example", "two.example", "three.example"}},
    {"everyone passes", "v=spf1 a:h.example ip4:0.0.0.0/0 +all", 1, 1, 0},
    // Includes and redirects.
    {"a redirect", "v=spf1 redirect=one.example", 3, 6, 1},
    {"records that cannot be used",
     "v=spf1 include:gone.example include:many.example include:bad.example -all", 3, 3, 0,
     "include:gone.example no_record, include:many.example many_records, include:bad.example "
     "syntax"},
    {"an include of itself", "v=spf1 include:self.example -all", 2, 3, 0,
     "include:self.example loop"},
    {"a loop by include and redirect", "v=spf1 include:ping.example -all", 3, 3, 0,
     "redirect=ping.example loop"},
    {"a redirect to itself", "v=spf1 redirect=example.com", 1, 1, 0, "redirect=example.com loop"},
    {"an include of a record that accepts nobody", "v=spf1 include:nobody.example a:h.example -all",
     3, 3, 0},
    {"a directive that does not accept", "v=spf1 -a:h.example ~mx:m.example a:h.example -all", 3, 3,
     0},
    {"nobody is accepted", "v=spf1 -a:h.example -all", 1, 1, 0},
    // Macros: RFC 7208 section 7.2.
    {"macros that depend on the sender",
     "v=spf1 exists:%{i}.x.example include:%{l}.x.example redirect=%{h}", 1, 3, 0,
     "exists:%{i}.x.example depends, include:%{l}.x.example depends, redirect=%{h} depends"},
    {"macros for the domain and the sender's domain", "v=spf1 include:d.of.six.example -all", 2, 3,
     1},
    // Void lookups.
    {"names without addresses",
     "v=spf1 a:gone.example mx:h.example exists:six.example a:alias.example -all", 4, 4, 4,
     "a:gone.example no_such_name, mx:h.example empty, exists:six.example empty, a:alias.example "
     "empty"},
    {"a name of one address family", "v=spf1 a:six.example -all", 1, 1, 1},
    {"an unknown address is no void lookup",
     "v=spf1 a:gone.example -all",
     1,
     1,
     0,
     "a:gone.example unknown",
     "",
     {"gone.example"}},
    {"a null MX", "v=spf1 mx:null.example -all", 1, 1, 0},
    {"eleven exchanges", "v=spf1 mx:eleven.example -all", 1, 1, 0, "mx:eleven.example many_hosts"},
    {"an exchange that is not answered",
     "v=spf1 mx:m.example -all",
     1,
     1,
     0,
     "mx:m.example unknown",
     "",
     {"h.example"}},
    // RFC 7208 section 4.8.
    {"targets that are no names", "v=spf1 a:x..example include:%{d}..example -all", 2, 2, 0,
     "a:x..example not_a_name, include:%{d}..example not_a_name"},
    {"a record that cannot be read", "v=spf1 moo", 0, 0, 0},
};

Evaluation evaluation_of(const std::string& text, const char* client) {
  dns::ZoneResolver resolver({tests::world(kRecords + "example.com. 60 TXT \"" + text + "\"\n")});
  Request request;
  request.ip = tests::ip(client);
  request.mail_from = "a@example.com";
  dns::Facts facts;
  return dns::settle(resolver, facts, [&](dns::Facts& known) { return evaluate(request, known); });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(spf_tree)

BOOST_DATA_TEST_CASE(tells_the_cost_of_every_record, boost::unit_test::data::make(kRows), row) {
  const Tree got = tree(row.text, kRecords, row.failing);
  BOOST_TEST(!got.pending);
  BOOST_TEST(!got.is_cut);
  BOOST_TEST(got.cost.best == row.best);
  BOOST_TEST(got.cost.worst == row.worst);
  BOOST_TEST(got.cost.void4_worst == row.voids);
  BOOST_TEST(got.cost.head_room == (row.worst > 10 ? 0 : 10 - row.worst));
  BOOST_TEST(states(got) == row.states);
  BOOST_TEST(crossing(got) == row.crossing);
}

// The worst sender is one that nothing matches, and the evaluation of such a one agrees.
BOOST_DATA_TEST_CASE(counts_what_the_evaluation_counts, boost::unit_test::data::make(kRows), row) {
  const Tree got = tree(row.text, kRecords, row.failing);
  const bool is_comparable = got.cost.worst <= 10 && states(got).empty();
  if (!is_comparable) return;
  for (const char* client : {"203.0.113.99", "3fff::99"}) {
    const Evaluation evaluation = evaluation_of(row.text, client);
    if (evaluation.void_lookups > Limits().void_lookups) continue;
    const bool passes = evaluation.result == Result::pass;
    const bool is_v4 = tests::ip(client).is_v4();
    BOOST_TEST(evaluation.lookups == (passes ? got.cost.best : got.cost.worst));
    const std::size_t voids = is_v4 ? got.cost.void4_worst : got.cost.void6_worst;
    if (!passes) BOOST_TEST(evaluation.void_lookups == voids, client);
  }
}

// RFC 7208 section 4.6.4: each sender is asked for by addresses of its own family.
BOOST_AUTO_TEST_CASE(counts_void_lookups_for_each_address_family) {
  const struct {
    const char* text;
    std::size_t v4;
    std::size_t v6;
    const char* result4;
    const char* result6;
  } kVoids[] = {
      {"v=spf1 a:h.example -all", 0, 1, "fail", "fail"},
      {"v=spf1 a:h.example a:h.example/24 -all", 0, 2, "fail", "fail"},
      {"v=spf1 a:h.example a:h.example/24 a:h.example/25 -all", 0, 3, "fail", "permerror"},
      {"v=spf1 a:six.example a:six.example//64 a:six.example//65 -all", 3, 0, "permerror", "fail"},
      {"v=spf1 a:h.example a:six.example a:h.example a:six.example -all", 2, 2, "fail", "fail"},
      {"v=spf1 a:gone.example a:h.example exists:gone.example -all", 2, 3, "fail", "permerror"},
      {"v=spf1 a:both.example mx:m.example mx:m.example mx:m.example -all", 0, 0, "fail", "fail"},
      {"v=spf1 include:one.example a:h.example -all", 1, 3, "fail", "permerror"},
      {"v=spf1 redirect=one.example", 1, 2, "fail", "fail"},
      // What every sender matches is as good as "all".
      {"v=spf1 -exists:h.example a:gone.example a:h.example -all", 0, 0, "fail", "fail"},
  };
  for (const auto& row : kVoids) {
    BOOST_TEST_CONTEXT(row.text) {
      const Tree got = tree(row.text, kRecords);
      BOOST_TEST(got.cost.void4_worst == row.v4);
      BOOST_TEST(got.cost.void6_worst == row.v6);
      BOOST_TEST(got.cost.void_worst == std::max(row.v4, row.v6));
      BOOST_TEST(name_of(evaluation_of(row.text, "203.0.113.99").result) == row.result4);
      BOOST_TEST(name_of(evaluation_of(row.text, "3fff::99").result) == row.result6);
    }
  }
  const Tree got = tree("v=spf1 a:h.example include:one.example a:slow.example -all", kRecords,
                        {"slow.example"});
  BOOST_TEST(name_of(term(got, 0, 0).state) == "ok");
  BOOST_TEST(term(got, 0, 0).detail == "no IPv6 address");
  BOOST_TEST(term(got, 0, 1).void_lookups4 == 1U);
  BOOST_TEST(term(got, 0, 1).void_lookups6 == 2U);
  BOOST_TEST(term(got, 0, 1).void_lookups == 2U);
  BOOST_TEST(term(got, 2, 1).detail == "no IPv4 address");
  BOOST_TEST(got.records.at(0).void_lookups4 == 1U);
  BOOST_TEST(got.records.at(0).void_lookups6 == 3U);
  BOOST_TEST(got.records.at(0).void_lookups == 3U);
}

// Behind a term that every sender matches nobody gets, whatever stands there.
BOOST_AUTO_TEST_CASE(counts_no_lookups_where_nobody_gets) {
  const std::string many = repeated(" a:h.example", 12) + " -all";
  const struct {
    std::string text;
    std::size_t worst;
    const char* crossing;
  } kReached[] = {
      {"v=spf1 exists:h.example" + many, 1, ""},
      {"v=spf1 -exists:h.example" + many, 1, ""},
      {"v=spf1 include:open.example" + many, 1, ""},
      {"v=spf1 -include:moved.example" + many, 2, ""},
      {"v=spf1 exists:%{i}.h.example" + many, 13, "a:h.example of example.com"},
      {"v=spf1 include:shut.example" + many, 14, "a:h.example of example.com"},
      {"v=spf1 include:nobody.example include:none.example" + many, 15,
       "a:h.example of example.com"},
  };
  for (const auto& row : kReached) {
    const Tree got = tree(row.text, kRecords);
    BOOST_TEST(got.cost.worst == row.worst, row.text);
    BOOST_TEST(crossing(got) == row.crossing, row.text);
  }
}

// Whoever has the labels behind the last macro answers for all names.
BOOST_AUTO_TEST_CASE(tells_what_names_that_depend_on_the_sender_end_with) {
  const struct {
    const char* term;
    const char* suffix;
  } kSuffixes[] = {
      {"exists:%{i}.spf.gone.example", "spf.gone.example"},
      {"include:%{ir}.%{v}.GONE.example", "gone.example"},
      {"a:%{l}-mail.gone.example/24", "gone.example"},
      {"exists:%{i}.a.%{l}.gone.example", "gone.example"},
      {"exists:%{i}._spf.%{d}", "_spf.example.com"},
      {"exists:%{i}%{o}", "com"},
      {"exists:%{i}-%{d2}.example", "com.example"},
      {"redirect=%{h}", ""},
      {"exists:x.%{h}", ""},
      {"exists:%{i}..example", ""},
      {"exists:h.example", ""},
      {"ptr:gone.example", ""},
  };
  for (const auto& row : kSuffixes) {
    const Tree got = tree(std::string("v=spf1 ") + row.term, kRecords);
    BOOST_REQUIRE_MESSAGE(!got.records.front().terms.empty(), row.term);
    BOOST_TEST(term(got, 0, 0).suffix == row.suffix, row.term);
  }
}

BOOST_AUTO_TEST_CASE(tells_what_every_term_costs) {
  const Tree got =
      tree("v=spf1 exp=x.example a:h.example include:one.example mx:m.example ip4:192.0.2.9 -all",
           kRecords);
  const struct {
    std::size_t record;
    std::size_t term;
    const char* text;
    std::size_t own;
    std::size_t lookups;
    std::size_t spent;
  } kTerms[] = {
      {0, 0, "exp=x.example", 0, 0, 0},
      {0, 1, "a:h.example", 1, 1, 1},
      {0, 2, "include:one.example", 1, 6, 7},
      {1, 0, "include:common.example", 1, 5, 7},
      {2, 0, "a:h.example", 1, 1, 4},
      {2, 3, "mx:m.example", 1, 1, 7},
      {2, 4, "-all", 0, 0, 7},
      {0, 3, "mx:m.example", 1, 1, 8},
      {0, 4, "ip4:192.0.2.9", 0, 0, 8},
  };
  for (const auto& row : kTerms) {
    BOOST_TEST_CONTEXT(row.text) {
      const TreeTerm& found = term(got, row.record, row.term);
      BOOST_TEST(found.text == row.text);
      BOOST_TEST(found.own_lookups == row.own);
      BOOST_TEST(found.lookups == row.lookups);
      BOOST_TEST(found.spent == row.spent);
    }
  }
  BOOST_TEST(got.records.at(0).lookups == 8U);
  BOOST_TEST(got.records.at(2).lookups == 4U);
  BOOST_TEST(got.records.at(2).depth == 2U);
  BOOST_TEST(got.cost.depth == 2U);
  BOOST_TEST(term(got, 0, 2).record.value() == 1U);
}

// A redirect is followed after the directives, wherever it stands (RFC 7208 section 6.1).
BOOST_AUTO_TEST_CASE(spends_the_redirect_last) {
  const Tree got = tree("v=spf1 redirect=one.example a:h.example", kRecords);
  BOOST_TEST(term(got, 0, 0).text == "redirect=one.example");
  BOOST_TEST(term(got, 0, 0).spent == 7U);
  BOOST_TEST(term(got, 0, 1).spent == 1U);
}

BOOST_AUTO_TEST_CASE(gives_the_networks_of_every_term) {
  const struct {
    const char* term;
    const char* networks;
  } kNetworks[] = {
      {"ip4:192.0.2.77/24", "192.0.2.0/24"},
      {"ip6:2001:db8::1", "2001:db8::1/128"},
      {"a:h.example", "192.0.2.1/32"},
      {"a:h.example/25", "192.0.2.0/25"},
      {"a:six.example//64", "2001:db8::/64"},
      {"mx:m.example", "192.0.2.1/32"},
      {"exists:h.example", "0.0.0.0/0 | ::/0"},
      {"exists:six.example", ""},
      {"ptr", ""},
      {"include:one.example", ""},
      {"a:%{i}.example", ""},
  };
  for (const auto& row : kNetworks) {
    const Tree got = tree(std::string("v=spf1 ") + row.term + " -all", kRecords);
    BOOST_TEST(tests::joined(term(got, 0, 0).networks) == row.networks, row.term);
  }
}

// Rounds: the depth of the tree and one more, and one for the hosts of the deepest mx.
BOOST_AUTO_TEST_CASE(asks_in_as_many_rounds_as_the_tree_is_deep) {
  std::string chain;
  for (int i = 1; i < 8; ++i) {
    const std::string next = "c" + std::to_string(i + 1) + ".example";
    chain += "c" + std::to_string(i) + ".example. 60 TXT \"v=spf1 a:h.example include:" + next +
             " a:" + next + " -all\"\n";
  }
  const std::string text = "v=spf1 include:c1.example include:one.example -all";
  const std::string end = "c8.example. 60 TXT \"v=spf1 a:last.example -all\"\n";
  dns::ZoneResolver with_a({tests::world(kRecords + chain + end)});
  const Looked deep = look(with_a, text);
  BOOST_TEST(deep.tree.cost.depth == 8U);
  BOOST_TEST(deep.cost.rounds == 9U);
  const std::string exchange =
      "c8.example. 60 TXT \"v=spf1 mx:last.example -all\"\n"
      "last.example. 60 MX 1 host.last.example.\n";
  dns::ZoneResolver with_mx({tests::world(kRecords + chain + exchange)});
  BOOST_TEST(look(with_mx, text).cost.rounds == 10U);
  dns::ZoneResolver resolver({tests::world(kRecords)});
  BOOST_TEST(look(resolver, "v=spf1 a:h.example a:six.example -all").cost.rounds == 1U);
  BOOST_TEST(look(resolver, "v=spf1 include:d.of.six.example -all").cost.rounds == 2U);
  BOOST_TEST(look(resolver, "v=spf1 -all a:h.example").cost.rounds == 0U);
}

// What a hostile record can cost is counted, not timed.
BOOST_AUTO_TEST_CASE(bounds_what_records_of_many_terms_cost) {
  const std::string many = "v=spf1" + repeated(" a:h.example", 4990) + " -all";
  BOOST_REQUIRE(many.size() > 59'000U);
  dns::ZoneResolver resolver({tests::world(kRecords)});
  const Looked got = look(resolver, many);
  BOOST_TEST(got.tree.is_cut);
  BOOST_TEST(got.tree.cost.worst == 4990U);
  BOOST_TEST(got.cost.questions == 2U);
  BOOST_TEST(name_of(term(got.tree, 0, kMaxTreeLookups).state) == "not_looked_at");
  BOOST_TEST(crossing(got.tree) == "a:h.example of example.com");

  std::string distinct = "v=spf1";
  for (int i = 0; i < 10'000; ++i) distinct += " a:" + std::to_string(i) + ".gone.example";
  const Looked asked = look(resolver, distinct + " -all");
  BOOST_TEST(asked.cost.questions == 2 * kMaxTreeLookups);
  BOOST_TEST(asked.cost.rounds == 1U);
  BOOST_TEST(asked.tree.records.front().terms.size() == 10'001U);
  const std::string networks = "v=spf1" + repeated(" ip4:192.0.2.0/24", 10'000) + " -all";
  BOOST_TEST(!look(resolver, networks).tree.is_cut);
}

// Each record includes the next one twice: a million ways, of which fifty are looked at.
BOOST_AUTO_TEST_CASE(bounds_what_includes_of_includes_cost) {
  std::string records = kRecords;
  for (int i = 0; i < 40; ++i) {
    const std::string next = " include:w" + std::to_string(i + 1) + ".example";
    records += "w" + std::to_string(i) + ".example. 60 TXT \"v=spf1" + next + next + " -all\"\n";
  }
  dns::ZoneResolver resolver({tests::world(records)});
  const Looked got = look(resolver, "v=spf1 include:w0.example -all");
  BOOST_TEST(got.tree.is_cut);
  BOOST_TEST(got.tree.records.size() <= kMaxTreeLookups + 1);
  BOOST_TEST(got.tree.cost.depth == kMaxTreeDepth);
  BOOST_TEST(got.cost.rounds <= kMaxTreeDepth + 1);
  BOOST_TEST(got.cost.questions <= kMaxTreeLookups);
}

BOOST_AUTO_TEST_CASE(bounds_the_octets_that_are_read) {
  std::string big;
  for (int i = 0; i < 150; ++i) big += " \"" + repeated(" ip4:192.0.2.1", 17) + "\"";
  std::string records;
  std::string text = "v=spf1";
  for (int i = 0; i < 10; ++i) {
    const std::string name = "big" + std::to_string(i) + ".example";
    records += name + ". 60 TXT \"v=spf1\"" + big + "\n";
    text += " include:" + name;
  }
  const Tree got = tree(text + " -all", records);
  BOOST_TEST(got.is_cut);
  std::size_t octets = 0;
  for (const TreeRecord& record : got.records) octets += record.text.size();
  BOOST_TEST(octets <= kMaxTreeOctets + text.size());
  BOOST_TEST(name_of(term(got, 0, 9).state) == "not_looked_at");
  BOOST_TEST(got.cost.worst == 10U);
}

BOOST_AUTO_TEST_CASE(names_the_questions_of_a_term) {
  const Tree got = tree(
      "v=spf1 a:h.example mx:m.example exists:h.example include:one.example ptr ip4:192.0.2.1 "
      "a:%{i} -all a:six.example",
      kRecords);
  const char* kQuestions[] = {"h.example A | h.example AAAA",
                              "m.example MX",
                              "h.example A",
                              "one.example TXT",
                              "",
                              "",
                              "",
                              "",
                              ""};
  for (std::size_t i = 0; i < std::size(kQuestions); ++i) {
    std::vector<std::string> texts;
    for (const auto& question : questions_of(term(got, 0, i))) texts.push_back(question.text());
    BOOST_TEST(tests::joined(texts) == kQuestions[i], term(got, 0, i).text);
  }
}

BOOST_AUTO_TEST_SUITE_END()
