// SPDX-License-Identifier: MIT
//
// Maps of senders: what is read can be written and read again, and names what it is about.

#include <string>

#include "libauth/base/enum.h"
#include "libauth/base/utf8.h"
#include "reports/sources/catalogue.h"
#include "tests/fuzz/property.h"

using namespace reports::sources;

namespace {

constexpr MapLimits kLimits{.octets = 65'536, .rows = 100, .patterns = 10, .name = 60};

std::string quoted(const std::string& cell) {
  std::string text = "\"";
  for (const char c : cell) text += c == '"' ? std::string("\"\"") : std::string(1, c);
  return text + "\"";
}

std::string written(const std::vector<MapRow>& rows) {
  std::string text = "evidence-kind,value,name,type\r\n";
  for (const MapRow& row : rows) {
    text += std::string(libauth::base::name_of(row.kind)) + "," + quoted(row.value) + "," +
            quoted(row.name) + "," + (row.type ? quoted(*row.type) : "") + "\r\n";
  }
  return text;
}

/// Something that the row is about.
Evidence evidence_of(const MapRow& row, AddressFacts& facts) {
  Evidence evidence;
  evidence.address = &facts;
  switch (row.kind) {
    case EvidenceKind::domain:
    case EvidenceKind::dkim:
      evidence.signers = {row.value + "/s"};
      break;
    case EvidenceKind::selector:
      evidence.signers = {"own.example/" + row.value};
      break;
    case EvidenceKind::spf:
      evidence.spf_domain = row.value;
      break;
    case EvidenceKind::ptr:
      facts.ptr = row.value;
      facts.is_confirmed = true;
      break;
    case EvidenceKind::asn:
      facts.asn = static_cast<std::uint32_t>(std::stoul(row.value));
      break;
  }
  return evidence;
}

void check_names(const std::string& csv, const std::vector<MapRow>& rows) {
  const auto catalogue = Catalogue::replaced_by(csv, kLimits);
  fuzz::require(catalogue.has_value(), "what is read makes a catalogue");
  fuzz::require(catalogue->size() == rows.size(), "every row is kept");
  const OwnDomain own("own.example");
  for (const MapRow& row : rows) {
    // "#" stands for a digit, and not for itself.
    if (row.kind == EvidenceKind::selector && row.value.find('#') != std::string::npos) continue;
    AddressFacts facts;
    const Source source = catalogue->source_of(evidence_of(row, facts), own);
    fuzz::require(!source.name.empty(), "a source has a name");
    const bool is_domain = row.kind != EvidenceKind::selector && row.kind != EvidenceKind::asn;
    if (is_domain && (!read_domain_name(row.value) || own.covers(row.value))) continue;
    fuzz::require(source.is_listed, "a row names what it is about");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  const auto rows = parse_sender_map(text, kLimits);
  if (!rows) {
    fuzz::require(!rows.error().rule.empty(), "an error has a rule");
    fuzz::require(rows.error().offset <= size, "an error is in the map");
    fuzz::require(rows.error().message.starts_with("line "), "an error names its line");
    return 0;
  }
  fuzz::require(size <= kLimits.octets, "what is over the limit is refused");
  fuzz::require(rows->size() <= kLimits.rows, "rows keep their limit");
  for (const MapRow& row : *rows) {
    fuzz::require(!row.value.empty() && !row.name.empty(), "a row has a value and a name");
    fuzz::require(row.name.size() <= kLimits.name, "names keep their limit");
    fuzz::require(libauth::base::is_utf8(row.name), "names are UTF-8");
    fuzz::require(row.name.find('\x1b') == std::string::npos, "names control no terminal");
  }
  const std::string csv = written(*rows);
  const auto again = parse_sender_map(csv, kLimits);
  fuzz::require(again.has_value() && *again == *rows, "rows can be written and read again");
  check_names(csv, *rows);
  return 0;
}
