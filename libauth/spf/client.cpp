// SPDX-License-Identifier: MIT

#include "libauth/spf/client.h"

#include <algorithm>
#include <utility>

#include "libauth/dns/reverse.h"

namespace libauth::spf {
namespace {

using dns::Answer;
using dns::Name;
using dns::RrType;

/// The two sides of a sender's address.
struct Sender {
  std::string_view local;
  std::string_view domain;
};

/// The reverse-path, or postmaster at the HELO name (RFC 7208 sections 2.4 and 4.3).
Sender sender_of(const Request& request) {
  constexpr std::string_view kPostmaster = "postmaster";
  const std::string_view path = request.mail_from;
  if (path.empty()) return {kPostmaster, request.helo};
  const std::size_t at = path.rfind('@');
  if (at == std::string_view::npos) return {kPostmaster, path};
  return {at == 0 ? kPostmaster : path.substr(0, at), path.substr(at + 1)};
}

/// RFC 8616 section 4: the U-labels of a domain are A-labels wherever a macro shows it. A text that
/// is no domain stays as it is.
std::string with_a_labels(std::string_view domain) {
  const bool is_ascii = std::all_of(domain.begin(), domain.end(),
                                    [](char c) { return static_cast<unsigned char>(c) < 128; });
  if (is_ascii) return std::string(domain);
  const auto name = Name::parse(domain);
  return name ? name->octets() : std::string(domain);
}

}  // namespace

Client::Client(const Request& request, dns::Facts& facts, std::size_t max_names)
    : request_(request), facts_(facts), max_names_(max_names), ip_(request.ip.unmapped()) {
  auto [local, domain] = sender_of(request);
  sender_local_ = local;
  // So that the macros "o" and "d" agree.
  if (domain.ends_with('.')) domain.remove_suffix(1);
  sender_domain_ = with_a_labels(domain);
}

bool Client::has_no_name() const {
  const Answer* answer = facts_.peek({dns::reverse_name(ip_), RrType::ptr});
  return answer != nullptr && answer->is_empty();
}

std::optional<std::vector<Name>> Client::validated_names() const {
  const Answer* answer = facts_.find({dns::reverse_name(ip_), RrType::ptr});
  if (answer == nullptr) return std::nullopt;
  const auto names = answer->names();
  std::vector<Name> validated;
  bool pending = false;
  for (const Name& name : names.first(std::min(names.size(), max_names_))) {
    const Answer* forward = facts_.find(name, address_type());
    if (forward == nullptr) {
      pending = true;
      continue;
    }
    const auto addresses = forward->addresses();
    if (std::find(addresses.begin(), addresses.end(), ip_) != addresses.end()) {
      validated.push_back(name);
    }
  }
  if (pending) return std::nullopt;
  return validated;
}

/// The macro "p": the domain itself, else a name below it, else any; section 7.3.
std::optional<std::string> Client::validated_name(const Name& domain) const {
  const auto names = validated_names();
  if (!names) return std::nullopt;
  const Name* best = nullptr;
  for (const Name& name : *names) {
    if (name == domain) return name.octets();
    if (best == nullptr || (name.is_at_or_below(domain) && !best->is_at_or_below(domain))) {
      best = &name;
    }
  }
  return best == nullptr ? "unknown" : best->octets();
}

std::optional<std::string> Client::expand_for(const Name& domain, const MacroString& string) const {
  std::string validated;
  if (string.uses('p')) {
    auto name = validated_name(domain);
    if (!name) return std::nullopt;
    validated = std::move(*name);
  }
  const std::string current = domain.octets();
  const std::string helo = string.uses('h') ? with_a_labels(request_.helo) : std::string();
  MacroValues values;
  values.sender_local = sender_local_;
  values.sender_domain = sender_domain_;
  values.domain = current;
  values.ip = ip_;
  values.helo = helo;
  values.validated = validated;
  values.receiver = request_.receiver;
  if (values.receiver.empty()) values.receiver = "unknown";
  values.now = request_.now;
  return expand(string, values);
}

std::optional<const Name*> Client::expanded_target(const Name& domain, const MacroString& string,
                                                   Name& place) const {
  if (string.parts.empty()) return &domain;
  const auto text = expand_for(domain, string);
  if (!text) return std::nullopt;
  auto name = target_name(*text);
  if (!name) return nullptr;
  place = std::move(*name);
  return &place;
}

}  // namespace libauth::spf
