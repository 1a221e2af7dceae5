// SPDX-License-Identifier: MIT

#include "reports/aggregate/content_model.h"

#include <algorithm>
#include <array>

namespace reports::aggregate {
namespace {

struct Row {
  Content parent;
  std::string_view name;
  Content content;
};

/// RFC 9990 appendix A with what RFC 7489 appendix C has besides, and the names that receivers use
/// in their place.
constexpr std::array kRows = {
    Row{Content::feedback, "version", Content::text},
    Row{Content::feedback, "report_metadata", Content::report_metadata},
    Row{Content::feedback, "policy_published", Content::policy_published},
    Row{Content::feedback, "extension", Content::other},
    Row{Content::feedback, "record", Content::record},
    Row{Content::report_metadata, "org_name", Content::text},
    Row{Content::report_metadata, "email", Content::text},
    Row{Content::report_metadata, "extra_contact_info", Content::text},
    Row{Content::report_metadata, "report_id", Content::text},
    Row{Content::report_metadata, "date_range", Content::date_range},
    Row{Content::report_metadata, "error", Content::text},
    Row{Content::report_metadata, "generator", Content::text},
    Row{Content::date_range, "begin", Content::text},
    Row{Content::date_range, "end", Content::text},
    Row{Content::policy_published, "domain", Content::text},
    Row{Content::policy_published, "adkim", Content::text},
    Row{Content::policy_published, "aspf", Content::text},
    Row{Content::policy_published, "p", Content::text},
    Row{Content::policy_published, "sp", Content::text},
    Row{Content::policy_published, "np", Content::text},
    Row{Content::policy_published, "pct", Content::text},
    Row{Content::policy_published, "fo", Content::text},
    Row{Content::policy_published, "testing", Content::text},
    Row{Content::policy_published, "t", Content::text},
    Row{Content::policy_published, "discovery_method", Content::text},
    Row{Content::record, "row", Content::row},
    Row{Content::record, "identifiers", Content::identifiers},
    Row{Content::record, "identities", Content::identifiers},
    Row{Content::record, "auth_results", Content::auth_results},
    Row{Content::row, "source_ip", Content::text},
    Row{Content::row, "count", Content::text},
    Row{Content::row, "policy_evaluated", Content::policy_evaluated},
    Row{Content::policy_evaluated, "disposition", Content::text},
    Row{Content::policy_evaluated, "dkim", Content::text},
    Row{Content::policy_evaluated, "spf", Content::text},
    Row{Content::policy_evaluated, "reason", Content::reason},
    Row{Content::reason, "type", Content::text},
    Row{Content::reason, "comment", Content::text},
    Row{Content::identifiers, "header_from", Content::text},
    Row{Content::identifiers, "envelope_from", Content::text},
    Row{Content::identifiers, "envelope_to", Content::text},
    Row{Content::auth_results, "dkim", Content::dkim},
    Row{Content::auth_results, "spf", Content::spf},
    Row{Content::dkim, "domain", Content::text},
    Row{Content::dkim, "selector", Content::text},
    Row{Content::dkim, "result", Content::text},
    Row{Content::dkim, "human_result", Content::text},
    Row{Content::spf, "domain", Content::text},
    Row{Content::spf, "scope", Content::text},
    Row{Content::spf, "result", Content::text},
    Row{Content::spf, "human_result", Content::text},
};

}  // namespace

std::optional<Content> content_of(Content parent, std::string_view local_name) {
  for (const Row& row : kRows) {
    if (row.parent == parent && row.name == local_name) return row.content;
  }
  return std::nullopt;
}

bool is_known_element(std::string_view local_name) {
  return local_name == "feedback" || std::any_of(kRows.begin(), kRows.end(), [&](const Row& row) {
           return row.name == local_name;
         });
}

}  // namespace reports::aggregate
