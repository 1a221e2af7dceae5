// SPDX-License-Identifier: MIT
//
// The steps of RFC 6376 section 6.1, each a function: read, time, key, body, signature.

#include "libauth/dkim/verify.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <iterator>
#include <utility>

#include "libauth/base/text.h"
#include "libauth/base/word.h"
#include "libauth/dkim/default_fields.h"
#include "libauth/dkim/match.h"

namespace libauth::dkim {
namespace {

/// What readers see besides the fields that are signed by default.
constexpr std::string_view kAlsoVisible[] = {"sender", "content-disposition"};

/// What signers sign and readers see: RFC 6376 section 5.4.1, and the fields that say who sent the
/// message, how it is shown and what a click does (RFC 8058).
constexpr auto kVisibleFields = [] {
  std::array<std::string_view, std::size(kDefaultFields) + std::size(kAlsoVisible)> fields;
  std::ranges::copy(kAlsoVisible, std::ranges::copy(kDefaultFields, fields.begin()).out);
  return fields;
}();

/// How often each of kVisibleFields is there.
using VisibleCounts = std::array<std::size_t, std::size(kVisibleFields)>;
/// Some of kVisibleFields.
using VisibleSet = std::bitset<std::size(kVisibleFields)>;

struct Words {
  Reason reason{};
  const char* text = nullptr;
};

/// For reasons that nothing else has words for.
constexpr Words kWords[] = {
    {Reason::too_long, "The signature is longer than what is read."},
    {Reason::header_cut, "The header of the message is longer than what is kept."},
    {Reason::expired, "The signature has expired (x=)."},
    {Reason::in_the_future, "The signature was made in the future (t=)."},
    {Reason::no_key, "The name of the key is longer than 255 octets."},
    {Reason::inappropriate_hash, "The key is not for SHA-256 (h=)."},
    {Reason::inappropriate_service, "The key is not for mail (s=)."},
    {Reason::inappropriate_algorithm, "The key is not for the algorithm of the signature."},
    {Reason::inappropriate_domain,
     "The key (t=s) is not for an identity (i=) below the signing domain (d=)."},
    {Reason::key_too_short, "The RSA key is too short."},
    {Reason::key_too_long, "The RSA key is longer than what is verified with."},
    {Reason::body_too_short, "The body is shorter than what was signed (l=)."},
    {Reason::body_mismatch, "The body is not the one that was signed."},
    {Reason::signature_mismatch, "The header is not the one that was signed, or not by that key."},
};

std::string words_of(Reason reason) {
  const auto* const words = std::find_if(std::begin(kWords), std::end(kWords),
                                         [&](const Words& each) { return each.reason == reason; });
  return words == std::end(kWords) ? std::string() : words->text;
}

void conclude(Verification& verification, Reason reason, std::string detail) {
  verification.reason = reason;
  verification.result = result_of(reason);
  verification.detail = std::move(detail);
}

void conclude(Verification& verification, Reason reason) {
  conclude(verification, reason, words_of(reason));
}

std::string without_white_space(std::string_view text) {
  std::string rest(text.size(), '\0');
  char* to = rest.data();
  while (!text.empty()) {
    const std::string_view part = text.substr(0, base::kWordOctets);
    // Most of it has none.
    if (part.size() == base::kWordOctets && base::is_graphic_word(base::read_word(part.data()))) {
      to = std::copy(part.begin(), part.begin() + base::kWordOctets, to);
    } else {
      to = std::copy_if(part.begin(), part.end(), to, [](char c) { return !base::is_fws(c); });
    }
    text.remove_prefix(part.size());
  }
  rest.resize(static_cast<std::size_t>(to - rest.data()));
  return rest;
}

/// What the field says of itself, usable or not.
void describe_tags(const taglist::TagList& tags, Verification& verification) {
  if (const auto* algorithm = tags.find("a")) verification.algorithm = algorithm->value;
  if (const auto* signature = tags.find("b")) {
    verification.signature_text = without_white_space(signature->value);
  }
}

/// RFC 6376 section 6.1.1.
std::optional<Signature> read(const mail::Field& field, const Limits& limits,
                              Verification& verification) {
  ReadSignature read = parse_signature(field.value, limits);
  if (auto* broken = std::get_if<BrokenSignature>(&read)) {
    describe_tags(broken->tags, verification);
    verification.domain = std::move(broken->domain);
    verification.selector = std::move(broken->selector);
    conclude(verification, broken->error.reason, std::move(broken->error.message));
    return std::nullopt;
  }
  auto& signature = std::get<Signature>(read);
  describe_tags(signature.tags, verification);
  verification.domain = signature.domain;
  verification.selector = signature.selector;
  verification.identity = std::move(signature.identity);
  return std::move(signature);
}

/// RFC 6376 section 3.5, "t" and "x".
std::optional<Reason> time_objection(const Signature& signature, const Settings& settings) {
  if (!settings.check_time) return std::nullopt;
  if (signature.expiration && settings.now > *signature.expiration + settings.drift) {
    return Reason::expired;
  }
  if (signature.timestamp && *signature.timestamp > settings.now + settings.drift) {
    return Reason::in_the_future;
  }
  return std::nullopt;
}

struct NumberedName {
  std::string_view name;
  std::size_t number = 0;  ///< in kVisibleFields
};

/// Shorter names first, so that one is found with few comparisons.
constexpr auto kVisibleBySize = [] {
  std::array<NumberedName, std::size(kVisibleFields)> names;
  for (std::size_t i = 0; i < names.size(); ++i) names[i] = {kVisibleFields[i], i};
  std::ranges::sort(names, {}, [](const NumberedName& one) { return one.name.size(); });
  return names;
}();
constexpr std::size_t kLongestVisible = kVisibleBySize.back().name.size();

/// Where the names of a size begin in kVisibleBySize; those of the next size begin where they end.
constexpr auto kFirstOfSize = [] {
  std::array<std::size_t, kLongestVisible + 2> first{};
  for (const NumberedName& one : kVisibleBySize) {
    for (std::size_t size = one.name.size() + 1; size < first.size(); ++size) ++first[size];
  }
  return first;
}();

/// Counts the name, in any case, where it is one of kVisibleFields.
void count_visible(std::string_view name, VisibleCounts& counts) {
  if (name.empty() || name.size() > kLongestVisible) return;
  const char last = base::to_lower(name.back());
  for (std::size_t i = kFirstOfSize[name.size()]; i < kFirstOfSize[name.size() + 1]; ++i) {
    const NumberedName& one = kVisibleBySize[i];
    // Names of one size differ in their last octet, but for a few.
    if (one.name.back() != last || !base::equals_ignoring_case(one.name, name)) continue;
    ++counts[one.number];
    return;
  }
}

VisibleCounts visible_fields(const mail::Header& header) {
  VisibleCounts counts{};
  for (const mail::Field& field : header.fields()) count_visible(field.name, counts);
  return counts;
}

VisibleCounts visible_fields(std::span<const std::string> names) {
  VisibleCounts counts{};
  for (const std::string& name : names) count_visible(name, counts);
  return counts;
}

/// RFC 6376 section 8.15: a field that is listed as often as it is there, or less, can be added.
VisibleSet addable_fields(std::span<const std::size_t> listed, std::span<const std::size_t> there) {
  VisibleSet addable;
  for (std::size_t i = 0; i < addable.size(); ++i) addable[i] = listed[i] <= there[i];
  return addable;
}

std::vector<std::string_view> names_of(const VisibleSet& fields) {
  std::vector<std::string_view> names;
  names.reserve(fields.count());
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (fields[i]) names.push_back(kVisibleFields[i]);
  }
  return names;
}

/// RFC 6376 section 6.1.2. None where the key may verify the signature.
std::optional<Reason> judge_key(const Signature& signature, const PublishedKey& published,
                                const Limits& limits, Verification& verification) {
  if (published.key) verification.key = published.key->facts();
  if (published.record) verification.testing = published.record->testing;
  return key_objection(published, signature.algorithm, signature.domain, signature.identity_domain,
                       limits);
}

std::string too_many_words(const Limits& limits) {
  return "It was not looked at: of a message the first " + std::to_string(limits.signatures) +
         " signatures from the top are verified.";
}

std::string partial_words(const BodyDigest& body) {
  if (body.hashed_octets == 0) return "Nothing of the body is signed (l=0).";
  return "Only " + std::to_string(body.hashed_octets) + " of the " +
         std::to_string(body.body_octets) + " octets of the body are signed (l=).";
}

}  // namespace

/// A DKIM-Signature field, and what is known of it at the end of the header.
struct Verifier::Candidate {
  Verification known;  ///< its reason is verified where nothing is wrong so far
  VisibleSet addable;  ///< the addable fields of `known`, which has not got their names
  std::optional<Signature> signature;  ///< where nothing is wrong so far
  std::size_t body = 0;                ///< number of its digest

  bool is_open() const { return signature.has_value(); }
};

Verifier::Verifier(const mail::Header& header, BodyHasher& bodies, const Settings& settings,
                   bool is_header_cut)
    : header_(header), bodies_(bodies), settings_(settings) {
  const VisibleCounts visible = visible_fields(header);
  candidates_.reserve(header.count("DKIM-Signature"));
  for (const mail::Field& field : header.fields()) {
    if (!field.is_named("DKIM-Signature")) continue;
    // RFC 6376 section 8.4: each field counts, whatever stands in it.
    const bool is_over = candidates_.size() >= settings_.limits.signatures;
    Candidate& candidate = candidates_.emplace_back();
    candidate.known.field = &field;
    if (is_over) {
      conclude(candidate.known, Reason::too_many, too_many_words(settings_.limits));
    } else if (field.octets.size() > settings_.limits.field_octets) {
      conclude(candidate.known, Reason::too_long);
    } else if (is_header_cut) {
      conclude(candidate.known, Reason::header_cut);
    } else {
      open(candidate, bodies, visible);
    }
  }
}

Verifier::~Verifier() = default;

void Verifier::open(Candidate& candidate, BodyHasher& bodies,
                    std::span<const std::size_t> visible) const {
  Verification& known = candidate.known;
  auto signature = read(*known.field, settings_.limits, known);
  if (!signature) return;
  const VisibleCounts listed = visible_fields(signature->signed_fields);
  candidate.addable = addable_fields(listed, visible);
  // RFC 6376 section 5.4.2: each time that "h" lists it covers one more From field, from the
  // bottom.
  static_assert(kVisibleFields[0] == "from");
  known.covers_all_from = listed.front() >= visible.front();
  if (const auto reason = time_objection(*signature, settings_)) return conclude(known, *reason);
  auto question = key_question(signature->selector, signature->domain);
  if (!question) return conclude(known, Reason::no_key);
  known.question = std::move(*question);
  candidate.body = bodies.add({signature->body_canonicalization, signature->length});
  candidate.signature = std::move(signature);
}

void Verifier::ask(dns::Facts& facts) const {
  for (const Candidate& candidate : candidates_) {
    if (candidate.is_open()) facts.find(*candidate.known.question);
  }
}

std::vector<Verification> Verifier::evaluate(dns::Facts& facts) const& {
  std::vector<Verification> verifications;
  verifications.reserve(candidates_.size());
  for (const Candidate& candidate : candidates_) {
    judge(candidate, facts, verifications.emplace_back(candidate.known));
  }
  return verifications;
}

std::vector<Verification> Verifier::evaluate(dns::Facts& facts) && {
  std::vector<Verification> verifications;
  verifications.reserve(candidates_.size());
  for (Candidate& candidate : candidates_) {
    judge(candidate, facts, verifications.emplace_back(std::move(candidate.known)));
  }
  return verifications;
}

void Verifier::judge(const Candidate& candidate, dns::Facts& facts,
                     Verification& verification) const {
  verification.addable_fields = names_of(candidate.addable);
  if (!candidate.is_open()) return;
  const Signature& signature = *candidate.signature;
  const BodyDigest& body = bodies_.digest(candidate.body);
  verification.signed_octets = body.hashed_octets;
  verification.body_octets = body.body_octets;
  const dns::Answer* answer = facts.find(*verification.question);
  if (answer == nullptr) return conclude(verification, Reason::key_unavailable);
  verification.security = answer->security;
  const PublishedKey& published = published_key(*answer);
  if (const auto reason = judge_key(signature, published, settings_.limits, verification)) {
    return conclude(verification, *reason,
                    *reason == published.reason ? published.detail : words_of(*reason));
  }
  const auto reason = message_objection(signature, header_, *verification.field, body,
                                        *published.key, settings_.accept_partial_body);
  if (reason == Reason::partial_body) return conclude(verification, *reason, partial_words(body));
  conclude(verification, reason.value_or(Reason::verified));
}

}  // namespace libauth::dkim
