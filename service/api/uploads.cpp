// SPDX-License-Identifier: MIT
//
// Uploads of reports over HTTP.

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "libauth/base/text.h"
#include "reports/aggregate/parse.h"
#include "reports/failure/parse.h"
#include "reports/intake/content.h"
#include "reports/intake/limits.h"
#include "reports/intake/read.h"
#include "reports/intake/rules.h"
#include "reports/store/store.h"
#include "reports/tls/parse.h"
#include "service/api/form.h"
#include "service/api/handlers.h"
#include "service/api/limits.h"
#include "service/api/problem.h"
#include "service/api/report_documents.h"
#include "service/api/report_upload.h"

namespace service::api {
namespace {

namespace intake = reports::intake;
namespace store = reports::store;

using libauth::base::ParseError;

/// Rules of documents that can be read and are something else. All other rules are about octets
/// that cannot be read, but for the limits.
constexpr std::array kOtherDocument = {
    intake::kNotAReportRule,           intake::kNoDocumentRule,
    intake::kOtherDomainRule,          reports::aggregate::kFeedbackRule,
    reports::aggregate::kMetadataRule, reports::aggregate::kPolicyRule,
    reports::tls::kReportRule,         reports::failure::kReportRule};

const ProblemKind& kind_of(std::string_view rule) {
  if (rule.starts_with("limit-")) return kTooLarge;
  return std::ranges::count(kOtherDocument, rule) > 0 ? kNotAReport : kUnreadableReport;
}

/// The better of two outcomes: stored, then revised, then duplicate.
void note(std::optional<store::Stored>& all, const std::optional<store::Stored>& one) {
  const auto rank = [](store::Stored stored) {
    return stored == store::Stored::stored ? 2 : (stored == store::Stored::revised ? 1 : 0);
  };
  if (one && (!all || rank(*one) > rank(*all))) all = one;
}

void add(ReportTotals& totals, const ReportTotals& more) {
  totals.reports += more.reports;
  totals.records += more.records;
  totals.messages += std::min(more.messages, reports::aggregate::kMaxCount - totals.messages);
}

Response answer_of(const UploadAnswer& answer, const std::string* only_id) {
  const int status = answer.outcome == store::Stored::duplicate ? 200 : 201;
  Response response = json_response(status, json::document(kUploadSchema, answer));
  if (status == 201 && only_id != nullptr) {
    response.headers.push_back({"Location", "/v1/reports/" + *only_id});
  }
  return response;
}

Response post_octets(const Request& request, Services& services) {
  FileOutcome stored =
      store_file(request.body, {}, services.store, services.now(), services.report_limits,
                 services.authserv_ids, services.own_domains);
  UploadedFile& file = stored.file;
  if (!file.outcome) {
    json::object more;
    if (!file.rejected.empty()) more.emplace("rejected", json::from(file.rejected));
    return problem(kind_of(stored.error.rule), stored.error.message, request.path, std::move(more));
  }
  UploadAnswer answer{.outcome = *file.outcome,
                      .totals = stored.totals,
                      .reports = std::move(file.reports),
                      .rejected = std::move(file.rejected),
                      .skipped = std::move(file.skipped),
                      .files = std::nullopt};
  return answer_of(answer, answer.reports->size() == 1 ? &answer.reports->front().id : nullptr);
}

/// Whether a field of a page has a report, as somebody may have pasted one into it. Others are
/// tokens, notes and the like, and no concern of ours. What is broken counts as far as it shows
/// what it was to be.
/// @param left  octets that fields may unpack to; what is used is taken off. Without any left a
///              field counts as a file, and is refused with those
bool has_report(std::string_view field, intake::Limits limits, std::size_t& left) {
  if (left == 0) return true;
  switch (intake::content_of(field)) {
    case intake::Content::gzip:
    case intake::Content::zip:
    case intake::Content::mbox:
    case intake::Content::mail:
      return true;
    default:
      break;
  }
  if (intake::is_aggregate_xml(field) || intake::is_tls_json(field)) return true;
  limits.output = std::min(limits.output, left);
  const intake::Reading reading = intake::read(field, limits);
  left -= std::min(left, reading.output);
  return !reading.reports.empty() || left == 0;
}

/// What became of all files of a form.
struct FormOutcome {
  std::optional<store::Stored> outcome;
  ReportTotals totals;
  std::vector<UploadedFile> files;
  ParseError error;  ///< of the first file without a report
};

UploadedFile refused_file(const FormFile& file, const ParseError& error) {
  UploadedFile refused;
  if (!file.name.empty()) refused.name = libauth::base::printable(file.name);
  refused.rejected.push_back({std::nullopt, error.rule, error.message, std::nullopt});
  return refused;
}

/// Stores one file after the other, each in a transaction, so that one holds up no other, and what
/// they take of memory is given back before the next one.
FormOutcome store_files(const std::vector<FormFile>& files, Services& services) {
  FormOutcome all;
  std::size_t left = std::max(kMaxFormOutput, services.report_limits.output);
  const auto fail = [&all](const ParseError& error) {
    if (all.error.rule.empty()) all.error = error;
  };
  for (const FormFile& file : files) {
    if (left == 0) {
      const ParseError error{0, std::string(intake::kOutputRule),
                             "The files before it unpack to as much as one form may; send it in "
                             "another"};
      fail(error);
      all.files.push_back(refused_file(file, error));
      continue;
    }
    intake::Limits limits = services.report_limits;
    limits.output = std::min(limits.output, left);
    FileOutcome stored = store_file(file.octets, file.name, services.store, services.now(), limits,
                                    services.authserv_ids, services.own_domains);
    left -= std::min(left, stored.output);
    if (!stored.file.outcome) fail(stored.error);
    note(all.outcome, stored.file.outcome);
    add(all.totals, stored.totals);
    all.files.push_back(std::move(stored.file));
  }
  return all;
}

Response post_form(const Request& request, Services& services) {
  auto files = read_form(request.content_type, request.body, {.files = kMaxFormFiles});
  if (!files) {
    const ProblemKind& kind =
        files.error().rule.starts_with("limit-") ? kTooLarge : kUnreadableReport;
    return problem(kind, files.error().message, request.path);
  }
  std::size_t left = kMaxFormOutput;
  std::erase_if(*files, [&](const FormFile& file) {
    return file.is_field && !has_report(file.octets, services.report_limits, left);
  });
  if (files->empty()) return problem(kUnreadableReport, "The form has no file.", request.path);
  FormOutcome stored = store_files(*files, services);
  if (!stored.outcome) {
    return problem(kind_of(stored.error.rule),
                   "No file of the form has a report. Of the first one: " + stored.error.message,
                   request.path, {{"files", json::from(stored.files)}});
  }
  const UploadAnswer answer{.outcome = *stored.outcome,
                            .totals = stored.totals,
                            .reports = std::nullopt,
                            .rejected = std::nullopt,
                            .skipped = std::nullopt,
                            .files = std::move(stored.files)};
  return answer_of(answer, nullptr);
}

}  // namespace

Response post_reports(const Request& request, Services& services) {
  const auto place = services.uploads.enter(kPlacePatience);
  if (!place) {
    return busy("As many uploads are under way as this server takes at once.", request.path);
  }
  return is_form(request.content_type) ? post_form(request, services)
                                       : post_octets(request, services);
}

}  // namespace service::api
