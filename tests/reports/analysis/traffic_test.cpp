// SPDX-License-Identifier: MIT
//
// Flows get a source and a class.

#include "reports/analysis/traffic.h"

#include <limits>
#include <map>

#include <boost/test/unit_test.hpp>

#include "libauth/base/enum.h"
#include "reports/aggregate/report.h"
#include "tests/reports/analysis/world.h"

using namespace reports;
using namespace reports::analysis;
using namespace tests;
using libauth::base::name_of;
using sources::Class;
using sources::Rule;

namespace {

using Text = std::optional<std::string>;

/// What a record says and lists, and what follows: of p and f the one of DKIM first, ? is unknown.
struct Said {
  const char* what;
  Text dkim;
  Text spf;
  std::string signers;
  Text spf_domain;
  std::string want;
  Text header_from = "example.com";
  Text adkim{};
  Text aspf{};
};

const Said kMissing[] = {
    {"signed, aligned", {}, {}, "example.com/s", {}, "p? derived"},
    {"return path, aligned", {}, {}, "", "example.com", "?p derived"},
    {"both", {}, {}, "a.example/s example.com/s", "bounce.example.com", "pp derived"},
    {"empty elements", "", "", "example.com/s", "example.com", "pp derived"},
    {"of others", {}, {}, "a.example/s", "a.example", "ff derived"},
    {"a subdomain, relaxed", {}, {}, "mail.example.com/s", {}, "p? derived"},
    {"the parent, relaxed", {}, {}, "example.com/s", {}, "p? derived", "a.example.com"},
    {"a subdomain, strict", {}, {}, "mail.example.com/s", {}, "f? derived", "example.com", "s"},
    {"the same, strict", {}, {}, "EXAMPLE.com/s", {}, "p? derived", "example.com", "s"},
    {"strict is of one of them",
     {},
     {},
     "mail.example.com/s",
     "mail.example.com",
     "fp derived",
     "example.com",
     "s"},
    {"strict SPF",
     {},
     {},
     "mail.example.com/s",
     "mail.example.com",
     "pf derived",
     "example.com",
     {},
     "s"},
    {"no From", {}, {}, "mail.example.com/s", {}, "p? derived", {}},
    {"an empty From", {}, {}, "example.com/s", {}, "p? derived", ""},
    {"no domain", {}, {}, "192.0.2.1/s /", "-", "ff derived"},
    {"nothing passing listed", {}, {}, "", {}, "??"},
    {"an empty return path", {}, {}, "", "", "??"},
    {"DKIM alone is missing", {}, "fail", "example.com/s", {}, "pf derived"},
    {"it, with nothing listed", {}, "fail", "", {}, "?f"},
    {"SPF alone is missing", "fail", {}, "", "example.com", "fp derived"},
    {"it, with nothing listed", "pass", {}, "example.com/s", {}, "p?"},
    // What is said is not derived.
    {"said to fail", "fail", "fail", "example.com/s", "example.com", "ff"},
    {"another word", "neutral", "fail", "example.com/s", {}, "ff"},
};

/// A pass is claimed.
const Said kClaims[] = {
    {"by DKIM", "pass", "fail", "example.com/s", {}, "pf"},
    {"by SPF", "fail", "pass", "", "bounce.example.com", "fp"},
    {"with a signature of others", "pass", "fail", "a.example/s example.com/s", {}, "pf"},
    {"with a return path of others", "pass", "pass", "example.com/s", "a.example", "pp"},
    {"with signatures of others, own return path", "pass", "pass", "a.example/s", "example.com",
     "pp"},
    {"nothing is listed", "pass", "pass", "", {}, "pp"},
    {"DKIM is not listed, SPF is of others", "pass", "fail", "", "a.example", "pf"},
    {"SPF is not listed, DKIM is of others", "fail", "pass", "a.example/s", {}, "fp"},
    {"of the author below a public suffix",
     "pass",
     "fail",
     "a.gov.example/s",
     {},
     "pf",
     "a.gov.example"},
    {"by signatures of others", "pass", "fail", "a.example/s b.example/", {}, "?? contradicted"},
    {"by SPF of others", "fail", "pass", "", "a.example", "?? contradicted"},
    {"both of others", "pass", "pass", "a.example/s", "a.example", "?? contradicted"},
    {"one of them unlisted", "pass", "pass", "", "a.example", "?? contradicted"},
    {"with the other one missing", "pass", {}, "a.example/s", {}, "?? contradicted"},
};

Flow flow_of(const Said& said) {
  Flow flow = forged("192.0.2.200", 40);
  flow.dkim = said.dkim;
  flow.spf = said.spf;
  flow.signers = said.signers;
  flow.spf_domain = said.spf_domain;
  flow.header_from = said.header_from;
  flow.adkim = said.adkim;
  flow.aspf = said.aspf;
  return flow;
}

std::string text_of(const Evaluation& evaluation) {
  std::string text;
  for (const auto& result : {evaluation.dkim, evaluation.spf}) {
    text += result ? (*result ? 'p' : 'f') : '?';
  }
  if (evaluation.is_derived) text += " derived";
  if (evaluation.is_contradicted) text += " contradicted";
  return text;
}

/// Messages by source and class, "Mailgun failing".
std::map<std::string, std::uint64_t> counted(const Traffic& traffic) {
  std::map<std::string, std::uint64_t> counts;
  for (const NamedFlow& named : traffic.flows) {
    counts[named.source.name + " " + std::string(name_of(named.mail_class))] += named.flow.messages;
  }
  return counts;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(AnalysisTraffic)

BOOST_AUTO_TEST_CASE(EveryFlowHasASourceAndAClass) {
  const Traffic traffic = named(flows_of_may());
  std::map<std::string, std::uint64_t> want = {
      {"SendGrid aligned", 900},      {"example.com aligned", 600},    {"Mailgun failing", 100},
      {"198.51.100.5 forwarder", 80}, {"Google Groups forwarder", 20}, {"shop.example unknown", 70},
  };
  for (int i = 1; i <= 12; ++i) want["203.0.113." + std::to_string(i) + " spoofing"] = 10;
  BOOST_TEST((counted(traffic) == want));
  BOOST_TEST(traffic.messages == 1890U);
  BOOST_TEST(traffic.domain == "example.com");
  BOOST_TEST((traffic.first == kMay.from));
}

BOOST_AUTO_TEST_CASE(ASourceThatFailsTodayIsKnownByTheMailThatPassedBefore) {
  const Flow failing = signed_by(forged("192.0.2.20", 5), "sendgrid.net/s1");
  BOOST_TEST((named({failing}).flows[0].rule == Rule::known_service));
  const Traffic before = named({sendgrid(100)});
  const Traffic traffic = named({failing}, kMay, before.records);
  BOOST_TEST((traffic.flows[0].rule == Rule::passes_elsewhere));
  BOOST_TEST((traffic.flows[0].mail_class == Class::failing));
  BOOST_TEST(traffic.records.at("SendGrid").messages == 105U);
}

BOOST_AUTO_TEST_CASE(NetworkAndCountryAreThoseOfTheAddress) {
  const Traffic traffic = named({own_host(1), sendgrid(1)});
  BOOST_TEST((traffic.flows[0].country == "NL"));
  BOOST_TEST((traffic.flows[0].network == "Example Network"));
  BOOST_TEST(!traffic.flows[1].country);
}

BOOST_AUTO_TEST_CASE(AnAddressIsFoundHoweverItIsWritten) {
  Flow mapped = own_host(1);
  mapped.source_ip = "::ffff:192.0.2.10";
  Flow none = own_host(1);
  none.source_ip = "not an address";
  const Traffic traffic = named({mapped, none});
  BOOST_TEST(traffic.flows[0].source.name == "example.com");
  BOOST_TEST(traffic.flows[1].source.name == "not an address");
}

BOOST_AUTO_TEST_CASE(NothingIsNothing) {
  const Traffic traffic = named({});
  BOOST_TEST(traffic.flows.empty());
  BOOST_TEST(traffic.messages == 0U);
  BOOST_TEST(!traffic.first);
}

BOOST_AUTO_TEST_CASE(CountsDoNotOverflow) {
  const std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
  std::vector<Flow> flows(5, sendgrid(most));
  flows.push_back(signed_by(forged("192.0.2.20", most), "sendgrid.net/s1"));
  const Traffic traffic = named(flows);
  BOOST_TEST(traffic.messages == aggregate::kMaxCount);
  // Five of six pass.
  BOOST_TEST((traffic.flows[5].rule == Rule::passes_elsewhere));
}

BOOST_AUTO_TEST_CASE(DmarcPassesWhereOneIsAligned) {
  // RFC 9989 section 5.4
  const auto says = [](std::optional<std::string> dkim, std::optional<std::string> spf) {
    Flow flow;
    flow.dkim = std::move(dkim);
    flow.spf = std::move(spf);
    return passes(named({flow}).flows.front());
  };
  BOOST_TEST((says("pass", "fail") == true));
  BOOST_TEST((says("fail", "pass") == true));
  BOOST_TEST((says("pass", std::nullopt) == true));
  BOOST_TEST((says("fail", "softfail") == false));
  BOOST_TEST(!says("fail", std::nullopt));
  BOOST_TEST(!says(std::nullopt, std::nullopt));
}

// RFC 9989 section 4.4 and 5.4
BOOST_AUTO_TEST_CASE(AMissingResultFollowsFromWhatIsListed) {
  for (const Said& row : kMissing) {
    const Flow flow = flow_of(row);
    const Traffic traffic = named({flow});
    BOOST_TEST(text_of(traffic.flows[0].evaluation) == row.want, row.what);
    BOOST_TEST((traffic.flows[0].flow == flow), row.what);  // what is absent stays absent
    const bool passes_so = row.want.substr(0, 2).find('p') != std::string::npos;
    BOOST_TEST((passes(traffic.flows[0]) == true) == passes_so, row.what);
    // Nothing is to be mended of what passes, or is not known to fail.
    if (!row.want.starts_with("ff")) {
      BOOST_TEST((traffic.flows[0].mail_class != Class::failing), row.what);
    }
    if (!passes_so) BOOST_TEST((traffic.flows[0].mail_class != Class::aligned), row.what);
  }
}

BOOST_AUTO_TEST_CASE(AReportThatContradictsItselfTellsNothing) {
  for (const Said& row : kClaims) {
    const Traffic traffic = named({flow_of(row)});
    const NamedFlow& named = traffic.flows[0];
    BOOST_TEST(text_of(named.evaluation) == row.want, row.what);
    if (!named.evaluation.is_contradicted) continue;
    BOOST_TEST(!passes(named), row.what);
    BOOST_TEST((named.rule == Rule::contradicted), row.what);
    BOOST_TEST((named.mail_class == Class::unknown), row.what);
  }
}

BOOST_AUTO_TEST_CASE(APassThatWasStoppedNeedsAReasonOrASignature) {
  const Flow bare = aligned(forged("192.0.2.200", 40), true, true);
  const auto rule = [](const Flow& flow) {
    return std::string(name_of(named({flow}).flows[0].rule));
  };
  BOOST_TEST(rule(at(bare, kReceiver, "none")) == "spf_aligned");
  BOOST_TEST(rule(at(bare, kReceiver, "quarantine")) == "contradicted");
  BOOST_TEST(rule(at(bare, kReceiver, "reject")) == "contradicted");
  BOOST_TEST(rule(at(bare, kReceiver, "reject", "local_policy")) == "spf_aligned");
  BOOST_TEST(rule(at(signed_by(bare, "example.com/s"), kReceiver, "reject")) == "spf_aligned");
}

BOOST_AUTO_TEST_CASE(AFailedSignatureOfTheOwnerIsNoProofOfForgery) {
  const Flow flow = forged("192.0.2.77", 40);
  const auto rule = [&](std::optional<std::string> domain, const std::string& ip) {
    store::FailedSignature signature;
    signature.source_ip = ip;
    signature.header_from = "example.com";
    signature.domain = std::move(domain);
    const std::vector<store::FailedSignature> failed = {signature};
    const Traffic traffic =
        name_traffic("example.com", kMay, {flow}, {{}, {}, failed}, sources::Catalogue::built_in());
    return std::string(name_of(traffic.flows[0].rule));
  };
  BOOST_TEST(rule("example.com", "192.0.2.77") == "failed_own_signature");
  BOOST_TEST(rule("mail.example.com", "192.0.2.77") == "failed_own_signature");
  BOOST_TEST(rule("a.example", "192.0.2.77") == "unauthenticated");
  BOOST_TEST(rule("example.com", "192.0.2.78") == "unauthenticated");
  BOOST_TEST(rule(std::nullopt, "192.0.2.77") == "unauthenticated");
  // What passes is not looked at.
  BOOST_TEST((named({survived(5)}).flows[0].rule == Rule::signature_survived));
}

BOOST_AUTO_TEST_CASE(ADispositionIsAWordThatThereIs) {
  using reports::aggregate::Disposition;
  const std::pair<std::optional<std::string>, std::optional<Disposition>> rows[] = {
      {"none", Disposition::none},
      {"pass", Disposition::pass},
      {"quarantine", Disposition::quarantine},
      {"reject", Disposition::reject},
      {"REJECT", std::nullopt},
      {"", std::nullopt},
      {std::nullopt, std::nullopt},
  };
  for (const auto& [word, want] : rows) {
    Flow flow;
    flow.disposition = word;
    BOOST_TEST((disposition_of(flow) == want), word.value_or("absent"));
  }
}

BOOST_AUTO_TEST_SUITE_END()
