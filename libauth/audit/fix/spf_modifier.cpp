// SPDX-License-Identifier: MIT

#include "libauth/audit/fix/spf_modifier.h"

#include <algorithm>
#include <cstddef>
#include <iterator>

#include "libauth/audit/fix/spf_repair.h"
#include "libauth/base/text.h"

namespace libauth::audit {
namespace {

constexpr std::string_view kRegistered[] = {"ra", "rp", "rr"};

/// What may be meant by a modifier that nobody knows, and how many wrong letters the name may have.
struct Meant {
  std::string_view name;
  char separator;
  std::size_t slips;
};
constexpr Meant kMeant[] = {
    {"redirect", '=', 2}, {"exp", '=', 1}, {"include", ':', 2}, {"exists", ':', 1},
    {"ip4", ':', 0},      {"ip6", ':', 0}, {"a", ':', 0},       {"mx", ':', 0},
};

/// Values of a modifier "all" that tell what is meant. That everyone shall pass is never assumed.
constexpr std::string_view kAlls[] = {"-all", "~all", "?all"};

/// Octets of a name that is looked at.
constexpr std::size_t kLongest = 12;

}  // namespace

bool is_registered_modifier(std::string_view name) {
  return std::ranges::find(kRegistered, base::to_lower(name)) != std::end(kRegistered);
}

std::string meant_modifier(std::string_view modifier) {
  const std::size_t equals = modifier.find('=');
  if (equals > kLongest) return {};
  const std::string name = base::to_lower(modifier.substr(0, equals));
  const std::string value(modifier.substr(equals + 1));
  if (is_registered_modifier(name)) return {};
  if (name == "all") {
    const std::string all = base::to_lower(value);
    return std::ranges::find(kAlls, all) != std::end(kAlls) ? all : "";
  }
  for (const Meant& meant : kMeant) {
    if (edit_distance(name, meant.name) > meant.slips) continue;
    return std::string(meant.name) + meant.separator + value;
  }
  return {};
}

}  // namespace libauth::audit
