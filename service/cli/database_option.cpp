// SPDX-License-Identifier: MIT

#include "service/cli/database_option.h"

#include <filesystem>
#include <system_error>

namespace service::cli {
namespace {

/// Whether it names a file that could be made. Store::open() says what is wrong with other names,
/// and with a folder that is not there.
bool is_absent(const std::string& target) {
  if (target.empty() || target == ":memory:" || target.starts_with("postgresql://") ||
      target.starts_with("postgres://")) {
    return false;
  }
  namespace fs = std::filesystem;
  std::error_code error;
  const fs::path file(target);
  const bool has_folder = !file.has_parent_path() || fs::is_directory(file.parent_path(), error);
  return has_folder && !fs::exists(file, error) && !error;
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
