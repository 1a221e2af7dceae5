// SPDX-License-Identifier: MIT

#include "libauth/base/time.h"

#include <array>
#include <cstdio>

#include "libauth/base/text.h"

namespace libauth::base {
namespace {

/// The digits of text[from, from + count), or none.
std::optional<unsigned> digits(std::string_view text, std::size_t from, std::size_t count) {
  return parse_number<unsigned>(text.substr(from, count));
}

std::optional<Time> parse_date_time(std::string_view text) {
  using namespace std::chrono;
  constexpr std::string_view kShape = "0000-00-00T00:00:00Z";
  if (text.size() != kShape.size()) return std::nullopt;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (kShape[i] == '0' ? !is_digit(text[i]) : kShape[i] != text[i]) return std::nullopt;
  }
  const year_month_day date{year(static_cast<int>(*digits(text, 0, 4))), month(*digits(text, 5, 2)),
                            day(*digits(text, 8, 2))};
  const unsigned hour = *digits(text, 11, 2);
  const unsigned minute = *digits(text, 14, 2);
  const unsigned second = *digits(text, 17, 2);
  if (!date.ok() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  return sys_days(date) + hours(hour) + minutes(minute) + seconds(second);
}

}  // namespace

std::string rfc3339(Time time) {
  using namespace std::chrono;
  const auto midnight = floor<days>(time);
  const year_month_day date(midnight);
  const hh_mm_ss clock(time - midnight);
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02dZ", int(date.year()),
                unsigned(date.month()), unsigned(date.day()), int(clock.hours().count()),
                int(clock.minutes().count()), int(clock.seconds().count()));
  return text.data();
}

std::string day_of(Time time) {
  const std::string text = rfc3339(time);
  return text.substr(0, text.find('T'));
}

std::optional<Time> parse_time(std::string_view text) {
  if (const auto seconds = parse_number<std::uint32_t>(text)) {
    return Time(std::chrono::seconds(*seconds));
  }
  return parse_date_time(text);
}

}  // namespace libauth::base
