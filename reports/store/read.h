// SPDX-License-Identifier: MIT
//
// Reads reports from the tables of schema_steps.cpp. Private to this room.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <Poco/Data/Session.h>

#include "reports/store/rows.h"
#include "reports/store/store.h"

namespace reports::store {

// Each runs a few statements and begins no transaction. Rows may be removed between them: who needs
// all to be of one moment calls it inside one (Connection::read_at_once()).

std::optional<StoredReport> read_report(Poco::Data::Session& session, std::string_view id);
std::optional<std::pair<intake::Kind, std::string>> read_payload(Poco::Data::Session& session,
                                                                 std::string_view id);
Page read_page(Poco::Data::Session& session, const Filter& filter);
Totals read_totals(Poco::Data::Session& session, const std::optional<std::string>& domain);

/// The aggregate report of the row, from its child rows.
aggregate::Report read_aggregate(Poco::Data::Session& session, ReportRow& row);

}  // namespace reports::store
