// SPDX-License-Identifier: MIT

#include "reports/sources/classify.h"

#include <algorithm>
#include <array>
#include <vector>

#include "libauth/base/text.h"
#include "reports/sources/known_senders.h"

namespace reports::sources {
namespace {

/// What the rules look at.
struct Case {
  const Traffic& traffic;
  const Record& record;
  const OwnDomain& own;

  const Source& source() const { return *traffic.source; }
};

/// One part in so many of a source's messages tells what the source does: fewer may be others'.
constexpr std::uint64_t kShare = 20;

bool is_share(std::uint64_t part, std::uint64_t whole) {
  return part > whole / kShare;
}

/// Whether `holds` for a word between spaces.
template <class Holds>
bool any_word(std::string_view words, Holds holds) {
  const auto all = libauth::base::split(words, ' ');
  return std::any_of(all.begin(), all.end(), holds);
}

bool is_verdict(const Case& c, Verdict verdict) {
  return c.traffic.verdict == verdict;
}

bool is_spf_aligned(const Case& c) {
  return c.traffic.is_spf_aligned == true;
}

bool is_dkim_aligned(const Case& c) {
  return c.traffic.is_dkim_aligned == true;
}

/// RFC 9990 section 3.1.1: mailing_list and trusted_forwarder; "forwarded" is of RFC 7489.
bool is_forwarding_reported(const Case& c) {
  constexpr std::array<std::string_view, 4> kWords = {"forwarded", "mailing_list",
                                                      "trusted_forwarder", "arc"};
  return any_word(c.traffic.reasons, [&](std::string_view reason) {
    return std::find(kWords.begin(), kWords.end(), reason) != kWords.end();
  });
}

/// Whether the source is told by its address, which nobody on the way can have changed.
bool is_by_address(const Source& source) {
  return source.basis == Basis::ptr || source.basis == Basis::asn;
}

bool is_own_host(const Case& c) {
  return c.source().basis == Basis::ptr && c.source().evidence &&
         c.own.covers(*c.source().evidence);
}

bool is_list_or_forwarder(const Case& c) {
  return c.source().is_listed && c.source().type && passes_mail_on(*c.source().type);
}

bool is_passed_on(const Case& c) {
  return is_dkim_aligned(c) && is_list_or_forwarder(c) && !is_verdict(c, Verdict::approve);
}

/// Whether the source sends for the owner itself, so that a failure of SPF is one of the SPF
/// record.
bool sends_directly(const Case& c) {
  const Source& source = c.source();
  const bool makes_its_mail =
      source.is_listed && is_by_address(source) && source.type && makes_mail(*source.type);
  return makes_its_mail || is_own_host(c) || c.record.spf_aligned > 0 ||
         is_verdict(c, Verdict::approve);
}

/// What a forwarder passes on unchanged keeps its signature, and comes from an address that SPF
/// does not authorise: RFC 7208 section 10.3, RFC 7960 section 3.2.
bool has_survived(const Case& c) {
  return is_dkim_aligned(c) && c.traffic.is_spf_aligned && !c.traffic.spf_domain &&
         !sends_directly(c);
}

bool has_own_signature(const Case& c) {
  return any_word(c.traffic.signers, [&](std::string_view signer) {
    return c.own.covers(signer.substr(0, signer.find('/')));
  });
}

bool has_own_return_path(const Case& c) {
  return c.traffic.spf_domain && c.own.covers(*c.traffic.spf_domain);
}

/// Where SPF shows that the source sends directly, what seemed to be forwarded passed as well.
bool passes_elsewhere(const Case& c) {
  const std::uint64_t survived = c.record.spf_aligned > 0 ? c.record.forwarded : 0;
  return is_share(c.record.passed + survived, c.record.messages);
}

bool forwards_elsewhere(const Case& c) {
  return is_share(c.record.forwarded, c.record.messages);
}

bool is_result_missing(const Case& c) {
  return !c.traffic.is_dkim_aligned || !c.traffic.is_spf_aligned;
}

/// Whether DMARC is known to fail. Of what is not known nothing is to be mended.
bool is_failing(const Case& c) {
  return c.traffic.is_dkim_aligned == false && c.traffic.is_spf_aligned == false;
}

/// A rule that makes something of mail that fails, and of no other.
template <bool (*holds)(const Case&)>
bool fails_and(const Case& c) {
  return is_failing(c) && holds(c);
}

bool is_approved(const Case& c) {
  return is_verdict(c, Verdict::approve);
}

struct Row {
  Rule rule;
  Class result;
  bool (*holds)(const Case&);
};

/// The first row that holds decides.
constexpr Row kRules[] = {
    {Rule::blocked, Class::spoofing, [](const Case& c) { return is_verdict(c, Verdict::block); }},
    {Rule::ignored, Class::unknown, [](const Case& c) { return is_verdict(c, Verdict::ignore); }},
    {Rule::contradicted, Class::unknown, [](const Case& c) { return c.traffic.is_contradicted; }},
    {Rule::spf_aligned, Class::aligned, is_spf_aligned},
    {Rule::forwarding_reported, Class::forwarder, is_forwarding_reported},
    {Rule::passed_on, Class::forwarder, is_passed_on},
    {Rule::signature_survived, Class::forwarder, has_survived},
    {Rule::dkim_aligned, Class::aligned, is_dkim_aligned},
    {Rule::own_signature, Class::failing, fails_and<has_own_signature>},
    {Rule::own_return_path, Class::failing, fails_and<has_own_return_path>},
    {Rule::approved, Class::failing, fails_and<is_approved>},
    {Rule::own_host, Class::failing, fails_and<is_own_host>},
    {Rule::list_or_forwarder, Class::forwarder, is_list_or_forwarder},
    {Rule::passes_elsewhere, Class::failing, fails_and<passes_elsewhere>},
    {Rule::forwards_elsewhere, Class::forwarder, forwards_elsewhere},
    {Rule::known_service, Class::unknown, [](const Case& c) { return c.source().is_listed; }},
    {Rule::result_missing, Class::unknown, is_result_missing},
    {Rule::failed_own_signature, Class::unknown,
     [](const Case& c) { return c.traffic.has_failed_own_signature; }},
    {Rule::other_authenticated, Class::unknown,
     [](const Case& c) { return !c.traffic.signers.empty() || c.traffic.spf_domain.has_value(); }},
    {Rule::unauthenticated, Class::spoofing, [](const Case&) { return true; }},
};

}  // namespace

Rule deciding_rule(const Traffic& traffic, const Record& record, const OwnDomain& own) {
  const Case c{traffic, record, own};
  const auto* row = std::find_if(std::begin(kRules), std::end(kRules),
                                 [&](const Row& rule) { return rule.holds(c); });
  return row->rule;  // the last one always holds
}

Class class_of(Rule rule) {
  const auto* row = std::find_if(std::begin(kRules), std::end(kRules),
                                 [&](const Row& known) { return known.rule == rule; });
  return row == std::end(kRules) ? Class::unknown : row->result;
}

void add(Record& record, const Traffic& traffic, std::uint64_t messages, const OwnDomain& own) {
  // What the owner says of the source tells nothing of what it did.
  Traffic unjudged = traffic;
  unjudged.verdict.reset();
  const Rule rule = deciding_rule(unjudged, {}, own);
  record.messages += messages;
  if (class_of(rule) == Class::aligned) record.passed += messages;
  if (class_of(rule) == Class::forwarder) record.forwarded += messages;
  if (rule == Rule::spf_aligned) record.spf_aligned += messages;
}

}  // namespace reports::sources
