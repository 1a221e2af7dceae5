// SPDX-License-Identifier: MIT
//
// Keeps every connection to its time.
//
// Threads wait for sockets without a timeout of their own; one thread looks at all connections and
// shuts the sockets of those whose time is over, which wakes their threads. So a client that sends
// an octet now and then gains nothing, and a stopping server can wake all who wait.

#pragma once

#include <chrono>
#include <condition_variable>
#include <list>
#include <mutex>
#include <stop_token>
#include <thread>

#include <Poco/Net/StreamSocket.h>

namespace service::http {

/// What a connection is doing.
enum class Phase {
  idle,     ///< waits for the first octet of a request; time over: no more requests
  reading,  ///< a request is arriving; time over: nothing more is received
  working,  ///< the handler works; it has no time limit here
  writing,  ///< an answer is being sent; time over: the connection is cut
};

/// @threads safe
class Watch {
  using Clock = std::chrono::steady_clock;

  struct Line {
    Poco::Net::StreamSocket socket;
    Phase phase = Phase::idle;
    Clock::time_point deadline = Clock::time_point::max();
    bool expired = false;
  };

 public:
  Watch();

  /// One connection, from its making to its end of scope. The watch outlives it.
  class Place {
   public:
    Place(Watch& watch, const Poco::Net::StreamSocket& socket);
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    ~Place();

    /// Begins a phase that may take that long. Where the server is stopping, an idle connection
    /// still gives what has arrived, and then its end.
    void enter(Phase phase, std::chrono::milliseconds time);
    /// Begins work, which may take as long as it takes.
    void work();
    /// Whether the time of the phase is over.
    bool expired() const;

   private:
    Watch& watch_;
    std::list<Line>::iterator line_;
  };

  /// From now on nobody waits for a request that has not arrived yet.
  void begin_stop();
  /// Whether begin_stop() was called.
  bool is_stopping() const;
  /// Cuts every connection.
  void cut_all();
  /// Waits until there is no connection, or the time is over; gives whether there is none.
  bool wait_for_none(std::chrono::milliseconds time);

 private:
  void sweep(const std::stop_token& stop);
  void expire(Line& line);

  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::list<Line> lines_;
  bool stopping_ = false;
  std::jthread sweeper_;  // last: it uses all the others
};

}  // namespace service::http
