// SPDX-License-Identifier: MIT
//
// A plain HTTP client for tests, one request a connection.

#pragma once

#include <cstdint>
#include <iterator>
#include <map>
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
  std::string type;                           ///< media type
  std::map<std::string, std::string> fields;  ///< of the header, by name as sent
  std::string body;

  boost::json::value json() const { return boost::json::parse(body); }
};

class HttpClient {
 public:
  explicit HttpClient(std::uint16_t port) : port_(port) {}

  HttpAnswer get(const std::string& target) const { return send("GET", target, {}); }
  HttpAnswer post(const std::string& target, const std::string& body,
                  const std::string& content_type = {}) const {
    return send("POST", target, body, content_type);
  }

  HttpAnswer send(const std::string& method, const std::string& target, const std::string& body,
                  const std::string& content_type = {}) const {
    Poco::Net::HTTPClientSession session("127.0.0.1", port_);
    session.setTimeout(Poco::Timespan(60, 0));
    Poco::Net::HTTPRequest request(method, target, Poco::Net::HTTPMessage::HTTP_1_1);
    if (method == "POST" || method == "PUT") {
      request.setContentLength(static_cast<std::streamsize>(body.size()));
    }
    if (!content_type.empty()) request.setContentType(content_type);
    session.sendRequest(request) << body;
    Poco::Net::HTTPResponse response;
    HttpAnswer answer;
    Poco::StreamCopier::copyToString(session.receiveResponse(response), answer.body);
    answer.status = response.getStatus();
    answer.type = response.getContentType();
    answer.fields.insert(response.begin(), response.end());
    return answer;
  }

 private:
  std::uint16_t port_;
};

}  // namespace tests
