// SPDX-License-Identifier: MIT

#include "tests/bench/libspf2_peer.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <new>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <arpa/nameser.h>

#include <netdb.h>

extern "C" {
#include <spf2/spf.h>
#include <spf2/spf_dns_cache.h>
#include <spf2/spf_dns_zone.h>
}

namespace bench {

using namespace libauth;
using dns::RrType;

/// The corpus as libspf2 wants it.
class Libspf2Peer::Table {
 public:
  explicit Table(const SpfCorpus& corpus) {
    for (const auto& [question, answer] : corpus.answers) {
      Sets& sets = owners_[question.name.text()];
      sets.push_back({static_cast<ns_type>(question.type), items_of(*answer)});
    }
    server_.destroy = nullptr;  // it is ours, not libspf2's
    server_.lookup = &Table::lookup;
    server_.name = "corpus";
    server_.hook = this;
  }

  SPF_dns_server_t* server() { return &server_; }
  std::size_t questions() const { return questions_; }

 private:
  /// The data of one record, with the ending NUL where it is text.
  using Item = std::string;

  struct Set {
    ns_type type = ns_t_invalid;
    std::vector<Item> items;
  };
  using Sets = std::vector<Set>;

  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>{}(text);
    }
  };

  static std::vector<Item> items_of(const dns::Answer& answer) {
    std::vector<Item> items;
    for (const base::IpAddress& address : answer.addresses()) {
      const auto octets = address.octets();
      items.emplace_back(octets.begin(), octets.end());
    }
    for (const dns::Txt& txt : answer.txt()) items.push_back(txt.joined() + '\0');
    for (const dns::Mx& mx : answer.mx()) items.push_back(mx.exchange.text() + '\0');
    return items;
  }

  static SPF_dns_rr_t* lookup(SPF_dns_server_t* server, const char* domain, ns_type type,
                              int /*should_cache*/) {
    Table& self = *static_cast<Table*>(server->hook);
    ++self.questions_;
    // Zeroed memory, freed by SPF_dns_rr_free(). The owner's name is left out: only debug output
    // has a use for it.
    auto* found = static_cast<SPF_dns_rr_t*>(std::calloc(1, sizeof(SPF_dns_rr_t)));
    if (found == nullptr) return nullptr;
    found->rr_type = type;
    found->source = server;
    const auto owner = self.owners_.find(std::string_view(domain));
    if (owner == self.owners_.end()) {
      found->herrno = HOST_NOT_FOUND;
      return found;
    }
    found->herrno = NO_DATA;
    for (const Set& set : owner->second) {
      if (set.type == type) fill(*found, set.items);
    }
    return found;
  }

  static void fill(SPF_dns_rr_t& found, const std::vector<Item>& items) {
    found.rr =
        static_cast<SPF_dns_rr_data_t**>(std::malloc(items.size() * sizeof(SPF_dns_rr_data_t*)));
    if (found.rr == nullptr) return;
    for (std::size_t i = 0; i < items.size(); ++i) {
      const std::size_t size = std::max(items[i].size(), sizeof(SPF_dns_rr_data_t));
      found.rr[i] = static_cast<SPF_dns_rr_data_t*>(std::malloc(size));
      if (found.rr[i] == nullptr) return;
      std::memcpy(found.rr[i], items[i].data(), items[i].size());
      found.rr_buf_num = found.num_rr = static_cast<int>(i + 1);
    }
    found.ttl = 3600;
    found.herrno = NETDB_SUCCESS;
  }

  SPF_dns_server_t server_{};
  std::unordered_map<std::string, Sets, Hash, std::equal_to<>> owners_;
  std::size_t questions_ = 0;
};

struct Libspf2Peer::Server {
  /// Owns `given` where that has a destroy function.
  explicit Server(SPF_dns_server_t* given)
      : dns(given), handle(dns == nullptr ? nullptr : SPF_server_new_dns(dns, 0)) {
    if (handle == nullptr) throw std::bad_alloc();
    // A fixed text, without macros, for what fails: the shortest way through libspf2.
    SPF_response_t* response = nullptr;
    SPF_server_set_explanation(handle, "denied", &response);
    if (response != nullptr) SPF_response_free(response);
    SPF_server_set_rec_dom(handle, "mx.receiver.example");
  }
  ~Server() {
    SPF_server_free(handle);
    if (dns->destroy != nullptr) SPF_dns_free(dns);  // SPF_server_free() leaves it
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  SPF_dns_server_t* dns;
  SPF_server_t* handle;
};

namespace {

spf::Result result_of(SPF_result_t result) {
  switch (result) {
    case SPF_RESULT_NEUTRAL:
      return spf::Result::neutral;
    case SPF_RESULT_PASS:
      return spf::Result::pass;
    case SPF_RESULT_FAIL:
      return spf::Result::fail;
    case SPF_RESULT_SOFTFAIL:
      return spf::Result::softfail;
    case SPF_RESULT_NONE:
      return spf::Result::none;
    case SPF_RESULT_TEMPERROR:
      return spf::Result::temperror;
    case SPF_RESULT_PERMERROR:
    case SPF_RESULT_INVALID:
      break;
  }
  return spf::Result::permerror;
}

void set_address(SPF_request_t* handle, const base::IpAddress& ip) {
  const auto octets = ip.octets();
  if (ip.is_v4()) {
    in_addr address{};
    std::memcpy(&address, octets.data(), octets.size());
    SPF_request_set_ipv4(handle, address);
  } else {
    in6_addr address{};
    std::memcpy(&address, octets.data(), octets.size());
    SPF_request_set_ipv6(handle, address);
  }
}

SPF_dns_server_t* new_cache(SPF_dns_server_t* below) {
  constexpr int kBits = 12;  // 4,096 buckets for the 3,000 answers: more made it no faster
  constexpr time_t kTtl = 3600;
  SPF_dns_server_t* cache = SPF_dns_cache_new(below, nullptr, 0, kBits);
  if (cache != nullptr) SPF_dns_cache_set_ttl(cache, kTtl, kTtl, kTtl, kTtl);
  return cache;
}

SPF_dns_server_t* new_zone(const SpfCorpus& corpus) {
  SPF_dns_server_t* zone = SPF_dns_zone_new(nullptr, nullptr, 0);
  if (zone == nullptr) return nullptr;
  for (const auto& [question, answer] : corpus.answers) {
    const auto add = [&, type = static_cast<ns_type>(question.type)](const std::string& data) {
      SPF_dns_zone_add_str(zone, question.name.text().c_str(), type, NETDB_SUCCESS, data.c_str());
    };
    for (const base::IpAddress& address : answer->addresses()) add(address.text());
    for (const dns::Txt& txt : answer->txt()) add(txt.joined());
    for (const dns::Mx& mx : answer->mx()) add(mx.exchange.text());
  }
  return zone;
}

}  // namespace

Libspf2Peer::Libspf2Peer(const SpfCorpus& corpus, Libspf2Dns dns)
    : table_(std::make_unique<Table>(corpus)) {
  SPF_dns_server_t* server = dns == Libspf2Dns::cache  ? new_cache(table_->server())
                             : dns == Libspf2Dns::zone ? new_zone(corpus)
                                                       : table_->server();
  server_ = std::make_unique<Server>(server);
}

Libspf2Peer::~Libspf2Peer() = default;

spf::Result Libspf2Peer::check(const spf::Request& request) {
  SPF_request_t* handle = SPF_request_new(server_->handle);
  if (handle == nullptr) throw std::bad_alloc();
  set_address(handle, request.ip);
  SPF_request_set_helo_dom(handle, request.helo.c_str());
  SPF_request_set_env_from(handle, request.mail_from.c_str());
  SPF_response_t* response = nullptr;
  SPF_request_query_mailfrom(handle, &response);
  spf::Result result = spf::Result::permerror;
  if (response != nullptr) {
    result = result_of(SPF_response_result(response));
    SPF_response_free(response);
  }
  SPF_request_free(handle);
  return result;
}

std::size_t Libspf2Peer::questions() const {
  return table_->questions();
}

}  // namespace bench
