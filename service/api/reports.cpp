// SPDX-License-Identifier: MIT
//
// Reports over HTTP.

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "libauth/base/text.h"
#include "libauth/dns/name.h"
#include "reports/aggregate/parse.h"
#include "reports/intake/unpack.h"
#include "reports/store/store.h"
#include "service/api/handlers.h"
#include "service/api/limits.h"
#include "service/api/problem.h"
#include "service/api/report_documents.h"
#include "service/api/report_upload.h"

namespace service::api {
namespace {

namespace store = reports::store;

/// Rules of documents that can be read and are something else. All other rules are about octets
/// that cannot be read, but for the limits.
constexpr std::array kOtherDocument = {
    reports::intake::kNotAReportRule,  kOtherKindRule,
    reports::intake::kNoDocumentRule,  reports::aggregate::kFeedbackRule,
    reports::aggregate::kMetadataRule, reports::aggregate::kPolicyRule};

const ProblemKind& kind_of(std::string_view rule) {
  if (rule.starts_with("limit-")) return kTooLarge;
  return std::ranges::count(kOtherDocument, rule) > 0 ? kNotAReport : kUnreadableReport;
}

std::optional<std::string> member_of(std::string name) {
  return name.empty() ? std::nullopt : std::optional(std::move(name));
}

std::vector<RejectedDocument> rejected_of(std::vector<RefusedDocument>&& refused) {
  std::vector<RejectedDocument> rejected;
  for (RefusedDocument& document : refused) {
    rejected.push_back({member_of(std::move(document.name)), std::move(document.error.message)});
  }
  return rejected;
}

UploadedReport uploaded(ReadDocument&& read, const store::Outcome& outcome) {
  auto& metadata = read.report.report_metadata;
  return {.id = outcome.id,
          .outcome = outcome.stored,
          .revision = outcome.revision,
          .member = member_of(std::move(read.document.name)),
          .domain = std::move(read.report.policy_published.domain),
          .org_name = std::move(metadata.org_name),
          .report_id = std::move(metadata.report_id),
          .begin = metadata.begin,
          .end = metadata.end,
          .records = read.report.records.size(),
          .messages = message_count(read.report),
          .warnings = std::move(read.report.warnings)};
}

store::Stored outcome_of(const std::vector<store::Outcome>& outcomes) {
  const auto has = [&](store::Stored stored) {
    return std::ranges::count(outcomes, stored, &store::Outcome::stored) > 0;
  };
  if (has(store::Stored::stored)) return store::Stored::stored;
  return has(store::Stored::revised) ? store::Stored::revised : store::Stored::duplicate;
}

/// Stores all that could be read, in one transaction.
UploadAnswer keep(Upload&& upload, Services& services) {
  std::vector<store::Upload> additions;
  UploadAnswer answer;
  for (const ReadDocument& read : upload.read) {
    additions.push_back({read.report, read.document.octets});
    answer.totals.add(read.report);
  }
  const auto outcomes =
      services.store.add(std::span<const store::Upload>(additions), services.now());
  answer.outcome = outcome_of(outcomes);
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    answer.reports.push_back(uploaded(std::move(upload.read[i]), outcomes[i]));
  }
  answer.rejected = rejected_of(std::move(upload.refused));
  answer.skipped = std::move(upload.skipped);
  return answer;
}

Response bad_parameter(std::string detail, const Request& request) {
  return problem(kBadParameter, std::move(detail), request.path);
}

std::string quoted(std::string_view text) {
  return "\"" + libauth::base::printable(text, 80) + "\"";
}

/// Reads the query of GET /v1/reports; the text says what is wrong with it, empty where nothing is.
std::string read_filter(const Request& request, store::Filter& filter) {
  filter.limit = kDefaultPage;
  if (const auto limit = request.parameter("limit")) {
    filter.limit = libauth::base::parse_number<std::size_t>(*limit).value_or(0);
    if (filter.limit < 1 || filter.limit > kMaxPage) {
      return "limit is a number from 1 to " + std::to_string(kMaxPage) + ", not " + quoted(*limit) +
             ".";
    }
  }
  if (const auto after = request.parameter("after")) {
    const auto cursor = libauth::base::parse_number<std::uint32_t>(*after);
    if (!cursor) return "after is the number \"next\" of a page, not " + quoted(*after) + ".";
    filter.after = *cursor;
  }
  if (const auto domain = request.parameter("domain")) {
    const auto name = libauth::dns::Name::parse(*domain);
    if (!name)
      return "domain is a domain name, not " + quoted(*domain) + ": " + name.error().message;
    filter.domain = name->text();
  }
  return {};
}

}  // namespace

Response post_reports(const Request& request, Services& services) {
  const auto place = services.uploads.enter(kPlacePatience);
  if (!place) {
    return busy("As many uploads are under way as this server takes at once.", request.path);
  }
  auto upload = read_upload(request.body);
  if (!upload) {
    return problem(kind_of(upload.error().rule), upload.error().message, request.path);
  }
  if (upload->read.empty()) {
    const libauth::base::ParseError first = upload->refused.front().error;
    json::object more;
    if (upload->refused.size() > 1) {
      more.emplace("rejected", json::from(rejected_of(std::move(upload->refused))));
    }
    return problem(kind_of(first.rule), first.message, request.path, std::move(more));
  }
  const UploadAnswer answer = keep(std::move(*upload), services);
  const int status = answer.outcome == store::Stored::duplicate ? 200 : 201;
  Response response = json_response(status, json::document(kUploadSchema, answer));
  if (status == 201 && answer.reports.size() == 1) {
    response.headers.push_back({"Location", "/v1/reports/" + answer.reports.front().id});
  }
  return response;
}

Response get_reports(const Request& request, Services& services) {
  store::Filter filter;
  if (std::string wrong = read_filter(request, filter); !wrong.empty()) {
    return bad_parameter(std::move(wrong), request);
  }
  return json_response(200, json::document(kReportListSchema, services.store.list(filter)));
}

Response get_report(const Request& request, Services& services) {
  const auto place = services.report_reads.enter(kPlacePatience);
  if (!place) {
    return busy("As many reports are being read as this server reads at once.", request.path);
  }
  const std::string_view id = request.place("id");
  const auto report = services.store.find(id);
  if (!report) {
    return problem(kNoSuchReport, "There is no report " + quoted(id) + ".", request.path);
  }
  return json_response(200, json::document(kStoredReportSchema, *report));
}

}  // namespace service::api
