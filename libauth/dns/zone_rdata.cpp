// SPDX-License-Identifier: MIT

#include "libauth/dns/zone_rdata.h"

#include <cstdlib>
#include <limits>
#include <memory>

#include <ldns/ldns.h>

#include "libauth/base/text.h"
#include "libauth/dns/packet.h"

namespace libauth::dns {
namespace {

constexpr std::size_t kMaxString = 255;   ///< octets of a string, RFC 1035 section 3.3
constexpr std::size_t kMaxData = 65'535;  ///< octets of a record's data, RFC 1035 section 3.2.1

struct RdfFree {
  void operator()(ldns_rdf* rdf) const { ldns_rdf_deep_free(rdf); }
};
struct RrFree {
  void operator()(ldns_rr* rr) const { ldns_rr_free(rr); }
};

std::string quoted(std::string_view word) {
  return "\"" + base::printable(word, 40) + "\"";
}

bool is_absolute(std::string_view name) {
  if (!name.ends_with('.')) return false;
  name.remove_suffix(1);
  std::size_t backslashes = 0;
  for (; name.ends_with('\\'); name.remove_suffix(1)) ++backslashes;
  return backslashes % 2 == 0;
}

/// The word with each "\X" as "\DDD": ldns takes some "\X" for what stands there without backslash.
std::string plainly_escaped(std::string_view word) {
  std::string text;
  for (std::size_t i = 0; i < word.size(); ++i) {
    if (word[i] != '\\' || i + 1 == word.size() || base::is_digit(word[i + 1])) {
      text += word[i];
      continue;
    }
    const auto octet = static_cast<unsigned char>(word[++i]);
    const std::string digits = std::to_string(octet);
    text += "\\" + std::string(3 - digits.size(), '0') + digits;
  }
  return text;
}

/// The word as an absolute name in presentation form.
base::Result<std::string> absolute_text(const ZoneWord& word, const std::optional<Name>& origin,
                                        const ZonePlace& place) {
  if (word.is_quoted) return bad_zone(place, "a name stands in quotes");
  if (is_absolute(word.text)) return plainly_escaped(word.text);
  if (!origin) {
    return bad_zone(place,
                    "the name " + quoted(word.text) +
                        " has no dot at its end, and the file does not say what it is below: put "
                        "a line such as \"$ORIGIN example.com.\" at the top, or write whole names, "
                        "with a dot at the end");
  }
  const std::string suffix = origin->is_root() ? "." : origin->text() + ".";
  if (word.text == "@") return suffix;
  return plainly_escaped(word.text) + (origin->is_root() ? "" : ".") + suffix;
}

/// TXT and SPF, RFC 1035 section 3.3.14.
base::Result<Records> read_strings(std::span<const ZoneWord> words, const ZonePlace& place) {
  Txt txt;
  std::size_t size = 0;
  for (const ZoneWord& word : words) {
    auto octets = unescaped(word.text);
    if (!octets) {
      return bad_zone(place,
                      "after a backslash stand three digits, 000 to 255, or one other octet");
    }
    if (octets->size() > kMaxString) {
      return bad_zone(place,
                      "a string has " + std::to_string(octets->size()) +
                          " octets, and 255 is the most: split it into several strings of one "
                          "record, (\"...\" \"...\")");
    }
    size += octets->size() + 1;
    txt.strings.push_back(std::move(*octets));
  }
  if (size > kMaxData) return bad_zone(place, "the record is longer than a record can be");
  return Records(std::vector<Txt>{std::move(txt)});
}

/// ldns cuts numbers that are too large for their field.
std::uint32_t most_of(ldns_rdf_type field) {
  switch (field) {
    case LDNS_RDF_TYPE_INT8:
      return std::numeric_limits<std::uint8_t>::max();
    case LDNS_RDF_TYPE_INT16:
      return std::numeric_limits<std::uint16_t>::max();
    default:
      return std::numeric_limits<std::uint32_t>::max();
  }
}

/// One word as ldns is to read it.
base::Result<std::string> field_text(ldns_rdf_type field, const ZoneWord& word,
                                     const std::optional<Name>& origin, const ZonePlace& place) {
  const auto no_number = [&] {
    return bad_zone(place, quoted(word.text) + " is no number that can stand there");
  };
  switch (field) {
    case LDNS_RDF_TYPE_DNAME: {
      auto name = absolute_text(word, origin, place);
      // ldns takes such a label for the origin, escaped or not.
      if (name && (name->starts_with("@.") || name->starts_with("\\064."))) {
        return bad_zone(place, quoted(word.text) + " begins with a label that cannot be read here");
      }
      return name;
    }
    case LDNS_RDF_TYPE_INT8:
    case LDNS_RDF_TYPE_INT16:
    case LDNS_RDF_TYPE_INT32: {
      const auto number = base::parse_number<std::uint32_t>(word.text);
      if (!number || *number > most_of(field)) return no_number();
      return std::string(word.text);
    }
    case LDNS_RDF_TYPE_PERIOD: {
      const auto seconds = parse_seconds(word.text, most_of(field));
      if (!seconds) return no_number();
      return std::to_string(*seconds);
    }
    default: {
      const std::string text = plainly_escaped(word.text);
      return word.is_quoted ? "\"" + text + "\"" : text;
    }
  }
}

/// The words, put together again for ldns.
base::Result<std::string> rdata_text(ldns_rr_type type, std::span<const ZoneWord> words,
                                     const std::optional<Name>& origin, const ZonePlace& place) {
  // RFC 3597 section 5: data of any type in hexadecimal digits.
  const bool is_generic = words.front().text == "\\#" && !words.front().is_quoted;
  const ldns_rr_descriptor* descriptor = ldns_rr_descript(static_cast<std::uint16_t>(type));
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    text += ' ';
    if (is_generic) {
      text += words[i].text;
      continue;
    }
    // Words that are too many are left to ldns: data in hexadecimal digits may be several.
    const auto field = i < ldns_rr_descriptor_maximum(descriptor)
                           ? ldns_rr_descriptor_field_type(descriptor, i)
                           : LDNS_RDF_TYPE_NONE;
    const auto word = field_text(field, words[i], origin, place);
    if (!word) return word.error();
    text += *word;
  }
  return text;
}

}  // namespace

std::optional<std::uint16_t> parse_zone_type(std::string_view word) {
  constexpr std::string_view kGeneric = "TYPE";
  constexpr std::uint16_t kFirstMeta = 128;  // RFC 6895 section 3.1: 128 to 255 are of questions
  constexpr std::uint16_t kLastMeta = 255;
  std::optional<std::uint16_t> code;
  if (base::starts_with_ignoring_case(word, kGeneric)) {
    code = base::parse_number<std::uint16_t>(word.substr(kGeneric.size()));
  } else {
    code = static_cast<std::uint16_t>(ldns_get_rr_type_by_name(std::string(word).c_str()));
  }
  const bool is_of_records =
      code && *code != 0 && *code != LDNS_RR_TYPE_OPT && (*code < kFirstMeta || *code > kLastMeta);
  return is_of_records ? code : std::nullopt;
}

base::Result<Name> read_zone_name(const ZoneWord& word, const std::optional<Name>& origin,
                                  const ZonePlace& place) {
  const auto text = absolute_text(word, origin, place);
  if (!text) return text.error();
  const std::unique_ptr<ldns_rdf, RdfFree> rdf(ldns_dname_new_frm_str(text->c_str()));
  const auto name =
      rdf ? Name::from_wire({ldns_rdf_data(rdf.get()), ldns_rdf_size(rdf.get())}) : std::nullopt;
  if (!name) return bad_zone(place, quoted(word.text) + " is not a name");
  return *name;
}

base::Result<Records> read_zone_rdata(std::uint16_t type, std::span<const ZoneWord> words,
                                      const std::optional<Name>& origin, const ZonePlace& place) {
  if (words.empty()) return bad_zone(place, "the record has no data");
  const auto ldns_type = static_cast<ldns_rr_type>(type);
  const bool is_generic = words.front().text == "\\#" && !words.front().is_quoted;
  const bool is_text = ldns_type == LDNS_RR_TYPE_TXT || ldns_type == LDNS_RR_TYPE_SPF;
  if (is_text && !is_generic) return read_strings(words, place);
  const auto rdata = rdata_text(ldns_type, words, origin, place);
  if (!rdata) return rdata.error();
  if (rdata->size() > kMaxData) return bad_zone(place, "the record is too long to be read");
  const std::string line = ". 0 IN TYPE" + std::to_string(type) + *rdata;
  ldns_rr* raw = nullptr;
  const ldns_status status = ldns_rr_new_frm_str(&raw, line.c_str(), 0, nullptr, nullptr);
  const std::unique_ptr<ldns_rr, RrFree> rr(raw);
  if (status != LDNS_STATUS_OK) return bad_zone(place, ldns_get_errorstr_by_id(status));
  Records records = read_rdata(*rr);
  if (std::holds_alternative<std::monostate>(records)) {
    return bad_zone(place, "the data of the record is not valid");
  }
  return records;
}

}  // namespace libauth::dns
