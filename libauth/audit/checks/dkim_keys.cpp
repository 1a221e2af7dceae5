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
        "Whether {domain} has a DKIM key at the selector \"{selector}\" is not known: the "
        "DNS did not answer ({status}).",
    .spec = "RFC 6376 section 6.1.2",
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
constexpr std::array kFindings = {&kNoneFound, &kNoSelectors, &kUnknown, &kNotThere, &kWildcard,
                                  &kMany,      &kSyntax,      &kRevoked, &kTooShort, &kShort,
                                  &kTesting,   &kNoSha256,    &kFound};

/// Where selectors are; no answer there means that there are none below (RFC 8020). One popular
/// selector is asked for along with it, because some servers deny names that only have names below.
constexpr std::string_view kPopularSelector = "selector1";

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
    if (subject_.options.probe_selectors) probe(*base);
    if (found_ == 0 && subject_.options.selectors.empty()) conclude(*base);
  }

 private:
  dns::Question question(const std::string& selector) const {
    const std::string prefix = selector.empty() ? "_domainkey" : selector + "._domainkey";
    const auto name = subject_.domain.below(prefix);
    return {name ? *name : subject_.domain, dns::RrType::txt};
  }
  const dns::Answer* find(const std::string& selector) {
    return subject_.facts.find(question(selector));
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

  void probe(const dns::Answer& base) {
    const dns::Answer* popular = find(std::string(kPopularSelector));
    if (popular == nullptr) return;
    const bool nothing_below = base.status == dns::Status::no_such_name && popular->txt().empty();
    for (const std::string_view selector : dkim::well_known_selectors()) {
      const auto& named = subject_.options.selectors;
      if (std::find(named.begin(), named.end(), selector) != named.end()) continue;
      if (nothing_below && selector != kPopularSelector) continue;
      judge_selector(std::string(selector), false);
    }
  }

  /// No key was found, and nobody named a selector.
  void conclude(const dns::Answer& base) {
    if (unanswered_ > 0 || !base.is_known()) {
      say(kUnknown, {{"selector", "*"}, {"status", std::string(base::name_of(base.status))}},
          {question("")});
    } else if (base.status == dns::Status::no_such_name) {
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
        apex->status == dns::Status::no_such_name ||
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
      ++unanswered_;
      if (is_named) {
        say(kUnknown,
            {{"selector", selector}, {"status", std::string(base::name_of(answer->status))}},
            {asked});
      }
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
    if (record->testing) say(kTesting, arguments, {asked});
    const auto& hashes = record->hashes;
    if (!hashes.empty() && std::find(hashes.begin(), hashes.end(), "sha256") == hashes.end()) {
      say(kNoSha256, arguments, {asked});
    }
  }

  const Subject& subject_;
  Reporter& reporter_;
  std::size_t looked_at_ = 0;
  std::size_t unanswered_ = 0;
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
