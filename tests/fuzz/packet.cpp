// SPDX-License-Identifier: MIT
//
// DNS messages: reading twice gives the same, and what is given keeps the limits.

#include "libauth/dns/packet.h"

#include "tests/fuzz/property.h"

using namespace libauth::dns;

namespace {

/// The question of the message where it can be had, else one that is not in it.
Question question_of(std::span<const std::uint8_t> packet) {
  constexpr std::size_t kHeader = 12;
  Question question{*Name::parse("www.example"), RrType::a};
  if (packet.size() < kHeader) return question;
  const auto rest = packet.subspan(kHeader);
  const auto name = Name::from_wire(rest);
  if (!name) return question;
  question.name = *name;
  const std::size_t size = name->is_root() ? 1 : name->octets().size() + 2;
  if (rest.size() >= size + 2)
    question.type = static_cast<RrType>(rest[size] << 8 | rest[size + 1]);
  return question;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span<const std::uint8_t> packet(data, size);
  const Question question = question_of(packet);
  const Answer answer = read_packet(question, packet);
  fuzz::require(answer == read_packet(question, packet), "reading twice gives the same");
  fuzz::require(answer.size == size, "the size is that of the message");
  const bool has_records = !std::holds_alternative<std::monostate>(answer.records);
  fuzz::require(has_records == (answer.status == Status::answered), "records where answered");
  fuzz::require(answer.detail.empty() == answer.is_known(), "a failure has its reason");
  fuzz::require(answer.aliases.size() <= 16, "at most 16 aliases");
  fuzz::require(answer.ttl.count() >= 0, "no negative TTL");
  for (const Txt& txt : answer.txt()) {
    for (const std::string& part : txt.strings) {
      fuzz::require(part.size() <= 255, "a string has at most 255 octets");
    }
    fuzz::require(txt.joined().size() <= size, "a text does not grow");
  }
  for (const std::string& text : record_texts(answer)) {
    for (const char c : text) fuzz::require(c >= ' ' && c <= '~', "records are printable");
  }
  return 0;
}
