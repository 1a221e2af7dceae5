// SPDX-License-Identifier: MIT

#include "libauth/dns/packet.h"

#include <algorithm>
#include <memory>
#include <optional>

#include <ldns/ldns.h>

namespace libauth::dns {
namespace {

/// Longer chains are refused by the common resolvers as well.
constexpr std::size_t kMaxAliases = 16;

struct PacketFree {
  void operator()(ldns_pkt* packet) const { ldns_pkt_free(packet); }
};

std::span<const std::uint8_t> octets_of(const ldns_rdf* rdf) {
  if (rdf == nullptr) return {};
  return {ldns_rdf_data(rdf), ldns_rdf_size(rdf)};
}

std::optional<Name> name_of(const ldns_rdf* rdf) {
  return Name::from_wire(octets_of(rdf));
}

template <class T>
Records one(std::optional<T> record) {
  if (!record) return {};
  return std::vector<T>{std::move(*record)};
}

std::optional<Mx> mx_of(const ldns_rr& rr) {
  const auto exchange = name_of(ldns_rr_rdf(&rr, 1));
  if (!exchange) return std::nullopt;
  return Mx{ldns_rdf2native_int16(ldns_rr_rdf(&rr, 0)), *exchange};
}

Txt txt_of(const ldns_rr& rr) {
  Txt txt;
  for (std::size_t i = 0; i < ldns_rr_rd_count(&rr); ++i) {
    // A character-string: a length octet, then the octets.
    const auto octets = octets_of(ldns_rr_rdf(&rr, i));
    if (octets.empty()) continue;
    txt.strings.emplace_back(reinterpret_cast<const char*>(octets.data()) + 1, octets.size() - 1);
  }
  return txt;
}

std::optional<Soa> soa_of(const ldns_rr& rr) {
  const auto primary = name_of(ldns_rr_rdf(&rr, 0));
  const auto mailbox = name_of(ldns_rr_rdf(&rr, 1));
  if (!primary || !mailbox || ldns_rr_rd_count(&rr) != 7) return std::nullopt;
  return Soa{*primary, *mailbox, ldns_rdf2native_int32(ldns_rr_rdf(&rr, 2)),
             ldns_rdf2native_int32(ldns_rr_rdf(&rr, 6))};
}

Raw raw_of(const ldns_rr& rr) {
  Raw raw;
  for (std::size_t i = 0; i < ldns_rr_rd_count(&rr); ++i) {
    const auto octets = octets_of(ldns_rr_rdf(&rr, i));
    raw.octets.insert(raw.octets.end(), octets.begin(), octets.end());
  }
  return raw;
}

/// One message, looked through for the answer to one question.
class Reading {
 public:
  Reading(const Question& question, const ldns_pkt& packet)
      : question_(question), packet_(packet), owner_(question.name) {}

  Answer read() {
    if (!ldns_pkt_qr(&packet_)) return fail(Status::malformed, "the message is no answer");
    // RFC 2181 section 9: what is left of a truncated answer says nothing about the rest.
    if (ldns_pkt_tc(&packet_)) return fail(Status::malformed, "the answer is truncated");
    // RFC 6891 section 6.1.3: the upper bits of the response code.
    if (ldns_pkt_edns_extended_rcode(&packet_) != 0) {
      return fail(Status::servfail, "the server answered with an error");
    }
    switch (ldns_pkt_get_rcode(&packet_)) {
      case LDNS_RCODE_NOERROR:
        return read_records(Status::no_data);
      case LDNS_RCODE_NXDOMAIN:
        return read_records(Status::no_such_name);
      case LDNS_RCODE_REFUSED:
        return fail(Status::refused, "the server refused to answer");
      case LDNS_RCODE_SERVFAIL:
        return fail(Status::servfail, "the server failed to answer");
      default:
        return fail(Status::servfail, "the server answered with an error");
    }
  }

 private:
  static Answer fail(Status status, std::string detail) {
    Answer answer;
    answer.status = status;
    answer.detail = std::move(detail);
    return answer;
  }

  Answer read_records(Status without_records) {
    if (!is_asked()) return fail(Status::malformed, "the answer is to another question");
    Answer answer = follow(without_records);
    if (is_broken_) return fail(Status::malformed, "a record of the answer cannot be read");
    return answer;
  }

  /// Whether the message repeats the question, RFC 5452 section 9.1.
  bool is_asked() const {
    const ldns_rr_list* section = ldns_pkt_question(&packet_);
    if (ldns_rr_list_rr_count(section) != 1) return false;
    const ldns_rr* asked = ldns_rr_list_rr(section, 0);
    return name_of(ldns_rr_owner(asked)) == question_.name &&
           ldns_rr_get_type(asked) == static_cast<ldns_rr_type>(question_.type);
  }

  /// Walks the CNAMEs to the owner of the records, RFC 1034 section 3.6.2.
  Answer follow(Status without_records) {
    while (!collect()) {
      const auto target = alias();
      if (!target) return empty(without_records);
      if (answer_.aliases.size() == kMaxAliases || *target == question_.name ||
          std::find(answer_.aliases.begin(), answer_.aliases.end(), *target) !=
              answer_.aliases.end()) {
        return fail(Status::servfail, "the name leads through a loop of aliases");
      }
      answer_.aliases.push_back(*target);
      owner_ = *target;
    }
    answer_.status = Status::answered;
    return std::move(answer_);
  }

  /// Takes the records of the owner; whether there were any.
  bool collect() {
    for_each(static_cast<ldns_rr_type>(question_.type), [this](const ldns_rr& rr) {
      const Records records = read_rdata(rr);
      is_broken_ = is_broken_ || std::holds_alternative<std::monostate>(records);
      merge(answer_.records, records);
    });
    return !std::holds_alternative<std::monostate>(answer_.records);
  }

  std::optional<Name> alias() {
    std::optional<Name> target;
    if (question_.type == RrType::cname) return target;
    for_each(LDNS_RR_TYPE_CNAME, [this, &target](const ldns_rr& rr) {
      target = name_of(ldns_rr_rdf(&rr, 0));
      is_broken_ = is_broken_ || !target;
    });
    return target;
  }

  /// Visits the records of the type that the owner has, and lowers the TTL to theirs.
  template <class Visit>
  void for_each(ldns_rr_type type, const Visit& visit) {
    const ldns_rr_list* section = ldns_pkt_answer(&packet_);
    for (std::size_t i = 0; i < ldns_rr_list_rr_count(section); ++i) {
      const ldns_rr* rr = ldns_rr_list_rr(section, i);
      if (ldns_rr_get_type(rr) != type || ldns_rr_get_class(rr) != LDNS_RR_CLASS_IN) continue;
      if (name_of(ldns_rr_owner(rr)) != owner_) continue;
      lower_ttl(ldns_rr_ttl(rr));
      visit(*rr);
    }
  }

  void lower_ttl(std::uint32_t ttl) {
    const std::chrono::seconds seconds(ttl);
    answer_.ttl = has_ttl_ ? std::min(answer_.ttl, seconds) : seconds;
    has_ttl_ = true;
  }

  /// RFC 2308 section 5: the lesser of the SOA's TTL and its minimum field.
  Answer empty(Status status) {
    answer_.status = status;
    const ldns_rr_list* section = ldns_pkt_authority(&packet_);
    for (std::size_t i = 0; i < ldns_rr_list_rr_count(section); ++i) {
      const ldns_rr* rr = ldns_rr_list_rr(section, i);
      if (ldns_rr_get_type(rr) != LDNS_RR_TYPE_SOA) continue;
      lower_ttl(ldns_rr_ttl(rr));
      if (const auto soa = soa_of(*rr)) lower_ttl(soa->minimum);
    }
    if (!has_ttl_) answer_.ttl = std::chrono::seconds(0);
    return std::move(answer_);
  }

  const Question& question_;
  const ldns_pkt& packet_;
  Name owner_;
  Answer answer_;
  bool has_ttl_ = false;
  bool is_broken_ = false;  ///< a record that matters could not be read
};

}  // namespace

Records read_rdata(const ldns_rr& rr) {
  switch (ldns_rr_get_type(&rr)) {
    case LDNS_RR_TYPE_A:
    case LDNS_RR_TYPE_AAAA:
      return one(base::IpAddress::from_octets(octets_of(ldns_rr_rdf(&rr, 0))));
    case LDNS_RR_TYPE_NS:
    case LDNS_RR_TYPE_CNAME:
    case LDNS_RR_TYPE_DNAME:
    case LDNS_RR_TYPE_PTR:
      return one(name_of(ldns_rr_rdf(&rr, 0)));
    case LDNS_RR_TYPE_MX:
      return one(mx_of(rr));
    case LDNS_RR_TYPE_TXT:
    case LDNS_RR_TYPE_SPF:
      return one(std::optional(txt_of(rr)));
    case LDNS_RR_TYPE_SOA:
      return one(soa_of(rr));
    default:
      return one(std::optional(raw_of(rr)));
  }
}

void merge(Records& records, const Records& more) {
  if (std::holds_alternative<std::monostate>(records)) {
    records = more;
    return;
  }
  std::visit(
      [&more](auto& list) {
        using List = std::decay_t<decltype(list)>;
        if constexpr (!std::is_same_v<List, std::monostate>) {
          const List* added = std::get_if<List>(&more);
          if (added == nullptr) return;
          for (const auto& record : *added) {
            const auto place = std::lower_bound(list.begin(), list.end(), record);
            if (place == list.end() || *place != record) list.insert(place, record);
          }
        }
      },
      records);
}

Answer read_packet(const Question& question, std::span<const std::uint8_t> packet) {
  ldns_pkt* raw = nullptr;
  const ldns_status status = ldns_wire2pkt(&raw, packet.data(), packet.size());
  const std::unique_ptr<ldns_pkt, PacketFree> owner(raw);
  if (status != LDNS_STATUS_OK) {
    Answer answer;
    answer.size = packet.size();
    answer.detail = std::string("the answer cannot be read: ") + ldns_get_errorstr_by_id(status);
    return answer;
  }
  Answer answer = Reading(question, *raw).read();
  answer.size = packet.size();
  return answer;
}

}  // namespace libauth::dns
