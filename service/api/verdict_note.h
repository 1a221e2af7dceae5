// SPDX-License-Identifier: MIT
//
// What is odd about a word on a source, in the same words over HTTP and on the command line.

#pragma once

#include <optional>
#include <string>

#include "libauth/base/time.h"
#include "reports/sources/catalogue.h"
#include "reports/store/store.h"

namespace service::api {

/// A sentence where no report on the domain has a source of that name, with the name that differs
/// in case alone if there is one: the word does nothing, unless there is such a source one day.
/// None where there is one, and where that cannot be told, as there are more flows than the store
/// gives.
/// @param domain     in lower case
/// @param catalogue  that which names the sources in answers
std::optional<std::string> note_on_source(const reports::store::Store& store,
                                          const std::string& domain, const std::string& source,
                                          const reports::sources::Catalogue& catalogue,
                                          libauth::base::Time now);

}  // namespace service::api
