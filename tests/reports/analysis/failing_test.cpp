// SPDX-License-Identifier: MIT

#include "reports/analysis/failing.h"

#include <chrono>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

using namespace reports::analysis;
namespace base = libauth::base;
namespace sources = reports::sources;
namespace store = reports::store;

namespace {

base::Time day(int number) {
  return base::Time(std::chrono::hours(24 * number));
}

NamedFlow flow(const std::string& source, sources::Class mail_class, std::uint64_t messages,
               const std::string& signers = "") {
  NamedFlow named;
  named.flow.source_ip = "192.0.2.1";
  named.flow.reporter = "example.org";
  named.flow.header_from = "example.com";
  named.flow.signers = signers;
  named.flow.messages = messages;
  named.flow.first = day(1);
  named.flow.last = day(2);
  named.source.name = source;
  named.mail_class = mail_class;
  return named;
}

store::FailedSignature signature(const std::string& domain, const std::string& selector,
                                 const std::string& result) {
  return {.source_ip = "192.0.2.1",
          .header_from = "example.com",
          .signers = "",
          .spf_domain = std::nullopt,
          .domain = domain,
          .selector = selector,
          .result = result,
          .messages = 1};
}

store::SpfCheck check(const std::optional<std::string>& domain, const std::string& scope,
                      const std::string& result) {
  return {.source_ip = "192.0.2.1",
          .header_from = "example.com",
          .signers = "",
          .spf_domain = std::nullopt,
          .domain = domain,
          .scope = scope,
          .result = result,
          .messages = 1};
}

FailingMail gathered(std::vector<NamedFlow> flows,
                     const std::vector<store::FailedSignature>& signatures = {},
                     const std::vector<store::SpfCheck>& checks = {}) {
  Traffic traffic;
  traffic.domain = "example.com";
  traffic.flows = std::move(flows);
  return failing_mail(traffic, signatures, checks);
}

constexpr auto kFailing = sources::Class::failing;

}  // namespace

BOOST_AUTO_TEST_SUITE(AnalysisFailing)

BOOST_AUTO_TEST_CASE(NothingFailsWithoutFlows) {
  const FailingMail none = gathered({});
  BOOST_TEST(none.messages == 0U);
  BOOST_TEST(none.sources.empty());
}

BOOST_AUTO_TEST_CASE(OnlyMailOfTheOwnerThatFailsIsThere) {
  std::vector<NamedFlow> flows;
  for (const auto mail_class : {sources::Class::forwarder, sources::Class::spoofing,
                                sources::Class::unknown, sources::Class::aligned}) {
    flows.push_back(flow("A", mail_class, 100));
  }
  BOOST_TEST(gathered(flows).sources.empty());
  flows.push_back(flow("A", kFailing, 7));
  const FailingMail mail = gathered(flows);
  BOOST_REQUIRE(mail.sources.size() == 1U);
  BOOST_TEST(mail.messages == 7U);
  BOOST_TEST(mail.sources[0].messages == 7U);
  BOOST_TEST(mail.sources[0].passed == 100U);
}

BOOST_AUTO_TEST_CASE(ApprovedSourcesComeFirstThenThoseWithMostMessages) {
  auto approved = flow("Approved", kFailing, 1);
  approved.verdict = sources::Verdict::approve;
  const FailingMail mail =
      gathered({flow("Small", kFailing, 5), approved, flow("Large", kFailing, 50)});
  BOOST_REQUIRE(mail.sources.size() == 3U);
  BOOST_TEST(mail.sources[0].source.name == "Approved");
  BOOST_TEST(mail.sources[1].source.name == "Large");
  BOOST_TEST(mail.sources[2].source.name == "Small");
  BOOST_TEST(mail.messages == 56U);
}

// What several receivers report alike is one case.
BOOST_AUTO_TEST_CASE(EqualCasesAreCountedTogether) {
  auto other = flow("A", kFailing, 3);
  other.flow.reporter = "example.net";
  other.flow.first = day(0);
  other.flow.last = day(9);
  auto elsewhere = flow("A", kFailing, 9);
  elsewhere.flow.source_ip = "192.0.2.2";
  const FailingMail mail = gathered({flow("A", kFailing, 4), other, elsewhere});
  const FailingSource& source = mail.sources.at(0);
  BOOST_TEST((source.first == day(0)));
  BOOST_TEST((source.last == day(9)));
  BOOST_REQUIRE(source.cases.size() == 2U);
  BOOST_TEST(source.cases[0].messages == 9U);
  BOOST_TEST(source.cases[0].what.source_ip.value_or("") == "192.0.2.2");
  BOOST_TEST(source.cases[1].messages == 7U);
}

BOOST_AUTO_TEST_CASE(SignaturesOfTheOwnerAreToldFromOthers) {
  const FailingMail mail =
      gathered({flow("A", kFailing, 1, "example.net/s1 news.example.com/k1 sender.example/")});
  const FailingCase& what = mail.sources.at(0).cases.at(0).what;
  BOOST_TEST((what.own_signers == std::vector<std::string>{"news.example.com/k1"}));
  BOOST_TEST(
      (what.foreign_signers == std::vector<std::string>{"example.net/s1", "sender.example/"}));
}

BOOST_AUTO_TEST_CASE(FailedChecksAreThoseOfTheSameMessages) {
  auto other = flow("A", kFailing, 9);
  other.flow.source_ip = "192.0.2.9";
  const FailingMail mail =
      gathered({flow("A", kFailing, 10), other},
               {signature("example.com", "s1", "fail"), signature("example.com", "s1", "fail"),
                signature("example.net", "x", "fail"), signature("", "x", "fail")},
               {check("example.com", "mfrom", "softfail"), check("example.com", "", "softfail"),
                check("mail.example.com", "helo", "fail"), check("example.net", "mfrom", "pass"),
                check(std::nullopt, "mfrom", "none"), check("", "mfrom", "none")});
  const FailingCase& what = mail.sources.at(0).cases.at(0).what;
  BOOST_TEST((what.own_failed == std::vector<OwnSignature>{{"example.com", "s1", "fail"}}));
  BOOST_TEST(what.has_foreign_failed);
  BOOST_TEST((what.spf_failed == std::vector<FailedCheck>{{"example.com", "softfail"}}));
  const FailingCase& without = mail.sources.at(0).cases.at(1).what;
  BOOST_TEST(without.own_failed.empty());
  BOOST_TEST(without.spf_failed.empty());
}

// What was seen passing while it failed, at the same address and by the same identifier.
BOOST_AUTO_TEST_CASE(WhatPassesAtTheSameTimeIsKept) {
  const struct {
    const char* what;
    int first;
    int last;
    bool is_at_once;
  } kRows[] = {
      {"the same days", 10, 20, true},
      {"within", 12, 13, true},
      {"all around", 1, 30, true},
      {"before", 1, 9, false},
      {"after", 21, 30, false},
      {"until that day", 1, 11, false},
      {"from the last day on", 19, 30, false},
      {"one day more", 18, 30, true},
      {"its last day alone", 19, 20, true},
  };
  for (const auto& row : kRows) {
    auto failed = flow("A", kFailing, 3);
    failed.flow.first = day(10);
    failed.flow.last = day(20);
    auto passed = flow("B", sources::Class::aligned, 97, "example.com/s1 example.net/x");
    passed.flow.spf_domain = "example.com";
    passed.flow.header_from = "news.example.com";
    passed.flow.first = day(row.first);
    passed.flow.last = day(row.last);
    auto elsewhere = passed;
    elsewhere.flow.source_ip = "192.0.2.2";
    const CountedCase counted =
        gathered({passed, elsewhere, failed},
                 {signature("example.com", "s1", "fail"), signature("example.com", "s2", "fail")},
                 {check("example.com", "mfrom", "softfail")})
            .sources.at(0)
            .cases.at(0);
    BOOST_TEST(counted.of_address == 100U);
    BOOST_TEST((counted.span == Span{day(10), day(20)}));
    std::vector<PassingBeside> want;
    if (row.is_at_once) {
      const Span span{day(row.first), day(row.last)};
      want = {{"example.com", span}, {"example.com/s1", span}};
    }
    BOOST_TEST((counted.passing == want), row.what);
  }
}

// A signature that passes counts or not by the From field: other mail shows nothing of that.
BOOST_AUTO_TEST_CASE(WhetherItIsAlignedIsSeenByMailOfTheSameAuthor) {
  auto passed = flow("A", sources::Class::aligned, 97, "news.example.com/s1");
  const auto one = [&] {
    return gathered({flow("A", kFailing, 3, "news.example.com/s1"), passed})
        .sources.at(0)
        .cases.at(0)
        .passing.size();
  };
  BOOST_TEST(one() == 1U);
  passed.flow.header_from = "news.example.com";
  BOOST_TEST(one() == 0U);
}

BOOST_AUTO_TEST_CASE(CasesTellReceiversAndWhatTheyDid) {
  auto other = flow("A", kFailing, 3);
  other.flow.reporter = "example.net";
  other.flow.disposition = "reject";
  auto first = flow("A", kFailing, 4);
  first.flow.disposition = "none";
  const CountedCase counted = gathered({first, first, other}).sources.at(0).cases.at(0);
  BOOST_TEST((counted.reporters ==
              std::map<std::string, std::uint64_t>{{"example.net", 3}, {"example.org", 8}}));
  BOOST_TEST((counted.dispositions == DispositionCounts{8, 0, 3, 0}));
}

BOOST_AUTO_TEST_CASE(FromDomainsThatAreSignedAreThoseOfTheSourceAndOfItsAddresses) {
  auto failed = flow("A", kFailing, 1);
  failed.flow.header_from = "news.example.com";
  auto of_address = flow("B", sources::Class::aligned, 1, "example.com/s1");
  auto of_source = flow("A", sources::Class::aligned, 1, "example.com/s1");
  of_source.flow.source_ip = "192.0.2.2";
  of_source.flow.header_from = "mail.example.com";
  auto foreign = flow("A", sources::Class::aligned, 1, "example.net/s1");
  foreign.flow.header_from = "foreign.example.com";
  const FailingMail mail = gathered({failed, of_address, of_source, foreign});
  BOOST_TEST((mail.sources.at(0).signed_authors ==
              std::set<std::string>{"example.com", "mail.example.com"}));
}

// One forged report has as many flows, signatures and checks under one key as it likes.
BOOST_AUTO_TEST_CASE(ManyChecksOfOneKeyAreCutAndTold) {
  std::vector<NamedFlow> flows;
  std::vector<store::FailedSignature> signatures;
  std::vector<store::SpfCheck> checks;
  for (std::size_t i = 0; i < kMaxOfCase; ++i) {
    signatures.push_back(signature("example.com", "s" + std::to_string(i), "fail"));
    checks.push_back(check("d" + std::to_string(i) + ".example.com", "mfrom", "fail"));
  }
  signatures.push_back(signatures.front());
  const auto one = [&] {
    return gathered({flow("A", kFailing, 1)}, signatures, checks).sources.at(0).cases.at(0).what;
  };
  BOOST_TEST(one().own_failed.size() == kMaxOfCase);
  BOOST_TEST(!one().is_cut);
  checks.push_back(check("more.example.com", "mfrom", "fail"));
  BOOST_TEST(one().spf_failed.size() == kMaxOfCase);
  BOOST_TEST(one().is_cut);
}

BOOST_AUTO_TEST_CASE(ManySignersOfOneFlowAreCutAndTold) {
  std::string signers;
  for (std::size_t i = 0; i < kMaxOfCase; ++i) signers += "s.example/" + std::to_string(i) + " ";
  const auto one = [&] {
    return gathered({flow("A", kFailing, 1, signers)}).sources.at(0).cases.at(0).what;
  };
  BOOST_TEST(!one().is_cut);
  signers += "s.example/more";
  BOOST_TEST(one().foreign_signers.size() == kMaxOfCase);
  BOOST_TEST(one().is_cut);
}

// 40,000 flows of one key with 40,000 signatures: walked for each other they were minutes.
BOOST_AUTO_TEST_CASE(ManyFlowsOfOneKeyTakeNoLonger, *boost::unit_test::timeout(20)) {
  constexpr int kMany = 40'000;
  std::vector<NamedFlow> flows;
  std::vector<store::FailedSignature> signatures;
  for (int i = 0; i < kMany; ++i) {
    flows.push_back(flow("A", kFailing, 1));
    flows.back().flow.reporter = "r" + std::to_string(i) + ".example";
    signatures.push_back(signature("example.com", "s" + std::to_string(i), "fail"));
  }
  const FailingMail mail = gathered(std::move(flows), signatures);
  BOOST_TEST(mail.messages == static_cast<std::uint64_t>(kMany));
  BOOST_TEST(mail.sources.at(0).cases.at(0).what.is_cut);
}

BOOST_AUTO_TEST_CASE(WhereNoAuthorIsReportedThePolicyDomainStandsForIt) {
  auto none = flow("A", kFailing, 1);
  none.flow.header_from = std::nullopt;
  none.flow.source_ip = std::nullopt;
  const FailingCase what = gathered({none}).sources.at(0).cases.at(0).what;
  BOOST_TEST(what.author == "example.com");
  BOOST_TEST(!what.source_ip.has_value());
}

BOOST_AUTO_TEST_SUITE_END()
