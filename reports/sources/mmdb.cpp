// SPDX-License-Identifier: MIT

#include "reports/sources/mmdb.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <limits>
#include <string_view>

#include <netinet/in.h>
#include <sys/socket.h>

#include <maxminddb.h>

#include "libauth/base/text.h"
#include "libauth/base/utf8.h"

namespace reports::sources {
namespace {

namespace base = libauth::base;

/// Where a value stands in the maps of an entry; the rest is null.
using Path = std::array<const char*, 3>;

/// The places of each value, as different makers have them. The first one that has a value counts.
constexpr std::array kAsn = {Path{"autonomous_system_number"}, Path{"asn"}, Path{"as_number"}};
constexpr std::array kAsName = {Path{"autonomous_system_organization"}, Path{"as_name"},
                                Path{"as_organization"}};
constexpr std::array<Path, 1> kAsDomain = {Path{"as_domain"}};
constexpr std::array kCountry = {Path{"country", "iso_code"}, Path{"country_code"},
                                 Path{"country"}};

std::optional<MMDB_entry_data_s> value_at(MMDB_entry_s entry, const Path& path) {
  MMDB_entry_data_s data{};
  if (MMDB_aget_value(&entry, &data, path.data()) != MMDB_SUCCESS || !data.has_data) {
    return std::nullopt;
  }
  return data;
}

std::optional<std::string> text_of(const MMDB_entry_data_s& data) {
  if (data.type != MMDB_DATA_TYPE_UTF8_STRING || data.data_size == 0) return std::nullopt;
  return base::valid_utf8({data.utf8_string, data.data_size});
}

/// 0 is no autonomous system that sends (RFC 7607).
std::optional<std::uint32_t> asn_of(const MMDB_entry_data_s& data) {
  std::optional<std::uint32_t> number;
  if (data.type == MMDB_DATA_TYPE_UINT32) number = data.uint32;
  if (data.type == MMDB_DATA_TYPE_UINT16) number = data.uint16;
  if (const auto text = text_of(data)) {
    std::string_view digits = *text;
    if (base::starts_with_ignoring_case(digits, "AS")) digits.remove_prefix(2);
    number = base::parse_number<std::uint32_t>(digits);
  }
  return number == 0U ? std::nullopt : number;
}

/// Some files have the country's name where others have its code.
std::optional<std::string> country_of(const MMDB_entry_data_s& data) {
  const auto text = text_of(data);
  const bool is_code =
      text && text->size() == 2 && base::is_upper((*text)[0]) && base::is_upper((*text)[1]);
  return is_code ? text : std::nullopt;
}

/// The first value that `read` can read.
template <class Paths, class Read>
auto first_of(const MMDB_entry_s& entry, const Paths& paths, Read read) {
  decltype(read(MMDB_entry_data_s{})) value;
  for (const Path& path : paths) {
    const auto data = value_at(entry, path);
    if (data) value = read(*data);
    if (value) break;
  }
  return value;
}

MMDB_lookup_result_s look_up(const MMDB_s& file, const base::IpAddress& address) {
  int error = MMDB_SUCCESS;
  MMDB_lookup_result_s result{};
  sockaddr_storage storage{};
  if (address.is_v4()) {
    sockaddr_in socket{};
    socket.sin_family = AF_INET;
    std::memcpy(&socket.sin_addr, address.octets().data(), address.octets().size());
    std::memcpy(&storage, &socket, sizeof socket);
  } else if (file.metadata.ip_version == 4) {
    return result;
  } else {
    sockaddr_in6 socket{};
    socket.sin6_family = AF_INET6;
    std::memcpy(&socket.sin6_addr, address.octets().data(), address.octets().size());
    std::memcpy(&storage, &socket, sizeof socket);
  }
  result = MMDB_lookup_sockaddr(&file, reinterpret_cast<const sockaddr*>(&storage), &error);
  if (error != MMDB_SUCCESS) result.found_entry = false;
  return result;
}

base::ParseError open_error(const std::string& path, int error, int system_error) {
  if (error == MMDB_FILE_OPEN_ERROR) {
    const std::string why = system_error == 0 ? "it cannot be read" : std::strerror(system_error);
    return {0, std::string(kMmdbOpenRule), path + ": " + why};
  }
  if (error == MMDB_IO_ERROR || error == MMDB_OUT_OF_MEMORY_ERROR) {
    return {0, std::string(kMmdbOpenRule), path + ": it cannot be read, or is empty"};
  }
  return {0, std::string(kMmdbFormatRule),
          path + ": this is no MMDB file: " + MMDB_strerror(error)};
}

}  // namespace

void Mmdb::Close::operator()(MMDB_s* file) const {
  MMDB_close(file);
  delete file;
}

base::Result<Mmdb> Mmdb::open(const std::string& path) {
  auto file = std::make_unique<MMDB_s>();
  errno = 0;
  const int error = MMDB_open(path.c_str(), MMDB_MODE_MMAP, file.get());
  // Where it fails the library has freed everything itself.
  if (error != MMDB_SUCCESS) return open_error(path, error, errno);
  return Mmdb(std::unique_ptr<MMDB_s, Close>(file.release()));
}

NetworkFacts Mmdb::find(const base::IpAddress& address) const {
  const MMDB_lookup_result_s result = look_up(*file_, address.unmapped());
  if (!result.found_entry) return {};
  NetworkFacts facts;
  facts.asn = first_of(result.entry, kAsn, asn_of);
  facts.as_name = first_of(result.entry, kAsName, text_of);
  facts.as_domain = first_of(result.entry, kAsDomain, text_of);
  facts.country = first_of(result.entry, kCountry, country_of);
  return facts;
}

}  // namespace reports::sources
