// SPDX-License-Identifier: MIT

#include "reports/analysis/policy.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "libauth/base/enum.h"
#include "reports/analysis/count.h"
#include "reports/analysis/records.h"

namespace reports::analysis {
namespace {

using libauth::dmarc::Policy;

/// Receivers whose last report ends earlier than this before the last one of all may have seen an
/// older policy.
constexpr std::chrono::days kRecent{3};

std::optional<Policy> read(const std::optional<std::string>& word) {
  return word ? libauth::base::parse_enum<Policy>(*word) : std::nullopt;
}

/// Takes the words away that say what holds without them.
PolicyWords without_needless(PolicyWords words) {
  if (words.np == words.sp.value_or(words.p)) words.np.reset();
  if (words.sp == words.p) words.sp.reset();
  return words;
}

/// How many receivers say something, and about how many messages.
using Votes = std::pair<std::uint64_t, std::uint64_t>;

/// The value of most receivers, then of most messages, then the least one.
template <class T>
std::optional<T> elected(const std::map<T, Votes>& votes) {
  const auto most = std::max_element(
      votes.begin(), votes.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  return most == votes.end() ? std::nullopt : std::optional<T>(most->first);
}

template <class T>
void vote(std::map<T, Votes>& votes, const T& value, const store::Receiver& receiver) {
  Votes& row = votes[value];
  ++row.first;
  add(row.second, receiver.messages);
}

using WordPair = std::pair<Policy, Policy>;

/// p, and what sp says or is without it.
std::optional<WordPair> words_of(const store::Receiver& receiver) {
  const auto p = read(receiver.p);
  if (!p) return std::nullopt;
  return WordPair{*p, read(receiver.sp).value_or(*p)};
}

Policy effective(const PolicyWords& words, Word word) {
  const Policy sp = words.sp.value_or(words.p);
  const Policy policy = word == Word::p ? words.p : (word == Word::sp ? sp : words.np.value_or(sp));
  return words.testing ? libauth::dmarc::weaker(policy) : policy;
}

}  // namespace

PolicyWords with(PolicyWords words, const Proposal& proposal) {
  if (proposal.p) words.p = *proposal.p;
  if (proposal.sp) words.sp = proposal.sp;
  if (proposal.np) words.np = proposal.np;
  if (proposal.testing) words.testing = *proposal.testing;
  return words;
}

std::string text_of(const PolicyWords& words) {
  using libauth::base::name_of;
  std::string text = "p=" + std::string(name_of(words.p));
  if (words.sp) text += "; sp=" + std::string(name_of(*words.sp));
  if (words.np) text += "; np=" + std::string(name_of(*words.np));
  if (words.testing) text += "; t=y";
  return text;
}

Word word_for(const std::optional<std::string>& header_from, std::string_view domain,
              const Existence& existence) {
  if (!header_from) return Word::p;
  const std::string_view name = *header_from;
  const bool is_below = name.size() > domain.size() && name.ends_with(domain) &&
                        name[name.size() - domain.size() - 1] == '.';
  if (!is_below) return Word::p;
  const auto known = existence.find(name);
  if (known == existence.end()) return Word::sp_or_np;
  return known->second ? Word::sp : Word::np;
}

Effect effect_of(const PolicyWords& words, Word word) {
  if (word != Word::sp_or_np) {
    const Policy policy = effective(words, word);
    return {word, policy, policy};
  }
  const auto [mildest, strictest] =
      std::minmax({effective(words, Word::sp), effective(words, Word::np)});
  return {word, mildest, strictest};
}

std::optional<PolicyWords> seen_policy(const store::Receiver& receiver) {
  const auto pair = words_of(receiver);
  if (!pair) return std::nullopt;
  return without_needless({pair->first, pair->second, read(receiver.np), receiver.testing == "y"});
}

PolicyWords published_words(const DmarcNow& now) {
  return without_needless(
      {read(now.p).value_or(Policy::none), read(now.sp), read(now.np), now.testing});
}

std::optional<PolicyWords> seen_policy(std::span<const store::Receiver> receivers) {
  libauth::base::Time last{};
  for (const store::Receiver& receiver : receivers) {
    if (words_of(receiver)) last = std::max(last, receiver.last);
  }
  std::vector<const store::Receiver*> recent;
  for (const store::Receiver& receiver : receivers) {
    if (words_of(receiver) && last - receiver.last <= kRecent) recent.push_back(&receiver);
  }
  std::map<WordPair, Votes> pairs;
  for (const auto* receiver : recent) vote(pairs, *words_of(*receiver), *receiver);
  const auto pair = elected(pairs);
  if (!pair) return std::nullopt;
  // Receivers of RFC 7489 do not tell np and t, so that those count who do.
  std::map<Policy, Votes> np;
  std::map<bool, Votes> testing;
  for (const auto* receiver : recent) {
    if (words_of(*receiver) != pair) continue;
    if (const auto word = read(receiver->np)) vote(np, *word, *receiver);
    if (receiver->testing) vote(testing, *receiver->testing == "y", *receiver);
  }
  return without_needless(
      {pair->first, pair->second, elected(np), elected(testing).value_or(false)});
}

std::optional<CurrentPolicy> current_policy(std::span<const store::Receiver> now,
                                            std::span<const store::Receiver> settled) {
  const auto words = seen_policy(now);
  if (!words) return std::nullopt;
  CurrentPolicy current{*words, std::nullopt};
  if (const auto earlier = seen_policy(settled)) current.is_settled = *earlier == *words;
  return current;
}

}  // namespace reports::analysis
