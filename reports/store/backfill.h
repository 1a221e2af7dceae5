// SPDX-License-Identifier: MIT
//
// Fills columns that a step of the schema added. Private to this room.

#pragma once

#include <Poco/Data/Session.h>

namespace reports::store {

/// Gives the records of all reports what flow.h makes of them.
void fill_flow_columns(Poco::Data::Session& session);

}  // namespace reports::store
