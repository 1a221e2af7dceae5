// SPDX-License-Identifier: MIT
//
// Problem documents (RFC 9457), the answer to every request that is not met.

#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <boost/describe/class.hpp>

#include "service/api/response.h"

namespace service::api {

inline constexpr std::string_view kProblemType = "application/problem+json";

/// A kind of problem: everything that does not depend on the request. The page /problems/{id} shows
/// it, so that the "type" of a problem document leads somewhere (RFC 9457 section 3.1.1).
struct ProblemKind {
  std::string_view id;  ///< kebab-case; never changes
  int status = 0;
  std::string_view title;   ///< the same for every problem of the kind
  std::string_view advice;  ///< what the client can do about it
};

inline constexpr ProblemKind kBadRequest{
    "bad-request", 400, "The request cannot be read",
    "Send a request that keeps to RFC 9112; the detail names the part that does not."};
inline constexpr ProblemKind kBadParameter{
    "bad-parameter", 400, "A query parameter is unknown or has a bad value",
    "The detail names the parameter and what it takes; /openapi.json lists all of them."};
inline constexpr ProblemKind kBadDocument{"bad-document", 400,
                                          "The body is not the JSON document that the path takes",
                                          "Send the document that the detail shows."};
inline constexpr ProblemKind kNotADomain{
    "not-a-domain", 400, "The name is not a domain that mail can be sent to",
    "Give a domain name such as example.com, without scheme, path, port or mailbox."};
inline constexpr ProblemKind kNotAReport{
    "not-a-report", 422, "The body can be read and has no report",
    "Send a report as it came: of DMARC aggregate, of a failure, or of TLS."};
inline constexpr ProblemKind kTooMuch{
    "too-much-in-period", 422, "The reports of the period are more than one answer is made of",
    "Ask for a shorter period with the parameters from and to."};
inline constexpr ProblemKind kUnreadableReport{
    "unreadable-report", 400,
    "The body cannot be read as a report, nor as an archive or mail of some",
    "Send the octets of the report file as the body, or a multipart/form-data form of files. What "
    "could not be read is kept: see \"rejected\"."};
inline constexpr ProblemKind kCrossOrigin{
    "cross-origin", 403, "A page of another origin may not change anything here",
    "Send the request from a page of the server's own origin, or from a program without the header "
    "fields Origin and Sec-Fetch-Site. A proxy in between has to pass Host on as it came."};
inline constexpr ProblemKind kNoSuchPage{"no-such-page", 404, "There is nothing at this path",
                                         "/openapi.json lists every path."};
inline constexpr ProblemKind kNoSuchReport{"no-such-report", 404, "There is no report with this id",
                                           "/v1/reports lists the reports that are stored, "
                                           "/v1/unread-reports what could not be read."};
inline constexpr ProblemKind kMethodNotAllowed{
    "method-not-allowed", 405, "The path does not take this method",
    "The header field Allow lists the methods that it takes."};
inline constexpr ProblemKind kRequestTimeout{
    "request-timeout", 408, "The request did not arrive in time",
    "Send the request without pauses; the detail says how long it may take."};
inline constexpr ProblemKind kTooLarge{
    "too-large", 413, "The body is more than this server takes, or unpacks to more",
    "Send less at once; the detail names the limit."};
inline constexpr ProblemKind kTargetTooLong{"target-too-long", 414,
                                            "The request target is longer than this server takes",
                                            "Send a shorter path and query."};
inline constexpr ProblemKind kMisdirected{
    "misdirected-request", 421, "The request is for a host that this server does not answer for",
    "Call it localhost or by its address; mailvet serve --host-name NAME adds another name."};
inline constexpr ProblemKind kHeaderTooLarge{"header-too-large", 431,
                                             "The request header is larger than this server takes",
                                             "Send fewer or shorter header fields."};
inline constexpr ProblemKind kInternal{
    "internal-error", 500, "The server failed",
    "Nothing that was stored before is lost. The server's log has the reason."};
inline constexpr ProblemKind kNotImplemented{
    "not-implemented", 501, "The server does not know this transfer coding",
    "Send the body with Content-Length, or with the transfer coding chunked."};
inline constexpr ProblemKind kBusy{
    "busy", 503, "The server has as much work as it takes at once",
    "Try again after the seconds that the header field Retry-After gives."};
inline constexpr ProblemKind kDatabaseUnavailable{
    "database-unavailable", 503, "The database cannot be used now",
    "Try again after the seconds that the header field Retry-After gives. What was stored before "
    "is not lost, and is known for a duplicate where it is sent again."};
inline constexpr ProblemKind kResolverUnreachable{
    "resolver-unreachable", 504, "The DNS resolver does not answer",
    "The members of the answer are there too; everything in them that rests on the DNS is "
    "unknown."};

/// Every kind, by status.
std::span<const ProblemKind* const> all_problems();

/// The kind of that id, or null.
const ProblemKind* find_problem(std::string_view id);

/// The members that every problem document has, RFC 9457 section 3.1.
struct ProblemDocument {
  std::string type;  ///< URI reference: "/problems/<id>"
  std::string title;
  int status = 0;
  std::string detail;                   ///< one or two sentences about this request
  std::optional<std::string> instance;  ///< the path of the request, where it could be read
};

BOOST_DESCRIBE_STRUCT(ProblemDocument, (), (type, title, status, detail, instance))

/// The answer for a request that is not met.
/// @param detail      what was wrong with this request; made printable UTF-8 by the caller
/// @param instance    path of the request; empty where it could not be read
/// @param extensions  members that follow those of RFC 9457 (section 3.2)
Response problem(const ProblemKind& kind, std::string detail, std::string_view instance,
                 json::object extensions = {});

/// The answer for a request that finds all places taken: kBusy, with Retry-After (RFC 9110 section
/// 15.6.4).
Response busy(std::string detail, std::string_view instance);

/// The answer for a request that the database failed, which is in use by others or out of reach for
/// a while: kDatabaseUnavailable, with Retry-After.
Response database_unavailable(std::string_view instance);

}  // namespace service::api
