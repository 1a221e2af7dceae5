// SPDX-License-Identifier: MIT
//
// The document mailvet.verify/1, which docs/verify-json.md describes.
//
// Members that do not apply are left out, texts that would be empty among them; lists are always
// there. `reason` is there with every result: a word of a fixed list where `detail` is beside it,
// else a sentence.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/class.hpp>

#include "libauth/dkim/result.h"
#include "libauth/mail/splitter.h"
#include "service/api/verify_message.h"
#include "service/api/verify_warnings.h"

namespace service::api {

inline constexpr std::string_view kVerifySchema = "mailvet.verify/1";

/// Signatures, and author addresses, that a document has; what is over is left out from the end,
/// and counted. A header has room for thousands of each.
inline constexpr std::size_t kMaxListed = 100;

/// Forged fields that a document has. Each is short, and who deletes them needs them all; a message
/// with more is to be refused.
inline constexpr std::size_t kMaxForgedListed = 1000;

struct MessageOctets {
  libauth::mail::LineEnd line_ends{};
  bool found_line_ends = false;  ///< by the first line; else they were told
  std::uint64_t header = 0;
  std::uint64_t body = 0;
  std::uint64_t bare_cr = 0;
  std::uint64_t bare_lf = 0;
  std::uint64_t nul = 0;
  std::uint64_t eight_bit = 0;
  std::uint64_t no_fields = 0;
  bool is_header_cut = false;
};

BOOST_DESCRIBE_STRUCT(MessageOctets, (),
                      (line_ends, found_line_ends, header, body, bare_cr, bare_lf, nul, eight_bit,
                       no_fields, is_header_cut))

struct MessageAuthors {
  std::size_t fields = 0;
  std::vector<std::string> addresses;
  std::optional<std::size_t> addresses_left_out;
  std::vector<std::string> errors;
};

BOOST_DESCRIBE_STRUCT(MessageAuthors, (), (fields, addresses, addresses_left_out, errors))

struct IprevPart {
  libauth::ptr::Result result{};
  std::string reason;
  std::vector<std::string> names;
  std::vector<std::string> confirmed;
};

BOOST_DESCRIBE_STRUCT(IprevPart, (), (result, reason, names, confirmed))

struct SpfPart {
  libauth::spf::Result result{};
  std::string reason;
  std::optional<std::string> identity;
  std::optional<std::string> domain;
  std::optional<std::string> record_domain;
  std::optional<std::string> matched;
  std::optional<std::string> explanation;
  std::size_t lookups = 0;
  std::size_t void_lookups = 0;
};

BOOST_DESCRIBE_STRUCT(SpfPart, (),
                      (result, reason, identity, domain, record_domain, matched, explanation,
                       lookups, void_lookups))

struct KeyPart {
  libauth::crypto::KeyType type{};
  unsigned bits = 0;
};

BOOST_DESCRIBE_STRUCT(KeyPart, (), (type, bits))

/// The words of libauth::dkim::Result that a signature comes to.
enum class SignatureResult { pass, fail, policy, neutral, temperror, permerror };

BOOST_DESCRIBE_ENUM(SignatureResult, pass, fail, policy, neutral, temperror, permerror)

struct DkimPart {
  SignatureResult result{};
  libauth::dkim::Reason reason{};
  std::string detail;
  std::optional<std::string> domain;
  std::optional<std::string> selector;
  std::optional<std::string> identity;
  std::optional<std::string> algorithm;
  std::optional<KeyPart> key;
  std::optional<std::string> question;
  std::optional<libauth::dns::Security> security;
  bool testing = false;
  std::uint64_t signed_octets = 0;
  std::uint64_t body_octets = 0;
  bool covers_all_from = false;
  std::vector<std::string> addable_fields;
};

BOOST_DESCRIBE_STRUCT(DkimPart, (),
                      (result, reason, detail, domain, selector, identity, algorithm, key, question,
                       security, testing, signed_octets, body_octets, covers_all_from,
                       addable_fields))

struct ArcSetPart {
  unsigned instance = 0;
  std::optional<std::string> domain;
  std::optional<std::string> selector;
  std::optional<libauth::dkim::Reason> message_signature;
  std::optional<libauth::dkim::Reason> seal;
  std::string authentication_results;
};

BOOST_DESCRIBE_STRUCT(ArcSetPart, (),
                      (instance, domain, selector, message_signature, seal, authentication_results))

struct ArcPart {
  libauth::arc::Result result{};
  libauth::arc::Reason reason{};
  std::string detail;
  std::size_t instances = 0;
  std::optional<unsigned> oldest_pass;
  bool is_temporary = false;
  std::vector<ArcSetPart> sets;
};

BOOST_DESCRIBE_STRUCT(ArcPart, (),
                      (result, reason, detail, instances, oldest_pass, is_temporary, sets))

struct AlignmentPart {
  std::string domain;
  bool is_authenticated = false;
  libauth::dmarc::Aligned aligned{};
  bool counts = false;
  std::optional<std::string> org_domain;
};

BOOST_DESCRIBE_STRUCT(AlignmentPart, (), (domain, is_authenticated, aligned, counts, org_domain))

struct DmarcPart {
  libauth::dmarc::Result result{};
  std::string reason;
  libauth::dmarc::Mode mode{};
  std::optional<std::string> author;
  std::optional<libauth::dmarc::Policy> policy;
  std::optional<libauth::dmarc::PolicySource> policy_source;
  libauth::dmarc::Policy disposition{};
  bool testing = false;
  std::optional<unsigned> percent;
  std::optional<std::string> org_domain;
  std::optional<std::string> record_domain;
  std::optional<std::string> record;
  std::size_t queries = 0;
  std::optional<AlignmentPart> spf;
  std::vector<AlignmentPart> dkim;
};

BOOST_DESCRIBE_STRUCT(DmarcPart, (),
                      (result, reason, mode, author, policy, policy_source, disposition, testing,
                       percent, org_domain, record_domain, record, queries, spf, dkim))

struct ForgedPart {
  std::size_t occurrence = 0;
  libauth::authres::Forgery why{};
};

BOOST_DESCRIBE_STRUCT(ForgedPart, (), (occurrence, why))

struct VerifyCost {
  std::size_t rounds = 0;
  std::size_t questions = 0;
  std::size_t refused = 0;
};

BOOST_DESCRIBE_STRUCT(VerifyCost, (), (rounds, questions, refused))

struct VerifyDocument {
  MessageVerdict verdict{};
  std::vector<VerifyWarning> warnings;
  std::optional<std::string> silence;
  std::string time;
  std::optional<std::string> ip;
  std::optional<std::string> helo;
  std::optional<std::string> mail_from;
  MessageOctets octets;
  MessageAuthors from;
  std::optional<IprevPart> iprev;
  SpfPart spf;
  std::optional<SpfPart> spf_helo;
  std::vector<DkimPart> dkim;
  std::optional<std::size_t> dkim_left_out;
  ArcPart arc;
  DmarcPart dmarc;  ///< what counts: of several author domains the strictest
  std::vector<DmarcPart> dmarc_authors;
  std::string authentication_results;
  std::optional<std::string> received_spf;
  std::vector<ForgedPart> forged;
  std::optional<std::size_t> forged_left_out;
  VerifyCost cost;
};

BOOST_DESCRIBE_STRUCT(VerifyDocument, (),
                      (verdict, warnings, silence, time, ip, helo, mail_from, octets, from, iprev,
                       spf, spf_helo, dkim, dkim_left_out, arc, dmarc, dmarc_authors,
                       authentication_results, received_spf, forged, forged_left_out, cost))

VerifyDocument document_of(const VerifiedMessage& message);

/// One sentence: why iprev ended so.
std::string reason_of(const libauth::ptr::Evaluation& iprev);

/// One sentence: why the verification of a signature, or of a chain, ended so; never empty.
std::string detail_of(const libauth::dkim::Verification& signature);
std::string detail_of(const libauth::arc::Validation& arc);

}  // namespace service::api
