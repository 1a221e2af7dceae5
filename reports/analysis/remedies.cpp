// SPDX-License-Identifier: MIT

#include "reports/analysis/remedies.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "libauth/dns/name.h"
#include "libauth/dns/rr_type.h"
#include "libauth/spf/limits.h"
#include "reports/analysis/name_use.h"
#include "reports/analysis/service_records.h"

namespace reports::analysis {
namespace {

namespace base = libauth::base;
namespace dns = libauth::dns;
namespace spf = libauth::spf;

/// Keys of which a remedy is given; the others are among what was observed.
constexpr std::size_t kMaxKeys = 3;

constexpr std::string_view kKeyTemplate = "v=DKIM1; k=rsa; p=KEY";

bool contains(const std::vector<const sources::Source*>& all, const sources::Source* source) {
  return std::find(all.begin(), all.end(), source) != all.end();
}

class Remedies {
 public:
  Remedies(const RemedyContext& context, dns::Facts& facts)
      : context_(context),
        plan_(*context.plan),
        facts_(facts),
        service_(context.source->is_listed ? records_of_service(context.source->name) : nullptr) {}

  std::vector<Remedy> make(CauseKind kind);

 private:
  /// What is proposed for each cause; nothing for spf_not_reported.
  static const std::pair<CauseKind, void (Remedies::*)()> kProposals[];

  const std::string& name() const { return context_.source->name; }

  void add(std::string id, std::string text, std::optional<Publication> record = std::nullopt) {
    remedies_.push_back({std::move(id), std::move(text), std::move(record)});
  }

  /// Gives the record unless its name is in use, and says so.
  /// @param instead  what to do where other data is there
  void offer(std::string id, const std::string& text, Publication record,
             const std::string& instead) {
    const auto use = use_of_name(record);
    if (!use || use->state == NameState::free) {
      return add(std::move(id), text, std::move(record));
    }
    const bool is_taken = use->state == NameState::taken;
    add(std::move(id), text + words_of(*use, record) + (is_taken ? instead : ""));
    if (use->state == NameState::unknown) remedies_.back().record = std::move(record);
    remedies_.back().name_use = *use;
  }

  /// None for a name that only the service tells.
  std::optional<NameUse> use_of_name(const Publication& record) {
    const auto type = dns::parse_rr_type(record.type);
    const auto owner = dns::Name::parse(record.name);
    if (!type || !owner || has_capitals(record.name)) return std::nullopt;
    NameUse use = use_of(*owner, *type, record.value, facts_);
    const bool is_free = use.state == NameState::free || use.state == NameState::unknown;
    if (is_free && plan_.is_wanted_by_other(owner->text(), *context_.source)) {
      use.state = NameState::taken;
      use.detail.clear();
    }
    return use;
  }

  static std::string words_of(const NameUse& use, const Publication& record) {
    switch (use.state) {
      case NameState::free:
        break;
      case NameState::published:
        return " " + use.name + " " + record.type + " is published already.";
      case NameState::taken:
        if (use.records.empty()) {
          return " " + use.name + " is for the key that another source signs with.";
        }
        return " " + use.name + " is in use (" + types_of(use) +
               "): to publish there would break that.";
      case NameState::unknown:
        return " It is not known whether " + use.name +
               " is in use: see that nothing else is there before you publish. " + use.detail;
    }
    return {};
  }

  /// "MX, TXT"
  static std::string types_of(const NameUse& use) {
    std::set<std::string> types;
    for (const std::string& record : use.records) types.insert(record.substr(0, record.find(' ')));
    std::string text;
    for (const std::string& type : types) text += (text.empty() ? "" : ", ") + type;
    return text;
  }

  void wait() {
    add("wait",
        "Nothing is left to do if no newer report says so: reports come a day late, and "
        "receivers may keep old records for as long as their TTL says.");
  }

  void shorten_period() {
    add("shorten-period", "Ask for a shorter period, in which fewer differ.");
  }

  void ask_again() {
    add("ask-again", "Ask again later: the DNS did not tell, or it was asked for enough.");
  }

  bool is_strict(const std::optional<std::string>& mode) const { return mode == "strict"; }

  /// The domain that signatures must have to count, now.
  const std::string& signing_domain() const {
    return is_strict(context_.dmarc->adkim) ? context_.author : context_.domain;
  }

  /// The record is the same for all causes that ask for a tag: each alone would undo the others.
  void relax(const std::optional<std::string>& mode) {
    const DmarcNow& dmarc = *context_.dmarc;
    if (dmarc.state == RecordState::unknown) return ask_again();
    if (!is_strict(mode) || !dmarc.text) return;
    std::string tags;
    std::string record = *dmarc.text;
    for (const std::string& tag : plan_.relaxed()) {
      tags += (tags.empty() ? "" : " and ") + tag + "=r";
      record = with_tag(record, tag, "r");
    }
    const std::string text = "Publish the DMARC record with " + tags +
                             ": a domain with the same organizational domain as the one in From "
                             "counts then.";
    const auto owner = dns::Name::parse(dmarc.name);
    const std::string alias = owner ? alias_of(*owner, dns::RrType::txt, facts_) : "";
    if (alias.empty()) return add("relax-alignment", text, Publication{dmarc.name, "TXT", record});
    add("relax-alignment", text);
    point_to(alias, dmarc.name);
  }

  /// RFC 1034 section 3.6.2: no record may stand beside the alias.
  void point_to(const std::string& alias, const std::string& owner) {
    Remedy& remedy = remedies_.back();
    remedy.text += " " + owner + " is an alias (CNAME) of " + alias +
                   ": change the record there, or have whoever keeps it change it.";
    remedy.name_use = NameUse{owner, NameState::taken, {"CNAME " + alias}, {}};
  }

  void relax_dkim() {
    relax(context_.dmarc->adkim);
    sign(context_.author);
  }

  void relax_spf() { relax(context_.dmarc->aspf); }

  void sign_last() {
    add("sign-last",
        "Have the last host that changes messages sign them: footers, scanners and gateways "
        "behind the signer break signatures. See also that the key published at the selector "
        "is the one that " +
            name() + " signs with.");
  }

  void sign_aligned() { sign(signing_domain()); }

  void sign(const std::string& domain) {
    const std::string text = "Switch on DKIM signing with d=" + domain + " at " + name() + ".";
    if (service_ != nullptr && !service_->dkim_name.empty()) {
      return offer("sign-with-own-domain", text, dkim_record(domain), other_selector());
    }
    add("sign-with-own-domain", text + " It tells the selector and the key.",
        Publication{"SELECTOR._domainkey." + domain, "TXT", std::string(kKeyTemplate), true});
  }

  std::string other_selector() const {
    return " Have " + name() +
           " sign with another selector, and publish the record that it tells for that. Only if "
           "what is there is the key of " +
           name() + " itself, nothing is to be published.";
  }

  Publication dkim_record(const std::string& domain) const {
    return filled(service_->dkim_name, service_->dkim_type, service_->dkim_value, domain);
  }

  static Publication filled(std::string_view owner, std::string_view type, std::string_view value,
                            const std::string& domain) {
    Publication record{for_domain(owner, domain), std::string(type), for_domain(value, domain)};
    // "DKIM1" of a key record stands beside a place for the key anyway.
    record.is_template = has_capitals(record.name) || has_capitals(record.value);
    return record;
  }

  static bool has_capitals(std::string_view text) {
    return text.find_first_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") != std::string_view::npos;
  }

  void publish_keys() {
    std::size_t count = 0;
    for (const auto& [key_name, key] : context_.keys) {
      if (key_name.empty() || count++ == kMaxKeys) break;
      offer("publish-key",
            "Publish the key with which " + name() + " signs at " + key_name +
                ", or have it sign with a selector that is there.",
            key_record(key), " There is no key: have " + name() + " sign with another selector.");
      share_key(key_name);
      const auto& use = remedies_.back().name_use;
      if (!use || use->state != NameState::published) continue;
      remedies_.back().text += " It leads to no key: see that " + name() + " has put one there.";
    }
  }

  /// RFC 6376 section 3.6.2.2: of two keys at a name it is undefined which one is taken. So the
  /// record is given for the first source alone.
  void share_key(const std::string& key_name) {
    const auto signers = plan_.signers_of(key_name);
    if (signers.size() < 2) return;
    Remedy& remedy = remedies_.back();
    remedy.text +=
        " Several sources here sign with that selector: if they have the same key, publish it "
        "once; else have each sign with a selector of its own. Two keys there break each other.";
    if (signers.front() != context_.source) remedy.record.reset();
  }

  Publication key_record(const KeyNow& key) const {
    if (service_ != nullptr && !service_->dkim_name.empty()) {
      Publication record = dkim_record(key.domain);
      if (record.name == key.name) return record;
    }
    return {key.name, "TXT", std::string(kKeyTemplate), true};
  }

  void replace_keys() {
    std::size_t count = 0;
    for (const auto& [key_name, key] : context_.keys) {
      if (count++ == kMaxKeys) break;
      add("replace-key",
          "Have " + name() + " sign with a new key under a new selector, and publish it. " +
              key.detail,
          Publication{"SELECTOR._domainkey." + key.domain, "TXT", std::string(kKeyTemplate), true});
    }
  }

  /// RFC 7208 section 2.4: SPF looks at the domain of the return path and at no other.
  void own_return_path() {
    std::string paths;
    for (const std::string& path : context_.foreign_paths) {
      paths += (paths.empty() ? "" : ", ") + path;
      if (paths.size() > 200) break;
    }
    const bool is_strict_path = is_strict(context_.dmarc->aspf);
    const std::string where = is_strict_path ? context_.author + " itself, as aspf=s asks for"
                                             : "below " + context_.domain;
    const std::string text =
        "Set a return path " + where + " at " + name() +
        ", if it offers that; a DKIM signature of yours does as well. To include its SPF record in "
        "yours does not help: receivers look at " +
        (paths.empty() ? "another domain" : paths) + ".";
    if (service_ == nullptr || service_->return_path_name.empty() || is_strict_path) {
      return add("own-return-path", text);
    }
    offer("own-return-path", text,
          filled(service_->return_path_name, service_->return_path_type,
                 service_->return_path_value, context_.domain),
          " Set another subdomain at " + name() + ", and publish the record that it tells for it.");
  }

  void authorise_paths() {
    for (const auto& [path, addresses] : context_.paths) {
      const SpfPlan* plan = plan_.spf().of(path);
      const SpfNeed* need = plan == nullptr ? nullptr : need_of(*plan, *context_.source);
      if (need != nullptr) authorise(path, *plan, *need);
    }
  }

  void authorise(const std::string& path, const SpfPlan& plan, const SpfNeed& need) {
    const bool is_new = plan.now.state == RecordState::missing;
    const std::string id = is_new ? "publish-spf" : "authorise-address";
    const std::string others =
        is_new ? " Add all that sends with this return path before you publish it." : "";
    const std::string with = need.terms.empty() ? "" : " with " + need.terms;
    const std::string of_path = "the SPF record of " + path;
    switch (need.place) {
      case SpfPlace::in_record:
        return add(id, "Publish " + of_path + with + "." + others + shared(plan) + note(plan),
                   Publication{plan.now.domain, "TXT", *plan.record});
      case SpfPlace::by_template:
        return add(id, ask_for_include(path) + "." + fill_in(plan, need) + others + note(plan),
                   Publication{plan.now.domain, "TXT", *plan.fill_in, true});
      case SpfPlace::ask_service:
        return add(id, ask_for_include(path) +
                           (plan.record ? ", and add it to the record that is given here for other "
                                          "sources."
                                        : ".") +
                           together(plan) + others);
      case SpfPlace::no_room:
      case SpfPlace::no_room_left:
        return add(id, "The SPF record of " + path + " has no room for " + need.terms +
                           limits_of(need) +
                           ". Use a return path of a subdomain, with a record of its own.");
      case SpfPlace::no_pass:
        return add(id, "Let the addresses send by " + of_path + "; " + need.terms +
                           " alone does not do it." + others);
      case SpfPlace::alias:
        add(id, "Let the addresses send by " + of_path + ".");
        return point_to(plan.alias, path);
      case SpfPlace::unknown:
        return ask_again();
    }
  }

  std::string ask_for_include(const std::string& path) const {
    return "Ask " + name() + " which domain to include in the SPF record of " + path;
  }

  static std::size_t count_at(const SpfPlan& plan, SpfPlace place) {
    std::size_t count = 0;
    for (const SpfNeed& need : plan.needs) count += need.place == place ? 1 : 0;
    return count;
  }

  /// What to do with a template that is for several services.
  static std::string fill_in(const SpfPlan& plan, const SpfNeed& need) {
    if (count_at(plan, SpfPlace::by_template) < 2) return {};
    return " Put it in place of " + need.word +
           ". The record is one for all services here that are to be asked: publish it once, "
           "without the terms of those that do not tell.";
  }

  static std::string together(const SpfPlan& plan) {
    if (count_at(plan, SpfPlace::ask_service) < 2) return {};
    return " Other services here are to be asked too: one record must hold the includes of all of "
           "them.";
  }

  /// RFC 7208 section 4.6.4 has the limits of lookups.
  static std::string limits_of(const SpfNeed& need) {
    const bool is_alone = need.place == SpfPlace::no_room;
    const std::string text =
        is_alone ? ": it would " : " beside what other sources need of it: it would ";
    const spf::Limits limits;
    switch (need.limit) {
      case SpfLimit::lookups:
        break;
      case SpfLimit::void_lookups:
        return text + "take more than " + std::to_string(limits.void_lookups) +
               " lookups that find nothing";
      case SpfLimit::octets:
        return text + "be longer than " + std::to_string(kMaxSpfOctets) + " octets";
    }
    return text + "take more than " + std::to_string(limits.lookups) + " lookups";
  }

  static std::string shared(const SpfPlan& plan) {
    if (count_at(plan, SpfPlace::in_record) < 2) return {};
    return " The record is one for all sources here that need it: publish it once.";
  }

  static std::string note(const SpfPlan& plan) { return plan.note.empty() ? "" : " " + plan.note; }

  void mend_paths() {
    for (const auto& [path, addresses] : context_.paths) {
      const SpfPlan* plan = plan_.spf().of(path);
      const SpfNeed* need = plan == nullptr ? nullptr : need_of(*plan, *context_.source);
      if (need != nullptr) mend(path, *plan, *need);
    }
  }

  /// A record with too many lookups is put right where our evaluator shows that it can be, and
  /// that the addresses of the source pass by it then.
  void mend(const std::string& path, const SpfPlan& plan, const SpfNeed& need) {
    const std::string detail = plan.now.detail.empty() ? "" : " " + plan.now.detail;
    const std::string text = "Mend the SPF record of " + path + "." + detail;
    const std::string with =
        need.terms.empty() ? "" : " For " + name() + " it has " + need.terms + ".";
    if (need.place == SpfPlace::in_record) {
      return add("mend-spf", text + with + shared(plan) + note(plan),
                 Publication{plan.now.domain, "TXT", *plan.record});
    }
    if (need.place == SpfPlace::by_template) {
      return add("mend-spf",
                 text + " " + ask_for_include(path) + "." + fill_in(plan, need) + note(plan),
                 Publication{plan.now.domain, "TXT", *plan.fill_in, true});
    }
    add("mend-spf", text);
    if (need.place == SpfPlace::alias) point_to(plan.alias, path);
  }

  const RemedyContext& context_;
  const RemedyPlan& plan_;
  dns::Facts& facts_;
  const ServiceRecords* const service_;
  std::vector<Remedy> remedies_;
};

const std::pair<CauseKind, void (Remedies::*)()> Remedies::kProposals[] = {
    {CauseKind::mended_since, &Remedies::wait},
    {CauseKind::dkim_strict, &Remedies::relax_dkim},
    {CauseKind::dkim_key_missing, &Remedies::publish_keys},
    {CauseKind::dkim_key_revoked, &Remedies::replace_keys},
    {CauseKind::dkim_key_broken, &Remedies::replace_keys},
    {CauseKind::dkim_fails, &Remedies::sign_last},
    {CauseKind::dkim_unaligned, &Remedies::sign_aligned},
    {CauseKind::no_dkim, &Remedies::sign_aligned},
    {CauseKind::dkim_unknown, &Remedies::ask_again},
    {CauseKind::spf_strict, &Remedies::relax_spf},
    {CauseKind::spf_missing, &Remedies::authorise_paths},
    {CauseKind::spf_not_authorised, &Remedies::authorise_paths},
    {CauseKind::spf_permerror, &Remedies::mend_paths},
    {CauseKind::spf_unaligned, &Remedies::own_return_path},
    {CauseKind::spf_unknown, &Remedies::ask_again},
    {CauseKind::not_examined, &Remedies::shorten_period},
};

std::vector<Remedy> Remedies::make(CauseKind kind) {
  for (const auto& [known, propose] : kProposals) {
    if (known == kind) (this->*propose)();
  }
  return std::move(remedies_);
}

}  // namespace

void RemedyPlan::add(CauseKind kind, const RemedyContext& context) {
  switch (kind) {
    case CauseKind::dkim_strict:
      if (context.dmarc->adkim == "strict") relaxed_.insert("adkim");
      break;
    case CauseKind::spf_strict:
      if (context.dmarc->aspf == "strict") relaxed_.insert("aspf");
      break;
    case CauseKind::dkim_key_missing:
      for (const auto& [name, key] : context.keys) {
        auto& signers = missing_keys_[name];
        if (!contains(signers, context.source)) signers.push_back(context.source);
      }
      break;
    case CauseKind::spf_missing:
    case CauseKind::spf_permerror:
    case CauseKind::spf_not_authorised:
      for (const auto& [path, addresses] : context.paths) {
        spf_.add(path, *context.source, addresses);
      }
      break;
    default:
      break;
  }
}

bool RemedyPlan::is_wanted_by_other(const std::string& key, const sources::Source& source) const {
  const auto signers = signers_of(key);
  return !signers.empty() && !contains(signers, &source);
}

std::vector<const sources::Source*> RemedyPlan::signers_of(const std::string& key) const {
  const auto found = missing_keys_.find(key);
  return found == missing_keys_.end() ? std::vector<const sources::Source*>() : found->second;
}

std::vector<Remedy> remedies_of(CauseKind kind, const RemedyContext& context, dns::Facts& facts) {
  return Remedies(context, facts).make(kind);
}

}  // namespace reports::analysis
