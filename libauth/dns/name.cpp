// SPDX-License-Identifier: MIT

#include "libauth/dns/name.h"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include <idn2.h>

#include "libauth/base/text.h"

namespace libauth::dns {
namespace {

using base::ParseError;

/// What stands for itself in a zone file, RFC 1035 section 5.1.
bool is_plain(char c) {
  return c > ' ' && c <= '~' && std::string_view(".\\\";@()$").find(c) == std::string_view::npos;
}

/// Appends one octet of a label in the one form that a Name keeps.
void append_octet(std::string& text, char octet) {
  const char c = base::to_lower(octet);
  if (!is_plain(c)) text += '\\';
  if (c > ' ' && c <= '~') {
    text += c;
    return;
  }
  const auto value = static_cast<unsigned char>(c);
  text += static_cast<char>('0' + value / 100);
  text += static_cast<char>('0' + value / 10 % 10);
  text += static_cast<char>('0' + value % 10);
}

/// Whether the octet of canonical text is a dot between labels: no backslash escapes it.
bool is_separator(std::string_view text, std::size_t at) {
  if (text[at] != '.') return false;
  const std::size_t before = text.substr(0, at).find_last_not_of('\\');
  const std::size_t backslashes = before == std::string_view::npos ? at : at - before - 1;
  return backslashes % 2 == 0;
}

/// Where the first label of canonical text ends.
std::size_t label_end(std::string_view text) {
  std::size_t end = text.find('.');
  while (end != std::string_view::npos && !is_separator(text, end)) end = text.find('.', end + 1);
  return std::min(end, text.size());
}

/// The first label of canonical text, which is not the root's; `rest` goes on behind the dot.
std::string_view take_label(std::string_view& rest) {
  const std::size_t end = label_end(rest);
  const std::string_view label = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return label;
}

/// Collects labels and keeps the limits of RFC 1035 section 2.3.4.
class Builder {
 public:
  base::Result<void> add(std::string_view octets, std::size_t offset) {
    if (octets.empty()) return ParseError{offset, "label", "A label of the name is empty."};
    if (octets.size() > Name::kMaxLabel) {
      return ParseError{offset, "label", "A label of the name is longer than 63 octets."};
    }
    wire_ += octets.size() + 1;
    if (wire_ > Name::kMaxWire) {
      return ParseError{offset, "domain", "The name is longer than 255 octets."};
    }
    if (!text_.empty()) text_ += '.';
    for (const char c : octets) append_octet(text_, c);
    return {};
  }

  std::string take() { return text_.empty() ? "." : std::move(text_); }

 private:
  std::string text_;
  std::size_t wire_ = 1;
};

/// The octets behind a backslash; moves `at` behind them.
std::optional<char> unescape(std::string_view text, std::size_t& at) {
  if (at >= text.size()) return std::nullopt;
  if (!base::is_digit(text[at])) return text[at++];
  const auto value = base::parse_number<unsigned>(text.substr(at, 3));
  if (text.size() - at < 3 || !value || *value > 255) return std::nullopt;
  at += 3;
  return static_cast<char>(*value);
}

/// One label of presentation text without its escapes; stops at a dot or at the end.
base::Result<std::string> read_label(std::string_view text, std::size_t& at) {
  std::string octets;
  while (at < text.size() && text[at] != '.') {
    const char c = text[at];
    if (static_cast<unsigned char>(c) <= ' ' || c == '\x7f') {
      return ParseError{at, "domain", "The name has a space or a control octet in it."};
    }
    ++at;
    if (c != '\\') {
      octets += c;
      continue;
    }
    const auto octet = unescape(text, at);
    if (!octet) return ParseError{at, "domain", "The name has an escape that says no octet."};
    octets += *octet;
  }
  return octets;
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 128; });
}

/// The A-label form of a name with U-labels, RFC 5891; none where a label is not a valid one.
std::optional<std::string> to_ascii(std::string_view text) {
  char* out = nullptr;
  const std::string input(text);
  const int status = idn2_to_ascii_8z(input.c_str(), &out, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
  const std::unique_ptr<char, decltype(&idn2_free)> owner(out, idn2_free);
  if (status != IDN2_OK) return std::nullopt;
  return std::string(out);
}

/// Octets of canonical text that are no more than kMaxWire on the wire, which has two more: an
/// escape takes no less than what it stands for.
constexpr std::size_t kMaxPlain = Name::kMaxWire - 2;

/// What an octet becomes in the canonical text of a name that is written plainly: letters in lower
/// case, digits, hyphens, underscores and dots as they are, and NUL for all others.
constexpr std::array<char, 256> kPlain = [] {
  std::array<char, 256> plain{};
  for (unsigned octet = 0; octet < 128; ++octet) {
    const char c = static_cast<char>(octet);
    if (base::is_alnum(c) || c == '-' || c == '_' || c == '.') plain.at(octet) = base::to_lower(c);
  }
  return plain;
}();

/// Appends the canonical text of labels that are written plainly: no escape, nothing to escape, no
/// dot at the end, limits kept. False for every other text, which may be labels all the same; then
/// what is appended says nothing.
bool append_plain(std::string& to, std::string_view text) {
  const std::size_t start = to.size();
  to += text;
  char* const octets = to.data() + start;
  std::size_t label = 0;
  const auto is_bad_label = [&label](std::size_t end) {
    return end == label || end - label > Name::kMaxLabel;
  };
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = kPlain[static_cast<unsigned char>(text[at])];
    octets[at] = c;
    if (c == '\0') return false;
    if (c != '.') continue;
    if (is_bad_label(at)) return false;
    label = at + 1;
  }
  return !is_bad_label(text.size());
}

bool is_ldh_label(std::string_view label) {
  if (label.empty() || label.front() == '-' || label.back() == '-') return false;
  return std::all_of(label.begin(), label.end(),
                     [](char c) { return base::is_alnum(c) || c == '-'; });
}

}  // namespace

base::Result<Name> Name::parse(std::string_view text) {
  if (text.empty()) return ParseError{0, "domain", "The name is empty."};
  if (text == ".") return Name();
  if (text.size() <= kMaxPlain) {
    std::string plain;
    if (append_plain(plain, text)) return Name(std::move(plain));
  }
  // Far above any valid name even with every octet escaped; spares the rest from huge input.
  if (text.size() > 4 * kMaxWire) return ParseError{0, "domain", "The name is too long."};
  if (text.find('\0') == std::string_view::npos && !is_ascii(text)) {
    const auto ascii = to_ascii(text);
    if (!ascii) return ParseError{0, "U-label", "The name is no valid internationalized name."};
    return parse(*ascii);
  }
  Builder builder;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const std::size_t start = at;
    auto label = read_label(text, at);
    if (!label) return label.error();
    if (const auto added = builder.add(*label, start); !added) return added.error();
  }
  return Name(builder.take());
}

base::Result<Name> Name::from_labels(std::span<const std::string_view> labels) {
  Builder builder;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (const auto added = builder.add(labels[i], i); !added) return added.error();
  }
  return Name(builder.take());
}

std::optional<Name> Name::from_wire(std::span<const std::uint8_t> octets) {
  Builder builder;
  for (std::size_t at = 0; at < octets.size();) {
    const std::size_t size = octets[at++];
    if (size == 0) return Name(builder.take());
    if (size > octets.size() - at) return std::nullopt;
    const std::string_view label(reinterpret_cast<const char*>(octets.data()) + at, size);
    if (!builder.add(label, at)) return std::nullopt;
    at += size;
  }
  return std::nullopt;
}

std::string Name::octets() const {
  std::string octets;
  for (std::size_t at = 0; at < text_.size();) {
    const char c = text_[at++];
    octets += c == '\\' ? unescape(text_, at).value_or(c) : c;
  }
  return octets;
}

std::vector<std::string_view> Name::labels() const {
  std::vector<std::string_view> labels;
  if (is_root()) return labels;
  for (std::string_view rest = text_; !rest.empty();) labels.push_back(take_label(rest));
  return labels;
}

std::size_t Name::label_count() const {
  if (is_root()) return 0;
  std::size_t count = 0;
  for (std::string_view rest = text_; !rest.empty(); ++count) take_label(rest);
  return count;
}

bool Name::is_mail_domain() const {
  if (is_root()) return false;
  std::string_view label;
  for (std::string_view rest = text_; !rest.empty();) {
    label = take_label(rest);
    if (!is_ldh_label(label.substr(label.front() == '_' ? 1 : 0))) return false;
  }
  return !std::all_of(label.begin(), label.end(), base::is_digit);
}

bool Name::is_at_or_below(const Name& ancestor) const {
  if (ancestor.is_root()) return true;
  if (!text_.ends_with(ancestor.text_)) return false;
  const std::size_t above = text_.size() - ancestor.text_.size();
  return above == 0 || is_separator(text_, above - 1);
}

Name Name::parent() const {
  const std::size_t end = label_end(text_);
  if (is_root() || end >= text_.size()) return Name();
  return Name(text_.substr(end + 1));
}

Name Name::last_labels(std::size_t count) const {
  if (count == 0 || is_root()) return Name();
  for (std::size_t at = text_.size(); at > 0; --at) {
    if (is_separator(text_, at - 1) && --count == 0) return Name(text_.substr(at));
  }
  return *this;
}

base::Result<Name> Name::below(std::string_view prefix) const {
  if (is_root()) return parse(prefix);
  const std::size_t size = prefix.size() + 1 + text_.size();
  if (size <= kMaxPlain) {
    std::string plain;
    plain.reserve(size);
    if (append_plain(plain, prefix)) {
      plain += '.';
      plain += text_;
      return Name(std::move(plain));
    }
  }
  return parse(std::string(prefix) + "." + text_);
}

}  // namespace libauth::dns
