// SPDX-License-Identifier: MIT
//
// DMARC policies: as receivers saw them, as they are proposed, and which one a message meets.

#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include "libauth/dmarc/record.h"
#include "reports/store/answers.h"

namespace reports::analysis {

struct DmarcNow;

/// The policy words of a record, RFC 9989 section 4.7. There is no pct any more.
struct PolicyWords {
  libauth::dmarc::Policy p = libauth::dmarc::Policy::none;
  std::optional<libauth::dmarc::Policy> sp{};  ///< absent: as p
  std::optional<libauth::dmarc::Policy> np{};  ///< absent: as sp
  bool testing = false;                        ///< t=y: the next weaker policy is applied

  bool operator==(const PolicyWords&) const = default;
};
BOOST_DESCRIBE_STRUCT(PolicyWords, (), (p, sp, np, testing))

/// Words to publish in place of those of today; an absent one stays as it is.
struct Proposal {
  std::optional<libauth::dmarc::Policy> p{};
  std::optional<libauth::dmarc::Policy> sp{};
  std::optional<libauth::dmarc::Policy> np{};
  std::optional<bool> testing{};
};

PolicyWords with(PolicyWords words, const Proposal& proposal);

/// "p=quarantine; sp=none; t=y": the words that are there, as they are written in a record.
std::string text_of(const PolicyWords& words);

/// Which word decides on a message.
enum class Word {
  p,         ///< the From field has the domain itself, or a report does not say
  sp,        ///< a subdomain that exists
  np,        ///< a subdomain that does not
  sp_or_np,  ///< a subdomain of which that is not known
};
BOOST_DESCRIBE_ENUM(Word, p, sp, np, sp_or_np)

/// Whether subdomains exist, in the meaning of RFC 9989 section 3.2.8. A name that is not here is
/// not known. Lower case, without a dot at the end.
using Existence = std::map<std::string, bool, std::less<>>;

Word word_for(const std::optional<std::string>& header_from, std::string_view domain,
              const Existence& existence);

/// What receivers are asked to do with a message that fails: `mildest` and `strictest` differ only
/// where it is not known which word decides, and says something else.
struct Effect {
  Word word{};
  libauth::dmarc::Policy mildest{};
  libauth::dmarc::Policy strictest{};

  bool operator==(const Effect&) const = default;
};
Effect effect_of(const PolicyWords& words, Word word);

/// The policy that most receivers saw, of those whose last report ends at most three days before
/// the last one of all; none where no receiver names a policy. As receivers write sp and np where
/// the record has none, what says the same as the word before it is absent.
std::optional<PolicyWords> seen_policy(std::span<const store::Receiver> receivers);

/// What one receiver saw; none where it does not say a policy that there is.
std::optional<PolicyWords> seen_policy(const store::Receiver& receiver);

/// What a record says that is published now, without the words that say what holds without them;
/// p=none where there is none that can be used.
PolicyWords published_words(const DmarcNow& now);

/// The policy of today.
struct CurrentPolicy {
  PolicyWords words{};
  /// Whether receivers saw the same kSettledDays ago; absent where they did not say.
  std::optional<bool> is_settled{};

  bool operator==(const CurrentPolicy&) const = default;
};
BOOST_DESCRIBE_STRUCT(CurrentPolicy, (), (words, is_settled))

/// Who tells the policy of today.
enum class PolicySource {
  published,  ///< the DNS
  seen,       ///< receivers: the DNS did not tell, or was not asked
};
BOOST_DESCRIBE_ENUM(PolicySource, published, seen)

/// The policy of today, with who tells it.
struct PolicyOfToday {
  std::optional<CurrentPolicy> policy{};  ///< absent: there is none, or nobody tells
  PolicySource source = PolicySource::seen;
};

/// As receivers saw it: absent where none says.
/// @param settled  receivers of kSettledDays before, Observed::receivers_settled
std::optional<CurrentPolicy> current_policy(std::span<const store::Receiver> now,
                                            std::span<const store::Receiver> settled);

}  // namespace reports::analysis
