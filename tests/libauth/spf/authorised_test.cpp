// SPDX-License-Identifier: MIT
//
// Which addresses records let send, and what is odd about their terms.

#include "libauth/spf/authorised.h"

#include <chrono>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "libauth/base/enum.h"
#include "libauth/dns/settle.h"
#include "libauth/spf/parse.h"
#include "tests/support/zones.h"

using namespace libauth::spf;
namespace base = libauth::base;
namespace dns = libauth::dns;

namespace {

/// Records that those of the tables lead to.
constexpr const char* kWorld =
    "provider.example. 60 TXT \"v=spf1 ip4:198.51.100.0/24 ip6:2001:db8:5::/48 -all\"\n"
    "other.example. 60 TXT \"v=spf1 ip4:203.0.113.0/24 ~all\"\n"
    "nested.example. 60 TXT \"v=spf1 include:provider.example include:other.example ?all\"\n"
    "except.example. 60 TXT \"v=spf1 -ip4:198.51.100.7 ip4:198.51.100.0/24 -all\"\n"
    "empty.example. 60 TXT \"v=spf1 -all\"\n"
    "open.example. 60 TXT \"v=spf1 +all\"\n"
    "soft.example. 60 TXT \"v=spf1 ?ip4:198.51.100.0/24\"\n"
    "redirects.example. 60 TXT \"v=spf1 ip4:192.0.2.1 redirect=provider.example\"\n"
    "broken.example. 60 TXT \"v=spf1 -ip4:192.0.2.9 ip4:192.0.2.8/29 include:gone.example\"\n"
    "syntax.example. 60 TXT \"v=spf1 moo\"\n"
    "many.example. 60 TXT \"v=spf1 -all\"\n"
    "many.example. 60 TXT \"v=spf1 ~all\"\n"
    "looks.example. 60 TXT \"v=spf1 exists:%{i}.x.example ip4:192.0.2.0/24 -all\"\n"
    "loop.example. 60 TXT \"v=spf1 ip4:192.0.2.1 include:loop.example ip4:192.0.2.2 -all\"\n"
    "host.example. 60 A 192.0.2.10\n"
    "host.example. 60 AAAA 2001:db8::10\n"
    "four.example. 60 A 192.0.2.4\n"
    "four.example. 60 A 192.0.2.5\n"
    "mapped.example. 60 AAAA ::ffff:192.0.2.4\n"
    "mail.example. 60 MX 10 host.example.\n"
    "mail.example. 60 MX 20 four.example.\n"
    "inside.example. 60 A 10.1.2.3\n"
    "slow.example. 60 A 192.0.2.99\n";

/// The tree of the record at example.com; what slow.example has is not known.
Tree tree_at(const std::string& text, const std::string& more = {}) {
  dns::ZoneResolver resolver({tests::world(kWorld + more)});
  resolver.fail(tests::name("slow.example"), dns::Status::timeout);
  dns::Facts facts;
  return dns::settle(resolver, facts, [&text](dns::Facts& known) {
    return tree_of(tests::name("example.com"), text, known);
  });
}

/// "never_matches ip4:192.0.2.5 (192.0.2.5/32) by ip4:192.0.2.0/24", one after another.
std::string findings_text(const Tree& tree, const Authorised& authorised) {
  std::string text;
  for (const NetworkFinding& finding : authorised.findings) {
    // Nearly all networks here are for examples.
    if (finding.issue == NetworkIssue::documentation) continue;
    text += text.empty() ? "" : ", ";
    text += std::string(base::name_of(finding.issue)) + " " +
            tree.records[finding.record].terms[finding.term].text;
    if (!finding.network.empty()) text += " (" + finding.network + ")";
    if (!finding.other.empty()) text += " by " + finding.other;
  }
  return text;
}

/// The record without the terms that it can do without.
std::string without_needless(const Tree& tree, const Authorised& authorised) {
  std::string text = "v=spf1";
  std::size_t index = 0;
  for (const TreeTerm& term : tree.records.front().terms) {
    bool is_needless = false;
    for (const std::size_t needless : authorised.needless) is_needless |= needless == index;
    if (!is_needless) text += " " + term.text;
    ++index;
  }
  return text;
}

/// A record of networks, every second one with "-".
Tree tree_of_networks(const std::vector<std::string>& networks) {
  Tree tree;
  TreeRecord record;
  for (const std::string& network : networks) {
    TreeTerm term;
    term.text = "ip6:" + network;
    term.kind = TermKind::ip6;
    term.networks = {network};
    term.qualifier = record.terms.size() % 2 == 0 ? Result::pass : Result::fail;
    record.terms.push_back(std::move(term));
  }
  tree.records.push_back(std::move(record));
  return tree;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(spf_authorised)

BOOST_AUTO_TEST_CASE(the_first_term_that_matches_decides) {
  // RFC 7208 section 4.6.2.
  const struct {
    const char* terms;
    const char* networks;
  } kRows[] = {
      {"", ""},
      {"-all", ""},
      {"ip4:192.0.2.1", "192.0.2.1/32"},
      {"ip4:192.0.2.1/24 -all", "192.0.2.0/24"},
      {"ip4:192.0.2.0/25 ip4:192.0.2.128/25 -all", "192.0.2.0/24"},
      {"ip4:0.0.0.0/0 -all", "0.0.0.0/0"},
      {"ip4:192.0.2.1/0 -all", "0.0.0.0/0"},
      {"ip6:::/0 -all", "::/0"},
      {"ip4:0.0.0.0/1 ip4:128.0.0.0/1 ip4:255.255.255.255", "0.0.0.0/0"},
      {"ip4:0.0.0.0 ip4:255.255.255.255", "0.0.0.0/32 | 255.255.255.255/32"},
      {"ip6:2001:db8::1/32 ip6:ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff -all",
       "2001:db8::/32 | ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128"},
      {"+all", "0.0.0.0/0 | ::/0"},
      {"?all", ""},
      {"~all", ""},
      // Qualifiers: only "+" passes, and each decides.
      {"-ip4:192.0.2.0/25 ip4:192.0.2.0/24 -all", "192.0.2.128/25"},
      {"?ip4:192.0.2.0/25 ip4:192.0.2.0/24 -all", "192.0.2.128/25"},
      {"~ip4:192.0.2.0/25 +ip4:192.0.2.0/24 -all", "192.0.2.128/25"},
      {"ip4:192.0.2.0/24 -ip4:192.0.2.0/25 -all", "192.0.2.0/24"},
      {"?ip4:192.0.2.0/24", ""},
      {"-ip4:192.0.2.0/24 ip4:192.0.2.7", ""},
      {"-ip4:0.0.0.0/0 +all", "::/0"},
      {"all ip4:192.0.2.1", "0.0.0.0/0 | ::/0"},
      {"-all ip4:192.0.2.1", ""},
      // Names.
      {"a:host.example -all", "192.0.2.10/32 | 2001:db8::10/128"},
      {"a:host.example/24//64 -all", "192.0.2.0/24 | 2001:db8::/64"},
      {"a:host.example/0 -all", "0.0.0.0/0 | 2001:db8::10/128"},
      {"mx:mail.example -all", "192.0.2.4/31 | 192.0.2.10/32 | 2001:db8::10/128"},
      {"-a:host.example mx:mail.example -all", "192.0.2.4/31"},
      {"a:gone.example ip4:192.0.2.1", "192.0.2.1/32"},
      // RFC 7208 section 5: IPv4-mapped senders are IPv4 senders.
      {"ip6:::ffff:192.0.2.1 a:mapped.example -all", ""},
      // Section 5.7: an "exists" that has an answer matches everybody.
      {"exists:host.example -all", "0.0.0.0/0 | ::/0"},
      {"ip4:192.0.2.1 -exists:host.example +all", "192.0.2.1/32"},
      {"exists:gone.example ip4:192.0.2.1 -all", "192.0.2.1/32"},
      // Section 5.2: of an included record only what passes matches.
      {"include:provider.example -all", "198.51.100.0/24 | 2001:db8:5::/48"},
      {"include:nested.example -all", "198.51.100.0/24 | 203.0.113.0/24 | 2001:db8:5::/48"},
      {"-ip4:198.51.100.0/25 include:provider.example -all", "198.51.100.128/25 | 2001:db8:5::/48"},
      {"-include:other.example ip4:203.0.112.0/23 -all", "203.0.112.0/24"},
      {"include:except.example ip4:198.51.100.0/29 -all", "198.51.100.0/24"},
      {"include:soft.example ip4:198.51.100.1", "198.51.100.1/32"},
      {"include:empty.example ip4:192.0.2.1", "192.0.2.1/32"},
      {"include:open.example -all", "0.0.0.0/0 | ::/0"},
      {"include:redirects.example -all", "192.0.2.1/32 | 198.51.100.0/24 | 2001:db8:5::/48"},
      // Section 6.1: the redirect comes last, and not at all beside "all".
      {"redirect=provider.example", "198.51.100.0/24 | 2001:db8:5::/48"},
      {"redirect=other.example -ip4:203.0.113.0/25", "203.0.113.128/25"},
      {"redirect=other.example ip4:192.0.2.1 -all", "192.0.2.1/32"},
      {"ip4:203.0.113.0/25 redirect=redirects.example",
       "192.0.2.1/32 | 198.51.100.0/24 | 203.0.113.0/25 | 2001:db8:5::/48"},
      {"redirect=open.example", "0.0.0.0/0 | ::/0"},
      {"exp=host.example x=y ip4:192.0.2.1", "192.0.2.1/32"},
      {"moo", ""},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.terms) {
      const Authorised got = authorised_by(tree_at(std::string("v=spf1 ") + row.terms));
      BOOST_TEST(tests::joined(got.networks) == row.networks);
      BOOST_TEST(got.network_count == got.networks.size());
      BOOST_TEST(got.is_complete);
      BOOST_TEST(!got.depends_on_sender);
    }
  }
}

BOOST_AUTO_TEST_CASE(errors_let_nobody_pass) {
  // RFC 7208 sections 4.6.4 and 5.2: who gets to the error gets permerror.
  const std::string kTen =
      "a:four.example a:four.example a:four.example a:four.example a:four.example a:four.example "
      "a:four.example a:four.example a:four.example a:four.example ";
  const struct {
    std::string terms;
    const char* networks;
  } kRows[] = {
      {"ip4:192.0.2.1 include:gone.example ip4:192.0.2.2", "192.0.2.1/32"},
      {"ip4:192.0.2.1 include:syntax.example ip4:192.0.2.2", "192.0.2.1/32"},
      {"ip4:192.0.2.1 include:many.example ip4:192.0.2.2", "192.0.2.1/32"},
      {"ip4:192.0.2.1 redirect=gone.example", "192.0.2.1/32"},
      {"-include:gone.example +all", ""},
      // The included record turns one address away before its error.
      {"include:broken.example ip4:192.0.2.0/24 -all", "192.0.2.8/29"},
      {"ip4:192.0.2.7 include:loop.example ip4:192.0.2.3 -all", "192.0.2.1/32 | 192.0.2.7/32"},
      {"include:example.com ip4:192.0.2.1", ""},
      // Section 4.8: no name.
      {"a:" + std::string(64, 'x') + ".example ip4:192.0.2.1", "192.0.2.1/32"},
      // Ten lookups are allowed.
      {kTen + "ip4:192.0.2.1", "192.0.2.1/32 | 192.0.2.4/31"},
      {kTen + "a:host.example ip4:192.0.2.1", "192.0.2.4/31"},
      {kTen + "include:provider.example ip4:192.0.2.1", "192.0.2.4/31"},
      {kTen + "redirect=provider.example", "192.0.2.4/31"},
      // Two void lookups are allowed, to the senders of each family.
      {"a:x.example a:y.example ip4:192.0.2.1", "192.0.2.1/32"},
      {"a:x.example a:y.example mx:z.example ip4:192.0.2.1", ""},
      {"exists:x.example mx:y.example a:host.example ip4:192.0.2.1",
       "192.0.2.1/32 | 192.0.2.10/32 | 2001:db8::10/128"},
      {"a:four.example a:x.example a:y.example ip4:192.0.2.1 ip6:2001:db8::1",
       "192.0.2.1/32 | 192.0.2.4/31"},
      {"a:mapped.example a:x.example a:y.example ip4:192.0.2.1 ip6:2001:db8::1", "2001:db8::1/128"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.terms) {
      const Authorised got = authorised_by(tree_at("v=spf1 " + row.terms));
      BOOST_TEST(tests::joined(got.networks) == row.networks);
      BOOST_TEST(got.is_complete);
    }
  }
}

BOOST_AUTO_TEST_CASE(says_what_it_cannot_tell) {
  const struct {
    const char* terms;
    const char* networks;
    bool depends;
    bool complete;
  } kRows[] = {
      {"ip4:192.0.2.1 -all", "192.0.2.1/32", false, true},
      {"ip4:192.0.2.1 ptr -all", "192.0.2.1/32", true, true},
      {"exists:%{i}.x.example ip4:192.0.2.1 -all", "192.0.2.1/32", true, true},
      {"include:%{l}.x.example ip4:192.0.2.1 -all", "192.0.2.1/32", true, true},
      {"redirect=%{i}.x.example", "", true, true},
      {"include:looks.example -all", "192.0.2.0/24", true, true},
      // What nobody gets to does not count.
      {"ip4:192.0.2.1 -all ptr", "192.0.2.1/32", false, true},
      {"ip4:0.0.0.0/0 ip6:::/0 include:slow.example", "0.0.0.0/0 | ::/0", false, true},
      {"include:gone.example include:slow.example", "", false, true},
      {"a:slow.example ip4:192.0.2.1 -all", "192.0.2.1/32", false, false},
      {"include:slow.example ip4:192.0.2.1 -all", "192.0.2.1/32", false, false},
      {"redirect=slow.example", "", false, false},
      {"mx:slow.example ip4:192.0.2.1 -all", "192.0.2.1/32", false, false},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.terms) {
      const Authorised got = authorised_by(tree_at(std::string("v=spf1 ") + row.terms));
      BOOST_TEST(tests::joined(got.networks) == row.networks);
      BOOST_TEST(got.depends_on_sender == row.depends);
      BOOST_TEST(got.is_complete == row.complete);
    }
  }
}

BOOST_AUTO_TEST_CASE(is_not_complete_where_a_tree_does_not_tell) {
  BOOST_TEST(!authorised_by(Tree()).is_complete);
  Tree pending = tree_at("v=spf1 -all");
  BOOST_TEST(authorised_by(pending).is_complete);
  pending.pending = true;
  BOOST_TEST(!authorised_by(pending).is_complete);
  // No tree of ours has these: records that lead back, or nowhere.
  Tree odd = tree_at("v=spf1 include:provider.example ip4:192.0.2.1 -all");
  for (const std::size_t record : {0U, 99U}) {
    odd.records[0].terms[0].record = record;
    const Authorised got = authorised_by(odd);
    BOOST_TEST(!got.is_complete);
    BOOST_TEST(tests::joined(got.networks) == "192.0.2.1/32");
  }
  odd.records[0].terms[0].record.reset();
  odd.records[0].terms[1].networks = {"moo", "192.0.2.2/32", ""};
  BOOST_TEST(tests::joined(authorised_by(odd).networks) == "192.0.2.2/32");
}

BOOST_AUTO_TEST_CASE(counts_addresses) {
  const Authorised got =
      authorised_by(tree_at("v=spf1 a:host.example ip4:192.0.2.0/28 include:nested.example -all"));
  BOOST_TEST(got.ipv4_addresses == 16U + 256U + 256U);
  BOOST_TEST(got.ipv6_addresses == "1208925819614629174706177");
  const std::vector<TermAddresses> want = {
      {.record = 0, .term = 0, .ipv4_addresses = 1, .ipv6_addresses = "1"},
      {.record = 0,
       .term = 2,
       .ipv4_addresses = 512,
       .ipv6_addresses = "1208925819614629174706176"}};
  BOOST_TEST((got.added == want));
  const Authorised all = authorised_by(tree_at("v=spf1 +all"));
  BOOST_TEST(all.ipv4_addresses == 4294967296U);
  BOOST_TEST(all.ipv6_addresses == "340282366920938463463374607431768211456");
}

BOOST_AUTO_TEST_CASE(finds_terms_that_decide_nothing) {
  const struct {
    const char* terms;
    const char* findings;
    const char* rest;  ///< without the needless terms
  } kRows[] = {
      {"ip4:192.0.2.1 ip4:192.0.2.2 -all", "", "ip4:192.0.2.1 ip4:192.0.2.2 -all"},
      {"ip4:192.0.2.1 ip4:192.0.2.1 -all",
       "duplicate ip4:192.0.2.1 (192.0.2.1/32) by ip4:192.0.2.1", "ip4:192.0.2.1 -all"},
      {"ip4:192.0.2.1/24 +ip4:192.0.2.0/24 -all",
       "duplicate +ip4:192.0.2.0/24 (192.0.2.0/24) by ip4:192.0.2.1/24", "ip4:192.0.2.1/24 -all"},
      {"ip4:192.0.2.0/24 ip4:192.0.2.5 -all",
       "never_matches ip4:192.0.2.5 (192.0.2.5/32) by ip4:192.0.2.0/24", "ip4:192.0.2.0/24 -all"},
      {"ip4:192.0.2.5 ip4:192.0.2.0/24 -all",
       "unneeded ip4:192.0.2.5 (192.0.2.5/32) by ip4:192.0.2.0/24", "ip4:192.0.2.0/24 -all"},
      {"ip4:192.0.2.0/25 ip4:192.0.2.128/25 ip4:192.0.2.64/26 ip4:192.0.2.0/24 -all",
       "never_matches ip4:192.0.2.64/26 (192.0.2.64/26) by ip4:192.0.2.0/25, "
       "never_matches ip4:192.0.2.0/24 (192.0.2.0/24) by ip4:192.0.2.0/25",
       "ip4:192.0.2.0/25 ip4:192.0.2.128/25 -all"},
      {"ip4:192.0.2.1 ip4:192.0.2.0/25 ip4:192.0.2.128/26 ip4:192.0.2.0/24 -all",
       "unneeded ip4:192.0.2.1 (192.0.2.1/32) by ip4:192.0.2.0/24, "
       "unneeded ip4:192.0.2.0/25 (192.0.2.0/25) by ip4:192.0.2.0/24, "
       "unneeded ip4:192.0.2.128/26 (192.0.2.128/26) by ip4:192.0.2.0/24",
       "ip4:192.0.2.0/24 -all"},
      // Exceptions are no mistakes, but those behind are.
      {"-ip4:192.0.2.5 ip4:192.0.2.0/24 -all", "", "-ip4:192.0.2.5 ip4:192.0.2.0/24 -all"},
      {"ip4:192.0.2.5 -ip4:192.0.2.0/24 +all", "", "ip4:192.0.2.5 -ip4:192.0.2.0/24 +all"},
      {"ip4:192.0.2.0/24 -ip4:192.0.2.5 -all",
       "contradicted -ip4:192.0.2.5 (192.0.2.5/32) by ip4:192.0.2.0/24",
       "ip4:192.0.2.0/24 -ip4:192.0.2.5 -all"},
      {"-ip4:192.0.2.0/24 ip4:192.0.2.5 -all",
       "contradicted ip4:192.0.2.5 (192.0.2.5/32) by -ip4:192.0.2.0/24",
       "-ip4:192.0.2.0/24 ip4:192.0.2.5 -all"},
      {"ip4:192.0.2.5 ~ip4:192.0.2.5 -all",
       "contradicted ~ip4:192.0.2.5 (192.0.2.5/32) by ip4:192.0.2.5",
       "ip4:192.0.2.5 ~ip4:192.0.2.5 -all"},
      {"ip4:192.0.2.0/25 -ip4:192.0.2.128/25 ip4:192.0.2.0/24 -all",
       "contradicted ip4:192.0.2.0/24 (192.0.2.0/24) by -ip4:192.0.2.128/25",
       "ip4:192.0.2.0/25 -ip4:192.0.2.128/25 ip4:192.0.2.0/24 -all"},
      // The term is needed because one between decides otherwise.
      {"ip4:192.0.2.5 -ip4:192.0.2.4/31 ip4:192.0.2.0/24 -all",
       "overlap ip4:192.0.2.0/24 (192.0.2.5/32) by ip4:192.0.2.5",
       "ip4:192.0.2.5 -ip4:192.0.2.4/31 ip4:192.0.2.0/24 -all"},
      {"ip4:192.0.2.5 exists:%{i}.x.example ip4:192.0.2.0/24 -all",
       "overlap ip4:192.0.2.0/24 (192.0.2.5/32) by ip4:192.0.2.5",
       "ip4:192.0.2.5 exists:%{i}.x.example ip4:192.0.2.0/24 -all"},
      {"ip4:192.0.2.5 a:slow.example ip4:192.0.2.0/24 -all",
       "overlap ip4:192.0.2.0/24 (192.0.2.5/32) by ip4:192.0.2.5",
       "ip4:192.0.2.5 a:slow.example ip4:192.0.2.0/24 -all"},
      // Names.
      {"a:host.example mx:mail.example -all",
       "unneeded a:host.example (192.0.2.10/32) by mx:mail.example", "mx:mail.example -all"},
      {"mx:mail.example ip4:192.0.2.4 -all",
       "never_matches ip4:192.0.2.4 (192.0.2.4/32) by mx:mail.example", "mx:mail.example -all"},
      {"a:four.example/31 ip4:192.0.2.4/31 -all",
       "duplicate ip4:192.0.2.4/31 (192.0.2.4/31) by a:four.example/31", "a:four.example/31 -all"},
      {"ip4:192.0.2.8/30 ip4:192.0.2.5 mx:mail.example -all",
       "unneeded ip4:192.0.2.5 (192.0.2.5/32) by mx:mail.example, "
       "overlap mx:mail.example (192.0.2.10/32) by ip4:192.0.2.8/30",
       "ip4:192.0.2.8/30 mx:mail.example -all"},
      // The same words match the same senders, whoever they are.
      {"ptr ptr -all", "duplicate ptr by ptr", "ptr -all"},
      {"exists:%{i}.x.example -exists:%{i}.x.example -all",
       "contradicted -exists:%{i}.x.example by exists:%{i}.x.example",
       "exists:%{i}.x.example -exists:%{i}.x.example -all"},
      {"a:slow.example a:slow.example -all", "duplicate a:slow.example by a:slow.example",
       "a:slow.example -all"},
      // Includes.
      {"include:provider.example ip4:198.51.100.25 -all",
       "never_matches ip4:198.51.100.25 (198.51.100.25/32) by include:provider.example",
       "include:provider.example -all"},
      {"ip4:198.51.100.25 include:provider.example -all",
       "unneeded ip4:198.51.100.25 (198.51.100.25/32) by include:provider.example",
       "include:provider.example -all"},
      {"include:provider.example include:provider.example -all",
       "duplicate include:provider.example (198.51.100.0/24) by include:provider.example",
       "include:provider.example -all"},
      {"include:nested.example include:other.example -all",
       "never_matches include:other.example (203.0.113.0/24) by include:nested.example",
       "include:nested.example -all"},
      {"include:other.example ip4:203.0.113.0/24 -all",
       "duplicate ip4:203.0.113.0/24 (203.0.113.0/24) by include:other.example",
       "include:other.example -all"},
      {"include:empty.example ip4:192.0.2.1 -all", "never_matches include:empty.example",
       "ip4:192.0.2.1 -all"},
      {"ip6:::ffff:192.0.2.1 -all", "never_matches ip6:::ffff:192.0.2.1", "-all"},
      // One that depends on the sender may match more, or less.
      {"include:looks.example ip4:192.0.2.5 -all",
       "never_matches ip4:192.0.2.5 (192.0.2.5/32) by include:looks.example",
       "include:looks.example -all"},
      {"ip4:192.0.2.5 include:looks.example -all", "", "ip4:192.0.2.5 include:looks.example -all"},
      {"ip4:198.51.100.25 redirect=provider.example",
       "unneeded ip4:198.51.100.25 (198.51.100.25/32) by ip4:198.51.100.0/24",
       "redirect=provider.example"},
      // Of the rest the error tells.
      {"include:gone.example ip4:192.0.2.1 ip4:192.0.2.1", "",
       "include:gone.example ip4:192.0.2.1 ip4:192.0.2.1"},
      {"ip4:192.0.2.9 include:gone.example ip4:192.0.2.9", "",
       "ip4:192.0.2.9 include:gone.example ip4:192.0.2.9"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.terms) {
      const Tree tree = tree_at(std::string("v=spf1 ") + row.terms);
      const Authorised got = authorised_by(tree);
      BOOST_TEST(findings_text(tree, got) == row.findings);
      BOOST_TEST(got.finding_count == got.findings.size());
      const std::string rest = without_needless(tree, got);
      BOOST_TEST(rest == std::string("v=spf1 ") + row.rest);
      const Authorised again = authorised_by(tree_at(rest));
      BOOST_TEST((again.set == got.set));
      BOOST_TEST(again.needless.empty());
    }
  }
}

BOOST_AUTO_TEST_CASE(finds_them_in_included_records_too) {
  const Tree tree = tree_at(
      "v=spf1 include:twice.example -all",
      "twice.example. 60 TXT \"v=spf1 ip4:192.0.2.1 ip4:192.0.2.1 ip4:10.0.0.0/16 -all\"\n");
  const Authorised got = authorised_by(tree);
  BOOST_TEST(findings_text(tree, got) ==
             "duplicate ip4:192.0.2.1 (192.0.2.1/32) by ip4:192.0.2.1, "
             "not_public ip4:10.0.0.0/16 (10.0.0.0/16)");
  BOOST_TEST(got.findings.front().record == 1U);
  BOOST_TEST(got.needless.empty());
}

BOOST_AUTO_TEST_CASE(finds_networks_that_no_mail_server_has) {
  const struct {
    const char* terms;
    const char* findings;
  } kRows[] = {
      {"ip4:192.0.0.0/16", "reserved ip4:192.0.0.0/16 (192.0.0.0/24)"},
      {"ip4:203.0.113.0/16", ""},
      {"ip4:203.0.113.0/15", "too_wide ip4:203.0.113.0/15 (203.0.0.0/15)"},
      {"ip4:203.0.113.0/8", "too_wide ip4:203.0.113.0/8 (203.0.0.0/8)"},
      {"ip4:203.0.113.0/7", "huge ip4:203.0.113.0/7 (202.0.0.0/7)"},
      {"ip4:0.0.0.0/0", "huge ip4:0.0.0.0/0 (0.0.0.0/0)"},
      {"-ip4:203.0.113.0/7", ""},
      {"?ip4:10.0.0.0/8", ""},
      {"ip6:2001:db8::/32", ""},
      {"ip6:2001:db8::/31", "too_wide ip6:2001:db8::/31 (2001:db8::/31)"},
      {"ip6:3fff::/16", "too_wide ip6:3fff::/16 (3fff::/16)"},
      {"ip6:3fff::/15", "huge ip6:3fff::/15 (3ffe::/15)"},
      {"ip6:::/0", "huge ip6:::/0 (::/0)"},
      {"a:host.example/15//12",
       "too_wide a:host.example/15//12 (192.0.0.0/15), "
       "reserved a:host.example/15//12 (192.0.0.0/24), "
       "huge a:host.example/15//12 (2000::/12)"},
      {"ip4:10.1.2.3", "not_public ip4:10.1.2.3 (10.1.2.3/32)"},
      {"ip4:172.16.5.6/16", "not_public ip4:172.16.5.6/16 (172.16.0.0/16)"},
      {"ip4:192.168.0.0/16 ip4:127.0.0.1",
       "not_public ip4:192.168.0.0/16 (192.168.0.0/16), "
       "not_public ip4:127.0.0.1 (127.0.0.1/32)"},
      // Partly: the part.
      {"ip4:10.0.0.0/7",
       "huge ip4:10.0.0.0/7 (10.0.0.0/7), not_public ip4:10.0.0.0/7 (10.0.0.0/8)"},
      {"ip4:192.168.0.0/15",
       "too_wide ip4:192.168.0.0/15 (192.168.0.0/15), "
       "not_public ip4:192.168.0.0/15 (192.168.0.0/16)"},
      {"ip6:fd00::1", "not_public ip6:fd00::1 (fd00::1/128)"},
      {"ip4:240.0.0.1", "reserved ip4:240.0.0.1 (240.0.0.1/32)"},
      {"ip4:198.19.0.0/16", "reserved ip4:198.19.0.0/16 (198.19.0.0/16)"},
      {"ip6:ff02::1", "reserved ip6:ff02::1 (ff02::1/128)"},
      {"a:inside.example", "not_public a:inside.example (10.1.2.3/32)"},
      // Documentation is for tests, as mx-target-not-public has it.
      {"ip4:192.0.2.1 ip6:2001:db8::/32", ""},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.terms) {
      const Tree tree = tree_at(std::string("v=spf1 ") + row.terms + " -all");
      BOOST_TEST(findings_text(tree, authorised_by(tree)) == row.findings);
    }
  }
}

BOOST_AUTO_TEST_CASE(ten_thousand_terms_take_little_time) {
  // Hosts that stay apart, then networks around them, each wider than the last.
  std::vector<std::string> networks;
  for (unsigned i = 0; i < 10'000; ++i) {
    networks.push_back("2001:db8::" + std::to_string(i / 100) + ":0:" + std::to_string(i % 100) +
                       "/128");
  }
  for (unsigned prefix = 127; prefix > 0; --prefix) {
    networks.push_back("2001:db8::/" + std::to_string(prefix));
  }
  const auto start = std::chrono::steady_clock::now();
  const Authorised got = authorised_by(tree_of_networks(networks));
  // About 0.3 s optimised; what is quadratic takes minutes.
  BOOST_TEST((std::chrono::steady_clock::now() - start < std::chrono::seconds(30)));
  BOOST_TEST(got.networks.size() == kMaxNetworks);
  BOOST_TEST(got.network_count > 5'000U);

  networks.assign(3000, "10.0.0.0/8");
  const Authorised same = authorised_by(tree_of_networks(networks));
  BOOST_TEST(same.findings.size() == kMaxNetworkFindings);
  // Every second one is contradicted; the others are repeated, and each is wide and private.
  BOOST_TEST(same.finding_count == 1500U + 1499U + 2U * 1500U);
  BOOST_TEST(same.needless.size() == 1499U);
}

BOOST_AUTO_TEST_SUITE_END()
