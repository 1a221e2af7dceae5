// SPDX-License-Identifier: MIT
//
// A word of a vocabulary, or the word that stood in its place.

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "libauth/base/enum.h"
#include "reports/aggregate/vocabulary.h"

namespace reports::aggregate {

/// A value of E as a receiver wrote it. A word that is not in the vocabulary has no value but is
/// kept, and so is a synonym: "hardfail" means SpfResult::fail and is still known to be "hardfail".
template <libauth::base::DescribedEnum E>
class Word {
 public:
  /// No word: empty text without a meaning.
  Word() = default;
  /// The word of the vocabulary itself.
  Word(E value) : value_(value) {}  // NOLINT: a word of the vocabulary is a Word

  /// Reads a word, which must be trimmed and in lower case. Any text is a word.
  static Word read(std::string_view lower_case);

  /// What the word means; none for a word that has no meaning here.
  std::optional<E> value() const { return value_; }
  /// The word of the vocabulary, or the one that was written where that means nothing here.
  std::string_view text() const { return value_ ? libauth::base::name_of(*value_) : written(); }
  /// The word that was written, in lower case.
  std::string_view written() const {
    return value_ && other_.empty() ? libauth::base::name_of(*value_) : std::string_view(other_);
  }
  /// Whether the word is one of the vocabulary, and no synonym.
  bool is_registered() const { return value_ && other_.empty(); }

  bool operator==(const Word&) const = default;
  bool operator==(E value) const { return value_ == value; }

 private:
  std::optional<E> value_;
  std::string other_;  // as written, where that is not the name of value_
};

template <libauth::base::DescribedEnum E>
Word<E> Word<E>::read(std::string_view lower_case) {
  Word word;
  word.value_ = libauth::base::parse_enum<E>(lower_case);
  if (word.value_) return word;
  word.other_ = lower_case;
  for (const Synonym<E>& synonym : kSynonyms<E>) {
    if (synonym.word == lower_case) word.value_ = synonym.meaning;
  }
  return word;
}

}  // namespace reports::aggregate
