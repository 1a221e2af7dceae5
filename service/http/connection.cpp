// SPDX-License-Identifier: MIT

#include "service/http/connection.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <exception>
#include <sstream>
#include <string>

#include <sys/socket.h>

#include <Poco/Exception.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Timestamp.h>

#include "libauth/base/text.h"
#include "reports/store/store.h"
#include "service/api/problem.h"

namespace service::http {
namespace {

/// Octets of an answer that are sent in one go, see Limits::write_time.
constexpr std::size_t kPiece = std::size_t{64} << 10;

/// Status line and header fields. What is here for every answer: nosniff, since reports hold text
/// of strangers that no browser shall take for a page; no-store, since an audit is of its time.
std::string header_of(const api::Response& response, bool keep_alive) {
  Poco::Net::HTTPResponse header(Poco::Net::HTTPMessage::HTTP_1_1,
                                 static_cast<Poco::Net::HTTPResponse::HTTPStatus>(response.status));
  header.setDate(Poco::Timestamp());
  header.set("Server", "mailvet");
  header.setContentType(response.content_type);
  header.setContentLength64(static_cast<Poco::Int64>(response.body.size()));
  header.set("X-Content-Type-Options", "nosniff");
  header.set("Cache-Control", "no-store");
  header.set("Connection", keep_alive ? "keep-alive" : "close");
  for (const api::Header& field : response.headers) header.set(field.name, field.value);
  std::ostringstream text;
  header.write(text);
  return std::move(text).str();
}

/// "GET /v1/reports 200 in=0 out=512 ms=3": no query, no client address, no content.
std::string log_line(const std::string& method, const std::string& path,
                     const api::Response& response, std::size_t received,
                     std::chrono::steady_clock::duration time) {
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(time);
  return libauth::base::printable(method, 20) + " " +
         libauth::base::printable(path.empty() ? "-" : path, 400) + " " +
         std::to_string(response.status) + " in=" + std::to_string(received) +
         " out=" + std::to_string(response.body.size()) + " ms=" + std::to_string(took.count());
}

/// Whether it may be gone the next time: others hold the lock, the disk is full, the server of the
/// database is started anew.
bool is_passing(const reports::store::Error& error) {
  using Kind = reports::store::Error::Kind;
  return error.kind() == Kind::failed || error.kind() == Kind::cannot_open;
}

}  // namespace

Connection::Connection(const Poco::Net::StreamSocket& socket, Shared& shared)
    : TCPServerConnection(socket), shared_(shared) {}

void Connection::run() {
  try {
    Watch::Place place(shared_.watch, socket());
    RequestReader reader(socket(), place, shared_.limits, shared_.names);
    int served = 0;
    while (serve_one(reader, place, served)) ++served;
  } catch (const Poco::Exception&) {
    // The connection broke; there is nobody to tell.
  } catch (const std::exception& error) {
    shared_.logger.error("connection ended: " + libauth::base::printable(error.what()));
  }
}

/// Whether there may be another request.
bool Connection::serve_one(RequestReader& reader, Watch::Place& place, int served) {
  BodyBudget::Share share(shared_.bodies);
  auto incoming = reader.read(share);
  if (!incoming) return false;
  const auto start = std::chrono::steady_clock::now();
  place.work();
  const bool refused = incoming->refusal.has_value();
  const std::string method = incoming->request.method;
  const std::string path = incoming->request.path;
  const std::size_t received = incoming->request.body.size();
  const api::Response response = answer(*incoming);
  const bool again = incoming->keep_alive && served + 1 < shared_.limits.requests_per_connection &&
                     !shared_.is_crowded() && !shared_.watch.is_stopping();
  shared_.logger.information(
      log_line(method, path, response, received, std::chrono::steady_clock::now() - start));
  send(response, again, method == "HEAD", place);
  if (refused) linger(place);
  return again;
}

/// The handler's answer, or the refusal. The only place that catches what handlers throw.
api::Response Connection::answer(Incoming& incoming) {
  if (incoming.refusal) return std::move(*incoming.refusal);
  const std::string path = incoming.request.path;
  try {
    return shared_.dispatch(std::move(incoming.request));
  } catch (const reports::store::Error& error) {
    shared_.logger.error(libauth::base::printable(path) + ": " +
                         libauth::base::printable(error.what()));
    if (is_passing(error)) return api::database_unavailable(path);
  } catch (const Poco::Exception& error) {
    shared_.logger.error(libauth::base::printable(path) + ": " +
                         libauth::base::printable(error.displayText()));
  } catch (const std::exception& error) {
    shared_.logger.error(libauth::base::printable(path) + ": " +
                         libauth::base::printable(error.what()));
  }
  return api::problem(api::kInternal, "The request could not be handled; the log has the reason.",
                      path);
}

void Connection::send(const api::Response& response, bool keep_alive, bool without_body,
                      Watch::Place& place) {
  std::string octets = header_of(response, keep_alive);
  if (!without_body) octets += response.body;
  send_all(octets, place);
}

void Connection::send_all(std::string_view octets, Watch::Place& place) {
  while (!octets.empty()) {
    place.enter(Phase::writing, shared_.limits.write_time);
    std::string_view piece = octets.substr(0, kPiece);
    octets.remove_prefix(piece.size());
    while (!piece.empty()) {
      const int sent =
          socket().sendBytes(piece.data(), static_cast<int>(piece.size()), MSG_NOSIGNAL);
      if (sent <= 0) return;
      piece.remove_prefix(static_cast<std::size_t>(sent));
    }
  }
}

/// Throws away what a refused client still sends, for a while.
void Connection::linger(Watch::Place& place) {
  socket().shutdownSend();
  place.enter(Phase::reading, shared_.limits.linger_time);
  std::array<char, std::size_t{16} << 10> octets;
  while (!place.expired() && socket().receiveBytes(octets.data(), octets.size()) > 0) continue;
}

}  // namespace service::http
