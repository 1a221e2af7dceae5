// SPDX-License-Identifier: MIT
//
// What a domain's SPF record says to receivers: its tree, what it costs, and whom it lets send.

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include "libauth/audit/audit.h"
#include "libauth/dns/name.h"
#include "libauth/spf/authorised.h"
#include "libauth/spf/tree.h"
#include "service/api/domain_audit.h"
#include "service/api/spf_faults.h"

namespace service::api {

/// What receivers can do with the record.
enum class SpfUse {
  usable,     ///< every sender gets an answer
  permerror,  ///< some senders, or all, get permerror, which is as good as no record
  none,       ///< there is no record
  unknown,    ///< the DNS did not tell
};

BOOST_DESCRIBE_ENUM(SpfUse, usable, permerror, none, unknown)

/// What the record says to whom it does not name (libauth::spf::Stance).
struct SpfLastWord {
  std::string says;    ///< "fail", "softfail", "neutral", "pass", "missing", "unknown", "none"
  std::string domain;  ///< whose record has the term
  std::string term;    ///< as written there; empty with missing
  std::optional<std::string> family{};  ///< "ipv4" or "ipv6": it passes senders of that one alone
};

BOOST_DESCRIBE_STRUCT(SpfLastWord, (), (says, domain, term, family))

struct SpfTree {
  std::string domain;
  SpfUse use{};
  std::vector<std::string> reasons;  ///< sentences: why it cannot be used, or is unknown; the first
                                     ///< kMaxSpfReasons
  /// The text of the record; empty where there is not just one. Here and in the tree octets that
  /// are no printable ASCII, which only a broken record has, are \DDD.
  std::string record;
  std::vector<std::string> several;  ///< the records where there are several; the first few
  std::optional<SpfSyntaxError> syntax_error;  ///< why `record` cannot be read
  std::vector<SpfNearMiss> near_misses;        ///< texts that are no record, but look like one
  std::vector<std::string> notes;  ///< sentences: what is odd and does not keep it from being used;
                                   ///< the first kMaxSpfReasons
  std::optional<SpfLastWord> last_word;
  libauth::spf::Tree tree;
  libauth::spf::Authorised authorised;
  std::optional<std::size_t> terms_left_out;       ///< of a document: see kMaxSpfTerms
  std::vector<libauth::audit::Evidence> evidence;  ///< the question for the domain's own record
  libauth::audit::Cost cost;

  /// Whether there is a record with terms in `tree`, be it none.
  bool is_readable() const { return !tree.records.empty() && !syntax_error; }
};

BOOST_DESCRIBE_STRUCT(SpfTree, (),
                      (domain, use, reasons, record, several, syntax_error, near_misses, notes,
                       last_word, tree, authorised, terms_left_out, evidence, cost))

inline constexpr std::size_t kMaxSpfReasons = 20;

struct SpfTreeOutcome {
  SpfTree tree;
  std::string silence;  ///< why the DNS said nothing at all; empty where it did say something
};

/// Looks at the domain's record and at all that it leads to. Where the question for the record got
/// no answer it finds out why, which takes some seconds more.
/// @threads safe
SpfTreeOutcome look_at_spf(const libauth::dns::Name& domain, const DnsAccess& dns);

}  // namespace service::api
