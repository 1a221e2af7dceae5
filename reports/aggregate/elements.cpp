// SPDX-License-Identifier: MIT
//
// The elements of an aggregate report above its records, one table for each that has children.

#include <array>

#include "reports/aggregate/leaves.h"

namespace reports::aggregate {
namespace {

using libauth::base::parse_number;
using libauth::base::Time;
using pugi::xml_node;

// report_metadata.

template <std::optional<Time> ReportMetadata::*kMember>
void time(Reader& reader, xml_node node, ReportMetadata& metadata) {
  const std::string_view written = reader.text(node);
  if (written.empty()) return reader.deviate(DeviationKind::invalid_value, node);
  const Reading<Time> reading = read_time(written);
  if (!reading.value || reading.repaired) reader.deviate(DeviationKind::invalid_value, node);
  if (!reading.value) {
    reader.note(WarningCode::value_unreadable, node, written);
  } else if (reading.repaired) {
    reader.note(WarningCode::time_repaired, node, written);
  }
  reader.keep(node, metadata.*kMember, reading.value);
}

void email(Reader& reader, xml_node node, ReportMetadata& metadata) {
  const std::string_view written = reader.text(node);
  const Reading<std::string> reading = read_email(written);
  if (reading.repaired) reader.note(WarningCode::email_repaired, node, written);
  reader.keep_text(node, metadata.email, *reading.value);
}

void error(Reader& reader, xml_node node, ReportMetadata& metadata) {
  const std::string_view written = reader.text(node);
  if (!written.empty()) metadata.errors.emplace_back(written);
}

constexpr Table kDateRange{
    Order::any,
    std::array{Element<ReportMetadata>{"begin", time<&ReportMetadata::begin>, kRequired},
               Element<ReportMetadata>{"end", time<&ReportMetadata::end>, kRequired}}};

void date_range(Reader& reader, xml_node node, ReportMetadata& metadata) {
  reader.read_children(node, kDateRange, metadata);
}

using Meta = ReportMetadata;
constexpr Table kReportMetadata{
    Order::any,
    std::array{Element<Meta>{"org_name", text<Meta, &Meta::org_name>, kRequired},
               Element<Meta>{"email", email, kRequired},
               Element<Meta>{"extra_contact_info", text<Meta, &Meta::extra_contact_info>},
               Element<Meta>{"report_id", text<Meta, &Meta::report_id>, kRequired},
               Element<Meta>{"date_range", date_range, kRequired}, Element<Meta>{"error", error},
               Element<Meta>{"generator", text<Meta, &Meta::generator>, kNew}}};

void report_metadata(Reader& reader, xml_node node, Report& report) {
  ReportMetadata& metadata = report.report_metadata;
  reader.read_children(node, kReportMetadata, metadata);
  if (metadata.report_id.value_or("").empty()) reader.note_missing("report_id", node);
  if (!metadata.begin) reader.note_missing("begin", node);
  if (!metadata.end) reader.note_missing("end", node);
  if (metadata.begin && metadata.end && *metadata.begin > *metadata.end) {
    reader.note(WarningCode::dates_swapped, node);
    std::swap(metadata.begin, metadata.end);
  }
}

// policy_published.

void policy_domain(Reader& reader, xml_node node, PolicyPublished& policy) {
  const std::string_view written = reader.text(node);
  const DomainReading reading = read_domain(written);
  if (reading.repaired) reader.note(WarningCode::domain_repaired, node, written);
  if (reading.was_upper) reader.note(WarningCode::letter_case, node, written);
  if (!reading.value || reading.value->empty()) return;
  if (policy.domain.empty()) {
    policy.domain = *reading.value;
  } else if (policy.domain != *reading.value) {
    reader.note(WarningCode::element_duplicate, node, written);
  }
}

void pct(Reader& reader, xml_node node, PolicyPublished& policy) {
  const std::string_view written = reader.text(node);
  if (written.empty()) return;
  const auto number = parse_number<unsigned>(written);
  if (!number || *number > 100) {
    reader.note(WarningCode::value_unreadable, node, written);
    return;
  }
  reader.keep(node, policy.pct, std::optional<int>(static_cast<int>(*number)));
}

using Published = PolicyPublished;

/// The tag name t stands in reports that follow a draft.
void testing_by_tag(Reader& reader, xml_node node, PolicyPublished& policy) {
  reader.note(WarningCode::element_renamed, node);
  word<Published, Testing, &Published::testing>(reader, node, policy);
}

constexpr Table kPolicyPublished{
    Order::any,
    std::array{
        Element<Published>{"domain", policy_domain, kRequired},
        Element<Published>{"adkim", word<Published, Alignment, &Published::adkim>},
        Element<Published>{"aspf", word<Published, Alignment, &Published::aspf>},
        Element<Published>{"p", word<Published, Policy, &Published::p>, kRequired},
        Element<Published>{"sp", word<Published, Policy, &Published::sp>},
        Element<Published>{"np", word<Published, Policy, &Published::np>, kNew},
        Element<Published>{"pct", pct, kGone},
        Element<Published>{"fo", text<Published, &Published::fo>},
        Element<Published>{"testing", word<Published, Testing, &Published::testing>, kNew},
        Element<Published>{"t", testing_by_tag, kForeign},
        Element<Published>{"discovery_method",
                           word<Published, DiscoveryMethod, &Published::discovery_method>, kNew}}};

/// RFC 9990 section 3.1.2: a report has one policy. Some receivers list those of subdomains too.
void policy_published(Reader& reader, xml_node node, Report& report) {
  if (!report.policy_published.domain.empty()) {
    reader.note(WarningCode::several_policies, node);
    return;
  }
  reader.read_children(node, kPolicyPublished, report.policy_published);
}

// feedback.

void record(Reader& reader, xml_node node, Report& report) {
  read_record(reader, node, report.records.emplace_back());
}

/// xs:decimal, and RFC 9990 section 3.1.1 knows 1.0 only.
void version(Reader& reader, xml_node node, Report& report) {
  const std::string_view written = reader.text(node);
  if (written != "1.0") reader.deviate(DeviationKind::invalid_value, node);
  reader.keep_text(node, report.version, written);
}

void extension(Reader& reader, xml_node node, Report&) {
  reader.check_depth(node);
}

constexpr Table kFeedback{
    Order::as_listed, std::array{Element<Report>{"version", version},
                                 Element<Report>{"report_metadata", report_metadata, kRequired},
                                 Element<Report>{"policy_published", policy_published, kRequired},
                                 Element<Report>{"extension", extension, kNew},
                                 Element<Report>{"record", record, kRequired | kRepeated}}};

}  // namespace

void read_feedback(Reader& reader, xml_node feedback, Report& report) {
  reader.read_children(feedback, kFeedback, report);
}

}  // namespace reports::aggregate
