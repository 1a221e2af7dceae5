// SPDX-License-Identifier: MIT
//
// The route table.

#include <array>

#include "service/api/analysis_documents.h"
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
             "Reports as their receivers sent them. What they are shows in the octets: XML, JSON, "
             "gzip, zip, a mail or an mbox file; of the media types only multipart/form-data "
             "counts, a form with any number of such files."},
    BodyInfo{"application/zip", ""},
    BodyInfo{"application/xml", ""},
    BodyInfo{"application/json", ""},
    BodyInfo{"message/rfc822", ""},
    BodyInfo{"application/octet-stream", ""},
    BodyInfo{"multipart/form-data", ""},
};
constexpr std::array kUploadAnswers = {
    AnswerInfo{201, kUploadSchema, "Stored: at least one report is new, or a revision."},
    AnswerInfo{200, kUploadSchema, "Every report was there already; nothing was changed."},
};
constexpr std::array kUploadProblems = {&kUnreadableReport, &kTooLarge, &kNotAReport, &kBusy};

constexpr auto kKinds = std::to_array<std::string_view>({"aggregate", "tls", "failure"});

constexpr std::array kListParameters = {
    ParameterInfo{.name = "domain", .description = "Only reports on this policy domain."},
    ParameterInfo{.name = "kind", .description = "Only reports of this kind.", .words = kKinds},
    ParameterInfo{.name = "from",
                  .description = "Only reports the middle of whose period is not before: a date, "
                                 "2026-05-01, or a time, 2026-05-01T06:00:00Z."},
    ParameterInfo{.name = "to",
                  .description = "Only reports the middle of whose period is before: a date, which "
                                 "is its midnight, or a time."},
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

constexpr std::array kSourceAnswers = {
    AnswerInfo{200, "", "The octets that came, as a file to save.", "application/xml"},
    AnswerInfo{200, "", "", "application/tlsrpt+json"},
    AnswerInfo{200, "", "", "message/rfc822"},
};

constexpr std::array kUnreadParameters = {
    ParameterInfo{.name = "limit",
                  .description = "Payloads on the page: 1 to 1000, 100 where it is left out.",
                  .is_number = true},
    ParameterInfo{.name = "after",
                  .description = "The number \"next\" of the page before.",
                  .is_number = true},
};
constexpr std::array kUnreadAnswers = {AnswerInfo{200, kUnreadListSchema, "A page of the list."}};
constexpr std::array kUnreadSourceParameters = {
    ParameterInfo{
        .name = "id", .description = "As the upload or the list gives it.", .in_path = true},
};
constexpr std::array kUnreadSourceAnswers = {
    AnswerInfo{200, "", "The octets that came, as a file to save.", "application/octet-stream"}};

constexpr ParameterInfo kDomain{
    .name = "domain", .description = "The policy domain.", .in_path = true};
constexpr ParameterInfo kFrom{
    .name = "from",
    .description =
        "Begin of the period: a date, 2026-05-01, or a time, 2026-05-01T06:00:00Z. "
        "Where it is left out the period has 7 days, of the impact 30."};
constexpr ParameterInfo kTo{
    .name = "to",
    .description =
        "End of the period, which is not in it any more: a date, which is its midnight, "
        "or a time. Now, where it is left out."};

constexpr std::array kPeriodParameters = {kDomain, kFrom, kTo};
constexpr std::array kPeriodProblems = {&kNotADomain, &kTooMuch, &kBusy};

constexpr std::array kSummaryAnswers = {AnswerInfo{200, kDmarcSummarySchema, "The summary."}};

constexpr auto kOrders = std::to_array<std::string_view>({"messages", "name"});
constexpr std::array kSourcesParameters = {
    kDomain,
    kFrom,
    kTo,
    ParameterInfo{.name = "order",
                  .description = "messages, as where it is left out: those with most messages. "
                                 "name: all of them, page by page.",
                  .words = kOrders},
    ParameterInfo{.name = "limit",
                  .description = "Sources on the page: 1 to 1000, 100 where it is left out.",
                  .is_number = true},
    ParameterInfo{.name = "after",
                  .description = "The text \"next\" of the page before. It has the period in it."},
};
constexpr std::array kSourcesAnswers = {AnswerInfo{200, kDmarcSourcesSchema, "The sources."}};

constexpr std::array kTimelineAnswers = {AnswerInfo{200, kDmarcTimelineSchema, "The days."}};

constexpr auto kPolicies = std::to_array<std::string_view>({"none", "quarantine", "reject"});
constexpr auto kTesting = std::to_array<std::string_view>({"y", "n"});
constexpr std::array kImpactParameters = {
    kDomain,
    kFrom,
    kTo,
    ParameterInfo{
        .name = "p",
        .description =
            "The policy to publish. Words that are left out stay as today; without any the "
            "next step is what is asked.",
        .words = kPolicies},
    ParameterInfo{.name = "sp", .description = "That of subdomains.", .words = kPolicies},
    ParameterInfo{
        .name = "np", .description = "That of subdomains that do not exist.", .words = kPolicies},
    ParameterInfo{.name = "t",
                  .description = "y: the next weaker policy is asked for (RFC 9989).",
                  .words = kTesting},
};
constexpr std::array kImpactAnswers = {AnswerInfo{200, kDmarcImpactSchema, "The impact."}};

constexpr std::array kReceiversAnswers = {AnswerInfo{200, kDmarcReceiversSchema, "The receivers."}};

constexpr std::array kFixesAnswers = {
    AnswerInfo{200, kDmarcFixesSchema, "What fails, and what to do."}};
constexpr std::array kFixesProblems = {&kNotADomain, &kTooMuch, &kBusy, &kResolverUnreachable};

constexpr std::array kVerdictParameters = {
    kDomain,
    ParameterInfo{.name = "source",
                  .description = "The name of the source, as the list of sources has it.",
                  .in_path = true},
};
constexpr std::array kVerdictBodies = {
    BodyInfo{"application/json", "{\"verdict\":\"approve\"}, \"block\" or \"ignore\"."}};
constexpr std::array kVerdictAnswers = {
    AnswerInfo{200, kSourceVerdictSchema, "The word that counts from now on."}};
constexpr std::array kPutVerdictProblems = {&kBadDocument, &kNotADomain};
constexpr std::array kDomainProblems = {&kNotADomain};
constexpr std::array kDomainParameters = {kDomain};
constexpr std::array kVerdictsAnswers = {
    AnswerInfo{200, kSourceVerdictsSchema, "The owner's words."}};

constexpr std::array kTlsAnswers = {AnswerInfo{200, kTlsSummarySchema, "The summary."}};

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
          .summary = "Store reports, of all kinds.",
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
          .path = "/v1/reports/{id}/source",
          .name = "get_report_source",
          .summary = "The octets that a stored report was read from.",
          .handler = get_report_source,
          .parameters = kReportParameters,
          .answers = kSourceAnswers,
          .problems = kReportProblems},
    Route{.method = "GET",
          .path = "/v1/unread-reports",
          .name = "list_unread_reports",
          .summary = "List what was sent and could not be read, the oldest first.",
          .handler = get_unread_reports,
          .parameters = kUnreadParameters,
          .answers = kUnreadAnswers},
    Route{.method = "GET",
          .path = "/v1/unread-reports/{id}/source",
          .name = "get_unread_source",
          .summary = "The octets that could not be read.",
          .handler = get_unread_source,
          .parameters = kUnreadSourceParameters,
          .answers = kUnreadSourceAnswers,
          .problems = kReportProblems},
    Route{.method = "GET",
          .path = "/v1/domains/{domain}/dmarc/summary",
          .name = "get_dmarc_summary",
          .summary = "Whether all is right with the mail of a domain, and what changed.",
          .handler = get_dmarc_summary,
          .parameters = kPeriodParameters,
          .answers = kSummaryAnswers,
          .problems = kPeriodProblems},
    Route{.method = "GET",
          .path = "/v1/domains/{domain}/dmarc/sources",
          .name = "list_dmarc_sources",
          .summary = "Who sends as a domain.",
          .handler = get_dmarc_sources,
          .parameters = kSourcesParameters,
          .answers = kSourcesAnswers,
          .problems = kPeriodProblems},
    Route{.method = "GET",
          .path = "/v1/domains/{domain}/dmarc/timeline",
          .name = "get_dmarc_timeline",
          .summary = "Messages by day.",
          .handler = get_dmarc_timeline,
          .parameters = kPeriodParameters,
          .answers = kTimelineAnswers,
          .problems = kPeriodProblems},
    Route{.method = "GET",
          .path = "/v1/domains/{domain}/dmarc/impact",
          .name = "get_dmarc_impact",
          .summary = "What a policy would do to the mail of a domain.",
          .handler = get_dmarc_impact,
          .parameters = kImpactParameters,
          .answers = kImpactAnswers,
          .problems = kPeriodProblems},
    Route{.method = "GET",
          .path = "/v1/domains/{domain}/dmarc/receivers",
          .name = "list_dmarc_receivers",
          .summary = "Who sends reports, and who follows the policy.",
          .handler = get_dmarc_receivers,
          .parameters = kPeriodParameters,
          .answers = kReceiversAnswers,
          .problems = kPeriodProblems},
    Route{.method = "GET",
          .path = "/v1/domains/{domain}/dmarc/fixes",
          .name = "get_dmarc_fixes",
          .summary = "What fails, why, and what to publish, held against the DNS of now.",
          .handler = get_dmarc_fixes,
          .parameters = kPeriodParameters,
          .answers = kFixesAnswers,
          .problems = kFixesProblems},
    Route{.method = "GET",
          .path = "/v1/domains/{domain}/dmarc/verdicts",
          .name = "list_source_verdicts",
          .summary = "The owner's words on sources.",
          .handler = get_source_verdicts,
          .parameters = kDomainParameters,
          .answers = kVerdictsAnswers,
          .problems = kDomainProblems},
    Route{.method = "PUT",
          .path = "/v1/domains/{domain}/dmarc/sources/{source}/verdict",
          .name = "set_source_verdict",
          .summary = "Say that a source is yours, must not send for you, or is of no interest.",
          .handler = put_source_verdict,
          .parameters = kVerdictParameters,
          .bodies = kVerdictBodies,
          .answers = kVerdictAnswers,
          .problems = kPutVerdictProblems},
    Route{.method = "DELETE",
          .path = "/v1/domains/{domain}/dmarc/sources/{source}/verdict",
          .name = "remove_source_verdict",
          .summary = "Take the word on a source back.",
          .handler = delete_source_verdict,
          .parameters = kVerdictParameters,
          .answers = kVerdictAnswers,
          .problems = kDomainProblems},
    Route{.method = "GET",
          .path = "/v1/domains/{domain}/tls/summary",
          .name = "get_tls_summary",
          .summary = "What TLS reports tell of a domain.",
          .handler = get_tls_summary,
          .parameters = kPeriodParameters,
          .answers = kTlsAnswers,
          .problems = kPeriodProblems},
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
