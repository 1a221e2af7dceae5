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

constexpr std::string_view kTemplateTerm = "include:SPF-DOMAIN";

SpfPlace place_for(Proof proof) {
  switch (proof) {
    case Proof::good:
      return SpfPlace::in_record;
    case Proof::no_pass:
      return SpfPlace::no_pass;
    case Proof::over_limit:
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
    if (!find_base()) {
      const bool is_full = plan_.now.lookups > spf::Limits().lookups;
      return place_all(is_full ? SpfPlace::no_room : SpfPlace::no_pass);
    }
    for (SpfNeed& need : plan_.needs) place(need);
    unite();
    if (!plan_.record) offer_template();
  }

 private:
  void place_all(SpfPlace where) {
    for (SpfNeed& need : plan_.needs) {
      need.place = where;
      need.terms = terms_of(need, {need.addresses.begin(), need.addresses.end()});
    }
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
    if (now.lookups <= spf::Limits().lookups) return true;
    const spf::Tree tree = spf::tree_of(domain_, *now.text, facts_);
    if (tree.pending) return false;
    auto fix = libauth::audit::SpfFixer(tree, facts_).with_fewer_lookups();
    if (!fix) return false;
    is_mended_ = true;
    base_ = fix->record;
    plan_.note = fix->note;
    return true;
  }

  /// What lets the source send: the include of the service, or the addresses.
  static std::string terms_of(const SpfNeed& need, const std::vector<base::IpAddress>& addresses) {
    if (addresses.empty()) return {};
    if (!need.source->is_listed) return terms_for(addresses);
    const ServiceRecords* service = records_of_service(need.source->name);
    const bool is_known = service != nullptr && !service->spf_include.empty();
    return is_known ? "include:" + std::string(service->spf_include) : std::string(kTemplateTerm);
  }

  void place(SpfNeed& need) const {
    const std::vector<base::IpAddress> all(need.addresses.begin(), need.addresses.end());
    const auto failing = not_passing(domain_, base_, all, facts_, now_);
    if (!failing) return;
    need.terms = terms_of(need, *failing);
    if (need.terms == kTemplateTerm) {
      need.place = SpfPlace::ask_service;
      return;
    }
    need.place = place_for(prove(domain_, with_terms(base_, need.terms), all, facts_, now_));
  }

  /// Takes those in that have room beside each other, the first ones first, and proves the whole.
  void unite() {
    std::string terms;
    std::vector<base::IpAddress> addresses;
    for (SpfNeed& need : plan_.needs) {
      if (need.place != SpfPlace::in_record) continue;
      const std::string more =
          terms + (terms.empty() || need.terms.empty() ? "" : " ") + need.terms;
      if (!has_room(record_with(more))) {
        need.place = SpfPlace::no_room_left;
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

  bool has_room(const std::string& record) const {
    return record.size() <= kMaxSpfOctets &&
           prove(domain_, record, {}, facts_, now_) != Proof::over_limit;
  }

  void give(const std::string& record) {
    plan_.record = record;
    const std::string how = libauth::audit::spf_fix(domain_, record, {}).note;
    // What was mended may have said so before.
    if (plan_.note.find(how) != std::string::npos) return;
    plan_.note += (plan_.note.empty() ? "" : " ") + how;
  }

  /// RFC 7208 section 4.6.4: an include takes a lookup, whatever it leads to.
  void offer_template() {
    const bool is_usable = plan_.now.state != RecordState::broken || is_mended_;
    const auto waits = [](const SpfNeed& need) { return need.place == SpfPlace::ask_service; };
    if (!is_usable || std::none_of(plan_.needs.begin(), plan_.needs.end(), waits)) return;
    const bool is_full = spf::tree_of(domain_, base_, facts_).cost.worst >= spf::Limits().lookups;
    for (SpfNeed& need : plan_.needs) {
      if (waits(need)) need.place = is_full ? SpfPlace::no_room : SpfPlace::by_template;
    }
    if (!is_full) plan_.fill_in = record_with(std::string(kTemplateTerm));
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
    needs.push_back({.source = &source, .addresses = addresses, .terms = {}});
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
