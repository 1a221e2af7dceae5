// SPDX-License-Identifier: MIT

#include "reports/store/flow.h"

#include <ostream>
#include <string>
#include <vector>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

using namespace reports::aggregate;
using namespace reports::store;

namespace {

struct Signers {
  const char* want;
  std::vector<DkimAuthResult> dkim;
};
std::ostream& operator<<(std::ostream& out, const Signers& test) {
  return out << '"' << test.want << '"';
}

DkimAuthResult passing(std::optional<std::string> domain, std::optional<std::string> selector) {
  return {std::move(domain), std::move(selector), DkimResult::pass, std::nullopt};
}

const Signers kSigners[] = {
    {"", {}},
    {"a.example/s1", {passing("a.example", "s1")}},
    {"a.example/", {passing("a.example", std::nullopt)}},
    {"a.example/s1 a.example/s2 b.example/s1",
     {passing("b.example", "s1"), passing("a.example", "s2"), passing("a.example", "s1"),
      passing("a.example", "s2")}},
    {"b.example/s", {{"a.example", "s", DkimResult::fail, {}}, passing("b.example", "s")}},
    {"", {{"a.example", "s", std::nullopt, {}}}},
    {"", {passing(std::nullopt, "s")}},
    {"", {passing("", "s")}},
    // What is divided by spaces must have none.
    {"", {passing("a b.example", "s")}},
    {"a.example/", {passing("a.example", "s 1")}},
};

struct Reasons {
  const char* want;
  std::vector<Reason> reasons;
};
std::ostream& operator<<(std::ostream& out, const Reasons& test) {
  return out << '"' << test.want << '"';
}

Reason typed(const char* type, std::optional<std::string> comment = {}) {
  return {reports::text::Word<ReasonType>::read(type), std::move(comment)};
}
Reason untyped(const char* comment) {
  return {std::nullopt, comment};
}

const Reasons kReasons[] = {
    {"", {}},
    {"forwarded", {typed("forwarded")}},
    {"forwarded mailing_list", {typed("mailing_list"), typed("forwarded"), typed("forwarded")}},
    {"arc local_policy", {typed("local_policy", "arc=pass as[1].d=example.net as[1].s=s1")}},
    {"arc", {untyped("ARC=Pass")}},
    {"arc", {untyped("oar=0; arc=pass")}},
    {"arc", {untyped("sparc=pass (arc=pass)")}},
    {"", {untyped("arc=fail")}},
    {"", {untyped("sparc=pass")}},
    {"our_own_word", {typed("our own word")}},
};

struct SpfPassed {
  std::optional<std::string> want;
  std::vector<SpfAuthResult> spf;
  std::optional<AlignedResult> aligned = {};
};
std::ostream& operator<<(std::ostream& out, const SpfPassed& test) {
  return out << test.want.value_or("none");
}

const SpfPassed kSpfPassed[] = {
    {std::nullopt, {}},
    {std::nullopt, {{"a.example", {}, SpfResult::fail, {}}}},
    {"b.example",
     {{"a.example", {}, SpfResult::softfail, {}}, {"b.example", {}, SpfResult::pass, {}}}},
    {"a.example", {{"a.example", {}, SpfResult::pass, {}}, {"b.example", {}, SpfResult::pass, {}}}},
    {std::nullopt, {{std::nullopt, {}, SpfResult::pass, {}}}},
    // RFC 9989 section 4.3.2: DMARC has no HELO identity.
    {std::nullopt, {{"mx.example", SpfScope::helo, SpfResult::pass, {}}}},
    {std::nullopt, {{"mx.example", SpfScope::helo, SpfResult::pass, {}}}, AlignedResult::fail},
    {"a.example",
     {{"mx.example", SpfScope::helo, SpfResult::pass, {}},
      {"a.example", SpfScope::mfrom, SpfResult::pass, {}}}},
    {"a.example",
     {{"mx.example", SpfScope::helo, SpfResult::pass, {}},
      {"a.example", SpfScope::mfrom, SpfResult::pass, {}}},
     AlignedResult::pass},
    // RFC 7208 section 2.4: an empty MAIL FROM.
    {"mx.example",
     {{"mx.example", SpfScope::helo, SpfResult::pass, {}},
      {"b.example", SpfScope::helo, SpfResult::pass, {}}},
     AlignedResult::pass},
    {std::nullopt, {{"mx.example", SpfScope::helo, SpfResult::fail, {}}}, AlignedResult::pass},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(FlowTexts)

BOOST_DATA_TEST_CASE(SignersAreThePassingOnes, boost::unit_test::data::make(kSigners), test) {
  Record record;
  record.auth_results.dkim = test.dkim;
  BOOST_TEST(signers_of(record) == test.want);
}

BOOST_DATA_TEST_CASE(ReasonsAreTypesAndWhatArcSays, boost::unit_test::data::make(kReasons), test) {
  Record record;
  record.policy_evaluated.reasons = test.reasons;
  BOOST_TEST(reasons_of(record) == test.want);
}

BOOST_DATA_TEST_CASE(TheFirstSpfCheckOfMailFromThatPassedCounts,
                     boost::unit_test::data::make(kSpfPassed), test) {
  Record record;
  record.auth_results.spf = test.spf;
  if (test.aligned) record.policy_evaluated.spf = *test.aligned;
  BOOST_TEST((spf_passed_of(record) == test.want));
}

BOOST_AUTO_TEST_SUITE_END()
