// SPDX-License-Identifier: MIT
//
// What the store keeps besides reports, and what it forgets.

#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <boost/describe/class.hpp>

#include "libauth/base/time.h"
#include "reports/sources/verdict.h"

namespace reports::store {

/// What is removed by age: what belongs to a time before. Absent: nothing of that kind.
struct Retention {
  std::optional<libauth::base::Time> aggregate = {};
  std::optional<libauth::base::Time> tls = {};
  std::optional<libauth::base::Time> failure = {};
  std::optional<libauth::base::Time> unread = {};  ///< by when they were received
};

/// How many were removed.
struct Removed {
  std::uint64_t aggregate = 0;
  std::uint64_t tls = 0;
  std::uint64_t failure = 0;
  std::uint64_t unread = 0;

  bool operator==(const Removed&) const = default;
};
BOOST_DESCRIBE_STRUCT(Removed, (), (aggregate, tls, failure, unread))

/// How far a file was imported. A file that has another size or time now is another
/// one, unless it has only grown.
struct ImportMark {
  std::string path;           ///< absolute
  std::uint64_t size = 0;     ///< octets
  std::int64_t modified = 0;  ///< nanoseconds since 1970
  std::uint64_t read_to = 0;  ///< octets of which everything is stored; `size`: all of it
  std::string digest = {};    ///< of octets before read_to, to know a file again that has grown; of
                              ///< the form of who made the mark; '' where it cannot be known

  bool operator==(const ImportMark&) const = default;
};

/// The owner's word on a source.
struct SourceVerdict {
  std::string source;  ///< sources::Source::name
  sources::Verdict verdict{};
  libauth::base::Time set{};

  bool operator==(const SourceVerdict&) const = default;
};
BOOST_DESCRIBE_STRUCT(SourceVerdict, (), (source, verdict, set))

}  // namespace reports::store
