// SPDX-License-Identifier: MIT

#include "reports/sources/catalogue.h"

#include <algorithm>
#include <utility>

#include "libauth/base/text.h"
#include "reports/sources/known_senders.h"

namespace reports::sources {
namespace {

namespace base = libauth::base;
namespace dns = libauth::dns;

/// The columns of a known sender, as rows of a map.
std::vector<MapRow> rows_of(const KnownSender& sender) {
  const std::pair<EvidenceKind, std::string_view> kColumns[] = {
      {EvidenceKind::domain, sender.domain},     {EvidenceKind::dkim, sender.dkim},
      {EvidenceKind::spf, sender.spf},           {EvidenceKind::ptr, sender.ptr},
      {EvidenceKind::selector, sender.selector}, {EvidenceKind::asn, sender.asn}};
  std::vector<MapRow> rows;
  for (const auto& [kind, values] : kColumns) {
    if (values.empty()) continue;
    for (const std::string_view value : base::split(values, ' ')) {
      rows.push_back(
          {kind, std::string(value), std::string(sender.name), std::string(sender.type)});
    }
  }
  return rows;
}

struct Signer {
  std::string_view domain;
  std::string_view selector;
};

Signer read_signer(std::string_view text) {
  const std::size_t slash = std::min(text.find('/'), text.size());
  return {text.substr(0, slash), text.substr(std::min(slash + 1, text.size()))};
}

/// How much a signature tells of who sent: the lower, the more.
int rank_of(const Source& source) {
  if (!source.is_listed) return 1;
  return source.type && base::equals_ignoring_case(*source.type, kTransactional) ? 2 : 0;
}

/// A host with IPv6 has a network of 64 bits, RFC 4291 section 2.5.4.
std::string address_name(const base::IpAddress& address) {
  if (address.is_v4()) return address.text();
  const base::Network network{address, 64};
  return base::Network{network.first(), 64}.text();
}

Source by_address(const Evidence& evidence) {
  Source source{.name = "unknown", .basis = Basis::address};
  std::optional<base::IpAddress> address;
  if (evidence.source_ip) {
    source.evidence = base::printable(*evidence.source_ip);
    source.name = source.evidence->empty() ? "unknown" : *source.evidence;
    address = base::IpAddress::parse(*evidence.source_ip);
  } else if (evidence.address != nullptr) {
    address = evidence.address->address;
    source.evidence = address->text();
  }
  if (address) source.name = address_name(address->unmapped());
  return source;
}

}  // namespace

const Catalogue& Catalogue::built_in() {
  static const Catalogue kBuiltIn = [] {
    Catalogue catalogue;
    for (const KnownSender& sender : known_senders()) catalogue.add(rows_of(sender));
    return catalogue;
  }();
  return kBuiltIn;
}

base::Result<Catalogue> Catalogue::extended_with(std::string_view csv,
                                                 const MapLimits& limits) const {
  auto rows = parse_sender_map(csv, limits);
  if (!rows) return rows.error();
  Catalogue extended = *this;
  extended.add(std::move(*rows));
  return extended;
}

base::Result<Catalogue> Catalogue::replaced_by(std::string_view csv, const MapLimits& limits) {
  return Catalogue().extended_with(csv, limits);
}

void Catalogue::add(std::vector<MapRow> rows) {
  for (MapRow& row : rows) add(std::move(row));
}

void Catalogue::add(MapRow row) {
  senders_.push_back({std::move(row.name), std::move(row.type)});
  const Index sender = static_cast<Index>(senders_.size());
  switch (row.kind) {
    case EvidenceKind::domain:
      return add_domain(std::move(row.value), {Place::dkim, Place::spf, Place::ptr});
    case EvidenceKind::dkim:
      return add_domain(std::move(row.value), {Place::dkim});
    case EvidenceKind::spf:
      return add_domain(std::move(row.value), {Place::spf});
    case EvidenceKind::ptr:
      return add_domain(std::move(row.value), {Place::ptr});
    case EvidenceKind::asn:
      networks_[base::parse_number<std::uint32_t>(row.value).value_or(0)] = sender;
      return;
    case EvidenceKind::selector:
      break;
  }
  if (is_selector_pattern(row.value)) {
    patterns_.push_back({std::move(row.value), sender});
  } else {
    selectors_[std::move(row.value)] = sender;
  }
}

void Catalogue::add_domain(std::string domain, std::initializer_list<Place> places) {
  auto& rule = domains_[std::move(domain)];
  for (const Place place : places) {
    rule[static_cast<std::size_t>(place)] = static_cast<Index>(senders_.size());
  }
}

Catalogue::Index Catalogue::find_domain(Place place, const dns::Name& name) const {
  std::string_view rest = name.text();
  for (;;) {
    const auto rule = domains_.find(rest);
    if (rule != domains_.end()) {
      const Index sender = rule->second[static_cast<std::size_t>(place)];
      if (sender != 0) return sender;
    }
    const std::size_t dot = rest.find('.');
    if (dot == std::string_view::npos) return 0;
    rest.remove_prefix(dot + 1);
  }
}

Catalogue::Index Catalogue::find_selector(std::string_view selector) const {
  const std::string lower = base::to_lower(selector);
  const auto exact = selectors_.find(lower);
  if (exact != selectors_.end()) return exact->second;
  // The last one counts: it is of the user.
  const auto pattern = std::find_if(patterns_.rbegin(), patterns_.rend(), [&](const Pattern& p) {
    return matches_selector(p.text, lower);
  });
  return pattern == patterns_.rend() ? 0 : pattern->sender;
}

Source Catalogue::listed(Index sender, Basis basis, std::string_view evidence) const {
  const Sender& found = senders_[sender - 1];
  return {found.name, found.type, basis, std::string(evidence), true};
}

std::optional<Source> Catalogue::by_domain(Place place, Basis basis,
                                           std::string_view domain) const {
  const auto name = read_domain_name(domain);
  if (!name) return std::nullopt;
  const Index sender = find_domain(place, *name);
  if (sender != 0) return listed(sender, basis, name->text());
  auto registrable = registrable_domain(name->text());
  if (!registrable) return std::nullopt;
  return Source{std::move(*registrable), std::nullopt, basis, name->text(), false};
}

std::optional<Source> Catalogue::by_signer(const Evidence& evidence, const OwnDomain& own) const {
  std::optional<Source> best;
  for (const std::string& text : evidence.signers) {
    const Signer signer = read_signer(text);
    if (own.covers(signer.domain)) continue;
    auto source = by_domain(Place::dkim, Basis::dkim, signer.domain);
    if (source && (!best || rank_of(*source) < rank_of(*best))) best = std::move(source);
  }
  return best;
}

std::optional<Source> Catalogue::by_selector(const Evidence& evidence, const OwnDomain& own) const {
  for (const std::string& text : evidence.signers) {
    const Signer signer = read_signer(text);
    const Index sender = own.covers(signer.domain) ? find_selector(signer.selector) : 0;
    if (sender != 0) return listed(sender, Basis::dkim, text);
  }
  return std::nullopt;
}

std::optional<Source> Catalogue::by_network(const AddressFacts& facts) const {
  if (!facts.asn) return std::nullopt;
  const std::string number = "AS" + std::to_string(*facts.asn);
  const auto sender = networks_.find(*facts.asn);
  if (sender != networks_.end()) return listed(sender->second, Basis::asn, number);
  return Source{facts.as_name.value_or(number), std::nullopt, Basis::asn, number, false};
}

Source Catalogue::source_of(const Evidence& evidence, const OwnDomain& own) const {
  if (auto source = by_signer(evidence, own)) return *std::move(source);
  if (auto source = by_selector(evidence, own)) return *std::move(source);
  if (evidence.spf_domain && !own.covers(*evidence.spf_domain)) {
    if (auto source = by_domain(Place::spf, Basis::spf, *evidence.spf_domain)) {
      return *std::move(source);
    }
  }
  if (evidence.address != nullptr) {
    const AddressFacts& facts = *evidence.address;
    if (facts.ptr && facts.is_confirmed) {
      if (auto source = by_domain(Place::ptr, Basis::ptr, *facts.ptr)) return *std::move(source);
    }
    if (auto source = by_network(facts)) return *std::move(source);
  }
  return by_address(evidence);
}

}  // namespace reports::sources
