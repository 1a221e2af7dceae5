// SPDX-License-Identifier: MIT

#include "libauth/dnsbl/list.h"

#include <algorithm>
#include <array>

namespace libauth::dnsbl {
namespace {

constexpr std::uint32_t code(unsigned b, unsigned c, unsigned d) {
  return 127U << 24 | b << 16 | c << 8 | d;
}
constexpr Code one(unsigned d, Meaning meaning, std::string_view text) {
  return {code(0, 0, d), code(0, 0, d), meaning, text};
}
constexpr Code range(unsigned from, unsigned to, Meaning meaning, std::string_view text) {
  return {code(0, 0, from), code(0, 0, to), meaning, text};
}

constexpr std::array kListed2 = {one(2, Meaning::listed, "listed")};

constexpr std::array kSpamhaus = {
    one(2, Meaning::listed, "SBL: spam source or service"),
    one(3, Meaning::listed, "CSS: snowshoe or compromised sender"),
    range(4, 7, Meaning::listed, "XBL: exploited host"),
    one(9, Meaning::listed, "DROP: hijacked network"),
    range(10, 11, Meaning::policy, "PBL: not meant to send mail directly"),
};
constexpr std::array kMailspike = {
    range(2, 2, Meaning::listed, "listed"),
    range(10, 12, Meaning::listed, "bad reputation"),
    one(13, Meaning::policy, "suspicious"),
    range(14, 20, Meaning::good, "neutral or good reputation"),
};
constexpr std::array kHostkarma = {
    one(1, Meaning::good, "white"),
    one(2, Meaning::listed, "black"),
    one(3, Meaning::policy, "yellow"),
    one(4, Meaning::listed, "brown"),
    one(5, Meaning::good, "not to be listed"),
};
constexpr std::array kSpamrats = {
    one(36, Meaning::policy, "dynamic name"),
    one(37, Meaning::policy, "no reverse name"),
    one(38, Meaning::listed, "spam source"),
    one(43, Meaning::listed, "password guessing"),
};
constexpr std::array kDronebl = {range(2, 255, Meaning::listed, "drone, proxy or attacker")};
constexpr std::array kBlocklistDe = {range(2, 22, Meaning::listed, "attacks seen")};
constexpr std::array kSpfbl = {
    one(2, Meaning::listed, "bad reputation"),
    one(3, Meaning::policy, "no clear owner"),
    one(4, Meaning::policy, "residential or shared address"),
};

/// Alphabetical. Zones of lists that were closed must never come in here: some
/// list the whole world.
constexpr std::array kLists = {
    List{"all.spamrats.com", kSpamrats, "https://www.spamrats.com/removal.php"},
    List{"b.barracudacentral.org", kListed2,
         "https://www.barracudacentral.org/rbl/removal-request"},
    List{"bl.blocklist.de", kBlocklistDe, "https://www.blocklist.de/en/delist.html"},
    List{"bl.spamcop.net", kListed2, "https://www.spamcop.net/bl.shtml"},
    List{"bl.spameatingmonkey.net", kListed2, "https://spameatingmonkey.com/lookup"},
    List{"dnsbl.dronebl.org", kDronebl, "https://dronebl.org/lookup"},
    List{"dnsbl.spfbl.net", kSpfbl, "https://spfbl.net/en/delist/"},
    List{"hostkarma.junkemailfilter.com", kHostkarma, ""},
    List{"psbl.surriel.com", kListed2, "https://psbl.org/remove"},
    List{"rep.mailspike.net", kMailspike, "https://mailspike.org/iplookup.html"},
    List{"truncate.gbudb.net", kListed2, ""},
    List{"zen.spamhaus.org", kSpamhaus, "https://check.spamhaus.org/"},
};

std::uint32_t number_of(const base::IpAddress& address) {
  std::uint32_t number = 0;
  for (const std::uint8_t octet : address.octets()) number = number << 8 | octet;
  return number;
}

}  // namespace

std::span<const List> known_lists() {
  return kLists;
}

const List* find_list(const dns::Name& zone) {
  const auto found = std::find_if(kLists.begin(), kLists.end(),
                                  [&zone](const List& list) { return zone.text() == list.zone; });
  return found == kLists.end() ? nullptr : &*found;
}

Reading read_code(const List* list, const base::IpAddress& answer) {
  static const base::Network kCodes{*base::IpAddress::parse("127.0.0.0"), 8};
  static const base::Network kErrors{*base::IpAddress::parse("127.255.255.0"), 24};
  if (!kCodes.contains(answer)) {
    return {Meaning::refused, "an answer outside 127.0.0.0/8: the zone is no list any more"};
  }
  if (kErrors.contains(answer)) return {Meaning::refused, "the list does not answer this resolver"};
  if (list == nullptr) return {Meaning::listed, "listed"};
  const std::uint32_t number = number_of(answer);
  for (const Code& entry : list->codes) {
    if (number >= entry.first && number <= entry.last) {
      return {entry.meaning, std::string(entry.text)};
    }
  }
  return {Meaning::refused, "a code that is not in the list's dictionary"};
}

}  // namespace libauth::dnsbl
