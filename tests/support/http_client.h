// SPDX-License-Identifier: MIT
//
// A plain HTTP client for tests, one request a connection.

#pragma once

#include <cstdint>
#include <iterator>
#include <sstream>
#include <string>

#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/StreamCopier.h>
#include <Poco/Timespan.h>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

namespace tests {

struct HttpAnswer {
  int status = 0;
  std::string type;  ///< media type
  std::string body;

  boost::json::value json() const { return boost::json::parse(body); }
};

class HttpClient {
 public:
  explicit HttpClient(std::uint16_t port) : port_(port) {}

  HttpAnswer get(const std::string& target) const { return send("GET", target, {}); }
  HttpAnswer post(const std::string& target, const std::string& body) const {
    return send("POST", target, body);
  }

  HttpAnswer send(const std::string& method, const std::string& target,
                  const std::string& body) const {
    Poco::Net::HTTPClientSession session("127.0.0.1", port_);
    session.setTimeout(Poco::Timespan(60, 0));
    Poco::Net::HTTPRequest request(method, target, Poco::Net::HTTPMessage::HTTP_1_1);
    if (method == "POST") request.setContentLength(static_cast<std::streamsize>(body.size()));
    session.sendRequest(request) << body;
    Poco::Net::HTTPResponse response;
    HttpAnswer answer;
    Poco::StreamCopier::copyToString(session.receiveResponse(response), answer.body);
    answer.status = response.getStatus();
    answer.type = response.getContentType();
    return answer;
  }

 private:
  std::uint16_t port_;
};

}  // namespace tests
