// SPDX-License-Identifier: MIT

#include "libauth/arc/field_set.h"

#include <algorithm>
#include <array>

#include "libauth/base/enum.h"
#include "libauth/base/text.h"
#include "libauth/dkim/header_hash.h"
#include "libauth/dkim/tag_value.h"
#include "libauth/mail/field.h"
#include "libauth/taglist/tag_list.h"

namespace libauth::arc {
namespace {

/// The text behind comments and white space at its beginning; none where a comment is not closed.
/// @spec RFC 5322 section 3.2.2
std::optional<std::string_view> behind_cfws(std::string_view text) {
  std::size_t depth = 0;
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '(') {
      ++depth;
    } else if (depth == 0) {
      if (!base::is_fws(c)) break;
    } else if (c == ')') {
      --depth;
    } else if (c == '\\') {
      ++at;
    }
  }
  if (depth > 0) return std::nullopt;
  return text.substr(std::min(at, text.size()));
}

/// The text behind CFWS and that octet; none where another stands there.
std::optional<std::string_view> behind(std::string_view text, char c) {
  const auto rest = behind_cfws(text);
  if (!rest || !rest->starts_with(c)) return std::nullopt;
  return rest->substr(1);
}

/// "i=N;" at the beginning of the value of an ARC-Authentication-Results, and what is behind it.
struct ResultsHead {
  unsigned instance = 0;
  std::string_view payload;
};

/// @abnf instance = [CFWS] %s"i" [CFWS] "=" [CFWS] position
/// @abnf arc-info = instance [CFWS] ";" authres-payload
std::optional<ResultsHead> read_results_head(std::string_view value) {
  auto rest = behind(value, 'i');
  if (rest) rest = behind(*rest, '=');
  if (rest) rest = behind_cfws(*rest);
  if (!rest) return std::nullopt;
  const auto end = std::find_if_not(rest->begin(), rest->end(), base::is_digit);
  const auto digits = rest->substr(0, static_cast<std::size_t>(end - rest->begin()));
  const auto instance = dkim::read_instance(digits);
  const auto payload = behind(rest->substr(digits.size()), ';');
  if (!instance || !payload) return std::nullopt;
  return ResultsHead{*instance, *payload};
}

/// The tag "i", wherever it stands: RFC 8617 sections 4.1.2 and 4.1.3 have it first, but the syntax
/// is that of a DKIM-Signature, where order does not count, and many have it elsewhere.
std::optional<unsigned> instance_tag(std::string_view value) {
  const taglist::TagList tags = taglist::parse_tag_list(value);
  const taglist::Tag* tag = tags.find("i");
  return tag == nullptr ? std::nullopt : dkim::read_instance(tag->value);
}

/// A kind of field, its place in a set, and how its instance is read.
struct Kind {
  std::string_view name;
  const mail::Field* FieldSet::*place;
  std::optional<unsigned> (*instance)(std::string_view value);
};

std::optional<unsigned> results_instance(std::string_view value) {
  const auto head = read_results_head(value);
  return head ? std::optional<unsigned>(head->instance) : std::nullopt;
}

constexpr std::array<Kind, 3> kKinds = {{
    {kResultsName, &FieldSet::authentication_results, results_instance},
    {kMessageSignatureName, &FieldSet::message_signature, instance_tag},
    {kSealName, &FieldSet::seal, instance_tag},
}};

const Kind* kind_of(const mail::Field& field) {
  const auto kind = std::find_if(kKinds.begin(), kKinds.end(),
                                 [&field](const Kind& k) { return field.is_named(k.name); });
  return kind == kKinds.end() ? nullptr : &*kind;
}

/// Notes the field at its place in its set.
void place(FieldSets& all, const mail::Field& field, const Kind& kind) {
  all.longest = std::max(all.longest, field.octets.size());
  const auto instance = kind.instance(field.value);
  if (!instance) {
    all.has_bad_instance = true;
    return;
  }
  if (all.sets.size() < *instance) all.sets.resize(*instance);
  const mail::Field*& there = all.sets[*instance - 1].*kind.place;
  if (there == nullptr) {
    there = &field;
  } else {
    all.has_duplicate = true;
  }
}

}  // namespace

std::optional<unsigned> instance_of(const mail::Field& field) {
  const Kind* kind = kind_of(field);
  return kind == nullptr ? std::nullopt : kind->instance(field.value);
}

std::string payload_of(std::string_view value) {
  const auto head = read_results_head(value);
  return head ? std::string(base::trim(mail::unfolded(head->payload))) : std::string();
}

std::optional<Result> parse_chain_status(std::string_view word) {
  // RFC 8617 section 3.9 has the words without "%s": case does not count (RFC 5234 section 2.3).
  return base::parse_enum<Result>(base::to_lower(word));
}

std::optional<Result> chain_status_of(const mail::Field& seal) {
  const taglist::TagList tags = taglist::parse_tag_list(seal.value);
  const taglist::Tag* tag = tags.find("cv");
  return tag == nullptr ? std::nullopt : parse_chain_status(tag->value);
}

bool FieldSets::is_whole() const {
  return !has_bad_instance && !has_duplicate &&
         std::all_of(sets.begin(), sets.end(),
                     [](const FieldSet& set) { return set.is_complete(); });
}

bool FieldSets::has_failed_before() const {
  return !sets.empty() && sets.back().seal != nullptr &&
         chain_status_of(*sets.back().seal) == Result::fail;
}

FieldSets field_sets_of(const mail::Header& header) {
  FieldSets all;
  std::array<std::size_t, kKinds.size()> counts{};
  for (const mail::Field& field : header.fields()) {
    const Kind* kind = kind_of(field);
    if (kind == nullptr) continue;
    place(all, field, *kind);
    ++counts[static_cast<std::size_t>(kind - kKinds.data())];
  }
  all.most = *std::max_element(counts.begin(), counts.end());
  return all;
}

void append_sealed(std::string& text, const mail::Field& field) {
  // RFC 8617 section 4.1.3: whatever "c" the message signature has, seals are over relaxed fields.
  dkim::append_canonical(text, field, dkim::Canonicalization::relaxed);
  text += "\r\n";
}

void append_sealed(std::string& text, const FieldSet& set) {
  append_sealed(text, *set.authentication_results);
  append_sealed(text, *set.message_signature);
  append_sealed(text, *set.seal);
}

}  // namespace libauth::arc
