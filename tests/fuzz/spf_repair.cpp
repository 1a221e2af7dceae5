// SPDX-License-Identifier: MIT
//
// Guesses at what an SPF record was meant to be: they are records, not much longer than the text,
// and nothing is left to guess in them.

#include "libauth/audit/fix/spf_repair.h"

#include <string>

#include "libauth/spf/near_miss.h"
#include "libauth/spf/parse.h"
#include "tests/fuzz/property.h"

using namespace libauth;

namespace {

/// "::" and a comma, of 3 octets, may become " ip6:::", of 7.
constexpr std::size_t kGrowth = 3;
constexpr std::string_view kVersion = "v=spf1";

void check_length(const std::string& guess, std::string_view text) {
  fuzz::require(guess.size() <= kVersion.size() + kGrowth * text.size(), "a guess does not grow");
}

void check_repair(std::string_view text) {
  const auto repaired = audit::repaired_spf(text);
  if (!repaired) return;
  check_length(*repaired, text);
  fuzz::require(!spf::parse_record(text), "what can be read is not repaired");
  fuzz::require(spf::is_spf_record(*repaired), "a repaired record is known as one");
  fuzz::require(spf::parse_record(*repaired).has_value(), "a repaired record can be read");
  fuzz::require(!audit::repaired_spf(*repaired), "a repaired record needs no repair");
  fuzz::require(!spf::meant_record(*repaired), "a repaired record is no near miss");
  fuzz::require(audit::repaired_spf(text) == repaired, "repairing twice gives the same");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  if (spf::is_spf_record(text)) check_repair(text);
  check_repair(std::string(kVersion) + " " + std::string(text));
  const auto meant = spf::meant_record(text);
  if (!meant) return 0;
  check_length(*meant, text);
  fuzz::require(!spf::is_spf_record(text), "a record is no near miss");
  fuzz::require(spf::is_spf_record(*meant), "what is meant begins as a record has to");
  fuzz::require(!spf::meant_record(*meant), "nothing else is meant by what is meant");
  check_repair(*meant);
  return 0;
}
