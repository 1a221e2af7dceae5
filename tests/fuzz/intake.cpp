// SPDX-License-Identifier: MIT
//
// Intake: nothing that was sent is lost without a word, the limits hold, and reading twice, or as a
// stream of mails, gives the same.

#include <sstream>
#include <string>

#include "reports/intake/mbox.h"
#include "reports/intake/read.h"
#include "tests/fuzz/property.h"

using namespace reports::intake;

namespace {

constexpr Limits kLimits{.input = 65'536,
                         .output = 262'144,
                         .ratio = 100,
                         .ratio_from = 65'536,
                         .members = 20,
                         .depth = 3,
                         .nesting = 4,
                         .levels = 8,
                         .parts = 30,
                         .payloads = 50};

void check_name(const std::string& name) {
  for (const char c : name) fuzz::require(c >= ' ' && c <= '~', "names are printable");
}

void check(const Unpacked& unpacked, std::size_t size) {
  const std::size_t found =
      unpacked.documents.size() + unpacked.refused.size() + unpacked.skipped.size();
  // One more tells that there are too many.
  fuzz::require(found <= kLimits.payloads + 1, "payloads keep their limit");
  std::size_t octets = 0;
  for (const Document& document : unpacked.documents) {
    octets += document.octets.size();
    check_name(document.name);
    fuzz::require(document.parts.has_value() == (document.kind == Kind::failure),
                  "failure reports have parts");
  }
  // What is not packed is in the input, once as it is, once as a text that holds others.
  fuzz::require(octets <= kLimits.output + 4 * size, "documents keep the limit of the output");
  for (const Refused& refused : unpacked.refused) {
    check_name(refused.name);
    fuzz::require(!refused.error.rule.empty() && !refused.error.message.empty(),
                  "an error has a rule and a message");
  }
  for (const Skipped& skipped : unpacked.skipped) check_name(skipped.name);
}

/// The mails of an mbox file are pieces of it.
void check_mbox(std::string_view text) {
  std::istringstream in{std::string(text)};
  MboxReader reader(in, 1000);
  std::size_t octets = 0;
  std::uint64_t before = 0;
  while (const auto mail = reader.next()) {
    octets += mail->octets.size();
    fuzz::require(reader.offset() > before, "every mail takes octets");
    before = reader.offset();
    fuzz::require(mail->octets.size() <= 1000, "mails keep their limit");
  }
  fuzz::require(octets <= text.size(), "mails have no octets of their own");
  fuzz::require(reader.offset() == text.size(), "the file is read to its end");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  const Unpacked unpacked = unpack(text, kLimits);
  check(unpacked, size);
  const Reading reading = read(text, kLimits);
  fuzz::require(reading.reports.size() + reading.refused.size() ==
                    unpacked.documents.size() + unpacked.refused.size(),
                "every document is a report or refused");
  fuzz::require(reading.skipped == unpacked.skipped, "unpacking twice gives the same");
  fuzz::require(!reading.reports.empty() || !reading.refused.empty() || !reading.skipped.empty(),
                "nothing goes without a word");
  check_mbox(text);
  return 0;
}
