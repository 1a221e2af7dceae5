// SPDX-License-Identifier: MIT
//
// Elements with one text each: what the tables of elements name for them. Private to this room.

#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include <boost/describe/enumerators.hpp>
#include <boost/mp11/algorithm.hpp>
#include <boost/mp11/list.hpp>

#include "libauth/base/text.h"
#include "reports/aggregate/reader.h"
#include "reports/text/value.h"

namespace reports::aggregate {

using text::DomainReading;
using text::is_plain_domain;
using text::read_address;
using text::read_domain;
using text::read_email;
using text::read_time;
using text::Reading;

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

/// A word of a vocabulary and how it is written.
template <class E>
struct Spelling {
  std::string_view word;
  E value;
};

/// All words of a vocabulary: with their lengths, so that few need to be compared.
template <class E>
inline constexpr auto kSpellings = []<class... D>(boost::mp11::mp_list<D...>) {
  return std::array{Spelling<E>{D::name, D::value}...};
}(boost::mp11::mp_rename<boost::describe::describe_enumerators<E>, boost::mp11::mp_list>{});

template <class E>
const E* find_word(std::string_view written) {
  for (const Spelling<E>& spelling : kSpellings<E>) {
    if (spelling.word == written) return &spelling.value;
  }
  return nullptr;
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
  reader.deviate(DeviationKind::invalid_value, node);
  return word;
}

/// Counts a word that only one RFC has.
template <class E>
void see_word(Reader& reader, pugi::xml_node node, E word) {
  const std::optional<Form> form = only_in(word);
  if (!form) return;
  reader.form().vote(*form);
  if (*form == Form::rfc7489) reader.deviate(DeviationKind::invalid_value, node);
}

/// Reads a word; an empty element has none.
template <class T, class E, std::optional<Word<E>> T::*kMember>
void word(Reader& reader, pugi::xml_node node, T& target) {
  const std::string_view written = reader.text(node);
  if (written.empty()) return reader.deviate(DeviationKind::invalid_value, node);
  std::optional<Word<E>>& member = target.*kMember;
  const E* const value = find_word<E>(written);
  if (value) see_word(reader, node, *value);
  if (value && !member) {
    member.emplace(*value);
  } else {
    const Word<E> word = value ? Word<E>(*value) : read_odd_word<E>(reader, node, written);
    reader.keep(node, member, std::optional<Word<E>>(word));
  }
}

}  // namespace reports::aggregate
