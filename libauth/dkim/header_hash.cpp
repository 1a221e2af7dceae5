// SPDX-License-Identifier: MIT

#include "libauth/dkim/header_hash.h"

#include <algorithm>
#include <compare>
#include <cstdint>
#include <ranges>
#include <string_view>
#include <vector>

#include "libauth/base/text.h"
#include "libauth/base/word.h"
#include "libauth/dkim/white_space.h"

namespace libauth::dkim {
namespace {

/// Octets of canonical text that are hashed at once.
constexpr std::size_t kHashAtOnce = 4096;

/// Where the white space that begins at `at` ends. A CRLF with white space behind it belongs to it:
/// unfolding takes it away (RFC 6376 section 3.4.2). Another CRLF, CR or LF does not.
std::size_t end_of_white_space(std::string_view text, std::size_t at) {
  while (at < text.size()) {
    if (base::is_wsp(text[at])) {
      ++at;
    } else if (text.size() - at > 2 && text[at] == '\r' && text[at + 1] == '\n' &&
               base::is_wsp(text[at + 2])) {
      at += 3;
    } else {
      break;
    }
  }
  return at;
}

/// Appends the value as RFC 6376 section 3.4.2 has it: unfolded, each run of white space one space,
/// none at either end.
void append_relaxed_value(std::string& text, std::string_view value) {
  std::size_t taken = end_of_white_space(value, 0);
  for_each_place<Places::white_space_and_folds>(value, [&](std::size_t at) {
    if (at < taken) return taken;
    const std::size_t end = end_of_white_space(value, at);
    if (end == at) return at + 1;
    text.append(value, taken, at - taken);
    taken = end;
    if (end < value.size()) text += ' ';
    return end;
  });
  const std::string_view rest = value.substr(taken);
  const bool ends_with_space = !rest.empty() && base::is_wsp(rest.back());
  text.append(rest, 0, rest.size() - (ends_with_space ? 1 : 0));
}

void append_relaxed(std::string& text, std::string_view name, std::string_view value) {
  base::append_lower(text, name);
  text += ':';
  append_relaxed_value(text, value);
}

/// A field name, in a form in which two are quickly told apart. Case does not count.
class Key {
 public:
  explicit Key(std::string_view name)
      : first_(base::lower_word(base::first_word(name))),
        last_(base::lower_word(base::last_word(name))),
        name_(name) {}

  /// Some order.
  std::strong_ordering operator<=>(const Key& other) const {
    if (first_ != other.first_) return first_ <=> other.first_;
    if (last_ != other.last_) return last_ <=> other.last_;
    if (name_.size() != other.name_.size()) return name_.size() <=> other.name_.size();
    return compare_between(other);
  }
  bool operator==(const Key& other) const { return std::is_eq(*this <=> other); }

 private:
  /// The octets between the first and the last ones, of names of one size: most have none.
  std::strong_ordering compare_between(const Key& other) const {
    std::size_t at = base::kWordOctets;
    for (; at + base::kWordOctets < name_.size(); at += base::kWordOctets) {
      const std::uint64_t word = base::lower_word(base::read_word(name_.data() + at));
      const std::uint64_t others = base::lower_word(base::read_word(other.name_.data() + at));
      if (word != others) return word <=> others;
    }
    return std::strong_ordering::equal;
  }

  std::uint64_t first_;
  std::uint64_t last_;
  std::string_view name_;
};

/// A name of "h".
struct SignedName {
  Key name;
  std::size_t place = 0;  ///< in "h"
  std::size_t taken = 0;  ///< in the first one of a name: of how many of them the field is found
};

/// The names in an order in which those that are equal stand together, in the order of "h".
std::vector<SignedName> sorted_names(std::span<const std::string> names) {
  std::vector<SignedName> sorted;
  sorted.reserve(names.size());
  for (const std::string& name : names) sorted.push_back({Key(name), sorted.size()});
  std::sort(sorted.begin(), sorted.end(), [](const SignedName& a, const SignedName& b) {
    const auto order = a.name <=> b.name;
    return std::is_eq(order) ? a.place < b.place : std::is_lt(order);
  });
  return sorted;
}

/// The next one of the names that a field of that name is for; null where there is none.
SignedName* take(std::vector<SignedName>& names, std::string_view field) {
  const Key key(field);
  const auto first =
      std::lower_bound(names.begin(), names.end(), key,
                       [](const SignedName& one, const Key& name) { return one.name < name; });
  if (first == names.end() || first->name != key) return nullptr;
  const auto next = static_cast<std::size_t>(first - names.begin()) + first->taken;
  if (next == names.size() || names[next].name != key) return nullptr;
  ++first->taken;
  return &names[next];
}

}  // namespace

void append_canonical(std::string& text, const mail::Field& field, Canonicalization how) {
  if (how == Canonicalization::simple || !field.is_field()) {
    text += field.octets;
  } else {
    append_relaxed(text, field.name, field.value);
  }
}

void append_unsigned(std::string& text, const mail::Field& field, Canonicalization how) {
  const auto extent = signature_extent(field.value);
  if (!extent) return append_canonical(text, field, how);
  // RFC 6376 section 3.7: without the value of "b", white space around it included.
  std::string value(field.value.substr(0, extent->offset));
  value += field.value.substr(extent->offset + extent->size);
  if (how == Canonicalization::relaxed) return append_relaxed(text, field.name, value);
  text += field.octets.substr(0, field.octets.size() - field.value.size());
  text += value;
}

std::vector<const mail::Field*> covered_fields(const mail::Header& header,
                                               std::span<const std::string> signed_fields,
                                               const mail::Field* itself) {
  std::vector<SignedName> names = sorted_names(signed_fields);
  std::vector<const mail::Field*> covered(signed_fields.size());
  // RFC 6376 section 5.4.2: from the bottom. Takes time that grows with the fields and the
  // logarithm of the names.
  for (const mail::Field& field : std::ranges::reverse_view(header.fields())) {
    if (!field.is_field() || &field == itself) continue;
    if (const SignedName* name = take(names, field.name)) covered[name->place] = &field;
  }
  // A name more often than its fields stands for none.
  std::erase(covered, nullptr);
  return covered;
}

crypto::Sha256 header_digest(const mail::Header& header, std::span<const std::string> signed_fields,
                             Canonicalization how, const mail::Field& signature) {
  crypto::Sha256Stream digest;
  std::string text;
  text.reserve(kHashAtOnce);
  for (const mail::Field* field : covered_fields(header, signed_fields, &signature)) {
    append_canonical(text, *field, how);
    text += "\r\n";
    if (text.size() < kHashAtOnce) continue;
    digest.update(text);
    text.clear();
  }
  append_unsigned(text, signature, how);
  digest.update(text);
  return digest.finish();
}

}  // namespace libauth::dkim
