// SPDX-License-Identifier: MIT

#include "service/cli/report_domains.h"

#include <algorithm>
#include <ostream>
#include <vector>

#include "service/cli/text_table.h"

namespace service::cli {

namespace {

/// Why there is nothing to answer, and what there is.
std::string reason_for(const reports::store::Store& store, const std::string& domain,
                       const std::vector<std::string>& domains) {
  if (!store.list({.domain = domain, .limit = 1}).reports.empty()) {
    return "There are only failure reports on " + shown(domain) +
           ", of which no message is counted: mailvet report list " + shown(domain) +
           " shows them.";
  }
  const std::string none = "There are no reports on " + shown(domain) + ". ";
  if (!domains.empty()) return none + "There are some on " + listed(domains, domains.size()) + ".";
  if (!store.list({.limit = 1}).reports.empty()) {
    return none +
           "What is stored are failure reports on others, or reports that name no domain:"
           " mailvet report list shows them.";
  }
  return none + "There are none at all: mailvet report import stores some.";
}

}  // namespace

bool has_reports(const reports::store::Store& store, const std::string& domain,
                 Terminal& terminal) {
  const std::vector<std::string> domains = store.domains();
  if (std::ranges::find(domains, domain) != domains.end()) return true;
  terminal.err << "mailvet: " << reason_for(store, domain, domains) << std::endl;
  return false;
}

}  // namespace service::cli
