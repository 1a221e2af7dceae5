// SPDX-License-Identifier: MIT
//
// Pages of the sources of a domain, which stay as they are while reports arrive.

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "reports/analysis/sources.h"
#include "reports/store/answers.h"
#include "service/api/analysis_documents.h"
#include "service/api/limits.h"
#include "service/api/request.h"

namespace service::api {

/// Where a page begins: behind the source of that name, in the period of the first page.
struct SourcesCursor {
  reports::store::Period period;
  std::string name;

  bool operator==(const SourcesCursor&) const = default;
};

/// "1777593600.1778198400.SendGrid": both ends of the period in seconds, and the name. For clients
/// it is an opaque text.
std::string to_text(const SourcesCursor& cursor);
/// None where the text is no cursor.
std::optional<SourcesCursor> parse_cursor(std::string_view text);

/// The parameters of the list.
struct SourcesQuery {
  std::size_t limit = kDefaultPage;
  /// By name, with pages; else those with most messages, without.
  bool is_by_name = false;
  std::optional<SourcesCursor> after{};
};

/// Reads limit, order and after.
/// @return what is wrong with them, a sentence; empty where nothing is
std::string read_sources_query(const Request& request, SourcesQuery& query);

/// What is on the page. While reports arrive, numbers of messages change and with them the order by
/// messages, so that only the order by name has pages: the place of a name among others never
/// changes, and a source that was there with the first page is on exactly one page.
/// @param sources  all of them, most messages first
SourcesPage sources_page(reports::analysis::Sources sources, const SourcesQuery& query);

}  // namespace service::api
