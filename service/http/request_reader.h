// SPDX-License-Identifier: MIT
//
// Reads requests from a connection, one after another, within the limits.
//
// The grammar of HTTP/1.1 is left to Boost.Beast's parser, which is strict where requests are
// smuggled (two lengths, white space before a colon, a chunk that is none) and tells a body that
// ends from one that breaks off. Poco's own reader passes over such lines and takes a broken chunk
// for the end of the body.

#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <Poco/Net/StreamSocket.h>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "service/api/request.h"
#include "service/api/response.h"
#include "service/http/authority.h"
#include "service/http/body_budget.h"
#include "service/http/limits.h"
#include "service/http/watch.h"

namespace service::http {

/// What came of waiting for a request.
struct Incoming {
  api::Request request;                  ///< method "-" where it could not be read
  std::optional<api::Response> refusal;  ///< set where the request must not reach a handler
  bool keep_alive =
      false;  ///< whether the client and the state of the stream allow another request
};

class RequestReader {
 public:
  /// All outlive the reader.
  RequestReader(Poco::Net::StreamSocket& socket, Watch::Place& place, const Limits& limits,
                const HostNames& names);

  /// The next request; none where the client has closed, or has sent nothing in time. Throws
  /// Poco::Exception where the connection is broken.
  /// @param share  grows with the body, and must live as long as the request
  std::optional<Incoming> read(BodyBudget::Share& share);

 private:
  using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;

  bool fill();
  void drop_empty_lines();
  bool wait_for_first_octet();
  bool take_start_line(const Parser& parser, Incoming& incoming) const;
  bool parse_some(Parser& parser, Incoming& incoming);
  bool read_header(Parser& parser, Incoming& incoming);
  bool check_header(const Parser& parser, Incoming& incoming, BodyBudget::Share& share) const;
  bool check_caller(const Parser& parser, Incoming& incoming) const;
  bool read_body(Parser& parser, Incoming& incoming, BodyBudget::Share& share);
  void send_continue(const Parser& parser);

  Poco::Net::StreamSocket& socket_;
  Watch::Place& place_;
  const Limits& limits_;
  const HostNames& names_;
  boost::beast::flat_buffer buffer_;
};

}  // namespace service::http
