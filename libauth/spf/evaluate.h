// SPDX-License-Identifier: MIT
//
// Decides whether an address may send for a domain: check_host() of RFC 7208 section 4, as a
// function of the facts.

#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <boost/describe/enum.hpp>

#include "libauth/dns/facts.h"
#include "libauth/dns/question.h"
#include "libauth/spf/limits.h"
#include "libauth/spf/request.h"
#include "libauth/spf/result.h"

namespace libauth::spf {

struct Settings {
  Limits limits{};
  /// Ask in one round for all that the rest of the record could need. Changes neither results nor
  /// counts, only how many rounds there are and how many questions.
  bool foresight = true;
  /// Keep the steps in Evaluation::trace. They are for people: with them a check costs four to five
  /// times as much.
  bool trace = false;
};

/// How a step ended.
enum class Outcome {
  match,         ///< the mechanism matches
  no_match,      ///< it does not
  record,        ///< of the step "v=spf1": there is one record, and it can be read
  no_record,     ///< of the same: there is none
  many_records,  ///< of the same: there are several
  unreadable,    ///< of the same: it has a syntax error
  followed,      ///< of redirect and exp
  temperror,     ///< the DNS did not tell
  permerror,     ///< the term cannot be evaluated: a limit, or a record that is missing or broken
};

BOOST_DESCRIBE_ENUM(Outcome, match, no_match, record, no_record, many_records, unreadable, followed,
                    temperror, permerror)

/// One step of the evaluation: a record that was looked for ("v=spf1"), or a term that was
/// evaluated. The steps of an included record follow the include.
struct Step {
  std::size_t depth = 0;  ///< includes and redirects around it
  std::string domain;     ///< whose record
  std::string term;       ///< as written; "v=spf1" for the record itself
  std::string target;     ///< the name asked for; empty where none was
  Outcome outcome{};
  std::size_t lookups = 0;               ///< spent after it, of Limits::lookups
  std::size_t void_lookups = 0;          ///< spent after it, of Limits::void_lookups
  std::string detail;                    ///< with an error: one sentence; else empty
  std::vector<dns::Question> questions;  ///< that it asked itself; the facts have the answers

  bool operator==(const Step&) const = default;
};

/// What check_host() gives, and why.
struct Evaluation {
  Result result = Result::none;
  std::string domain;       ///< the domain whose record decided
  std::string matched;      ///< the term that decided, as written; empty where none did
  std::string reason;       ///< one sentence for people
  std::string explanation;  ///< with fail: what the domain says to the sender; may be empty
  std::size_t lookups = 0;
  std::size_t void_lookups = 0;
  std::vector<Step> trace;  ///< in the order of evaluation; empty without Settings::trace

  bool operator==(const Evaluation&) const = default;
};

/// Checks the MAIL FROM identity of the request, or HELO where there is no MAIL FROM. Where facts
/// are missing they are noted, and what it gives then is to be dropped (dns::settle does).
/// @spec RFC 7208 section 4
Evaluation evaluate(const Request& request, dns::Facts& facts, const Settings& settings = {});

}  // namespace libauth::spf
