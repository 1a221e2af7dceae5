// SPDX-License-Identifier: MIT
//
// The documents of what stored reports tell of a domain, as HTTP and the command line give them.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <boost/describe/class.hpp>
#include <boost/json/conversion.hpp>

#include "reports/analysis/sources.h"
#include "reports/analysis/timeline.h"
#include "reports/analysis/tls.h"
#include "reports/sources/verdict.h"
#include "reports/store/answers.h"
#include "reports/store/store.h"

namespace service::api {

/// reports::analysis::Summary
inline constexpr std::string_view kDmarcSummarySchema = "mailvet.dmarc-summary/1";
/// SourcesPage
inline constexpr std::string_view kDmarcSourcesSchema = "mailvet.dmarc-sources/1";
/// Timeline
inline constexpr std::string_view kDmarcTimelineSchema = "mailvet.dmarc-timeline/1";
/// reports::analysis::Impact
inline constexpr std::string_view kDmarcImpactSchema = "mailvet.dmarc-impact/1";
/// reports::analysis::Receivers
inline constexpr std::string_view kDmarcReceiversSchema = "mailvet.dmarc-receivers/1";
/// reports::analysis::Fixes
inline constexpr std::string_view kDmarcFixesSchema = "mailvet.dmarc-fixes/1";
/// TlsDocument
inline constexpr std::string_view kTlsSummarySchema = "mailvet.tls-summary/1";
/// VerdictAnswer
inline constexpr std::string_view kSourceVerdictSchema = "mailvet.source-verdict/1";
/// VerdictList
inline constexpr std::string_view kSourceVerdictsSchema = "mailvet.source-verdicts/1";

/// Who sends as the domain: all sources, or a page of them. Everything else is of all of them.
struct SourcesPage : reports::analysis::Sources {
  std::uint64_t sources_count = 0;    ///< how many there are on all pages
  std::optional<std::string> next{};  ///< for the parameter "after"; absent on the last page, and
                                      ///< where the order has no pages
};
BOOST_DESCRIBE_STRUCT(SourcesPage, (reports::analysis::Sources), (sources_count, next))

/// Messages by day.
struct Timeline {
  std::string domain;
  reports::store::Period period;
  std::vector<reports::analysis::TimelineDay> days;  ///< those with reports, in order

  bool operator==(const Timeline&) const = default;
};
BOOST_DESCRIBE_STRUCT(Timeline, (), (domain, period, days))

struct OfDomain {
  std::string domain;
};
BOOST_DESCRIBE_STRUCT(OfDomain, (), (domain))

/// What TLS reports tell of a domain.
struct TlsDocument : OfDomain, reports::analysis::TlsSummary {};
BOOST_DESCRIBE_STRUCT(TlsDocument, (OfDomain, reports::analysis::TlsSummary), ())

/// The owner's word on one source.
struct VerdictAnswer {
  std::string domain;
  std::string source;
  std::optional<reports::sources::Verdict> verdict;  ///< absent: there is none any more
  std::optional<std::string> note;                   ///< see note_on_source()
};
BOOST_DESCRIBE_STRUCT(VerdictAnswer, (), (domain, source, verdict, note))

/// The owner's words on all sources.
struct VerdictList {
  std::string domain;
  std::vector<reports::store::SourceVerdict> verdicts;  ///< by source
};
BOOST_DESCRIBE_STRUCT(VerdictList, (), (domain, verdicts))

}  // namespace service::api

/// Boost.JSON 1.81 takes no described class with bases by itself, but writes their members too.
template <>
struct boost::json::is_described_class<service::api::SourcesPage> : std::true_type {};
template <>
struct boost::json::is_described_class<service::api::TlsDocument> : std::true_type {};
