// SPDX-License-Identifier: MIT
//
// The zones of fixtures/zones, and audits over them.

#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "libauth/audit/audit.h"
#include "libauth/dns/zone_resolver.h"

namespace tests {

inline std::vector<libauth::dns::Zone> fixture_zones() {
  std::vector<libauth::dns::Zone> zones;
  for (const auto& entry :
       std::filesystem::directory_iterator(MAILVET_SOURCE_DIR "/fixtures/zones")) {
    if (entry.path().extension() != ".zone") continue;
    auto zone = libauth::dns::Zone::read_file(entry.path().string());
    if (!zone) throw std::runtime_error(zone.error().message);
    zones.push_back(std::move(*zone));
  }
  return zones;
}

/// The texts of the same zones by their names, for a name server.
inline std::map<std::string, std::string> fixture_zone_texts() {
  std::map<std::string, std::string> texts;
  for (const auto& entry :
       std::filesystem::directory_iterator(MAILVET_SOURCE_DIR "/fixtures/zones")) {
    if (entry.path().extension() != ".zone") continue;
    std::ifstream file(entry.path());
    texts[entry.path().stem().string()] = {std::istreambuf_iterator<char>(file), {}};
  }
  return texts;
}

inline libauth::dns::Name name(const std::string& text) {
  return libauth::dns::Name::parse(text).value();
}

inline bool has_finding(const libauth::audit::Audit& audit, const std::string& id) {
  return std::any_of(audit.findings.begin(), audit.findings.end(),
                     [&id](const auto& finding) { return finding.id == id; });
}

}  // namespace tests
