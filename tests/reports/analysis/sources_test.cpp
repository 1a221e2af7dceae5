// SPDX-License-Identifier: MIT
//
// Who sends as a domain.

#include "reports/analysis/sources.h"

#include <algorithm>

#include <boost/test/unit_test.hpp>

#include "tests/reports/analysis/world.h"

using namespace reports;
using namespace reports::analysis;
using namespace tests;
using sources::Class;

namespace {

Sources of_world() {
  const Observed observed = world();
  return sources_of(observed.current, observed.history);
}

const SourceEntry& entry(const Sources& sources, std::string_view name) {
  const auto found =
      std::find_if(sources.sources.begin(), sources.sources.end(),
                   [&](const SourceEntry& known) { return known.source.name == name; });
  BOOST_REQUIRE(found != sources.sources.end());
  return *found;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(AnalysisSources)

BOOST_AUTO_TEST_CASE(SourcesAreSortedByMessagesThenByName) {
  const Sources sources = of_world();
  const std::vector<std::string> want = {"SendGrid",     "example.com",  "Mailgun",
                                         "198.51.100.5", "shop.example", "Google Groups",
                                         "203.0.113.1",  "203.0.113.10", "203.0.113.11"};
  BOOST_REQUIRE(sources.sources.size() == 18U);
  for (std::size_t i = 0; i < want.size(); ++i) {
    BOOST_TEST(sources.sources[i].source.name == want[i]);
  }
  BOOST_TEST(sources.domain == "example.com");
  BOOST_TEST(sources.messages == 1890U);
  BOOST_TEST((sources.classes == ClassCounts{1500, 100, 100, 120, 70}));
  BOOST_TEST(own_messages(sources.classes) == 1600U);
}

BOOST_AUTO_TEST_CASE(AnEntryHasAllNumbersOfItsSource) {
  const Sources sources = of_world();
  const SourceEntry& mailgun = entry(sources, "Mailgun");
  BOOST_TEST((mailgun.mail_class == Class::failing));
  BOOST_TEST((mailgun.verdict == sources::Verdict::approve));
  BOOST_TEST((mailgun.source.type == "transactional"));
  BOOST_TEST((mailgun.source.evidence == "mailgun.org"));
  BOOST_TEST(mailgun.messages == 100U);
  BOOST_TEST((mailgun.classes == ClassCounts{0, 100, 0, 0, 0}));
  BOOST_TEST((mailgun.alignment == AlignmentCounts{0, 0, 0, 100, 0}));
  BOOST_TEST((mailgun.dispositions == DispositionCounts{40, 60, 0, 0}));
  BOOST_TEST((mailgun.selectors == Ranking{1, {{"mailgun.org/k", 100}}}));
  BOOST_TEST((mailgun.reporters == Ranking{2, {{kReceiver, 60}, {kOther, 40}}}));
  BOOST_TEST((mailgun.addresses == Ranking{1, {{"192.0.2.30", 100}}}));
  const SourceEntry& own = entry(sources, "example.com");
  BOOST_TEST((own.header_from == Ranking{2, {{"example.com", 500}, {"news.example.com", 100}}}));
  BOOST_TEST((own.networks == Ranking{1, {{"Example Network", 600}}}));
  BOOST_TEST((own.countries == Ranking{1, {{"NL", 600}}}));
  BOOST_TEST((own.alignment == AlignmentCounts{600, 0, 0, 0, 0}));
  BOOST_TEST((entry(sources, "198.51.100.5").alignment == AlignmentCounts{0, 50, 0, 30, 0}));
}

BOOST_AUTO_TEST_CASE(FirstSeenIsFoundInTheHistory) {
  const Sources sources = of_world();
  const SourceEntry& old = entry(sources, "SendGrid");
  BOOST_TEST((old.first_seen == kMay.from - days(60)));
  BOOST_TEST((old.last_seen == kMay.to - std::chrono::seconds(1)));
  BOOST_TEST((old.is_new == false));
  const SourceEntry& fresh = entry(sources, "Mailgun");
  BOOST_TEST((fresh.first_seen == kMay.from));
  BOOST_TEST((fresh.is_new == true));
  // Without a history nobody knows.
  const Sources alone = sources_of(named(flows_of_may()), {});
  BOOST_TEST(!entry(alone, "Mailgun").is_new);
}

BOOST_AUTO_TEST_CASE(SpoofingTellsWhereItGotThrough) {
  const ClassEntry spoofing = of_world().spoofing;
  BOOST_TEST(spoofing.messages == 120U);
  BOOST_TEST(spoofing.sources == 12U);
  BOOST_TEST(spoofing.top_sources.top.size() == kTop);
  BOOST_TEST(spoofing.stopped == 100U);
  BOOST_TEST((spoofing.header_from == Ranking{2, {{"example.com", 90}, {"nope.example.com", 30}}}));
  const std::vector<AtReceiver> want = {{kOther, 20, {20, 0, 0, 0}},
                                        {kReceiver, 100, {0, 100, 0, 0}}};
  BOOST_TEST((spoofing.receivers == want));
}

BOOST_AUTO_TEST_CASE(ForwardingStandsApart) {
  const ClassEntry forwarding = of_world().forwarding;
  BOOST_TEST(forwarding.messages == 100U);
  BOOST_TEST((forwarding.alignment == AlignmentCounts{0, 50, 0, 50, 0}));
  BOOST_TEST((forwarding.top_sources == Ranking{2, {{"198.51.100.5", 80}, {"Google Groups", 20}}}));
  BOOST_TEST(forwarding.stopped == 0U);
}

BOOST_AUTO_TEST_CASE(TheClassOfASourceIsThatOfMostOfItsMessages) {
  Flow failing = signed_by(forged("192.0.2.20", 40), "sendgrid.net/s1");
  const Sources mixed = sources_of(named({sendgrid(60), failing}), {});
  BOOST_REQUIRE(mixed.sources.size() == 1U);
  BOOST_TEST((mixed.sources[0].mail_class == Class::aligned));
  BOOST_TEST((mixed.sources[0].classes == ClassCounts{60, 40, 0, 0, 0}));
  failing.messages = 61;
  BOOST_TEST(
      (sources_of(named({sendgrid(60), failing}), {}).sources[0].mail_class == Class::failing));
}

BOOST_AUTO_TEST_CASE(TheEvidenceIsThatOfMostMessages) {
  const Flow few = signed_by(forged("192.0.2.30", 1), "mailgun.net/k");
  const Flow many = signed_by(forged("192.0.2.31", 2), "mailgun.org/k");
  const Sources sources = sources_of(named({few, many}), {});
  BOOST_REQUIRE(sources.sources.size() == 1U);
  BOOST_TEST((sources.sources[0].source.evidence == "mailgun.org"));
  BOOST_TEST(sources.sources[0].addresses.count == 2U);
}

BOOST_AUTO_TEST_CASE(WordsThatAreNoDispositionAreNotSaid) {
  DispositionCounts counts;
  for (const char* word : {"none", "pass", "quarantine", "reject", "Reject", "", "junk"}) {
    add(counts, at(forged("192.0.2.1", 1), kReceiver, word));
  }
  Flow absent = forged("192.0.2.1", 1);
  absent.disposition.reset();
  add(counts, absent);
  BOOST_TEST((counts == DispositionCounts{2, 1, 1, 4}));
  BOOST_TEST(stopped(counts) == 2U);
}

// A record may be empty: it is nobody's mail.
BOOST_AUTO_TEST_CASE(WithoutMessagesThereIsNoClass) {
  Flow empty;
  empty.reporter = kReceiver;
  Flow none = sendgrid(0);
  const Sources sources = sources_of(named({empty, none}), {});
  BOOST_REQUIRE(sources.sources.size() == 2U);
  for (const SourceEntry& entry : sources.sources) {
    BOOST_TEST((entry.mail_class == Class::unknown), entry.source.name);
    BOOST_TEST((entry.classes == ClassCounts{}), entry.source.name);
  }
}

BOOST_AUTO_TEST_CASE(WhatFollowsFromListsIsCountedAndTold) {
  Flow silent = signed_by(forged("192.0.2.10", 165), "example.com/mail", "example.com");
  silent.dkim.reset();
  silent.spf.reset();
  Flow unknown = forged("192.0.2.10", 5);
  unknown.spf.reset();
  const Sources sources = sources_of(named({silent, unknown, own_host(30)}), {});
  BOOST_TEST(sources.derived == 165U);
  BOOST_TEST((sources.classes == ClassCounts{195, 0, 0, 0, 5}));
  const SourceEntry& own = entry(sources, "example.com");
  BOOST_TEST(own.derived == 165U);
  BOOST_TEST((own.alignment == AlignmentCounts{195, 0, 0, 0, 5}));
}

BOOST_AUTO_TEST_CASE(ReportsThatContradictThemselvesAreTold) {
  const Flow claimed =
      aligned(signed_by(forged("192.0.2.200", 40), "shop.example/s", "shop.example"), true, true);
  const Sources sources =
      sources_of(named({claimed, at(claimed, kOther, "reject"), own_host(30)}), {});
  BOOST_TEST((sources.classes == ClassCounts{30, 0, 0, 0, 80}));
  BOOST_TEST(sources.contradicted.messages == 80U);
  BOOST_TEST((sources.contradicted.reporters == Ranking{2, {{kOther, 40}, {kReceiver, 40}}}));
  BOOST_TEST((sources.contradicted.sources == Ranking{1, {{"shop.example", 80}}}));
  const SourceEntry& shop = entry(sources, "shop.example");
  BOOST_TEST(shop.contradicted == 80U);
  BOOST_TEST((shop.alignment == AlignmentCounts{0, 0, 0, 0, 80}));
  BOOST_TEST((of_world().contradicted == Contradicted{}));
  BOOST_TEST(of_world().derived == 0U);
}

BOOST_AUTO_TEST_CASE(NoMailIsNoSource) {
  const Sources sources = sources_of(named({}), {});
  BOOST_TEST(sources.sources.empty());
  BOOST_TEST(sources.messages == 0U);
  BOOST_TEST(sources.spoofing.receivers.empty());
}

BOOST_AUTO_TEST_SUITE_END()
