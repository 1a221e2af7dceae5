// SPDX-License-Identifier: MIT

#include "reports/analysis/remedies.h"

#include <optional>
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

  std::vector<Remedy> make(CauseKind kind) {
    switch (kind) {
      case CauseKind::mended_since:
        add("wait",
            "Nothing is left to do if no newer report says so: reports come a day late, and "
            "receivers may keep old records for as long as their TTL says.");
        break;
      case CauseKind::dkim_strict:
        relax("adkim", context_.dmarc->adkim);
        sign(context_.author);
        break;
      case CauseKind::dkim_key_missing:
        publish_keys();
        break;
      case CauseKind::dkim_key_revoked:
      case CauseKind::dkim_key_broken:
        replace_keys();
        break;
      case CauseKind::dkim_fails:
        add("sign-last",
            "Have the last host that changes messages sign them: footers, scanners and gateways "
            "behind the signer break signatures. See also that the key published at the selector "
            "is the one that " +
                name() + " signs with.");
        break;
      case CauseKind::dkim_unaligned:
      case CauseKind::no_dkim:
        sign(signing_domain());
        break;
      case CauseKind::spf_strict:
        relax("aspf", context_.dmarc->aspf);
        break;
      case CauseKind::spf_missing:
      case CauseKind::spf_not_authorised:
        for (const auto& [path, addresses] : context_.paths) authorise(path, addresses);
        break;
      case CauseKind::spf_permerror:
        for (const auto& [path, addresses] : context_.paths) mend(path);
        break;
      case CauseKind::spf_unaligned:
        own_return_path();
        break;
      case CauseKind::spf_not_reported:
        break;
      case CauseKind::not_examined:
        add("shorten-period", "Ask for a shorter period, in which fewer differ.");
        break;
      case CauseKind::dkim_unknown:
      case CauseKind::spf_unknown:
        ask_again();
        break;
    }
    return std::move(remedies_);
  }

 private:
  const std::string& name() const { return context_.source->name; }

  void add(std::string id, std::string text, std::optional<Publication> record = std::nullopt) {
    remedies_.push_back({std::move(id), std::move(text), std::move(record)});
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

  void authorise(const std::string& path, const std::set<base::IpAddress>& addresses) {
    const auto domain = sources::read_domain_name(path);
    if (!domain || addresses.empty()) return;
    const SpfNow now = spf_now(*domain, facts_);
    const bool is_new = now.state == RecordState::missing;
    if (!is_new && !now.text) return;
    const std::vector<base::IpAddress> all(addresses.begin(), addresses.end());
    const std::string id = is_new ? "publish-spf" : "authorise-address";
    const std::string old = is_new ? "v=spf1 ~all" : *now.text;
    const std::string others =
        is_new ? " Add all that sends with this return path before you publish it." : "";
    const bool has_include = service_ != nullptr && !service_->spf_include.empty();
    if (!has_include && context_.source->is_listed) {
      return add(
          id,
          "Ask " + name() + " which domain to include in the SPF record of " + path + "." + others,
          Publication{path, "TXT", with_terms(old, "include:SPF-DOMAIN"), true});
    }
    const std::string terms =
        has_include ? "include:" + std::string(service_->spf_include) : terms_for(all);
    const std::string record = with_terms(old, terms);
    switch (prove(*domain, record, all, facts_, now_)) {
      case Proof::good:
        return add(id, "Publish the SPF record of " + path + " with " + terms + "." + others,
                   Publication{path, "TXT", record});
      case Proof::over_limit:
        return add(id, "The SPF record of " + path + " has no room for " + terms +
                           ": it would take more than " + std::to_string(spf::Limits().lookups) +
                           " lookups. Use a return path of a subdomain, with a record of its own.");
      case Proof::no_pass:
        return add(id, "Let the addresses send by the SPF record of " + path + "; " + terms +
                           " alone does not do it." + others);
      case Proof::pending:
        return;
    }
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

}  // namespace

std::vector<Remedy> remedies_of(CauseKind kind, const RemedyContext& context, dns::Facts& facts,
                                base::Time now) {
  return Remedies(context, facts, now).make(kind);
}

}  // namespace reports::analysis
