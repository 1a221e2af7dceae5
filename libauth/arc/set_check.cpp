// SPDX-License-Identifier: MIT

#include "libauth/arc/set_check.h"

#include <algorithm>
#include <iterator>
#include <utility>
#include <variant>

#include "libauth/base/enum.h"
#include "libauth/dkim/key.h"
#include "libauth/dkim/match.h"

namespace libauth::arc {
namespace {

struct Words {
  dkim::Reason reason{};
  const char* text = nullptr;
};

/// For reasons that nothing else has words for.
constexpr Words kWords[] = {
    {dkim::Reason::expired, "It has expired (x=)."},
    {dkim::Reason::no_key, "The name of its key is longer than 255 octets."},
    {dkim::Reason::inappropriate_hash, "Its key is not for SHA-256 (h=)."},
    {dkim::Reason::inappropriate_service, "Its key is not for mail (s=)."},
    {dkim::Reason::inappropriate_algorithm, "Its key is not for its algorithm."},
    {dkim::Reason::key_too_short, "Its RSA key is too short."},
    {dkim::Reason::key_too_long, "Its RSA key is longer than what is verified with."},
    {dkim::Reason::body_too_short, "The body is shorter than what was signed (l=)."},
    {dkim::Reason::body_mismatch, "The body is not the one that was signed."},
    {dkim::Reason::signature_mismatch,
     "The fields that it covers are not those that were signed, or not by that key."},
    {dkim::Reason::partial_body, "It leaves a part of the body unsigned (l=)."},
};

Outcome outcome(dkim::Reason reason) {
  const auto* const words = std::find_if(std::begin(kWords), std::end(kWords),
                                         [&](const Words& each) { return each.reason == reason; });
  return {reason, words == std::end(kWords) ? std::string() : words->text};
}

/// RFC 8617 section 4.1.2 forbids all fields of ARC and Authentication-Results in "h". It binds who
/// signs, and many have signed ARC-Authentication-Results, as the drafts before it let them, so
/// that those are let pass. No draft had ARC-Seal: the seal covers the message signature, not the
/// other way round.
bool covers_a_seal(const dkim::Signature& signature) {
  const auto& names = signature.signed_fields;
  return std::find(names.begin(), names.end(), "arc-seal") != names.end();
}

/// Why a signature that can be read cannot verify whatever its key.
Outcome objection(const dkim::Signature& signature, const Settings& settings) {
  if (covers_a_seal(signature)) return {dkim::Reason::syntax_error, "It covers an ARC-Seal (h=)."};
  // RFC 6376 section 3.5; a signature that has expired says nothing any more.
  if (settings.check_time && signature.expiration &&
      settings.now > *signature.expiration + settings.drift) {
    return outcome(dkim::Reason::expired);
  }
  return {};
}

/// RFC 6376 section 6.1.2. There is no identity in ARC that a key could be limited to.
Outcome judge_key(const dkim::PublishedKey& key, dkim::Algorithm algorithm, const dns::Name& domain,
                  const Settings& settings) {
  const auto reason = dkim::key_objection(key, algorithm, domain, domain, settings.dkim);
  if (!reason) return {};
  return *reason == key.reason ? Outcome{*reason, key.detail} : outcome(*reason);
}

}  // namespace

MessageSignatureCheck::MessageSignatureCheck(const mail::Field& field, const Settings& settings)
    : field_(&field) {
  // RFC 8617 section 4.1.2: syntax and semantics are those of a DKIM-Signature. So "h" must not be
  // empty and must have From (RFC 6376 sections 3.5 and 5.4).
  auto read = dkim::parse_message_signature(field.value, settings.dkim);
  if (auto* broken = std::get_if<dkim::BrokenSignature>(&read)) {
    refusal_ = {broken->error.reason, std::move(broken->error.message)};
    return;
  }
  signature_ = std::move(std::get<dkim::Signature>(read));
  refusal_ = objection(*signature_, settings);
  auto question = dkim::key_question(signature_->selector, signature_->domain);
  if (question) {
    question_ = std::move(*question);
  } else if (refusal_.is_verified()) {
    refusal_ = outcome(dkim::Reason::no_key);
  }
}

void MessageSignatureCheck::add_to(dkim::BodyHasher& bodies) {
  body_ = bodies.add({signature_->body_canonicalization, signature_->length});
}

Outcome MessageSignatureCheck::judge(const mail::Header& header, const dkim::BodyHasher& bodies,
                                     const dns::Answer& answer, const Settings& settings) const {
  const dkim::PublishedKey& key = dkim::published_key(answer);
  const Outcome judged = judge_key(key, signature_->algorithm, signature_->domain, settings);
  if (!judged.is_verified()) return judged;
  const auto reason = dkim::message_objection(*signature_, header, *field_, bodies.digest(body_),
                                              *key.key, settings.accept_partial_body);
  return reason ? outcome(*reason) : Outcome{};
}

SealCheck::SealCheck(const mail::Field& field) {
  auto seal = parse_seal(field.value);
  if (!seal) {
    refusal_ = {dkim::Reason::syntax_error, seal.error().message};
    return;
  }
  seal_ = std::move(*seal);
  auto question = dkim::key_question(seal_->selector, seal_->domain);
  if (question) {
    question_ = std::move(*question);
  } else {
    refusal_ = outcome(dkim::Reason::no_key);
  }
}

Outcome SealCheck::judge(const crypto::Sha256& digest, const dns::Answer& answer,
                         const Settings& settings) const {
  const dkim::PublishedKey& key = dkim::published_key(answer);
  Outcome judged = judge_key(key, seal_->algorithm, seal_->domain, settings);
  if (judged.is_verified() && !key.key->verify(digest, seal_->signature)) {
    return outcome(dkim::Reason::signature_mismatch);
  }
  return judged;
}

}  // namespace libauth::arc
