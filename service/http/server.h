// SPDX-License-Identifier: MIT
//
// The HTTP server: listens, gives each connection a thread, and stops in good order.
//
// service/http is the only place with Poco::Net, and the only one that catches exceptions: what a
// client sends or a handler throws ends a request, never the process.

#pragma once

#include <chrono>
#include <memory>
#include <string>

#include <Poco/Logger.h>

#include "libauth/base/result.h"
#include "service/http/connection.h"
#include "service/http/limits.h"
#include "service/http/listen_address.h"

namespace service::http {

class Server {
 public:
  /// Listens and begins to serve. An error where the address cannot be listened on: its message is
  /// a sentence that says why.
  /// @param dispatch  called by several threads at once; what it throws becomes a problem 500, or
  /// 503 where it is a
  ///                  reports::store::Error that may pass
  /// @param logger    outlives the server
  /// @param names     a request for another host is refused (421)
  static libauth::base::Result<std::unique_ptr<Server>> start(const ListenAddress& address,
                                                              const Limits& limits,
                                                              Dispatch dispatch,
                                                              Poco::Logger& logger,
                                                              const HostNames& names = {});
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  /// Cuts what is still open and waits for the handlers that are at work.
  ~Server();

  /// The address with the port that the system chose where 0 was asked for.
  const ListenAddress& address() const { return address_; }
  /// "http://127.0.0.1:8460"
  std::string url() const { return "http://" + address_.text(); }

  /// Takes no new connections, and no new requests on those that are there. Does not wait.
  void begin_stop();
  /// Waits until every request is answered, or the time is over; gives whether all are.
  bool wait_until_idle(std::chrono::milliseconds time);

 private:
  class Parts;
  Server(ListenAddress address, std::unique_ptr<Parts> parts);

  ListenAddress address_;
  std::unique_ptr<Parts> parts_;
};

}  // namespace service::http
