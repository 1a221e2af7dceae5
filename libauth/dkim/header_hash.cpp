// SPDX-License-Identifier: MIT

#include "libauth/dkim/header_hash.h"

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "libauth/base/text.h"
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
  for (const char c : name) text += base::to_lower(c);
  text += ':';
  append_relaxed_value(text, value);
}

/// A field name, in a form in which two are quickly told apart. Case does not count.
class Key {
 public:
  explicit Key(std::string_view name) : name_(name) {
    for (const char c : name.substr(0, sizeof beginning_)) {
      beginning_ = beginning_ << 8U | static_cast<unsigned char>(base::to_lower(c));
    }
  }

  /// Shorter names first, then by their beginnings: few names share both.
  bool operator<(const Key& other) const {
    if (name_.size() != other.name_.size()) return name_.size() < other.name_.size();
    if (beginning_ != other.beginning_) return beginning_ < other.beginning_;
    const std::string_view a = rest();
    const std::string_view b = other.rest();
    return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
      return base::to_lower(x) < base::to_lower(y);
    });
  }

 private:
  std::string_view rest() const { return name_.substr(std::min(name_.size(), sizeof beginning_)); }

  std::string_view name_;
  std::uint64_t beginning_ = 0;  ///< its first octets, in lower case
};

/// The fields of the names that a signature signs, each name's a stack with the last field on top.
/// Takes time that grows with the fields and the logarithm of the names.
class FieldStacks {
 public:
  /// @param itself  is not put on a stack
  FieldStacks(std::span<const mail::Field> fields, std::span<const std::string> names,
              const mail::Field* itself)
      : fields_(fields), below_(fields.size(), kNone) {
    stacks_.reserve(names.size());
    for (const std::string& name : names) stacks_.push_back({Key(name), kNone});
    std::sort(stacks_.begin(), stacks_.end(),
              [](const Stack& a, const Stack& b) { return a.name < b.name; });
    for (std::size_t i = 0; i < fields.size(); ++i) {
      const bool can_be_covered = fields[i].is_field() && &fields[i] != itself;
      Stack* stack = can_be_covered ? find(fields[i].name) : nullptr;
      if (stack == nullptr) continue;
      below_[i] = stack->top;
      stack->top = i;
    }
  }

  /// Takes the last field of the name that is left; null where there is none.
  const mail::Field* take(std::string_view name) {
    Stack* stack = find(name);
    if (stack == nullptr || stack->top == kNone) return nullptr;
    const mail::Field* field = &fields_[stack->top];
    stack->top = below_[stack->top];
    return field;
  }

 private:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  struct Stack {
    Key name;
    std::size_t top = kNone;  ///< number of a field
  };

  /// The stack of the name: of those that a name given twice has, always the first.
  Stack* find(std::string_view name) {
    const Key key(name);
    const auto at = std::lower_bound(stacks_.begin(), stacks_.end(), key,
                                     [](const Stack& a, const Key& b) { return a.name < b; });
    return at != stacks_.end() && !(key < at->name) ? &*at : nullptr;
  }

  std::span<const mail::Field> fields_;
  std::vector<Stack> stacks_;
  std::vector<std::size_t> below_;  ///< for each field the one under it in its stack
};

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
  FieldStacks stacks(header.fields(), signed_fields, itself);
  std::vector<const mail::Field*> covered;
  covered.reserve(std::min(header.fields().size(), signed_fields.size()));
  for (const std::string& name : signed_fields) {
    // RFC 6376 section 5.4.2: a name more often than its fields stands for none.
    if (const mail::Field* field = stacks.take(name)) covered.push_back(field);
  }
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
