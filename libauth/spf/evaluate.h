// SPDX-License-Identifier: MIT
//
// Decides whether an address may send for a domain: check_host() of RFC 7208 section 4, as a
// function of the facts.

#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <boost/describe/class.hpp>

#include "libauth/dns/facts.h"
#include "libauth/spf/limits.h"
#include "libauth/spf/request.h"
#include "libauth/spf/result.h"

namespace libauth::spf {

struct Settings {
  Limits limits;
  /// Ask in one round for all that the rest of the record could need. Changes neither results nor
  /// counts, only how many rounds there are and how many questions.
  bool foresight = true;
};

/// One term that was evaluated.
struct Step {
  std::string domain;   ///< whose record
  std::string term;     ///< as written
  std::string target;   ///< the name asked for; empty where none was
  std::string outcome;  ///< "match", "no match", "temperror", "permerror"

  bool operator==(const Step&) const = default;
};

BOOST_DESCRIBE_STRUCT(Step, (), (domain, term, target, outcome))

/// What check_host() gives, and why.
struct Evaluation {
  Result result = Result::none;
  std::string domain;       ///< the domain whose record decided
  std::string matched;      ///< the directive that decided, as written; empty where none did
  std::string reason;       ///< one sentence for people
  std::string explanation;  ///< with fail: what the domain says to the sender; may be empty
  std::size_t lookups = 0;
  std::size_t void_lookups = 0;
  std::vector<Step> trace;

  bool operator==(const Evaluation&) const = default;
};

BOOST_DESCRIBE_STRUCT(Evaluation, (),
                      (result, domain, matched, reason, explanation, lookups, void_lookups, trace))

/// Checks the MAIL FROM identity of the request, or HELO where there is no MAIL FROM. Where facts
/// are missing they are noted, and what it gives then is to be dropped (dns::settle does).
/// @spec RFC 7208 section 4
Evaluation evaluate(const Request& request, dns::Facts& facts, const Settings& settings = {});

}  // namespace libauth::spf
