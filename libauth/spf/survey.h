// SPDX-License-Identifier: MIT
//
// What a domain's SPF record costs every receiver that has to read it to its end.

#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "libauth/base/result.h"
#include "libauth/dns/facts.h"

namespace libauth::spf {

/// What makes the evaluation fail, or what is not known of it.
struct SurveyProblem {
  enum class Kind {
    no_record,     ///< include or redirect of a domain without SPF record: permerror (section 5.2)
    many_records,  ///< of a domain with several: permerror (section 4.5)
    syntax,        ///< of a domain whose record cannot be read: permerror (section 4.6)
    unknown,       ///< the DNS did not tell the record
    unknown_target,  ///< the DNS did not tell what an a, mx or exists asks for
    many_hosts,      ///< an mx with more than ten exchanges: permerror (section 4.6.4)
  };
  Kind kind{};
  std::string domain;      ///< the name that the term leads to
  std::string term;        ///< as written
  dns::Question question;  ///< for the record, or what the term asks for
};

/// The dearest way through a record: every term up to "all" is evaluated and none matches.
struct Survey {
  bool pending = false;          ///< facts are missing
  bool is_cut = false;           ///< stopped at kMaxSurveyed terms; the counts are at least these
  std::size_t lookups = 0;       ///< terms that ask the DNS (RFC 7208 section 4.6.4)
  std::size_t void_lookups = 0;  ///< of them, those for names without any A and AAAA, or MX
  std::vector<std::string> void_names;
  std::vector<SurveyProblem> problems;
};

/// Terms that a survey looks at: ten are allowed, so that more than this say nothing new.
inline constexpr std::size_t kMaxSurveyed = 50;

/// Surveys the record of the domain, whose text is given. Terms with macros are counted and not
/// asked for. Where facts are missing they are noted.
/// @spec RFC 7208 section 4.6.4
Survey survey(const dns::Name& domain, const std::string& text, dns::Facts& facts);

}  // namespace libauth::spf
