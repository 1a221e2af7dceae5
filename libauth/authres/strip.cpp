// SPDX-License-Identifier: MIT

#include "libauth/authres/strip.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "libauth/authres/head.h"
#include "libauth/base/text.h"
#include "libauth/dns/name.h"

namespace libauth::authres {
namespace {

constexpr std::string_view kFieldName = "Authentication-Results";

/// Octets of domain names, U-labels too.
bool is_name_octet(char c) {
  return base::is_alnum(c) || c == '-' || c == '_' || c == '.' ||
         static_cast<unsigned char>(c) > 127;
}

/// The form in which names are compared, RFC 8601 section 5: A-labels in lower case, without a dot
/// at the end; as text where it is no name.
std::string comparable(std::string_view word) {
  const auto name = dns::Name::parse(word);
  return name ? name->text() : base::to_lower(word);
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
  explicit Id(std::string_view id) : text(base::to_lower(id)) {
    std::string_view rest = text;
    for (auto word = next_word(rest); !word.empty(); word = next_word(rest)) {
      // Only of the first: it takes microseconds, and a header has room for 100,000 words.
      words.push_back(words.empty() ? comparable(word) : std::string(word));
    }
  }

  std::string text;                ///< in lower case
  std::vector<std::string> words;  ///< what in it can be a domain name
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
                       [this](const std::string& word) { return word == name_ || word == text_; });
  }

 private:
  bool is_name_;
  std::string text_;
  std::string name_;
};

std::optional<Forgery> forgery_of(const mail::Field& field, std::span<const OwnId> own_ids) {
  const auto head = parse_head(field.value);
  if (!head) return Forgery::unreadable;
  const Id id(head->authserv_id);
  const bool is_own = std::any_of(own_ids.begin(), own_ids.end(),
                                  [&id](const OwnId& own) { return own.is_in(id); });
  if (is_own) return Forgery::own_id;
  if (head->version != kVersion) return Forgery::version;
  return std::nullopt;
}

}  // namespace

std::vector<ForgedField> forged_fields(const mail::Header& header,
                                       std::span<const std::string> own_ids) {
  const std::vector<OwnId> own(own_ids.begin(), own_ids.end());
  std::vector<ForgedField> forged;
  std::size_t occurrence = 0;
  for (std::size_t i = 0; i < header.fields().size(); ++i) {
    const mail::Field& field = header.fields()[i];
    if (!field.is_named(kFieldName)) continue;
    ++occurrence;
    if (const auto why = forgery_of(field, own)) forged.push_back({i, occurrence, *why});
  }
  std::reverse(forged.begin(), forged.end());
  return forged;
}

}  // namespace libauth::authres
