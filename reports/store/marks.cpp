// SPDX-License-Identifier: MIT

#include "reports/store/marks.h"

#include <algorithm>
#include <string_view>

#include "reports/store/cells.h"
#include "reports/store/select.h"
#include "reports/text/octets.h"

namespace reports::store {
namespace {

/// A mark without its path.
struct Place {
  std::uint64_t size = 0;
  std::int64_t modified = 0;
  std::uint64_t read_to = 0;
  std::string digest;
};
BOOST_DESCRIBE_STRUCT(Place, (), (size, modified, read_to, digest))

/// A path is any octets, and two files must not have one name: octets that no database takes become
/// "%FF", and then "%" itself "%25".
std::string escaped(std::string_view path) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string key;
  while (!path.empty()) {
    const std::size_t clean = std::min(text::clean_prefix(path), path.find('%'));
    key += path.substr(0, clean);
    if (clean >= path.size()) break;
    const auto octet = static_cast<unsigned char>(path[clean]);
    key += '%';
    key += kDigits[octet >> 4U];
    key += kDigits[octet & 15U];
    path.remove_prefix(clean + 1);
  }
  return key;
}

Poco::Int64 number_of(std::uint64_t octets) {
  return static_cast<Poco::Int64>(octets);
}

}  // namespace

std::optional<ImportMark> read_import_mark(Poco::Data::Session& session, const std::string& path) {
  std::string key = key_of(escaped(path));
  const auto places = select<Place>(
      session, "SELECT size, modified, read_to, digest FROM imported WHERE path = $1", key);
  if (places.empty()) return std::nullopt;
  return ImportMark{path, places[0].size, places[0].modified, places[0].read_to, places[0].digest};
}

void write_import_mark(Poco::Data::Session& session, const ImportMark& mark) {
  std::string key = key_of(escaped(mark.path));
  Poco::Int64 size = number_of(mark.size);
  Poco::Int64 modified = mark.modified;
  Poco::Int64 read_to = number_of(mark.read_to);
  std::string digest = mark.digest;
  run(session,
      "INSERT INTO imported (path, size, modified, read_to, digest) VALUES ($1, $2, $3, $4, $5)"
      " ON CONFLICT (path) DO UPDATE SET size = EXCLUDED.size, modified = EXCLUDED.modified,"
      " read_to = EXCLUDED.read_to, digest = EXCLUDED.digest",
      key, size, modified, read_to, digest);
}

}  // namespace reports::store
