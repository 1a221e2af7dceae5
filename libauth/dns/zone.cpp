// SPDX-License-Identifier: MIT

#include "libauth/dns/zone.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <memory>

#include "libauth/base/text.h"
#include "libauth/dns/packet.h"
#include "libauth/dns/zone_file.h"

namespace libauth::dns {
namespace {

/// No zone that somebody looks at is as large; what comes out of a pipe may be without end.
constexpr std::size_t kMaxOctets = 64U << 20;

struct FileClose {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, FileClose>;

base::ParseError bad_file(const std::string& path, const std::string& why) {
  return {.offset = 0,
          .rule = "zone file",
          .message = "The zone file " + base::printable(path) + " " + why + "."};
}

base::Result<std::string> text_of(const std::string& path) {
  // Devices may never come to an end; a pipe is how shells hand over what a command prints.
  std::error_code error;
  const auto type = std::filesystem::status(path, error).type();
  if (type != std::filesystem::file_type::regular && type != std::filesystem::file_type::fifo) {
    return bad_file(path, "cannot be read: it is not there, or is no file");
  }
  const File file(std::fopen(path.c_str(), "r"));
  if (!file) return bad_file(path, "cannot be opened");
  std::string text;
  std::array<char, 65'536> part{};
  while (const std::size_t size = std::fread(part.data(), 1, part.size(), file.get())) {
    text.append(part.data(), size);
    if (text.size() > kMaxOctets) return bad_file(path, "has more than 64 MiB");
  }
  if (std::ferror(file.get()) != 0) return bad_file(path, "cannot be read");
  return text;
}

}  // namespace

base::Result<Zone> Zone::read_file(const std::string& path, const std::optional<Name>& origin) {
  const auto text = text_of(path);
  if (!text) return text.error();
  return read_text(*text, origin);
}

base::Result<Zone> Zone::read_text(std::string_view text, const std::optional<Name>& origin) {
  const auto file = read_zone_file(text, origin);
  if (!file) return file.error();
  Zone zone(file->origin);
  for (const ZoneRecord& record : file->records) {
    zone.add(record.owner, record.type, record.ttl, record.records);
  }
  return zone;
}

void Zone::add(const Name& owner, RrType type, std::uint32_t ttl, const Records& records) {
  RrSet& set = owners_[owner][type];
  const bool first = std::holds_alternative<std::monostate>(set.records);
  set.ttl = first ? ttl : std::min(set.ttl, ttl);
  merge(set.records, records);
  for (Name name = owner; names_.insert(name).second && name != origin_;) name = name.parent();
}

const Zone::Sets* Zone::sets_at(const Name& owner) const {
  const auto found = owners_.find(owner);
  return found == owners_.end() ? nullptr : &found->second;
}

std::uint32_t Zone::negative_ttl() const {
  const Sets* apex = sets_at(origin_);
  if (apex == nullptr || !apex->contains(RrType::soa)) return 0;
  const RrSet& set = apex->at(RrType::soa);
  const auto* soa = std::get_if<std::vector<Soa>>(&set.records);
  return soa == nullptr ? 0 : std::min(set.ttl, soa->front().minimum);
}

Zone::Found Zone::find_at(const Sets& sets, const Question& question) const {
  Found found;
  if (const auto set = sets.find(question.type); set != sets.end()) {
    found.kind = Found::Kind::records;
    found.set = &set->second;
  } else if (const auto alias = sets.find(RrType::cname); alias != sets.end()) {
    found.kind = Found::Kind::alias;
    found.set = &alias->second;
    found.target = std::get<std::vector<Name>>(alias->second.records).front();
  } else {
    found.kind = Found::Kind::no_data;
  }
  found.ttl = found.set != nullptr ? found.set->ttl : negative_ttl();
  return found;
}

/// RFC 1034 section 4.3.2 with RFC 4592 for wildcards and RFC 6672 for DNAME.
Zone::Found Zone::find(const Question& question) const {
  // From the origin down: a zone cut or a DNAME on the way ends the search.
  const std::size_t depth = question.name.label_count();
  Name closest = origin_;
  for (std::size_t count = origin_.label_count(); count <= depth; ++count) {
    const Name name = question.name.last_labels(count);
    if (!exists(name)) break;
    closest = name;
    const Sets* sets = sets_at(name);
    if (sets == nullptr) continue;
    const bool at_question = count == depth;
    if (name != origin_ && sets->contains(RrType::ns) &&
        !(at_question && question.type == RrType::ds)) {
      return {Found::Kind::delegated, nullptr, name, 0};
    }
    if (const auto dname = sets->find(RrType::dname); dname != sets->end() && !at_question) {
      const auto& target = std::get<std::vector<Name>>(dname->second.records).front();
      const std::string& whole = question.name.text();
      const std::size_t suffix = name.is_root() ? 0 : name.text().size() + 1;
      const auto renamed = target.below(whole.substr(0, whole.size() - suffix));
      if (!renamed) return {Found::Kind::too_long, nullptr, {}, 0};
      return {Found::Kind::alias, &dname->second, *renamed, dname->second.ttl};
    }
  }
  Name source = closest;
  if (closest != question.name) {
    const auto wildcard = closest.below("*");
    if (!wildcard || !exists(*wildcard)) {
      return {Found::Kind::no_such_name, nullptr, {}, negative_ttl()};
    }
    source = *wildcard;
  }
  const Sets* sets = sets_at(source);
  // An empty non-terminal exists without any record, be it a wildcard's (RFC 4592 section 2.2.2).
  return sets != nullptr ? find_at(*sets, question)
                         : Found{Found::Kind::no_data, nullptr, {}, negative_ttl()};
}

}  // namespace libauth::dns
