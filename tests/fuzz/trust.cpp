// SPDX-License-Identifier: MIT
//
// What a mail's header says of its reporter: nothing in the mail counts more than the field that
// our host has put on top, and nothing without one.

#include "reports/intake/trust.h"

#include <string>
#include <vector>

#include "tests/fuzz/property.h"

using reports::intake::Trust;

namespace {

const std::vector<std::string> kIds = {"mx.example.com"};
const std::vector<std::string> kUnused = {"mx.example.invalid"};
constexpr std::string_view kReporter = "receiver.example.net";

/// What the header says of the reporter.
std::optional<Trust> trust_of(std::string_view header, std::string_view reporter,
                              std::span<const std::string> authserv_ids) {
  const auto own = reports::intake::own_results(header, authserv_ids);
  return own ? reports::intake::trust_of(*own, reporter) : std::nullopt;
}

/// The field, and one behind it: what begins with white space would go on with ours.
std::string field(std::string_view value) {
  return "Authentication-Results: " + std::string(value) + "\r\nX: y\r\n";
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string header(fuzz::text_of(data, size));
  const auto trust = trust_of(header, kReporter, kIds);
  fuzz::require(trust == trust_of(header, kReporter, kIds), "reading twice gives the same");
  fuzz::require(!trust_of(header, kReporter, {}), "without an id nothing is known");
  if (header.find(kUnused.front()) == std::string::npos && header.find('\\') == std::string::npos &&
      header.find('"') == std::string::npos) {
    fuzz::require(!trust_of(header, kReporter, kUnused), "an id that is not there says nothing");
  }
  for (const auto& [value, want] :
       {std::pair<std::string_view, std::optional<Trust>>{
            "mx.example.com; dmarc=fail header.from=receiver.example.net", Trust::fail},
        {"mx.example.com; dmarc=pass header.from=receiver.example.net", Trust::pass},
        {"mx.example.com; dmarc=pass header.from=example.org", Trust::mismatch},
        {"mx.example.com; none", std::nullopt}}) {
    const auto on_top = trust_of(field(value) + header, kReporter, kIds);
    fuzz::require(on_top == want, "what our host says is not changed by what is below");
  }
  return 0;
}
