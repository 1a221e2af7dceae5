// SPDX-License-Identifier: MIT
//
// Reads signatures: each tag by its own grammar, and of all that is wrong what comes first in the
// order of Reason.

#include "libauth/dkim/signature.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <span>
#include <utility>

#include "libauth/base/base64.h"
#include "libauth/base/text.h"
#include "libauth/dkim/tag_value.h"

namespace libauth::dkim {
namespace {

using taglist::Tag;

struct AlgorithmWord {
  std::string_view word;
  Algorithm algorithm{};
};

constexpr AlgorithmWord kAlgorithms[] = {
    {"rsa-sha256", Algorithm::rsa_sha256},
    {"ed25519-sha256", Algorithm::ed25519_sha256},
};

constexpr std::size_t kSha256Octets = 32;
/// RFC 8032 section 5.1.6.
constexpr std::size_t kEd25519SignatureOctets = 64;
/// RFC 6376 section 3.5: digits of "l".
constexpr std::size_t kMaxLengthDigits = 76;

std::optional<Canonicalization> read_canonicalization(std::string_view word) {
  if (word == "simple") return Canonicalization::simple;
  if (word == "relaxed") return Canonicalization::relaxed;
  return std::nullopt;
}

class Reader {
 public:
  struct TagReader {
    std::string_view name;
    bool is_required = false;
    void (Reader::*read)(const Tag&) = nullptr;
  };

  Reader(std::string_view value, const Limits& limits) : value_(value), limits_(limits) {
    signature_.tags = taglist::parse_tag_list(value);
  }

  ReadSignature read(std::span<const TagReader> readers) {
    read_list();
    for (const TagReader& reader : readers) {
      if (const Tag* tag = signature_.tags.find(reader.name)) {
        (this->*reader.read)(*tag);
      } else if (reader.is_required) {
        report(Reason::missing_tag, value_.size(),
               "The tag \"" + std::string(reader.name) + "\" is missing.");
      }
    }
    compare_times();
    compare_domains();
    if (error_) {
      return BrokenSignature{std::move(*error_), std::move(domain_), std::move(selector_),
                             std::move(signature_.tags)};
    }
    // Both are required.
    signature_.domain = std::move(*domain_);
    signature_.selector = std::move(*selector_);
    return std::move(signature_);
  }

  void read_version(const Tag& tag) {
    // RFC 6376 section 6.1.1.
    if (tag.value != "1") report(Reason::incompatible_version, tag, "The version (v=) is not 1.");
  }

  void read_instance(const Tag& tag) {
    const auto instance = dkim::read_instance(tag.value);
    if (!instance) {
      report(Reason::syntax_error, tag, "The instance (i=) is no number from 1 to 50.");
      return;
    }
    signature_.instance = *instance;
  }

  void read_algorithm(const Tag& tag) {
    algorithm_ = parse_algorithm(tag.value);
    if (algorithm_) {
      signature_.algorithm = *algorithm_;
    } else if (tag.value.empty()) {
      report(Reason::syntax_error, tag, "The algorithm (a=) is empty.");
    } else if (tag.value == "rsa-sha1") {
      // RFC 8301 section 3.1: it must not be verified.
      report(Reason::sha1, tag, "The algorithm (a=) is rsa-sha1, which is not secure any more.");
    } else {
      report(Reason::unsupported_algorithm, tag, "The algorithm (a=) is not known.");
    }
  }

  void read_signature(const Tag& tag) {
    auto octets = base::decode_base64(tag.value);
    if (!octets || octets->empty()) {
      report(Reason::syntax_error, tag, "The signature (b=) is no base64.");
    } else if (algorithm_ == Algorithm::ed25519_sha256 &&
               octets->size() != kEd25519SignatureOctets) {
      report(Reason::syntax_error, tag, "An Ed25519 signature (b=) has 64 octets.");
    } else {
      signature_.signature = std::move(*octets);
    }
  }

  void read_body_hash(const Tag& tag) {
    auto octets = base::decode_base64(tag.value);
    if (!octets || octets->empty()) {
      report(Reason::syntax_error, tag, "The body hash (bh=) is no base64.");
    } else if (algorithm_ && octets->size() != kSha256Octets) {
      report(Reason::syntax_error, tag, "A SHA-256 digest (bh=) has 32 octets.");
    } else {
      signature_.body_hash = std::move(*octets);
    }
  }

  void read_canonicalizations(const Tag& tag) {
    const std::string_view text = tag.value;
    const std::size_t slash = text.find('/');
    const auto header = read_canonicalization(text.substr(0, slash));
    // RFC 6376 section 3.5: without a second word the body is "simple".
    const auto body = slash == std::string_view::npos
                          ? Canonicalization::simple
                          : read_canonicalization(text.substr(slash + 1));
    if (!header || !body) {
      report(Reason::syntax_error, tag, "A canonicalization (c=) is not known.");
      return;
    }
    signature_.header_canonicalization = *header;
    signature_.body_canonicalization = *body;
  }

  void read_signing_domain(const Tag& tag) {
    domain_ = read_domain(tag.value);
    if (!domain_) {
      report(Reason::syntax_error, tag, "The domain (d=) is none.");
      return;
    }
    signature_.identity_domain = *domain_;
    signature_.identity = "@" + domain_->text();
  }

  void read_selector_tag(const Tag& tag) {
    selector_ = read_selector(tag.value);
    if (!selector_) report(Reason::syntax_error, tag, "The selector (s=) is none.");
  }

  void read_identity(const Tag& tag) {
    identity_offset_ = tag.value_offset;
    auto identity = decode_quoted_printable(tag.value);
    const std::size_t at = identity ? identity->rfind('@') : std::string::npos;
    if (at == std::string::npos || !is_local_part(std::string_view(*identity).substr(0, at))) {
      report(Reason::syntax_error, tag, "The identity (i=) is no mail address.");
      return;
    }
    auto domain = read_domain(std::string_view(*identity).substr(at + 1));
    if (!domain) {
      report(Reason::syntax_error, tag, "The domain of the identity (i=) is none.");
      return;
    }
    signature_.identity_domain = std::move(*domain);
    signature_.identity = std::move(*identity);
  }

  void read_signed_fields(const Tag& tag) {
    auto& names = signature_.signed_fields;
    const auto parts = base::split(tag.value, ':');
    names.reserve(parts.size());
    for (const std::string_view part : parts) {
      const std::string_view name = base::trim(part);
      if (!is_field_name(name)) {
        report(Reason::syntax_error, tag, "A name of a signed field (h=) is none.");
        return;
      }
      base::append_lower(names.emplace_back(), name);
    }
    // RFC 6376 section 5.4: "From" must be signed.
    if (std::find(names.begin(), names.end(), "from") == names.end()) {
      report(Reason::from_not_signed, tag, "The From field is not signed (h=).");
    }
    if (names.size() > limits_.signed_fields) {
      report(Reason::too_many_signed_fields, tag,
             "There are more than " + std::to_string(limits_.signed_fields) +
                 " names of signed fields (h=).");
    }
  }

  void read_length(const Tag& tag) {
    if (!is_digits(tag.value, kMaxLengthDigits)) {
      report(Reason::syntax_error, tag, "The body length (l=) is no number of 1 to 76 digits.");
      return;
    }
    // More than 64 bits hold is more than any body has.
    signature_.length = base::parse_number<std::uint64_t>(tag.value).value_or(
        std::numeric_limits<std::uint64_t>::max());
  }

  void read_query(const Tag& tag) {
    bool is_supported = false;
    for (const std::string_view part : base::split(tag.value, ':')) {
      const std::string_view method = base::trim(part);
      if (method.empty()) {
        report(Reason::syntax_error, tag, "A query method (q=) is empty.");
      }
      // RFC 6376 section 3.5: the others are passed over.
      is_supported = is_supported || method == "dns/txt";
    }
    if (!is_supported) {
      report(Reason::unsupported_query, tag, "No query method (q=) is dns/txt.");
    }
  }

  void read_timestamp(const Tag& tag) {
    signature_.timestamp = read_time(tag, "The time (t=) is no number of seconds.");
  }

  void read_expiration(const Tag& tag) {
    expiration_offset_ = tag.value_offset;
    signature_.expiration = read_time(tag, "The expiration (x=) is no number of seconds.");
  }

 private:
  void report(Reason reason, std::size_t offset, std::string message) {
    if (error_ && error_->reason <= reason) return;
    error_ = SignatureError{reason, offset, std::move(message)};
  }
  void report(Reason reason, const Tag& tag, std::string message) {
    report(reason, tag.value_offset, std::move(message));
  }

  /// RFC 6376 section 3.2: what the tag list itself has wrong, a duplicate tag for one.
  void read_list() {
    const std::size_t bare = find_bare_line_end(value_);
    if (bare != std::string_view::npos) {
      report(Reason::syntax_error, bare, "There is a CR or LF that is no fold.");
    }
    for (const taglist::Defect& defect : signature_.tags.defects) {
      if (is_international(defect)) continue;
      report(Reason::syntax_error, defect.offset, taglist::describe(defect));
      return;
    }
  }

  /// RFC 8616 section 4: UTF-8 may stand in "d", "s" and "i", and in what "z" copies.
  bool is_international(const taglist::Defect& defect) const {
    if (defect.kind != taglist::Defect::Kind::bad_value) return false;
    if (defect.name.size() != 1 ||
        std::string_view("dsiz").find(defect.name) == std::string::npos) {
      return false;
    }
    const Tag* tag = signature_.tags.find(defect.name);
    return tag != nullptr && is_printable_utf8(tag->value, true);
  }

  std::optional<base::Time> read_time(const Tag& tag, const char* message) {
    const auto time = dkim::read_time(tag.value);
    if (!time) report(Reason::syntax_error, tag, message);
    return time;
  }

  void compare_times() {
    if (!signature_.timestamp || !signature_.expiration) return;
    // RFC 6376 section 3.5: "x" must be greater than "t".
    if (*signature_.expiration <= *signature_.timestamp) {
      report(Reason::syntax_error, expiration_offset_, "It expires (x=) before it is made (t=).");
    }
  }

  void compare_domains() {
    if (!domain_ || signature_.identity_domain.is_at_or_below(*domain_)) return;
    report(Reason::domain_mismatch, identity_offset_,
           "The domain of the identity (i=) is neither the signing domain (d=) nor below it.");
  }

  std::string_view value_;
  const Limits& limits_;
  Signature signature_;
  std::optional<Algorithm> algorithm_;
  std::optional<dns::Name> domain_;
  std::optional<dns::Name> selector_;
  std::size_t identity_offset_ = 0;
  std::size_t expiration_offset_ = 0;
  std::optional<SignatureError> error_;
};

/// RFC 6376 section 3.5. "a" stands before what depends on it, "d" before "i"; what is not here,
/// such as "z", is passed over.
constexpr Reader::TagReader kDkimTags[] = {
    {"v", true, &Reader::read_version},
    {"a", true, &Reader::read_algorithm},
    {"b", true, &Reader::read_signature},
    {"bh", true, &Reader::read_body_hash},
    {"c", false, &Reader::read_canonicalizations},
    {"d", true, &Reader::read_signing_domain},
    {"h", true, &Reader::read_signed_fields},
    {"i", false, &Reader::read_identity},
    {"l", false, &Reader::read_length},
    {"q", false, &Reader::read_query},
    {"s", true, &Reader::read_selector_tag},
    {"t", false, &Reader::read_timestamp},
    {"x", false, &Reader::read_expiration},
};

/// RFC 8617 section 4.1.2.
constexpr Reader::TagReader kArcTags[] = {
    {"i", true, &Reader::read_instance},
    {"a", true, &Reader::read_algorithm},
    {"b", true, &Reader::read_signature},
    {"bh", true, &Reader::read_body_hash},
    {"c", false, &Reader::read_canonicalizations},
    {"d", true, &Reader::read_signing_domain},
    {"h", true, &Reader::read_signed_fields},
    {"l", false, &Reader::read_length},
    {"q", false, &Reader::read_query},
    {"s", true, &Reader::read_selector_tag},
    {"t", false, &Reader::read_timestamp},
    {"x", false, &Reader::read_expiration},
};

}  // namespace

std::string_view to_string(Algorithm algorithm) {
  const auto* const found =
      std::find_if(std::begin(kAlgorithms), std::end(kAlgorithms),
                   [&](const AlgorithmWord& each) { return each.algorithm == algorithm; });
  return found == std::end(kAlgorithms) ? std::string_view() : found->word;
}

std::optional<Algorithm> parse_algorithm(std::string_view word) {
  const auto* const found =
      std::find_if(std::begin(kAlgorithms), std::end(kAlgorithms),
                   [&](const AlgorithmWord& each) { return each.word == word; });
  if (found == std::end(kAlgorithms)) return std::nullopt;
  return found->algorithm;
}

ReadSignature parse_signature(std::string_view value, const Limits& limits) {
  return Reader(value, limits).read(kDkimTags);
}

ReadSignature parse_message_signature(std::string_view value, const Limits& limits) {
  return Reader(value, limits).read(kArcTags);
}

std::optional<Extent> signature_extent(std::string_view value) {
  for (std::size_t start = 0; start <= value.size();) {
    const std::size_t end = std::min(value.find(';', start), value.size());
    const std::string_view tag = value.substr(start, end - start);
    const std::size_t equals = tag.find('=');
    const std::string_view name = base::trim(tag.substr(0, equals));
    if (equals != std::string_view::npos && name.size() == 1 && name.front() == 'b') {
      return Extent{start + equals + 1, tag.size() - equals - 1};
    }
    start = end + 1;
  }
  return std::nullopt;
}

}  // namespace libauth::dkim
