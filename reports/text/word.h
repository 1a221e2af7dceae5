// SPDX-License-Identifier: MIT
//
// A word of a vocabulary, or the word that stood in its place.

#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "libauth/base/enum.h"

namespace reports::text {

/// A word that receivers send for one of the registry.
template <class E>
struct Synonym {
  std::string_view word;
  E meaning;
};

/// Words of the wild with a certain meaning, for each enum; none where there are none.
template <class E>
inline constexpr std::array<Synonym<E>, 0> kSynonyms{};

/// How the words of E are spelled on the wire: as its enumerators are, where nothing else is said.
template <libauth::base::DescribedEnum E>
struct Spelling {
  static std::string_view name_of(E value) { return libauth::base::name_of(value); }
  static std::optional<E> parse(std::string_view word) {
    return libauth::base::parse_enum<E>(word);
  }
};

/// A value of E as a receiver wrote it. A word that is not in the vocabulary has no value but is
/// kept, and so is a synonym: "hardfail" means "fail" and is still known to be "hardfail".
template <libauth::base::DescribedEnum E>
class Word {
 public:
  /// No word: empty text without a meaning.
  Word() = default;
  /// The word of the vocabulary itself.
  Word(E value) : value_(value) {}  // NOLINT: a word of the vocabulary is a Word

  /// Reads a word, which must be trimmed. Any text is a word; those of the vocabulary are known in
  /// the case in which it has them, which is lower case.
  static Word read(std::string_view written);

  /// What the word means; none for a word that has no meaning here.
  std::optional<E> value() const { return value_; }
  /// The word of the vocabulary, or the one that was written where that means nothing here.
  std::string_view text() const { return value_ ? Spelling<E>::name_of(*value_) : written(); }
  /// The word that was written.
  std::string_view written() const {
    return value_ && other_.empty() ? Spelling<E>::name_of(*value_) : std::string_view(other_);
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
Word<E> Word<E>::read(std::string_view written) {
  Word word;
  word.value_ = Spelling<E>::parse(written);
  if (word.value_) return word;
  word.other_ = written;
  for (const Synonym<E>& synonym : kSynonyms<E>) {
    if (synonym.word == written) word.value_ = synonym.meaning;
  }
  return word;
}

}  // namespace reports::text
