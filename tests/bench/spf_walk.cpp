// SPDX-License-Identifier: MIT

#include "tests/bench/spf_walk.h"

#include <algorithm>
#include <charconv>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_set>

namespace bench {
namespace {

using namespace libauth;
using base::IpAddress;
using dns::Name;
using dns::Question;
using dns::RrType;

enum class Verdict { match, no_match, over_limit };

class Walk {
 public:
  Walk(const SpfCorpus& corpus, const IpAddress& ip) : corpus_(corpus), ip_(ip) {}

  /// The record of the domain, which is known after `depth` answers.
  Verdict record(const std::string& domain, std::size_t depth) {
    std::string redirect;
    std::istringstream terms(record_text(*ask(domain, RrType::txt, depth)));
    for (std::string term; terms >> term;) {
      if (term.starts_with("redirect=")) {
        redirect = term.substr(9);
        continue;
      }
      const bool is_negative = term.front() == '-' || term.front() == '~' || term.front() == '?';
      const Verdict verdict = mechanism(is_negative ? term.substr(1) : term, domain, depth);
      if (verdict == Verdict::over_limit) return verdict;
      if (verdict == Verdict::match) return is_negative ? Verdict::no_match : Verdict::match;
    }
    if (redirect.empty()) return Verdict::no_match;
    return ++terms_ > 10 ? Verdict::over_limit : record(redirect, depth + 1);
  }

  const SpfNeeds& needs() const { return needs_; }

 private:
  dns::AnswerPtr ask(const std::string& name, RrType type, std::size_t depth) {
    const Question question{Name::parse(name).value(), type};
    if (asked_.insert(question).second) ++needs_.questions;
    needs_.depth = std::max(needs_.depth, depth);
    return corpus_.answer(question);
  }

  static std::string record_text(const dns::Answer& answer) {
    for (const dns::Txt& txt : answer.txt()) {
      const std::string text = txt.joined();
      if (text.starts_with("v=spf1 ")) return text.substr(7);
    }
    throw std::logic_error("the corpus has an include without record");
  }

  Verdict mechanism(const std::string& term, const std::string& domain, std::size_t depth) {
    const std::size_t colon = term.find(':');
    const std::string name = term.substr(0, colon);
    const std::string value = colon == std::string::npos ? domain : term.substr(colon + 1);
    if (name == "all") return Verdict::match;
    if (name == "ip4" || name == "ip6") return verdict_of(network(value));
    if (++terms_ > 10) return Verdict::over_limit;
    if (name == "include") return record(value, depth + 1);
    if (name == "a") return addresses(value, address_type(), depth + 1, false);
    if (name == "exists") return addresses(expanded(value), RrType::a, depth + 1, true);
    if (name == "mx") return mail_exchanges(value, depth + 1);
    throw std::logic_error("the corpus has a term that the walk does not know: " + term);
  }

  static Verdict verdict_of(bool matches) { return matches ? Verdict::match : Verdict::no_match; }

  bool network(const std::string& text) const {
    const std::size_t slash = text.find('/');
    const IpAddress address = IpAddress::parse(text.substr(0, slash)).value();
    unsigned prefix = address.bits();
    if (slash != std::string::npos) {
      std::from_chars(text.data() + slash + 1, text.data() + text.size(), prefix);
    }
    return base::Network{address, prefix}.contains(ip_);
  }

  Verdict addresses(const std::string& host, RrType type, std::size_t depth, bool any_will_do) {
    const dns::AnswerPtr answer = ask(host, type, depth);
    if (answer->is_empty()) return ++voids_ > 2 ? Verdict::over_limit : Verdict::no_match;
    return verdict_of(any_will_do || has_client(*answer));
  }

  Verdict mail_exchanges(const std::string& domain, std::size_t depth) {
    const dns::AnswerPtr answer = ask(domain, RrType::mx, depth);
    for (const dns::Mx& mx : answer->mx()) {
      if (has_client(*ask(mx.exchange.text(), address_type(), depth + 1))) return Verdict::match;
    }
    return Verdict::no_match;
  }

  bool has_client(const dns::Answer& answer) const {
    const auto addresses = answer.addresses();
    return std::find(addresses.begin(), addresses.end(), ip_) != addresses.end();
  }

  RrType address_type() const { return ip_.is_v4() ? RrType::a : RrType::aaaa; }

  /// The macro "i", RFC 7208 section 7.3.
  std::string expanded(std::string text) const {
    const std::size_t at = text.find("%{i}");
    return at == std::string::npos ? text : text.replace(at, 4, dotted());
  }
  std::string dotted() const {
    if (ip_.is_v4()) return ip_.text();
    std::string text;
    for (const std::uint8_t octet : ip_.octets()) {
      for (const int nibble : {octet >> 4, octet & 15}) {
        text += std::string(text.empty() ? "" : ".") + "0123456789abcdef"[nibble];
      }
    }
    return text;
  }

  const SpfCorpus& corpus_;
  const IpAddress& ip_;
  SpfNeeds needs_;
  std::unordered_set<Question> asked_;
  std::size_t terms_ = 0;
  std::size_t voids_ = 0;
};

}  // namespace

SpfNeeds needs_of(const SpfCorpus& corpus, const spf::Request& request) {
  Walk walk(corpus, request.ip);
  walk.record(request.mail_from.substr(request.mail_from.rfind('@') + 1), 0);
  return walk.needs();
}

}  // namespace bench
