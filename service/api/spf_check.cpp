// SPDX-License-Identifier: MIT

#include "service/api/spf_check.h"

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "libauth/base/text.h"
#include "libauth/dns/settle.h"
#include "libauth/spf/client.h"
#include "service/api/dns_failure.h"
#include "service/api/words.h"

namespace service::api {
namespace {

using libauth::base::IpAddress;
using libauth::base::ParseError;
using libauth::base::Result;
using libauth::dns::Name;
using libauth::spf::Identity;
using libauth::spf::Outcome;
using libauth::spf::Request;
using libauth::spf::Step;

bool has_control(std::string_view text) {
  return std::ranges::any_of(text, [](char c) {
    const auto octet = static_cast<unsigned char>(c);
    return octet < 0x20 || octet == 0x7F;
  });
}

/// What is wrong with a text that is no address, where that is something people write.
std::string why_no_address(std::string_view text) {
  if (text.empty()) return "The address of --ip is empty.";
  const std::string not_one = quoted(text) + " is not an IP address: ";
  if (const std::size_t zone = text.find('%');
      zone != std::string_view::npos && IpAddress::parse(text.substr(0, zone))) {
    return not_one + "leave out the zone, " + quoted(text.substr(zone)) + ".";
  }
  if (const std::size_t slash = text.find('/');
      slash != std::string_view::npos && IpAddress::parse(text.substr(0, slash))) {
    return not_one + "it is a network; give one address of it.";
  }
  return not_one + "give one such as 192.0.2.1 or 2001:db8::1.";
}

/// What no client can have sent.
std::optional<ParseError> check_octets(std::string_view word, std::string_view text,
                                       std::string_view what) {
  if (has_control(text)) {
    return wrong_word(
        word, quoted(text) + " is not " + std::string(what) + ": it has a control character.");
  }
  if (text.size() <= kMaxSenderOctets) return std::nullopt;
  return wrong_word(word, quoted(text) + " is not " + std::string(what) + ": it has " +
                              std::to_string(text.size()) + " octets, and more than " +
                              std::to_string(kMaxSenderOctets) + " make no sense.");
}

/// The domain of a reverse-path as macros see it: a name that is not ASCII by its A-labels (RFC
/// 8616 section 4), all else as it is written. The evaluation gives none for what is an address
/// literal, has one label, or is no name (RFC 7208 section 4.3).
std::string sender_domain(std::string_view text) {
  const bool is_ascii = std::ranges::all_of(text, libauth::base::is_printable_ascii);
  if (is_ascii) return std::string(text);
  const auto name = Name::parse(text);
  return name ? name->text() : std::string(text);
}

/// A reverse-path, with or without the "<" and ">" of the SMTP command. RFC 7208 section 4.3: what
/// has no local-part is the postmaster's.
Result<std::string> read_mail_from(std::string_view text) {
  if (text.starts_with('<') && text.ends_with('>')) text = text.substr(1, text.size() - 2);
  if (auto wrong = check_octets("mail-from", text, "the address of a sender")) return *wrong;
  const std::size_t at = text.rfind('@');
  const std::size_t domain = at == std::string_view::npos ? 0 : at + 1;
  return std::string(text.substr(0, domain)) + sender_domain(text.substr(domain));
}

/// The argument of HELO or EHLO; clients write many things there, and what is no name has no
/// record.
Result<std::string> read_helo(std::string_view text) {
  if (text.empty()) return wrong_word("helo", "The name of --helo is empty.");
  if (auto wrong = check_octets("helo", text, "a HELO name")) return *wrong;
  return std::string(text);
}

/// Our own name, which macros and the header field show.
Result<std::string> read_receiver(const std::string& text) {
  const auto name = Name::parse(text);
  if (text.empty() || (name && name->is_mail_domain())) return text;
  return wrong_word("receiver", quoted(text) + " is not the name of a host.");
}

/// The sender: MAIL FROM, the postmaster of the domain, or nobody, so that HELO counts.
Result<std::string> read_path(const SenderWords& words) {
  if (words.domain && words.mail_from) {
    return wrong_word("mail-from",
                      "Give DOMAIN or --mail-from, not both: the sender has one domain.");
  }
  if (words.mail_from) return read_mail_from(*words.mail_from);
  if (!words.domain) return std::string();
  const auto order = read_audit({.domain = *words.domain});
  if (!order) return order.error();
  return "postmaster@" + order->domain.text();
}

bool is_answered(const libauth::dns::Facts& facts, const std::string& domain) {
  const auto name = Name::parse(domain);
  if (!name) return true;
  const auto* answer = facts.peek({*name, libauth::dns::RrType::txt});
  return answer == nullptr || answer->is_known() || answer->from_zone;
}

/// The step where an error arose: those around it hand it on.
const Step* origin_of(const SenderCheck& check, std::initializer_list<Outcome> outcomes) {
  const auto& trace = check.evaluation.trace;
  const auto found = std::find_if(trace.rbegin(), trace.rend(), [outcomes](const Step& step) {
    return std::ranges::find(outcomes, step.outcome) != outcomes.end();
  });
  return found == trace.rend() ? nullptr : &*found;
}

/// Says the reason of an error in other words, in all steps that have it.
void reword(SenderCheck& check, const std::string& better) {
  const std::string reason = check.evaluation.reason;
  for (Step& step : check.evaluation.trace) {
    if (step.detail == reason) step.detail = better;
  }
  check.evaluation.reason = better;
}

void explain_temperror(SenderCheck& check) {
  const Step* step = origin_of(check, {Outcome::temperror});
  if (step == nullptr) return;
  for (const auto& question : step->questions) {
    const auto* answer = check.facts.peek(question);
    // A PTR that fails is no error (RFC 7208 section 5.5).
    const bool is_cause =
        answer != nullptr && !answer->is_known() && question.type != libauth::dns::RrType::ptr;
    if (!is_cause) continue;
    check.is_lasting = failure_of(*answer).is_lasting;
    return reword(check, failure_sentence(question, *answer));
  }
}

void explain_permerror(SenderCheck& check) {
  const Step* step = origin_of(check, {Outcome::unreadable, Outcome::permerror});
  if (step == nullptr || step->outcome != Outcome::unreadable || step->questions.empty()) return;
  const auto* answer = check.facts.peek(step->questions.front());
  if (answer == nullptr) return;
  check.syntax_error = syntax_error_in(step->domain, spf_record_in(*answer));
  if (check.syntax_error) reword(check, sentence(*check.syntax_error));
}

void explain_none(SenderCheck& check) {
  const Step* step = origin_of(check, {Outcome::no_record});
  if (step == nullptr || step->questions.empty()) return;
  const auto* answer = check.facts.peek(step->questions.front());
  if (answer != nullptr) check.near_misses = near_misses_in(*answer);
}

/// Adds what the facts tell of the evaluation's end beyond its own reason.
void explain(SenderCheck& check) {
  switch (check.evaluation.result) {
    case libauth::spf::Result::temperror:
      return explain_temperror(check);
    case libauth::spf::Result::permerror:
      return explain_permerror(check);
    case libauth::spf::Result::none:
      return explain_none(check);
    default:
      return;
  }
}

}  // namespace

Result<Request> read_sender(const SenderWords& words) {
  Request request;
  if (!words.ip) return wrong_word("ip", "--ip is missing: the address of the client to check.");
  const auto ip = IpAddress::parse(*words.ip);
  if (!ip) return wrong_word("ip", why_no_address(*words.ip));
  request.ip = *ip;
  const auto path = read_path(words);
  if (!path) return path.error();
  request.mail_from = *path;
  if (words.helo) {
    const auto helo = read_helo(*words.helo);
    if (!helo) return helo.error();
    request.helo = *helo;
  }
  if (request.mail_from.empty() && request.helo.empty()) {
    return wrong_word(
        "helo", words.mail_from
                    ? "Without an address in --mail-from the HELO name is checked: give --helo."
                    : "Whose mail? Give --mail-from, or --helo, or a DOMAIN.");
  }
  const auto receiver = read_receiver(words.receiver);
  if (!receiver) return receiver.error();
  request.receiver = *receiver;
  request.now = words.now;
  return request;
}

Identity identity_of(const Request& request) {
  return request.mail_from.empty() ? Identity::helo : Identity::mailfrom;
}

SenderCheck check_sender(const Request& request, const DnsAccess& dns) {
  SenderCheck check;
  check.request = request;
  Request known = request;
  if (known.helo.empty()) known.helo = kUnknownHelo;
  libauth::dns::SettleCost cost;
  const auto judge = [&known](libauth::dns::Facts& facts) {
    return libauth::spf::evaluate(known, facts, {.trace = true});
  };
  check.domain = libauth::spf::Client(known, check.facts, 0).sender_domain();
  check.evaluation = libauth::dns::settle(dns.resolver, check.facts, judge, dns.limits, &cost);
  explain(check);
  check.cost = {static_cast<std::int64_t>(cost.rounds), static_cast<std::int64_t>(cost.questions)};
  if (!is_answered(check.facts, check.domain) && dns.explain_silence) {
    check.silence = dns.explain_silence();
  }
  return check;
}

std::string received_spf_of(const SenderCheck& check) {
  return libauth::spf::received_spf(check.evaluation, check.request, identity_of(check.request),
                                    libauth::mail::LineEnd::lf);
}

}  // namespace service::api
