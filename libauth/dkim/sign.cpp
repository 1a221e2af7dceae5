// SPDX-License-Identifier: MIT

#include "libauth/dkim/sign.h"

#include <algorithm>

#include "libauth/base/base64.h"
#include "libauth/base/enum.h"
#include "libauth/base/text.h"
#include "libauth/dkim/default_fields.h"
#include "libauth/dkim/header_hash.h"
#include "libauth/dkim/key.h"
#include "libauth/dkim/limits.h"
#include "libauth/dkim/tag_value.h"
#include "libauth/dkim/tag_writer.h"
#include "libauth/mail/look_alike.h"

namespace libauth::dkim {
namespace {

constexpr std::string_view kFieldName = "DKIM-Signature";

/// Octets of a mail address, RFC 5321 section 4.5.3.1: 64, "@" and 255.
constexpr std::size_t kMaxIdentity = 320;

/// RFC 6376 section 3.5: "t" and "x" are unsigned and have up to 12 digits.
constexpr std::int64_t kMaxTime = 999'999'999'999;

base::ParseError error(std::string rule, std::string message) {
  return base::ParseError{0, std::move(rule), std::move(message)};
}

bool has(std::span<const std::string> names, std::string_view name) {
  return std::any_of(names.begin(), names.end(), [name](const std::string& one) {
    return base::equals_ignoring_case(one, name);
  });
}

/// The names in lower case, each once.
std::vector<std::string> distinct(std::span<const std::string> names) {
  std::vector<std::string> all;
  for (const std::string& name : names) {
    if (!has(all, name)) all.push_back(base::to_lower(name));
  }
  return all;
}

/// Names of fields to sign as often as they are there.
std::vector<std::string> wanted_fields(const mail::Header& header,
                                       const SigningSettings& settings) {
  if (!settings.fields.empty()) return distinct(settings.fields);
  std::vector<std::string> names;
  for (const std::string_view name : kDefaultFields) {
    if (header.find(name) != nullptr) names.emplace_back(name);
  }
  return names;
}

/// What "h" lists. Fields that are signed stand before names that are only guarded.
std::vector<std::string> listed_fields(const mail::Header& header,
                                       const SigningSettings& settings) {
  const std::vector<std::string> oversigned = distinct(settings.oversigned);
  std::vector<std::string> names = wanted_fields(header, settings);
  names.insert(names.end(), oversigned.begin(), oversigned.end());
  std::vector<std::string> listed;
  for (const std::string& name : distinct(names)) {
    // RFC 6376 section 8.15: one more than there are, so that none can be added.
    const std::size_t count = header.count(name) + (has(oversigned, name) ? 1 : 0);
    listed.insert(listed.end(), count, name);
  }
  return listed;
}

std::string quoted(std::string_view text) {
  return '"' + base::printable(text, 80) + '"';
}

/// From fields, and what programs may take for one.
std::size_t count_from(const mail::Header& header) {
  const auto fields = header.fields();
  return static_cast<std::size_t>(
      std::count_if(fields.begin(), fields.end(), [](const mail::Field& field) {
        return field.is_named("from") || mail::may_be_taken_for(field, "from");
      }));
}

/// Whether "h" can name the field: colons stand between its names, a semicolon ends it.
bool can_be_listed(std::string_view name) {
  return is_field_name(name) && name.find_first_of(":;") == std::string_view::npos;
}

/// What is wrong with the names that are to be signed.
std::optional<base::ParseError> wrong_fields(const mail::Header& header,
                                             const SigningSettings& settings) {
  if (header.find("from") == nullptr) {
    return error("from", "The message has no From field, which must be signed.");
  }
  // RFC 5322 section 3.6 allows one; RFC 6376 section 3.8: signers are to see that what they sign
  // is valid, as nobody knows which of several a reader is shown.
  if (const std::size_t count = count_from(header); count > 1) {
    return error("from", "The message has " + std::to_string(count) +
                             " From fields, or lines that programs take for one; it may have only "
                             "one.");
  }
  // RFC 6376 section 5.4: "The From header field MUST be signed".
  if (!settings.fields.empty() && !has(settings.fields, "from") &&
      !has(settings.oversigned, "from")) {
    return error("sig-h-tag", "From is not among the fields to sign.");
  }
  for (const auto* names : {&settings.fields, &settings.oversigned}) {
    const auto wrong = std::find_if_not(names->begin(), names->end(), can_be_listed);
    if (wrong != names->end()) {
      return error("hdr-name", quoted(*wrong) + " is no name of a field to sign.");
    }
  }
  // The signature itself would be the one more (RFC 6376 section 3.5, "h").
  if (has(settings.oversigned, kFieldName)) {
    return error("sig-h-tag", "DKIM-Signature cannot be listed once more than it is there.");
  }
  if (listed_fields(header, settings).size() > Limits{}.signed_fields) {
    return error("sig-h-tag", "The signature would list more than 1000 fields.");
  }
  return std::nullopt;
}

std::optional<base::ParseError> wrong_times(const SigningSettings& settings) {
  if (!settings.timestamp) {
    if (!settings.lifetime) return std::nullopt;
    return error("sig-x-tag", "A lifetime needs a timestamp.");
  }
  const std::int64_t signed_at = settings.timestamp->time_since_epoch().count();
  if (signed_at < 0 || signed_at > kMaxTime) {
    return error("sig-t-tag", "The timestamp is before 1970 or has more than 12 digits.");
  }
  if (!settings.lifetime) return std::nullopt;
  const std::int64_t lifetime = settings.lifetime->count();
  if (lifetime <= 0 || lifetime > kMaxTime - signed_at) {
    return error("sig-x-tag", "The lifetime is not positive, or ends after the year 33658.");
  }
  return std::nullopt;
}

/// What is wrong with one key's names, or with the identity for it.
std::optional<base::ParseError> wrong_names(const SigningKey& key,
                                            const std::optional<dns::Name>& identity_domain) {
  if (!read_domain(key.domain.text())) {
    return error("sig-d-tag", quoted(key.domain.text()) + " is no domain that can sign.");
  }
  if (!read_selector(key.selector.text())) {
    return error("sig-s-tag", quoted(key.selector.text()) + " is no selector.");
  }
  if (!key_question(key.selector, key.domain)) {
    return error("sig-s-tag", "The selector " + quoted(key.selector.text()) + " and the domain " +
                                  quoted(key.domain.text()) +
                                  " are too long for a name of the DNS.");
  }
  if (identity_domain && !identity_domain->is_at_or_below(key.domain)) {
    return error("sig-i-tag", "The domain of the identity, " + quoted(identity_domain->text()) +
                                  ", is not at or below the signing domain " +
                                  quoted(key.domain.text()) + ".");
  }
  return std::nullopt;
}

/// The domain of the identity; none where it is no identity.
std::optional<dns::Name> domain_of(std::string_view identity) {
  const std::size_t at = identity.rfind('@');
  if (at == std::string_view::npos || identity.size() > kMaxIdentity ||
      !is_local_part(identity.substr(0, at))) {
    return std::nullopt;
  }
  return read_domain(identity.substr(at + 1));
}

/// RFC 6376 section 2.11.
/// @abnf dkim-quoted-printable = *(FWS / hex-octet / dkim-safe-char)
std::string quoted_printable(std::string_view octets) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string text;
  for (const char c : octets) {
    const auto octet = static_cast<std::uint8_t>(c);
    if (base::is_printable_ascii(c) && c != ' ' && c != ';' && c != '=') {
      text += c;
    } else {
      text += {'=', kDigits[octet >> 4], kDigits[octet & 15]};
    }
  }
  return text;
}

Algorithm algorithm_of(crypto::KeyType type) {
  return type == crypto::KeyType::rsa ? Algorithm::rsa_sha256 : Algorithm::ed25519_sha256;
}

std::string digits(base::Time time) {
  return std::to_string(time.time_since_epoch().count());
}

std::string canonicalization(const SigningSettings& settings) {
  return std::string(base::name_of(settings.header)) + '/' +
         std::string(base::name_of(settings.body));
}

}  // namespace

base::Result<Signer> Signer::create(const mail::Header& header, BodyHasher& bodies,
                                    std::vector<SigningKey> keys, SigningSettings settings) {
  if (auto wrong = wrong_fields(header, settings)) return *wrong;
  if (auto wrong = wrong_times(settings)) return *wrong;
  std::optional<dns::Name> identity_domain;
  if (!settings.identity.empty()) {
    identity_domain = domain_of(settings.identity);
    if (!identity_domain) {
      return error("sig-i-tag", "The identity " + quoted(settings.identity) +
                                    " is no address such as " +
                                    "user@example.com or @example.com.");
    }
  }
  for (const SigningKey& key : keys) {
    if (auto wrong = wrong_names(key, identity_domain)) return *wrong;
  }
  Signer signer(header, bodies, std::move(keys), std::move(settings));
  signer.body_ = bodies.add({signer.settings_.body, std::nullopt});
  return signer;
}

Signer::Signer(const mail::Header& header, const BodyHasher& bodies, std::vector<SigningKey> keys,
               SigningSettings settings)
    : header_(&header),
      bodies_(&bodies),
      keys_(std::move(keys)),
      settings_(std::move(settings)),
      signed_fields_(listed_fields(header, settings_)) {}

std::string Signer::field(const SigningKey& key) const {
  TagWriter writer(kFieldName);
  writer.add("v", "1");
  writer.add("a", to_string(algorithm_of(key.key.type())));
  writer.add("c", canonicalization(settings_));
  writer.add("d", key.domain.text());
  writer.add("s", key.selector.text());
  if (settings_.timestamp) writer.add("t", digits(*settings_.timestamp));
  if (settings_.lifetime) writer.add("x", digits(*settings_.timestamp + *settings_.lifetime));
  if (!settings_.identity.empty()) writer.add("i", quoted_printable(settings_.identity));
  writer.add_list("h", signed_fields_);
  writer.add_base64("bh", base::encode_base64(bodies_->digest(body_).digest));
  // RFC 6376 section 3.7: what is signed is this field without the value of "b", which is last.
  writer.add_base64("b", "");
  const crypto::Sha256 digest =
      header_digest(*header_, signed_fields_, settings_.header, mail::read_field(writer.text()));
  writer.append_base64(base::encode_base64(key.key.sign(digest)));
  return writer.text();
}

std::vector<std::string> Signer::fields() const {
  std::vector<std::string> texts;
  for (const SigningKey& key : keys_) texts.push_back(field(key));
  return texts;
}

}  // namespace libauth::dkim
