// SPDX-License-Identifier: MIT

#include "reports/tls/reader.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "reports/text/value.h"
#include "reports/tls/date_time.h"
#include "reports/tls/parse.h"

namespace reports::tls {
namespace {

using libauth::base::parse_number;
using libauth::base::printable;
using libauth::base::Time;
using libauth::base::trim;

constexpr std::size_t kDetailOctets = 120;  // printed as \DDD they may become four times that

/// 2^53: above it a number with a fraction or an exponent is not exact.
constexpr double kMaxExact = 9007199254740992.0;

std::optional<std::uint64_t> whole_number(std::string_view text) {
  const auto number = parse_number<std::uint64_t>(text);
  return number && *number <= kMaxCount ? number : std::nullopt;
}

/// The whole number that was written as "3.0" or "1e3".
std::optional<std::uint64_t> rounded_number(std::string_view text) {
  double number = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  if (!(number >= 0 && number <= kMaxExact) || std::floor(number) != number) return std::nullopt;
  return static_cast<std::uint64_t>(number);
}

std::size_t end_within(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text.size();
  // Not inside a character of UTF-8.
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0U) == 0x80U) --most;
  return most;
}

}  // namespace

bool is_key(std::string_view key, std::string_view name) {
  return std::equal(key.begin(), key.end(), name.begin(), name.end(), [](char a, char b) {
    return (a == '_' ? '-' : libauth::base::to_lower(a)) == b;
  });
}

void Reader::fail(std::size_t offset, std::string_view rule, std::string message) {
  if (!error_) error_ = {offset, std::string(rule), std::move(message)};
}

void Reader::note(WarningCode code, std::string_view member, std::string_view detail,
                  std::size_t offset, std::uint64_t times) {
  for (Warning& warning : warnings_) {
    if (warning.code != code || warning.member != member) continue;
    warning.repeats += times;
    return;
  }
  warnings_.push_back(
      {code, std::string(member), printable(trim(detail), kDetailOctets), offset, times});
}

bool Reader::take_failure(const Node& node) {
  if (failures_left_ > 0) {
    --failures_left_;
    return true;
  }
  fail(node.begin, kDetailsRule,
       "The report has more than " + std::to_string(limits_.failure_details) + " failures");
  return false;
}

std::string Reader::within_limit(const Value& value, std::string_view text, std::size_t most) {
  std::string plain(text);
  if (const auto nuls = std::erase(plain, '\0'); nuls > 0) {
    note(WarningCode::nul_octets, value.name, {}, value.node.begin, nuls);
  }
  if (plain.size() > most) {
    note(WarningCode::text_cut, value, std::to_string(plain.size()) + " octets");
    plain.resize(end_within(plain, most));
  }
  return std::string(trim(plain));
}

std::optional<std::string> Reader::text(const Value& value) {
  const Node& node = value.node;
  switch (node.kind) {
    case Node::Kind::null:
      return std::nullopt;
    case Node::Kind::number:
    case Node::Kind::boolean:
      note(WarningCode::value_retyped, value, node.text);
      break;
    case Node::Kind::text:
      break;
    case Node::Kind::array:
      if (node.children.size() == 1) {
        note(WarningCode::value_retyped, value, source(node));
        return text({node.children.front(), value.name});
      }
      [[fallthrough]];
    case Node::Kind::object:
      note(WarningCode::value_unreadable, value, source(node));
      return std::nullopt;
  }
  std::string plain = within_limit(value, node.text, limits_.text);
  return plain.empty() ? std::nullopt : std::optional(std::move(plain));
}

std::optional<std::uint64_t> Reader::count(const Value& value) {
  const Node& node = value.node;
  if (node.kind == Node::Kind::number) {
    if (const auto number = whole_number(node.text)) return number;
  }
  if (node.kind == Node::Kind::null) return std::nullopt;
  if (node.kind == Node::Kind::number || node.kind == Node::Kind::text) {
    const std::string_view written = trim(node.text);
    auto number = whole_number(written);
    if (!number) number = rounded_number(written);
    if (number) {
      note(WarningCode::value_retyped, value, written);
      return number;
    }
  }
  note(WarningCode::value_unreadable, value, source(node));
  return std::nullopt;
}

std::optional<Time> Reader::time(const Value& value) {
  const auto written = text(value);
  if (!written) return std::nullopt;
  const auto reading = read_date_time(*written);
  if (!reading.value) {
    note(WarningCode::value_unreadable, value, *written);
  } else if (reading.repaired) {
    note(WarningCode::time_repaired, value, *written);
  }
  return reading.value;
}

std::optional<std::string> Reader::checked_domain(const Value& value, const std::string& written) {
  if (text::is_plain_domain(written)) return written;
  const auto reading = text::read_domain(written);
  if (reading.value) {
    // What is still no domain after one repair was none before.
    const std::string_view trimmed = trim(*reading.value);
    const bool is_domain = !trimmed.empty() && trimmed == *reading.value &&
                           text::read_domain(trimmed).value == *reading.value;
    if (!is_domain) {
      note(WarningCode::value_unreadable, value, written);
      return std::nullopt;
    }
  }
  if (reading.repaired) note(WarningCode::domain_repaired, value, written);
  if (reading.was_upper) note(WarningCode::letter_case, value, written);
  return reading.value;
}

std::optional<std::string> Reader::domain(const Value& value) {
  const auto written = text(value);
  return written ? checked_domain(value, *written) : std::nullopt;
}

std::optional<std::string> Reader::mx_pattern(const Value& value) {
  constexpr std::string_view kPrefix = "mx:";
  const auto written = text(value);
  if (!written) return std::nullopt;
  std::string_view pattern = *written;
  if (libauth::base::starts_with_ignoring_case(pattern, kPrefix)) {
    note(WarningCode::domain_repaired, value, pattern);
    pattern = trim(pattern.substr(kPrefix.size()));
  }
  auto domain = pattern.empty() ? std::nullopt : checked_domain(value, std::string(pattern));
  if (domain && domain->starts_with(kPrefix)) {
    note(WarningCode::value_unreadable, value, *written);
    return std::nullopt;
  }
  return domain;
}

std::vector<const Node*> Reader::list(const Value& value, bool take_one) {
  std::vector<const Node*> elements;
  if (value.node.kind == Node::Kind::array) {
    for (const Node& child : value.node.children) elements.push_back(&child);
    return elements;
  }
  note(WarningCode::value_retyped, value, source(value.node));
  if (take_one && value.node.kind != Node::Kind::null) elements.push_back(&value.node);
  return elements;
}

bool Reader::is_object(const Value& value) {
  if (value.node.kind == Node::Kind::object) return true;
  if (value.node.kind != Node::Kind::null) {
    note(WarningCode::value_unreadable, value, source(value.node));
  }
  return false;
}

void Reader::ignore(std::string_view parent, const Node& child) {
  // A member's name is the sender's choice: as a detail it cannot make the warnings many.
  note(WarningCode::member_ignored, parent, child.key, child.begin);
}

}  // namespace reports::tls
