// SPDX-License-Identifier: MIT

#include "reports/analysis/spf_plan.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "libauth/audit/fix/spf_fix.h"
#include "libauth/base/text.h"
#include "libauth/spf/limits.h"
#include "libauth/spf/tree.h"
#include "reports/analysis/name_use.h"
#include "reports/analysis/service_records.h"
#include "reports/analysis/spf_proposal.h"
#include "reports/sources/own_domain.h"

namespace reports::analysis {
namespace {

namespace base = libauth::base;
namespace dns = libauth::dns;
namespace spf = libauth::spf;

/// Stands for the domain to include. Without a dot it is a syntax error if it is published as it
/// is, and never another's domain: RFC 7208 section 7.1.
constexpr std::string_view kTemplateWord = "SPF-DOMAIN";

/// "SPF-DOMAIN-OF-PRIVATE-EMAIL"
std::string template_word_of(const std::string& service) {
  std::string word = std::string(kTemplateWord) + "-OF-";
  for (const char c : service) {
    const bool is_lower = c >= 'a' && c <= 'z';
    const bool is_kept = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (is_lower) {
      word += static_cast<char>(c - 'a' + 'A');
    } else {
      word += is_kept ? c : '-';
    }
  }
  return word;
}

/// The limit that the record does not keep; none where it keeps all, or facts are missing.
std::optional<SpfLimit> limit_of(Proof proof, const std::string& record) {
  if (proof == Proof::over_limit) return SpfLimit::lookups;
  if (proof == Proof::over_void_limit) return SpfLimit::void_lookups;
  if (record.size() > kMaxSpfOctets) return SpfLimit::octets;
  return std::nullopt;
}

SpfPlace place_for(Proof proof) {
  switch (proof) {
    case Proof::good:
      return SpfPlace::in_record;
    case Proof::no_pass:
      return SpfPlace::no_pass;
    case Proof::over_limit:
    case Proof::over_void_limit:
      return SpfPlace::no_room;
    case Proof::pending:
      break;
  }
  return SpfPlace::unknown;
}

/// Makes the record of one name.
class Planner {
 public:
  Planner(const dns::Name& domain, SpfPlan& plan, dns::Facts& facts, base::Time now)
      : domain_(domain), plan_(plan), facts_(facts), now_(now) {}

  void make() {
    plan_.now = spf_now(domain_, facts_);
    plan_.alias = alias_of(domain_, dns::RrType::txt, facts_);
    if (plan_.now.state == RecordState::unknown) return;
    if (!plan_.alias.empty()) return place_all(SpfPlace::alias);
    if (!find_base()) return place_all(limit_now() ? SpfPlace::no_room : SpfPlace::no_pass);
    for (SpfNeed& need : plan_.needs) place(need);
    unite();
    ask_services();
  }

 private:
  void place_all(SpfPlace where) {
    for (SpfNeed& need : plan_.needs) {
      need.place = where;
      need.limit = limit_now().value_or(SpfLimit::lookups);
      need.terms = terms_of(need, {need.addresses.begin(), need.addresses.end()});
    }
  }

  /// The limit that the record does not keep as it is.
  std::optional<SpfLimit> limit_now() const {
    const spf::Limits limits;
    if (plan_.now.lookups > limits.lookups) return SpfLimit::lookups;
    if (plan_.now.void_lookups > limits.void_lookups) return SpfLimit::void_lookups;
    return std::nullopt;
  }

  /// The record that terms are added to: that of now, put right where it takes too many lookups and
  /// our evaluator shows that it can be.
  bool find_base() {
    const SpfNow& now = plan_.now;
    if (now.state == RecordState::missing) {
      base_ = "v=spf1 ~all";
      return true;
    }
    if (now.state == RecordState::several || !now.text) return false;
    base_ = *now.text;
    const auto limit = limit_now();
    if (!limit) return true;
    // What is added takes none of the lookups away that find nothing.
    if (limit == SpfLimit::void_lookups) return false;
    const spf::Tree tree = spf::tree_of(domain_, *now.text, facts_);
    if (tree.pending) return false;
    auto fix = libauth::audit::SpfFixer(tree, facts_).with_fewer_lookups();
    if (!fix) return false;
    is_mended_ = true;
    base_ = fix->record;
    plan_.note = fix->note;
    return true;
  }

  static std::string include_of(std::string_view domain) {
    return "include:" + std::string(domain);
  }

  /// What lets the source send: the include of the service, or the addresses.
  static std::string terms_of(const SpfNeed& need, const std::vector<base::IpAddress>& addresses) {
    if (addresses.empty()) return {};
    if (!need.source->is_listed) return terms_for(addresses);
    const ServiceRecords* service = records_of_service(need.source->name);
    const bool is_known = service != nullptr && !service->spf_include.empty();
    return is_known ? include_of(service->spf_include) : include_of(kTemplateWord);
  }

  void place(SpfNeed& need) const {
    const std::vector<base::IpAddress> all(need.addresses.begin(), need.addresses.end());
    const auto failing = not_passing(domain_, base_, all, facts_, now_);
    if (!failing) return;
    need.terms = terms_of(need, *failing);
    if (need.terms == include_of(kTemplateWord)) {
      need.place = SpfPlace::ask_service;
      need.word = kTemplateWord;
      return;
    }
    const std::string record = record_with(need.terms);
    const Proof proof = prove(domain_, record, all, facts_, now_);
    need.place = place_for(proof);
    if (const auto limit = limit_of(proof, record)) refuse(need, SpfPlace::no_room, *limit);
  }

  static void refuse(SpfNeed& need, SpfPlace where, SpfLimit limit) {
    need.place = where;
    need.limit = limit;
  }

  /// Takes those in that have room beside each other, the first ones first, and proves the whole.
  void unite() {
    std::string terms;
    std::vector<base::IpAddress> addresses;
    for (SpfNeed& need : plan_.needs) {
      if (need.place != SpfPlace::in_record) continue;
      const std::string more =
          terms + (terms.empty() || need.terms.empty() ? "" : " ") + need.terms;
      const std::string record = record_with(more);
      if (const auto limit = limit_of(prove(domain_, record, {}, facts_, now_), record)) {
        refuse(need, SpfPlace::no_room_left, *limit);
        continue;
      }
      terms = more;
      addresses.insert(addresses.end(), need.addresses.begin(), need.addresses.end());
    }
    if (addresses.empty()) return;
    const std::string record = record_with(terms);
    const Proof proof = prove(domain_, record, addresses, facts_, now_);
    if (proof == Proof::good) return give(record);
    for (SpfNeed& need : plan_.needs) {
      if (need.place == SpfPlace::in_record) need.place = place_for(proof);
    }
  }

  std::string record_with(const std::string& terms) const {
    return without_repeats(with_terms(base_, terms));
  }

  void give(const std::string& record) {
    plan_.record = record;
    const std::string how = libauth::audit::spf_fix(domain_, record, {}).note;
    // What was mended may have said so before.
    if (plan_.note.find(how) != std::string::npos) return;
    plan_.note += (plan_.note.empty() ? "" : " ") + how;
  }

  /// Lookups that may be added.
  std::size_t room_of(const std::string& record) const {
    const std::size_t most = spf::Limits().lookups;
    return most - std::min(most, spf::tree_of(domain_, record, facts_).cost.worst);
  }

  /// Those that wait for what a service tells, each with a word of its own where there are several.
  std::vector<SpfNeed*> waiting() {
    std::vector<SpfNeed*> found;
    for (SpfNeed& need : plan_.needs) {
      if (need.place == SpfPlace::ask_service) found.push_back(&need);
    }
    if (found.size() < 2) return found;
    for (SpfNeed* need : found) {
      need->word = template_word_of(need->source->name);
      need->terms = include_of(need->word);
    }
    return found;
  }

  /// RFC 7208 section 4.6.4: an include takes a lookup, whatever it leads to. Where there is no
  /// record, there is one template for all that have room.
  void ask_services() {
    const bool is_usable = plan_.now.state != RecordState::broken || is_mended_;
    const bool has_template = is_usable && !plan_.record;
    const bool is_full = room_of(base_) == 0;
    std::size_t room = room_of(plan_.record.value_or(base_));
    std::string terms;
    for (SpfNeed* need : waiting()) {
      if (room == 0) {
        refuse(*need, is_full ? SpfPlace::no_room : SpfPlace::no_room_left, SpfLimit::lookups);
        continue;
      }
      --room;
      terms += (terms.empty() ? "" : " ") + need->terms;
      if (has_template) need->place = SpfPlace::by_template;
    }
    if (has_template && !terms.empty()) plan_.fill_in = record_with(terms);
  }

  const dns::Name& domain_;
  SpfPlan& plan_;
  dns::Facts& facts_;
  const base::Time now_;
  std::string base_;
  bool is_mended_ = false;
};

}  // namespace

void SpfPlans::add(const std::string& path, const sources::Source& source,
                   const std::set<base::IpAddress>& addresses) {
  const auto domain = sources::read_domain_name(path);
  if (!domain || addresses.empty()) return;
  std::vector<SpfNeed>& needs = plans_[*domain].needs;
  const auto known = std::find_if(needs.begin(), needs.end(),
                                  [&](const SpfNeed& need) { return need.source == &source; });
  if (known == needs.end()) {
    needs.push_back({.source = &source, .addresses = addresses, .terms = {}, .word = {}});
  } else {
    known->addresses.insert(addresses.begin(), addresses.end());
  }
}

void SpfPlans::make(dns::Facts& facts, base::Time now) {
  for (auto& [domain, plan] : plans_) Planner(domain, plan, facts, now).make();
}

const SpfPlan* SpfPlans::of(const std::string& path) const {
  const auto domain = sources::read_domain_name(path);
  const auto found = domain ? plans_.find(*domain) : plans_.end();
  return found == plans_.end() ? nullptr : &found->second;
}

const SpfNeed* need_of(const SpfPlan& plan, const sources::Source& source) {
  const auto found = std::find_if(plan.needs.begin(), plan.needs.end(),
                                  [&](const SpfNeed& need) { return need.source == &source; });
  return found == plan.needs.end() ? nullptr : &*found;
}

}  // namespace reports::analysis
