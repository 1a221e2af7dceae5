// SPDX-License-Identifier: MIT

#include "libauth/dns/zone.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>

#include <ldns/ldns.h>

#include "libauth/dns/packet.h"

namespace libauth::dns {
namespace {

struct RdfFree {
  void operator()(ldns_rdf* rdf) const { ldns_rdf_deep_free(rdf); }
};
struct RrFree {
  void operator()(ldns_rr* rr) const { ldns_rr_free(rr); }
};
struct FileClose {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, FileClose>;

struct Line {
  Name owner;
  RrType type;
  std::uint32_t ttl;
  Records records;
};

base::ParseError bad_zone(int line, const std::string& why) {
  return {static_cast<std::size_t>(line), "zone file",
          "Line " + std::to_string(line) + " of the zone file: " + why + "."};
}

/// Reads the records of a zone file one after another, as ldns does.
class Reader {
 public:
  Reader(std::FILE* file, const Name& origin) : file_(file) {
    if (!origin.is_root()) origin_.reset(ldns_dname_new_frm_str((origin.text() + ".").c_str()));
  }

  base::Result<std::vector<Line>> read() {
    std::vector<Line> lines;
    while (std::feof(file_) == 0) {
      if (std::ferror(file_) != 0) return bad_zone(line_, "it cannot be read");
      const int line = line_;
      ldns_rr* raw = nullptr;
      ldns_rdf* origin = origin_.release();
      ldns_rdf* previous = previous_.release();
      const ldns_status status =
          ldns_rr_new_frm_fp_l(&raw, file_, &ttl_, &origin, &previous, &line_);
      origin_.reset(origin);
      previous_.reset(previous);
      const std::unique_ptr<ldns_rr, RrFree> rr(raw);
      if (status == LDNS_STATUS_SYNTAX_EMPTY || status == LDNS_STATUS_SYNTAX_TTL ||
          status == LDNS_STATUS_SYNTAX_ORIGIN) {
        continue;
      }
      if (status != LDNS_STATUS_OK) return bad_zone(line, ldns_get_errorstr_by_id(status));
      if (const auto added = add(*rr, line, lines); !added) return added.error();
    }
    return lines;
  }

 private:
  static base::Result<void> add(const ldns_rr& rr, int line, std::vector<Line>& lines) {
    if (ldns_rr_get_class(&rr) != LDNS_RR_CLASS_IN) return bad_zone(line, "the class is not IN");
    const ldns_rdf* owner = ldns_rr_owner(&rr);
    const auto name = Name::from_wire({ldns_rdf_data(owner), ldns_rdf_size(owner)});
    Records records = read_rdata(rr);
    if (!name || std::holds_alternative<std::monostate>(records)) {
      return bad_zone(line, "a name in the record is not valid");
    }
    lines.push_back(
        {*name, static_cast<RrType>(ldns_rr_get_type(&rr)), ldns_rr_ttl(&rr), std::move(records)});
    return {};
  }

  std::FILE* file_;
  std::unique_ptr<ldns_rdf, RdfFree> origin_;
  std::unique_ptr<ldns_rdf, RdfFree> previous_;
  std::uint32_t ttl_ = 3600;
  int line_ = 1;
};

base::Result<Zone> read_zone(std::FILE* file, const Name& origin) {
  const auto lines = Reader(file, origin).read();
  if (!lines) return lines.error();
  const auto soa = std::find_if(lines->begin(), lines->end(),
                                [](const Line& line) { return line.type == RrType::soa; });
  Zone zone(soa != lines->end() ? soa->owner : origin);
  for (const Line& line : *lines) {
    if (!line.owner.is_at_or_below(zone.origin())) {
      return base::ParseError{0, "zone file",
                              line.owner.text() + " is outside the zone " + zone.origin().text() +
                                  "; a zone file begins with its SOA record."};
    }
    zone.add(line.owner, line.type, line.ttl, line.records);
  }
  return zone;
}

}  // namespace

base::Result<Zone> Zone::read_file(const std::string& path, const Name& origin) {
  // Devices may never come to an end; a pipe is how shells hand over what a command prints.
  std::error_code error;
  const auto type = std::filesystem::status(path, error).type();
  if (type != std::filesystem::file_type::regular && type != std::filesystem::file_type::fifo) {
    return base::ParseError{
        0, "zone file",
        "The zone file " + path + " cannot be read: it is not there, or is no file."};
  }
  const File file(std::fopen(path.c_str(), "r"));
  if (!file)
    return base::ParseError{0, "zone file", "The zone file " + path + " cannot be opened."};
  return read_zone(file.get(), origin);
}

base::Result<Zone> Zone::read_text(std::string_view text, const Name& origin) {
  std::string copy(text);
  if (copy.empty()) return Zone(origin);
  const File file(fmemopen(copy.data(), copy.size(), "r"));
  if (!file) return base::ParseError{0, "zone file", "The zone text cannot be read."};
  return read_zone(file.get(), origin);
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
