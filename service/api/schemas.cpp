// SPDX-License-Identifier: MIT

#include "service/api/schemas.h"

#include <array>

#include "libauth/audit/audit.h"
#include "reports/analysis/fixes.h"
#include "reports/analysis/impact.h"
#include "reports/analysis/receivers.h"
#include "reports/analysis/summary.h"
#include "service/api/analysis_documents.h"
#include "service/api/domain_audit.h"
#include "service/api/health.h"
#include "service/api/report_documents.h"
#include "service/api/schema.h"
#include "service/api/verify_document.h"

namespace service::api {
namespace {

/// The document of T with that schema name.
template <class T, const std::string_view& id>
json::object build() {
  return document_schema<T>(id);
}

constexpr std::array kSchemas = {
    Schema{kAuditSchema, "The audit of a domain.", &build<libauth::audit::Audit, kAuditSchema>},
    Schema{kVerifySchema, "What was found out about one message.",
           &build<VerifyDocument, kVerifySchema>},
    Schema{kUploadSchema, "What became of an upload.", &build<UploadAnswer, kUploadSchema>},
    Schema{kReportListSchema, "A page of stored reports, the newest to arrive first.",
           &build<reports::store::Page, kReportListSchema>},
    Schema{kStoredReportSchema, "A stored report with its records.",
           &build<reports::store::StoredReport, kStoredReportSchema>},
    Schema{kUnreadListSchema, "A page of payloads that could not be read, the oldest first.",
           &build<UnreadList, kUnreadListSchema>},
    Schema{kDmarcSummarySchema, "Whether all is right with the mail of a domain.",
           &build<reports::analysis::Summary, kDmarcSummarySchema>},
    Schema{kDmarcSourcesSchema, "Who sends as a domain.", &build<SourcesPage, kDmarcSourcesSchema>},
    Schema{kDmarcTimelineSchema, "Messages by day.", &build<Timeline, kDmarcTimelineSchema>},
    Schema{kDmarcImpactSchema, "What a policy would do to the mail of a domain.",
           &build<reports::analysis::Impact, kDmarcImpactSchema>},
    Schema{kDmarcReceiversSchema, "Who sends reports, and whether the policy is followed.",
           &build<reports::analysis::Receivers, kDmarcReceiversSchema>},
    Schema{kDmarcFixesSchema, "What fails, why, and what to publish.",
           &build<reports::analysis::Fixes, kDmarcFixesSchema>},
    Schema{kSourceVerdictSchema, "The owner's word on a source.",
           &build<VerdictAnswer, kSourceVerdictSchema>},
    Schema{kSourceVerdictsSchema, "The owner's words on the sources of a domain.",
           &build<VerdictList, kSourceVerdictsSchema>},
    Schema{kTlsSummarySchema, "What TLS reports tell of a domain.",
           &build<TlsDocument, kTlsSummarySchema>},
    Schema{kHealthSchema, "Whether the server answers.", &build<Health, kHealthSchema>},
    Schema{kProblemKindSchema, "What a kind of problem means.",
           &build<ProblemPage, kProblemKindSchema>},
};

}  // namespace

std::span<const Schema> all_schemas() {
  return kSchemas;
}

}  // namespace service::api
