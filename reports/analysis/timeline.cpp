// SPDX-License-Identifier: MIT

#include "reports/analysis/timeline.h"

#include <cstddef>
#include <map>

#include "reports/analysis/count.h"

namespace reports::analysis {
namespace {

void count(TimelineDay& entry, const NamedFlow& named) {
  const std::uint64_t messages = named.flow.messages;
  add(entry.messages, messages);
  add(*entry.classes, named.mail_class, messages);
  if (passes(named) == true) add(entry.passed, messages);
  const auto disposition = disposition_of(named.flow);
  if (disposition == aggregate::Disposition::quarantine) add(entry.quarantined, messages);
  if (disposition == aggregate::Disposition::reject) add(entry.rejected, messages);
}

/// What the store has counted, by what reports say.
std::vector<TimelineDay> without_classes(const std::vector<store::Day>& days) {
  std::vector<TimelineDay> entries;
  entries.reserve(days.size());
  for (const store::Day& day : days) {
    entries.push_back(
        {day.day, day.messages, std::nullopt, day.passed, day.quarantined, day.rejected});
  }
  return entries;
}

}  // namespace

std::vector<TimelineDay> timeline_of(const Daily& daily) {
  if (!daily.is_classified) return without_classes(daily.days);
  std::map<libauth::base::Time, TimelineDay> days;
  for (const store::Day& day : daily.days) days[day.day].classes = ClassCounts();
  for (std::size_t i = 0; i < daily.day_of_flow.size(); ++i) {
    TimelineDay& day = days[daily.day_of_flow[i]];
    if (!day.classes) day.classes = ClassCounts();  // it came after the days were read
    count(day, daily.traffic.flows[i]);
  }
  std::vector<TimelineDay> entries;
  entries.reserve(days.size());
  for (auto& [day, entry] : days) {
    entry.day = day;
    entries.push_back(entry);
  }
  return entries;
}

}  // namespace reports::analysis
