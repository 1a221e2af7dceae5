// SPDX-License-Identifier: MIT

#include <algorithm>

#include "libauth/audit/checks/all_checks.h"
#include "libauth/base/enum.h"
#include "libauth/dkim/parse.h"
#include "libauth/dkim/selectors.h"

namespace libauth::audit {
namespace {

/// RFC 8301 section 3.2.
constexpr unsigned kMinBits = 1024;
constexpr unsigned kGoodBits = 2048;

constexpr FindingInfo kNoneFound = {
    .id = "dkim-none-found",
    .severity = Severity::notice,
    .verdict = Verdict::not_applicable,
    .message =
        "{domain} has a DKIM key at none of the {count} selectors that were looked at. The "
        "DNS cannot list selectors: name yours to have it checked.",
    .spec = "RFC 6376 section 3.6.2.1",
};
constexpr FindingInfo kNoSelectors = {
    .id = "dkim-no-selectors",
    .severity = Severity::warning,
    .verdict = Verdict::fail,
    .message = "{domain} has no DKIM key: nothing exists below _domainkey.{domain}.",
    .spec = "RFC 8020 section 2",
};
constexpr FindingInfo kUnknown = {
    .id = "dkim-unknown",
    .severity = Severity::notice,
    .verdict = Verdict::unknown,
    .message =
        "Whether {domain} has DKIM keys at all is not known: the DNS did not answer for "
        "_domainkey.{domain} ({status}).",
    .spec = "RFC 6376 section 6.1.2",
};
constexpr FindingInfo kSomeUnknown = {
    .id = "dkim-some-unknown",
    .severity = Severity::notice,
    .verdict = Verdict::unknown,
    .message =
        "Whether {domain} has DKIM keys at {count} of the selectors that were looked at is not "
        "known: the DNS did not answer for {selectors}.",
    .spec = "RFC 6376 section 6.1.2",
};
constexpr FindingInfo kNotForMail = {
    .id = "dkim-key-not-for-mail",
    .severity = Severity::notice,
    .verdict = Verdict::pass,
    .message =
        "The DKIM key at the selector \"{selector}\" of {domain} is not for mail (s=): receivers "
        "do not take it for signatures of messages.",
    .spec = "RFC 6376 section 3.6.1",
};
constexpr FindingInfo kNotThere = {
    .id = "dkim-key-missing",
    .severity = Severity::error,
    .verdict = Verdict::fail,
    .message = "{domain} has no DKIM key at the selector \"{selector}\" that was asked for.",
    .spec = "RFC 6376 section 6.1.2",
};
constexpr FindingInfo kWildcard = {
    .id = "dkim-wildcard",
    .severity = Severity::warning,
    .verdict = Verdict::fail,
    .message =
        "{domain} answers with a key for every selector (a wildcard record): selectors "
        "cannot be told apart.",
    .spec = "RFC 6376 section 6.1.2",
};
constexpr FindingInfo kMany = {
    .id = "dkim-keys-many",
    .severity = Severity::error,
    .verdict = Verdict::fail,
    .message =
        "The selector \"{selector}\" of {domain} has {count} key records: which one a "
        "receiver takes is undefined.",
    .spec = "RFC 6376 section 3.6.2.2",
};
constexpr FindingInfo kSyntax = {
    .id = "dkim-key-syntax",
    .severity = Severity::error,
    .verdict = Verdict::fail,
    .message = "The DKIM key at the selector \"{selector}\" of {domain} cannot be used: {problem}",
    .spec = "RFC 6376 section 3.6.1",
};
constexpr FindingInfo kRevoked = {
    .id = "dkim-key-revoked",
    .severity = Severity::info,
    .verdict = Verdict::pass,
    .message = "The DKIM key at the selector \"{selector}\" of {domain} is revoked.",
    .spec = "RFC 6376 section 3.6.1",
};
constexpr FindingInfo kTooShort = {
    .id = "dkim-key-too-short",
    .severity = Severity::error,
    .verdict = Verdict::fail,
    .message =
        "The DKIM key at the selector \"{selector}\" of {domain} has {bits} bits; receivers "
        "must not accept less than 1024.",
    .spec = "RFC 8301 section 3.2",
};
constexpr FindingInfo kShort = {
    .id = "dkim-key-short",
    .severity = Severity::warning,
    .verdict = Verdict::fail,
    .message =
        "The DKIM key at the selector \"{selector}\" of {domain} has {bits} bits; 2048 are "
        "advised.",
    .spec = "RFC 8301 section 3.2",
};
constexpr FindingInfo kTesting = {
    .id = "dkim-key-testing",
    .severity = Severity::notice,
    .verdict = Verdict::pass,
    .message =
        "The DKIM key at the selector \"{selector}\" of {domain} says that the domain is "
        "only testing (t=y).",
    .spec = "RFC 6376 section 3.6.1",
};
constexpr FindingInfo kNoSha256 = {
    .id = "dkim-key-no-sha256",
    .severity = Severity::error,
    .verdict = Verdict::fail,
    .message =
        "The DKIM key at the selector \"{selector}\" of {domain} does not allow sha256 (h=), "
        "the only hash that receivers accept.",
    .spec = "RFC 8301 section 3.1",
};
constexpr FindingInfo kFound = {
    .id = "dkim-key-found",
    .severity = Severity::info,
    .verdict = Verdict::pass,
    .message = "{domain} has a DKIM key at the selector \"{selector}\": {type}, {bits} bits.",
    .spec = "RFC 6376 section 3.6.1",
};
constexpr std::array kFindings = {&kSomeUnknown, &kNotForMail, &kNoneFound, &kNoSelectors,
                                  &kUnknown,     &kNotThere,   &kWildcard,  &kMany,
                                  &kSyntax,      &kRevoked,    &kTooShort,  &kShort,
                                  &kTesting,     &kNoSha256,   &kFound};

/// Where "_domainkey" does not exist, nothing exists below (RFC 8020). Some servers wrongly deny
/// names that only have names below, so that these are asked for in any case.
constexpr std::array<std::string_view, 5> kPopularSelectors = {"default", "google", "k1", "s1",
                                                               "selector1"};

/// Unanswered selectors that a message names.
constexpr std::size_t kNamedUnknown = 5;

bool contains(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

class KeyJudge {
 public:
  KeyJudge(const Subject& subject, Reporter& reporter) : subject_(subject), reporter_(reporter) {}

  void judge() {
    const dns::Answer* base = find("");
    const dns::Answer* wildcard = find(std::string(dkim::kImprobableSelector));
    for (const std::string& selector : subject_.options.selectors) judge_selector(selector, true);
    if (base == nullptr || wildcard == nullptr) return;
    if (!key_texts(*wildcard).empty()) {
      say(kWildcard, {}, {question(std::string(dkim::kImprobableSelector))});
      return;
    }
    probe(*base);
    if (!unanswered_.empty()) {
      say_unknown();
    } else if (found_ == 0 && subject_.options.selectors.empty()) {
      conclude(*base);
    }
  }

 private:
  dns::Question question(const std::string& selector) const {
    const std::string prefix = selector.empty() ? "_domainkey" : selector + "._domainkey";
    const auto name = subject_.domain.below(prefix);
    return {name ? *name : dns::Name(), dns::RrType::txt};
  }
  const dns::Answer* find(const std::string& selector) {
    const dns::Question asked = question(selector);
    // A name that is too long to be asked for has no key.
    return asked.name.is_root() ? &too_long() : subject_.facts.find(asked);
  }
  static const dns::Answer& too_long() {
    static const dns::AnswerPtr answer =
        dns::failed(dns::Status::no_data, "the name is longer than 255 octets");
    return *answer;
  }
  void say(const FindingInfo& info, Arguments arguments, std::vector<dns::Question> evidence) {
    arguments["domain"] = subject_.domain.text();
    reporter_.report(info, std::move(arguments), std::move(evidence));
  }

  static std::vector<std::string> key_texts(const dns::Answer& answer) {
    std::vector<std::string> texts;
    for (const dns::Txt& txt : answer.txt()) {
      std::string text = txt.joined();
      if (dkim::is_key_record(text)) texts.push_back(std::move(text));
    }
    return texts;
  }

  bool is_named(std::string_view selector) const {
    const auto& named = subject_.options.selectors;
    return std::find(named.begin(), named.end(), selector) != named.end();
  }

  /// Looks at the popular selectors, and at all well-known ones where there may be any.
  void probe(const dns::Answer& base) {
    for (const std::string_view selector : kPopularSelectors) {
      if (!is_named(selector)) judge_selector(std::string(selector), false);
    }
    const bool nothing_below = base.is_missing_name() && found_ == 0;
    if (!subject_.options.probe_selectors || nothing_below) return;
    for (const std::string_view selector : dkim::well_known_selectors()) {
      const bool is_popular = std::find(kPopularSelectors.begin(), kPopularSelectors.end(),
                                        selector) != kPopularSelectors.end();
      if (!is_popular && !is_named(selector)) judge_selector(std::string(selector), false);
    }
  }

  void say_unknown() {
    std::string selectors;
    std::vector<dns::Question> evidence;
    for (std::size_t i = 0; i < std::min(unanswered_.size(), kNamedUnknown); ++i) {
      selectors += (selectors.empty() ? "" : ", ") + unanswered_[i];
      evidence.push_back(question(unanswered_[i]));
    }
    if (unanswered_.size() > kNamedUnknown) selectors += " and others";
    say(kSomeUnknown, {{"count", std::to_string(unanswered_.size())}, {"selectors", selectors}},
        evidence);
  }

  /// No key was found, and nobody named a selector.
  void conclude(const dns::Answer& base) {
    if (!base.is_known()) {
      say(kUnknown, {{"status", std::string(base::name_of(base.status))}}, {question("")});
    } else if (base.is_missing_name()) {
      judge_no_selectors();
    } else {
      say(kNoneFound, {{"count", std::to_string(looked_at_)}}, {question("")});
    }
  }

  /// A domain that sends nothing needs no key; mx-records and spf-record tell whether it is one.
  void judge_no_selectors() {
    const dns::Answer* apex = subject_.facts.find({subject_.domain, dns::RrType::txt});
    if (apex == nullptr) return;
    const bool sends_nothing =
        apex->is_missing_name() ||
        std::any_of(apex->txt().begin(), apex->txt().end(),
                    [](const dns::Txt& txt) { return txt.joined() == "v=spf1 -all"; });
    if (sends_nothing) {
      reporter_.conclude(Verdict::not_applicable);
    } else {
      say(kNoSelectors, {}, {question("")});
    }
  }

  void judge_selector(const std::string& selector, bool is_named) {
    const dns::Question asked = question(selector);
    const dns::Answer* answer = find(selector);
    if (answer == nullptr) return;
    ++looked_at_;
    if (!answer->is_known()) {
      unanswered_.push_back(selector);
      return;
    }
    const auto texts = key_texts(*answer);
    if (texts.empty()) {
      if (is_named) say(kNotThere, {{"selector", selector}}, {asked});
      return;
    }
    ++found_;
    if (texts.size() > 1) {
      say(kMany, {{"selector", selector}, {"count", std::to_string(texts.size())}}, {asked});
      return;
    }
    judge_key(selector, texts.front(), asked);
  }

  void judge_key(const std::string& selector, const std::string& text, const dns::Question& asked) {
    const auto record = dkim::parse_key_record(text);
    if (record && record->is_revoked()) {
      say(kRevoked, {{"selector", selector}}, {asked});
      return;
    }
    const auto key =
        record ? dkim::read_key(*record) : base::Result<crypto::KeyFacts>(record.error());
    if (!key) {
      say(kSyntax, {{"selector", selector}, {"problem", key.error().message}}, {asked});
      return;
    }
    const Arguments arguments = {{"selector", selector},
                                 {"type", std::string(base::name_of(key->type))},
                                 {"bits", std::to_string(key->bits)}};
    say(kFound, arguments, {asked});
    const bool is_rsa = key->type == crypto::KeyType::rsa;
    if (is_rsa && key->bits < kMinBits) {
      say(kTooShort, arguments, {asked});
    } else if (is_rsa && key->bits < kGoodBits) {
      say(kShort, arguments, {asked});
    }
    const auto& services = record->services;
    const bool for_mail =
        services.empty() || contains(services, "*") || contains(services, "email");
    if (!for_mail) say(kNotForMail, arguments, {asked});
    if (record->testing) say(kTesting, arguments, {asked});
    const auto& hashes = record->hashes;
    if (!hashes.empty() && !contains(hashes, "sha256")) {
      say(kNoSha256, arguments, {asked});
    }
  }

  const Subject& subject_;
  Reporter& reporter_;
  std::size_t looked_at_ = 0;
  std::vector<std::string> unanswered_;
  std::size_t found_ = 0;
};

void run(const Subject& subject, Reporter& reporter) {
  KeyJudge(subject, reporter).judge();
}

}  // namespace

constexpr Check kDkimKeys = {.id = "dkim-keys",
                             .title = "The DKIM keys can be used",
                             .area = Area::dkim,
                             .findings = kFindings,
                             .run = run};

}  // namespace libauth::audit
