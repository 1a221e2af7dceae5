// SPDX-License-Identifier: MIT

#include "service/cli/limit_options.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "reports/aggregate/parse.h"
#include "reports/intake/rules.h"
#include "reports/tls/parse.h"

namespace service::cli {
namespace {

/// Up to 2 KiB of memory each: 20 GiB.
constexpr std::size_t kMostRecords = 10'000'000;
constexpr std::size_t kLeastRecords = 1'000;
constexpr std::size_t kLeastOctets = std::size_t{1} << 20;

struct OptionOfRule {
  std::string_view rule;
  std::string_view option;
};

constexpr std::array kOptions = {
    OptionOfRule{reports::intake::kInputRule, "--max-octets"},
    OptionOfRule{reports::intake::kOutputRule, "--max-octets"},
    OptionOfRule{reports::aggregate::kOctetsRule, "--max-octets"},
    OptionOfRule{reports::aggregate::kRecordsRule, "--max-records"},
    OptionOfRule{reports::aggregate::kNodesRule, "--max-records"},
    OptionOfRule{reports::tls::kDetailsRule, "--max-records"},
};

}  // namespace

void add_limit_options(CLI::App& command, LimitOptions& options) {
  command
      .add_option("--max-records", options.records,
                  "Records of one report; each takes up to 2 KiB of memory")
      ->type_name("NUMBER")
      ->check(CLI::Range(kLeastRecords, kMostRecords))
      ->capture_default_str();
  command
      .add_option("--max-octets", options.octets,
                  "Octets of one upload, or mail of an mbox file, and of what is unpacked from it")
      ->type_name("OCTETS")
      ->check(CLI::Range(kLeastOctets, kMostOctets))
      ->capture_default_str();
}

reports::intake::Limits limits_of(const LimitOptions& options) {
  return reports::intake::with_room(options.records, options.octets);
}

std::string with_option(std::string_view rule, std::string message) {
  const auto* const found = std::ranges::find(kOptions, rule, &OptionOfRule::rule);
  if (found == kOptions.end()) return message;
  if (message.ends_with('.')) message.pop_back();
  return std::move(message) + "; raise " + std::string(found->option);
}

}  // namespace service::cli
