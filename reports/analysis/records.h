// SPDX-License-Identifier: MIT
//
// What a domain publishes now: its DMARC record, SPF records and DKIM keys, as far as reports on it
// are to be held against them.
//
// Functions of the facts alone: where facts are missing they are noted, and what these give is to
// be dropped (libauth::dns::settle does). A DNS failure is `unknown`, never `missing`.

#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include "libauth/audit/finding.h"
#include "libauth/base/ip_address.h"
#include "libauth/base/time.h"
#include "libauth/dns/facts.h"
#include "libauth/spf/result.h"
#include "reports/store/answers.h"

namespace reports::analysis {

enum class RecordState {
  fine,     ///< there is one, and it can be used
  missing,  ///< the DNS says that there is none
  several,  ///< there are several, so that none counts
  broken,   ///< there is one, and it cannot be used
  revoked,  ///< of a key: its "p" is empty, RFC 6376 section 3.6.1
  unknown,  ///< the DNS did not tell
};
BOOST_DESCRIBE_ENUM(RecordState, fine, missing, several, broken, revoked, unknown)

/// Whether receivers send reports to an address of "rua", RFC 9990 section 4.
enum class Destination {
  own,       ///< of the same organizational domain: no permission is needed
  agrees,    ///< another domain, which agrees to get them
  refuses,   ///< another domain, which does not say that it wants them: they are not sent
  unusable,  ///< no mailto address
  unknown,   ///< the DNS did not tell
};
BOOST_DESCRIBE_ENUM(Destination, own, agrees, refuses, unusable, unknown)

struct ReportAddress {
  std::string uri;  ///< as written
  Destination destination = Destination::unknown;

  bool operator==(const ReportAddress&) const = default;
};
BOOST_DESCRIBE_STRUCT(ReportAddress, (), (uri, destination))

/// Addresses of "rua" that are looked at. Receivers do not follow more either.
inline constexpr std::size_t kMaxReportAddresses = 20;

/// The DMARC record that applies to the domain itself.
struct DmarcNow {
  RecordState state = RecordState::unknown;
  std::string name;    ///< where the record is, or would be: "_dmarc.example.com"
  std::string domain;  ///< whose record it is; may be one above the domain
  std::optional<std::string> text;
  std::string detail;            ///< why it is broken or unknown; else empty
  std::optional<std::string> p;  ///< effective policies, where there is a record that can be used
  std::optional<std::string> sp;
  std::optional<std::string> np;
  std::optional<std::string> adkim;  ///< "relaxed", "strict"
  std::optional<std::string> aspf;
  bool testing = false;            ///< "t=y"
  std::vector<ReportAddress> rua;  ///< at most kMaxReportAddresses

  bool operator==(const DmarcNow&) const = default;
};
BOOST_DESCRIBE_STRUCT(DmarcNow, (),
                      (state, name, domain, text, detail, p, sp, np, adkim, aspf, testing, rua))

/// @pre domain is a domain name
/// @spec RFC 9989 section 4.10
DmarcNow dmarc_now(const libauth::dns::Name& domain, libauth::dns::Facts& facts);

/// The SPF record of one domain.
struct SpfNow {
  RecordState state = RecordState::unknown;
  std::string domain;
  std::optional<std::string> text;
  std::string detail;       ///< why it is broken or unknown; else empty
  std::size_t lookups = 0;  ///< of the worst sender; of ten, RFC 7208 section 4.6.4
  std::size_t void_lookups = 0;

  bool operator==(const SpfNow&) const = default;
};
BOOST_DESCRIBE_STRUCT(SpfNow, (), (state, domain, text, detail, lookups, void_lookups))

SpfNow spf_now(const libauth::dns::Name& domain, libauth::dns::Facts& facts);

/// What SPF says now of an address that sends for a return path of the domain.
/// @param now  for the macro "t"
libauth::spf::Result spf_verdict(const libauth::base::IpAddress& address,
                                 const libauth::dns::Name& domain, libauth::dns::Facts& facts,
                                 libauth::base::Time now);

/// The key of a signature.
struct KeyNow {
  RecordState state = RecordState::unknown;
  std::string domain;
  std::string selector;
  std::string name{};  ///< "selector._domainkey.example.com"; empty where there can be no such name
  std::string detail{};  ///< what is wrong; else empty

  bool operator==(const KeyNow&) const = default;
};
BOOST_DESCRIBE_STRUCT(KeyNow, (), (state, domain, selector, name, detail))

/// A key that no receiver takes, as it is too short, is not for mail or not for SHA-256, is broken.
/// @spec RFC 6376 section 6.1.2, RFC 8301 section 3.2
KeyNow key_now(std::string_view selector, std::string_view domain, libauth::dns::Facts& facts);

/// A receiver that saw another DMARC policy than the one that is published now.
struct SeenPolicy {
  std::string reporter;
  libauth::base::Time last{};  ///< end of its last report
  std::string tag;             ///< "p", "sp", "np", "t", "adkim" or "aspf"
  std::string seen;            ///< in the words of the report
  std::string now;             ///< what it is now

  bool operator==(const SeenPolicy&) const = default;
};
BOOST_DESCRIBE_STRUCT(SeenPolicy, (), (reporter, last, tag, seen, now))

/// Where the reports of the receivers say something else; what a report does not say differs from
/// nothing. Empty where the record is not known, or cannot be used.
std::vector<SeenPolicy> differing_policies(const DmarcNow& now,
                                           std::span<const store::Receiver> receivers);

/// The DMARC record with another word for a tag: in the place of the tag, or behind the others
/// where it is not there. Empty tags and white space at their ends fall away.
/// @param record  libauth::dmarc::is_dmarc_record() holds
std::string with_tag(std::string_view record, std::string_view tag, std::string_view value);

/// The answer to the question as evidence; none where it is not known.
std::optional<libauth::audit::Evidence> evidence_for(const libauth::dns::Question& question,
                                                     const libauth::dns::Facts& facts);

}  // namespace reports::analysis
