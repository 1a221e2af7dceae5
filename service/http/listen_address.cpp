// SPDX-License-Identifier: MIT

#include "service/http/listen_address.h"

#include "libauth/base/text.h"

namespace service::http {
namespace {

using libauth::base::IpAddress;

libauth::base::ParseError error(std::string_view text) {
  return {.offset = 0,
          .rule = "address",
          .message = "\"" + libauth::base::printable(text, 80) +
                     "\" is not an address and a port such as 127.0.0.1:8460 or [::1]:8460."};
}

}  // namespace

libauth::base::Result<ListenAddress> ListenAddress::parse(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return error(text);
  const auto port = libauth::base::parse_number<std::uint16_t>(text.substr(colon + 1));
  std::string_view host = text.substr(0, colon);
  const bool bracketed = host.starts_with('[') && host.ends_with(']') && host.size() > 2;
  if (bracketed) host = host.substr(1, host.size() - 2);
  const auto address = IpAddress::parse(host);
  if (!port || !address || address->is_v6() != bracketed) return error(text);
  return ListenAddress{.address = *address, .port = *port};
}

bool ListenAddress::is_loopback() const {
  const IpAddress plain = address.unmapped();
  const libauth::base::Network v4{.address = *IpAddress::parse("127.0.0.0"), .prefix = 8};
  return v4.contains(plain) || plain == *IpAddress::parse("::1");
}

std::string ListenAddress::text() const {
  const std::string host = address.is_v6() ? "[" + address.text() + "]" : address.text();
  return host + ":" + std::to_string(port);
}

}  // namespace service::http
