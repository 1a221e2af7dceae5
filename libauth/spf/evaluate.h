// SPDX-License-Identifier: MIT
//
// Decides whether an address may send for a domain: check_host() of RFC 7208 section 4, as a
// function of the facts.

#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <boost/describe/class.hpp>

#include "libauth/base/ip_address.h"
#include "libauth/base/time.h"
#include "libauth/dns/facts.h"
#include "libauth/spf/record.h"
#include "libauth/spf/result.h"

namespace libauth::spf {

/// One SMTP client and what it says.
struct Request {
  base::IpAddress ip;     ///< the client; IPv4-mapped IPv6 counts as IPv4 (RFC 7208 section 5)
  std::string helo;       ///< the argument of HELO or EHLO
  std::string mail_from;  ///< the reverse-path without "<" and ">"; empty: postmaster at `helo`
  std::string receiver;   ///< our own host name, for the macro "r"; empty: "unknown"
  base::Time now{};       ///< for the macro "t"
};

/// The limits of RFC 7208 section 4.6.4.
struct Limits {
  std::size_t lookups = 10;      ///< terms that ask the DNS
  std::size_t void_lookups = 2;  ///< of them, terms that got nothing
  std::size_t names = 10;        ///< hosts of one "mx"; names of one "ptr"
};

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

/// What a domain publishes for SPF.
struct Published {
  enum class Kind {
    unknown,  ///< not asked yet, or the DNS did not tell; see `answer`
    none,     ///< there is no SPF record
    one,      ///< there is one
    many,     ///< there are several, which is a permerror
  };
  Kind kind = Kind::unknown;
  const dns::Answer* answer = nullptr;  ///< null where it is not known yet
  std::string text;                     ///< the record, or the first
  std::size_t count = 0;
};

/// Selects the SPF records among the TXT records of the name, RFC 7208 section 4.5.
Published published_record(const dns::Name& domain, dns::Facts& facts);

}  // namespace libauth::spf
