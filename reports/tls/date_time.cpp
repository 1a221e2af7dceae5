// SPDX-License-Identifier: MIT

#include "reports/tls/date_time.h"

#include <algorithm>
#include <chrono>

#include "libauth/base/text.h"

namespace reports::tls {
namespace {

using libauth::base::is_digit;
using libauth::base::Time;
using std::chrono::seconds;
using text::Reading;

/// Reads the text from its start, a piece at a time.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  bool at_end() const { return rest_.empty(); }

  /// Takes one of these characters if it is next; NUL where it is not.
  char take(std::string_view any_of) {
    if (rest_.empty() || any_of.find(rest_.front()) == std::string_view::npos) return '\0';
    const char taken = rest_.front();
    rest_.remove_prefix(1);
    return taken;
  }

  /// Takes a number of exactly so many digits.
  std::optional<int> number(std::size_t digits) {
    const std::string_view text = rest_.substr(0, digits);
    if (text.size() != digits || !std::all_of(text.begin(), text.end(), is_digit)) {
      return std::nullopt;
    }
    rest_.remove_prefix(digits);
    return static_cast<int>(*libauth::base::parse_number<unsigned>(text));
  }

  /// Takes a number of two digits that is not above `most`.
  std::optional<int> field(int most) {
    const auto value = number(2);
    return value && *value <= most ? value : std::nullopt;
  }

  void skip_digits() {
    while (!rest_.empty() && is_digit(rest_.front())) rest_.remove_prefix(1);
  }

  std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

std::optional<Time> read_date(Scanner& scanner) {
  using namespace std::chrono;
  const auto y = scanner.number(4);
  if (!y || scanner.take("-") == '\0') return std::nullopt;
  const auto m = scanner.field(12);
  if (!m || scanner.take("-") == '\0') return std::nullopt;
  const auto d = scanner.field(31);
  if (!d) return std::nullopt;
  const year_month_day date{year(*y), month(static_cast<unsigned>(*m)),
                            day(static_cast<unsigned>(*d))};
  if (!date.ok()) return std::nullopt;
  return Time(sys_days(date));
}

/// Seconds since midnight. A leap second is the first second of the next minute.
std::optional<seconds> read_time_of_day(Scanner& scanner, bool& repaired) {
  const auto hour = scanner.field(24);
  if (!hour || scanner.take(":") == '\0') return std::nullopt;
  const auto minute = scanner.field(59);
  if (!minute) return std::nullopt;
  std::optional<int> second = 0;
  if (scanner.take(":") != '\0') {
    second = scanner.field(60);
    if (!second) return std::nullopt;
  } else {
    repaired = true;
  }
  if (scanner.take(".,") != '\0') {
    scanner.skip_digits();
    repaired = true;
  }
  if (*hour == 24) {
    if (*minute != 0 || *second != 0) return std::nullopt;
    repaired = true;
  }
  return std::chrono::hours(*hour) + std::chrono::minutes(*minute) + seconds(*second);
}

/// What to take away for UTC.
std::optional<seconds> read_zone(Scanner& scanner, bool& repaired) {
  if (scanner.take("Zz") != '\0') return seconds(0);
  if (const char sign = scanner.take("+-"); sign != '\0') {
    const auto hours = scanner.field(23);
    if (!hours) return std::nullopt;
    if (scanner.take(":") == '\0') repaired = true;
    const auto minutes = scanner.at_end() ? std::optional<int>(0) : scanner.field(59);
    if (!minutes) return std::nullopt;
    const seconds offset = std::chrono::hours(*hours) + std::chrono::minutes(*minutes);
    return sign == '-' ? -offset : offset;
  }
  const std::string_view name = libauth::base::trim(scanner.rest());
  if (!name.empty() && name != "UTC" && name != "GMT") return std::nullopt;
  scanner = Scanner({});
  repaired = true;
  return seconds(0);
}

bool is_in_range(Time time) {
  using namespace std::chrono;
  return time >= Time{} && time < Time(sys_days(year(10000) / January / 1));
}

}  // namespace

Reading<Time> read_date_time(std::string_view text) {
  if (!text.empty() && std::all_of(text.begin(), text.end(), is_digit)) {
    return {text::read_time(text).value, true};
  }
  Scanner scanner(text);
  const auto date = read_date(scanner);
  if (!date) return {};
  if (scanner.at_end()) {
    return is_in_range(*date) ? Reading<Time>{date, true} : Reading<Time>{};
  }
  const char separator = scanner.take("Tt ");
  if (separator == '\0') return {};
  bool repaired = separator == ' ';
  const auto time_of_day = read_time_of_day(scanner, repaired);
  if (!time_of_day) return {};
  const auto offset = read_zone(scanner, repaired);
  if (!offset || !scanner.at_end()) return {};
  const Time time = *date + *time_of_day - *offset;
  if (!is_in_range(time)) return {};
  return {time, repaired};
}

}  // namespace reports::tls
