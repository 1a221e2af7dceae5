// SPDX-License-Identifier: MIT

#include "libauth/dkim/parse.h"

#include <algorithm>

#include "libauth/base/base64.h"
#include "libauth/base/text.h"

namespace libauth::dkim {
namespace {

using taglist::Tag;
using taglist::TagList;

/// The words of a colon-separated list, with white space around colons taken away. RFC 6376 section
/// 3.2: an empty value is not an omitted tag, so that it gives one empty word.
std::vector<std::string> colon_list(const TagList& tags, std::string_view name) {
  std::vector<std::string> words;
  const Tag* tag = tags.find(name);
  if (tag == nullptr) return words;
  for (const std::string_view word : base::split(tag->value, ':')) {
    words.emplace_back(base::trim(word));
  }
  return words;
}

bool contains(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// RFC 6376 section 3.6.1: "v" is recommended; where it is there it comes first and is DKIM1.
std::optional<base::ParseError> version_error(const TagList& tags) {
  const Tag* version = tags.find("v");
  if (version == nullptr) return std::nullopt;
  if (version->value != "DKIM1") {
    return base::ParseError{version->value_offset, "key-v-tag", "The version is not DKIM1."};
  }
  if (version != &tags.tags.front()) {
    return base::ParseError{version->name_offset, "key-v-tag", "The version is not the first tag."};
  }
  return std::nullopt;
}

}  // namespace

bool is_key_record(std::string_view text) {
  const TagList tags = taglist::parse_tag_list(text);
  // A "p" is in DMARC records too, which wildcards bring here.
  if (!tags.tags.empty() && tags.tags.front().name == "v") {
    return base::starts_with_ignoring_case(tags.tags.front().value, "DKIM");
  }
  return tags.find("p") != nullptr;
}

base::Result<KeyRecord> parse_key_record(std::string_view text) {
  KeyRecord record;
  record.tags = taglist::parse_tag_list(text);
  // RFC 6376 section 3.2: a duplicate tag makes the whole list invalid.
  if (!record.tags.defects.empty()) {
    const taglist::Defect& defect = record.tags.defects.front();
    return base::ParseError{defect.offset, "tag-list", taglist::describe(defect)};
  }
  if (const auto error = version_error(record.tags)) return *error;
  const Tag* key = record.tags.find("p");
  if (key == nullptr) return base::ParseError{text.size(), "key-p-tag", "There is no key (p=)."};
  auto octets = base::decode_base64(key->value);
  if (!octets) {
    return base::ParseError{key->value_offset, "key-p-tag", "The key (p=) is no base64."};
  }
  record.key = std::move(*octets);
  if (const Tag* type = record.tags.find("k")) record.key_type = type->value;
  record.hashes = colon_list(record.tags, "h");
  record.services = colon_list(record.tags, "s");
  const auto flags = colon_list(record.tags, "t");
  record.testing = contains(flags, "y");
  record.same_domain = contains(flags, "s");
  return record;
}

base::Result<crypto::KeyFacts> read_key(const KeyRecord& record) {
  if (record.is_revoked()) return base::ParseError{0, "key-p-tag", "The key is revoked."};
  if (record.key_type == "rsa") return crypto::read_rsa_key(record.key);
  if (record.key_type == "ed25519") return crypto::read_ed25519_key(record.key);
  return base::ParseError{
      0, "key-k-tag",
      "The key type \"" + base::printable(record.key_type, 40) + "\" is not known."};
}

}  // namespace libauth::dkim
