// SPDX-License-Identifier: MIT

#include "reports/text/value.h"

#include <algorithm>

#include "libauth/base/text.h"

namespace reports::text {
namespace {

using libauth::base::IpAddress;
using libauth::base::is_digit;
using libauth::base::is_upper;
using libauth::base::parse_number;
using libauth::base::Time;
using libauth::base::trim;

/// The largest number that is taken for seconds: the year 5138. Milliseconds have been above it
/// since 1973.
constexpr std::uint64_t kMaxSeconds = 100'000'000'000;

Reading<Time> from_number(std::uint64_t number, bool repaired) {
  // Thrice at most: milliseconds, microseconds, nanoseconds.
  for (int step = 0; step < 3 && number > kMaxSeconds; ++step) {
    number /= 1000;
    repaired = true;
  }
  if (number > kMaxSeconds) return {};
  return {Time(std::chrono::seconds(static_cast<std::int64_t>(number))), repaired};
}

/// The text without "[]" around the address, the port after it and the zone in it.
std::string_view without_ornaments(std::string_view text) {
  if (text.starts_with('[')) {
    text = text.substr(1, text.find(']') - 1);
  } else if (std::count(text.begin(), text.end(), ':') == 1) {
    text = text.substr(0, text.find(':'));
  }
  return text.substr(0, text.find('%'));
}

bool is_word_for_nothing(std::string_view text) {
  return text == "-" || libauth::base::equals_ignoring_case(text, "null");
}

}  // namespace

Reading<Time> read_time(std::string_view text) {
  const auto end = std::find_if_not(text.begin(), text.end(), is_digit);
  const std::string_view digits(text.begin(), end);
  const std::string_view rest(end, text.end());
  const bool has_fraction =
      rest.starts_with('.') && std::all_of(rest.begin() + 1, rest.end(), is_digit);
  if (rest.empty() || has_fraction) {
    const auto number = parse_number<std::uint64_t>(digits);
    return number ? from_number(*number, has_fraction) : Reading<Time>{};
  }
  return {libauth::base::parse_time(text), true};
}

Reading<IpAddress> read_address(std::string_view text) {
  std::optional<IpAddress> address = IpAddress::parse(text);
  bool repaired = false;
  if (!address) {
    address = IpAddress::parse(without_ornaments(text));
    repaired = true;
  }
  if (!address) return {};
  const IpAddress plain = address->unmapped();
  return {plain, repaired || plain != *address};
}

DomainReading read_domain(std::string_view text) {
  DomainReading reading;
  const std::string_view whole = text;
  if (const std::size_t at = text.rfind('@'); at != std::string_view::npos) {
    text.remove_prefix(at + 1);
  }
  if (text.starts_with('<')) text.remove_prefix(1);
  if (text.ends_with('>')) text.remove_suffix(1);
  if (text.ends_with('.')) text.remove_suffix(1);
  reading.repaired = text.size() != whole.size();
  if (is_word_for_nothing(text)) {
    reading.repaired = true;
    return reading;
  }
  reading.was_upper = std::any_of(text.begin(), text.end(), is_upper);
  reading.value.emplace(text);
  if (reading.was_upper) *reading.value = libauth::base::to_lower(text);
  return reading;
}

bool is_plain_domain(std::string_view text) {
  // The range has A-Z, and "<", ">", "@" besides some that no domain has.
  bool plain = !text.ends_with('.') && text.size() != 1 && text.size() != 4;
  for (const char c : text) plain &= c < '<' || c > 'Z';
  return plain;
}

Reading<std::string> read_email(std::string_view text) {
  const std::string_view whole = text;
  // A name before the brackets may hold commas, so the brackets go first.
  const std::size_t open = text.find('<');
  const std::size_t close = text.find('>', open == std::string_view::npos ? 0 : open);
  if (open != std::string_view::npos && close != std::string_view::npos) {
    text = text.substr(open + 1, close - open - 1);
  }
  if (libauth::base::starts_with_ignoring_case(text, "mailto:")) text.remove_prefix(7);
  if (text.find('@') != std::string_view::npos) text = text.substr(0, text.find_first_of(",; "));
  text = trim(text);
  if (text.find('@') == std::string_view::npos) return {std::string(whole), false};
  return {std::string(text), text.size() != whole.size()};
}

std::string_view bare_report_id(std::string_view report_id) {
  report_id = trim(report_id);
  if (report_id.starts_with('<') && report_id.ends_with('>') && report_id.size() > 1) {
    report_id = trim(report_id.substr(1, report_id.size() - 2));
  }
  return report_id;
}

}  // namespace reports::text
