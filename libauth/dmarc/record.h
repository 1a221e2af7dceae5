// SPDX-License-Identifier: MIT
//
// A DMARC policy record, RFC 9989 section 4.7.

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <boost/describe/enum.hpp>

#include "libauth/taglist/tag_list.h"

namespace libauth::dmarc {

/// What the domain owner asks receivers to do with mail that fails; weakest first.
enum class Policy { none, quarantine, reject };

BOOST_DESCRIBE_ENUM(Policy, none, quarantine, reject)

enum class Alignment { relaxed, strict };

BOOST_DESCRIBE_ENUM(Alignment, relaxed, strict)

/// "psd": whether the name is a public suffix.
enum class Psd {
  y,  ///< it is
  n,  ///< it is not, and it is the organizational domain for itself and below
  u,  ///< the record does not say
};

BOOST_DESCRIBE_ENUM(Psd, y, n, u)

/// A report destination, RFC 9989 section 4.6.
struct ReportUri {
  std::string uri;   ///< as written, without the obsolete "!size"
  std::string host;  ///< of a mailto URI: the domain of the address; of others empty
  bool obsolete_size = false;
};

/// What is wrong, or out of date, with one tag.
struct TagProblem {
  enum class Kind {
    invalid_value,  ///< the value is none of those allowed; the default counts (section 4.8)
    invalid_uri,    ///< one destination is no URI; the others count
    unknown_tag,    ///< ignored (section 4.7)
    obsolete_tag,   ///< pct, rf, ri: removed by RFC 9989
    duplicate_tag,  ///< the first one counts
    malformed,      ///< no tag at all; passed over
  };
  Kind kind{};
  std::string tag;         ///< its name, where there is one
  std::string value;       ///< with malformed: what stands there, to the semicolon
  std::size_t offset = 0;  ///< octets before it in the record
};

struct Record {
  std::optional<Policy> p;   ///< "p" where it is there and valid
  std::optional<Policy> sp;  ///< "sp": subdomains that exist
  std::optional<Policy> np;  ///< "np": subdomains that do not
  Alignment adkim = Alignment::relaxed;
  Alignment aspf = Alignment::relaxed;
  std::vector<char> fo = {'0'};  ///< of 0, 1, d, s
  Psd psd = Psd::u;
  bool testing = false;         ///< "t=y": receivers apply the next weaker policy
  std::vector<ReportUri> rua;   ///< where aggregate reports go
  std::vector<ReportUri> ruf;   ///< where failure reports go
  bool has_bad_policy = false;  ///< "p", "sp" or "np" is there with an invalid value
  std::vector<TagProblem> problems;
  taglist::TagList tags;  ///< all tags as written

  /// Whether the record asks for anything: with a bad policy only if it names a destination for
  /// aggregate reports, and then it counts as p=none (RFC 9989 section 4.10.1).
  bool is_usable() const { return !has_bad_policy || !rua.empty(); }

  /// The policies after the rules of RFC 9989 sections 4.7 and 4.10.1, before "t".
  Policy effective_p() const;
  Policy effective_sp() const;
  Policy effective_np() const;

  /// "pct" of RFC 7489 section 6.3: the share of failing messages, 0 to 100, that the policy is
  /// applied to. 100 where it is not there or not valid, and RFC 9989 always takes it for 100.
  unsigned percent() const;

  /// Memory that the record takes besides itself, about.
  std::size_t octets() const;
};

/// The next weaker policy, as "t=y" asks for (RFC 9989 section 4.7).
Policy weaker(Policy policy);

}  // namespace libauth::dmarc
