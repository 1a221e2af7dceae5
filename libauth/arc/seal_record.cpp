// SPDX-License-Identifier: MIT
//
// Reads seals: a table of tags, each with its reader.

#include "libauth/arc/seal_record.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "libauth/arc/field_set.h"
#include "libauth/base/base64.h"
#include "libauth/base/enum.h"
#include "libauth/dkim/tag_value.h"
#include "libauth/taglist/tag_list.h"

namespace libauth::arc {
namespace {

using taglist::Tag;
using taglist::TagList;

bool read_instance(const std::string& value, Seal& seal) {
  const auto instance = dkim::read_instance(value);
  if (instance) seal.instance = *instance;
  return instance.has_value();
}

bool read_algorithm(const std::string& value, Seal& seal) {
  // RFC 8301 section 3.1: rsa-sha1 is none.
  const auto algorithm = dkim::parse_algorithm(value);
  if (algorithm) seal.algorithm = *algorithm;
  return algorithm.has_value();
}

bool read_signature(const std::string& value, Seal& seal) {
  auto octets = base::decode_base64(value);
  if (!octets || octets->empty()) return false;
  seal.signature = std::move(*octets);
  return true;
}

bool read_chain_status(const std::string& value, Seal& seal) {
  const auto status = parse_chain_status(value);
  if (status) seal.chain = *status;
  return status.has_value();
}

bool read_domain(const std::string& value, Seal& seal) {
  auto domain = dkim::read_domain(value);
  if (!domain) return false;
  seal.domain = std::move(*domain);
  return true;
}

bool read_selector(const std::string& value, Seal& seal) {
  auto selector = dkim::read_selector(value);
  if (!selector) return false;
  seal.selector = std::move(*selector);
  return true;
}

bool read_timestamp(const std::string& value, Seal& seal) {
  seal.timestamp = dkim::read_time(value);
  return seal.timestamp.has_value();
}

/// RFC 8617 section 4.1.3: seals have neither of the two. "h" must end in "fail"; "bh" would say of
/// a body what no seal says.
bool refuse(const std::string& /*value*/, Seal& /*seal*/) {
  return false;
}

struct TagReader {
  std::string_view name;
  bool is_required = false;
  bool (*read)(const std::string& value, Seal& seal);
  std::string_view rule;
  std::string_view complaint;
};

constexpr std::array<TagReader, 9> kTags = {{
    {"i", true, read_instance, "position", "The instance (i=) is no number from 1 to 50."},
    {"h", false, refuse, "arc-seal", "A seal must not have the tag \"h\"."},
    {"bh", false, refuse, "arc-seal", "A seal must not have the tag \"bh\"."},
    {"a", true, read_algorithm, "sig-a-tag", "The algorithm (a=) is not one that is in use."},
    {"b", true, read_signature, "sig-b-tag", "The signature (b=) is no base64."},
    {"cv", true, read_chain_status, "chain-status", "The chain's status (cv=) is not a known one."},
    {"d", true, read_domain, "sig-d-tag", "The domain (d=) is none."},
    {"s", true, read_selector, "sig-s-tag", "The selector (s=) is none."},
    {"t", false, read_timestamp, "sig-t-tag", "The time (t=) is no number of seconds."},
}};

/// RFC 8617 section 4.1.4: U-labels may stand in "d" and "s".
bool is_international(const taglist::Defect& defect, const TagList& tags) {
  if (defect.kind != taglist::Defect::Kind::bad_value) return false;
  if (defect.name != "d" && defect.name != "s") return false;
  const Tag* tag = tags.find(defect.name);
  return tag != nullptr && dkim::is_printable_utf8(tag->value, true);
}

/// What is wrong with the list itself; RFC 6376 section 3.2: a duplicate tag is.
std::optional<base::ParseError> list_error(std::string_view value, const TagList& tags) {
  const std::size_t bare = dkim::find_bare_line_end(value);
  if (bare != std::string_view::npos) {
    return base::ParseError{bare, "tag-list", "There is a CR or LF that is no fold."};
  }
  const auto defect =
      std::find_if(tags.defects.begin(), tags.defects.end(),
                   [&tags](const taglist::Defect& each) { return !is_international(each, tags); });
  if (defect == tags.defects.end()) return std::nullopt;
  return base::ParseError{defect->offset, "tag-list", taglist::describe(*defect)};
}

}  // namespace

base::Result<Seal> parse_seal(std::string_view value) {
  const TagList tags = taglist::parse_tag_list(value);
  if (const auto error = list_error(value, tags)) return *error;
  Seal seal;
  for (const TagReader& reader : kTags) {
    const Tag* tag = tags.find(reader.name);
    if (tag == nullptr && reader.is_required) {
      return base::ParseError{value.size(), std::string(reader.rule),
                              "The tag \"" + std::string(reader.name) + "\" is missing."};
    }
    if (tag != nullptr && !reader.read(tag->value, seal)) {
      return base::ParseError{tag->value_offset, std::string(reader.rule),
                              std::string(reader.complaint)};
    }
  }
  return seal;
}

}  // namespace libauth::arc
