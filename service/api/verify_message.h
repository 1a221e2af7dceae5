// SPDX-License-Identifier: MIT
//
// The verification of one message, as the HTTP route and the command line both make it.

#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include <boost/describe/enum.hpp>

#include "libauth/base/result.h"
#include "libauth/base/time.h"
#include "libauth/dmarc/evaluate.h"
#include "libauth/mail/fold.h"
#include "libauth/verify/session.h"
#include "service/api/domain_audit.h"

namespace service::api {

/// What the user said; absent: not given.
struct MessageWords {
  std::optional<std::string> ip{};
  std::optional<std::string> helo{};
  /// With or without "<" and ">"; without "@" the postmaster of that domain; empty: a bounce.
  std::optional<std::string> mail_from{};
  std::optional<std::string> authserv_id{};
  std::optional<std::string> dmarc_mode{};           ///< a word of libauth::dmarc::Mode
  std::optional<std::string> line_ends{};            ///< "auto", "crlf" or "lf"
  std::optional<std::string> accept_partial_body{};  ///< "true" or "false"
  std::optional<std::string> check_helo{};           ///< "true" or "false"
  libauth::base::Time now{};
};

/// The name of the one who verifies, where none is given.
inline constexpr std::string_view kDefaultAuthservId = "localhost";

/// Octets of an authserv-id; it is to be the name of a host (RFC 8601 section 2.5).
inline constexpr std::size_t kMaxAuthservId = 255;

/// What is verified, and how.
struct MessageOrder {
  libauth::verify::Envelope envelope;
  libauth::verify::Settings
      settings;  ///< its line ends do not count where they are to be found out
  bool finds_line_ends = true;
  std::string mail_from;  ///< as it was given
};

/// Reads the words. The rule of an error is the word at fault, as the members are called; its
/// message is a sentence that says what is wrong, fit for one line.
libauth::base::Result<MessageOrder> read_message(const MessageWords& words);

/// Gives the next octets of a message, valid until it is called again; none at its end, and then
/// none again.
using MessageSource = std::function<std::string_view()>;

/// One message that was verified.
struct VerifiedMessage {
  MessageOrder order;  ///< with the line ends that were found
  libauth::verify::Session session;
  std::string silence;  ///< why the DNS said nothing at all; empty where it did say something

  const libauth::verify::Report& report() const { return session.report(); }
};

/// Verifies the message as it comes, without keeping its body. Line ends that are to be found out
/// are those of the first line: LF where it ends with an LF that has no CR before it, else CRLF.
/// Where no question got an answer it finds out why, which takes some seconds more.
/// @threads safe
VerifiedMessage verify_message(MessageOrder order, const MessageSource& next, const DnsAccess& dns);

/// How a verification ended as a whole, for those who want one word of it.
enum class MessageVerdict {
  good,     ///< DMARC passes, or no policy applies and nothing failed
  bad,      ///< DMARC does not pass; or no policy applies, and SPF, a signature or the chain failed
  unknown,  ///< the DNS did not answer, and a later try may end otherwise
};

BOOST_DESCRIBE_ENUM(MessageVerdict, good, bad, unknown)

MessageVerdict verdict_of(const libauth::verify::Report& report);

/// The field Received-SPF, folded; empty where SPF was not checked, as there is no client or no
/// sender.
std::string received_spf_of(const VerifiedMessage& message, libauth::mail::LineEnd line_end);

/// The fields to put on top of the message: Authentication-Results, and Received-SPF where SPF was
/// checked. Each line ends as those of the message do.
std::string trace_fields_of(const VerifiedMessage& message);

}  // namespace service::api
