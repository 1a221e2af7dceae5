// SPDX-License-Identifier: MIT
//
// Elements with one text each: what the tables of elements name for them. Private to this room.

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "libauth/base/text.h"
#include "reports/aggregate/reader.h"
#include "reports/aggregate/value.h"

namespace reports::aggregate {

/// Reads any text.
template <class T, std::optional<std::string> T::*kMember>
void text(Reader& reader, pugi::xml_node node, T& target) {
  reader.keep_text(node, target.*kMember, reader.text(node));
}

/// Reads a domain.
template <class T, std::optional<std::string> T::*kMember>
void domain(Reader& reader, pugi::xml_node node, T& target) {
  const std::string_view written = reader.text(node);
  if (is_plain_domain(written)) {
    reader.keep_text(node, target.*kMember, written);
    return;
  }
  const DomainReading reading = read_domain(written);
  if (reading.repaired) reader.note(WarningCode::domain_repaired, node, written);
  if (reading.was_upper) reader.note(WarningCode::letter_case, node, written);
  if (reading.value) reader.keep_text(node, target.*kMember, *reading.value);
}

/// Reads a word that is not as the vocabulary has it.
template <class E>
Word<E> read_odd_word(Reader& reader, pugi::xml_node node, std::string_view written) {
  const std::string lower = libauth::base::to_lower(written);
  if (lower != written) reader.note(WarningCode::letter_case, node, written);
  Word<E> word = Word<E>::read(lower);
  if (!word.value()) {
    reader.note(WarningCode::word_unknown, node, written);
  } else if (!word.is_registered()) {
    reader.note(WarningCode::word_replaced, node, written);
  }
  return word;
}

/// Reads a word; an empty element has none.
template <class T, class E, std::optional<Word<E>> T::*kMember>
void word(Reader& reader, pugi::xml_node node, T& target) {
  const std::string_view written = reader.text(node);
  if (written.empty()) return;
  std::optional<Word<E>>& member = target.*kMember;
  const std::optional<E> value = libauth::base::parse_enum<E>(written);
  if (value && !member) {
    member.emplace(*value);
  } else {
    const Word<E> word = value ? Word<E>(*value) : read_odd_word<E>(reader, node, written);
    reader.keep(node, member, std::optional<Word<E>>(word));
  }
}

}  // namespace reports::aggregate
