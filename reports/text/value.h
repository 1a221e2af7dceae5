// SPDX-License-Identifier: MIT
//
// Numbers, times, addresses and domains as receivers write them.
//
// All of these take trimmed text. `repaired` says that more than that had to be done.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "libauth/base/ip_address.h"
#include "libauth/base/time.h"

namespace reports::text {

/// A value that was read, if one could be, and whether the text was in its proper form.
template <class T>
struct Reading {
  std::optional<T> value;
  bool repaired = false;
};

/// Whole seconds since 1970, RFC 9990 section 3.1.1. Also taken: a fraction, which is dropped;
/// milli-, micro- and nanoseconds, known by their size; RFC 3339 text in UTC. Never later than
/// the year 5138, as larger numbers are no seconds.
Reading<libauth::base::Time> read_time(std::string_view text);

/// An address of RFC 3986 section 3.2.2. Also taken: brackets, a zone, a port, and IPv4-mapped
/// IPv6, which becomes IPv4.
Reading<libauth::base::IpAddress> read_address(std::string_view text);

/// A domain in lower case without final dot. Also taken: an address, of which the domain counts;
/// "<>", which is empty; "null" and "-", which stand for nothing and have no value.
struct DomainReading {
  std::optional<std::string> value;
  bool repaired = false;   ///< other than by case
  bool was_upper = false;  ///< there were upper-case letters
};
DomainReading read_domain(std::string_view text);

/// Whether read_domain() would give the text as it is. It may say no to one that is.
bool is_plain_domain(std::string_view text);

/// A mail address. Also taken: "mailto:", "<>" around it with a name before, and the first of
/// several. Text without "@" is kept as it is.
Reading<std::string> read_email(std::string_view text);

/// The identifier by which two copies of a report are known as one: without "<>" (RFC 9990
/// section 3.5 allows both forms).
std::string_view bare_report_id(std::string_view report_id);

}  // namespace reports::text
