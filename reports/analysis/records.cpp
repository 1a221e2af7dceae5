// SPDX-License-Identifier: MIT

#include "reports/analysis/records.h"

#include <algorithm>
#include <array>
#include <utility>

#include "libauth/base/enum.h"
#include "libauth/base/text.h"
#include "libauth/crypto/public_key.h"
#include "libauth/dkim/key.h"
#include "libauth/dmarc/discover.h"
#include "libauth/dmarc/parse.h"
#include "libauth/spf/evaluate.h"
#include "libauth/spf/published.h"
#include "libauth/spf/tree.h"
#include "libauth/taglist/tag_list.h"

namespace reports::analysis {
namespace {

namespace base = libauth::base;
namespace dkim = libauth::dkim;
namespace dmarc = libauth::dmarc;
namespace dns = libauth::dns;
namespace spf = libauth::spf;

std::string word(dmarc::Policy policy) {
  return std::string(base::name_of(policy));
}

std::string word(dmarc::Alignment alignment) {
  return std::string(base::name_of(alignment));
}

std::string not_told(const dns::Answer* answer) {
  if (answer == nullptr) return {};
  if (answer->status == dns::Status::not_asked) return "The DNS was not asked.";
  return "The DNS did not tell (" + std::string(base::name_of(answer->status)) + ").";
}

std::string unanswered_text(const dns::Question& question, const dns::Facts& facts) {
  const dns::Answer* answer = facts.peek(question);
  const bool was_asked = answer == nullptr || answer->status != dns::Status::not_asked;
  return (was_asked ? "The DNS did not tell " : "The DNS was not asked for ") + question.text() +
         ".";
}

/// Which of the addresses of a record get reports: RFC 9990 section 4.
class DestinationJudge {
 public:
  DestinationJudge(const dns::Name& policy_domain, dns::Facts& facts)
      : policy_domain_(policy_domain),
        facts_(facts),
        own_(dmarc::walk_tree(policy_domain, facts)) {}

  Destination judge(const dmarc::ReportUri& uri) {
    const auto host = dns::Name::parse(uri.host);
    if (uri.host.empty() || !host) return Destination::unusable;
    if (*host == policy_domain_) return Destination::own;
    const dmarc::Walk walk = dmarc::walk_tree(*host, facts_);
    // What gives its permission needs no walk to be known.
    const auto agrees = permission_of(*host);
    if (!own_.is_known() || !walk.is_known()) {
      return agrees == true ? Destination::agrees : Destination::unknown;
    }
    if (own_.organizational_domain() == walk.organizational_domain()) return Destination::own;
    if (!agrees) return Destination::unknown;
    return *agrees ? Destination::agrees : Destination::refuses;
  }

 private:
  std::optional<bool> permission_of(const dns::Name& host) {
    const auto name = host.below(policy_domain_.text() + "._report._dmarc");
    if (!name) return false;
    const dns::Answer* answer = facts_.find(*name, dns::RrType::txt);
    if (answer == nullptr || !answer->is_known()) return std::nullopt;
    const auto records = answer->txt();
    return std::any_of(records.begin(), records.end(),
                       [](const dns::Txt& txt) { return dmarc::is_dmarc_record(txt.joined()); });
  }

  const dns::Name& policy_domain_;
  dns::Facts& facts_;
  const dmarc::Walk own_;
};

void describe_record(DmarcNow& now, const dmarc::WalkStep& step, dns::Facts& facts) {
  const dmarc::Record& record = *step.record;
  now.p = word(record.effective_p());
  now.sp = word(record.effective_sp());
  now.np = word(record.effective_np());
  now.adkim = word(record.adkim);
  now.aspf = word(record.aspf);
  now.testing = record.testing;
  DestinationJudge judge(step.name, facts);
  for (const dmarc::ReportUri& uri : record.rua) {
    if (now.rua.size() == kMaxReportAddresses) break;
    now.rua.push_back({uri.uri, judge.judge(uri)});
  }
}

/// Where no record applies: the domain's own name may have several, which count as none.
void describe_none(DmarcNow& now, const dmarc::Walk& walk) {
  const bool has_several = !walk.steps.empty() && walk.steps.front().count > 1;
  now.state = has_several ? RecordState::several : RecordState::missing;
  if (has_several) now.detail = "There are several DMARC records, so that none counts.";
}

/// What keeps the record from being used for every sender; empty where nothing does.
std::string problem_of(const spf::Tree& tree) {
  const spf::Limits limits;
  if (tree.cost.worst > limits.lookups) {
    return "It takes " + std::to_string(tree.cost.worst) + " DNS lookups; " +
           std::to_string(limits.lookups) + " are allowed.";
  }
  if (tree.cost.void_worst > limits.void_lookups) {
    return "It takes " + std::to_string(tree.cost.void_worst) + " lookups that find nothing; " +
           std::to_string(limits.void_lookups) + " are allowed.";
  }
  for (const spf::TreeRecord& record : tree.records) {
    for (const spf::TreeTerm& term : record.terms) {
      if (!spf::is_permerror(term.state)) continue;
      return "\"" + base::printable(term.text) + "\" of " + record.domain + " is an error (" +
             std::string(base::name_of(term.state)) + ").";
    }
  }
  return {};
}

void describe_tree(SpfNow& now, const dns::Name& domain, dns::Facts& facts) {
  const spf::Tree tree = spf::tree_of(domain, *now.text, facts);
  now.lookups = tree.cost.worst;
  now.void_lookups = tree.cost.void_worst;
  now.detail = problem_of(tree);
  now.state = now.detail.empty() ? RecordState::fine : RecordState::broken;
}

constexpr std::pair<dkim::Reason, std::string_view> kKeyProblems[] = {
    {dkim::Reason::inappropriate_hash, "The key is not for SHA-256 (h=)."},
    {dkim::Reason::inappropriate_service, "The key is not for mail (s=)."},
    {dkim::Reason::key_too_short, "The RSA key is shorter than 1024 bits."},
    {dkim::Reason::key_too_long, "The RSA key is longer than what receivers verify with."},
};

std::string words_of(dkim::Reason reason, const dkim::PublishedKey& key) {
  for (const auto& [known, words] : kKeyProblems) {
    if (known == reason) return std::string(words);
  }
  return key.detail.empty() ? std::string(base::name_of(reason)) : key.detail;
}

RecordState state_of(dkim::Reason reason) {
  switch (reason) {
    case dkim::Reason::verified:
      return RecordState::fine;
    case dkim::Reason::no_key:
      return RecordState::missing;
    case dkim::Reason::several_keys:
      return RecordState::several;
    case dkim::Reason::key_revoked:
      return RecordState::revoked;
    case dkim::Reason::key_unavailable:
      return RecordState::unknown;
    default:
      return RecordState::broken;
  }
}

/// Why no signature by the key is taken.
dkim::Reason reason_of(const dkim::PublishedKey& key, const dns::Name& domain) {
  if (key.reason != dkim::Reason::verified) return key.reason;
  const bool is_rsa = key.key->facts().type == libauth::crypto::KeyType::rsa;
  const auto algorithm = is_rsa ? dkim::Algorithm::rsa_sha256 : dkim::Algorithm::ed25519_sha256;
  return dkim::key_objection(key, algorithm, domain, domain, {}).value_or(dkim::Reason::verified);
}

bool is_policy(std::string_view text) {
  return base::parse_enum<dmarc::Policy>(text).has_value();
}

/// A word of a report beside that of the record.
struct Pair {
  std::string_view tag;
  std::optional<std::string> seen;
  std::optional<std::string> now;
};

std::vector<Pair> pairs_of(const DmarcNow& now, const store::Receiver& receiver) {
  const auto policy = [](const std::optional<std::string>& seen) {
    return seen && is_policy(*seen) ? seen : std::nullopt;
  };
  const auto alignment = [](const std::optional<std::string>& seen) {
    return seen == "r" || seen == "s" ? seen : std::nullopt;
  };
  // RFC 9989 section 4.7 writes the first letter.
  const auto tag_word = [](const std::optional<std::string>& mode) {
    return mode ? std::optional(mode->substr(0, 1)) : std::nullopt;
  };
  const bool says_testing = receiver.testing == "y" || receiver.testing == "n";
  return {{"p", policy(receiver.p), now.p},
          {"sp", policy(receiver.sp), now.sp},
          {"np", policy(receiver.np), now.np},
          {"t", says_testing ? receiver.testing : std::nullopt, now.testing ? "y" : "n"},
          {"adkim", alignment(receiver.adkim), tag_word(now.adkim)},
          {"aspf", alignment(receiver.aspf), tag_word(now.aspf)}};
}

}  // namespace

DmarcNow dmarc_now(const dns::Name& domain, dns::Facts& facts) {
  DmarcNow now;
  const dmarc::Discovery discovery = dmarc::discover(domain, facts);
  now.domain = discovery.step != nullptr ? discovery.step->name.text() : domain.text();
  now.name = "_dmarc." + now.domain;
  if (discovery.step != nullptr) now.text = discovery.step->text;
  switch (discovery.kind) {
    case dmarc::Discovery::Kind::pending:
      break;
    case dmarc::Discovery::Kind::found:
      now.state = RecordState::fine;
      describe_record(now, *discovery.step, facts);
      break;
    case dmarc::Discovery::Kind::none:
      describe_none(now, discovery.walk);
      break;
    case dmarc::Discovery::Kind::unusable:
      now.state = RecordState::broken;
      now.detail = "A policy word is not valid, and there is no address for reports.";
      break;
    case dmarc::Discovery::Kind::temperror:
      now.detail = unanswered_text(discovery.unanswered.front(), facts);
      break;
  }
  return now;
}

SpfNow spf_now(const dns::Name& domain, dns::Facts& facts) {
  SpfNow now;
  now.domain = domain.text();
  const spf::Published published = spf::published_record(domain, facts);
  if (!published.text.empty()) now.text = std::string(published.text);
  switch (published.kind) {
    case spf::Published::Kind::unknown:
      now.detail = not_told(published.answer);
      break;
    case spf::Published::Kind::none:
      now.state = RecordState::missing;
      break;
    case spf::Published::Kind::many:
      now.state = RecordState::several;
      now.detail = "There are " + std::to_string(published.count) + " SPF records.";
      break;
    case spf::Published::Kind::one:
      if (published.record->has_value()) {
        describe_tree(now, domain, facts);
      } else {
        now.state = RecordState::broken;
        now.detail = published.record->error().message;
      }
      break;
  }
  return now;
}

spf::Result spf_verdict(const base::IpAddress& address, const dns::Name& domain, dns::Facts& facts,
                        base::Time now) {
  spf::Request request;
  request.ip = address;
  request.helo = domain.text();
  request.mail_from = "postmaster@" + domain.text();
  request.now = now;
  return spf::evaluate(request, facts).result;
}

KeyNow key_now(std::string_view selector, std::string_view domain, dns::Facts& facts) {
  KeyNow now;
  now.domain = domain;
  now.selector = selector;
  const auto selector_name = dns::Name::parse(selector);
  const auto domain_name = dns::Name::parse(domain);
  const auto question = selector_name && domain_name
                            ? dkim::key_question(*selector_name, *domain_name)
                            : base::Result<dns::Question>(base::ParseError{});
  if (!question) {
    now.state = RecordState::missing;
    now.detail = "There can be no key of that name.";
    return now;
  }
  now.name = question->name.text();
  const dns::Answer* answer = facts.find(*question);
  if (answer == nullptr) return now;
  const dkim::PublishedKey& key = dkim::published_key(*answer);
  const dkim::Reason reason = reason_of(key, *domain_name);
  now.state = state_of(reason);
  if (now.state != RecordState::fine) now.detail = words_of(reason, key);
  return now;
}

std::vector<SeenPolicy> differing_policies(const DmarcNow& now,
                                           std::span<const store::Receiver> receivers) {
  const bool is_missing = now.state == RecordState::missing;
  if (now.state != RecordState::fine && !is_missing) return {};
  std::vector<SeenPolicy> differing;
  for (const store::Receiver& receiver : receivers) {
    for (const Pair& pair : pairs_of(now, receiver)) {
      if (!pair.seen || (is_missing && pair.tag != "p")) continue;
      const std::string is = is_missing ? "no record" : pair.now.value_or("");
      if (*pair.seen == is) continue;
      differing.push_back(
          {receiver.reporter, receiver.last, std::string(pair.tag), *pair.seen, is});
    }
  }
  return differing;
}

std::string with_tag(std::string_view record, std::string_view tag, std::string_view value) {
  std::string text;
  bool is_there = false;
  const auto append = [&text](std::string_view name, std::string_view content) {
    if (!text.empty()) text += "; ";
    text.append(name).append("=").append(content);
  };
  for (const auto& old : libauth::taglist::parse_tag_list(record).tags) {
    const bool is_meant = base::equals_ignoring_case(old.name, tag);
    // Of a tag that is there twice the first one counts.
    if (is_meant && is_there) continue;
    is_there = is_there || is_meant;
    append(old.name, is_meant ? value : std::string_view(old.value));
  }
  if (!is_there) append(tag, value);
  return text;
}

std::optional<libauth::audit::Evidence> evidence_for(const dns::Question& question,
                                                     const dns::Facts& facts) {
  const dns::Answer* answer = facts.peek(question);
  if (answer == nullptr) return std::nullopt;
  return libauth::audit::evidence_of(question, *answer);
}

}  // namespace reports::analysis
