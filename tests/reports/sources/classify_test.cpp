// SPDX-License-Identifier: MIT

#include "reports/sources/classify.h"

#include <set>
#include <string>

#include <boost/describe/enumerators.hpp>
#include <boost/mp11/algorithm.hpp>
#include <boost/test/unit_test.hpp>

#include "libauth/base/enum.h"
#include "tests/reports/fixture.h"

using namespace reports::sources;
using libauth::base::name_of;

namespace {

const OwnDomain kOwn("example.com");

const Source kStranger{.name = "192.0.2.1", .basis = Basis::address};
const Source kOwnHost{.name = "example.com", .basis = Basis::ptr, .evidence = "mx.example.com"};
const Source kOtherHost{.name = "shop.example", .basis = Basis::ptr, .evidence = "a.shop.example"};
const Source kCarrier{.name = "SendGrid",
                      .type = "transactional",
                      .basis = Basis::ptr,
                      .evidence = "o1.sendgrid.net",
                      .is_listed = true};
const Source kCarrierBySignature{.name = "SendGrid",
                                 .type = "transactional",
                                 .basis = Basis::dkim,
                                 .evidence = "sendgrid.net",
                                 .is_listed = true};
const Source kProvider{.name = "Google",
                       .type = "mail-provider",
                       .basis = Basis::ptr,
                       .evidence = "mail.google.com",
                       .is_listed = true};
const Source kList{.name = "Google Groups",
                   .type = "mailing-list",
                   .basis = Basis::dkim,
                   .evidence = "googlegroups.com",
                   .is_listed = true};

constexpr std::optional<bool> kNotSaid;

struct Row {
  const char* what;
  Traffic traffic;
  Record record;
  Rule rule;
  Class want;
};

Traffic traffic(std::optional<bool> dkim, std::optional<bool> spf, const Source& source,
                std::string_view signers = {}, std::optional<std::string_view> spf_domain = {}) {
  return {.is_dkim_aligned = dkim,
          .is_spf_aligned = spf,
          .signers = signers,
          .spf_domain = spf_domain,
          .reasons = {},
          .source = &source,
          .verdict = {}};
}

Traffic because(Traffic traffic, std::string_view reasons) {
  traffic.reasons = reasons;
  return traffic;
}

Traffic said(Traffic traffic, Verdict verdict) {
  traffic.verdict = verdict;
  return traffic;
}

Traffic contradicted(Traffic traffic) {
  traffic.is_contradicted = true;
  return traffic;
}

Traffic with_failed_signature(Traffic traffic) {
  traffic.has_failed_own_signature = true;
  return traffic;
}

const Traffic kForged = traffic(false, false, kStranger);
const Traffic kDirect = traffic(true, true, kProvider, "example.com/s1", "example.com");
const Traffic kSurvived = traffic(true, false, kStranger, "example.com/s1");

constexpr Record kMostlyPasses{.messages = 100, .passed = 90, .forwarded = 0, .spf_aligned = 90};
constexpr Record kMostlyForwards{.messages = 100, .passed = 0, .forwarded = 90, .spf_aligned = 0};

const Row kRows[] = {
    // The owner's word counts above all.
    {"blocked", said(kDirect, Verdict::block), kMostlyPasses, Rule::blocked, Class::spoofing},
    {"ignored", said(kDirect, Verdict::ignore), kMostlyPasses, Rule::ignored, Class::unknown},
    {"ignored forgery", said(kForged, Verdict::ignore), {}, Rule::ignored, Class::unknown},
    {"approved failure", said(kForged, Verdict::approve), {}, Rule::approved, Class::failing},
    {"approved, aligned", said(kDirect, Verdict::approve), {}, Rule::spf_aligned, Class::aligned},
    {"approved, forwarded",
     because(said(kForged, Verdict::approve), "mailing_list"),
     {},
     Rule::forwarding_reported,
     Class::forwarder},
    {"approved, only DKIM",
     said(kSurvived, Verdict::approve),
     {},
     Rule::dkim_aligned,
     Class::aligned},
    {"approved list",
     said(traffic(true, false, kList, "example.com/s1"), Verdict::approve),
     {},
     Rule::dkim_aligned,
     Class::aligned},
    // What cannot be, before what would be aligned; the owner's word is on the source.
    {"contradicted", contradicted(kDirect), kMostlyPasses, Rule::contradicted, Class::unknown},
    {"contradicted, approved",
     contradicted(said(traffic(kNotSaid, kNotSaid, kOwnHost), Verdict::approve)), kMostlyPasses,
     Rule::contradicted, Class::unknown},
    {"contradicted, blocked",
     contradicted(said(kDirect, Verdict::block)),
     {},
     Rule::blocked,
     Class::spoofing},
    // Aligned
    {"both aligned", kDirect, {}, Rule::spf_aligned, Class::aligned},
    {"SPF alone",
     traffic(false, true, kStranger, "", "example.com"),
     {},
     Rule::spf_aligned,
     Class::aligned},
    {"DKIM alone, SPF of the carrier",
     traffic(true, false, kCarrier, "example.com/s1 sendgrid.net/s1", "bounce.sendgrid.net"),
     {},
     Rule::dkim_aligned,
     Class::aligned},
    {"DKIM alone from a host of the carrier",
     traffic(true, false, kCarrier, "example.com/s1"),
     {},
     Rule::dkim_aligned,
     Class::aligned},
    {"DKIM alone from an own host",
     traffic(true, false, kOwnHost, "example.com/s1"),
     {},
     Rule::dkim_aligned,
     Class::aligned},
    {"DKIM alone where SPF passes elsewhere", kSurvived, kMostlyPasses, Rule::dkim_aligned,
     Class::aligned},
    {"DKIM aligned, SPF not told",
     traffic(true, kNotSaid, kStranger, "example.com/s1"),
     {},
     Rule::dkim_aligned,
     Class::aligned},
    // Forwarders: quirk 49 and trap 6 of real reports.
    {"forwarded (RFC 7489)",
     because(kForged, "forwarded"),
     {},
     Rule::forwarding_reported,
     Class::forwarder},
    {"mailing list",
     because(kForged, "mailing_list other"),
     {},
     Rule::forwarding_reported,
     Class::forwarder},
    {"trusted forwarder",
     because(kSurvived, "local_policy trusted_forwarder"),
     {},
     Rule::forwarding_reported,
     Class::forwarder},
    {"ARC", because(kForged, "arc local_policy"), {}, Rule::forwarding_reported, Class::forwarder},
    {"ARC of a known service", because(traffic(false, false, kProvider), "arc"), kMostlyPasses,
     Rule::forwarding_reported, Class::forwarder},
    {"the signature survived", kSurvived, {}, Rule::signature_survived, Class::forwarder},
    {"it survived through a mail provider",
     traffic(true, false, kProvider, "example.com/s1"),
     {},
     Rule::signature_survived,
     Class::forwarder},
    {"a signature of the carrier survived as well",
     traffic(true, false, kCarrierBySignature, "example.com/s1 sendgrid.net/s1"),
     {},
     Rule::signature_survived,
     Class::forwarder},
    {"passed on by a list with its own return path",
     traffic(true, false, kList, "example.com/s1 googlegroups.com/s", "googlegroups.com"),
     {},
     Rule::passed_on,
     Class::forwarder},
    {"a list that breaks the signature",
     traffic(false, false, kList, "googlegroups.com/s", "googlegroups.com"),
     {},
     Rule::list_or_forwarder,
     Class::forwarder},
    {"a forwarder that breaks some", kForged, kMostlyForwards, Rule::forwards_elsewhere,
     Class::forwarder},
    // Other reasons say nothing about forwarding.
    {"sampled out", because(kForged, "sampled_out"), {}, Rule::unauthenticated, Class::spoofing},
    {"test mode", because(kForged, "policy_test_mode"), {}, Rule::unauthenticated, Class::spoofing},
    {"local policy alone",
     because(kForged, "local_policy other"),
     {},
     Rule::unauthenticated,
     Class::spoofing},
    {"a word that only contains one",
     because(kForged, "not_forwarded arcs"),
     {},
     Rule::unauthenticated,
     Class::spoofing},
    // The owner's, and failing
    {"strict alignment",
     traffic(false, false, kStranger, "a.example/s mail.example.com/s1"),
     {},
     Rule::own_signature,
     Class::failing},
    {"unaligned return path",
     traffic(false, false, kStranger, "", "bounce.example.com"),
     {},
     Rule::own_return_path,
     Class::failing},
    {"own host", traffic(false, false, kOwnHost), {}, Rule::own_host, Class::failing},
    {"other mail of it passes", traffic(false, false, kCarrier, "sendgrid.net/s1"), kMostlyPasses,
     Rule::passes_elsewhere, Class::failing},
    {"more than a twentieth passes",
     kForged,
     {.messages = 100, .passed = 6, .forwarded = 0, .spf_aligned = 0},
     Rule::passes_elsewhere,
     Class::failing},
    {"a twentieth passes",
     kForged,
     {.messages = 100, .passed = 5, .forwarded = 0, .spf_aligned = 0},
     Rule::unauthenticated,
     Class::spoofing},
    {"what seemed forwarded came directly",
     kForged,
     {.messages = 100, .passed = 1, .forwarded = 50, .spf_aligned = 1},
     Rule::passes_elsewhere,
     Class::failing},
    // Not to be told
    {"a known service",
     traffic(false, false, kCarrier, "sendgrid.net/s1"),
     {},
     Rule::known_service,
     Class::unknown},
    {"authentic for another domain",
     traffic(false, false, kOtherHost, "shop.example/s"),
     {},
     Rule::other_authenticated,
     Class::unknown},
    {"SPF of another domain",
     traffic(false, false, kOtherHost, "", "shop.example"),
     {},
     Rule::other_authenticated,
     Class::unknown},
    {"no results at all",
     traffic(kNotSaid, kNotSaid, kStranger),
     {},
     Rule::result_missing,
     Class::unknown},
    {"no SPF result",
     traffic(false, kNotSaid, kStranger),
     {},
     Rule::result_missing,
     Class::unknown},
    {"no DKIM result",
     traffic(kNotSaid, false, kStranger),
     {},
     Rule::result_missing,
     Class::unknown},
    // Not known to fail: nothing to be mended.
    {"strict alignment, SPF not known",
     traffic(false, kNotSaid, kStranger, "mail.example.com/s1"),
     {},
     Rule::result_missing,
     Class::unknown},
    {"unaligned return path, DKIM not known",
     traffic(kNotSaid, false, kStranger, "", "bounce.example.com"),
     {},
     Rule::result_missing,
     Class::unknown},
    {"approved, not known",
     said(traffic(kNotSaid, kNotSaid, kStranger), Verdict::approve),
     {},
     Rule::result_missing,
     Class::unknown},
    {"own host, not known",
     traffic(false, kNotSaid, kOwnHost),
     {},
     Rule::result_missing,
     Class::unknown},
    {"other mail of it passes, not known", traffic(kNotSaid, kNotSaid, kStranger), kMostlyPasses,
     Rule::result_missing, Class::unknown},
    // A server of the owner that is broken looks so, and a changed message, and a forgery.
    {"signed with the own domain, in vain",
     with_failed_signature(kForged),
     {},
     Rule::failed_own_signature,
     Class::unknown},
    {"also where another signature passes",
     with_failed_signature(traffic(false, false, kOtherHost, "shop.example/s")),
     {},
     Rule::failed_own_signature,
     Class::unknown},
    {"by a source of the owner", with_failed_signature(kForged), kMostlyPasses,
     Rule::passes_elsewhere, Class::failing},
    {"through a forwarder", with_failed_signature(kForged), kMostlyForwards,
     Rule::forwards_elsewhere, Class::forwarder},
    // Spoofing
    {"nothing speaks for it", kForged, {}, Rule::unauthenticated, Class::spoofing},
    {"from a host of somebody",
     traffic(false, false, kOtherHost),
     {},
     Rule::unauthenticated,
     Class::spoofing},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(SourcesClassify)

BOOST_AUTO_TEST_CASE(TheFirstRuleThatHoldsDecides) {
  for (const Row& row : kRows) {
    BOOST_TEST_CONTEXT(row.what) {
      const Rule rule = deciding_rule(row.traffic, row.record, kOwn);
      BOOST_TEST(name_of(rule) == name_of(row.rule));
      BOOST_TEST(name_of(classify(row.traffic, row.record, kOwn)) == name_of(row.want));
    }
  }
}

BOOST_AUTO_TEST_CASE(EveryRuleIsTestedAndDocumented) {
  std::set<Rule> tested;
  for (const Row& row : kRows) tested.insert(row.rule);
  const std::string docs =
      tests::read_file(std::filesystem::path(MAILVET_SOURCE_DIR) / "docs/reports.md");
  std::size_t at = 0;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<Rule>>([&](const auto& rule) {
    BOOST_TEST(tested.contains(rule.value), rule.name);
    // In the table of the documentation, in this order and with this class.
    const std::size_t row = docs.find("| `" + std::string(rule.name) + "` |", at);
    BOOST_REQUIRE_MESSAGE(row != std::string::npos, rule.name);
    at = docs.find('\n', row);
    const std::string want = "| " + std::string(name_of(class_of(rule.value))) + " |";
    BOOST_TEST(docs.substr(row, at - row).ends_with(want), rule.name);
  });
}

BOOST_AUTO_TEST_CASE(ARecordCountsWhatASourceDid) {
  Record record;
  add(record, kDirect, 10, kOwn);
  add(record, kSurvived, 5, kOwn);
  add(record, because(kForged, "mailing_list"), 3, kOwn);
  add(record, traffic(true, false, kCarrier, "example.com/s1", "sendgrid.net"), 2, kOwn);
  add(record, kForged, 7, kOwn);
  const Record want{.messages = 27, .passed = 12, .forwarded = 8, .spf_aligned = 10};
  BOOST_TEST((record == want));
}

// The owner's word is on what the source is, not on what it did.
BOOST_AUTO_TEST_CASE(ARecordDoesNotDependOnTheVerdict) {
  for (const Verdict verdict : {Verdict::approve, Verdict::block, Verdict::ignore}) {
    for (const Traffic& traffic : {kDirect, kSurvived, kForged}) {
      Record with_word;
      Record without;
      add(with_word, said(traffic, verdict), 3, kOwn);
      add(without, traffic, 3, kOwn);
      BOOST_TEST((with_word == without), name_of(verdict));
    }
  }
}

BOOST_AUTO_TEST_CASE(LargeCountsDoNotOverflow) {
  constexpr std::uint64_t kMost = std::uint64_t{1} << 63;
  const Record all{.messages = kMost, .passed = kMost, .forwarded = 0, .spf_aligned = 0};
  BOOST_TEST(name_of(deciding_rule(kForged, all, kOwn)) == "passes_elsewhere");
  const Record none{.messages = kMost, .passed = 1, .forwarded = 1, .spf_aligned = 0};
  BOOST_TEST(name_of(deciding_rule(kForged, none, kOwn)) == "unauthenticated");
}

BOOST_AUTO_TEST_SUITE_END()
