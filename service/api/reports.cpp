// SPDX-License-Identifier: MIT
//
// Stored reports over HTTP, and what could not be read.

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>

#include "libauth/base/enum.h"
#include "libauth/base/text.h"
#include "reports/intake/unpack.h"
#include "reports/store/store.h"
#include "service/api/handlers.h"
#include "service/api/limits.h"
#include "service/api/mail_analysis.h"
#include "service/api/parameters.h"
#include "service/api/problem.h"
#include "service/api/report_documents.h"
#include "service/api/report_list.h"
#include "service/api/words.h"

namespace service::api {
namespace {

namespace intake = reports::intake;
namespace store = reports::store;

using libauth::base::ParseError;

/// How the octets of a report are sent.
struct SourceType {
  std::string_view media_type;
  std::string_view suffix;  ///< of the file name
};

SourceType source_type(intake::Kind kind) {
  switch (kind) {
    case intake::Kind::aggregate:
      return {"application/xml", ".xml"};
    case intake::Kind::tls:
      return {"application/tlsrpt+json", ".json"};  // RFC 8460 section 6.4
    case intake::Kind::failure:
      return {"message/rfc822", ".eml"};
  }
  return {"application/octet-stream", ""};
}

/// What a report was read from, or could not be read from.
struct Source {
  std::string octets;
  SourceType type;
};

/// Octets of strangers. A browser shall neither show nor run them, whatever they pretend to be:
/// they are a file to save (RFC 6266), of that type and no other (nosniff, which every answer has),
/// and where they are opened all the same, they can do nothing.
/// @param id  see is_id()
Response hostile_octets(Source source, std::string_view id) {
  return {.status = 200,
          .content_type = std::string(source.type.media_type),
          .headers = {{"Content-Disposition", "attachment; filename=\"" + std::string(id) +
                                                  std::string(source.type.suffix) + "\""},
                      {"Content-Security-Policy", "default-src 'none'; sandbox"}},
          .body = std::move(source.octets)};
}

/// Whether a report may have that id (store::Outcome::id): 26 hexadecimal digits in lower case. All
/// else is kept away from the database and from header fields.
bool is_id(std::string_view text) {
  constexpr std::size_t kDigits = 26;
  return text.size() == kDigits &&
         text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

Response no_such_report(std::string_view id, const Request& request) {
  return problem(kNoSuchReport, "There is no report " + quoted(id) + ".", request.path);
}

Response too_many_reads(const Request& request) {
  return busy("As many reports are being read as this server reads at once.", request.path);
}

std::optional<Source> report_source(const store::Store& store, std::string_view id) {
  auto payload = store.payload(id);
  if (!payload) return std::nullopt;
  return Source{std::move(payload->second), source_type(payload->first)};
}

std::optional<Source> unread_source(const store::Store& store, std::string_view id) {
  auto payload = store.unread_payload(id);
  if (!payload) return std::nullopt;
  return Source{std::move(*payload), {"application/octet-stream", ""}};
}

/// The octets that have the id of the path, where there are some.
Response send_source(const Request& request, Services& services,
                     std::optional<Source> (*find)(const store::Store&, std::string_view id)) {
  const std::string_view id = request.place("id");
  if (!is_id(id)) return no_such_report(id, request);
  const auto place = services.report_reads.enter(kPlacePatience);
  if (!place) return too_many_reads(request);
  auto source = find(services.store, id);
  if (!source) return no_such_report(id, request);
  return hostile_octets(std::move(*source), id);
}

/// Reads the number "next" of the page before, where it is given; the text says what is wrong.
std::string read_after(const Request& request, std::optional<std::int64_t>& after) {
  const auto text = request.parameter("after");
  if (!text) return {};
  after = read_cursor(*text);
  if (!after) return "after is the number \"next\" of a page, not " + quoted(*text) + ".";
  return {};
}

/// Reads the query of GET /v1/reports; the text says what is wrong with it, empty where nothing is.
std::string read_filter(const Request& request, store::Filter& filter) {
  if (std::string wrong = read_limit(request, filter.limit); !wrong.empty()) return wrong;
  if (std::string wrong = read_after(request, filter.after); !wrong.empty()) return wrong;
  if (const auto domain = request.parameter("domain")) {
    const auto name = libauth::dns::Name::parse(*domain);
    if (!name) {
      return "domain is a domain name, not " + quoted(*domain) + ": " + name.error().message;
    }
    filter.domain = name->text();
  }
  if (const auto word = request.parameter("kind")) {
    filter.kind = libauth::base::parse_enum<intake::Kind>(*word);
    if (!filter.kind) return "kind is aggregate, tls or failure, not " + quoted(*word) + ".";
  }
  const auto wrong = read_days(request.parameter("from"), request.parameter("to"), filter);
  return wrong ? wrong->message : std::string();
}

}  // namespace

std::optional<std::int64_t> read_cursor(std::string_view text) {
  constexpr auto kMost = std::uint64_t{std::numeric_limits<std::int64_t>::max()};
  const auto cursor = libauth::base::parse_number<std::uint64_t>(text);
  return cursor && *cursor <= kMost ? std::optional(static_cast<std::int64_t>(*cursor))
                                    : std::nullopt;
}

std::optional<ParseError> read_days(std::optional<std::string_view> from,
                                    std::optional<std::string_view> to, store::Filter& filter) {
  if (from) {
    filter.from = read_time(*from);
    if (!filter.from) return wrong_time("from", *from);
  }
  if (to) {
    filter.to = read_time(*to);
    if (!filter.to) return wrong_time("to", *to);
  }
  if (!filter.from || !filter.to || *filter.from < *filter.to) return std::nullopt;
  return wrong_word("from", "The period begins at " + libauth::base::rfc3339(*filter.from) +
                                ", which is not before its end, " +
                                libauth::base::rfc3339(*filter.to) + ".");
}

Response get_reports(const Request& request, Services& services) {
  store::Filter filter;
  if (std::string wrong = read_filter(request, filter); !wrong.empty()) {
    return bad_parameter(std::move(wrong), request);
  }
  return json_response(200, json::document(kReportListSchema, services.store.list(filter)));
}

Response get_report(const Request& request, Services& services) {
  const std::string_view id = request.place("id");
  if (!is_id(id)) return no_such_report(id, request);
  const auto place = services.report_reads.enter(kPlacePatience);
  if (!place) return too_many_reads(request);
  const auto report = services.store.find(id);
  if (!report) return no_such_report(id, request);
  return json_response(200, json::document(kStoredReportSchema, *report));
}

Response get_report_source(const Request& request, Services& services) {
  return send_source(request, services, report_source);
}

Response get_unread_reports(const Request& request, Services& services) {
  std::size_t limit = 0;
  std::optional<std::int64_t> after;
  std::string wrong = read_limit(request, limit);
  if (wrong.empty()) wrong = read_after(request, after);
  if (!wrong.empty()) return bad_parameter(std::move(wrong), request);
  store::UnreadPage page = services.store.unread(limit, after);
  const UnreadList list{std::move(page.payloads), services.store.unread_count(), page.next};
  return json_response(200, json::document(kUnreadListSchema, list));
}

Response get_unread_source(const Request& request, Services& services) {
  return send_source(request, services, unread_source);
}

}  // namespace service::api
