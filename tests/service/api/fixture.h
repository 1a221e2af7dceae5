// SPDX-License-Identifier: MIT
//
// Services over zones in memory and a database in a folder of the test.

#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json/parse.hpp>

#include "libauth/dns/zone.h"
#include "libauth/dns/zone_resolver.h"
#include "reports/store/store.h"
#include "service/api/route.h"
#include "service/api/services.h"
#include "service/http/target.h"
#include "tests/support/temp_dir.h"

namespace tests {

inline constexpr std::string_view kZone = R"(
$ORIGIN example.com.
$TTL 3600
@        SOA  ns.example.com. hostmaster.example.com. 1 7200 3600 1209600 300
         NS   ns
         MX   10 mx
         TXT  "v=spf1 mx -all"
ns       A    192.0.2.53
mx       A    192.0.2.25
_dmarc   TXT  "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"
_dmarc.begins  TXT  "v=DMARC1; p=none; rua=mailto:dmarc@example.com"
)";

/// An aggregate report with one record of `count` messages.
inline std::string report_xml(std::string_view domain, std::string_view id,
                              std::string_view count = "3") {
  return "<?xml version=\"1.0\"?><feedback><report_metadata><org_name>Receiver</org_name>"
         "<email>reports@example.net</email><report_id>" +
         std::string(id) +
         "</report_id><date_range><begin>1700000000</begin><end>1700086399</end></date_range>"
         "</report_metadata><policy_published><domain>" +
         std::string(domain) +
         "</domain><p>none</p></policy_published><record><row><source_ip>192.0.2.1</source_ip>"
         "<count>" +
         std::string(count) +
         "</count><policy_evaluated><disposition>none</disposition><dkim>pass</dkim>"
         "<spf>fail</spf></policy_evaluated></row><identifiers><header_from>" +
         std::string(domain) +
         "</header_from></identifiers><auth_results><spf><domain>example.net</domain>"
         "<result>pass</result></spf></auth_results></record></feedback>";
}

/// A TLS report of one policy with 100 sessions that failed in one way.
inline std::string tls_json(std::string_view domain, std::string_view id) {
  return "{\"organization-name\":\"Sender\",\"date-range\":{\"start-datetime\":"
         "\"2026-04-29T00:00:00Z\",\"end-datetime\":\"2026-04-29T23:59:59Z\"},"
         "\"contact-info\":\"tls@example.net\",\"report-id\":\"" +
         std::string(id) +
         "\",\"policies\":[{\"policy\":{\"policy-type\":\"sts\",\"policy-string\":[\"version: "
         "STSv1\",\"mode: testing\"],\"policy-domain\":\"" +
         std::string(domain) +
         "\"},\"summary\":{\"total-successful-session-count\":900,"
         "\"total-failure-session-count\":100},\"failure-details\":[{\"result-type\":"
         "\"certificate-expired\",\"receiving-mx-hostname\":\"mx." +
         std::string(domain) + "\",\"failed-session-count\":100}]}]}";
}

/// A form of files, RFC 7578.
struct Form {
  std::string content_type = "multipart/form-data; boundary=\"x-boundary\"";
  std::string body = "--x-boundary--\r\n";

  Form& add(std::string_view name, std::string_view octets) {
    body.insert(body.rfind("--x-boundary--"),
                "--x-boundary\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" +
                    std::string(name) + "\"\r\nContent-Type: application/octet-stream\r\n\r\n" +
                    std::string(octets) + "\r\n");
    return *this;
  }

  /// A field without a file name.
  Form& add_field(std::string_view name, std::string_view text, std::string_view more = {}) {
    body.insert(body.rfind("--x-boundary--"),
                "--x-boundary\r\nContent-Disposition: form-data; name=\"" + std::string(name) +
                    "\"\r\n" + std::string(more) + "\r\n" + std::string(text) + "\r\n");
    return *this;
  }
};

struct Fixture {
  TempDir folder;
  libauth::dns::ZoneResolver resolver{zones()};
  reports::store::Store store = reports::store::Store::open(folder.file("reports.db"));
  std::string silence;  ///< what explain_silence() says
  service::api::Services services{
      .dns = {.resolver = resolver, .explain_silence = [this] { return silence; }},
      .store = store,
      .now = [] { return *libauth::base::parse_time("2026-05-01T00:00:00Z"); }};

  static std::vector<libauth::dns::Zone> zones() {
    std::vector<libauth::dns::Zone> all;
    if (auto zone = libauth::dns::Zone::read_text(kZone)) all.push_back(std::move(*zone));
    return all;
  }

  /// Sends a request through the route table.
  service::api::Response send(std::string_view method, std::string_view target,
                              std::string body = {}, std::string content_type = {}) {
    auto read = service::http::read_target(target);
    if (!read) return {.status = -1, .body = read.error().message};
    return service::api::dispatch({.method = std::string(method),
                                   .path = std::move(read->path),
                                   .segments = std::move(read->segments),
                                   .query = std::move(read->query),
                                   .places = {},
                                   .content_type = std::move(content_type),
                                   .body = std::move(body)},
                                  services);
  }
};

/// The body of a JSON answer.
inline boost::json::object body_of(const service::api::Response& response) {
  return boost::json::parse(response.body).as_object();
}

/// The text member of that name; empty where there is none.
inline std::string text_of(const boost::json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value == nullptr || !value->is_string() ? std::string() : std::string(value->as_string());
}

/// Whether it is a problem document of that kind, with a detail, about that path.
inline bool is_problem(const service::api::Response& response,
                       const service::api::ProblemKind& kind, std::string_view path) {
  if (response.status != kind.status || response.content_type != "application/problem+json") {
    return false;
  }
  const auto problem = body_of(response);
  return text_of(problem, "type") == "/problems/" + std::string(kind.id) &&
         text_of(problem, "title") == kind.title && problem.at("status") == kind.status &&
         !text_of(problem, "detail").empty() && text_of(problem, "instance") == path;
}

}  // namespace tests
