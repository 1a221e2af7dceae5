// SPDX-License-Identifier: MIT

#include "service/api/verify_message.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "libauth/authres/write.h"
#include "libauth/base/enum.h"
#include "libauth/base/text.h"
#include "libauth/spf/received_spf.h"
#include "service/api/spf_check.h"
#include "service/api/words.h"

namespace service::api {
namespace {

using libauth::base::ParseError;
using libauth::base::Result;
using libauth::dns::AnswerPtr;
using libauth::dns::Deadline;
using libauth::dns::Question;
using libauth::mail::LineEnd;

/// Octets within which the first line end is looked for. RFC 5322 section 2.1.1: a line has at most
/// 998 of them.
constexpr std::size_t kFirstLine = std::size_t{64} << 10;

/// The envelope, by the rules of mailvet spf. Either name may be left out here, as iprev needs
/// none.
Result<libauth::verify::Envelope> read_envelope(const MessageWords& words) {
  libauth::verify::Envelope envelope;
  if (!words.ip) {
    if (!words.mail_from && !words.helo) return envelope;
    return wrong_word(
        words.mail_from ? "mail_from" : "helo",
        "The sender's address and the HELO name only count together with the address of "
        "the client, which is not given.");
  }
  if (words.ip->empty()) return wrong_word("ip", "The address of the client is empty.");
  if (words.helo && words.helo->empty()) return wrong_word("helo", "The HELO name is empty.");
  SenderWords sender{.ip = words.ip, .helo = words.helo, .mail_from = words.mail_from};
  const bool has_name = words.helo || (words.mail_from && !words.mail_from->empty());
  if (!has_name) sender.helo = kUnknownHelo;
  auto request = read_sender(sender);
  if (!request) {
    ParseError why = request.error();
    if (why.rule == "mail-from") why.rule = "mail_from";
    return why;
  }
  envelope.ip = request->ip;
  envelope.mail_from = request->mail_from;
  if (has_name) envelope.helo = request->helo;
  return envelope;
}

/// Sets `flag` where the word is given.
std::optional<ParseError> read_flag(const std::optional<std::string>& word, std::string_view name,
                                    bool& flag) {
  if (!word) return std::nullopt;
  flag = *word == "true";
  if (flag || *word == "false") return std::nullopt;
  return wrong_word(name, "This is true or false, not " + quoted(*word) + ".");
}

Result<std::string> read_authserv_id(const std::optional<std::string>& text) {
  if (!text) return std::string(kDefaultAuthservId);
  const bool is_printable = std::ranges::all_of(*text, libauth::base::is_printable_ascii);
  if (!text->empty() && is_printable && text->size() <= kMaxAuthservId) return *text;
  return wrong_word("authserv_id",
                    quoted(*text) + " is no authserv-id: give 1 to " +
                        std::to_string(kMaxAuthservId) +
                        " printable ASCII characters, such as the name of your host.");
}

std::optional<ParseError> read_line_ends(const std::string& word, MessageOrder& order) {
  order.finds_line_ends = word == "auto";
  if (order.finds_line_ends) return std::nullopt;
  const auto ends = libauth::base::parse_enum<LineEnd>(word);
  if (!ends)
    return wrong_word("line_ends", "The line ends are auto, crlf or lf, not " + quoted(word) + ".");
  order.settings.line_ends = *ends;
  return std::nullopt;
}

std::optional<ParseError> read_mode(const std::string& word, MessageOrder& order) {
  const auto mode = libauth::base::parse_enum<libauth::dmarc::Mode>(word);
  if (!mode) {
    return wrong_word("dmarc_mode",
                      "The mode of DMARC is rfc9989 or rfc7489, not " + quoted(word) + ".");
  }
  order.settings.dmarc_mode = *mode;
  return std::nullopt;
}

/// Passes questions on, and notes whether anybody said anything.
class Listener final : public libauth::dns::Resolver {
 public:
  explicit Listener(libauth::dns::Resolver& resolver) : resolver_(resolver) {}

  std::vector<AnswerPtr> resolve(std::span<const Question> questions, Deadline deadline) override {
    has_asked_ = has_asked_ || !questions.empty();
    auto answers = resolver_.resolve(questions, deadline);
    for (const AnswerPtr& answer : answers) hear(*answer);
    return answers;
  }

  void resolve_each(std::span<const Question> questions, Deadline deadline,
                    const Take& take) override {
    has_asked_ = has_asked_ || !questions.empty();
    resolver_.resolve_each(questions, deadline, [&](std::size_t index, AnswerPtr answer) {
      hear(*answer);
      take(index, std::move(answer));
    });
  }

  void resolve_all(std::span<const Question> first, Deadline deadline,
                   const Follow& follow) override {
    has_asked_ = has_asked_ || !first.empty();
    resolver_.resolve_all(first, deadline, [&](const Question& question, AnswerPtr answer) {
      hear(*answer);
      return follow(question, std::move(answer));
    });
  }

  AnswerPtr peek(const Question& question) override { return resolver_.peek(question); }

  bool heard_nothing() const { return has_asked_ && !has_heard_; }

 private:
  void hear(const libauth::dns::Answer& answer) {
    has_heard_ = has_heard_ || answer.is_known() || answer.from_zone;
  }

  libauth::dns::Resolver& resolver_;
  bool has_asked_ = false;
  bool has_heard_ = false;
};

/// The first octets: with the first line end, where it comes within kFirstLine. They are copied to
/// `room` only where they come in several pieces.
std::string_view read_first_line(const MessageSource& next, std::string& room) {
  std::string_view start = next();
  while (!start.empty() && start.size() < kFirstLine && start.find('\n') == std::string::npos) {
    if (room.empty()) room = start;
    const std::string_view piece = next();
    if (piece.empty()) return room;
    start = room += piece;
  }
  return start;
}

bool has_failed(libauth::spf::Result result) {
  using libauth::spf::Result;
  return result == Result::fail || result == Result::softfail || result == Result::permerror;
}

bool has_failed(const libauth::dkim::Verification& signature) {
  using libauth::dkim::Result;
  return signature.result != Result::pass && signature.result != Result::none &&
         signature.result != Result::temperror;
}

bool is_temporary(const libauth::verify::Report& report) {
  using libauth::dkim::Result;
  const auto is_temperror = [](const auto& one) { return one.result == Result::temperror; };
  return report.spf.result == libauth::spf::Result::temperror || report.arc.is_temporary ||
         std::ranges::any_of(report.dkim, is_temperror);
}

}  // namespace

Result<MessageOrder> read_message(const MessageWords& words) {
  MessageOrder order;
  auto envelope = read_envelope(words);
  if (!envelope) return envelope.error();
  order.envelope = std::move(*envelope);
  order.mail_from = words.mail_from.value_or("");
  auto authserv_id = read_authserv_id(words.authserv_id);
  if (!authserv_id) return authserv_id.error();
  order.settings.authserv_id = std::move(*authserv_id);
  if (auto wrong = read_line_ends(words.line_ends.value_or("auto"), order)) return *wrong;
  if (auto wrong = read_mode(words.dmarc_mode.value_or("rfc9989"), order)) return *wrong;
  auto& settings = order.settings;
  if (auto wrong = read_flag(words.accept_partial_body, "accept_partial_body",
                             settings.accept_partial_body)) {
    return *wrong;
  }
  if (auto wrong = read_flag(words.check_helo, "check_helo", settings.check_helo)) return *wrong;
  order.settings.now = words.now;
  order.settings.explain = true;
  return order;
}

VerifiedMessage verify_message(MessageOrder order, const MessageSource& next,
                               const DnsAccess& dns) {
  std::string room;
  std::string_view start;
  if (order.finds_line_ends) {
    start = read_first_line(next, room);
    order.settings.line_ends = libauth::mail::first_line_end(start);
  }
  Listener listener(dns.resolver);
  libauth::verify::Session session(order.envelope, order.settings);
  session.feed(start);
  for (std::string_view piece = next(); !piece.empty(); piece = next()) session.feed(piece);
  session.finish();
  libauth::verify::settle(session, listener, std::chrono::steady_clock::now() + dns.limits.time);
  VerifiedMessage message{.order = std::move(order), .session = std::move(session), .silence = {}};
  if (listener.heard_nothing() && dns.explain_silence) message.silence = dns.explain_silence();
  return message;
}

MessageVerdict verdict_of(const libauth::verify::Report& report) {
  using libauth::dmarc::Result;
  switch (report.dmarc.verdict.result) {
    case Result::pass:
      return MessageVerdict::good;
    case Result::fail:
    case Result::permerror:
      return MessageVerdict::bad;
    case Result::temperror:
      return MessageVerdict::unknown;
    case Result::none:
      break;
  }
  const bool is_bad =
      has_failed(report.spf.result) ||
      (report.arc.result == libauth::arc::Result::fail && !report.arc.is_temporary) ||
      std::ranges::any_of(report.dkim, [](const auto& one) { return has_failed(one); });
  if (is_bad) return MessageVerdict::bad;
  return is_temporary(report) ? MessageVerdict::unknown : MessageVerdict::good;
}

std::string received_spf_of(const VerifiedMessage& message, LineEnd line_end) {
  using libauth::spf::Identity;
  const libauth::verify::Envelope& envelope = message.order.envelope;
  if (!envelope.has_sender()) return {};
  const libauth::spf::Request request{.ip = *envelope.ip,
                                      .helo = envelope.helo,
                                      .mail_from = envelope.mail_from,
                                      .receiver = message.order.settings.authserv_id,
                                      .now = message.order.settings.now};
  const Identity identity = envelope.mail_from.empty() ? Identity::helo : Identity::mailfrom;
  return libauth::spf::received_spf(message.report().spf, request, identity, line_end);
}

std::string trace_fields_of(const VerifiedMessage& message) {
  const LineEnd line_end = message.order.settings.line_ends;
  const std::string_view end = libauth::mail::octets_of(line_end);
  std::string fields =
      libauth::authres::write_field(message.report().authentication_results, line_end);
  fields += end;
  const std::string received_spf = received_spf_of(message, line_end);
  if (!received_spf.empty()) fields.append(received_spf).append(end);
  return fields;
}

}  // namespace service::api
