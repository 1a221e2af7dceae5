// SPDX-License-Identifier: MIT

#include "reports/sources/sender_map.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "libauth/base/enum.h"
#include "libauth/base/text.h"
#include "libauth/base/utf8.h"
#include "libauth/dns/name.h"
#include "reports/sources/csv.h"

namespace reports::sources {
namespace {

namespace base = libauth::base;

constexpr std::size_t kNone = static_cast<std::size_t>(-1);

/// Where the columns of a map stand; kNone for one that is not there.
struct Columns {
  std::size_t count = 0;
  std::size_t kind = kNone;
  std::size_t value = kNone;
  std::size_t name = kNone;
  std::size_t type = kNone;
};

std::optional<Columns> read_columns(const std::vector<std::string>& cells) {
  Columns columns{.count = cells.size()};
  std::size_t reverse = kNone;
  const struct {
    std::string_view title;
    std::size_t& place;
  } kTitles[] = {{"evidence-kind", columns.kind},
                 {"value", columns.value},
                 {"name", columns.name},
                 {"type", columns.type},
                 {"base_reverse_dns", reverse}};
  for (std::size_t i = 0; i < cells.size(); ++i) {
    for (const auto& [title, place] : kTitles) {
      if (!base::equals_ignoring_case(cells[i], title)) continue;
      if (place != kNone) return std::nullopt;
      place = i;
    }
  }
  const bool is_own = columns.kind != kNone && columns.value != kNone;
  if (columns.name == kNone || is_own == (reverse != kNone)) return std::nullopt;
  if (!is_own) {
    columns.kind = kNone;
    columns.value = reverse;
  }
  return columns;
}

std::optional<std::string> read_domain(std::string_view text) {
  const auto name = libauth::dns::Name::parse(text);
  if (!name || name->is_root()) return std::nullopt;
  return name->text();
}

std::optional<std::string> read_asn(std::string_view text) {
  if (base::starts_with_ignoring_case(text, "AS")) text.remove_prefix(2);
  const auto number = base::parse_number<std::uint32_t>(text);
  if (!number || *number == 0) return std::nullopt;
  return std::to_string(*number);
}

/// A pattern without a letter or digit of its own would be true of all, or of far too many.
std::optional<std::string> read_selector(std::string_view text) {
  constexpr std::string_view kOthers = "-_.#*";
  bool has_own = false;
  for (const char c : text) {
    has_own = has_own || base::is_alnum(c);
    if (!base::is_alnum(c) && kOthers.find(c) == std::string_view::npos) return std::nullopt;
  }
  if (!has_own || text.size() > libauth::dns::Name::kMaxWire) return std::nullopt;
  return base::to_lower(text);
}

std::optional<std::string> read_value(EvidenceKind kind, std::string_view text) {
  switch (kind) {
    case EvidenceKind::selector:
      return read_selector(text);
    case EvidenceKind::asn:
      return read_asn(text);
    default:
      return read_domain(text);
  }
}

/// Whether the text can be shown: it may get to a terminal.
bool is_shown(std::string_view text, const MapLimits& limits) {
  const auto is_control = [](char c) { return (c >= 0 && c < ' ') || c == '\x7f'; };
  return text.size() <= limits.name && base::is_utf8(text) &&
         std::none_of(text.begin(), text.end(), is_control);
}

base::Result<MapRow> read_row(const CsvReader& reader, const std::vector<std::string>& cells,
                              const Columns& columns, const MapLimits& limits) {
  if (cells.size() != columns.count) {
    return reader.error(kMapCellsRule, std::to_string(cells.size()) + " cells, where there are " +
                                           std::to_string(columns.count) + " columns");
  }
  MapRow row;
  if (columns.kind != kNone) {
    const auto kind = base::parse_enum<EvidenceKind>(base::to_lower(cells[columns.kind]));
    if (!kind) return reader.error(kMapKindRule, "the evidence-kind is none of the known words");
    row.kind = *kind;
  }
  auto value = read_value(row.kind, cells[columns.value]);
  if (!value) {
    return reader.error(kMapValueRule, "the value is no " + std::string(base::name_of(row.kind)));
  }
  row.value = std::move(*value);
  row.name = cells[columns.name];
  if (row.name.empty() || !is_shown(row.name, limits)) {
    return reader.error(kMapNameRule, "the name is empty, too long, or no plain text");
  }
  if (columns.type == kNone || cells[columns.type].empty()) return row;
  row.type = cells[columns.type];
  if (!is_shown(*row.type, limits)) {
    return reader.error(kMapTypeRule, "the type is too long, or no plain text");
  }
  return row;
}

}  // namespace

bool is_selector_pattern(std::string_view pattern) {
  return pattern.find_first_of("#*") != std::string_view::npos;
}

bool matches_selector(std::string_view pattern, std::string_view selector) {
  std::size_t p = 0;
  std::size_t s = 0;
  std::size_t star = kNone;  // the last "*" and how far it reached
  std::size_t reached = 0;
  while (s < selector.size()) {
    const bool is_digit = p < pattern.size() && pattern[p] == '#' && base::is_digit(selector[s]);
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      reached = s;
    } else if (is_digit || (p < pattern.size() && pattern[p] == selector[s])) {
      ++p;
      ++s;
    } else if (star != kNone) {
      p = star + 1;
      s = ++reached;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

base::Result<std::vector<MapRow>> parse_sender_map(std::string_view csv, const MapLimits& limits) {
  CsvReader reader(csv);
  if (csv.size() > limits.octets) return reader.error(kMapOctetsRule, "the map is too large");
  const auto header = reader.next();
  if (!header) return header.error();
  const auto columns = read_columns(*header);
  if (!columns) {
    return reader.error(kMapHeaderRule,
                        "the first row must be evidence-kind,value,name,type or "
                        "base_reverse_dns,name,type");
  }
  std::vector<MapRow> rows;
  std::size_t patterns = 0;
  for (;;) {
    const auto cells = reader.next();
    if (!cells) return cells.error();
    if (cells->empty()) return rows;
    if (rows.size() == limits.rows) return reader.error(kMapRowsRule, "there are too many rows");
    auto row = read_row(reader, *cells, *columns, limits);
    if (!row) return row.error();
    if (row->kind == EvidenceKind::selector && is_selector_pattern(row->value) &&
        ++patterns > limits.patterns) {
      return reader.error(kMapPatternsRule, "there are too many patterns of selectors");
    }
    rows.push_back(std::move(*row));
  }
}

}  // namespace reports::sources
