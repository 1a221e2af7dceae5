// SPDX-License-Identifier: MIT

#include "tests/bench/spf_corpus.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <random>
#include <utility>

#include "libauth/base/ip_address.h"
#include "libauth/dns/name.h"

namespace bench {
namespace {

using namespace libauth;
using base::IpAddress;
using base::Network;
using dns::Name;
using dns::Question;
using dns::RrType;

constexpr std::chrono::seconds kTtl{3600};

/// What a provider's record looks like.
struct ProviderSpec {
  const char* name;
  unsigned blocks;    ///< records that the provider's own includes
  unsigned networks;  ///< ip4 and ip6 terms of each of them
  bool redirects;     ///< the record that customers include is only a redirect
  bool chained;       ///< the last block includes a further one
  const char* terms;  ///< of the provider's own record, before the includes
  const char* all;
};

/// Shapes as large providers have them; what customers pay in lookups is 2 to 6.
constexpr std::array<ProviderSpec, SpfCorpus::kProviders> kProviderSpecs = {{
    {"suite", 3, 14, false, false, "", "~all"},
    {"office", 1, 24, false, false, "ip4:198.51.100.192/28 ip6:2001:db8:f000::/36", "-all"},
    {"courier", 2, 20, false, false, "", "~all"},
    {"newsletter", 1, 40, true, false, "", "?all"},
    {"campaign", 1, 8, false, false, "exists:%{i}._spf.campaign.example", "-all"},
    {"desk", 4, 5, false, false, "", "~all"},
    {"shop", 2, 9, false, true, "", "~all"},
    {"hosting", 1, 31, false, false, "a:relay.hosting.example mx:hosting.example", "~all"},
    {"invoice", 1, 12, false, true, "", "-all"},
    {"survey", 2, 6, true, false, "", "~all"},
    {"payroll", 1, 5, false, false, "ip4:198.51.100.208/28", "-all"},
    {"relay", 3, 10, false, false, "a:out.relay.example", "~all"},
}};

/// What including the provider costs of the ten lookups.
unsigned cost_of(const ProviderSpec& spec) {
  const std::string_view terms = spec.terms;
  const unsigned asking = static_cast<unsigned>(terms.starts_with("a:")) +
                          static_cast<unsigned>(terms.find("mx:") != terms.npos) +
                          static_cast<unsigned>(terms.starts_with("exists:"));
  return 1 + spec.blocks + (spec.redirects ? 1 : 0) + (spec.chained ? 1 : 0) + asking;
}

/// Every twenty-fifth domain has grown over the ten lookups of RFC 7208 section 4.6.4.
bool is_overgrown(std::size_t domain) {
  return domain % 25 == 24;
}

Name name_of(const std::string& text) {
  return Name::parse(text).value();
}

/// Makes the corpus, from one sequence of random numbers.
class Maker {
 public:
  SpfCorpus make() {
    for (const ProviderSpec& spec : kProviderSpecs) make_provider(spec);
    for (std::size_t i = 0; i < SpfCorpus::kDomains; ++i) make_domain(i);
    for (auto& [question, records] : records_) {
      dns::Answer answer;
      answer.status = dns::Status::answered;
      answer.ttl = kTtl;
      answer.records = std::move(records);
      corpus_.answers.emplace(question, std::make_shared<const dns::Answer>(std::move(answer)));
    }
    for (std::size_t i = corpus_.senders.size(); i > 1; --i) {
      std::swap(corpus_.senders[i - 1], corpus_.senders[below(i)]);
    }
    return std::move(corpus_);
  }

 private:
  /// Where a provider sends from.
  struct Networks {
    std::vector<Network> v4;
    std::vector<Network> v6;
  };

  /// What is known of a domain while its record is written.
  struct Draft {
    std::string name;
    std::string record = "v=spf1";
    std::vector<IpAddress> own;
    std::vector<std::size_t> providers;
  };

  /// Less than `limit`. Not by a distribution of the standard library: those differ between
  /// libraries.
  std::size_t below(std::size_t limit) { return random_() % limit; }
  bool chance(std::size_t percent) { return below(100) < percent; }

  template <class Record>
  void add(const std::string& owner, RrType type, Record record) {
    auto& records = records_[{name_of(owner), type}];
    if (!std::holds_alternative<std::vector<Record>>(records)) records = std::vector<Record>{};
    std::get<std::vector<Record>>(records).push_back(std::move(record));
  }

  /// A text in strings of at most 255 octets, RFC 7208 section 3.3.
  void add_txt(const std::string& owner, const std::string& text) {
    dns::Txt txt;
    for (std::size_t at = 0; at < text.size(); at += 255)
      txt.strings.push_back(text.substr(at, 255));
    add(owner, RrType::txt, std::move(txt));
  }

  /// Hosts that take mail for the domain; the addresses of them all.
  std::vector<IpAddress> add_mail_exchanges(const std::string& domain, std::size_t count) {
    std::vector<IpAddress> addresses;
    for (std::size_t i = 0; i < count; ++i) {
      const std::string host = "mx" + std::to_string(i + 1) + "." + domain;
      add(domain, RrType::mx, dns::Mx{static_cast<std::uint16_t>(10 * (i + 1)), name_of(host)});
      addresses.push_back(documentation_address());
      add(host, RrType::a, addresses.back());
      if (chance(40)) add(host, RrType::aaaa, next_v6().address);
    }
    return addresses;
  }

  /// The next network of 198.18.0.0/15 with that prefix.
  Network provider_network(unsigned prefix) {
    const std::uint32_t size = std::uint32_t{1} << (32 - prefix);
    next_v4_ = (next_v4_ + size - 1) / size * size;
    const std::uint32_t at = next_v4_;
    next_v4_ += size;
    return {v4(at), prefix};
  }

  static IpAddress v4(std::uint32_t value) {
    const std::array octets = {
        static_cast<std::uint8_t>(value >> 24), static_cast<std::uint8_t>(value >> 16),
        static_cast<std::uint8_t>(value >> 8), static_cast<std::uint8_t>(value)};
    return IpAddress::from_octets(octets).value();
  }

  /// An address of 192.0.2.0/24 or 203.0.113.0/24; domains share them.
  IpAddress documentation_address() {
    const auto host = static_cast<std::uint32_t>(below(256));
    return v4((chance(50) ? 0xC0000200U : 0xCB007100U) + host);
  }

  /// The next /48 of 2001:db8::/32.
  Network next_v6() {
    const std::string text = "2001:db8:" + std::to_string(next_v6_++) + "::";
    return {IpAddress::parse(text).value(), 48};
  }

  /// The record of one block of a provider's networks.
  std::string block_record(const ProviderSpec& spec, Networks& networks) {
    std::string record = "v=spf1";
    for (unsigned i = 0; i < spec.networks; ++i) {
      if (i % 5 == 4) {
        networks.v6.push_back(next_v6());
        record += " ip6:" + networks.v6.back().text();
        continue;
      }
      // Few large networks and many small ones, single addresses among them.
      constexpr std::array<unsigned, 8> kPrefixes = {22, 24, 24, 26, 27, 28, 29, 32};
      networks.v4.push_back(provider_network(kPrefixes[below(kPrefixes.size())]));
      const Network& network = networks.v4.back();
      record += " ip4:" + (network.prefix == 32 ? network.address.text() : network.text());
    }
    return record;
  }

  void make_provider(const ProviderSpec& spec) {
    const std::string domain = std::string(spec.name) + ".example";
    Networks networks;
    std::string record = "v=spf1";
    if (*spec.terms != '\0') record.append(" ").append(spec.terms);
    for (unsigned i = 0; i < spec.blocks; ++i) {
      const std::string block = "_netblocks" + std::to_string(i + 1) + "." + domain;
      record += " include:" + block;
      std::string text = block_record(spec, networks);
      if (spec.chained && i + 1 == spec.blocks) {
        text += " include:_more." + domain;
        add_txt("_more." + domain, block_record(spec, networks) + " " + spec.all);
      }
      add_txt(block, text + " " + spec.all);
    }
    record.append(" ").append(spec.all);
    if (spec.redirects) {
      add_txt("_spf." + domain, "v=spf1 redirect=_spf2." + domain);
      add_txt("_spf2." + domain, record);
    } else {
      add_txt("_spf." + domain, record);
    }
    for (const char* host : {"relay.", "out."})
      add(host + domain, RrType::a, documentation_address());
    add_mail_exchanges(domain, 3);
    add("192.0.2.9._spf." + domain, RrType::a, v4(0x7F000002U));
    networks_.push_back(std::move(networks));
  }

  void make_domain(std::size_t number) {
    Draft draft;
    draft.name = "sender" + std::to_string(number) + ".example";
    const auto exchanges = add_mail_exchanges(draft.name, 1 + below(4));
    add_txt(draft.name, "site-verification=" + std::to_string(random_()));
    unsigned cost = 0;
    if (chance(50)) {
      draft.record += " mx";
      draft.own = exchanges;
      ++cost;
    }
    if (chance(30)) cost += add_web_host(draft);
    add_own_networks(draft);
    add_providers(draft, is_overgrown(number), cost);
    if (draft.providers.size() == 1 && draft.own.empty() && chance(50)) {
      draft.record = "v=spf1 redirect=_spf." + provider_name(draft.providers.front());
    } else {
      draft.record += chance(60) ? " ~all" : " -all";
    }
    add_txt(draft.name, draft.record);
    add_senders(draft);
  }

  /// An "a" term; what it costs.
  unsigned add_web_host(Draft& draft) {
    const bool elsewhere = chance(30);
    const std::string host = elsewhere ? "web." + draft.name : draft.name;
    draft.own.push_back(documentation_address());
    add(host, RrType::a, draft.own.back());
    draft.record += elsewhere ? " a:" + host : std::string(" a");
    return 1;
  }

  /// Most domains list few addresses of their own, and some many.
  void add_own_networks(Draft& draft) {
    const std::size_t count = chance(40) ? 0 : chance(10) ? 20 : 1 + below(5);
    for (std::size_t i = 0; i < count; ++i) {
      draft.own.push_back(documentation_address());
      draft.record += " ip4:" + draft.own.back().text();
    }
    if (chance(20)) draft.record += " ip6:" + next_v6().text();
  }

  /// One to three includes that fit into the ten lookups; of an overgrown domain as many as it
  /// takes to exceed them.
  void add_providers(Draft& draft, bool overgrown, unsigned cost) {
    const std::size_t wanted = overgrown ? SpfCorpus::kProviders : 1 + below(3);
    std::size_t provider = below(SpfCorpus::kProviders);
    for (std::size_t tried = 0; tried < SpfCorpus::kProviders; ++tried) {
      if (draft.providers.size() == wanted || (overgrown && cost > 10)) return;
      const unsigned next = cost_of(kProviderSpecs[provider]);
      if (overgrown || cost + next <= 10) {
        cost += next;
        draft.providers.push_back(provider);
        draft.record += " include:_spf." + provider_name(provider);
      }
      provider = (provider + 5) % SpfCorpus::kProviders;
    }
  }

  static std::string provider_name(std::size_t provider) {
    return std::string(kProviderSpecs[provider].name) + ".example";
  }

  const Networks& networks_of(const Draft& draft) {
    return networks_[draft.providers[below(draft.providers.size())]];
  }

  /// Some address of the network.
  IpAddress address_in(const Network& network) {
    std::array<std::uint8_t, 16> octets{};
    const auto given = network.address.octets();
    std::copy(given.begin(), given.end(), octets.begin());
    const unsigned free_bits = std::min(network.address.bits() - network.prefix, 8U);
    octets[given.size() - 1] |= static_cast<std::uint8_t>(below(std::size_t{1} << free_bits));
    return IpAddress::from_octets(std::span(octets).first(given.size())).value();
  }

  IpAddress provider_address(const Draft& draft) {
    const auto& networks = networks_of(draft).v4;
    return address_in(networks[below(networks.size())]);
  }

  IpAddress v6_address(const Draft& draft) {
    const auto& networks = networks_of(draft).v6;
    if (chance(30)) return IpAddress::parse("2001:db8:9999::25").value();
    return address_in(networks[below(networks.size())]);
  }

  void add_senders(const Draft& draft) {
    add_sender(draft, Kind::own,
               draft.own.empty() ? provider_address(draft) : draft.own[below(draft.own.size())]);
    add_sender(draft, Kind::provider, provider_address(draft));
    add_sender(draft, Kind::provider, provider_address(draft));
    add_sender(draft, Kind::ipv6, v6_address(draft));
    add_sender(draft, Kind::unlisted, v4(0xC6336400U + static_cast<std::uint32_t>(below(128))));
  }

  void add_sender(const Draft& draft, Kind kind, const IpAddress& ip) {
    Sender sender;
    sender.kind = kind;
    sender.request.ip = ip;
    sender.request.helo = "mail." + draft.name;
    sender.request.mail_from = "someone@" + draft.name;
    sender.request.receiver = "mx.receiver.example";
    corpus_.senders.push_back(std::move(sender));
  }

  std::mt19937 random_{7208};  // the seed is as good as any other
  SpfCorpus corpus_;
  std::unordered_map<Question, dns::Records> records_;
  std::vector<Networks> networks_;  ///< of each provider
  std::uint32_t next_v4_ = 0xC6120000U;
  unsigned next_v6_ = 1;
};

dns::AnswerPtr without_records(dns::Status status) {
  dns::Answer answer;
  answer.status = status;
  answer.ttl = kTtl;
  return std::make_shared<const dns::Answer>(std::move(answer));
}

}  // namespace

dns::AnswerPtr SpfCorpus::answer(const Question& question) const {
  if (const auto found = answers.find(question); found != answers.end()) return found->second;
  static const dns::AnswerPtr no_data = without_records(dns::Status::no_data);
  static const dns::AnswerPtr no_such_name = without_records(dns::Status::no_such_name);
  // The types that the corpus has.
  for (const RrType type : {RrType::a, RrType::aaaa, RrType::mx, RrType::txt}) {
    if (answers.contains({question.name, type})) return no_data;
  }
  return no_such_name;
}

const SpfCorpus& spf_corpus() {
  static const SpfCorpus corpus = Maker().make();
  return corpus;
}

std::vector<dns::AnswerPtr> CorpusResolver::resolve(std::span<const Question> questions,
                                                    dns::Deadline /*deadline*/) {
  std::vector<dns::AnswerPtr> answers;
  answers.reserve(questions.size());
  for (const Question& question : questions) answers.push_back(corpus_.answer(question));
  return answers;
}

}  // namespace bench
