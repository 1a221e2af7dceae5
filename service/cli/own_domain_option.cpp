// SPDX-License-Identifier: MIT

#include "service/cli/own_domain_option.h"

#include <string>

#include "service/api/words.h"

namespace service::cli {
namespace {

std::string wrong_domain(const std::string& text) {
  const auto domain = service::api::read_report_domain(text);
  return domain ? "" : domain.error().message;
}

}  // namespace

void add_own_domain_option(CLI::App& command, std::vector<libauth::dns::Name>& domains) {
  command
      .add_option_function<std::vector<std::string>>(
          "--own-domain",
          [&domains](const std::vector<std::string>& texts) {
            for (const std::string& text : texts) {
              if (auto domain = api::read_report_domain(text)) domains.push_back(*domain);
            }
          },
          "Take only reports on this domain and those below it; may be repeated. Others are kept "
          "as unread. Default: all are taken")
      ->type_name("DOMAIN")
      ->check(wrong_domain)
      ->allow_extra_args(false);
}

}  // namespace service::cli
