// SPDX-License-Identifier: MIT
//
// The route table.

#include <array>

#include "service/api/handlers.h"
#include "service/api/health.h"
#include "service/api/report_documents.h"
#include "service/api/route.h"
#include "service/api/verify_document.h"

namespace service::api {
namespace {

constexpr std::array kAuditParameters = {
    ParameterInfo{.name = "domain", .description = "The domain.", .in_path = true},
    ParameterInfo{.name = "selector",
                  .description = "DKIM selector to look at besides the widely used ones.",
                  .repeated = true},
    ParameterInfo{.name = "blocklist",
                  .description = "Zone of a blocklist to ask about the mail servers.",
                  .repeated = true},
};
constexpr std::array kAuditAnswers = {AnswerInfo{200, kAuditSchema, "The audit."}};
constexpr std::array kAuditProblems = {&kNotADomain, &kBusy, &kResolverUnreachable};

constexpr auto kModes = std::to_array<std::string_view>({"rfc9989", "rfc7489"});
constexpr auto kLineEnds = std::to_array<std::string_view>({"auto", "crlf", "lf"});
constexpr auto kTruth = std::to_array<std::string_view>({"true", "false"});

constexpr std::array kVerifyParameters = {
    ParameterInfo{.name = "ip",
                  .description = "Address of the SMTP client that the message came from. Without "
                                 "it SPF and iprev are not checked."},
    ParameterInfo{.name = "helo", .description = "What the client said with HELO or EHLO."},
    ParameterInfo{.name = "mail_from",
                  .description = "The address of MAIL FROM; empty for a bounce."},
    ParameterInfo{.name = "authserv_id",
                  .description = "Name of the verifying host in Authentication-Results; localhost "
                                 "where it is left out."},
    ParameterInfo{.name = "dmarc_mode",
                  .description = "The specification of DMARC that counts; rfc9989 where it is left "
                                 "out.",
                  .words = kModes},
    ParameterInfo{.name = "line_ends",
                  .description = "How the lines of the message end: crlf, lf, or auto, as where it "
                                 "is left out: as the first line does.",
                  .words = kLineEnds},
    ParameterInfo{.name = "accept_partial_body",
                  .description = "Accept signatures that leave a part of the body unsigned (l=).",
                  .words = kTruth},
    ParameterInfo{.name = "check_helo",
                  .description = "Check SPF of the HELO name too, besides that of MAIL FROM.",
                  .words = kTruth},
};
constexpr std::array kVerifyBodies = {
    BodyInfo{"message/rfc822", "The message, octet for octet. The media type does not count."},
    BodyInfo{"application/octet-stream", ""},
};
constexpr std::array kVerifyAnswers = {
    AnswerInfo{200, kVerifySchema, "What was found out, whether good or bad."}};
constexpr std::array kVerifyProblems = {&kTooLarge, &kBusy, &kResolverUnreachable};

constexpr std::array kUploadBodies = {
    BodyInfo{"application/gzip",
             "The report as its receiver sent it. What it is shows in its "
             "octets: XML, gzip or zip; the media type does not count."},
    BodyInfo{"application/zip", ""},
    BodyInfo{"application/xml", ""},
    BodyInfo{"application/octet-stream", ""},
};
constexpr std::array kUploadAnswers = {
    AnswerInfo{201, kUploadSchema, "Stored: at least one report is new, or a revision."},
    AnswerInfo{200, kUploadSchema, "Every report was there already; nothing was changed."},
};
constexpr std::array kUploadProblems = {&kUnreadableReport, &kTooLarge, &kNotAReport, &kBusy};

constexpr std::array kListParameters = {
    ParameterInfo{.name = "domain", .description = "Only reports on this policy domain."},
    ParameterInfo{.name = "limit",
                  .description = "Reports on the page: 1 to 1000, 100 where it is left out.",
                  .is_number = true},
    ParameterInfo{.name = "after",
                  .description = "The number \"next\" of the page before.",
                  .is_number = true},
};
constexpr std::array kListAnswers = {AnswerInfo{200, kReportListSchema, "A page of the list."}};

constexpr std::array kReportParameters = {
    ParameterInfo{
        .name = "id", .description = "As the upload or the list gives it.", .in_path = true},
};
constexpr std::array kReportAnswers = {AnswerInfo{200, kStoredReportSchema, "The report."}};
constexpr std::array kReportProblems = {&kNoSuchReport, &kBusy};

constexpr std::array kHealthAnswers = {AnswerInfo{200, kHealthSchema, "The server answers."}};

constexpr std::array kOpenapiAnswers = {
    AnswerInfo{200, "", "This description, OpenAPI 3.1."},
};

constexpr std::array kProblemParameters = {
    ParameterInfo{.name = "problem",
                  .description = "The last part of a problem's \"type\".",
                  .in_path = true},
};
constexpr std::array kProblemAnswers = {
    AnswerInfo{200, kProblemKindSchema, "What the kind of problem means."},
};
constexpr std::array kProblemProblems = {&kNoSuchPage};

constexpr std::array kRoutes = {
    Route{.method = "GET",
          .path = "/v1/domains/{domain}/audit",
          .name = "audit_domain",
          .summary = "Audit a domain now, against the DNS.",
          .handler = get_audit,
          .parameters = kAuditParameters,
          .answers = kAuditAnswers,
          .problems = kAuditProblems},
    Route{.method = "POST",
          .path = "/v1/verify",
          .name = "verify_message",
          .summary = "Verify a message: SPF, DKIM, ARC and DMARC.",
          .handler = post_verify,
          .parameters = kVerifyParameters,
          .bodies = kVerifyBodies,
          .answers = kVerifyAnswers,
          .problems = kVerifyProblems},
    Route{.method = "POST",
          .path = "/v1/reports",
          .name = "upload_report",
          .summary = "Store DMARC aggregate reports.",
          .handler = post_reports,
          .bodies = kUploadBodies,
          .answers = kUploadAnswers,
          .problems = kUploadProblems},
    Route{.method = "GET",
          .path = "/v1/reports",
          .name = "list_reports",
          .summary = "List the stored reports, the newest to arrive first.",
          .handler = get_reports,
          .parameters = kListParameters,
          .answers = kListAnswers},
    Route{.method = "GET",
          .path = "/v1/reports/{id}",
          .name = "get_report",
          .summary = "A stored report with its records.",
          .handler = get_report,
          .parameters = kReportParameters,
          .answers = kReportAnswers,
          .problems = kReportProblems},
    Route{.method = "GET",
          .path = "/healthz",
          .name = "get_health",
          .summary = "Whether the server answers.",
          .handler = get_health,
          .answers = kHealthAnswers},
    Route{.method = "GET",
          .path = "/openapi.json",
          .name = "get_openapi",
          .summary = "The description of this API.",
          .handler = get_openapi,
          .answers = kOpenapiAnswers},
    Route{.method = "GET",
          .path = "/problems/{problem}",
          .name = "get_problem",
          .summary = "What a kind of problem means.",
          .handler = get_problem,
          .parameters = kProblemParameters,
          .answers = kProblemAnswers,
          .problems = kProblemProblems},
};

}  // namespace

std::span<const Route> all_routes() {
  return kRoutes;
}

}  // namespace service::api
