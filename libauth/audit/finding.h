// SPDX-License-Identifier: MIT
//
// What an audit says: findings, each with its consequence, its source and the answers behind it.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include "libauth/dns/answer.h"
#include "libauth/dns/question.h"

namespace libauth::audit {

/// What follows from a finding for the domain (docs/findings.md).
enum class Severity {
  critical,  ///< mail is lost, or anyone can pass as the domain
  error,     ///< receivers treat the record as broken
  warning,   ///< protection is weaker than the owner may think
  notice,    ///< worth knowing, may be intended
  info,      ///< a fact
};

BOOST_DESCRIBE_ENUM(Severity, critical, error, warning, notice, info)

/// What is known about a statement. A DNS failure is unknown: never fail, never pass.
enum class Verdict {
  pass,            ///< it was seen to be right
  fail,            ///< it was seen to be wrong
  unknown,         ///< the DNS did not tell
  not_applicable,  ///< there is nothing here to judge
};

BOOST_DESCRIBE_ENUM(Verdict, pass, fail, unknown, not_applicable)

/// What a finding is about.
enum class Area { domain, mx, ptr, spf, dkim, dmarc, blocklist };

BOOST_DESCRIBE_ENUM(Area, domain, mx, ptr, spf, dkim, dmarc, blocklist)

/// One question and what the DNS said, as it is shown to people and programs.
struct Evidence {
  std::string name;                  ///< of the question, presentation form
  std::string type;                  ///< "TXT"
  dns::Status status{};              ///< how it ended
  dns::Security security{};          ///< DNSSEC state
  std::int64_t ttl = 0;              ///< seconds
  std::vector<std::string> aliases;  ///< CNAME targets followed
  std::vector<std::string> records;  ///< presentation form, without owner and type
  std::string detail;                ///< why it failed, or what was cut; else empty
  bool from_zone = false;            ///< as dns::Answer says it; not shown

  bool operator==(const Evidence&) const = default;
};

BOOST_DESCRIBE_STRUCT(Evidence, (), (name, type, status, security, ttl, aliases, records, detail))

/// Records of an answer that evidence shows, and octets of each. An answer may have 64 KiB, and is
/// evidence of many findings; what is left out is counted in Evidence::detail.
inline constexpr std::size_t kMaxEvidenceRecords = 50;
inline constexpr std::size_t kMaxEvidenceOctets = 4096;

Evidence evidence_of(const dns::Question& question, const dns::Answer& answer);

/// A record to publish in place of what is there.
struct Fix {
  std::string name;    ///< owner
  std::string type;    ///< "TXT"
  std::string record;  ///< data, presentation form without quotes
  std::string note;    ///< what to mind; may be empty

  bool operator==(const Fix&) const = default;
};

BOOST_DESCRIBE_STRUCT(Fix, (), (name, type, record, note))

using Arguments = std::map<std::string, std::string>;

/// One statement about the domain.
struct Finding {
  std::string id;     ///< stable, kebab-case, from the catalogue
  std::string check;  ///< the check that says it
  Verdict verdict{};
  Severity severity{};
  std::string message;  ///< one or two sentences, arguments filled in
  Arguments arguments;  ///< the values in the message, by name
  std::string spec;     ///< where the rule stands: "RFC 7208 section 4.5"; empty for our advice
  std::vector<Evidence> evidence;
  std::optional<Fix> fix;
  std::optional<std::int64_t> more;  ///< findings of this id that were left out after this one

  bool operator==(const Finding&) const = default;
};

BOOST_DESCRIBE_STRUCT(Finding, (),
                      (id, check, verdict, severity, message, arguments, spec, evidence, fix, more))

}  // namespace libauth::audit
