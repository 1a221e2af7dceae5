// SPDX-License-Identifier: MIT
//
// What unpack() gave, as short text that tests compare.

#pragma once

#include <string>
#include <vector>

#include "reports/intake/unpack.h"

namespace tests {

/// "aggregate a.xml", "tls", "failure" for documents; "archive a.xml" with the rule for refused
/// ones; "(not-a-report mail 2)" for skipped ones.
inline std::vector<std::string> found(const reports::intake::Unpacked& unpacked) {
  constexpr const char* kKinds[] = {"aggregate", "tls", "failure"};
  const auto line = [](std::string word, const std::string& name) {
    return name.empty() ? word : word + " " + name;
  };
  std::vector<std::string> lines;
  for (const auto& document : unpacked.documents) {
    lines.push_back(line(kKinds[static_cast<int>(document.kind)], document.name));
  }
  for (const auto& refused : unpacked.refused) {
    lines.push_back(line(refused.error.rule, refused.name));
  }
  for (const auto& skipped : unpacked.skipped) {
    lines.push_back("(" + line(skipped.error.rule, skipped.name) + ")");
  }
  return lines;
}

/// As one text, for messages.
inline std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += (text.empty() ? "" : "; ") + line;
  return text;
}

inline const std::string kXml = "<?xml version=\"1.0\"?>\n<feedback></feedback>\n";
inline const std::string kJson = "{\"organization-name\":\"Receiver\",\"policies\":[]}";

}  // namespace tests
