// SPDX-License-Identifier: MIT
//
// DKIM-Signature fields: what is taken keeps the rules of RFC 6376 section 3.5, what is not says
// why and where, and the value of "b" stands where signature_extent() says.

#include <algorithm>
#include <set>

#include "libauth/base/base64.h"
#include "libauth/base/text.h"
#include "libauth/dkim/signature.h"
#include "tests/fuzz/property.h"

using namespace libauth;
using namespace libauth::dkim;

namespace {

void check_broken(const BrokenSignature& broken, std::size_t size) {
  fuzz::require(broken.error.offset <= size, "errors are in the field");
  fuzz::require(broken.error.reason >= Reason::syntax_error &&
                    broken.error.reason <= Reason::unsupported_query,
                "the reason is one of the signature's own");
  const std::string& message = broken.error.message;
  fuzz::require(!message.empty() && message.size() < 300 &&
                    std::all_of(message.begin(), message.end(), base::is_printable_ascii),
                "the message can be printed");
}

void check_rules(const Signature& signature, const Limits& limits) {
  std::set<std::string> names;
  for (const auto& tag : signature.tags.tags) names.insert(tag.name);
  fuzz::require(names.size() == signature.tags.tags.size(), "no tag is there twice");
  const auto& fields = signature.signed_fields;
  fuzz::require(std::find(fields.begin(), fields.end(), "from") != fields.end(), "From is signed");
  fuzz::require(fields.size() <= limits.signed_fields, "the signed fields are limited");
  for (const std::string& field : fields) {
    fuzz::require(!field.empty() && field == base::to_lower(field), "names are in lower case");
    fuzz::require(field.find_first_of(" \t\r\n:;") == std::string::npos, "names are names");
  }
  fuzz::require(signature.body_hash.size() == 32, "a SHA-256 digest has 32 octets");
  fuzz::require(!signature.signature.empty(), "there is a signature");
  fuzz::require(signature.domain.label_count() >= 2, "a domain has two labels");
  fuzz::require(!signature.selector.is_root(), "there is a selector");
  fuzz::require(signature.identity_domain.is_at_or_below(signature.domain),
                "the identity is at or below the domain");
  fuzz::require(
      signature.identity.find_first_of(std::string_view("\0\r\n", 3)) == std::string::npos,
      "the identity is one line");
  fuzz::require(
      !signature.timestamp || !signature.expiration || *signature.timestamp < *signature.expiration,
      "it does not expire before it is made");
}

/// Whether all but "b" is the same.
bool is_same_otherwise(const Signature& a, const Signature& b) {
  return a.algorithm == b.algorithm && a.body_hash == b.body_hash &&
         a.header_canonicalization == b.header_canonicalization &&
         a.body_canonicalization == b.body_canonicalization && a.domain == b.domain &&
         a.selector == b.selector && a.identity == b.identity &&
         a.identity_domain == b.identity_domain && a.signed_fields == b.signed_fields &&
         a.length == b.length && a.timestamp == b.timestamp && a.expiration == b.expiration &&
         a.instance == b.instance;
}

using Parse = ReadSignature (*)(std::string_view, const Limits&);

/// The value of "b" is found, and nothing else of the signature hangs on it.
void check_extent(const std::string& text, const Signature& signature, Parse parse) {
  const auto extent = signature_extent(text);
  fuzz::require(extent && extent->offset + extent->size <= text.size(), "b stands in the field");
  fuzz::require(base::decode_base64(std::string_view(text).substr(extent->offset, extent->size)) ==
                    signature.signature,
                "the value of b stands there");
  auto octets = signature.signature;
  for (auto& octet : octets) octet ^= 0xff;
  std::string other = text;
  other.replace(extent->offset, extent->size, base::encode_base64(octets));
  const ReadSignature read = parse(other, {});
  const auto* changed = std::get_if<Signature>(&read);
  fuzz::require(changed != nullptr && changed->signature == octets, "b can be replaced");
  fuzz::require(is_same_otherwise(*changed, signature), "the rest stays");
  other.replace(extent->offset,
                std::min(other.size() - extent->offset, base::encode_base64(octets).size()), "");
  fuzz::require(std::holds_alternative<BrokenSignature>(parse(other, {})), "an empty b is none");
}

/// A tag more changes nothing where it is new, and everything where it is there already.
void check_one_more(std::string text, const Signature& signature, Parse parse) {
  if (signature.tags.tags.size() >= taglist::kMaxTags) return;
  while (!text.empty() && base::is_fws(text.back())) text.pop_back();
  if (!text.empty() && text.back() != ';') text += ';';
  if (signature.tags.find("fuzz") == nullptr) {
    const ReadSignature read = parse(text + " fuzz=b=x:y", {});
    const auto* same = std::get_if<Signature>(&read);
    fuzz::require(same != nullptr && is_same_otherwise(*same, signature),
                  "unknown tags are passed over");
  }
  const ReadSignature read = parse(text + " a=rsa-sha256", {});
  const auto* broken = std::get_if<BrokenSignature>(&read);
  fuzz::require(broken != nullptr && broken->error.reason == Reason::syntax_error,
                "a tag twice is a syntax error");
}

void check(const std::string& text, Parse parse) {
  const ReadSignature read = parse(text, {});
  if (const auto* broken = std::get_if<BrokenSignature>(&read)) {
    return check_broken(*broken, text.size());
  }
  const auto& signature = std::get<Signature>(read);
  check_rules(signature, {});
  check_extent(text, signature, parse);
  check_one_more(text, signature, parse);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(fuzz::text_of(data, size));
  check(text, parse_signature);
  check(text, parse_message_signature);
  const auto extent = signature_extent(text);
  fuzz::require(!extent || extent->offset + extent->size <= size, "b stands in the field");
  return 0;
}
