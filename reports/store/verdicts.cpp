// SPDX-License-Identifier: MIT

#include "reports/store/verdicts.h"

#include <algorithm>

#include "reports/store/select.h"

namespace reports::store {

void write_verdict(Poco::Data::Session& session, const std::string& domain,
                   const std::string& source, const std::optional<sources::Verdict>& verdict,
                   libauth::base::Time set) {
  std::string of = storable(domain);
  std::string about = storable(source);
  if (!verdict) {
    run(session, "DELETE FROM source_verdict WHERE domain = $1 AND source = $2", of, about);
    return;
  }
  std::string word(libauth::base::name_of(*verdict));
  Poco::Int64 time = set.time_since_epoch().count();
  run(session,
      "INSERT INTO source_verdict (domain, source, verdict, set_time) VALUES ($1, $2, $3, $4)"
      " ON CONFLICT (domain, source) DO UPDATE SET verdict = EXCLUDED.verdict,"
      " set_time = EXCLUDED.set_time",
      of, about, word, time);
}

std::vector<SourceVerdict> read_verdicts(Poco::Data::Session& session, const std::string& domain) {
  std::string of = storable(domain);
  auto verdicts = select<SourceVerdict>(
      session, "SELECT source, verdict, set_time FROM source_verdict WHERE domain = $1", of);
  std::sort(verdicts.begin(), verdicts.end(), is_before<SourceVerdict>);
  return verdicts;
}

}  // namespace reports::store
