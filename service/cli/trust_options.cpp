// SPDX-License-Identifier: MIT

#include "service/cli/trust_options.h"

#include "libauth/authres/parse.h"

namespace service::cli {
namespace {

/// An id that no field can have would never be found, and nobody would notice.
std::string refuse_unusable(const std::string& id) {
  const auto read = libauth::authres::parse_authserv_id(id + "; none");
  return read && *read == id ? "" : "An authserv-id is one word, such as mx.example.com";
}

}  // namespace

void add_authserv_id_option(CLI::App& command, std::vector<std::string>& ids) {
  command
      .add_option("--authserv-id", ids,
                  "Host whose Authentication-Results fields are believed on the mails that bring "
                  "reports; may be repeated. Default: none, so that it is not known whether a "
                  "report is from whom it says")
      ->type_name("ID")
      ->check(refuse_unusable)
      ->allow_extra_args(false);
}

void add_trusted_only_option(CLI::App& command, bool& trusted_only) {
  command.add_flag("--trusted-only", trusted_only,
                   "Leave out reports whose mail failed DMARC, or was of another domain than the "
                   "reporter's");
}

}  // namespace service::cli
