// SPDX-License-Identifier: MIT

#include "reports/analysis/remedies.h"

#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "libauth/audit/fix/spf_fix.h"
#include "libauth/spf/limits.h"
#include "libauth/spf/tree.h"
#include "reports/analysis/service_records.h"
#include "reports/analysis/spf_proposal.h"
#include "reports/sources/own_domain.h"

namespace reports::analysis {
namespace {

namespace base = libauth::base;
namespace dns = libauth::dns;
namespace spf = libauth::spf;

/// Keys of which a remedy is given; the others are among what was observed.
constexpr std::size_t kMaxKeys = 3;

constexpr std::string_view kKeyTemplate = "v=DKIM1; k=rsa; p=KEY";

class Remedies {
 public:
  Remedies(const RemedyContext& context, dns::Facts& facts, base::Time now)
      : context_(context),
        facts_(facts),
        now_(now),
        service_(context.source->is_listed ? records_of_service(context.source->name) : nullptr) {}

  std::vector<Remedy> make(CauseKind kind);

 private:
  /// What is proposed for each cause; nothing for spf_not_reported.
  static const std::pair<CauseKind, void (Remedies::*)()> kProposals[];

  const std::string& name() const { return context_.source->name; }

  void add(std::string id, std::string text, std::optional<Publication> record = std::nullopt) {
    remedies_.push_back({std::move(id), std::move(text), std::move(record)});
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

  void relax(const std::string& tag, const std::optional<std::string>& mode) {
    const DmarcNow& dmarc = *context_.dmarc;
    if (dmarc.state == RecordState::unknown) return ask_again();
    if (!is_strict(mode) || !dmarc.text) return;
    add("relax-alignment",
        "Publish the DMARC record with " + tag +
            "=r: a domain with the same organizational domain "
            "as the one in From counts then.",
        Publication{dmarc.name, "TXT", with_tag(*dmarc.text, tag, "r")});
  }

  void relax_dkim() {
    relax("adkim", context_.dmarc->adkim);
    sign(context_.author);
  }

  void relax_spf() { relax("aspf", context_.dmarc->aspf); }

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
      add("sign-with-own-domain", text, dkim_record(domain));
      return;
    }
    add("sign-with-own-domain", text + " It tells the selector and the key.",
        Publication{"SELECTOR._domainkey." + domain, "TXT", std::string(kKeyTemplate), true});
  }

  Publication dkim_record(const std::string& domain) const {
    return filled(service_->dkim_name, service_->dkim_type, service_->dkim_value, domain);
  }

  static Publication filled(std::string_view owner, std::string_view type, std::string_view value,
                            const std::string& domain) {
    Publication record{for_domain(owner, domain), std::string(type), for_domain(value, domain)};
    const std::string_view kCapitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    // "DKIM1" of a key record stands beside a place for the key anyway.
    record.is_template = (record.name + record.value).find_first_of(kCapitals) != std::string::npos;
    return record;
  }

  void publish_keys() {
    std::size_t count = 0;
    for (const auto& [key_name, key] : context_.keys) {
      if (key_name.empty() || count++ == kMaxKeys) break;
      add("publish-key",
          "Publish the key with which " + name() + " signs at " + key_name +
              ", or have it sign with a selector that is there.",
          key_record(key));
    }
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
    std::optional<Publication> record;
    if (service_ != nullptr && !service_->return_path_name.empty() && !is_strict_path) {
      record = filled(service_->return_path_name, service_->return_path_type,
                      service_->return_path_value, context_.domain);
    }
    add("own-return-path", text, record);
  }

  void authorise_paths() {
    for (const auto& [path, addresses] : context_.paths) authorise(path, addresses);
  }

  /// The words of a remedy that lets addresses send by the SPF record of a return path.
  struct SpfRemedy {
    std::string id;
    std::string old;     ///< the record that is to be changed
    std::string others;  ///< what else is to be thought of
  };

  void authorise(const std::string& path, const std::set<base::IpAddress>& addresses) {
    const auto domain = sources::read_domain_name(path);
    if (!domain || addresses.empty()) return;
    const SpfNow now = spf_now(*domain, facts_);
    const bool is_new = now.state == RecordState::missing;
    if (!is_new && !now.text) return;
    const SpfRemedy remedy =
        is_new ? SpfRemedy{"publish-spf", "v=spf1 ~all",
                           " Add all that sends with this return path before you publish it."}
               : SpfRemedy{"authorise-address", *now.text, ""};
    const bool has_include = service_ != nullptr && !service_->spf_include.empty();
    if (!has_include && context_.source->is_listed) {
      return add(remedy.id,
                 "Ask " + name() + " which domain to include in the SPF record of " + path + "." +
                     remedy.others,
                 Publication{path, "TXT", with_terms(remedy.old, "include:SPF-DOMAIN"), true});
    }
    const std::vector<base::IpAddress> all(addresses.begin(), addresses.end());
    authorise(*domain, path, remedy, all,
              has_include ? "include:" + std::string(service_->spf_include) : terms_for(all));
  }

  /// Gives the record only where it is proved.
  void authorise(const dns::Name& domain, const std::string& path, const SpfRemedy& remedy,
                 std::span<const base::IpAddress> addresses, const std::string& terms) {
    const std::string record = with_terms(remedy.old, terms);
    switch (prove(domain, record, addresses, facts_, now_)) {
      case Proof::good:
        return add(remedy.id,
                   "Publish the SPF record of " + path + " with " + terms + "." + remedy.others,
                   Publication{path, "TXT", record});
      case Proof::over_limit:
        return add(remedy.id,
                   "The SPF record of " + path + " has no room for " + terms +
                       ": it would take more than " + std::to_string(spf::Limits().lookups) +
                       " lookups. Use a return path of a subdomain, with a record of its own.");
      case Proof::no_pass:
        return add(remedy.id, "Let the addresses send by the SPF record of " + path + "; " + terms +
                                  " alone does not do it." + remedy.others);
      case Proof::pending:
        return;
    }
  }

  void mend_paths() {
    for (const auto& [path, addresses] : context_.paths) mend(path);
  }

  /// A record with too many lookups is put right where our evaluator shows that it can be.
  void mend(const std::string& path) {
    const auto domain = sources::read_domain_name(path);
    if (!domain) return;
    const SpfNow now = spf_now(*domain, facts_);
    const std::string why = now.detail.empty() ? "" : " " + now.detail;
    std::optional<Publication> record;
    if (now.lookups > spf::Limits().lookups) {
      const spf::Tree tree = spf::tree_of(*domain, *now.text, facts_);
      if (tree.pending) return;
      const auto fix = libauth::audit::SpfFixer(tree, facts_).with_fewer_lookups();
      if (fix) record = Publication{fix->name, fix->type, fix->record};
    }
    add("mend-spf", "Mend the SPF record of " + path + "." + why, record);
  }

  const RemedyContext& context_;
  dns::Facts& facts_;
  const base::Time now_;
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

std::vector<Remedy> remedies_of(CauseKind kind, const RemedyContext& context, dns::Facts& facts,
                                base::Time now) {
  return Remedies(context, facts, now).make(kind);
}

}  // namespace reports::analysis
