// SPDX-License-Identifier: MIT

#include "service/api/sources_page.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <utility>
#include <vector>

#include "libauth/base/text.h"
#include "service/api/mail_analysis.h"
#include "service/api/parameters.h"
#include "service/api/words.h"

namespace service::api {
namespace {

namespace analysis = reports::analysis;

using libauth::base::Time;

std::string seconds_text(Time time) {
  return std::to_string(time.time_since_epoch().count());
}

bool has_earlier_name(const analysis::SourceEntry& a, const analysis::SourceEntry& b) {
  return a.source.name < b.source.name;
}

}  // namespace

std::string to_text(const SourcesCursor& cursor) {
  return seconds_text(cursor.period.from) + "." + seconds_text(cursor.period.to) + "." +
         cursor.name;
}

std::optional<SourcesCursor> parse_cursor(std::string_view text) {
  const std::size_t first = text.find('.');
  if (first == std::string_view::npos) return std::nullopt;
  const std::size_t second = text.find('.', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  // read_period() takes dates too, and a cursor has none.
  const std::string_view from = text.substr(0, first);
  const std::string_view to = text.substr(first + 1, second - first - 1);
  if (!libauth::base::parse_number<std::uint64_t>(from)) return std::nullopt;
  if (!libauth::base::parse_number<std::uint64_t>(to)) return std::nullopt;
  const auto period = read_period(from, to, Time());
  if (!period) return std::nullopt;
  return SourcesCursor{*period, std::string(text.substr(second + 1))};
}

std::string read_sources_query(const Request& request, SourcesQuery& query) {
  if (std::string wrong = read_limit(request, query.limit); !wrong.empty()) return wrong;
  if (const auto order = request.parameter("order")) {
    query.is_by_name = *order == "name";
    if (!query.is_by_name && *order != "messages") {
      return "order is messages or name, not " + quoted(*order) + ".";
    }
  }
  const auto after = request.parameter("after");
  if (!after) return {};
  query.after = parse_cursor(*after);
  if (!query.after) return "after is the text \"next\" of a page, not " + quoted(*after) + ".";
  if (!query.is_by_name) return "after goes with order=name; by messages there are no pages.";
  for (const std::string_view end : {"from", "to"}) {
    const auto text = request.parameter(end);
    if (!text) continue;
    const auto& period = query.after->period;
    // What the first request said may be said again.
    const auto same = end == "from" ? read_period(text, seconds_text(period.to), Time())
                                    : read_period(seconds_text(period.from), text, Time());
    if (!same || *same != period) {
      return std::string(end) + " is another one than that of the first page.";
    }
  }
  return {};
}

SourcesPage sources_page(analysis::Sources sources, const SourcesQuery& query) {
  SourcesPage page;
  static_cast<analysis::Sources&>(page) = std::move(sources);
  page.sources_count = page.sources.size();
  if (query.is_by_name) std::ranges::sort(page.sources, has_earlier_name);
  if (query.after) {
    std::erase_if(page.sources, [&](const analysis::SourceEntry& entry) {
      return entry.source.name <= query.after->name;
    });
  }
  if (page.sources.size() <= query.limit) return page;
  page.sources.resize(query.limit);
  if (query.is_by_name) {
    page.next = to_text({page.period, page.sources.back().source.name});
  }
  return page;
}

}  // namespace service::api
