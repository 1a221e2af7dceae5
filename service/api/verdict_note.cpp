// SPDX-License-Identifier: MIT

#include "service/api/verdict_note.h"

#include <algorithm>
#include <set>
#include <utility>

#include "libauth/base/text.h"
#include "reports/analysis/gather.h"
#include "reports/analysis/traffic.h"

namespace service::api {
namespace {

namespace analysis = reports::analysis;
namespace store = reports::store;

/// The names of all sources that reports on the domain have; none where that cannot be told.
std::optional<std::set<std::string>> names_of(const store::Store& store, const std::string& domain,
                                              const reports::sources::Catalogue& catalogue,
                                              libauth::base::Time now) {
  const store::Period ever{{}, now + store::kMaxAhead};
  try {
    auto flows = store.flows(domain, ever);
    const auto facts = store.address_facts(analysis::addresses_of(flows));
    const auto verdicts = store.verdicts(domain);
    const auto traffic =
        analysis::name_traffic(domain, ever, std::move(flows), {facts, verdicts}, catalogue);
    std::set<std::string> names;
    for (const auto& named : traffic.flows) names.insert(named.source.name);
    return names;
  } catch (const store::Error&) {
    return std::nullopt;  // the word is stored, whatever this is
  }
}

}  // namespace

std::optional<std::string> note_on_source(const store::Store& store, const std::string& domain,
                                          const std::string& source,
                                          const reports::sources::Catalogue& catalogue,
                                          libauth::base::Time now) {
  const auto names = names_of(store, domain, catalogue, now);
  if (!names || names->contains(source)) return std::nullopt;
  std::string text = "No report on " + domain + " has the source \"" + source + "\".";
  const auto like = std::ranges::find_if(*names, [&](const std::string& name) {
    return libauth::base::equals_ignoring_case(name, source);
  });
  if (like != names->end()) text += " One that differs in case alone is \"" + *like + "\".";
  return text;
}

}  // namespace service::api
