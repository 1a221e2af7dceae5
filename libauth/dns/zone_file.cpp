// SPDX-License-Identifier: MIT

#include "libauth/dns/zone_file.h"

#include <algorithm>
#include <map>
#include <span>
#include <utility>

#include "libauth/base/text.h"
#include "libauth/dns/zone_rdata.h"

namespace libauth::dns {
namespace {

constexpr std::uint32_t kDefaultTtl = 3600;       ///< where the file has no TTL at all
constexpr std::uint32_t kMaxTtl = 2'147'483'647;  ///< RFC 2181 section 8
constexpr std::uint16_t kBesideCname[] = {24, 25, 30, 46, 47};  // SIG, KEY, NXT, RRSIG, NSEC

base::ParseError bad_file(const std::string& message) {
  return {.offset = 0, .rule = "zone file", .message = message};
}

std::string quoted(std::string_view word) {
  return "\"" + base::printable(word, 40) + "\"";
}

bool is_class(std::string_view word) {
  static constexpr std::string_view kClasses[] = {"IN",    "CH",     "HS",   "CS",
                                                  "CHAOS", "HESIOD", "CSNET"};
  return base::starts_with_ignoring_case(word, "CLASS") ||
         std::ranges::any_of(kClasses, [word](std::string_view one) {
           return base::equals_ignoring_case(word, one);
         });
}

/// Reads the entries of a zone file one after another.
class Reader {
 public:
  Reader(std::string_view text, const std::optional<Name>& origin)
      : text_(text), given_(origin), origin_(origin) {}

  base::Result<ZoneFile> read() {
    for (;;) {
      auto entry = text_.next();
      if (!entry) return entry.error();
      if (!*entry) break;
      if (const auto read = read_entry(**entry); !read) return read.error();
    }
    if (file_.records.empty()) return bad_file("The zone file holds no records.");
    file_.origin = find_origin();
    if (const auto checked = check(); !checked) return checked.error();
    return std::move(file_);
  }

 private:
  base::Result<void> read_entry(const ZoneEntry& entry) {
    const ZoneWord& first = entry.words.front();
    const bool is_directive = entry.has_owner && !first.is_quoted && first.text.starts_with('$');
    return is_directive ? read_directive(entry) : read_record(entry);
  }

  base::Result<void> read_directive(const ZoneEntry& entry) {
    const std::string_view name = entry.words.front().text;
    const auto is = [name](std::string_view one) { return base::equals_ignoring_case(name, one); };
    if (is("$INCLUDE")) {
      return bad_zone(entry.place,
                      "$INCLUDE is not followed, as only the files that are named are read: put "
                      "the records into this file");
    }
    if (!is("$ORIGIN") && !is("$TTL")) {
      return bad_zone(entry.place, quoted(name) + " is not a directive that is known here");
    }
    if (entry.words.size() != 2) {
      return bad_zone(entry.place, "one word follows " + std::string(name));
    }
    return is("$TTL") ? read_default_ttl(entry) : read_origin(entry);
  }

  /// RFC 2308 section 4.
  base::Result<void> read_default_ttl(const ZoneEntry& entry) {
    const std::string_view word = entry.words[1].text;
    default_ttl_ = parse_seconds(word, kMaxTtl);
    if (!default_ttl_) return bad_zone(entry.place, quoted(word) + " is not a TTL");
    return {};
  }

  base::Result<void> read_origin(const ZoneEntry& entry) {
    const auto name = read_zone_name(entry.words[1], origin_, entry.place);
    if (!name) return name.error();
    origin_ = *name;
    if (!first_origin_) first_origin_ = *name;
    return {};
  }

  base::Result<void> read_record(const ZoneEntry& entry) {
    std::span<const ZoneWord> words(entry.words);
    ZoneRecord record;
    record.place = entry.place;
    if (const auto owner = read_owner(entry, words); !owner) return owner.error();
    record.owner = *owner_;
    if (const auto read = read_ttl_and_class(words, record); !read) return read.error();
    if (words.empty()) return bad_zone(entry.place, "the record has no type");
    const auto type = words.front().is_quoted ? std::nullopt : parse_zone_type(words.front().text);
    if (!type) {
      return bad_zone(entry.place, quoted(words.front().text) + " is not a type of records");
    }
    record.type = static_cast<RrType>(*type);
    // The SOA record stands at the zone's origin (RFC 1035 section 5.2).
    if (!origin_ && record.type == RrType::soa) origin_ = record.owner;
    auto records = read_zone_rdata(*type, words.subspan(1), origin_, entry.place);
    if (!records) return records.error();
    record.records = std::move(*records);
    file_.records.push_back(std::move(record));
    return {};
  }

  /// Takes the owner off the words; a line that begins with white space has that of the line
  /// before.
  base::Result<void> read_owner(const ZoneEntry& entry, std::span<const ZoneWord>& words) {
    if (!entry.has_owner) {
      if (!owner_) return bad_zone(entry.place, "the first record has no name before it");
      return {};
    }
    const auto name = read_zone_name(words.front(), origin_, entry.place);
    if (!name) return name.error();
    owner_ = *name;
    words = words.subspan(1);
    return {};
  }

  /// Takes TTL and class off the words, in either order. Without a TTL it is what $TTL says, or
  /// else the last that was stated (RFC 1035 section 5.1).
  base::Result<void> read_ttl_and_class(std::span<const ZoneWord>& words, ZoneRecord& record) {
    std::optional<std::uint32_t> ttl;
    bool has_class = false;
    for (; !words.empty() && !words.front().is_quoted; words = words.subspan(1)) {
      const std::string_view word = words.front().text;
      if (!ttl && base::is_digit(word.front())) {
        ttl = parse_seconds(word, kMaxTtl);
        if (!ttl)
          return bad_zone(record.place, quoted(word) + " is neither a TTL nor a type of records");
      } else if (!has_class && is_class(word)) {
        has_class = true;
        if (!base::equals_ignoring_case(word, "IN") &&
            !base::equals_ignoring_case(word, "CLASS1")) {
          return bad_zone(record.place, "the class is not IN");
        }
      } else {
        break;
      }
    }
    if (ttl) last_ttl_ = *ttl;
    record.ttl = ttl ? *ttl : default_ttl_.value_or(last_ttl_);
    return {};
  }

  Name find_origin() const {
    const auto is_soa = [](const ZoneRecord& record) { return record.type == RrType::soa; };
    const auto soa = std::ranges::find_if(file_.records, is_soa);
    if (soa != file_.records.end()) return soa->owner;
    if (given_) return *given_;
    if (first_origin_) return *first_origin_;
    const auto depth = [](const ZoneRecord& record) { return record.owner.label_count(); };
    return std::ranges::min_element(file_.records, {}, depth)->owner;
  }

  base::Result<void> check() const {
    for (const ZoneRecord& record : file_.records) {
      if (!record.owner.is_at_or_below(file_.origin)) {
        return bad_zone(record.place,
                        record.owner.text() + " is outside of the zone " + file_.origin.text() +
                            "; one file holds one zone, that of its SOA record or else of its "
                            "first $ORIGIN");
      }
      if (record.type == RrType::soa && record.owner != file_.origin) {
        return bad_zone(record.place, "there is a SOA record already, of another name");
      }
    }
    return check_aliases();
  }

  /// RFC 1034 section 3.6.2: where there is a CNAME, there is nothing else, but for what RFC 4034
  /// section 3 and its forerunners add.
  base::Result<void> check_aliases() const {
    std::map<Name, const ZoneRecord*> aliases;
    for (const ZoneRecord& record : file_.records) {
      if (record.type == RrType::cname) aliases.emplace(record.owner, &record);
    }
    for (const ZoneRecord& record : file_.records) {
      const auto alias = aliases.find(record.owner);
      if (alias == aliases.end()) continue;
      const bool is_same = record.type == RrType::cname && record.records == alias->second->records;
      const auto code = static_cast<std::uint16_t>(record.type);
      if (is_same || std::ranges::find(kBesideCname, code) != std::end(kBesideCname)) continue;
      const ZonePlace& first = alias->second->place;
      const bool is_later = record.place.offset > first.offset;
      return bad_zone(is_later ? record.place : first,
                      record.owner.text() + " has a CNAME record and another one");
    }
    return {};
  }

  ZoneText text_;
  const std::optional<Name> given_;
  std::optional<Name> origin_;        ///< what relative names are below
  std::optional<Name> first_origin_;  ///< of $ORIGIN
  std::optional<Name> owner_;         ///< of the last record
  std::optional<std::uint32_t> default_ttl_;
  std::uint32_t last_ttl_ = kDefaultTtl;
  ZoneFile file_;
};

}  // namespace

base::Result<ZoneFile> read_zone_file(std::string_view text, const std::optional<Name>& origin) {
  return Reader(text, origin).read();
}

}  // namespace libauth::dns
