// SPDX-License-Identifier: MIT
//
// Every SPF record that an audit of the fixture zones proposes does away with what it is for.

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>

#include <boost/test/unit_test.hpp>

#include "libauth/audit/fix/what_if.h"
#include "libauth/base/enum.h"
#include "libauth/spf/evaluate.h"
#include "libauth/spf/published.h"
#include "libauth/spf/tree.h"
#include "tests/support/fixture_zones.h"

using namespace libauth;
using namespace libauth::audit;
using tests::has_finding;
using tests::name;

namespace {

base::IpAddress ip(const char* text) {
  return *base::IpAddress::parse(text);
}

/// The fixture zones, read once.
const std::vector<dns::Zone>& fixtures() {
  static const std::vector<dns::Zone> zones = tests::fixture_zones();
  return zones;
}

/// The fixture zones with the TXT records of one name replaced by one.
class Published final : public dns::Resolver {
 public:
  Published(dns::Name owner, const std::string& record)
      : question_{std::move(owner), dns::RrType::txt}, zones_(fixtures()) {
    dns::Answer answer;
    answer.status = dns::Status::answered;
    answer.records = std::vector{strings_of(record)};
    answer_ = std::make_shared<const dns::Answer>(std::move(answer));
  }

  std::vector<dns::AnswerPtr> resolve(std::span<const dns::Question> questions,
                                      dns::Deadline deadline) override {
    auto answers = zones_.resolve(questions, deadline);
    for (std::size_t i = 0; i < questions.size(); ++i) {
      if (questions[i] == question_) answers[i] = answer_;
    }
    return answers;
  }

 private:
  dns::Question question_;
  dns::ZoneResolver zones_;
  dns::AnswerPtr answer_;
};

std::set<std::string> domains_with_spf() {
  std::set<std::string> domains = {"nomail.example", "www.nomail.example", "no-ptr.broken.example",
                                   "null-mx.broken.example"};
  for (const auto& [zone, text] : tests::fixture_zone_texts()) {
    if (!zone.ends_with(".example") && zone != "broken.example") continue;
    std::size_t start = 0;
    while (start < text.size()) {
      const std::size_t end = std::min(text.find('\n', start), text.size());
      const std::string line = text.substr(start, end - start);
      start = end + 1;
      const std::string owner = line.substr(0, line.find(' '));
      const bool is_spf =
          line.find(" TXT \"v=spf") != std::string::npos || line.starts_with("spf-");
      if (is_spf) domains.insert(owner == "@" ? zone : owner + "." + zone);
    }
  }
  return domains;
}

Audit audit_with(dns::Resolver& resolver, const std::string& domain) {
  return audit::run(name(domain), {}, resolver);
}

const Finding* find(const Audit& audit, const std::string& id) {
  const auto found = std::find_if(audit.findings.begin(), audit.findings.end(),
                                  [&id](const Finding& finding) { return finding.id == id; });
  return found == audit.findings.end() ? nullptr : &*found;
}

std::string term_of(const Finding& finding) {
  const auto term = finding.arguments.find("term");
  return term == finding.arguments.end() ? "" : term->second;
}

/// Whether receivers could not use what stood there before.
bool replaces_unusable(const Finding& finding) {
  static const std::set<std::string> kIds = {
      "spf-missing", "spf-near-miss",       "spf-many",
      "spf-syntax",  "spf-type-99-differs", "spf-strings-joined"};
  return kIds.contains(finding.id);
}

/// Whether the fix is for what gives permerror by a limit, so that it must leave nobody there.
bool mends_limits(const Finding& finding) {
  return finding.id == "spf-lookups-over" || finding.id.starts_with("spf-void-over");
}

/// Whether the fix is meant to give senders another result.
bool changes_results(const Finding& finding) {
  static const std::set<std::string> kIds = {"spf-modifier-misspelled", "spf-network-private",
                                             "spf-network-reserved"};
  return finding.id.starts_with("spf-all-") || kIds.contains(finding.id) ||
         replaces_unusable(finding);
}

/// The SPF result for the address.
spf::Result result_for(dns::Resolver& resolver, const std::string& domain,
                       const base::IpAddress& address) {
  spf::Request request;
  request.ip = address;
  request.mail_from = "a@" + domain;
  request.helo = domain;
  dns::Facts facts;
  return dns::settle(resolver, facts,
                     [&](dns::Facts& known) { return spf::evaluate(request, known); })
      .result;
}

/// Where networks of the domain's record begin and end: nowhere else does the result change.
void add_edges(dns::Resolver& resolver, const std::string& domain,
               std::set<base::IpAddress>& edges) {
  dns::Facts facts;
  const spf::Tree tree = dns::settle(resolver, facts, [&](dns::Facts& known) {
    const std::string text(spf::published_record(name(domain), known).text);
    return text.empty() ? spf::Tree() : spf::tree_of(name(domain), text, known);
  });
  for (const spf::TreeRecord& record : tree.records) {
    for (const spf::TreeTerm& term : record.terms) {
      for (const std::string& text : term.networks) {
        const auto network = base::Network::parse(text);
        edges.insert({network->first(), network->last(), network->last().next()});
      }
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(SpfFixes)

BOOST_AUTO_TEST_CASE(DoAwayWithWhatTheyAreFor) {
  std::set<std::string> fixed;
  std::size_t count = 0;
  for (const std::string& domain : domains_with_spf()) {
    dns::ZoneResolver zones(fixtures());
    for (const Finding& finding : audit_with(zones, domain).findings) {
      if (!finding.id.starts_with("spf-") || !finding.fix) continue;
      BOOST_TEST_CONTEXT(domain << " " << finding.id << ": " << finding.fix->record) {
        BOOST_TEST(finding.fix->name == domain);
        Published published(name(domain), finding.fix->record);
        for (const Finding& later : audit_with(published, domain).findings) {
          const bool is_same = later.id == finding.id && term_of(later) == term_of(finding);
          BOOST_TEST(!is_same, later.message);
          // Nor is it a record that cannot be used.
          for (const char* id : {"spf-syntax", "spf-many", "spf-missing", "spf-lookups-over"}) {
            BOOST_TEST(later.id != id);
          }
        }
        fixed.insert(finding.id);
        ++count;
      }
    }
  }
  const std::set<std::string> kFixed = {
      "spf-missing",
      "spf-near-miss",
      "spf-many",
      "spf-syntax",
      "spf-all-pass",
      "spf-all-neutral",
      "spf-all-missing",
      "spf-type-99-differs",
      "spf-strings-joined",
      "spf-include-missing",
      "spf-include-loop",
      "spf-void-over",
      "spf-lookups-over",
      "spf-ptr",
      "spf-all-early",
      "spf-redirect-ignored",
      "spf-modifier-unknown",
      "spf-term-repeated",
      "spf-modifier-misspelled",
      "spf-include-idle",
      "spf-name-missing",
      "spf-name-registrable",
      "spf-name-invalid",
  };
  for (const std::string& id : kFixed) BOOST_TEST(fixed.contains(id), id);
  BOOST_TEST(count >= kFixed.size());
}

BOOST_AUTO_TEST_CASE(AreTheRecordsThatAreExpected) {
  const struct {
    const char* domain;
    const char* finding;
    const char* record;  ///< empty: there is none
  } kRows[] = {
      {"nomail.example", "spf-missing", "v=spf1 -all"},
      {"spf-miss.broken.example", "spf-near-miss", "v=spf1 ip4:192.0.2.66 -all"},
      {"spf-slip.broken.example", "spf-syntax", "v=spf1 ip4:192.0.2.66 ip4:192.0.2.67 -all"},
      {"spf-syntax.broken.example", "spf-syntax", ""},
      {"spf-many.broken.example", "spf-many", "v=spf1 ~all"},
      {"spf-open.broken.example", "spf-all-missing", "v=spf1 ip4:192.0.2.0/24 ~all"},
      {"spf-older.broken.example", "spf-type-99-differs", "v=spf1 a:mx.broken.example -all"},
      {"spf-joined.broken.example", "spf-strings-joined",
       "v=spf1 a:mx.broken.example ip4:192.0.2.70 -all"},
      {"spf-stale.broken.example", "spf-include-missing", "v=spf1 ip4:192.0.2.66 -all"},
      {"spf-self.broken.example", "spf-include-loop", "v=spf1 ip4:192.0.2.66 -all"},
      // The loop is closed in the record of another domain.
      {"spf-loop.broken.example", "spf-include-loop", ""},
      {"spf-voids.broken.example", "spf-void-over", "v=spf1 a:mx.broken.example -all"},
      {"spf-voids.broken.example", "spf-name-missing",
       "v=spf1 a:mx.broken.example mx:empty.broken.example -all"},
      {"spf-after.broken.example", "spf-redirect-ignored", "v=spf1 ip4:192.0.2.66 -all"},
      {"spf-modifier.broken.example", "spf-modifier-misspelled",
       "v=spf1 ip4:192.0.2.66 note=old redirect=spf-old.broken.example"},
      {"spf-free.broken.example", "spf-name-registrable", "v=spf1 ip4:192.0.2.66 -all"},
      {"spf-over-ptr.broken.example", "spf-lookups-over",
       "v=spf1 ip4:192.0.2.101 ip4:192.0.2.102 ip4:192.0.2.103 ip4:192.0.2.104 "
       "a:mx5.many.broken.example a:mx6.many.broken.example "
       "include:spf-near-end.broken.example include:spf-beside.broken.example "
       "include:spf-ip4a.broken.example include:spf-ip4b.broken.example -all"},
      {"spf-over-names.broken.example", "spf-lookups-over",
       "v=spf1 ip4:192.0.2.66 ip4:192.0.2.101 ip4:192.0.2.102 ip4:192.0.2.103 ip4:192.0.2.104 "
       "ip4:192.0.2.105 a:mx6.many.broken.example "
       "include:spf-near-end.broken.example include:spf-beside.broken.example "
       "include:spf-ip4a.broken.example include:spf-ip4b.broken.example "
       "include:spf-ip4c.broken.example -all"},
      {"www.nomail.example", "spf-missing", "v=spf1 a ~all"},
      {"no-ptr.broken.example", "spf-missing", "v=spf1 mx ~all"},
      {"null-mx.broken.example", "spf-missing", "v=spf1 -all"},
      {"spf-pass.broken.example", "spf-all-pass", "v=spf1 ip4:192.0.2.66 ~all"},
      // What gives permerror is left out where that does.
      {"spf-dead-many.broken.example", "spf-many", "v=spf1 a:mx.broken.example -all"},
      {"spf-slip-voids.broken.example", "spf-syntax", "v=spf1 ip4:192.0.2.66 -all"},
      {"spf-miss-dead.broken.example", "spf-near-miss", "v=spf1 a:mx.broken.example -all"},
      {"spf-over-dead.broken.example", "spf-lookups-over",
       "v=spf1 ip4:192.0.2.101 ip4:192.0.2.102 ip4:192.0.2.103 ip4:192.0.2.104 "
       "a:mx5.many.broken.example a:mx6.many.broken.example "
       "include:spf-near-end.broken.example include:spf-beside.broken.example "
       "include:spf-ip4a.broken.example include:spf-ip4b.broken.example -all"},
      // Nobody would pass without it.
      {"spf-dead-only.broken.example", "spf-many", ""},
      // It stands in the record of another, or the other can mend it.
      {"spf-slip-loop.broken.example", "spf-syntax", ""},
      {"spf-joined-two.broken.example", "spf-strings-joined", ""},
      {"spf-mx-over.broken.example", "spf-mx-over", ""},
      {"spf-mx-over.broken.example", "spf-all-neutral", ""},
      {"broken.example", "spf-lookups-over", ""},
      {"broken.example", "spf-void-over", ""},
      {"broken.example", "spf-include-broken", ""},
      {"broken.example", "spf-include-missing", ""},
      {"broken.example", "spf-all-pass", ""},
      // Modifiers that were meant as something else.
      {"spf-meant-dead.broken.example", "spf-modifier-misspelled",
       "v=spf1 a:mx.broken.example -all"},
      {"spf-meant-two.broken.example", "spf-modifier-misspelled", ""},
      {"spf-meant-all.broken.example", "spf-modifier-misspelled",
       "v=spf1 a:mx.broken.example -all"},
      {"spf-meant-all.broken.example", "spf-all-missing", "v=spf1 a:mx.broken.example -all"},
      {"spf-modifier.broken.example", "spf-all-missing",
       "v=spf1 ip4:192.0.2.66 note=old redirect=spf-old.broken.example"},
      {"spf-meant-pass.broken.example", "spf-modifier-unknown", "v=spf1 a:mx.broken.example"},
      {"spf-meant-late.broken.example", "spf-modifier-unknown", "v=spf1 a:mx.broken.example ~all"},
      // One record of sixteen look-ups with nothing in it that is idle.
      {"spf-crowded.broken.example", "spf-lookups-over", ""},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.domain << " " << row.finding) {
      dns::ZoneResolver zones(fixtures());
      const Audit audit = audit_with(zones, row.domain);
      const Finding* finding = find(audit, row.finding);
      BOOST_REQUIRE(finding != nullptr);
      BOOST_TEST((finding->fix ? finding->fix->record : "") == row.record);
    }
  }
}

BOOST_AUTO_TEST_CASE(GiveNobodyPermerrorAndTheSameSendersPass) {
  std::size_t compared = 0;
  for (const std::string& domain : domains_with_spf()) {
    dns::ZoneResolver zones(fixtures());
    std::set<std::string> seen;
    for (const Finding& finding : audit_with(zones, domain).findings) {
      const bool is_new = finding.fix && seen.insert(finding.id + finding.fix->record).second;
      if (!is_new || !finding.id.starts_with("spf-")) continue;
      Published published(name(domain), finding.fix->record);
      std::set<base::IpAddress> edges = {ip("0.0.0.0"), ip("::")};
      add_edges(zones, domain, edges);
      add_edges(published, domain, edges);
      for (const base::IpAddress& address : edges) {
        const spf::Result after = result_for(published, domain, address);
        BOOST_TEST_CONTEXT(domain << " " << finding.id << " " << address.text() << ": "
                                  << finding.fix->record) {
          const spf::Result before = result_for(zones, domain, address);
          const bool was_permerror = before == spf::Result::permerror;
          const bool may_stay = !replaces_unusable(finding) && !mends_limits(finding);
          if (!may_stay || !was_permerror) BOOST_TEST((after != spf::Result::permerror));
          if (was_permerror || changes_results(finding)) continue;
          BOOST_TEST(base::name_of(after) == base::name_of(before));
          ++compared;
        }
      }
    }
  }
  BOOST_TEST(compared > 50U);
}

BOOST_AUTO_TEST_CASE(SayWhatIsLeftOut) {
  const struct {
    const char* domain;
    const char* finding;
    const char* note;
  } kRows[] = {
      {"spf-dead-many.broken.example", "spf-many", "includes that can only give permerror"},
      {"spf-over-dead.broken.example", "spf-lookups-over", "includes that can only give permerror"},
      {"spf-slip-voids.broken.example", "spf-syntax", "terms that match nobody"},
  };
  for (const auto& row : kRows) {
    dns::ZoneResolver zones(fixtures());
    const Audit audit = audit_with(zones, row.domain);
    const Finding* finding = find(audit, row.finding);
    BOOST_REQUIRE((finding != nullptr && finding->fix));
    BOOST_TEST(finding->fix->note.find(row.note) != std::string::npos, finding->fix->note);
  }
}

// What is not known is not missing: neither where mail goes, nor what an include leads to.
BOOST_AUTO_TEST_CASE(AreNotMadeOutOfWhatIsNotKnown) {
  const struct {
    const char* domain;
    const char* finding;
    const char* failing;
    dns::RrType type;
  } kRows[] = {
      {"no-ptr.broken.example", "spf-missing", "no-ptr.broken.example", dns::RrType::mx},
      {"spf-miss-dead.broken.example", "spf-near-miss", "missing.broken.example", dns::RrType::txt},
      {"spf-over-dead.broken.example", "spf-lookups-over", "spf-ip4b.broken.example",
       dns::RrType::txt},
  };
  for (const auto& row : kRows) {
    dns::ZoneResolver zones(fixtures());
    zones.fail(dns::Question{name(row.failing), row.type}, dns::Status::servfail);
    const Audit audit = audit_with(zones, row.domain);
    const Finding* finding = find(audit, row.finding);
    BOOST_REQUIRE_MESSAGE(finding != nullptr, row.domain);
    BOOST_TEST(!finding->fix, row.domain);
  }
}

BOOST_AUTO_TEST_CASE(SayWhatMustBeKeptUpToDate) {
  dns::ZoneResolver zones(fixtures());
  const Audit audit = audit_with(zones, "spf-over-names.broken.example");
  const Finding* finding = find(audit, "spf-lookups-over");
  BOOST_REQUIRE((finding != nullptr && finding->fix));
  const std::string& note = finding->fix->note;
  BOOST_TEST(note.find("\"a:mx1.many.broken.example\" must be kept up to date") !=
             std::string::npos);
  BOOST_TEST(note.find("a:mx6.many") == std::string::npos);
  BOOST_TEST(note.find("several strings of at most 255 octets") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
