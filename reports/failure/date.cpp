// SPDX-License-Identifier: MIT

#include "reports/failure/date.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>
#include <vector>

#include "libauth/base/text.h"

namespace reports::failure {
namespace {

using libauth::base::is_alpha;
using libauth::base::is_digit;
using libauth::base::parse_number;
using libauth::base::starts_with_ignoring_case;
using libauth::base::Time;

constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<std::string_view, 7> kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};

struct Zone {
  std::string_view name;
  int minutes;  ///< east of UTC
};

/// RFC 5322 section 4.3, and names that mean one zone only. "IST" is India, Ireland and Israel.
constexpr Zone kZones[] = {
    {"UT", 0},     {"GMT", 0},    {"UTC", 0},    {"Z", 0},      {"EST", -300}, {"EDT", -240},
    {"CST", -360}, {"CDT", -300}, {"MST", -420}, {"MDT", -360}, {"PST", -480}, {"PDT", -420},
    {"WET", 0},    {"WEST", 60},  {"CET", 60},   {"MEZ", 60},   {"CEST", 120}, {"MESZ", 120},
    {"EET", 120},  {"EEST", 180}, {"MSK", 180},  {"JST", 540},  {"AEST", 600}, {"AEDT", 660},
};

/// Words that a date is longer than; more are no date.
constexpr std::size_t kMaxWords = 12;

/// What is known of the date so far.
struct Parts {
  std::optional<int> year;
  std::optional<unsigned> month;
  std::optional<unsigned> day;
  std::optional<std::chrono::seconds> clock;  // of the day
  std::optional<int> zone;                    // minutes east of UTC
  bool repaired = false;
};

template <class T>
bool put(std::optional<T>& part, T value) {
  if (part) return false;
  part = value;
  return true;
}

/// The text without comments, RFC 5322 section 3.2.2.
std::string without_comments(std::string_view text) {
  std::string plain;
  std::size_t depth = 0;
  for (const char c : text) {
    if (c == '(') ++depth;
    if (depth == 0) plain += c;
    if (c == ')' && depth > 0) --depth;
  }
  return plain;
}

std::optional<unsigned> month_of(std::string_view word) {
  if (word.size() < 3 || word.size() > 9) return std::nullopt;
  for (std::size_t i = 0; i < kMonths.size(); ++i) {
    if (starts_with_ignoring_case(word, kMonths[i])) return static_cast<unsigned>(i + 1);
  }
  return std::nullopt;
}

bool is_day_of_week(std::string_view word) {
  return word.size() >= 3 && word.size() <= 9 &&
         std::any_of(kDays.begin(), kDays.end(),
                     [&](std::string_view day) { return starts_with_ignoring_case(word, day); });
}

/// "2018", or "18" of RFC 5322 section 4.3.
bool read_year(Parts& parts, std::string_view digits) {
  const auto number = parse_number<unsigned>(digits);
  if (!number || digits.size() > 4 || digits.size() == 1) return false;
  int year = static_cast<int>(*number);
  if (digits.size() < 4) {
    year += digits.size() == 2 && year < 50 ? 2000 : 1900;
    parts.repaired = true;
  }
  return put(parts.year, year);
}

bool read_number(Parts& parts, std::string_view digits) {
  if (digits.size() > 2 || parts.day) return read_year(parts, digits);
  const auto number = parse_number<unsigned>(digits);
  return number && put(parts.day, *number);
}

/// "11:20", "11:20:27", "11:20:27.5"
bool read_clock(Parts& parts, std::string_view word) {
  const std::size_t dot = std::min(word.find_first_of(".,"), word.size());
  if (dot != word.size()) parts.repaired = true;
  const auto fields = libauth::base::split(word.substr(0, dot), ':');
  if (fields.size() < 2 || fields.size() > 3) return false;
  std::array<unsigned, 3> values{};
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const auto number = parse_number<unsigned>(fields[i]);
    if (!number || fields[i].size() > 2) return false;
    values[i] = *number;
  }
  // Section 3.3: 60 is a leap second.
  if (values[0] > 23 || values[1] > 59 || values[2] > 60) return false;
  return put(parts.clock, std::chrono::seconds(values[0] * 3600 + values[1] * 60 + values[2]));
}

/// "+0200", "+02:00"
bool read_offset(Parts& parts, std::string_view word) {
  std::string digits(word.substr(1));
  if (digits.size() == 5 && digits[2] == ':') {
    digits.erase(2, 1);
    parts.repaired = true;
  }
  const auto number = parse_number<unsigned>(digits);
  if (!number || digits.size() != 4 || *number % 100 > 59) return false;
  const int minutes = static_cast<int>(*number / 100 * 60 + *number % 100);
  return put(parts.zone, word.front() == '-' ? -minutes : minutes);
}

bool read_name(Parts& parts, std::string_view word) {
  if (const auto month = month_of(word); month && put(parts.month, *month)) return true;
  if (is_day_of_week(word)) return true;
  const bool is_pm = libauth::base::equals_ignoring_case(word, "PM");
  if (is_pm || libauth::base::equals_ignoring_case(word, "AM")) {
    const std::chrono::hours half{12};
    if (!parts.clock || *parts.clock >= half + std::chrono::hours(1)) return false;
    if (*parts.clock >= half) *parts.clock -= half;
    if (is_pm) *parts.clock += half;
    parts.repaired = true;
    return true;
  }
  for (const Zone& zone : kZones) {
    if (!libauth::base::equals_ignoring_case(word, zone.name)) continue;
    parts.repaired = true;
    return put(parts.zone, zone.minutes);
  }
  // Section 4.3: a zone that nobody knows is as good as none.
  parts.repaired = true;
  return parts.clock && !parts.zone && word.size() <= 5;
}

/// "2018-10-01", "01-Oct-2018", "01.10.2018". Not "10/01/2018", which is two days.
bool read_joined(Parts& parts, std::string_view word, char separator) {
  const auto fields = libauth::base::split(word, separator);
  if (fields.size() != 3) return false;
  parts.repaired = true;
  const bool is_year_first = fields[0].size() == 4;
  if (is_year_first && (separator == '-' || separator == '/')) {
    const auto month = parse_number<unsigned>(fields[1]);
    const auto day = parse_number<unsigned>(fields[2]);
    return month && day && read_year(parts, fields[0]) && put(parts.month, *month) &&
           put(parts.day, *day);
  }
  const auto day = parse_number<unsigned>(fields[0]);
  auto month = month_of(fields[1]);
  if (separator == '.') month = parse_number<unsigned>(fields[1]);
  return day && month && put(parts.day, *day) && put(parts.month, *month) &&
         read_year(parts, fields[2]);
}

/// "11:20:27Z", "11:20:27+02:00": the zone of ISO 8601 stands right behind the clock.
bool read_clock_and_zone(Parts& parts, std::string_view word) {
  const std::size_t end = std::min(word.find_first_not_of("0123456789:.,"), word.size());
  const std::string_view zone = word.substr(end);
  if (!read_clock(parts, word.substr(0, end))) return false;
  if (zone.empty()) return true;
  parts.repaired = true;
  return is_alpha(zone.front()) ? read_name(parts, zone) : read_offset(parts, zone);
}

bool read_word(Parts& parts, std::string_view word) {
  if (is_alpha(word.front())) return read_name(parts, word);
  if (word.front() == '+' || word.front() == '-') return read_offset(parts, word);
  if (std::all_of(word.begin(), word.end(), is_digit)) return read_number(parts, word);
  // "2018-10-01T11:20:27Z"
  const std::size_t t = word.find_first_of("Tt");
  if (t != std::string_view::npos && t + 1 < word.size() && is_digit(word[t + 1])) {
    return read_joined(parts, word.substr(0, t), '-') &&
           read_clock_and_zone(parts, word.substr(t + 1));
  }
  if (word.find(':') != std::string_view::npos) return read_clock_and_zone(parts, word);
  const std::size_t separator = word.find_first_of("-/.");
  return separator != std::string_view::npos && read_joined(parts, word, word[separator]);
}

/// The words between spaces and the comma behind the day of the week.
std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  constexpr std::string_view kBetween = " \t\r\n,;";
  for (;;) {
    const std::size_t start = text.find_first_not_of(kBetween);
    if (start == std::string_view::npos || words.size() > kMaxWords) return words;
    const std::size_t end = std::min(text.find_first_of(kBetween, start), text.size());
    words.push_back(text.substr(start, end - start));
    text.remove_prefix(end);
  }
}

}  // namespace

text::Reading<Time> read_date(std::string_view text) {
  const std::string plain = without_comments(text);
  const auto words = words_of(plain);
  Parts parts;
  if (words.size() > kMaxWords) return {};
  for (const std::string_view word : words) {
    if (!read_word(parts, word)) return {};
  }
  if (!parts.year || !parts.month || !parts.day || !parts.clock) return {};
  const std::chrono::year_month_day date{std::chrono::year(*parts.year),
                                         std::chrono::month(*parts.month),
                                         std::chrono::day(*parts.day)};
  if (!date.ok() || *parts.year < 1970) return {};
  const Time time =
      std::chrono::sys_days(date) + *parts.clock - std::chrono::minutes(parts.zone.value_or(0));
  // The zone may lead out of the years that have four digits and are not before 1970.
  constexpr Time kEnd = std::chrono::sys_days{std::chrono::year(10000) / 1 / 1};
  if (time < Time{} || time >= kEnd) return {};
  return {time, parts.repaired || !parts.zone};
}

std::string written_date(Time time) {
  const auto midnight = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(midnight);
  const std::chrono::hh_mm_ss clock(time - midnight);
  const std::string_view day = kDays[std::chrono::weekday(midnight).c_encoding()];
  const std::string_view month = kMonths[unsigned(date.month()) - 1];
  std::array<char, 40> text{};
  const int size = std::snprintf(
      text.data(), text.size(), "%.3s, %u %.3s %04d %02d:%02d:%02d +0000", day.data(),
      unsigned(date.day()), month.data(), int(date.year()), int(clock.hours().count()),
      int(clock.minutes().count()), int(clock.seconds().count()));
  return {text.data(), static_cast<std::size_t>(size)};
}

}  // namespace reports::failure
