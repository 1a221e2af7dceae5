// SPDX-License-Identifier: MIT
//
// The steps of RFC 8617 section 5.2: what needs no key when the header is there, the rest when the
// facts are.

#include "libauth/arc/validate.h"

#include <algorithm>
#include <utility>

#include "libauth/arc/field_set.h"
#include "libauth/arc/set_check.h"
#include "libauth/dkim/header_hash.h"
#include "libauth/dkim/tag_value.h"

namespace libauth::arc {
namespace {

/// One set of a chain whose structure is right.
struct Link {
  FieldSet fields;
  MessageSignatureCheck message_signature;
  SealCheck seal;
};

struct Flaw {
  Reason reason{};
  std::string detail;
};

/// The first set whose seal says something else than its place in the chain asks for.
/// @spec RFC 8617 section 5.2 step 3.C
std::optional<std::size_t> wrong_chain_status(const std::vector<FieldSet>& sets) {
  for (std::size_t i = 0; i < sets.size(); ++i) {
    if (chain_status_of(*sets[i].seal) != (i == 0 ? Result::none : Result::pass)) return i + 1;
  }
  return std::nullopt;
}

/// What is wrong with the chain, of what can be told without reading its signatures: RFC 8617
/// section 5.2 steps 1 to 3.
std::optional<Flaw> structural_flaw(const FieldSets& all, const Limits& limits) {
  const std::size_t most = std::min<std::size_t>(limits.sets, dkim::kMaxInstance);
  // What is there many times under one instance is no set more. Instances above 50 cannot be read.
  const bool goes_on =
      all.sets.size() == dkim::kMaxInstance && all.most > dkim::kMaxInstance && !all.has_duplicate;
  if (all.sets.size() > most || goes_on) {
    return Flaw{Reason::too_many_sets, "There are more than " + std::to_string(most) + " sets."};
  }
  if (all.longest > limits.field_octets) {
    return Flaw{Reason::too_long,
                "A field is longer than " + std::to_string(limits.field_octets) + " octets."};
  }
  if (all.has_bad_instance) {
    return Flaw{Reason::bad_instance, "A field has no instance (i=) of 1 to 50."};
  }
  if (all.has_failed_before()) {
    return Flaw{Reason::failed_before, "The newest seal says that the chain had failed (cv=fail)."};
  }
  if (!all.is_whole()) {
    return Flaw{Reason::incomplete_set,
                "A field of a set is missing or there twice, or a set is missing."};
  }
  if (const auto instance = wrong_chain_status(all.sets)) {
    return Flaw{Reason::wrong_chain_status, "The chain's status (cv=) in the seal of set " +
                                                std::to_string(*instance) +
                                                " is not what it has to be there."};
  }
  return std::nullopt;
}

void conclude(Validation& validation, Reason reason, std::string detail) {
  validation.result = reason == Reason::no_chain   ? Result::none
                      : reason == Reason::verified ? Result::pass
                                                   : Result::fail;
  validation.reason = reason;
  validation.detail = std::move(detail);
}

void conclude_message_signature(Validation& validation, const Outcome& outcome) {
  validation.is_temporary = outcome.reason == dkim::Reason::key_unavailable;
  conclude(validation, Reason::message_signature,
           "The ARC-Message-Signature of set " + std::to_string(validation.instances) +
               " does not verify: " + outcome.why);
}

void conclude_seal(Validation& validation, unsigned instance, const Outcome& outcome) {
  validation.is_temporary = outcome.reason == dkim::Reason::key_unavailable;
  conclude(validation, Reason::seal,
           "The ARC-Seal of set " + std::to_string(instance) + " does not verify: " + outcome.why);
}

/// What the seal of each set covers: all sets before it, and its own.
/// @spec RFC 8617 section 5.1.1
std::vector<crypto::Sha256> seal_digests(const std::vector<Link>& links) {
  std::vector<crypto::Sha256> digests;
  digests.reserve(links.size());
  std::string text;
  for (const Link& link : links) {
    append_sealed(text, *link.fields.authentication_results);
    append_sealed(text, *link.fields.message_signature);
    const std::size_t without_seal = text.size();
    dkim::append_unsigned(text, *link.fields.seal, dkim::Canonicalization::relaxed);
    digests.push_back(crypto::sha256(text));
    text.resize(without_seal);
    append_sealed(text, *link.fields.seal);
  }
  return digests;
}

SetVerification describe(const Link& link, unsigned instance) {
  SetVerification set;
  set.instance = instance;
  if (const auto& seal = link.seal.seal()) {
    set.domain = seal->domain;
    set.selector = seal->selector;
  }
  set.authentication_results = payload_of(link.fields.authentication_results->value);
  return set;
}

}  // namespace

/// What is known when the header is there.
struct Validator::Chain {
  Validation known;
  std::vector<Link> links;      ///< by instance; empty where the structure is broken
  bool is_open = false;         ///< the chain may still pass
  std::size_t first_asked = 0;  ///< message signatures from this one on are verified, the last of
                                ///< them being the newest

  void read(const FieldSets& all, const Settings& settings);
  void open(const Settings& settings, dkim::BodyHasher& bodies);
  /// Whether all answers are there; those that are not are noted.
  bool ask(dns::Facts& facts) const;
};

/// Reads all sets. A chain with a signature that cannot verify whatever its key has failed already:
/// nothing is asked then.
void Validator::Chain::read(const FieldSets& all, const Settings& settings) {
  for (const FieldSet& set : all.sets) {
    links.push_back(
        {set, MessageSignatureCheck(*set.message_signature, settings), SealCheck(*set.seal)});
    known.sets.push_back(describe(links.back(), static_cast<unsigned>(links.size())));
  }
  const Outcome& newest = links.back().message_signature.refusal();
  if (!newest.is_verified()) {
    known.sets.back().message_signature = newest.reason;
    return conclude_message_signature(known, newest);
  }
  for (std::size_t i = links.size(); i-- > 0;) {
    const Outcome& refusal = links[i].seal.refusal();
    if (refusal.is_verified()) continue;
    known.sets[i].seal = refusal.reason;
    return conclude_seal(known, known.sets[i].instance, refusal);
  }
  is_open = true;
}

/// Settles which message signatures are verified: the newest, and where the oldest pass is wanted
/// the older ones, up to one that cannot verify (RFC 8617 section 5.2 step 5.A).
void Validator::Chain::open(const Settings& settings, dkim::BodyHasher& bodies) {
  first_asked = links.size() - 1;
  while (settings.find_oldest_pass && first_asked > 0 &&
         links[first_asked - 1].message_signature.is_open()) {
    --first_asked;
  }
  for (std::size_t i = first_asked; i < links.size(); ++i) {
    links[i].message_signature.add_to(bodies);
  }
}

bool Validator::Chain::ask(dns::Facts& facts) const {
  bool is_known = true;
  for (std::size_t i = links.size(); i-- > 0;) {
    if (i >= first_asked) {
      is_known = facts.find(links[i].message_signature.question()) != nullptr && is_known;
    }
    is_known = facts.find(links[i].seal.question()) != nullptr && is_known;
  }
  return is_known;
}

Validator::Validator(const mail::Header& header, dkim::BodyHasher& bodies, const Settings& settings,
                     bool is_header_cut)
    : header_(header), bodies_(bodies), settings_(settings), chain_(std::make_unique<Chain>()) {
  const FieldSets all = field_sets_of(header);
  chain_->known.instances = all.sets.size();
  // Of a header that is not whole nobody knows whether there is a chain.
  auto flaw =
      is_header_cut
          ? std::optional(Flaw{Reason::header_cut, "The header is longer than what is kept."})
          : structural_flaw(all, settings_.limits);
  if (flaw) {
    conclude(chain_->known, flaw->reason, std::move(flaw->detail));
  } else if (all.is_there()) {
    chain_->read(all, settings_);
    if (chain_->is_open) chain_->open(settings_, bodies);
  }
}

Validator::~Validator() = default;

void Validator::ask(dns::Facts& facts) const {
  if (chain_->is_open) chain_->ask(facts);
}

Validation Validator::evaluate(dns::Facts& facts) const {
  Validation validation = chain_->known;
  if (!chain_->is_open || !chain_->ask(facts)) return validation;
  if (!verify_newest(facts, validation) || !verify_seals(facts, validation)) return validation;
  conclude(validation, Reason::verified, {});
  if (settings_.find_oldest_pass) find_oldest_pass(facts, validation);
  return validation;
}

Outcome Validator::judge_message_signature(std::size_t set, dns::Facts& facts,
                                           Validation& validation) const {
  const MessageSignatureCheck& check = chain_->links[set].message_signature;
  Outcome outcome = check.is_open()
                        ? check.judge(header_, bodies_, *facts.find(check.question()), settings_)
                        : check.refusal();
  validation.sets[set].message_signature = outcome.reason;
  return outcome;
}

/// RFC 8617 section 5.2 step 4.
bool Validator::verify_newest(dns::Facts& facts, Validation& validation) const {
  const Outcome outcome = judge_message_signature(chain_->links.size() - 1, facts, validation);
  if (!outcome.is_verified()) conclude_message_signature(validation, outcome);
  return outcome.is_verified();
}

/// RFC 8617 section 5.2 step 6; section 5.2.1: a failure of the DNS is a failure like others.
bool Validator::verify_seals(dns::Facts& facts, Validation& validation) const {
  const std::vector<Link>& links = chain_->links;
  const auto digests = seal_digests(links);
  for (std::size_t i = links.size(); i-- > 0;) {
    const SealCheck& check = links[i].seal;
    const Outcome outcome = check.judge(digests[i], *facts.find(check.question()), settings_);
    validation.sets[i].seal = outcome.reason;
    if (outcome.is_verified()) continue;
    conclude_seal(validation, validation.sets[i].instance, outcome);
    return false;
  }
  return true;
}

/// RFC 8617 section 5.2 step 5. It does not change the result, so that it comes last.
void Validator::find_oldest_pass(dns::Facts& facts, Validation& validation) const {
  std::size_t oldest = chain_->links.size() - 1;
  while (oldest > 0 && judge_message_signature(oldest - 1, facts, validation).is_verified()) {
    --oldest;
  }
  validation.oldest_pass = oldest == 0 ? 0 : validation.sets[oldest].instance;
}

}  // namespace libauth::arc
