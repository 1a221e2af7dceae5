// SPDX-License-Identifier: MIT

#include "service/cli/database_option.h"

#include <filesystem>
#include <system_error>

namespace service::cli {
namespace {

/// Store::open() says what is wrong with a name that no file has.
bool is_file_name(const std::string& target) {
  return !target.empty() && target != ":memory:" && !target.starts_with("postgresql://") &&
         !target.starts_with("postgres://");
}

bool is_absent(const std::string& target) {
  std::error_code error;
  return is_file_name(target) && !std::filesystem::exists(target, error) && !error;
}

}  // namespace

CLI::Option* add_database_option(CLI::App& command, std::string& target) {
  return command
      .add_option("--database", target,
                  "SQLite file, made where reports are stored and there is none; or "
                  "postgresql://user:password@host:port/database")
      ->type_name("TARGET")
      ->capture_default_str();
}

int with_store(const std::string& target, Absent absent, Terminal& terminal,
               const std::function<int(reports::store::Store&)>& use,
               const reports::store::StoreOptions& options) {
  if (absent == Absent::refuse && is_absent(target)) {
    return fail(terminal, "There is no database " + target +
                              "; mailvet report import and mailvet serve make one.");
  }
  try {
    reports::store::Store store = reports::store::Store::open(target, options);
    return use(store);
  } catch (const reports::store::Error& error) {
    return fail(terminal, error.what());
  }
}

}  // namespace service::cli
