// SPDX-License-Identifier: MIT
//
// Makes the three fields of a set, each from the ones before it: RFC 8617 section 5.1.

#include "libauth/arc/seal.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "libauth/arc/field_set.h"
#include "libauth/base/base64.h"
#include "libauth/base/enum.h"
#include "libauth/base/text.h"
#include "libauth/dkim/default_fields.h"
#include "libauth/dkim/header_hash.h"
#include "libauth/dkim/key.h"
#include "libauth/dkim/tag_value.h"
#include "libauth/dkim/tag_writer.h"
#include "libauth/mail/fold.h"

namespace libauth::arc {
namespace {

/// RFC 6376 section 3.5: "t" is unsigned and has up to 12 digits.
constexpr std::int64_t kMaxTime = 999'999'999'999;

base::ParseError refused(const char* rule, std::string message) {
  return base::ParseError{0, rule, std::move(message)};
}

/// RFC 8617 section 4.1.2.
bool must_not_be_signed(std::string_view name) {
  return name == "authentication-results" || base::equals_ignoring_case(name, kResultsName) ||
         base::equals_ignoring_case(name, kMessageSignatureName) ||
         base::equals_ignoring_case(name, kSealName);
}

/// What is wrong with one name of a field, in lower case.
std::optional<base::ParseError> wrong_name(const std::string& name) {
  const std::string quoted = "\"" + base::printable(name, 80) + "\"";
  if (!dkim::is_field_name(name) || name.find_first_of(":;") != std::string::npos) {
    return refused("hdr-name", quoted + " is no name of a field.");
  }
  if (must_not_be_signed(name)) {
    return refused("arc-message-signature", "A message signature must not cover " + quoted + ".");
  }
  return std::nullopt;
}

/// What is wrong with the lower-case names to sign.
std::optional<base::ParseError> wrong_fields(const mail::Header& header,
                                             const std::vector<std::string>& names) {
  if (header.find("from") == nullptr) return refused("from", "The message has no From field.");
  // RFC 6376 section 5.4.
  if (std::find(names.begin(), names.end(), "from") == names.end()) {
    return refused("sig-h-tag", "The From field has to be signed.");
  }
  for (const std::string& name : names) {
    if (auto wrong = wrong_name(name)) return wrong;
  }
  return std::nullopt;
}

/// What is wrong with the names of the key, or with the time.
std::optional<base::ParseError> wrong_signer(const dkim::SigningKey& key, base::Time timestamp) {
  if (!dkim::read_domain(key.domain.text())) {
    return refused("sig-d-tag", "The domain is none that can sign.");
  }
  if (!dkim::read_selector(key.selector.text()) || !dkim::key_question(key.selector, key.domain)) {
    return refused("sig-s-tag", "The selector is none, or too long.");
  }
  const std::int64_t seconds = timestamp.time_since_epoch().count();
  if (seconds < 0 || seconds > kMaxTime) {
    return refused("sig-t-tag", "The timestamp is before 1970 or has more than 12 digits.");
  }
  return std::nullopt;
}

/// Each name once for each such field.
std::vector<std::string> listed(const mail::Header& header, const std::vector<std::string>& names) {
  std::vector<std::string> all;
  for (auto name = names.begin(); name != names.end(); ++name) {
    if (std::find(names.begin(), name, *name) != name) continue;
    all.insert(all.end(), header.count(*name), *name);
  }
  return all;
}

/// The text as one line: CR and LF, with the white space around them, are a space.
std::string as_one_line(std::string_view text) {
  std::string line;
  for (text = base::trim(text); !text.empty();) {
    const auto end = text.find_first_of("\r\n");
    line += end == std::string_view::npos ? text : base::trim(text.substr(0, end));
    if (end == std::string_view::npos) break;
    line += ' ';
    text = base::trim(text.substr(end));
  }
  return line;
}

/// A field with the tags that message signature and seal have in common.
dkim::TagWriter begin_field(std::string_view name, std::size_t instance,
                            const dkim::SigningKey& key, base::Time timestamp) {
  const auto algorithm = key.key.type() == crypto::KeyType::rsa ? dkim::Algorithm::rsa_sha256
                                                                : dkim::Algorithm::ed25519_sha256;
  dkim::TagWriter writer(name);
  // RFC 8617 sections 4.1.2 and 4.1.3: the instance is first.
  writer.add("i", std::to_string(instance));
  writer.add("a", dkim::to_string(algorithm));
  writer.add("d", key.domain.text());
  writer.add("s", key.selector.text());
  writer.add("t", std::to_string(timestamp.time_since_epoch().count()));
  return writer;
}

/// The field with the signature in its last tag, "b".
template <class DigestOf>
std::string signed_field(dkim::TagWriter writer, const crypto::PrivateKey& key,
                         const DigestOf& digest_of) {
  writer.add_base64("b", "");
  const crypto::Sha256 digest = digest_of(mail::read_field(writer.text()));
  writer.append_base64(base::encode_base64(key.sign(digest)));
  return writer.text();
}

/// What the new seal says of the chain before it. It says "pass" only of a chain that may pass.
Result status_of(const FieldSets& all, Result chain) {
  if (!all.is_there()) return chain == Result::fail ? Result::fail : Result::none;
  return chain == Result::pass && all.is_whole() ? Result::pass : Result::fail;
}

}  // namespace

base::Result<Sealer> Sealer::create(const mail::Header& header, dkim::BodyHasher& bodies,
                                    dkim::SigningKey key, SealingSettings settings) {
  if (settings.fields.empty()) {
    settings.fields.assign(std::begin(dkim::kDefaultFields), std::end(dkim::kDefaultFields));
    // RFC 8617 section 4.1.2.
    settings.fields.emplace_back("dkim-signature");
  }
  for (std::string& name : settings.fields) name = base::to_lower(name);
  if (auto wrong = wrong_fields(header, settings.fields)) return *wrong;
  if (auto wrong = wrong_signer(key, settings.timestamp)) return *wrong;
  settings.fields = listed(header, settings.fields);
  if (settings.fields.size() > dkim::Limits{}.signed_fields) {
    return refused("sig-h-tag", "The message signature would list more than 1000 fields.");
  }
  Sealer sealer(header, bodies, std::move(key), std::move(settings));
  sealer.body_ = bodies.add({sealer.settings_.body, std::nullopt});
  return sealer;
}

Sealer::Sealer(const mail::Header& header, const dkim::BodyHasher& bodies, dkim::SigningKey key,
               SealingSettings settings)
    : header_(&header), bodies_(&bodies), key_(std::move(key)), settings_(std::move(settings)) {}

std::string Sealer::message_signature(std::size_t instance) const {
  auto writer = begin_field(kMessageSignatureName, instance, key_, settings_.timestamp);
  writer.add("c", std::string(base::name_of(settings_.header)) + "/" +
                      std::string(base::name_of(settings_.body)));
  writer.add_list("h", settings_.fields);
  writer.add_base64("bh", base::encode_base64(bodies_->digest(body_).digest));
  return signed_field(std::move(writer), key_.key, [this](const mail::Field& field) {
    return dkim::header_digest(*header_, settings_.fields, settings_.header, field);
  });
}

std::optional<SealedSet> Sealer::seal(const std::string& authentication_results,
                                      Result chain) const {
  const FieldSets all = field_sets_of(*header_);
  // RFC 8617 section 5.1 step 2; section 4.2.1 for 50.
  if (all.has_failed_before() || std::max(all.sets.size(), all.most) >= dkim::kMaxInstance) {
    return std::nullopt;
  }
  const std::size_t instance = all.sets.size() + 1;
  const Result status = status_of(all, chain);
  SealedSet set;
  set.authentication_results =
      mail::folded(std::string(kResultsName) + ": i=" + std::to_string(instance) + "; " +
                       as_one_line(authentication_results),
                   mail::LineEnd::crlf);
  set.message_signature = message_signature(instance);
  std::string covered;
  // RFC 8617 section 5.1.2: of a chain that failed only the new set is covered.
  if (status == Result::pass) {
    for (const FieldSet& before : all.sets) append_sealed(covered, before);
  }
  append_sealed(covered, mail::read_field(set.authentication_results));
  append_sealed(covered, mail::read_field(set.message_signature));
  auto writer = begin_field(kSealName, instance, key_, settings_.timestamp);
  writer.add("cv", base::name_of(status));
  set.seal = signed_field(std::move(writer), key_.key, [&covered](const mail::Field& field) {
    std::string text = covered;
    dkim::append_unsigned(text, field, dkim::Canonicalization::relaxed);
    return crypto::sha256(text);
  });
  return set;
}

}  // namespace libauth::arc
