// SPDX-License-Identifier: MIT

#include "service/cli/report_domains.h"

#include <algorithm>
#include <ostream>
#include <vector>

#include "service/cli/text_table.h"

namespace service::cli {

bool has_reports(const reports::store::Store& store, const std::string& domain,
                 Terminal& terminal) {
  const std::vector<std::string> domains = store.domains();
  if (std::ranges::find(domains, domain) != domains.end()) return true;
  const std::string others = domains.empty()
                                 ? "There are none at all: mailvet report import stores some."
                                 : "There are some on " + listed(domains, domains.size()) + ".";
  terminal.err << "mailvet: There are no reports on " << shown(domain) << ". " << others
               << std::endl;
  return false;
}

}  // namespace service::cli
