// SPDX-License-Identifier: MIT

#include "service/http/request_reader.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include <sys/socket.h>

#include <boost/beast/http/error.hpp>
#include <boost/beast/http/field.hpp>
#include <boost/beast/http/rfc7230.hpp>

#include "libauth/base/text.h"
#include "service/api/problem.h"
#include "service/http/target.h"

namespace service::http {
namespace {

namespace beast = boost::beast;
using beast::http::field;

/// Octets that are asked of the socket at once.
constexpr std::size_t kPiece = std::size_t{16} << 10;

/// Paths that tell whether the server is there, and nothing else.
constexpr std::array kProbes = {std::string_view("/healthz"), std::string_view("/readyz")};

/// Sets the refusal; false, for the caller to return.
bool refuse(Incoming& incoming, const api::ProblemKind& kind, std::string detail) {
  incoming.refusal = api::problem(kind, std::move(detail), incoming.request.path);
  incoming.keep_alive = false;
  return false;
}

bool refuse_busy(Incoming& incoming) {
  incoming.refusal = api::busy("This server holds as many request bodies as it takes at once.",
                               incoming.request.path);
  incoming.keep_alive = false;
  return false;
}

bool refuse_body_size(Incoming& incoming, const Limits& limits) {
  return refuse(incoming, api::kTooLarge,
                "This server takes bodies of at most " + std::to_string(limits.body) + " octets.");
}

bool refuse_late(Incoming& incoming, std::string_view part, std::chrono::milliseconds time) {
  return refuse(incoming, api::kRequestTimeout,
                "The " + std::string(part) + " of the request did not arrive in " +
                    std::to_string(time.count() / 1000) + " seconds.");
}

bool refuse_syntax(Incoming& incoming, const beast::error_code& error, const Limits& limits) {
  if (error == beast::http::error::body_limit) return refuse_body_size(incoming, limits);
  if (error == beast::http::error::header_limit || error == beast::http::error::buffer_overflow) {
    return refuse(incoming, api::kHeaderTooLarge,
                  "This server takes a request header of at most " + std::to_string(limits.header) +
                      " octets.");
  }
  return refuse(incoming, api::kBadRequest,
                "The request is not HTTP/1.1: " + error.message() + ".");
}

/// RFC 9112 section 3.2: a request without exactly one Host field is malformed in HTTP/1.1.
bool has_proper_host(const beast::http::fields& fields, unsigned version) {
  const auto hosts = fields.equal_range(field::host);
  const auto count = std::distance(hosts.first, hosts.second);
  return count == 1 || (count == 0 && version < 11);
}

/// Whether no field says that a page of another origin has made the request. Only browsers send
/// them, and no page can change them.
bool is_of_own_page(const beast::http::fields& fields, std::string_view host) {
  const auto origins = fields.equal_range(field::origin);
  const auto is_other = [host](const auto& origin) { return !is_origin_of(origin.value(), host); };
  if (std::any_of(origins.first, origins.second, is_other)) return false;
  const auto sites = fields.equal_range("Sec-Fetch-Site");
  return std::none_of(sites.first, sites.second, [](const auto& site) {
    return libauth::base::equals_ignoring_case(site.value(), "cross-site");
  });
}

}  // namespace

RequestReader::RequestReader(Poco::Net::StreamSocket& socket, Watch::Place& place,
                             const Limits& limits, const HostNames& names)
    : socket_(socket),
      place_(place),
      limits_(limits),
      names_(names),
      buffer_(limits.header + kPiece) {}

/// Receives more octets; false at the end of what the client sends, or of the time.
bool RequestReader::fill() {
  // What has arrived can still be received after the socket is shut, so the time is looked at too.
  if (place_.expired()) return false;
  const auto space = buffer_.prepare(std::min(kPiece, buffer_.max_size() - buffer_.size()));
  if (space.size() == 0) return false;
  const int received = socket_.receiveBytes(space.data(), static_cast<int>(space.size()));
  if (received <= 0) return false;
  buffer_.commit(static_cast<std::size_t>(received));
  return true;
}

/// RFC 9112 section 2.2: a server should pass over an empty line before a request.
void RequestReader::drop_empty_lines() {
  while (buffer_.size() > 0) {
    const char first = *static_cast<const char*>(buffer_.cdata().data());
    if (first != '\r' && first != '\n') return;
    buffer_.consume(1);
  }
}

bool RequestReader::wait_for_first_octet() {
  place_.enter(Phase::idle, limits_.idle_time);
  for (;;) {
    drop_empty_lines();
    if (buffer_.size() > 0) return true;
    if (!fill()) return false;
  }
}

/// Takes method, path and query from the start line, as far as it was read. False, with a refusal,
/// where this server does not take them.
bool RequestReader::take_start_line(const Parser& parser, Incoming& incoming) const {
  const auto& message = parser.get();
  const std::string_view method = message.method_string();
  const std::string_view text = message.target();
  if (!method.empty()) incoming.request.method = method;
  if (text.empty()) return true;
  if (text.size() > limits_.target) {
    return refuse(incoming, api::kTargetTooLong,
                  "This server takes a request target of at most " +
                      std::to_string(limits_.target) + " octets.");
  }
  auto target = read_target(text);
  if (!target) return refuse(incoming, api::kBadRequest, target.error().message);
  incoming.request.path = std::move(target->path);
  incoming.request.segments = std::move(target->segments);
  incoming.request.query = std::move(target->query);
  return true;
}

/// Gives what is in the buffer to the parser. False, with a refusal, where it is not HTTP.
bool RequestReader::parse_some(Parser& parser, Incoming& incoming) {
  beast::error_code error;
  const bool in_header = !parser.is_header_done();
  buffer_.consume(parser.put(buffer_.cdata(), error));
  if (!error || error == beast::http::error::need_more) return true;
  if (in_header) take_start_line(parser, incoming);
  return refuse_syntax(incoming, error, limits_);
}

bool RequestReader::read_header(Parser& parser, Incoming& incoming) {
  place_.enter(Phase::reading, limits_.header_time);
  for (;;) {
    if (!parse_some(parser, incoming)) return false;
    if (parser.is_header_done()) return take_start_line(parser, incoming);
    if (fill()) continue;
    if (place_.expired()) return refuse_late(incoming, "header", limits_.header_time);
    return refuse(incoming, api::kBadRequest, "The request ends within its header.");
  }
}

/// What the grammar does not tell: whether this server takes such a request.
bool RequestReader::check_header(const Parser& parser, Incoming& incoming,
                                 BodyBudget::Share& share) const {
  const auto& message = parser.get();
  if (!has_proper_host(message, message.version())) {
    return refuse(incoming, api::kBadRequest, "The request needs one header field Host.");
  }
  if (message.count(field::transfer_encoding) > 0 && !parser.chunked()) {
    return refuse(incoming, api::kNotImplemented,
                  "This server takes the transfer coding chunked and no other.");
  }
  if (!check_caller(parser, incoming)) return false;
  const auto length = parser.content_length();
  if (length && !share.grow_to(static_cast<std::size_t>(*length))) return refuse_busy(incoming);
  return true;
}

/// Whether the request is meant for this server, and made by nobody's page but its own. Who looks
/// whether the server is there may call it as he likes. A request of HTTP/1.0 without Host is no
/// browser's.
bool RequestReader::check_caller(const Parser& parser, Incoming& incoming) const {
  const auto& message = parser.get();
  if (std::ranges::count(kProbes, incoming.request.path) > 0) return true;
  const auto in_target = authority_of(message.target());
  const bool is_named = in_target.has_value() || message.count(field::host) > 0;
  const std::string_view host = in_target ? *in_target : std::string_view(message[field::host]);
  if (is_named && !names_.has(host)) {
    return refuse(incoming, api::kMisdirected,
                  "This server is not called \"" + libauth::base::printable(host, 80) + "\".");
  }
  if (!may_change(message.method_string()) || is_of_own_page(message, host)) return true;
  return refuse(incoming, api::kCrossOrigin,
                "The request comes from a page of another origin than \"" +
                    libauth::base::printable(host, 80) + "\".");
}

/// RFC 9110 section 10.1.1: the client waits for this before it sends the body.
void RequestReader::send_continue(const Parser& parser) {
  const auto& message = parser.get();
  if (message.version() < 11 || !beast::iequals(message[field::expect], "100-continue")) return;
  constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
  socket_.sendBytes(kContinue.data(), static_cast<int>(kContinue.size()), MSG_NOSIGNAL);
}

bool RequestReader::read_body(Parser& parser, Incoming& incoming, BodyBudget::Share& share) {
  place_.enter(Phase::reading, limits_.body_time);
  parser.eager(true);
  while (!parser.is_done()) {
    if (buffer_.size() > 0 && !parse_some(parser, incoming)) return false;
    if (!share.grow_to(parser.get().body().size())) return refuse_busy(incoming);
    if (parser.is_done() || fill()) continue;
    if (place_.expired()) return refuse_late(incoming, "body", limits_.body_time);
    return refuse(incoming, api::kBadRequest, "The body breaks off before its end.");
  }
  return true;
}

std::optional<Incoming> RequestReader::read(BodyBudget::Share& share) {
  if (!wait_for_first_octet()) return std::nullopt;
  Incoming incoming;
  incoming.request.method = "-";
  Parser parser;
  parser.header_limit(static_cast<std::uint32_t>(limits_.header));
  parser.body_limit(limits_.body);
  if (!read_header(parser, incoming) || !check_header(parser, incoming, share)) return incoming;
  if (!parser.is_done() && buffer_.size() == 0) send_continue(parser);
  if (!read_body(parser, incoming, share)) return incoming;
  incoming.request.content_type = parser.get()[field::content_type];
  incoming.request.body = std::move(parser.get().body());
  incoming.keep_alive = parser.keep_alive();
  return incoming;
}

}  // namespace service::http
