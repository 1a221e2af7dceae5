// SPDX-License-Identifier: MIT

#include "service/http/server.h"

#include <utility>

#include <Poco/Exception.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/TCPServer.h>
#include <Poco/Net/TCPServerConnectionFactory.h>
#include <Poco/Net/TCPServerParams.h>
#include <Poco/ThreadPool.h>

namespace service::http {
namespace {

/// Connections that the kernel completes before they are accepted.
constexpr int kBacklog = 128;

class Factory final : public Poco::Net::TCPServerConnectionFactory {
 public:
  explicit Factory(Shared& shared) : shared_(shared) {}

  Poco::Net::TCPServerConnection* createConnection(const Poco::Net::StreamSocket& socket) override {
    return new Connection(socket, shared_);
  }

 private:
  Shared& shared_;
};

Poco::Net::TCPServerParams::Ptr params_of(const Limits& limits) {
  Poco::Net::TCPServerParams::Ptr params(new Poco::Net::TCPServerParams);
  params->setMaxThreads(limits.threads);
  params->setMaxQueued(limits.queue);
  return params;
}

/// Not Poco's constructor that binds: that one would let a second server share the port.
Poco::Net::ServerSocket listen(const ListenAddress& address) {
  const Poco::Net::SocketAddress wanted(address.address.text(), address.port);
  Poco::Net::ServerSocket socket;
  constexpr bool kReuseAddress = true;
  constexpr bool kReusePort = false;
  if (address.address.is_v6()) {
    socket.bind6(wanted, kReuseAddress, kReusePort, true);
  } else {
    socket.bind(wanted, kReuseAddress, kReusePort);
  }
  socket.listen(kBacklog);
  return socket;
}

}  // namespace

/// The order of the members is the order in which they are needed: connections use what all share,
/// and run on threads of the pool.
class Server::Parts {
 public:
  Parts(const Poco::Net::ServerSocket& socket, const Limits& limits, Dispatch dispatch,
        Poco::Logger& logger, const HostNames& names)
      : shared{.dispatch = std::move(dispatch), .limits = limits, .names = names, .logger = logger},
        pool("http", 2, limits.threads),
        server(new Factory(shared), pool, socket, params_of(limits)) {
    shared.is_crowded = [this] { return server.queuedConnections() > 0; };
  }

  Shared shared;
  Poco::ThreadPool pool;
  Poco::Net::TCPServer server;
};

libauth::base::Result<std::unique_ptr<Server>> Server::start(const ListenAddress& address,
                                                             const Limits& limits,
                                                             Dispatch dispatch,
                                                             Poco::Logger& logger,
                                                             const HostNames& names) {
  try {
    const Poco::Net::ServerSocket socket = listen(address);
    ListenAddress actual = address;
    actual.port = socket.address().port();
    auto parts = std::make_unique<Parts>(socket, limits, std::move(dispatch), logger, names);
    parts->server.start();
    return std::unique_ptr<Server>(new Server(actual, std::move(parts)));
  } catch (const Poco::Exception& error) {
    return libauth::base::ParseError{
        .offset = 0,
        .rule = "listen",
        .message = "Cannot listen on " + address.text() + ": " + error.displayText() + "."};
  }
}

Server::Server(ListenAddress address, std::unique_ptr<Parts> parts)
    : address_(address), parts_(std::move(parts)) {}

Server::~Server() {
  begin_stop();
  parts_->shared.watch.cut_all();
  parts_->pool.joinAll();
}

void Server::begin_stop() {
  parts_->server.stop();
  parts_->shared.watch.begin_stop();
}

bool Server::wait_until_idle(std::chrono::milliseconds time) {
  return parts_->shared.watch.wait_for_none(time);
}

}  // namespace service::http
