// SPDX-License-Identifier: MIT
//
// Whether a message passes DMARC, and what the domain owner asks for where it does not: RFC 9989
// section 5.3, or RFC 7489 section 6.6.

#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <boost/describe/enum.hpp>

#include "libauth/dkim/result.h"
#include "libauth/dmarc/discover.h"
#include "libauth/dmarc/problem.h"
#include "libauth/dmarc/record.h"
#include "libauth/dns/facts.h"
#include "libauth/dns/name.h"
#include "libauth/spf/result.h"

namespace libauth::dmarc {

/// Which specification decides.
enum class Mode {
  rfc9989,  ///< the tree walk
  rfc7489,  ///< the public suffix list
};

BOOST_DESCRIBE_ENUM(Mode, rfc9989, rfc7489)

/// RFC 9989 section 9.1.
enum class Result {
  none,       ///< no record applies
  pass,       ///< an aligned identifier is authenticated
  fail,       ///< none is
  temperror,  ///< the DNS did not tell; a later try may
  permerror,  ///< DMARC cannot be evaluated: no usable From, or an error that stays
};

BOOST_DESCRIBE_ENUM(Result, none, pass, fail, temperror, permerror)

/// How an identifier stands to the author domain, RFC 9989 section 4.4.
enum class Aligned {
  no,       ///< it does not fit
  relaxed,  ///< their organizational domains are equal
  strict,   ///< they are equal
  unknown,  ///< an organizational domain is not known: the DNS did not tell it, or nothing
            ///< depended on it, so that it was not asked for
};

BOOST_DESCRIBE_ENUM(Aligned, no, relaxed, strict, unknown)

/// What SPF found about the MAIL FROM identity (RFC 9989 section 4.3.2: HELO only stands in where
/// the reverse-path is null).
struct SpfIdentifier {
  dns::Name domain;
  spf::Result result = spf::Result::none;
};

/// What became of one DKIM signature; only a verified one authenticates its "d".
struct DkimIdentifier {
  dns::Name domain;
  dkim::Result result = dkim::Result::none;
};

struct Identifiers {
  std::optional<SpfIdentifier> spf;
  std::vector<DkimIdentifier> dkim;
};

/// An identifier as it was weighed.
struct IdentifierAlignment {
  dns::Name domain;
  bool is_authenticated = false;  ///< SPF pass, or a verified signature
  Aligned aligned = Aligned::no;  ///< whether authenticated or not; `relaxed` may be too little
                                  ///< where the record asks for strict
  bool counts = false;            ///< authenticated, and aligned as the record asks for
  std::optional<dns::Name> organizational_domain;  ///< where it was needed
};

struct Settings {
  Mode mode = Mode::rfc9989;
  /// For people: tell the problems of the record, and find the organizational domain even where
  /// nothing depends on it. Where all identifiers equal an author domain that has a record it is
  /// treated as its own (RFC 9989 section 4.10.2), and no walk is needed either way.
  bool explain = false;
  /// Ask for all names of a walk at once. Changes no result and no count.
  bool foresight = true;
};

/// The outcome for one author domain.
struct Evaluation {
  Result result = Result::none;
  std::string reason;  ///< one sentence for people
  dns::Name author;
  std::optional<Policy> policy;               ///< the word of p, sp or np that applies, before "t"
  std::optional<PolicySource> policy_source;  ///< which of them
  Policy disposition = Policy::none;  ///< what is asked for this message, after "t"; none unless it
                                      ///< fails
  bool testing = false;               ///< the record says t=y (RFC 7489: pct=0)
  unsigned percent = 100;             ///< RFC 7489: "pct"; the caller draws the lot
  std::optional<dns::Name> org_domain;     ///< of the author; none where it was not needed, or
                                           ///< the DNS did not tell
  std::optional<dns::Name> record_domain;  ///< whose record applies; none for one that cannot be
                                           ///< used (section 4.10.1)
  std::shared_ptr<const Record> record;    ///< the record that applies; null: none does
  std::string record_text;                 ///< the same as published
  std::size_t queries = 0;  ///< "_dmarc" names of the author's own discovery that the outcome rests
                            ///< on: at most 8 (RFC 9989 section 4.10)
  std::optional<IdentifierAlignment> spf;
  std::vector<IdentifierAlignment> dkim;
  std::vector<dns::Question> unanswered;  ///< with temperror: what the DNS did not tell
  Problems problems;  ///< with Settings::explain: of the records that the discovery found
};

/// Evaluates one author domain. Where facts are missing they are noted, and what it gives then is
/// to be dropped.
Evaluation evaluate(const dns::Name& author, const Identifiers& identifiers, dns::Facts& facts,
                    const Settings& settings = {});

/// Asks for all that evaluate() asks for with the same arguments, in the same order, and gives
/// nothing: for less work than an evaluation that is dropped.
void ask(const dns::Name& author, const Identifiers& identifiers, dns::Facts& facts,
         const Settings& settings = {});

/// Author domains of one message that are evaluated, RFC 9989 section 11.5; with more the result is
/// permerror.
inline constexpr std::size_t kMaxAuthors = 5;

/// The outcome for a message.
struct MessageEvaluation {
  Evaluation verdict;               ///< the one that counts: of several the strictest
  std::vector<Evaluation> authors;  ///< one for each distinct author domain, in their order
  bool has_many_authors = false;    ///< several distinct author domains: DMARC is not made for it
};

/// Evaluates each author domain of a message; the one that asks for the most is the verdict (RFC
/// 9989 section 11.5): reject, quarantine, then permerror, temperror, a policy of none, no record,
/// and last a pass (docs/decisions/dmarc-errors.md). No author domain at all, or more than
/// kMaxAuthors: permerror.
/// @param authors  distinct or not
/// @param unusable  From fields or domains that cannot be read, a sentence each: the verdict is
///                  permerror, unless a readable one asks for more
MessageEvaluation evaluate_message(std::span<const dns::Name> authors,
                                   std::span<const std::string> unusable,
                                   const Identifiers& identifiers, dns::Facts& facts,
                                   const Settings& settings = {});

/// Asks for all that evaluate_message() asks for, as ask() does.
void ask_message(std::span<const dns::Name> authors, const Identifiers& identifiers,
                 dns::Facts& facts, const Settings& settings = {});

/// Both specifications side by side, for people who ask why receivers differ. Each is evaluated
/// with Settings::explain.
struct Comparison {
  Evaluation rfc9989;
  Evaluation rfc7489;
  std::vector<std::string> differences;  ///< a sentence for each, with its cause; empty where both
                                         ///< say the same
};

Comparison compare(const dns::Name& author, const Identifiers& identifiers, dns::Facts& facts);

}  // namespace libauth::dmarc
