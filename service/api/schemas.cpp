// SPDX-License-Identifier: MIT

#include "service/api/schemas.h"

#include <array>

#include "libauth/audit/audit.h"
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
    Schema{kHealthSchema, "Whether the server answers.", &build<Health, kHealthSchema>},
    Schema{kProblemKindSchema, "What a kind of problem means.",
           &build<ProblemPage, kProblemKindSchema>},
};

}  // namespace

std::span<const Schema> all_schemas() {
  return kSchemas;
}

}  // namespace service::api
