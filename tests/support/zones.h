// SPDX-License-Identifier: MIT
//
// Zones and resolvers out of zone text, for tests that need no network.

#pragma once

#include <initializer_list>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "libauth/dns/facts.h"
#include "libauth/dns/settle.h"
#include "libauth/dns/zone.h"
#include "libauth/dns/zone_resolver.h"

namespace tests {

/// The name; a text that is none is a mistake in the test.
inline libauth::dns::Name name(std::string_view text) {
  const auto parsed = libauth::dns::Name::parse(text);
  if (!parsed) throw std::invalid_argument("no name: " + std::string(text));
  return *parsed;
}

inline libauth::dns::Question question(std::string_view owner, libauth::dns::RrType type) {
  return {name(owner), type};
}

/// The address; a text that is none is a mistake in the test.
inline libauth::base::IpAddress ip(std::string_view text) {
  const auto parsed = libauth::base::IpAddress::parse(text);
  if (!parsed) throw std::invalid_argument("no address: " + std::string(text));
  return *parsed;
}

/// The zone of a zone file's text, below `origin` where the text has no SOA record.
inline libauth::dns::Zone zone(std::string_view text, std::string_view origin = ".") {
  auto read = libauth::dns::Zone::read_text(text, name(origin));
  if (!read) throw std::invalid_argument(read.error().message);
  return std::move(*read);
}

/// One zone at the root with these records, so that every other name does not exist:
/// "example.com. TXT \"v=spf1 -all\"", one a line.
inline libauth::dns::Zone world(std::string_view records) {
  return zone(". 300 IN SOA ns.example. hostmaster.example. 1 7200 600 86400 60\n" +
              std::string(records) + "\n");
}

inline libauth::dns::Deadline soon() {
  return std::chrono::steady_clock::now() + std::chrono::seconds(5);
}

/// The answer to one question.
inline libauth::dns::AnswerPtr ask(libauth::dns::Resolver& resolver,
                                   const libauth::dns::Question& question) {
  return resolver.resolve({&question, 1}, soon()).at(0);
}

/// An address, a name or a text as the detail of a comparison that failed.
template <class Range>
std::string joined(const Range& texts) {
  std::string line;
  for (const auto& text : texts) line += (line.empty() ? "" : " | ") + std::string(text);
  return line;
}

}  // namespace tests
