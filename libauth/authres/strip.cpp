// SPDX-License-Identifier: MIT

#include "libauth/authres/strip.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "libauth/authres/head.h"
#include "libauth/base/text.h"
#include "libauth/dns/name.h"
#include "libauth/mail/look_alike.h"

namespace libauth::authres {
namespace {

constexpr std::string_view kFieldName = "Authentication-Results";

/// Octets of domain names, U-labels too.
bool is_name_octet(char c) {
  return base::is_alnum(c) || c == '-' || c == '_' || c == '.' ||
         static_cast<unsigned char>(c) > 127;
}

/// Words beyond ASCII, of all fields together, that are made A-labels: it takes microseconds, and a
/// header has room for 100,000 words. Ids with more are unreadable.
constexpr std::size_t kMaxNonAsciiWords = 1000;

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) <= 127; });
}

std::string_view without_dots(std::string_view word) {
  while (word.starts_with('.')) word.remove_prefix(1);
  while (word.ends_with('.')) word.remove_suffix(1);
  return word;
}

/// The form in which names are compared, RFC 8601 section 5: A-labels in lower case, without dots
/// at the ends; as text where it is no name.
std::string comparable(std::string_view word) {
  const std::string text = base::to_lower(without_dots(word));
  if (is_ascii(text)) return text;
  const auto name = dns::Name::parse(text);
  return name ? name->text() : text;
}

/// The first run of such octets, which is taken from the text; empty where there is none.
std::string_view next_word(std::string_view& text) {
  const auto start = std::find_if(text.begin(), text.end(), is_name_octet);
  const auto end = std::find_if_not(start, text.end(), is_name_octet);
  const std::string_view word(start, end);
  text = {end, text.end()};
  return word;
}

/// An authserv-id as it stands in a field.
struct Id {
  /// @param room  words beyond ASCII that may still be looked at
  Id(std::string_view id, std::size_t& room) : text(base::to_lower(id)) {
    std::string_view rest = text;
    for (auto word = next_word(rest); !word.empty(); word = next_word(rest)) {
      is_cut = room == 0 && !is_ascii(word);
      if (is_cut) return;
      if (!is_ascii(word)) --room;
      words.push_back(comparable(word));
    }
  }

  std::string text;                ///< in lower case
  std::vector<std::string> words;  ///< what in it can be a domain name
  bool is_cut = false;             ///< there are more words
};

/// An authserv-id of ours.
class OwnId {
 public:
  explicit OwnId(std::string_view id)
      : is_name_(!id.empty() && std::all_of(id.begin(), id.end(), is_name_octet)),
        text_(base::to_lower(id)),
        name_(comparable(id)) {}

  /// Whether an id has it as one of its words: "mx.example.com/3f2a" (RFC 8601 section 2.5 has
  /// seen such) and "(x) mx.example.com" in quotes are ours as well, for a reader that looks at the
  /// beginning only, or that unquotes first.
  bool is_in(const Id& id) const {
    if (!is_name_) return !text_.empty() && id.text.find(text_) != std::string::npos;
    return std::any_of(id.words.begin(), id.words.end(),
                       [this](const std::string& word) { return word == name_; });
  }

 private:
  bool is_name_;
  std::string text_;
  std::string name_;
};

/// Looks at the fields of one header.
class Judge {
 public:
  explicit Judge(std::span<const std::string> own_ids) : own_ids_(own_ids.begin(), own_ids.end()) {}

  /// None where the field may stay.
  std::optional<Forgery> judge(const mail::Field& field) {
    const auto head = parse_head(field.value);
    if (!head) return Forgery::unreadable;
    const Id id(head->authserv_id, room_);
    const bool is_own = std::any_of(own_ids_.begin(), own_ids_.end(),
                                    [&id](const OwnId& own) { return own.is_in(id); });
    if (is_own) return Forgery::own_id;
    if (id.is_cut) return Forgery::unreadable;
    if (head->version != kVersion) return Forgery::version;
    return std::nullopt;
  }

 private:
  std::vector<OwnId> own_ids_;
  std::size_t room_ = kMaxNonAsciiWords;
};

}  // namespace

std::vector<ForgedField> forged_fields(const mail::Header& header,
                                       std::span<const std::string> own_ids) {
  std::optional<Judge> judge;  // most messages have nothing for it to judge
  std::vector<ForgedField> forged;
  std::size_t occurrence = 0;
  for (std::size_t i = 0; i < header.fields().size(); ++i) {
    const mail::Field& field = header.fields()[i];
    if (field.is_named(kFieldName)) {
      ++occurrence;
      if (!judge) judge.emplace(own_ids);
      if (const auto why = judge->judge(field)) forged.push_back({i, occurrence, *why});
    } else if (mail::may_be_taken_for(field, kFieldName)) {
      forged.push_back({i, 0, Forgery::unreadable});
    }
  }
  std::reverse(forged.begin(), forged.end());
  return forged;
}

}  // namespace libauth::authres
