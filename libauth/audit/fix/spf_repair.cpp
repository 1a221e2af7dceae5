// SPDX-License-Identifier: MIT

#include "libauth/audit/fix/spf_repair.h"

#include <algorithm>
#include <vector>

#include "libauth/base/text.h"
#include "libauth/spf/parse.h"

namespace libauth::audit {
namespace {

constexpr std::string_view kVersion = "v=spf1";
constexpr std::string_view kQualifiers = "+-~?";

/// A wrong beginning of a term without its qualifier, and the right one. Each is tried where the
/// rest can be read behind it.
struct Slip {
  std::string_view wrong;
  std::string_view right;
};
constexpr Slip kSlips[] = {
    {"ipv4:", "ip4:"},
    {"ipv6:", "ip6:"},
    {"ip:", "ip4:"},
    {"ip:", "ip6:"},
    {"ip4:", "ip6:"},
    {"ip6:", "ip4:"},
    {"a:", "ip4:"},
    {"a:", "ip6:"},
    {"mx:", "ip4:"},
    {"mx:", "ip6:"},
    {"", "ip4:"},
    {"", "ip6:"},
    {"redirect:", "redirect="},
    {"exp:", "exp="},
    {"a:", "a"},
    {"mx:", "mx"},
    {"ptr:", "ptr"},
};

bool is_term(const std::string& term) {
  return spf::parse_record(std::string(kVersion) + " " + term).has_value();
}

/// The word without punctuation around it.
std::string_view bare(std::string_view word) {
  constexpr std::string_view kPunctuation = ".,;\"'";
  const std::size_t first = word.find_first_not_of(kPunctuation);
  if (first == std::string_view::npos) return {};
  return word.substr(first, word.find_last_not_of(kPunctuation) - first + 1);
}

/// The term whose mechanism has a letter or two wrong.
std::optional<std::string> respelled(const std::string& qualifier, std::string_view body) {
  const std::size_t colon = body.find(':');
  constexpr std::size_t kLongest = 10;
  if (colon == std::string_view::npos || colon > kLongest) return std::nullopt;
  for (const std::string_view mechanism : {"include", "exists"}) {
    if (edit_distance(base::to_lower(body.substr(0, colon)), mechanism) > 2) continue;
    std::string term = qualifier + std::string(mechanism) + std::string(body.substr(colon));
    if (is_term(term)) return term;
  }
  return std::nullopt;
}

/// The one term that the word is likely meant to be; empty for mere punctuation.
std::optional<std::string> meant_term(std::string_view word) {
  std::string_view body = bare(word);
  if (body.empty() || is_term(std::string(body))) return std::string(body);
  std::string qualifier;
  if (kQualifiers.find(body.front()) != std::string_view::npos) {
    qualifier = body.substr(0, 1);
    body.remove_prefix(1);
  }
  for (const Slip& slip : kSlips) {
    if (!base::starts_with_ignoring_case(body, slip.wrong)) continue;
    const std::string rest(body.substr(slip.wrong.size()));
    // A mechanism without its colon stands alone: of "a:ll" no "all" is made.
    const bool stands_alone = base::is_alpha(slip.right.back());
    if (stands_alone && !rest.empty()) continue;
    std::string term = std::string(slip.right) + rest;
    // A modifier has no qualifier (RFC 7208 section 6).
    if (!slip.right.ends_with('=')) term.insert(0, qualifier);
    if (is_term(term)) return term;
  }
  return respelled(qualifier, body);
}

/// The words of the text, with those together between which a space slipped in: "ip4: 192.0.2.1",
/// "- all".
std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  for (const std::string_view piece : base::split(text, ' ')) {
    if (piece.empty()) continue;
    const bool is_open = !words.empty() && (words.back().ends_with(':') ||
                                            kQualifiers.find(words.back()) != std::string::npos);
    if (is_open && is_term(words.back() + std::string(bare(piece)))) {
      words.back() += piece;
    } else {
      words.emplace_back(piece);
    }
  }
  return words;
}

/// Adds what the word is likely meant to be: one term, or several with "," or ";" between.
bool add_meant(const std::string& word, std::string& record) {
  std::vector<std::string> terms;
  if (const auto term = meant_term(word)) {
    terms.push_back(*term);
  } else {
    std::string apart = word;
    std::replace(apart.begin(), apart.end(), ';', ',');
    for (const std::string_view piece : base::split(apart, ',')) {
      const auto part = meant_term(piece);
      if (!part) return false;
      terms.push_back(*part);
    }
  }
  for (const std::string& term : terms) {
    if (!term.empty()) record += " " + term;
  }
  return true;
}

}  // namespace

std::optional<std::string> repaired_spf(std::string_view text) {
  if (text.size() > kMaxRepaired || spf::parse_record(text)) return std::nullopt;
  std::string spaced(text.substr(kVersion.size()));
  std::replace(spaced.begin(), spaced.end(), '\t', ' ');
  std::string record(kVersion);
  for (const std::string& word : words_of(spaced)) {
    if (is_term(word)) {
      record += " " + word;
    } else if (!add_meant(word, record)) {
      return std::nullopt;
    }
  }
  if (!spf::parse_record(record)) return std::nullopt;
  return record;
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, changed});
    }
  }
  return row[b.size()];
}

}  // namespace libauth::audit
