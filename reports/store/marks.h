// SPDX-License-Identifier: MIT
//
// How far files were imported. Private to this room.

#pragma once

#include <optional>
#include <string>

#include <Poco/Data/Session.h>

#include "reports/store/store.h"

namespace reports::store {

std::optional<ImportMark> read_import_mark(Poco::Data::Session& session, const std::string& path);
/// In place of the mark that the path has.
void write_import_mark(Poco::Data::Session& session, const ImportMark& mark);

}  // namespace reports::store
