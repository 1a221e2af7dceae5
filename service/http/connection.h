// SPDX-License-Identifier: MIT
//
// One connection: its requests are read, handled and answered one after another.

#pragma once

#include <functional>

#include <Poco/Logger.h>
#include <Poco/Net/TCPServerConnection.h>

#include "service/api/request.h"
#include "service/api/response.h"
#include "service/http/authority.h"
#include "service/http/body_budget.h"
#include "service/http/limits.h"
#include "service/http/request_reader.h"
#include "service/http/watch.h"

namespace service::http {

/// Answers a request; called by several threads.
using Dispatch = std::function<api::Response(api::Request)>;

/// What all connections share. Outlives them.
struct Shared {
  Dispatch dispatch;
  const Limits limits;
  const HostNames names;
  Poco::Logger& logger;  ///< takes a line for each request
  Watch watch{};
  BodyBudget bodies{limits.bodies_at_once};
  std::function<bool()> is_crowded{};  ///< whether connections wait for a thread
};

class Connection final : public Poco::Net::TCPServerConnection {
 public:
  Connection(const Poco::Net::StreamSocket& socket, Shared& shared);

  /// Serves until either side has had enough. Throws nothing: what a client or a handler does wrong
  /// ends here.
  void run() override;

 private:
  bool serve_one(RequestReader& reader, Watch::Place& place, int served);
  api::Response answer(Incoming& incoming);
  void send(const api::Response& response, bool keep_alive, bool without_body, Watch::Place& place);
  void send_all(std::string_view octets, Watch::Place& place);
  void linger(Watch::Place& place);

  Shared& shared_;
};

}  // namespace service::http
