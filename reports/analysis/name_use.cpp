// SPDX-License-Identifier: MIT

#include "reports/analysis/name_use.h"

#include <algorithm>
#include <span>
#include <string_view>

#include "libauth/base/enum.h"
#include "libauth/base/text.h"
#include "libauth/dkim/selectors.h"

namespace reports::analysis {
namespace {

namespace base = libauth::base;
namespace dns = libauth::dns;
using dns::RrType;

/// Types that a record does not stand beside; an alias is none of them, and always in the way. TXT
/// is not among those of MX: an SPF record belongs beside a mail exchange.
constexpr RrType kBesideCname[] = {RrType::txt, RrType::mx, RrType::a, RrType::aaaa, RrType::ns};
constexpr RrType kBesideTxt[] = {RrType::txt};
constexpr RrType kBesideMx[] = {RrType::mx, RrType::a, RrType::aaaa};

std::span<const RrType> in_the_way_of(RrType type) {
  if (type == RrType::cname) return kBesideCname;
  if (type == RrType::mx) return kBesideMx;
  return kBesideTxt;
}

/// Whether the text may be the template with something in place of its words in capitals.
bool fits(std::string_view pattern, std::string_view text) {
  constexpr std::string_view kCapitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  const std::size_t first = pattern.find_first_of(kCapitals);
  if (first == std::string_view::npos) return base::equals_ignoring_case(pattern, text);
  const std::string_view tail = pattern.substr(pattern.find_last_of(kCapitals) + 1);
  const std::string lower = base::to_lower(text);
  return lower.size() > first + tail.size() && lower.starts_with(pattern.substr(0, first)) &&
         lower.ends_with(tail);
}

class NameJudge {
 public:
  NameJudge(const dns::Name& name, RrType type, const std::string& value, dns::Facts& facts)
      : name_(name), type_(type), value_(value), facts_(facts) {
    use_.name = name.text();
  }

  NameUse judge() {
    // The answer about texts tells whether there is such a name, and an alias, besides.
    const dns::Answer* first = facts_.find(name_, RrType::txt);
    if (first == nullptr) return use_;
    if (!first->aliases.empty()) return of_alias(first->aliases.front());
    if (first->is_missing_name()) return end(NameState::free);
    if (!first->is_known() && is_alias()) return use_;
    for (const RrType type : in_the_way_of(type_)) look_at(type);
    if (is_published_) return end(NameState::published);
    if (is_taken_) return end(NameState::taken);
    return end(use_.detail.empty() ? NameState::free : NameState::unknown);
  }

 private:
  NameUse end(NameState state) {
    use_.state = state;
    if (state != NameState::unknown) use_.detail.clear();
    return use_;
  }

  void add(const std::string& record) {
    if (use_.records.size() < kMaxNameRecords) use_.records.push_back(record);
  }

  NameUse of_alias(const dns::Name& target) {
    add("CNAME " + target.text());
    if (type_ == RrType::cname && fits(value_, target.text())) return end(NameState::published);
    const dns::Answer* beside = beside_it(RrType::txt);
    if (beside != nullptr && !beside->aliases.empty() && beside->aliases.front() == target) {
      tell_wildcard();
      return end(NameState::unknown);
    }
    return end(NameState::taken);
  }

  /// An alias whose target the DNS does not tell about is one all the same.
  bool is_alias() {
    const dns::Answer* answer = facts_.find(name_, RrType::cname);
    if (answer == nullptr || answer->names().empty()) return false;
    of_alias(answer->names().front());
    return true;
  }

  void look_at(RrType type) {
    const dns::Answer* answer = facts_.find(name_, type);
    if (answer == nullptr) return;
    if (!answer->is_known()) {
      const bool was_asked = answer->status != dns::Status::not_asked;
      use_.detail = (was_asked ? "The DNS did not tell " : "The DNS was not asked for ") +
                    dns::Question{name_, type}.text() + ".";
      return;
    }
    if (answer->is_empty()) return;
    for (const std::string& record : dns::record_texts(*answer)) {
      add(std::string(dns::to_string(type)) + " " + record);
    }
    if (type == RrType::mx && type_ == type && is_exchange(*answer)) {
      is_published_ = true;
    } else if (is_of_wildcard(*answer, type)) {
      tell_wildcard();
    } else {
      is_taken_ = true;
    }
  }

  bool is_exchange(const dns::Answer& answer) const {
    const std::string host = value_.substr(value_.find(' ') + 1);
    const auto all = answer.mx();
    return std::all_of(all.begin(), all.end(),
                       [&](const dns::Mx& mx) { return fits(host, mx.exchange.text()); });
  }

  /// RFC 4592 section 2.1: what every name has that is not there is no data of this one.
  bool is_of_wildcard(const dns::Answer& answer, RrType type) {
    const dns::Answer* beside = beside_it(type);
    return beside != nullptr && !beside->is_empty() && beside->records == answer.records;
  }

  void tell_wildcard() {
    use_.detail = "Names that do not exist get the same answer (a wildcard record).";
  }

  const dns::Answer* beside_it(RrType type) {
    const auto beside = name_.parent().below(libauth::dkim::kImprobableSelector);
    return beside ? facts_.find(*beside, type) : nullptr;
  }

  const dns::Name& name_;
  const RrType type_;
  const std::string& value_;
  dns::Facts& facts_;
  NameUse use_;
  bool is_taken_ = false;
  bool is_published_ = false;
};

}  // namespace

NameUse use_of(const dns::Name& name, RrType type, const std::string& value, dns::Facts& facts) {
  return NameJudge(name, type, value, facts).judge();
}

std::string alias_of(const dns::Name& name, RrType type, const dns::Facts& facts) {
  const dns::Answer* answer = facts.peek(name, type);
  return answer == nullptr || answer->aliases.empty() ? "" : answer->aliases.back().text();
}

}  // namespace reports::analysis
