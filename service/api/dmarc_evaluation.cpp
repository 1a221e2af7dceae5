// SPDX-License-Identifier: MIT

#include "service/api/dmarc_evaluation.h"

#include <utility>

#include "libauth/base/enum.h"
#include "libauth/base/text.h"
#include "libauth/dns/settle.h"
#include "service/api/dns_failure.h"
#include "service/api/words.h"

namespace service::api {
namespace {

using libauth::base::ParseError;
using libauth::base::Result;
using libauth::dmarc::Evaluation;
using libauth::dmarc::Mode;
using libauth::dns::Name;

/// The names of an enumeration, "pass, fail or none".
template <libauth::base::DescribedEnum E>
std::string words_of() {
  std::vector<std::string> names;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>(
      [&names](auto enumerator) { names.emplace_back(enumerator.name); });
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    text += i == 0 ? "" : i + 1 == names.size() ? " or " : ", ";
    text += names[i];
  }
  return text;
}

Result<Name> read_identifier(std::string_view word, std::string_view text) {
  const auto name = Name::parse(text);
  if (!name) {
    return wrong_word(word, quoted(text) + " in --" + std::string(word) +
                                " is not a domain name: " + name.error().message);
  }
  if (name->is_mail_domain()) return *name;
  return wrong_word(word,
                    quoted(text) + " in --" + std::string(word) + " is not a domain for mail.");
}

/// "result@domain", without case.
template <class Identifier, libauth::base::DescribedEnum E>
Result<Identifier> read_result(std::string_view word, std::string_view text) {
  const std::size_t at = text.find('@');
  const auto result = libauth::base::parse_enum<E>(libauth::base::to_lower(text.substr(0, at)));
  if (!result) {
    return wrong_word(word, quoted(text.substr(0, at)) + " in --" + std::string(word) +
                                " is no result: it is " + words_of<E>() + ".");
  }
  const auto domain = read_identifier(word, text.substr(at + 1));
  if (!domain) return domain.error();
  return Identifier{*domain, *result};
}

Result<libauth::dmarc::SpfIdentifier> read_spf(std::string_view text) {
  if (text.find('@') == std::string_view::npos) {
    return wrong_word("spf", "Give --spf as RESULT@DOMAIN, such as pass@example.com, in place of " +
                                 quoted(text) + ".");
  }
  return read_result<libauth::dmarc::SpfIdentifier, libauth::spf::Result>("spf", text);
}

Result<libauth::dmarc::DkimIdentifier> read_dkim(std::string_view text) {
  if (text.find('@') != std::string_view::npos) {
    return read_result<libauth::dmarc::DkimIdentifier, libauth::dkim::Result>("dkim", text);
  }
  const auto domain = read_identifier("dkim", text);
  if (!domain) return domain.error();
  return libauth::dmarc::DkimIdentifier{*domain, libauth::dkim::Result::pass};
}

/// Says what the DNS did not tell, where the result depends on it.
void explain(const DnsAccess& dns, DmarcCheck& check) {
  const Evaluation& evaluation = check.evaluation();
  if (evaluation.unanswered.empty()) return;
  const libauth::dns::Question& question = evaluation.unanswered.front();
  const auto* answer = check.facts.peek(question);
  if (answer == nullptr) return;
  check.failure = failure_sentence(question, *answer);
  // Where the first name of the discovery is not known, nothing is.
  const bool is_first = evaluation.queries == 1 && !evaluation.record_domain;
  const bool is_silent = is_first && !answer->from_zone;
  if (is_silent && dns.explain_silence) check.silence = dns.explain_silence();
}

}  // namespace

Result<DmarcOrder> read_dmarc(const DmarcWords& words) {
  const auto domain = read_audit({.domain = words.domain});
  if (!domain) return domain.error();
  DmarcOrder order{.author = domain->domain, .identifiers = {}};
  if (words.spf) {
    const auto spf = read_spf(*words.spf);
    if (!spf) return spf.error();
    order.identifiers.spf = *spf;
  }
  if (words.dkim.size() > kMaxDmarcSignatures) {
    return wrong_word("dkim", "An evaluation takes at most " + std::to_string(kMaxDmarcSignatures) +
                                  " signatures, and " + std::to_string(words.dkim.size()) +
                                  " are given.");
  }
  for (const std::string& text : words.dkim) {
    const auto dkim = read_dkim(text);
    if (!dkim) return dkim.error();
    order.identifiers.dkim.push_back(*dkim);
  }
  return order;
}

DmarcCheck check_dmarc(const DmarcOrder& order, Mode mode, const DnsAccess& dns) {
  DmarcCheck check;
  check.order = order;
  check.mode = mode;
  libauth::dns::SettleCost cost;
  const auto judge = [&order](libauth::dns::Facts& facts) {
    return libauth::dmarc::compare(order.author, order.identifiers, facts);
  };
  check.comparison = libauth::dns::settle(dns.resolver, check.facts, judge, dns.limits, &cost);
  check.cost = {static_cast<std::int64_t>(cost.rounds), static_cast<std::int64_t>(cost.questions)};
  explain(dns, check);
  return check;
}

}  // namespace service::api
