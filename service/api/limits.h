// SPDX-License-Identifier: MIT
//
// What the API allows, and why.

#pragma once

#include <chrono>
#include <cstddef>

namespace service::api {

/// Audits at once. Each holds a thread for the DNS to answer, up to 20 s, and has about 120
/// questions under way; what is over gets 503, so that reports can still be read and stored.
inline constexpr std::size_t kMaxAudits = 64;
/// Messages that are verified at once. Each holds a thread for the DNS to answer, up to 20 s, and
/// asks 10 to 20 questions; what is over gets 503.
inline constexpr std::size_t kMaxVerifications = 64;
/// Uploads at once. The largest that the usual limits allow, 100,000 records, is sent as 170 KB and
/// takes some 270 MB until it is stored, so that what clients send does not bound the memory: this
/// does, at about 1 GB, and at more where --max-records is. More at once would gain little, as one
/// writes at a time.
inline constexpr std::size_t kMaxUploads = 4;
/// Reports read whole at once: some 500 MB each for the largest, as records and as JSON.
inline constexpr std::size_t kMaxReportReads = 4;
/// Answers on stored reports at once: each reads what was counted for a domain in some months, up
/// to some 100 MB for the largest, and may wait for the DNS.
inline constexpr std::size_t kMaxAnswers = 8;
/// How long an answer on stored reports waits for the DNS to tell what today's policy is and which
/// subdomains exist. It is given all the same, and says what is not known.
inline constexpr std::chrono::milliseconds kExistencePatience{3000};
/// Subdomains of which that is asked. Who spoofs makes up any number.
inline constexpr std::size_t kMaxExistenceQuestions = 200;
/// Files of one form. What they unpack to together is kMaxFormOutput.
inline constexpr std::size_t kMaxFormFiles = 1000;
/// Octets that all files of a form may unpack to, one after the other: a year of reports has less.
/// It bounds the time, some 10 seconds; the memory is that of the largest file.
inline constexpr std::size_t kMaxFormOutput = std::size_t{256} << 20;
/// Octets of the body that says the owner's word on a source.
inline constexpr std::size_t kMaxVerdictBody = 1000;
/// Octets of a source's name: a domain, or what a map of senders has.
inline constexpr std::size_t kMaxSourceName = 255;
/// How long an upload or the reading of a report waits for a place: nearly all take milliseconds,
/// so that clients are only refused when the server is held up. The wait takes a thread.
inline constexpr std::chrono::milliseconds kPlacePatience{2000};
/// Seconds that a client is told to wait when there are as many as there may be.
inline constexpr int kRetryAfterSeconds = 5;

/// DKIM selectors that one audit may name. Each is a question; nobody publishes so many.
inline constexpr std::size_t kMaxSelectors = 50;
/// Blocklists that one audit may name. Each is asked about every address of the mail servers.
inline constexpr std::size_t kMaxBlocklists = 50;

/// How long to look for the reason when the DNS said nothing at all.
inline constexpr std::chrono::milliseconds kSilencePatience{2000};

/// Reports on a page of the list.
inline constexpr std::size_t kDefaultPage = 100;
inline constexpr std::size_t kMaxPage = 1000;

}  // namespace service::api
