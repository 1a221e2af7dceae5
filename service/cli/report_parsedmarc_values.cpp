// SPDX-License-Identifier: MIT

#include "service/cli/report_parsedmarc_values.h"

namespace service::cli {

json::value parsedmarc_time(const std::optional<libauth::base::Time>& time) {
  if (!time) return nullptr;
  std::string text = libauth::base::rfc3339(*time);
  text.pop_back();
  text[text.find('T')] = ' ';
  return json::value(text);
}

json::object parsedmarc_source(const std::optional<std::string>& address,
                               const reports::sources::Source* named) {
  return {{"ip_address", or_null(address)},
          {"country", nullptr},
          {"reverse_dns", nullptr},
          {"base_domain", nullptr},
          {"name", named != nullptr ? json::value(named->name) : json::value()},
          {"type", named != nullptr ? or_null(named->type) : json::value()},
          {"asn", nullptr},
          {"as_name", nullptr},
          {"as_domain", nullptr}};
}

}  // namespace service::cli
