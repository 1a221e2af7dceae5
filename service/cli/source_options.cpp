// SPDX-License-Identifier: MIT

#include "service/cli/source_options.h"

#include <utility>

#include "reports/sources/limits.h"
#include "service/cli/input_file.h"

namespace service::cli {

using libauth::base::Result;
using reports::sources::Catalogue;
using reports::sources::Mmdb;

namespace {

libauth::base::ParseError of_file(const std::string& file, libauth::base::ParseError error) {
  error.message = file + ": " + error.message;
  return error;
}

}  // namespace

void add_map_options(CLI::App& command, SourceOptions& options) {
  auto* const map = command.add_option("--map", options.map,
                                       "CSV map of senders that counts above the built-in one");
  map->type_name("FILE");
  command.add_option("--only-map", options.only_map, "CSV map of senders in place of the built-in")
      ->type_name("FILE")
      ->excludes(map);
}

void add_look_up_options(CLI::App& command, SourceOptions& options) {
  command
      .add_option("--mmdb", options.mmdb,
                  "MMDB file with the networks or countries of addresses; may be repeated")
      ->type_name("FILE")

      ->allow_extra_args(false);
  command.add_flag("--no-look-up", options.no_look_up,
                   "Do not look up the names and networks of addresses in reports");
}

Result<Catalogue> open_catalogue(const SourceOptions& options, Terminal& terminal) {
  const bool is_only = !options.only_map.empty();
  const std::string& file = is_only ? options.only_map : options.map;
  if (file.empty()) return Catalogue::built_in();
  const auto csv = read_input(file, terminal.in, reports::sources::MapLimits{}.octets);
  if (!csv) return of_file(file, csv.error());
  auto catalogue =
      is_only ? Catalogue::replaced_by(*csv) : Catalogue::built_in().extended_with(*csv);
  if (!catalogue) return of_file(file, catalogue.error());
  return catalogue;
}

Result<std::vector<Mmdb>> open_mmdb(const SourceOptions& options) {
  std::vector<Mmdb> files;
  for (const std::string& path : options.mmdb) {
    auto file = Mmdb::open(path);
    if (!file) return file.error();
    files.push_back(std::move(*file));
  }
  return files;
}

}  // namespace service::cli
