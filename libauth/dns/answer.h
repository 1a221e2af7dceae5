// SPDX-License-Identifier: MIT
//
// What the DNS said to one question.

#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include <boost/describe/enum.hpp>

#include "libauth/base/ip_address.h"
#include "libauth/dns/memo.h"
#include "libauth/dns/name.h"
#include "libauth/dns/rr_type.h"

namespace libauth::dns {

/// How a question ended.
enum class Status {
  answered,      ///< there are records of the type
  no_data,       ///< the name exists, without records of the type (RFC 2308 section 2.2)
  no_such_name,  ///< NXDOMAIN: the name does not exist, nor anything below it (RFC 8020)
  servfail,      ///< the server, or the resolver on its behalf, could not answer
  refused,       ///< the server would not answer
  timeout,       ///< nobody answered in time
  bogus,         ///< DNSSEC validation failed (RFC 4035 section 4.3)
  malformed,     ///< the answer could not be read
  not_asked,     ///< a limit of ours was reached before the question went out
};

BOOST_DESCRIBE_ENUM(Status, answered, no_data, no_such_name, servfail, refused, timeout, bogus,
                    malformed, not_asked)

/// What is known about the answer's DNSSEC state, RFC 4035 section 4.3.
enum class Security {
  unchecked,  ///< nobody validated
  insecure,   ///< validated: the zone is provably not signed
  secure,     ///< validated from a trust anchor down
  bogus,      ///< validation failed; goes with Status::bogus
};

BOOST_DESCRIBE_ENUM(Security, unchecked, insecure, secure, bogus)

/// A mail exchange, RFC 1035 section 3.3.9.
struct Mx {
  std::uint16_t preference = 0;
  Name exchange;  ///< the root in a null MX (RFC 7505)

  auto operator<=>(const Mx&) const = default;
};

/// A text record: its strings in order, each at most 255 octets, of any value.
struct Txt {
  std::vector<std::string> strings;

  /// The strings joined without anything between, as SPF, DKIM and DMARC read them.
  std::string joined() const;

  auto operator<=>(const Txt&) const = default;
};

/// Start of a zone of authority, RFC 1035 section 3.3.13, as far as it is used here.
struct Soa {
  Name primary;
  Name mailbox;
  std::uint32_t serial = 0;
  std::uint32_t minimum = 0;  ///< seconds that a negative answer may be kept (RFC 2308 section 4)

  auto operator<=>(const Soa&) const = default;
};

/// Record data of a type that has no struct here.
struct Raw {
  std::vector<std::uint8_t> octets;

  auto operator<=>(const Raw&) const = default;
};

/// Records of one type: addresses (A, AAAA), names (NS, CNAME, PTR, DNAME), or a struct of above.
using Records = std::variant<std::monostate, std::vector<base::IpAddress>, std::vector<Name>,
                             std::vector<Mx>, std::vector<Txt>, std::vector<Soa>, std::vector<Raw>>;

struct Answer {
  Status status = Status::malformed;
  Security security = Security::unchecked;
  std::chrono::seconds ttl{0};  ///< how long it may be kept: the least TTL of the chain; for
                                ///< no_data and no_such_name by the SOA (RFC 2308 section 5)
  Records records;              ///< of the type asked for, sorted, each once; empty unless
                                ///< answered
  std::vector<Name> aliases;    ///< the CNAME targets followed, in order; the last owns the records
  std::size_t size = 0;         ///< octets of the DNS message; 0 where there was none
  std::string detail;           ///< for people: why it failed; empty where it did not
  bool from_zone = false;       ///< a zone in memory decided it: no server's silence is the cause
  Memo memo;                    ///< what evaluators worked out from the records

  /// The records where they are of that kind, else nothing. Valid as long as the answer.
  std::span<const base::IpAddress> addresses() const;
  std::span<const Name> names() const;
  std::span<const Mx> mx() const;
  std::span<const Txt> txt() const;
  std::span<const Soa> soa() const;

  /// Whether the DNS told: there are such records, or there are none. Otherwise nothing is known.
  bool is_known() const;
  /// Whether it is known that there are no such records.
  bool is_empty() const;
  /// Whether the name itself does not exist. An alias exists, even one that leads nowhere.
  bool is_missing_name() const { return status == Status::no_such_name && aliases.empty(); }

  /// Memory that the answer takes, its memo included.
  std::size_t octets() const;

  bool operator==(const Answer&) const = default;
};

using AnswerPtr = std::shared_ptr<const Answer>;

/// Answers without records.
AnswerPtr failed(Status status, std::string detail);

/// The records of an answer, each in presentation form without type and owner: "10 mx.example.com",
/// "\"v=spf1 -all\"".
std::vector<std::string> record_texts(const Answer& answer);

}  // namespace libauth::dns
