// SPDX-License-Identifier: MIT
//
// Counts what aggregate reports say. Private to this room.

#pragma once

#include <string>
#include <vector>

#include <Poco/Data/Session.h>

#include "reports/store/answers.h"
#include "reports/store/period.h"

namespace reports::store {

/// Each is one statement, and sorted by the members of its rows. Only the latest revisions count.
std::vector<Flow> read_flows(Poco::Data::Session& session, const std::string& domain,
                             const Counting& counting);
std::vector<DailyFlow> read_daily_flows(Poco::Data::Session& session, const std::string& domain,
                                        const Counting& counting);
/// Also days whose reports have no records; a day without reports is not there.
std::vector<Day> read_timeline(Poco::Data::Session& session, const std::string& domain,
                               const Counting& counting);
/// One row: how many days there are.
std::vector<DayCount> read_day_count(Poco::Data::Session& session, const std::string& domain,
                                     const Counting& counting);
std::vector<Receiver> read_receivers(Poco::Data::Session& session, const std::string& domain,
                                     const Counting& counting);

}  // namespace reports::store
