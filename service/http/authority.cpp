// SPDX-License-Identifier: MIT

#include "service/http/authority.h"

#include <algorithm>
#include <array>
#include <optional>

#include "libauth/base/ip_address.h"
#include "libauth/base/text.h"
#include "libauth/dns/name.h"
#include "service/http/listen_address.h"

namespace service::http {
namespace {

using libauth::base::IpAddress;

constexpr std::array kSafeMethods = {"GET", "HEAD", "OPTIONS", "TRACE"};

struct Authority {
  std::string host;  ///< as host_of() has it
  std::string_view port;
};

std::string host_from(std::string_view text) {
  const bool is_bracketed = text.starts_with('[') && text.ends_with(']');
  const auto address = IpAddress::parse(is_bracketed ? text.substr(1, text.size() - 2) : text);
  if (address && address->is_v6() == is_bracketed) return address->text();
  if (text.ends_with('.')) text.remove_suffix(1);
  const auto is_of_name = [](char c) {
    return libauth::base::is_alnum(c) || c == '-' || c == '.' || c == '_';
  };
  if (!std::ranges::all_of(text, is_of_name)) return {};
  return libauth::base::to_lower(text);
}

std::optional<Authority> read_authority(std::string_view text) {
  const std::size_t colon = text.find(':', text.starts_with('[') ? text.find(']') : 0);
  Authority authority{host_from(text.substr(0, colon)), {}};
  if (colon != std::string_view::npos) authority.port = text.substr(colon + 1);
  if (authority.host.empty() || !std::ranges::all_of(authority.port, libauth::base::is_digit)) {
    return std::nullopt;
  }
  return authority;
}

}  // namespace

std::string host_of(std::string_view authority) {
  const auto read = read_authority(authority);
  return read ? read->host : std::string();
}

libauth::base::Result<std::string> read_host_name(std::string_view text) {
  const auto address = IpAddress::parse(text);  // of version 6 with brackets or without
  std::string host = address ? address->text() : host_from(text);
  if (!host.empty() && (address || text.starts_with('[') || libauth::dns::Name::parse(host))) {
    return host;
  }
  return libauth::base::ParseError{
      .offset = 0,
      .rule = "host-name",
      .message = "\"" + libauth::base::printable(text, 80) +
                 "\" is not a name such as mailvet.example.com, without scheme and port."};
}

bool HostNames::has(std::string_view authority) const {
  if (!is_checked) return true;
  const std::string host = host_of(authority);
  if (host.empty()) return false;
  if (host == "localhost" || host.ends_with(".localhost")) return true;
  const auto address = IpAddress::parse(host);
  if (address && ListenAddress{.address = *address, .port = 0}.is_loopback()) return true;
  return std::ranges::find(names, host) != names.end();
}

bool may_change(std::string_view method) {
  return std::ranges::find(kSafeMethods, method) == kSafeMethods.end();
}

bool is_origin_of(std::string_view origin, std::string_view authority) {
  const std::size_t scheme = origin.find("://");
  if (scheme == std::string_view::npos) return false;
  const bool is_tls = libauth::base::equals_ignoring_case(origin.substr(0, scheme), "https");
  const auto from = read_authority(origin.substr(scheme + 3));
  const auto to = read_authority(authority);
  if (!from || !to || from->host != to->host) return false;
  const auto port_of = [is_tls](std::string_view port) {
    if (!port.empty()) return port;
    return is_tls ? std::string_view("443") : std::string_view("80");
  };
  return port_of(from->port) == port_of(to->port);
}

}  // namespace service::http
