// SPDX-License-Identifier: MIT
//
// Finds the one key in an answer, and holds it against a signature.

#include "libauth/dkim/key.h"

#include <algorithm>
#include <utility>

#include "libauth/base/enum.h"
#include "libauth/dkim/parse.h"

namespace libauth::dkim {
namespace {

std::size_t octets_of(const KeyRecord& record) {
  std::size_t octets = record.key.capacity();
  for (const taglist::Tag& tag : record.tags.tags) {
    octets += sizeof tag + tag.name.capacity() + tag.value.capacity();
  }
  for (const auto* words : {&record.hashes, &record.services}) {
    for (const std::string& word : *words) octets += sizeof word + word.capacity();
  }
  return octets;
}

PublishedKey without_key(Reason reason, std::string detail) {
  PublishedKey key;
  key.reason = reason;
  key.detail = std::move(detail);
  return key;
}

base::Result<crypto::PublicKey> decode(const KeyRecord& record) {
  if (record.key_type == "ed25519") return crypto::PublicKey::ed25519(record.key);
  return crypto::PublicKey::rsa(record.key);
}

PublishedKey read_one(const std::string& text) {
  auto record = parse_key_record(text);
  if (!record) return without_key(Reason::key_syntax_error, record.error().message);
  PublishedKey published;
  published.record = std::move(*record);
  if (published.record->is_revoked()) {
    published.reason = Reason::key_revoked;
    published.detail = "The key is revoked.";
  } else if (published.record->key_type != "rsa" && published.record->key_type != "ed25519") {
    // RFC 6376 section 3.6.1: key types that are not known are passed over.
    published.reason = Reason::inappropriate_algorithm;
    published.detail = "The key is of a type that is not known.";
  } else if (auto key = decode(*published.record)) {
    published.reason = Reason::verified;
    published.key = std::move(*key);
  } else {
    published.reason = Reason::key_syntax_error;
    published.detail = key.error().message;
  }
  return published;
}

PublishedKey read_answer(const dns::Answer& answer) {
  if (!answer.is_known()) {
    return without_key(
        Reason::key_unavailable,
        "The DNS did not tell the key (" + std::string(base::name_of(answer.status)) + ").");
  }
  std::string text;
  std::size_t count = 0;
  for (const dns::Txt& txt : answer.txt()) {
    std::string joined = txt.joined();
    if (is_key_record(joined) && count++ == 0) text = std::move(joined);
  }
  // RFC 6376 section 6.1.2 step 3, and section 3.6.2.2 for several.
  if (count == 0) {
    return without_key(Reason::no_key, answer.is_empty()
                                           ? "There is no key of that name."
                                           : "There are TXT records of that name, but no key.");
  }
  if (count > 1) return without_key(Reason::several_keys, "There is more than one key.");
  return read_one(text);
}

/// Whether the tag is not there, which allows all, or one of the words is.
bool allows(const std::vector<std::string>& words, std::initializer_list<std::string_view> wanted) {
  return words.empty() || std::any_of(words.begin(), words.end(), [&](const std::string& word) {
           return std::find(wanted.begin(), wanted.end(), word) != wanted.end();
         });
}

crypto::KeyType type_for(Algorithm algorithm) {
  return algorithm == Algorithm::rsa_sha256 ? crypto::KeyType::rsa : crypto::KeyType::ed25519;
}

}  // namespace

std::size_t PublishedKey::octets() const {
  return detail.capacity() + (record ? octets_of(*record) : 0) + (key ? key->octets() : 0);
}

base::Result<dns::Question> key_question(const dns::Name& selector, const dns::Name& domain) {
  // RFC 6376 section 3.6.2.1.
  auto name = domain.below(selector.text() + "._domainkey");
  if (!name) return name.error();
  return dns::Question{std::move(*name), dns::RrType::txt};
}

const PublishedKey& published_key(const dns::Answer& answer) {
  return answer.memo.get<PublishedKey>([&answer] { return read_answer(answer); });
}

std::optional<Reason> key_objection(const PublishedKey& key, Algorithm algorithm,
                                    const dns::Name& domain, const dns::Name& identity_domain,
                                    const Limits& limits) {
  if (!key.record || key.reason == Reason::key_syntax_error) return key.reason;
  // RFC 6376 section 6.1.2 steps 6 to 8, with "s" and "t" of section 3.6.1 in between.
  if (!allows(key.record->hashes, {"sha256"})) return Reason::inappropriate_hash;
  if (!allows(key.record->services, {"*", "email"})) return Reason::inappropriate_service;
  if (!key.key) return key.reason;
  if (key.key->facts().type != type_for(algorithm)) return Reason::inappropriate_algorithm;
  if (key.record->same_domain && identity_domain != domain) return Reason::inappropriate_domain;
  if (key.key->facts().type != crypto::KeyType::rsa) return std::nullopt;
  // RFC 8301 section 3.2.
  if (key.key->facts().bits < limits.min_rsa_bits) return Reason::key_too_short;
  if (key.key->facts().bits > limits.max_rsa_bits) return Reason::key_too_long;
  return std::nullopt;
}

}  // namespace libauth::dkim
