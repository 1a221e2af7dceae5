// SPDX-License-Identifier: MIT
//
// Messages over HTTP.

#include <string>
#include <string_view>
#include <utility>

#include "service/api/handlers.h"
#include "service/api/limits.h"
#include "service/api/problem.h"
#include "service/api/verify_document.h"
#include "service/api/verify_message.h"

namespace service::api {
namespace {

/// Octets of the body that are verified at once; some of that size may be copied.
constexpr std::size_t kPiece = std::size_t{64} << 10;

std::optional<std::string> text_of(const Request& request, std::string_view name) {
  const auto value = request.parameter(name);
  return value ? std::optional<std::string>(*value) : std::nullopt;
}

MessageWords words_of(const Request& request, libauth::base::Time now) {
  return {.ip = text_of(request, "ip"),
          .helo = text_of(request, "helo"),
          .mail_from = text_of(request, "mail_from"),
          .authserv_id = text_of(request, "authserv_id"),
          .dmarc_mode = text_of(request, "dmarc_mode"),
          .line_ends = text_of(request, "line_ends"),
          .accept_partial_body = text_of(request, "accept_partial_body"),
          .check_helo = text_of(request, "check_helo"),
          .now = now};
}

}  // namespace

Response post_verify(const Request& request, Services& services) {
  auto order = read_message(words_of(request, services.now()));
  if (!order) {
    return problem(kBadParameter, order.error().rule + ": " + order.error().message, request.path);
  }
  const auto place = services.verifications.enter();
  if (!place) {
    return busy("As many messages are being verified as this server takes at once.", request.path);
  }
  std::string_view rest = request.body;
  const auto next = [&rest] {
    const std::string_view piece = rest.substr(0, kPiece);
    rest.remove_prefix(piece.size());
    return piece;
  };
  VerifiedMessage message = verify_message(std::move(*order), next, services.dns);
  json::object document = json::document(kVerifySchema, document_of(message));
  if (message.silence.empty()) return json_response(200, document);
  return problem(kResolverUnreachable, std::move(message.silence), request.path,
                 std::move(document));
}

}  // namespace service::api
