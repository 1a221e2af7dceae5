// SPDX-License-Identifier: MIT

#include "libauth/dmarc/discover.h"

#include <algorithm>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "libauth/base/enum.h"
#include "libauth/dns/settle.h"
#include "tests/support/zones.h"

using namespace libauth::dmarc;
namespace dns = libauth::dns;
using tests::name;

namespace {

/// Records in short: {"mail.example.com", "p=none"} is v=DMARC1; p=none at _dmarc.mail.example.com.
using Records = std::vector<std::pair<std::string, std::string>>;

/// A world where every ancestor of a record exists, and `existing` besides.
dns::Zone zone_of(const Records& records, const std::vector<std::string>& existing = {}) {
  std::string text;
  for (const auto& [owner, tags] : records) {
    const std::string record = tags.starts_with("!") ? tags.substr(1) : "v=DMARC1; " + tags;
    text += "_dmarc." + owner + ". 60 TXT \"" + record + "\"\n";
  }
  for (const std::string& owner : existing) text += owner + ". 60 A 192.0.2.1\n";
  return tests::world(text);
}

Discovery discover_in(dns::Resolver& resolver, std::string_view author,
                      dns::SettleCost* cost = nullptr) {
  // The discovery points into the facts, which have to stay as long as it is looked at.
  static dns::Facts facts;
  facts = dns::Facts();
  const dns::Name domain = name(author);
  return dns::settle(
      resolver, facts, [&](dns::Facts& known) { return discover(domain, known); }, {}, cost);
}

std::string_view name_of(Discovery::Kind kind) {
  switch (kind) {
    case Discovery::Kind::pending:
      return "pending";
    case Discovery::Kind::found:
      return "found";
    case Discovery::Kind::none:
      return "none";
    case Discovery::Kind::unusable:
      return "unusable";
    case Discovery::Kind::temperror:
      return "temperror";
  }
  return "?";
}

/// "found example.com sp=reject", or the kind alone.
std::string summary(const Discovery& discovery) {
  std::string text(name_of(discovery.kind));
  if (discovery.step != nullptr) text += " " + discovery.step->name.text();
  if (discovery.kind == Discovery::Kind::found) {
    text += " " + std::string(libauth::base::name_of(discovery.source)) + "=" +
            std::string(libauth::base::name_of(discovery.policy));
  }
  return text;
}

std::string organizational(const Discovery& discovery) {
  return discovery.organizational_domain ? discovery.organizational_domain->text() : "unknown";
}

std::string targets(std::string_view domain) {
  std::vector<std::string> texts;
  for (const dns::Name& target : walk_targets(name(domain))) texts.push_back(target.text());
  return tests::joined(texts);
}

/// The organizational domain of a name alone, as alignment needs it.
std::string organizational_of(const dns::Zone& zone, std::string_view domain) {
  dns::ZoneResolver resolver({zone});
  dns::Facts facts;
  const dns::Name start = name(domain);
  return dns::settle(resolver, facts, [&](dns::Facts& known) {
    const Walk walk = walk_tree(start, known);
    return walk.is_known() ? walk.organizational_domain().text() : std::string("unknown");
  });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(dmarc_discover)

BOOST_AUTO_TEST_CASE(walks_at_most_eight_names) {
  // RFC 9989 section 4.10 steps 3 to 7.
  const struct {
    const char* domain;
    const char* want;
  } kRows[] = {
      {"com", "com"},
      {"example.com", "example.com | com"},
      {"a.mail.example.com", "a.mail.example.com | mail.example.com | example.com | com"},
      {"h.g.f.e.d.c.example.com",
       "h.g.f.e.d.c.example.com | g.f.e.d.c.example.com | f.e.d.c.example.com | e.d.c.example.com "
       "| d.c.example.com | c.example.com | example.com | com"},
      {"x.h.g.f.e.d.c.example.com",
       "x.h.g.f.e.d.c.example.com | g.f.e.d.c.example.com | f.e.d.c.example.com | "
       "e.d.c.example.com | d.c.example.com | c.example.com | example.com | com"},
      {"a.b.c.d.e.f.g.h.i.j.mail.example.com",
       "a.b.c.d.e.f.g.h.i.j.mail.example.com | g.h.i.j.mail.example.com | h.i.j.mail.example.com | "
       "i.j.mail.example.com | j.mail.example.com | mail.example.com | example.com | com"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.domain) {
      BOOST_TEST(targets(row.domain) == row.want);
    }
  }
  std::string longest;
  for (int i = 0; i < 126; ++i) longest += "a.";
  BOOST_TEST(walk_targets(name(longest + "b")).size() == 8U);
  BOOST_TEST(walk_targets(dns::Name()).size() == 1U);
}

BOOST_AUTO_TEST_CASE(finds_policy_and_organizational_domain) {
  const struct {
    const char* what;
    const char* author;
    Records records;
    std::vector<std::string> existing;
    const char* want;
    const char* organizational;
    std::size_t queries;  ///< names of the walk, at most
  } kRows[] = {
      {"no records, section 4.10",
       "a.b.c.d.e.f.g.h.i.j.mail.example.com",
       {},
       {},
       "none",
       "a.b.c.d.e.f.g.h.i.j.mail.example.com",
       8},
      {"the record with the fewest labels counts, section 4.10.2",
       "a.mail.example.com",
       {{"mail.example.com", "p=none"}, {"example.com", "p=reject; sp=quarantine; np=reject"}},
       {"a.mail.example.com"},
       "found example.com sp=quarantine",
       "example.com",
       4},
      {"the same for a name that does not exist",
       "a.mail.example.com",
       {{"mail.example.com", "p=none"}, {"example.com", "p=reject; sp=quarantine; np=reject"}},
       {},
       "found example.com np=reject",
       "example.com",
       4},
      {"psd=n stops the walk",
       "a.mail.example.com",
       {{"mail.example.com", "p=reject; psd=n"}, {"example.com", "p=none"}},
       {},
       "found mail.example.com sp=reject",
       "mail.example.com",
       4},
      {"psd=y: one label below it",
       "a.mail.example.com",
       {{"com", "p=none; sp=reject; psd=y"}},
       {"a.mail.example.com"},
       "found com sp=reject",
       "example.com",
       4},
      {"a name the walk passes over is not seen",
       "mail.a.b.c.d.e.f.g.example.com",
       {{"example.com", "p=reject"}, {"b.c.d.e.f.g.example.com", "p=none; psd=n"}},
       {},
       "found example.com sp=reject",
       "example.com",
       8},
      {"appendix B.4.1",
       "example.com",
       {{"example.com", "p=reject"}, {"signing.example.com", "p=none"}},
       {},
       "found example.com p=reject",
       "example.com",
       2},
      {"appendix B.4.2",
       "a.b.c.d.e.f.g.h.i.j.k.example.com",
       {{"example.com", "p=none; sp=reject"}, {"signing.example.com", "p=none"}},
       {},
       "found example.com sp=reject",
       "example.com",
       8},
      {"appendix B.4.3",
       "giant.bank.example",
       {{"bank.example", "p=none; psd=y"}, {"giant.bank.example", "p=reject"}},
       {},
       "found giant.bank.example p=reject",
       "giant.bank.example",
       3},
      {"d1: the public suffix itself",
       "bank.example",
       {{"bank.example", "psd=y; p=reject"}},
       {},
       "found bank.example p=reject",
       "bank.example",
       1},
      {"d2: the author exists",
       "a.mail.example.com",
       {{"com", "psd=y; p=none; np=reject"}, {"mail.example.com", "p=quarantine"}},
       {"a.mail.example.com"},
       "found com sp=none",
       "example.com",
       4},
      {"d2: the author does not exist",
       "a.mail.example.com",
       {{"com", "psd=y; p=none; np=reject"}, {"mail.example.com", "p=quarantine"}},
       {},
       "found com np=reject",
       "example.com",
       4},
      {"d3: eight labels, none passed over",
       "h.g.f.e.d.c.example.com",
       {{"example.com", "p=reject"}},
       {},
       "found example.com sp=reject",
       "example.com",
       8},
      {"d4: of nine labels the eighth name is passed over",
       "x.h.g.f.e.d.c.example.com",
       {{"h.g.f.e.d.c.example.com", "p=none; psd=n"}, {"example.com", "p=reject"}},
       {},
       "found example.com sp=reject",
       "example.com",
       8},
      {"d5: two records are none, section 4.10",
       "example.com",
       {{"example.com", "p=reject"}, {"example.com", "p=none"}, {"com", "psd=y; p=quarantine"}},
       {},
       "found com sp=quarantine",
       "example.com",
       2},
      {"d6: a bad policy with rua counts as none, section 4.10.1",
       "example.com",
       {{"example.com", "p=rejct; rua=mailto:a@example.com"}},
       {},
       "found example.com p=none",
       "example.com",
       2},
      {"d7: a bad sp without rua cannot be used",
       "example.com",
       {{"example.com", "p=reject; sp=bogus"}},
       {},
       "unusable example.com",
       "example.com",
       2},
      {"d8: t=y changes nothing here",
       "example.com",
       {{"example.com", "p=reject; t=y"}},
       {},
       "found example.com p=reject",
       "example.com",
       2},
      {"d9: a bad fo counts as 0",
       "example.com",
       {{"example.com", "p=reject;fo=0:1;ruf=mailto:a@example.net"}},
       {},
       "found example.com p=reject",
       "example.com",
       2},
      {"d10: no version",
       "example.com",
       {{"example.com", "!v=dmarc1; p=none"}},
       {},
       "none",
       "example.com",
       2},
      {"d10: the version is not first",
       "example.com",
       {{"example.com", "!p=none; v=DMARC1"}},
       {},
       "none",
       "example.com",
       2},
      {"d10: another version",
       "example.com",
       {{"example.com", "!v=DMARC1.0; p=none"}},
       {},
       "none",
       "example.com",
       2},
      {"d11: white space",
       "example.com",
       {{"example.com", "!v = DMARC1 ; p = none ;"}},
       {},
       "found example.com p=none",
       "example.com",
       2},
      {"a record beside text that is none",
       "example.com",
       {{"example.com", "!v=spf1 -all"}, {"example.com", "p=reject"}},
       {},
       "found example.com p=reject",
       "example.com",
       2},
      {"no p and no rua counts as none, section 4.7",
       "example.com",
       {{"example.com", ""}},
       {},
       "found example.com p=none",
       "example.com",
       2},
      {"the author's own record is above psd=n at its parent",
       "a.dept.example.com",
       {{"a.dept.example.com", "p=none"}, {"dept.example.com", "p=reject; psd=n"}},
       {},
       "found a.dept.example.com p=none",
       "dept.example.com",
       2},
      {"the public suffix's record is not for organizations with their own",
       "a.example.com",
       {{"example.com", "p=none"}, {"com", "p=reject; psd=y"}},
       {"a.example.com"},
       "found example.com sp=none",
       "example.com",
       3},
      {"psd=n at the author itself",
       "a.example.com",
       {{"a.example.com", "p=quarantine; psd=n"}, {"example.com", "p=reject"}},
       {},
       "found a.example.com p=quarantine",
       "a.example.com",
       1},
      {"two records between do not stop the walk, even with psd=n",
       "a.mail.example.com",
       {{"mail.example.com", "p=none; psd=n"},
        {"mail.example.com", "p=reject; psd=n"},
        {"example.com", "p=quarantine"}},
       {},
       "found example.com sp=quarantine",
       "example.com",
       4},
      {"a bad sp of the organizational domain",
       "a.example.com",
       {{"example.com", "p=reject; sp=oops"}},
       {"a.example.com"},
       "unusable example.com",
       "example.com",
       3},
      {"a top-level author", "com", {{"com", "p=reject"}}, {}, "found com p=reject", "com", 1},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.what) {
      dns::ZoneResolver resolver({zone_of(row.records, row.existing)});
      dns::SettleCost cost;
      const Discovery got = discover_in(resolver, row.author, &cost);
      BOOST_TEST(summary(got) == row.want);
      BOOST_TEST(organizational(got) == row.organizational);
      BOOST_TEST(got.walk.steps.size() <= row.queries);
      BOOST_TEST(cost.questions <= 9U, "got " << cost.questions << " questions, want 8 and MX");
    }
  }
}

BOOST_AUTO_TEST_CASE(organizational_domains_decide_on_alignment) {
  // RFC 9989 section 4.4, table 1; section 5.1.8; appendix B.4.3; section 11.8.
  const Records plain = {{"example.com", "p=reject"}};
  const Records bank = {{"bank.example", "p=none; psd=y"}, {"giant.bank.example", "p=reject"}};
  const Records dept = {{"mail.example.com", "p=reject"}, {"example.com", "p=reject"}};
  const Records own = {{"mail.example.com", "p=reject; psd=n"}, {"example.com", "p=reject"}};
  const struct {
    const Records& records;
    const char* one;
    const char* other;
    bool aligned;
  } kRows[] = {
      {plain, "foo.example.com", "news.example.com", true},
      {plain, "news.example.com", "news.example.com", true},
      {plain, "foo.example.net", "news.example.com", false},
      {plain, "child.example.com", "example.com", true},
      {plain, "example.net", "child.example.com", false},
      {bank, "mail.giant.bank.example", "giant.bank.example", true},
      {bank, "mail.mega.bank.example", "giant.bank.example", false},
      {dept, "evil.example.com", "mail.example.com", true},
      {own, "evil.example.com", "mail.example.com", false},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.one << " and " << row.other) {
      const dns::Zone zone = zone_of(row.records);
      const std::string one = organizational_of(zone, row.one);
      const std::string other = organizational_of(zone, row.other);
      BOOST_TEST((one == other) == row.aligned, "got " << one << " and " << other);
    }
  }
  BOOST_TEST(organizational_of(zone_of(bank), "mail.mega.bank.example") == "mega.bank.example");
}

BOOST_AUTO_TEST_CASE(what_the_dns_does_not_tell_is_no_absence) {
  // RFC 9989 section 4.10.1: only an answer says that there is no record.
  const struct {
    const char* what;
    const char* author;
    const char* failing;
    Records records;
    const char* want;
    const char* organizational;
  } kRows[] = {
      {"the author's record",
       "a.example.com",
       "_dmarc.a.example.com",
       {{"example.com", "p=reject"}},
       "temperror",
       "unknown"},
      {"the organizational domain's",
       "a.example.com",
       "_dmarc.example.com",
       {{"com", "p=reject; psd=y"}},
       "temperror",
       "unknown"},
      {"one above the author's own record",
       "a.example.com",
       "_dmarc.example.com",
       {{"a.example.com", "p=reject"}},
       "found a.example.com p=reject",
       "unknown"},
      {"one above a record with psd=n",
       "a.mail.example.com",
       "_dmarc.example.com",
       {{"mail.example.com", "p=reject; psd=n"}},
       "found mail.example.com sp=reject",
       "mail.example.com"},
      {"whether the author exists",
       "a.example.com",
       "a.example.com",
       {{"example.com", "p=none; np=reject"}},
       "temperror example.com",
       "example.com"},
      {"whether it exists, where it does not matter",
       "a.example.com",
       "a.example.com",
       {{"example.com", "p=reject"}},
       "found example.com sp=reject",
       "example.com"},
  };
  for (const auto& row : kRows) {
    for (const dns::Status status : {dns::Status::timeout, dns::Status::servfail,
                                     dns::Status::bogus, dns::Status::not_asked}) {
      BOOST_TEST_CONTEXT(row.what << ": " << libauth::base::name_of(status)) {
        dns::ZoneResolver resolver({zone_of(row.records, {"a.example.com"})});
        resolver.fail(name(row.failing), status);
        const Discovery got = discover_in(resolver, row.author);
        BOOST_TEST(summary(got) == row.want);
        BOOST_TEST(organizational(got) == row.organizational);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(only_nxdomain_says_that_a_name_does_not_exist) {
  // RFC 9989 section 3.2.13.
  const Records records = {{"example.com", "p=none; np=reject"}};
  const struct {
    const char* what;
    const char* extra;
    const char* want;
  } kRows[] = {
      {"no such name", "", "found example.com np=reject"},
      {"another type", "a.example.com. 60 TXT \"x\"", "found example.com sp=none"},
      {"a name below", "b.a.example.com. 60 TXT \"x\"", "found example.com sp=none"},
      {"an alias that leads nowhere", "a.example.com. 60 CNAME gone.example.net.",
       "found example.com sp=none"},
      {"a wildcard", "*.example.com. 60 TXT \"x\"", "found example.com sp=none"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.what) {
      dns::ZoneResolver resolver(
          {tests::world("_dmarc.example.com. 60 TXT \"v=DMARC1; p=none; np=reject\"\n" +
                        std::string(row.extra))});
      BOOST_TEST(summary(discover_in(resolver, "a.example.com")) == row.want);
    }
  }
}

BOOST_AUTO_TEST_CASE(joins_strings_and_follows_aliases) {
  dns::ZoneResolver resolver({tests::world(
      "_dmarc.test.example.com. 60 TXT \"v=DMARC1; p=quarantine; \" \"rua=mailto:a@example.com; "
      "t=y\"\n_dmarc.alias.example.com. 60 CNAME _dmarc.test.example.com.")});
  for (const char* author : {"test.example.com", "alias.example.com"}) {
    BOOST_TEST_CONTEXT(author) {
      const Discovery got = discover_in(resolver, author);
      BOOST_TEST(summary(got) == "found " + std::string(author) + " p=quarantine");
      BOOST_TEST_REQUIRE(got.step != nullptr);
      BOOST_TEST(got.step->record->testing);
      BOOST_TEST(got.step->record->rua.size() == 1U);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_name_too_long_for_a_record_has_none) {
  std::string longest;
  for (int i = 0; i < 125; ++i) longest += "a.";
  dns::ZoneResolver resolver({zone_of({{"com", "p=reject"}})});
  BOOST_TEST(summary(discover_in(resolver, longest + "com")).starts_with("found com"));
}

BOOST_AUTO_TEST_CASE(asks_for_the_whole_walk_at_once) {
  dns::ZoneResolver resolver({zone_of({{"com", "p=reject; psd=y"}})});
  dns::SettleCost cost;
  discover_in(resolver, "a.mail.example.com", &cost);
  BOOST_TEST(cost.rounds == 1U);
  BOOST_TEST(cost.questions == 4U);
}

BOOST_AUTO_TEST_SUITE_END()
